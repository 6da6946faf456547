"""Shares as reports print them: two places, half up, and n/a where there is nothing to divide by."""

from __future__ import annotations

from dataclasses import dataclass

_PLACES = 10_000


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, kept as the two numbers; 0 of 0 is n/a, never 0 % or 100 %."""

    part: int
    whole: int

    @property
    def basis_points(self) -> int | None:
        """Hundredths of a percent, rounded half up in integers: no binary fraction decides a digit."""
        if self.whole == 0:
            return None
        return (2 * self.part * _PLACES + self.whole) // (2 * self.whole)

    def written(self, language: str = "en") -> str:
        """``39.19 %``, ``39,19 %`` in Vietnamese, or ``n/a`` (``không có``)."""
        points = self.basis_points
        if points is None:
            return "không có" if language == "vi" else "n/a"
        mark = "," if language == "vi" else "."
        return f"{points // 100}{mark}{points % 100:02d} %"

    def plain(self) -> str | None:
        """``39.19`` for programs; ``None`` where there is nothing to divide by."""
        points = self.basis_points
        return None if points is None else f"{points // 100}.{points % 100:02d}"
