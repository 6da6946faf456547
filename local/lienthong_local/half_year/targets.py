"""What a half-year is to come to: exact numbers, shared out over units so that every sum is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.moves import Settling
from lienthong.onestop.report import Period
from lienthong_local.province.one_stop import district_settling
from lienthong_local.province.registry import AgencyKind, AgencyRow


@dataclass(frozen=True, slots=True)
class Target:
    """How many of each outcome; ``carried_over`` are from before, ``online`` of the new ones came so."""

    early: int
    on_time: int
    late: int
    open_in_time: int
    open_overdue: int
    carried_over: int
    online: int

    @property
    def total(self) -> int:
        """All dossiers."""
        return self.early + self.on_time + self.late + self.open_in_time + self.open_overdue


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """One centre's half-year: which procedures in which proportion, settled by whom, and what comes out."""

    centre: str
    settling: Mapping[str, Settling]
    weights: Mapping[str, int]
    target: Target


#: 2018's second half: the first that has its months before it in the calendar, for what is carried over.
PERIOD = Period(date(2018, 7, 1), date(2018, 12, 31))
#: 34,000 dossiers settled by 15 districts in half a year, 7,500 of them early; the rest is invented.
DISTRICTS = Target(
    early=7_500, on_time=26_230, late=270, open_in_time=610, open_overdue=30, carried_over=540, online=1_900
)
#: A provincial centre's published half-year: 44,855 = 2,381 + 42,474; 41,111 = 16,110 + 24,885 + 116. How
#: many came online, and how those in progress stand, was not published.
PROVINCE = Target(
    early=16_110,
    on_time=24_885,
    late=116,
    open_in_time=3_720,
    open_overdue=24,
    carried_over=2_381,
    online=9_344,
)
_DISTRICT_WEIGHTS = {"2.000815": 52, "2.000635": 12, "1.001612": 14, "1.009994": 8, "2.000889": 14}
_PROVINCE_WEIGHTS = {"2.000635": 25, "2.001610": 25, "2.000488": 50}
#: The district whose dossiers are late more often than the others'.
_LAGGING, _LAG = "000.00.37.H39", 9


def district_plans(agencies: Sequence[AgencyRow], whole: Target = DISTRICTS) -> list[UnitPlan]:
    """The districts' share of the whole, larger towns more, the lagging one most of what is late."""
    centres = {row.parent: row.code for row in agencies if row.kind is AgencyKind.DISTRICT_CENTRE}
    districts = [row.code for row in agencies if row.kind is AgencyKind.DISTRICT_COMMITTEE]
    sizes = [20 - number for number, _ in enumerate(districts)]
    lags = [_LAG * size if code == _LAGGING else size for code, size in zip(districts, sizes, strict=True)]
    targets = _shared_out(whole, sizes, lags)
    return [
        UnitPlan(
            centres[code],
            dict.fromkeys(_DISTRICT_WEIGHTS, district_settling(code)),
            _DISTRICT_WEIGHTS,
            target,
        )
        for code, target in zip(districts, targets, strict=True)
    ]


def province_plan(whole: Target = PROVINCE) -> UnitPlan:
    """The provincial centre: two departments settle what it takes in."""
    justice = Settling("000.00.14.H39", AgencyLevel.PROVINCE, {})
    planning = Settling("000.00.05.H39", AgencyLevel.PROVINCE, {})
    settling = {"2.000635": justice, "2.000488": justice, "2.001610": planning}
    return UnitPlan("000.02.01.H39", settling, _PROVINCE_WEIGHTS, whole)


def scaled(target: Target, dossiers: int) -> Target:
    """The same proportions for about so many settled dossiers."""
    settled = target.early + target.on_time + target.late
    return Target(*(max(1, getattr(target, f.name) * dossiers // settled) for f in fields(target)))


def _shared_out(whole: Target, sizes: Sequence[int], lags: Sequence[int]) -> Iterator[Target]:
    """Every number in proportion; what is late in proportion to ``lags``."""
    shares = {
        f.name: share_out(getattr(whole, f.name), lags if f.name in ("late", "open_overdue") else sizes)
        for f in fields(Target)
    }
    for at in range(len(sizes)):
        yield Target(**{name: values[at] for name, values in shares.items()})


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in proportion that add up to the total: the largest remainders get what is left."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares
