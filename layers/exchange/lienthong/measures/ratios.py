"""The four ratios, each by document and by document × recipient: never one number alone.

A ratio is two whole numbers. It is rounded only where it is written: half up, to a tenth of a per cent, but
what is not all is never written as 100.0, and what is not nothing never as 0.0. Whether a goal is reached is
decided on the whole numbers. A ratio of nothing is :data:`NOT_APPLICABLE`, neither 0 % nor 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

#: The goal for 2020, in per cent: documents between state agencies that are electronic.
GOAL: Final = 80


class Measure(StrEnum):
    """Which share is asked for; each is contained in the one before, but for R3, which stands beside R2."""

    #: Sent through the exchange, whatever else was sent.
    ELECTRONIC = "R1"
    #: Sent through the exchange, and nothing on paper (D28 5.3, 7.2).
    ELECTRONIC_ONLY = "R2"
    #: Sent through the exchange, leader's and agency's signatures verified (ND30 5.1).
    VALID = "R3"
    #: R2 and R3, and accepted by its recipient (status 03).
    COMPLETE = "R4"

    @property
    def en(self) -> str:
        """What is counted, in English."""
        return _WORDS[self][0]

    @property
    def vi(self) -> str:
        """What is counted, for a clerk."""
        return _WORDS[self][1]


_WORDS = {
    Measure.ELECTRONIC: ("sent electronically", "gửi điện tử"),
    Measure.ELECTRONIC_ONLY: ("electronic, no paper", "điện tử, không kèm bản giấy"),
    Measure.VALID: ("electronic with both signatures valid", "điện tử, đủ chữ ký số hợp lệ"),
    Measure.COMPLETE: ("electronic throughout and accepted", "điện tử hoàn toàn, đã tiếp nhận"),
}


class Unit(StrEnum):
    """What is counted once."""

    #: A document, to however many agencies it goes.
    DOCUMENT = "document"
    #: A document to one recipient.
    RECIPIENT = "recipient"

    @property
    def en(self) -> str:
        """The unit, in English."""
        return {"document": "by document", "recipient": "by document and recipient"}[self.value]

    @property
    def vi(self) -> str:
        """The unit, for a clerk."""
        return {"document": "theo văn bản", "recipient": "theo lượt gửi đến từng nơi nhận"}[self.value]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; ``denominator`` is at least 1."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or self.denominator == 0:
            raise ValueError(f"{self.numerator} of {self.denominator}")

    @property
    def percent(self) -> str:
        """Per cent with one decimal, as the module says."""
        tenths = (2000 * self.numerator + self.denominator) // (2 * self.denominator)
        if self.numerator:
            tenths = max(tenths, 1)
        if self.numerator < self.denominator:
            tenths = min(tenths, 999)
        return f"{tenths // 10}.{tenths % 10}"

    @property
    def fraction(self) -> Fraction:
        """The very value, from 0 to 1."""
        return Fraction(self.numerator, self.denominator)

    def reaches(self, goal: int = GOAL) -> bool:
        """Whether it is at least so many per cent."""
        return 100 * self.numerator >= goal * self.denominator


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """There was nothing of which a share could be taken."""


NOT_APPLICABLE: Final = NotApplicable()
Ratio: TypeAlias = Share | NotApplicable


def ratio_of(numerator: int, denominator: int) -> Ratio:
    """The ratio of two counts."""
    return Share(numerator, denominator) if denominator else NOT_APPLICABLE
