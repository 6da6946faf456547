"""A printed sheet as data: head, title, blocks of text. What a typesetter needs, and nothing of any form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from lienthong.model.calendar import VIETNAM, date_in_vietnam
from lienthong_client.forms.facts import Office


@dataclass(frozen=True, slots=True)
class Head:
    """The head of Decree 30/2020, Annex I: who writes at the left; at the right the motto, place and day."""

    authority: str
    desk: str
    number: str
    place_and_day: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what they say, each on its line; one with a star before it stands out.

    ``address`` is shown beside them as a QR code; empty for none.
    """

    pairs: tuple[tuple[str, str], ...]
    address: str = ""
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    kind: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Listing:
    """A numbered list under its sentence."""

    title: str
    items: tuple[str, ...]
    kind: Literal["listing"] = "listing"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: title, share of the width, and how its cells stand."""

    title: str
    width: float
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on each page; ``title`` may be empty. A cell is one or more lines."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    small: bool = False
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Tracking:
    """Where the dossier is followed: address (as QR code, too), code, secret (may be empty), what to do."""

    address: str
    code: str
    secret: str
    advice: str
    kind: Literal["tracking"] = "tracking"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign side by side: whose, how, and the name printed below."""

    places: tuple[tuple[str, str, str], ...]
    kind: Literal["signatures"] = "signatures"


Block = Facts | Words | Listing | Table | Tracking | Signatures


@dataclass(frozen=True, slots=True)
class Sheet:
    """One copy of a form; its pages are numbered by themselves.

    Attributes:
        running: what stands above each further page and below all.
        corner: the form's number, at the upper right.
        subject: what it is about, below the title; subtitle: what is said of this copy.
        size: of the text, in points.
    """

    paper: Literal["a4", "a5"]
    head: Head
    title: str
    running: str
    blocks: tuple[Block, ...]
    corner: str = ""
    subject: str = ""
    subtitle: str = ""
    flipped: bool = False
    size: float = 9.6


def head_of(office: Office, day: datetime | date, number: str = "", register: str = "") -> Head:
    """The head; where a form is numbered, a dotted place is left for a number that is not known."""
    written = f"Số: {number or '………'}/{register}" if register else ""
    return Head(office.authority, office.desk, written, f"{office.place}, {day_in_words(day)}")


def day_in_words(day: datetime | date) -> str:
    """``ngày 05 tháng 02 năm 2026``: days below 10 and months 1 and 2 with a nought (ND30, Annex I)."""
    local = date_in_vietnam(day) if isinstance(day, datetime) else day
    month = f"{local.month:02}" if local.month < 3 else str(local.month)
    return f"ngày {local.day:02} tháng {month} năm {local.year}"


def hour_and_day(at: datetime) -> str:
    """``09:05 02/03/2026`` in Vietnam, as form 05 has it."""
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def hour_and_day_in_words(at: datetime) -> str:
    """``09 giờ 05 phút, ngày 02 tháng 3 năm 2026``, as the slips have it."""
    return f"{at.astimezone(VIETNAM):%H giờ %M phút}, {day_in_words(at)}"


def short_day(day: date | None) -> str:
    """``02/03/2026``; empty for no day."""
    return f"{day:%d/%m/%Y}" if day else ""


def dong(amount: int) -> str:
    """``75.000 đồng``."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def sets_and_copies(originals: int, copies: int) -> str:
    """``1 bản chính, 2 bản sao``."""
    told = ((originals, "bản chính"), (copies, "bản sao"))
    return ", ".join(f"{count} {name}" for count, name in told if count)
