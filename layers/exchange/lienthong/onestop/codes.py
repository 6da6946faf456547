"""Dossier codes and procedure codes, and the daily sequence behind the first.

A dossier code is ``V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX`` (Decree 61/2018): the agency, the Vietnamese day of
receipt, and that day's running number at that agency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from lienthong.model.calendar import date_in_vietnam
from lienthong.model.identifiers import AGENCY_CODE
from lienthong.onestop.errors import DossierCodeMalformed, SequenceExhausted

_FORM = re.compile(r"(\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})-(\d{2})(\d{2})(\d{2})-(\d{4})", re.ASCII)
_PROCEDURE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?", re.ASCII)
_LONGEST = 40
#: Codes carry two digits of the year, all of this century.
_CENTURY = 2000
MOST_A_DAY = 9999


@dataclass(frozen=True, slots=True, order=True)
class SequenceKey:
    """Whose counter it is: an agency's of one Vietnamese day.

    As text every part has its fixed width: without the zeros, 1 November and 11 January shared a counter.
    """

    agency: str
    day: date

    @classmethod
    def at(cls, agency: str, instant: datetime) -> SequenceKey:
        """The counter of an instant: the day is Vietnam's, so it changes at 17:00 UTC."""
        return cls(agency, date_in_vietnam(instant))

    def __str__(self) -> str:
        return f"{self.agency}-{self.day:%y%m%d}"


@dataclass(frozen=True, slots=True, order=True)
class DossierCode:
    """A dossier's code; ``number`` runs from 1 to 9999 within ``key``."""

    key: SequenceKey
    number: int

    @classmethod
    def of(cls, key: SequenceKey, number: int) -> DossierCode:
        """The code of a day's n-th dossier.

        Raises:
            DossierCodeMalformed: the agency's code has not the form that dossier codes are made of.
            SequenceExhausted: the day has no such number.
        """
        if not AGENCY_CODE.fullmatch(key.agency):
            raise DossierCodeMalformed(text=key.agency)
        if not 1 <= number <= MOST_A_DAY:
            raise SequenceExhausted(agency=key.agency, day=key.day.isoformat())
        return cls(key, number)

    @classmethod
    def parse(cls, text: str) -> DossierCode:
        """The code written here, white space around it and small letters forgiven.

        Raises:
            DossierCodeMalformed: it is none, or names a day that never was.
        """
        match = _FORM.fullmatch(text.strip().upper()) if len(text) <= _LONGEST else None
        if match is None or match[5] == "0000":
            raise DossierCodeMalformed(text=_quoted(text))
        try:
            day = date(_CENTURY + int(match[2]), int(match[3]), int(match[4]))
        except ValueError as error:
            raise DossierCodeMalformed(text=_quoted(text)) from error
        return cls(SequenceKey(match[1], day), int(match[5]))

    @property
    def agency(self) -> str:
        """The agency that gave the code."""
        return self.key.agency

    def __str__(self) -> str:
        return f"{self.key}-{self.number:04d}"


def is_procedure_code(text: str) -> bool:
    """Whether this is a procedure's code: ``1.001193`` of the national base, or with the agency behind it."""
    return _PROCEDURE.fullmatch(text) is not None


def is_dossier_code(text: str) -> bool:
    """Whether this has a dossier code's form exactly, nothing forgiven."""
    return _FORM.fullmatch(text) is not None


def _quoted(text: str) -> str:
    """What was typed, short and printable, so that it can be told back."""
    return "".join(char if char.isprintable() else "·" for char in text[:_LONGEST])
