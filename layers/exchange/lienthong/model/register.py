"""What an agency reports to its outgoing register beside what it sends: paper, parallel paper, secrets.

Without it every share of electronic documents would be a share of the electronic ones only (D28 11.3). State
secrets never pass through the exchange (D28 1.2): of them there is a number for each month and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from lienthong.model.envelope import DocumentType
from lienthong.model.event import JsonValue, text_of


class Carriage(StrEnum):
    """How a document went out, where it did not go through the exchange alone."""

    PAPER = "paper"
    #: Sent through the exchange, and on paper as well.
    PARALLEL = "parallel"
    #: State secrets, by count.
    SECRET = "secret"  # noqa: S105  # a kind of document, no password

    @property
    def vi(self) -> str:
        """The word, for a clerk."""
        return {"paper": "bản giấy", "parallel": "điện tử và bản giấy", "secret": "văn bản mật"}[self.value]

    @property
    def en(self) -> str:
        """The word in English."""
        return {"paper": "on paper", "parallel": "electronic and on paper", "secret": "secret"}[self.value]


class PaperReason(StrEnum):
    """Why a document went out on paper (D28 5.3, 7.2)."""

    MANDATORY_LIST = "mandatory-list"
    CANNOT_RECEIVE = "recipient-cannot-receive"
    NOT_DIGITISABLE = "attachment-not-digitisable"
    LEADERS_DECISION = "leaders-decision"
    OTHER = "other"

    @property
    def vi(self) -> str:
        """The reason, for a clerk."""
        return _REASONS[self][1]

    @property
    def en(self) -> str:
        """The reason in English."""
        return _REASONS[self][0]


_REASONS = {
    PaperReason.MANDATORY_LIST: (
        "on the list of documents that must be on paper",
        "thuộc danh mục văn bản phải gửi bản giấy",
    ),
    PaperReason.CANNOT_RECEIVE: (
        "the recipient cannot receive electronically",
        "nơi nhận chưa nhận được văn bản điện tử",
    ),
    PaperReason.NOT_DIGITISABLE: (
        "an attachment cannot be digitised",
        "tài liệu kèm theo không số hóa được",
    ),
    PaperReason.LEADERS_DECISION: ("decided by the agency's leader", "theo quyết định của lãnh đạo cơ quan"),
    PaperReason.OTHER: ("other reasons", "lý do khác"),
}


@dataclass(frozen=True, slots=True)
class NumberKey:
    """What must be unique: a document's number and notation in its agency's year and type.

    One sequence holds electronic and paper documents, from 1 January to 31 December (ND30 15.1, 22.2).
    Written forms of one number are one number: ``05`` is ``5``, ``ubnd - vp`` is ``UBND-VP``.
    """

    agency: str
    year: int
    group: int
    detail: int
    number: str
    notation: str

    @classmethod
    def of(cls, agency: str, issued_on: date, kind: tuple[int, int], number: str, notation: str) -> NumberKey:
        """The key of a document as it is written; ``kind`` is group and detail of its type."""
        return cls(agency, issued_on.year, *kind, canonical_number(number), canonical_notation(notation))

    @property
    def slot(self) -> str:
        """The key below its agency and year, as text."""
        return f"{self.group}.{self.detail}#{_escaped(self.number)}#{_escaped(self.notation)}"


def _escaped(part: str) -> str:
    """The part without the separator, so that no two keys differ only in where a part ends."""
    return part.replace("%", "%25").replace("#", "%23")


def canonical_number(number: str) -> str:
    """The number without leading zeros and spaces, in capitals: ``05a`` is ``5A``."""
    written = "".join(number.split()).upper()
    return written.lstrip("0") or written


def canonical_notation(notation: str) -> str:
    """The notation without spaces and a leading stroke, in capitals: ``/ubnd - vp`` is ``UBND-VP``."""
    return "".join(notation.split()).upper().lstrip("/")


@dataclass(frozen=True, slots=True)
class PaperDocument:
    """A document that went out on paper, alone or beside its electronic form.

    Attributes:
        recipients: codes of the registered agencies among those it went to.
        recipient_count: of all state bodies that it went to, registered or not.
        subject, signer: for the printed register only; the event that counts the document names neither.
    """

    number: str
    notation: str
    document_type: DocumentType
    reason: PaperReason
    recipients: tuple[str, ...] = ()
    recipient_count: int = 0
    subject: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What an agency reports: recipients as written, codes or aliases. Otherwise as in an entry."""

    carriage: Carriage
    issued_on: date
    document: PaperDocument | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An entry was made by mistake: since when that is known, why, and by which event."""

    at: datetime
    reason: str
    event_id: str


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One entry that an agency has reported; a withdrawn one gives its place free again.

    Attributes:
        issued_on: day of issue; of secrets the first of the month that they were issued in.
        document: ``None`` of secrets, of which there is only the count.
        event_id: of the event that was recorded with it; the entry's id towards its agency.
    """

    agency: str
    carriage: Carriage
    issued_on: date
    document: PaperDocument | None
    count: int
    reported_at: datetime
    event_id: str
    withdrawal: Withdrawal | None = None
    version: int = 1

    @property
    def slot(self) -> str:
        """Its place below its agency and year: of a document its number's, of secrets their month's."""
        if self.document is None:
            return f"secret#{self.issued_on:%Y-%m}"
        kind = self.document.document_type
        return NumberKey.of(
            self.agency,
            self.issued_on,
            (kind.group, kind.detail),
            self.document.number,
            self.document.notation,
        ).slot

    @property
    def place(self) -> EntryPlace:
        """Where it is recorded: at most one entry stands in a place."""
        return EntryPlace(self.agency, self.issued_on.year, self.slot)

    def says_the_same(self, other: RegisterEntry) -> bool:
        """Whether both report the same, whoever was first."""
        return replace(self, reported_at=other.reported_at, event_id=other.event_id, version=1) == replace(
            other, version=1
        )

    def facts(self) -> dict[str, JsonValue]:
        """What the event says: nothing of secrets but their month and count."""
        document = self.document
        kind = document.document_type if document else None
        return {
            "number": document.number if document else None,
            "notation": document.notation if document else None,
            "issued_on": self.issued_on.isoformat(),
            "group": kind.group if kind else None,
            "detail": kind.detail if kind else None,
            "type_name": kind.name if kind else None,
            "carriage": self.carriage.value,
            "count": self.count,
            "reason": document.reason.value if document else None,
            "recipients": list(document.recipients) if document else [],
            "recipient_count": document.recipient_count if document else 0,
            "reported_at": text_of(self.reported_at),
        }

    def to_json(self) -> dict[str, JsonValue]:
        """The entry as its agency sees it."""
        document, withdrawal = self.document, self.withdrawal
        return {
            "entry_id": self.event_id,
            **self.facts(),
            "subject": document.subject if document else "",
            "signer": document.signer if document else "",
            "withdrawn_at": text_of(withdrawal.at) if withdrawal else None,
            "withdrawal_reason": withdrawal.reason if withdrawal else None,
        }

    def named(self, language: str) -> str:
        """The entry in a sentence, in ``en`` or ``vi``."""
        if self.document is None:
            month = f"{self.issued_on:%m/%Y}"
            return (
                f"{self.count} văn bản mật tháng {month}"
                if language == "vi"
                else (f"{self.count} secret document(s) of {month}")
            )
        document = self.document
        number, day = f"{document.number}/{document.notation}", f"{self.issued_on:%d/%m/%Y}"
        to = document.recipient_count
        if language == "vi":
            return f"{document.document_type.name} số {number} ngày {day} ({self.carriage.vi}, {to} nơi nhận)"
        return f"{document.document_type.name} {number} of {day} ({self.carriage.en}, {to} recipient(s))"


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """Where an entry is recorded: its agency's year, and its slot there."""

    agency: str
    year: int
    slot: str


def place_of_facts(agency: str, facts: Mapping[str, JsonValue]) -> EntryPlace:
    """Where the entry lies that :meth:`RegisterEntry.facts` speaks of."""
    issued_on = date.fromisoformat(str(facts["issued_on"]))
    if facts["carriage"] == Carriage.SECRET.value:
        return EntryPlace(agency, issued_on.year, f"secret#{issued_on:%Y-%m}")
    kind = int(str(facts["group"])), int(str(facts["detail"]))
    key = NumberKey.of(agency, issued_on, kind, str(facts["number"]), str(facts["notation"]))
    return EntryPlace(agency, issued_on.year, key.slot)
