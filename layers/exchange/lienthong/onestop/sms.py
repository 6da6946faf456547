"""Text messages: what they cost in segments, and how Vietnamese is written without diacritics.

A message in the GSM alphabet holds 160 characters, or 153 in each of several segments; any other character
makes the whole message UCS-2: 70, or 67 in each (3GPP TS 23.038 6.1–6.2.3, TS 23.040 9.2.3.24.1). Vietnamese
letters with two marks are not in the GSM alphabet, so diacritics double or triple the price.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Each takes an escape and itself.
_EXTENDED = frozenset("\f^{}\\[~]|€")
#: Punctuation that word processors put in, and what a telephone of any age can show.
_PLAIN = str.maketrans(
    {"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."}
)


class Alphabet(StrEnum):
    """How a message is encoded."""

    GSM = "GSM-7"
    UCS2 = "UCS-2"


@dataclass(frozen=True, slots=True)
class Measured:
    """A message as the network counts it; ``units`` are septets or UTF-16 code units."""

    alphabet: Alphabet
    units: int
    segments: int


def measure(text: str) -> Measured:
    """What a message takes. An empty one takes a segment, too."""
    septets = _septets(text)
    if septets is not None:
        alone = 160
        segments = 1 if sum(septets) <= alone else _packed(septets, 153)
        return Measured(Alphabet.GSM, sum(septets), segments)
    units = [1 if ord(char) < 0x10000 else 2 for char in text]
    segments = 1 if sum(units) <= 70 else _packed(units, 67)
    return Measured(Alphabet.UCS2, sum(units), segments)


def _septets(text: str) -> list[int] | None:
    """The septets of each character; ``None`` where one is not in the GSM alphabet."""
    if not all(char in _BASIC or char in _EXTENDED for char in text):
        return None
    return [2 if char in _EXTENDED else 1 for char in text]


def _packed(units: list[int], room: int) -> int:
    """How many segments, where no character is torn apart between two."""
    segments, left = 1, room
    for size in units:
        if size > left:
            segments, left = segments + 1, room
        left -= size
    return segments


def without_diacritics(text: str) -> str:
    """The text for telephones without Vietnamese letters: ``Đề nghị bổ sung`` is ``De nghi bo sung``."""
    decomposed = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
