"""What each kind of message asks of the exchange, and how the exchange's events read in the format."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lienthong.edxml.mapping import (
    RecallAct,
    Sent,
    StatusAct,
    SubmissionAct,
    act_of,
    document_message,
    event_message,
)
from lienthong.edxml.message import BusinessInfo, BusinessType, DocumentMessage, Extension, Party
from lienthong.model.codes import Business, Priority, Purpose, Status
from lienthong.model.envelope import Signer
from lienthong.model.event import Event, EventType, JsonValue
from tests.builders.edxml_messages import DOCUMENT_ID, PDF, file, letter, recall, replacement, status, update

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def submission(message: DocumentMessage) -> SubmissionAct:
    act = act_of(message)
    assert isinstance(act, SubmissionAct)
    return act


def sent(message: DocumentMessage | None = None, recall_reason: str = "") -> Sent:
    envelope = submission(message or letter()).envelope
    return Sent(envelope, envelope.recipients, AT, lambda code: Party(code, f"Cơ quan {code}"), recall_reason)


def test_a_new_document_is_a_submission() -> None:
    act = submission(letter())
    envelope = act.envelope
    assert (envelope.sender, envelope.document_id) == ("000.00.30.H39", DOCUMENT_ID)
    assert envelope.recipients == ("000.00.12.H39", "H39.16")
    assert (envelope.business, envelope.targets, envelope.also_on_paper) == (Business.NEW, (), False)
    assert (envelope.priority, envelope.summary) == (Priority.URGENT, "Phối hợp giải quyết hồ sơ đất đai")
    assert envelope.in_reply_to == ("000.00.12.H39,2019/06/01,77/STNMT",)
    assert dict(act.contents) == {"512-UBND-TNMT.signed.pdf": PDF}


def test_a_replacement_names_what_it_replaces() -> None:
    envelope = submission(replacement()).envelope
    assert (envelope.business, envelope.targets, envelope.reason) == (
        Business.REPLACEMENT,
        (DOCUMENT_ID,),
        "Sai số liệu",
    )


def test_an_update_under_the_id_of_its_target_gets_an_id_of_its_own_the_same_every_time() -> None:
    first, again = submission(update()), submission(update())
    assert first == again
    assert first.envelope.targets == (DOCUMENT_ID,)
    assert first.envelope.document_id.startswith(f"{DOCUMENT_ID};")
    other = submission(replace(update(), subject="V/v khác"))
    assert other.envelope.document_id != first.envelope.document_id
    out = document_message(sent(update()), first.contents)
    assert (out.document_id, out.extension) == (DOCUMENT_ID, letter().extension)


def test_recipients_of_the_extension_count_only_as_other_names_of_those_addressed() -> None:
    named = replace(letter(), extension=Extension(recipients=("stnmt", "sxd")))
    assert submission(named).envelope.recipients == ("stnmt", "sxd")
    more = replace(letter(), extension=Extension(recipients=("stnmt", "sxd", "nobody-knows")))
    assert submission(more).envelope.recipients == ("000.00.12.H39", "H39.16")


def test_a_recall_is_the_same_act_in_both_of_its_forms() -> None:
    by_document = act_of(recall())
    by_status = act_of(replace(status(Status.TAKE_BACK, "Gửi nhầm nơi nhận"), sender=letter().sender))
    assert by_document == by_status == RecallAct("000.00.30.H39", DOCUMENT_ID, "Gửi nhầm nơi nhận")
    named = replace(recall(), business=BusinessInfo(BusinessType.RECALL, "VB-1", "Nhầm"))
    assert act_of(named) == RecallAct("000.00.30.H39", "VB-1", "Nhầm")


@pytest.mark.parametrize("code", [code for code in Status if code is not Status.TAKE_BACK])
def test_a_status_is_an_act_of_the_recipient(code: Status) -> None:
    assert act_of(status(code, "Lý do")) == StatusAct(
        "000.00.12.H39", "000.00.30.H39", DOCUMENT_ID, code, "Lý do"
    )


def test_a_detached_signature_is_known_by_its_name() -> None:
    signed = replace(letter(), files=(file("a.pdf"), file("a.pdf.p7s", content_id="2")))
    assert [(one.purpose, one.signature_for) for one in submission(signed).envelope.attachments] == [
        (Purpose.ORIGINAL, None),
        (Purpose.SIGNATURE, "a.pdf"),
    ]


def test_a_message_without_signer_or_priority_maps_and_comes_back_the_same() -> None:
    bare = replace(letter(), signer=None, other=None, summary="", due_on=None, answered=())
    act = submission(bare)
    assert (act.envelope.signer, act.envelope.priority) == (Signer("", ""), Priority.NORMAL)
    assert document_message(sent(bare), act.contents, bare) is bare


EVENTS: list[tuple[EventType, dict[str, JsonValue], Status | None, str]] = [
    (EventType.CONTENT_CONSIGNMENT, {"document_id": DOCUMENT_ID}, Status.ARRIVED, ""),
    (EventType.CONSIGNMENT_ACCEPTANCE, {"status": "03", "reason": ""}, Status.ACCEPTED, ""),
    (
        EventType.CONSIGNMENT_REJECTION,
        {"status": "02", "reason": "Sai nơi nhận"},
        Status.REFUSED,
        "Sai nơi nhận",
    ),
    (EventType.STATUS_CHANGE, {"status": "05", "reason": ""}, Status.PROCESSING, ""),
    (EventType.RECALL_AGREEMENT, {"status": "15", "reason": ""}, Status.AGREES, ""),
    (EventType.REPLACEMENT_REFUSAL, {"status": "16", "reason": "Đã xử lý"}, Status.DISAGREES, "Đã xử lý"),
    (EventType.RECALL_NOTIFICATION, {"reason": "recalled"}, Status.TAKE_BACK, "Gửi nhầm"),
    (EventType.COPY_WITHHOLDING, {"reason": "recalled"}, Status.TAKE_BACK, "Gửi nhầm"),
    (EventType.COPY_WITHHOLDING, {"reason": "superseded"}, None, ""),
    (EventType.COPY_DESTRUCTION, {"attachments": []}, None, ""),
    (EventType.CONTENT_HANDOVER, {"attachments": []}, None, ""),
]


@pytest.mark.parametrize(("kind", "details", "code", "reason"), EVENTS)
def test_an_event_of_a_delivery_reads_as_its_status(
    kind: EventType, details: dict[str, JsonValue], code: Status | None, reason: str
) -> None:
    event = Event("01JD", kind, "lt-x", AT, "exchange", b"", agency="H39.16", details=details)
    message = event_message(sent(recall_reason="Gửi nhầm"), event)
    if code is None:
        assert message is None
        return
    assert message is not None
    assert (message.status, message.description, message.answered.document_id) == (code, reason, DOCUMENT_ID)
    by_sender = code is Status.TAKE_BACK
    assert message.sender.code == ("000.00.30.H39" if by_sender else "H39.16")
    assert message.answered.code == ("H39.16" if by_sender else "000.00.30.H39")


def test_an_event_of_no_delivery_is_no_status() -> None:
    event = Event("01JD", EventType.SUBMISSION_ARRIVAL, "lt-x", AT, "exchange", b"")
    assert event_message(sent(), event) is None
