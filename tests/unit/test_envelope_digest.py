"""The digest of an envelope: equal exactly when the same document was sent."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from datetime import date

import pytest
import rfc8785

from lienthong.model.codes import Business, Priority, Purpose
from lienthong.model.envelope import Attachment, DocumentType, Envelope, Signer
from tests.builders.documents import document

ENVELOPE = document().envelope
OTHER_ATTACHMENT = Attachment("phu-luc.pdf", "application/pdf", 5, "ab" * 32, Purpose.INFORMATION)
CHANGES: dict[str, object] = {
    "sender": "000.00.31.H39",
    "document_id": "VB-2",
    "number": "13",
    "notation": "UBND-NC",
    "issued_on": date(2026, 3, 2),
    "place": "Tân An",
    "document_type": DocumentType(2, 14, "Tờ trình"),
    "subject": "V/v khác",
    "signer": Signer("Trần Thị Mẫu", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH"),
    "recipients": ("000.00.17.H39",),
    "attachments": (*ENVELOPE.attachments, OTHER_ATTACHMENT),
    "summary": "tóm tắt",
    "due_on": date(2026, 4, 1),
    "priority": Priority.URGENT,
    "business": Business.UPDATE,
    "targets": ("VB-0",),
    "reason": "lý do",
    "also_on_paper": True,
    "for_information": True,
    "in_reply_to": ("VB-9",),
}


def test_every_field_is_changed_below() -> None:
    assert set(CHANGES) == {field.name for field in fields(Envelope)}


@pytest.mark.parametrize("field", list(CHANGES))
def test_each_field_changes_the_digest(field: str) -> None:
    assert replace(ENVELOPE, **{field: CHANGES[field]}).digest() != ENVELOPE.digest()  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["name", "media_type", "size", "sha256", "purpose", "signature_for"])
def test_each_field_of_an_attachment_changes_the_digest(field: str) -> None:
    changed = replace(
        ENVELOPE.attachments[0],
        **{field: {"size": 1, "purpose": Purpose.INFORMATION}.get(field, "khac")},  # type: ignore[arg-type]
    )
    assert replace(ENVELOPE, attachments=(changed,)).digest() != ENVELOPE.digest()


def test_the_order_of_recipients_is_part_of_what_was_sent() -> None:
    one, other = (replace(ENVELOPE, recipients=order) for order in (("A", "B"), ("B", "A")))
    assert one.digest() != other.digest()


def test_inline_and_ticketed_sending_of_the_same_bytes_agree() -> None:
    sent = document()
    assert sent.inline().envelope.digest() == sent.ticketed(4).envelope.digest()


def test_the_digest_is_sha_256_over_the_canonical_json_that_the_api_shows() -> None:
    shown = json.loads(json.dumps(ENVELOPE.to_json(), ensure_ascii=True))
    assert ENVELOPE.digest() == hashlib.sha256(rfc8785.dumps(shown)).hexdigest()
