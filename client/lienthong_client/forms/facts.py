"""The facts on each form: plain values, checked once when they are made, whoever makes them.

Texts are NFC, without control characters and direction overrides, and of bounded length. Instants carry their
zone; forms show them in Vietnam's time. Nothing personal is shown by ``repr``.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints, model_validator
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from lienthong.model.text import normalise
from lienthong.onestop.codes import DossierCode
from lienthong.onestop.errors import DossierCodeMalformed
from lienthong.onestop.timeliness import Timeliness

_STRICT = ConfigDict(extra="forbid")
_MOST_ROWS = 500
MOST_LOG_ROWS = 5000
#: What a QR code of 25 mm holds so that an old telephone still reads it.
_LONGEST_ADDRESS = 200
_SAFE_IN_ADDRESS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/%")


def _clean(text: str) -> str:
    """What is printed of a text: one line, NFC, nothing that steers the reading order or hides."""
    shown = "".join(char if char.isprintable() else " " for char in normalise(text))
    return " ".join(unicodedata.normalize("NFC", shown).split())


def _said(text: str) -> str:
    """A text in which something stands, after what cannot be seen was taken out."""
    if not text:
        raise PydanticCustomError("string_too_short", "empty")
    return text


def _code(text: str) -> str:
    try:
        return str(DossierCode.parse(text))
    except DossierCodeMalformed as error:
        raise PydanticCustomError("dossier_code", "no dossier code") from error


def _address(text: str) -> str:
    """An https address with nothing behind its path, where a secret could stand.

    Raises:
        PydanticCustomError: it is none.
    """
    # What would begin a query, a fragment or a user is not among the characters, so none is left out.
    if not set(text) <= _SAFE_IN_ADDRESS or not text.startswith("https://") or not urlsplit(text).hostname:
        raise PydanticCustomError("tracking_address", "no plain https address")
    return text


Text = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_clean)]
Said = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_clean), AfterValidator(_said)]
#: What stands in the head, at the left or in the date line.
Heading = Annotated[str, StringConstraints(max_length=200), AfterValidator(_clean), AfterValidator(_said)]
Code = Annotated[str, StringConstraints(max_length=40), AfterValidator(_code)]
Address = Annotated[str, StringConstraints(max_length=_LONGEST_ADDRESS), AfterValidator(_address)]
Count = Annotated[int, Field(ge=0, le=9999)]
Dong = Annotated[int, Field(ge=0, le=999_999_999_999)]


@dataclass(frozen=True, slots=True, config=_STRICT)
class Office:
    """Who prints: the desk, the place of the date line, the authority above if any; contact for questions."""

    desk: Heading
    place: Heading
    authority: Annotated[str, StringConstraints(max_length=200), AfterValidator(_clean)] = ""
    address: Text = ""
    telephone: Text = ""


@dataclass(frozen=True, slots=True, repr=False, config=_STRICT)
class Person:
    """Who applies; what was not said is empty."""

    name: Said
    address: Text = ""
    telephone: Text = ""
    email: Text = ""


@dataclass(frozen=True, slots=True, config=_STRICT)
class Matter:
    """The dossier: its code, the procedure's name, and where it can be followed (without the secret)."""

    code: Code
    procedure: Said
    procedure_code: Text = ""
    tracking: Address | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class HandedIn:
    """A paper that was handed in."""

    name: Said
    originals: Count = 0
    copies: Count = 0
    remark: Text = ""


@dataclass(frozen=True, slots=True, repr=False, config=_STRICT)
class ReceiptSlip:
    """Form 01.

    Attributes:
        number: of the slip; sets: how many copies of the whole dossier.
        time: the procedure's time, as the law states it (``15 ngày làm việc``).
        result: where and how the result is fetched or sent.
        secret: of the tracking page; printed on the applicant's copy only.
    """

    office: Office
    matter: Matter
    applicant: Person
    received_at: AwareDatetime
    due_at: AwareDatetime
    papers: Annotated[tuple[HandedIn, ...], Field(max_length=_MOST_ROWS)] = ()
    number: Text = ""
    sets: Count = 1
    time: Text = ""
    result: Text = ""
    fee: Dong | None = None
    fee_receipt: Text = ""
    book: Text = ""
    line: Text = ""
    secret: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{0,16}$")] = ""
    officer: Text = ""

    @model_validator(mode="after")
    def _keeps_the_secret_out_of_the_address(self) -> ReceiptSlip:
        address = self.matter.tracking or ""
        if self.secret and self.secret in address.upper():
            raise PydanticCustomError("secret_in_address", "the tracking address contains the secret")
        if self.due_at < self.received_at:
            raise PydanticCustomError("appointment_too_early", "the appointment is before the receipt")
        return self


