"""When 80 % is reached, if it goes on as it did: the line of Theil and Sen through the last months.

Method: of the last :data:`MONTHS` months those with a ratio, at least :data:`FEWEST` of them. The slope is
the median of the slopes between every two months, the line's height the median of what each month is above
the slope: one month in which the exchange stood still moves neither. The range is where the lines with the
lower and the upper quartile of the slopes reach the goal. A median of an even number is the mean of the two
in the middle. All of it in fractions, exactly. Nothing is said where months are too few, where the slope is
not above zero, or where the goal is further away than :data:`HORIZON` months: a line that long says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from lienthong.measures.periods import Month
from lienthong.measures.ratios import GOAL, Ratio, Share

MONTHS = 12
FEWEST = 4
HORIZON = 120
_GOAL = Fraction(GOAL, 100)


class NoForecast(StrEnum):
    """Why nothing can be said."""

    TOO_FEW_MONTHS = "too-few-months"
    NOT_RISING = "not-rising"
    TOO_FAR = "too-far"


@dataclass(frozen=True, slots=True)
class Reached:
    """The goal is reached in the last month that has a ratio."""

    month: Month


@dataclass(frozen=True, slots=True)
class Expected:
    """The month in which the line reaches the goal, and the range; ``None``: not within the horizon."""

    month: Month
    earliest: Month
    latest: Month | None


Forecast: TypeAlias = Reached | Expected | NoForecast
_Point: TypeAlias = tuple[int, Fraction]


def forecast(months: Sequence[tuple[Month, Ratio]]) -> Forecast:
    """When the goal is reached, from months in their order."""
    last = months[-MONTHS:]
    points = [(at, ratio.fraction) for at, (_, ratio) in enumerate(last) if isinstance(ratio, Share)]
    if points and points[-1][1] >= _GOAL:
        return Reached(last[points[-1][0]][0])
    if len(points) < FEWEST:
        return NoForecast.TOO_FEW_MONTHS
    return _along_the_line(points, last[-1][0], len(last) - 1)


def _along_the_line(points: Sequence[_Point], newest: Month, at: int) -> Forecast:
    """From the newest month, which is number ``at``."""
    slopes = sorted(
        (right - left) / (there - here)
        for index, (here, left) in enumerate(points)
        for there, right in points[index + 1 :]
    )
    slope = _quantile(slopes, Fraction(1, 2))
    if slope <= 0:
        return NoForecast.NOT_RISING
    months = _months_until(points, slope, at)
    if months > HORIZON:
        return NoForecast.TOO_FAR
    earliest = _months_until(points, _quantile(slopes, Fraction(3, 4)), at)
    slow = _quantile(slopes, Fraction(1, 4))
    latest = _months_until(points, slow, at) if slow > 0 else HORIZON + 1
    return Expected(
        newest.plus(months),
        newest.plus(min(earliest, months)),
        newest.plus(max(latest, months)) if latest <= HORIZON else None,
    )


def _months_until(points: Sequence[_Point], slope: Fraction, at: int) -> int:
    """In how many months from number ``at`` on the line with this slope is at the goal; at least one."""
    height = _quantile(sorted(value - slope * here for here, value in points), Fraction(1, 2))
    crossing = (_GOAL - height) / slope
    # The month in which it is reached is the first at or behind the crossing.
    return max(1, -(-crossing.numerator // crossing.denominator) - at)


def _quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """Between the two nearest, in proportion."""
    place = part * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
