"""The ratios as agencies ask for them: of one, or of all that stand below it, and the documents behind.

Whose figures one may see is decided by :mod:`lienthong.services.oversight`; what was below whom then, by
the registry's changes as the log has them.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lienthong.errors import CURSOR_FAULT, MalformedRequest
from lienthong.measures.figures import MonthlyTallies
from lienthong.measures.forecasts import MONTHS
from lienthong.measures.periods import Month, Period, months_before
from lienthong.measures.tallies import Tally, sum_of
from lienthong.measures.tree import Tree
from lienthong.model.calendar import date_in_vietnam
from lienthong.ports import Clock
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.measures_reading import ListedDocument, MeasuresReading
from lienthong.services.oversight import Oversight, Scope

#: So many listings are read for one page of documents, even where few of them are the agency's own.
_READS = 12


class Breakdown(StrEnum):
    """By what the figures of a subtree are told apart."""

    AGENCY = "agency"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; ``agency`` is a code or an alias, empty for the caller itself."""

    agency: str = ""
    period: Period | None = None
    scope: Scope = Scope.SELF
    by: Breakdown = Breakdown.AGENCY


@dataclass(frozen=True, slots=True)
class RatioRow:
    """Figures of one agency, or of one level (then ``agency`` is empty)."""

    agency: str
    name: str
    level: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Ratios:
    """The answer.

    Attributes:
        entries: after how many entries of the log it was so.
        total: of all rows together.
        months: month by month, up to the period's last, for trend and forecast.
    """

    agency: str
    name: str
    period: Period
    scope: Scope
    by: Breakdown
    entries: int
    total: Tally
    rows: tuple[RatioRow, ...]
    months: MonthlyTallies


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """Documents behind a number; ``entries`` as in :class:`Ratios`."""

    agency: str
    period: Period
    scope: Scope
    entries: int
    documents: tuple[ListedDocument, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class RatioDesk:
    """Answers agencies."""

    reading: MeasuresReading
    oversight: Oversight
    authentication: Authentication
    clock: Clock

    def ratios(self, caller: Caller, question: Question) -> Ratios:
        """The figures that are asked for.

        Raises:
            NotFound: no such agency, or none whose figures the caller may see.
        """
        code = self._agency(caller, question)
        period = self._period(question)
        # A period is at most a year, so the trend's months hold it.
        months = months_before(period.months[-1], MONTHS)
        entries, (tree, found) = self.reading.at_one_position(
            lambda: self._read(code, period, question.scope, months)
        )
        own = {agency: sum_of(tallies[month] for month in period.months) for agency, tallies in found.items()}
        return Ratios(
            agency=code,
            name=tree.name(code),
            period=period,
            scope=question.scope,
            by=question.by,
            entries=entries,
            total=sum_of(own.values()),
            rows=_rows(own, tree, question.by),
            months=[(month, sum_of(tallies[month] for tallies in found.values())) for month in months],
        )

    def documents(self, caller: Caller, question: Question, cursor: str | None, limit: int) -> DocumentsPage:
        """A page of the documents that the figures are counted from, by month, agency and day.

        Raises:
            NotFound: as above. MalformedRequest: no cursor of ours.
        """
        code = self._agency(caller, question)
        period = self._period(question)
        agencies = {code}
        if question.scope is Scope.SUBTREE:
            agencies = set(self.reading.tree(period).below(code))
        start, after = _position(cursor, period)
        found: list[ListedDocument] = []
        for _ in range(_READS):
            month = period.months[start]
            page = self.reading.listed(month, agencies, after=after, limit=limit - len(found))
            found += page.items
            after = page.cursor or ""
            start += 0 if after else 1
            if start == len(period.months) or len(found) == limit:
                break
        going_on = _cursor(period.months[start], after) if start < len(period.months) else None
        return DocumentsPage(code, period, question.scope, self.reading.position(), tuple(found), going_on)

    def _agency(self, caller: Caller, question: Question) -> str:
        self.authentication.spend(caller)
        return self.oversight.agency(caller, question.agency or caller.code).code

    def _period(self, question: Question) -> Period:
        return question.period or Period.parse(str(Month.of(date_in_vietnam(self.clock.now()))))

    def _read(
        self, code: str, period: Period, scope: Scope, months: Sequence[Month]
    ) -> tuple[Tree, Mapping[str, Mapping[Month, Tally]]]:
        tree = self.reading.tree(period)
        if scope is Scope.SELF:
            return tree, {code: self.reading.of_agency(code, months)}
        everybody = {month: self.reading.month(month) for month in months}
        nothing = Tally()
        return tree, {
            agency: {month: everybody[month].get(agency, nothing) for month in months}
            for agency in tree.below(code)
        }


def _rows(tallies: Mapping[str, Tally], tree: Tree, by: Breakdown) -> tuple[RatioRow, ...]:
    if by is Breakdown.AGENCY:
        return tuple(
            RatioRow(code, tree.name(code), tree.level(code), tally)
            for code, tally in sorted(tallies.items())
        )
    levels: dict[str, list[Tally]] = {}
    for code, tally in tallies.items():
        levels.setdefault(tree.level(code), []).append(tally)
    return tuple(RatioRow("", "", level, sum_of(found)) for level, found in sorted(levels.items()))


def _cursor(month: Month, after: str) -> str:
    return base64.urlsafe_b64encode(f"{month}|{after}".encode()).decode()


def _position(cursor: str | None, period: Period) -> tuple[int, str]:
    """Which month of the period, and behind what in its listing.

    Raises:
        MalformedRequest: no cursor of ours.
    """
    if cursor is None:
        return 0, ""
    try:
        month, _, after = base64.urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").partition("|")
        return period.months.index(Month.parse(month)), after
    except ValueError:
        # Neither base64, nor ASCII, nor a month, nor one of the period.
        raise MalformedRequest([CURSOR_FAULT]) from None