@dataclass(frozen=True, slots=True, repr=False, config=_STRICT)
class SupplementRequest:
    """Form 02: everything that is missing, in one request; ``answer_by`` where there is such a day."""

    office: Office
    matter: Matter
    applicant: Person
    asked_at: AwareDatetime
    asked: Annotated[tuple[Said, ...], Field(min_length=1, max_length=_MOST_ROWS)]
    reason: Said
    answer_by: date | None = None
    number: Text = ""
    officer: Text = ""


@dataclass(frozen=True, slots=True, repr=False, config=_STRICT)
class Refusal:
    """Form 03, with every reason."""

    office: Office
    matter: Matter
    applicant: Person
    refused_at: AwareDatetime
    reasons: Annotated[tuple[Said, ...], Field(min_length=1, max_length=_MOST_ROWS)]
    number: Text = ""
    officer: Text = ""


@dataclass(frozen=True, slots=True, repr=False, config=_STRICT)
class Apology:
    """Form 04; ``signer`` is the post of who signs, ``signed_by`` the name."""

    office: Office
    matter: Matter
    applicant: Person
    written_at: AwareDatetime
    received_at: AwareDatetime
    was_due_at: AwareDatetime
    new_due_at: AwareDatetime
    reason: Said
    number: Text = ""
    signer: Text = ""
    signed_by: Text = ""

    @model_validator(mode="after")
    def _is_later(self) -> Apology:
        if self.new_due_at <= self.was_due_at:
            raise PydanticCustomError("appointment_too_early", "the new appointment is not after the old one")
        return self


@dataclass(frozen=True, slots=True, repr=False, config=_STRICT)
class HandOver:
    """A hand-over: who gave what to whom and when; ``outcome`` is of the giver's part, where it had one."""

    giver: Said
    receiver: Said
    at: AwareDatetime
    outcome: Timeliness | None = None
    giver_name: Text = ""
    receiver_name: Text = ""
    note: Text = ""


@dataclass(frozen=True, slots=True, repr=False, config=_STRICT)
class ControlSlip:
    """Form 05: the way of one dossier, hand-over by hand-over."""

    office: Office
    matter: Matter
    responsible: Said
    received_at: AwareDatetime
    with_others: Annotated[tuple[Said, ...], Field(max_length=_MOST_ROWS)] = ()
    due_at: AwareDatetime | None = None
    hand_overs: Annotated[tuple[HandOver, ...], Field(max_length=_MOST_ROWS)] = ()


@dataclass(frozen=True, slots=True, repr=False, config=_STRICT)
class LogRow:
    """A dossier in the tracking log; what has not happened yet is empty."""

    code: Code
    procedure: Said
    applicant: Said
    received_on: date
    contact: Text = ""
    sets: Count = 1
    responsible: Text = ""
    due_on: date | None = None
    passed_on: date | None = None
    result_on: date | None = None
    returned_on: date | None = None
    returned_by: Text = ""
    note: Text = ""


@dataclass(frozen=True, slots=True, repr=False, config=_STRICT)
class TrackingLog:
    """Form 06: a centre's dossiers of some days."""

    office: Office
    first: date
    last: date
    rows: Annotated[tuple[LogRow, ...], Field(max_length=MOST_LOG_ROWS)] = ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class PostedPaper:
    """A paper to be handed in."""

    name: Said
    originals: Count = 0
    copies: Count = 0
    required: bool = True


@dataclass(frozen=True, slots=True, config=_STRICT)
class PostedFee:
    """A fee in đồng for each unit, and the most that is asked."""

    name: Said
    amount: Dong
    per: Said = "hồ sơ"
    at_most: Dong | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class PostedStep:
    """A step, by whom, and the officer who answers for it; steps of one group run side by side."""

    number: Count
    group: Count
    name: Said
    responsible: Said
    officer: Text
    time: Said


@dataclass(frozen=True, slots=True, config=_STRICT)
class Notice:
    """The public posting of a procedure; ``complaints`` is whom one turns to with a complaint."""

    office: Office
    procedure: Said
    procedure_code: Said
    field: Said
    time: Said
    effective_from: date
    posted_on: date
    levels: Text = ""
    online_level: Count | None = None
    fees: Annotated[tuple[PostedFee, ...], Field(max_length=_MOST_ROWS)] = ()
    papers: Annotated[tuple[PostedPaper, ...], Field(max_length=_MOST_ROWS)] = ()
    steps: Annotated[tuple[PostedStep, ...], Field(max_length=_MOST_ROWS)] = ()
    complaints: Text = ""


Form = ReceiptSlip | SupplementRequest | Refusal | Apology | ControlSlip | TrackingLog
