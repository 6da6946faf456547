"""The year's documents as files: written in the decree's form, signed by the leader, sealed by the agency.

Each is a document of its own, with its own number, subject and recipients, and is signed when it is sent: it
bears the day of its issue, and its signatures the day of the replay.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

from lienthong.model.codes import Business, Priority, Purpose
from lienthong.model.envelope import Signer
from lienthong_client.drafts import DocumentFacts, Draft, DraftFile
from lienthong_client.register import Entry
from lienthong_local.province import AgencyRow, Letter, Province
from lienthong_local.year.plan import PlannedDocument, PlannedSecrets, Way
from lienthong_local.year.shapes import OFFICIAL_LETTER

_ORDER: Final = "Đề nghị các cơ quan, đơn vị phối hợp thực hiện và phản hồi qua trục liên thông văn bản."


def write(province: Province, document: PlannedDocument) -> Letter:
    """The document's text in the form of its type."""
    row, subject = province.agency(document.sender), document.subject
    is_letter = document.form is OFFICIAL_LETTER
    begun = subject[0].lower() + subject[1:]
    letter = province.compose_letter(
        document.sender,
        number=document.number,
        notation=document.notation,
        # "V/v" (về việc) stands before the subject of an official letter (ND30, Annex III, form 1.5).
        subject=f"V/v {begun}" if is_letter else subject,
        to=document.recipients if document.form.addressed else (),
        paragraphs=(f"Căn cứ chức năng, nhiệm vụ được giao, {row.name} {begun}.", _ORDER),
    )
    title = "" if is_letter else document.form.kind.name
    return replace(letter, issued_on=document.issued_on, title=title)


def draft(province: Province, document: PlannedDocument, folder: Path) -> Draft:
    """The document ready to be sent; its files lie in the folder.

    Raises:
        TimeStampUnavailable: it cannot be signed now.
    """
    letter = write(province, document)
    pdf = province.sign_letter(province.write_letter(letter), document.sender)
    original = folder / f"{_name(document)}.pdf"
    original.write_bytes(pdf)
    shown = f"{document.number}-{document.notation}"
    files = [DraftFile(original, f"{shown}.pdf", Purpose.ORIGINAL)]
    if document.annex_bytes:
        annex = folder / f"{_name(document)}.tif"
        annex.write_bytes(Random(document.document_id).randbytes(document.annex_bytes))
        files.append(DraftFile(annex, f"Phụ lục {shown}.tif", Purpose.INFORMATION))
    made = Draft(_facts(letter, document).to_json(), tuple(files))
    if document.replaces:
        return made.about(Business.REPLACEMENT, [document.replaces], "Điều chỉnh số liệu trong văn bản")
    return made


def _name(document: PlannedDocument) -> str:
    return f"{document.sender}-{document.issued_on:%Y}-{document.number}"


def _facts(letter: Letter, document: PlannedDocument) -> DocumentFacts:
    return DocumentFacts(
        document_id=document.document_id,
        number=document.number,
        notation=document.notation,
        issued_on=document.issued_on,
        place=letter.place,
        document_type=document.form.kind,
        subject=letter.subject,
        signer=Signer(letter.signer, letter.position, letter.authority),
        recipients=document.recipients,
        priority=Priority(document.priority),
        also_on_paper=document.way is Way.PARALLEL,
    )


def register_entry(row: AgencyRow, document: PlannedDocument) -> Entry:
    """What the agency reports of a document that went out on paper; it has a reason."""
    assert document.paper_reason is not None
    kind = document.form.kind
    return {
        "carriage": document.way.value,
        "number": document.number,
        "notation": document.notation,
        "issued_on": document.issued_on.isoformat(),
        "document_type": {"group": kind.group, "detail": kind.detail, "name": kind.name},
        "reason": document.paper_reason.value,
        "recipients": list(document.recipients),
        "subject": document.subject,
        "signer": row.leader_name,
    }


def secrets_entry(secrets: PlannedSecrets) -> Entry:
    """What the agency reports of its state secrets: month and count."""
    year, month = secrets.month
    return {"carriage": "secret", "month": f"{year}-{month:02}", "count": secrets.count}
