"""DocumentIds in the two forms that are in use (QCVN 102:2016); dates and times as the format has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from lienthong.model.calendar import VIETNAM
from lienthong.model.identifiers import is_agency_code
from lienthong.model.limits import LIMITS

_DATED = re.compile(r"(\d{4})/(\d{2})/(\d{2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
_TIME_FORMS = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S")
_DAY, _TIME = "%Y/%m/%d", "%Y/%m/%d %H:%M:%S"
_ZONE = re.compile(r"(\.\d+)?(Z|[+-]\d{2}:?\d{2})?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class DocumentIdParts:
    """What a DocumentId says.

    Attributes:
        agency: the issuing agency, as written.
        year: of issue.
        issued_on: in the first form, ``OrganId,yyyy/MM/dd,number/notation``; None in the second,
            ``OrganId,yyyy,sequence``, and where the first names a day that does not exist.
        has_day: whether the first form was used.
        rest: ``number/notation``, or the sequence.
    """

    agency: str
    year: int
    issued_on: date | None
    has_day: bool
    rest: str

    @property
    def is_impossible(self) -> bool:
        """Whether it names a day that no calendar has (an official sample has ``2014/02/30``)."""
        return self.has_day and self.issued_on is None


def split_document_id(text: str) -> DocumentIdParts | None:
    """The parts of a DocumentId; None where it has neither form."""
    agency, _, after = text.partition(",")
    middle, comma, rest = after.partition(",")
    if not (agency and comma and rest):
        return None
    if (dated := _DATED.fullmatch(middle)) is not None:
        return DocumentIdParts(agency, int(dated[1]), _existing_day(middle), True, rest)
    return DocumentIdParts(agency, int(middle), None, False, rest) if _YEAR.fullmatch(middle) else None


def is_standard_document_id(text: str) -> bool:
    """Whether it has one of the two forms, of an agency with a code of either age, on a day that exists."""
    parts = split_document_id(text)
    if parts is None or parts.is_impossible or "\n" in text or len(text) > LIMITS.document_id_length:
        return False
    return parts.agency.isascii() and is_agency_code(parts.agency)


def standard_document_id(agency: str, issued_on: date, number: str, notation: str) -> str:
    """The DocumentId in its first form."""
    return f"{agency},{day_text(issued_on)},{number}/{notation}"


def day_text(day: date) -> str:
    """``yyyy/MM/dd``."""
    return f"{day.year:04d}/{day:%m/%d}"


def time_text(instant: datetime) -> str:
    """``yyyy/MM/dd HH:mm:ss`` on the country's clock (D28 14.4)."""
    local = instant.astimezone(VIETNAM)
    return f"{day_text(local.date())} {local:%H:%M:%S}"


def _existing_day(text: str) -> date | None:
    try:
        return datetime.strptime(text, _DAY).replace(tzinfo=VIETNAM).date()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date or time that was read: the value, and whether it stood in the format's own form."""

    value: datetime
    is_standard: bool

    @property
    def day(self) -> date:
        """The calendar day in Vietnam."""
        return self.value.date()


def read_day(text: str) -> ReadDate | None:
    """A date in the format's form, in the others that are met, or the day of a time; None of none."""
    if len(text) > 40:
        return None
    if _DATED.fullmatch(text) and (found := _parse(text, _DAY)):
        return ReadDate(found, True)
    other = next((found for form in _DAY_FORMS if (found := _parse(text, form))), None)
    if other is None and (time := read_time(text)) is not None:
        other = time.value
    return ReadDate(other, False) if other else None


def read_time(text: str) -> ReadDate | None:
    """A time on the country's clock; a zone that is written converts to it."""
    if len(text) > 40:
        return None
    if (found := _parse(text, _TIME)) and len(text) == 19:
        return ReadDate(found, True)
    zone = _ZONE.search(text)
    bare = text[: zone.start()] if zone else text
    found = next((found for form in _TIME_FORMS if (found := _parse(bare, form))), None)
    if found is None:
        return None
    if zone and zone[2]:
        try:
            found = datetime.fromisoformat(f"{found:%Y-%m-%dT%H:%M:%S}{zone[2]}").astimezone(VIETNAM)
        except (ValueError, OverflowError):
            return None
    return ReadDate(found, False)


def _parse(text: str, form: str) -> datetime | None:
    try:
        found = datetime.strptime(text, form).replace(tzinfo=VIETNAM)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2199 else None
