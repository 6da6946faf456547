"""Figures: what is published of a tally, and of its months.

JSON of figures, the same in the API, the command and the signed report::

    {"by": {"document": {"total": 12,
                         "ratios": {"R1": {"numerator": 9, "denominator": 12, "percent": "75.0"}, …}},
            "recipient": …},
     "excluded": {"secrets": 2},
     "shown": {"mandatory_paper": 1, "cannot_receive": 0, "undelivered": 0},
     "recalled": 1, "superseded": 1, "late_entries": 0, "reasons": {"mandatory-list": 1}}

``percent`` is ``null`` where there is nothing to take a share of. What is shown is in the denominators, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from lienthong.measures.forecasts import Expected, Forecast, Reached, forecast
from lienthong.measures.periods import Month
from lienthong.measures.ratios import Measure, Ratio, Share, Unit
from lienthong.measures.tallies import (
    LATE_ENTRIES,
    RECALLED,
    SECRETS,
    SUPERSEDED,
    UNDELIVERED,
    Tally,
    total_of,
)
from lienthong.model.event import JsonValue
from lienthong.model.register import PaperReason

MonthlyTallies = Sequence[tuple[Month, Tally]]


def figures(tally: Tally) -> dict[str, JsonValue]:
    """A tally as it is published."""
    reasons = tally.reasons
    return {
        "by": {unit.value: _of_unit(tally, unit) for unit in Unit},
        "excluded": {"secrets": tally[SECRETS]},
        "shown": {
            "mandatory_paper": reasons.get(PaperReason.MANDATORY_LIST.value, 0),
            "cannot_receive": reasons.get(PaperReason.CANNOT_RECEIVE.value, 0),
            "undelivered": tally[UNDELIVERED],
        },
        "recalled": tally[RECALLED],
        "superseded": tally[SUPERSEDED],
        "late_entries": tally[LATE_ENTRIES],
        "reasons": dict(reasons),
    }


def public_figures(tally: Tally) -> dict[str, JsonValue]:
    """The same without what nobody outside the administration has to know: how many secrets there were."""
    return {name: value for name, value in figures(tally).items() if name != "excluded"}


def ratios(tally: Tally, unit: Unit) -> dict[str, JsonValue]:
    """The four ratios of one unit."""
    return {measure.value: _ratio(tally.ratio(unit, measure)) for measure in Measure}


def _of_unit(tally: Tally, unit: Unit) -> dict[str, JsonValue]:
    return {"total": tally[total_of(unit)], "ratios": ratios(tally, unit)}


def _ratio(ratio: Ratio) -> dict[str, JsonValue]:
    if isinstance(ratio, Share):
        return {
            "numerator": ratio.numerator,
            "denominator": ratio.denominator,
            "percent": ratio.percent,
        }
    return {"numerator": 0, "denominator": 0, "percent": None}


def trend(months: MonthlyTallies) -> list[JsonValue]:
    """The ratios month by month."""
    return [
        {"month": str(month), **{unit.value: ratios(tally, unit) for unit in Unit}} for month, tally in months
    ]


def forecasts(months: MonthlyTallies) -> dict[str, JsonValue]:
    """For each unit and ratio, when 80 % is reached."""
    return {
        unit.value: {
            measure.value: _forecast(
                forecast([(month, tally.ratio(unit, measure)) for month, tally in months])
            )
            for measure in Measure
        }
        for unit in Unit
    }


def _forecast(found: Forecast) -> dict[str, JsonValue]:
    if isinstance(found, Reached):
        return {"state": "reached", "month": str(found.month), "earliest": None, "latest": None}
    if isinstance(found, Expected):
        return {
            "state": "expected",
            "month": str(found.month),
            "earliest": str(found.earliest),
            "latest": str(found.latest) if found.latest else None,
        }
    return {"state": found.value, "month": None, "earliest": None, "latest": None}
