"""The bodies of the outgoing register's acts: reported entries, and mistakes."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from lienthong.api.actions import read_body
from lienthong.api.bodies import (
    AgencyName,
    CodeNotation,
    CodeNumber,
    Day,
    DocumentTypeBody,
    Reason,
    Strict,
    clean,
)
from lienthong.api.envelope_reader import read_json_object
from lienthong.api.faults import FaultError, faults_of
from lienthong.errors import Fault, MalformedRequest
from lienthong.model.envelope import DocumentType
from lienthong.model.limits import LIMITS
from lienthong.model.register import Carriage, PaperDocument, PaperReason, Report

_MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", re.ASCII)
_CLEAN = BeforeValidator(clean)
#: What pydantic puts into a fault's place to say which form of entry it has read.
_FORMS = frozenset(carriage.value for carriage in Carriage)


def _month(value: object) -> object:
    if isinstance(value, str) and _MONTH.fullmatch(value):
        return value
    raise FaultError(
        "month.form",
        "Write the month as YYYY-MM, between 1900 and 2199.",
        "Tháng phải có dạng YYYY-MM, trong khoảng từ năm 1900 đến năm 2199.",
    )


Line = Annotated[
    str, StringConstraints(min_length=0, max_length=LIMITS.signer_name_length, strict=True), _CLEAN
]
Subject = Annotated[
    str, StringConstraints(min_length=0, max_length=LIMITS.subject_length, strict=True), _CLEAN
]


class PaperEntryBody(Strict):
    """A document that went out on paper, alone (paper) or beside its electronic form (parallel)."""

    carriage: Literal["paper", "parallel"]
    number: CodeNumber
    notation: CodeNotation
    issued_on: Day
    document_type: DocumentTypeBody
    reason: PaperReason
    recipients: Annotated[list[AgencyName], Field(max_length=LIMITS.recipients, default_factory=list)]
    recipient_count: Annotated[int, Field(ge=0, le=100_000, strict=True)] | None = None
    subject: Subject = ""
    signer: Line = ""


class SecretEntryBody(Strict):
    """How many state secrets were issued in a month (D28 1.2): a count, and nothing else."""

    carriage: Literal["secret"]
    month: Annotated[str, BeforeValidator(_month)]
    count: Annotated[int, Field(ge=1, le=100_000, strict=True)]


EntryBody = Annotated[PaperEntryBody | SecretEntryBody, Field(discriminator="carriage")]


class EntriesBody(Strict):
    """Entries of the outgoing register: all of them are recorded, or none."""

    entries: Annotated[list[EntryBody], Field(min_length=1, max_length=LIMITS.register_entries)]


class WithdrawalBody(Strict):
    """Why an entry was a mistake."""

    reason: Reason


def read_reports(body: bytes) -> tuple[Report, ...]:
    """The reported entries of a request body.

    Raises:
        MalformedRequest: with every fault.
    """
    try:
        entries = EntriesBody.model_validate(read_json_object(body)).entries
    except ValidationError as invalid:
        raise MalformedRequest(tuple(map(_without_form, faults_of(invalid)))) from invalid
    return tuple(map(_report, entries))


def _without_form(fault: Fault) -> Fault:
    """``/entries/0/paper/number`` is ``/entries/0/number`` in the body as it was sent."""
    parts = fault.pointer.split("/")
    if len(parts) > 3 and parts[1] == "entries" and parts[3] in _FORMS:
        del parts[3]
    return Fault("/".join(parts), fault.code, fault.en, fault.vi)


def _report(entry: PaperEntryBody | SecretEntryBody) -> Report:
    if isinstance(entry, SecretEntryBody):
        return Report(Carriage.SECRET, date.fromisoformat(f"{entry.month}-01"), None, entry.count)
    kind = entry.document_type
    count = entry.recipient_count
    return Report(
        Carriage(entry.carriage),
        entry.issued_on,
        PaperDocument(
            number=entry.number,
            notation=entry.notation,
            document_type=DocumentType(kind.group, kind.detail, kind.name),
            reason=entry.reason,
            recipients=tuple(entry.recipients),
            recipient_count=len(set(entry.recipients)) if count is None else count,
            subject=entry.subject,
            signer=entry.signer,
        ),
    )


def read_withdrawal(body: bytes) -> str:
    """Why an entry is withdrawn."""
    return read_body(body, WithdrawalBody).reason
