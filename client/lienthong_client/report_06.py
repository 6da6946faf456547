"""Report 06 as it is printed: the circular's columns, units grouped by level, and every sum made again.

A report comes as :meth:`lienthong.onestop.report.Report.to_json` writes it, alone or in the exchange's
answer with what belongs to it. Nothing of it is taken on trust: received must be resolved and in progress
together in every line, and the total the sum of the lines; else there is no report but an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from lienthong.errors import IntegrityFault
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.event import JsonValue
from lienthong.onestop.figures import Share
from lienthong.onestop.report import Counts
from lienthong_client.messages import Language, say, word

Json = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the keys of its group and title, how it is read from a line, and its share of the width."""

    group: str
    title: str
    read: Callable[[Counts], int | Share]
    width: int = 6

    @property
    def sums_up(self) -> bool:
        """Whether it is the first of its group: all of the others together."""
        return self.title == "report06.all"


COLUMNS = (
    Column("report06.received", "report06.all", lambda one: one.received, 7),
    Column("report06.received", "report06.online", lambda one: one.online),
    Column("report06.received", "report06.direct", lambda one: one.direct_and_postal, 7),
    Column("report06.received", "report06.carried", lambda one: one.carried_over),
    Column("report06.resolved", "report06.all", lambda one: one.resolved, 7),
    Column("report06.resolved", "report06.early", lambda one: one.early),
    Column("report06.resolved", "report06.on-time", lambda one: one.on_time),
    Column("report06.resolved", "report06.late", lambda one: one.overdue),
    Column("report06.open", "report06.all", lambda one: one.in_progress),
    Column("report06.open", "report06.in-time", lambda one: one.open_in_time),
    Column("report06.open", "report06.late", lambda one: one.open_overdue),
    Column("report06.shares", "report06.early", lambda one: one.early_share, 7),
    Column("report06.shares", "report06.on-time", lambda one: one.on_time_share, 7),
    Column("report06.shares", "report06.late", lambda one: one.overdue_share),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line: ``kind`` is ``unit``, ``level`` (a level's sum) or ``total``."""

    kind: str
    level: str
    agency: str
    name: str
    counts: Counts

    def texts(self, language: Language) -> tuple[str, ...]:
        """Its figures as people read them: ``1.234`` and ``39,19`` in Vietnamese."""
        return tuple(_text(column.read(self.counts), language) for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A report in one language.

    Attributes:
        lines: level by level its sum and its units, the total last.
        checks: what was held against what, in sentences.
        beside: under a heading each, labels and what stands there: visits, indicators, coverage.
    """

    agency: str
    first: date
    last: date
    lines: tuple[Line, ...]
    checks: tuple[str, ...]
    beside: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    language: Language

    @property
    def title(self) -> str:
        """What it is called."""
        return say("report06.title", self.language)

    @property
    def period(self) -> str:
        """Its days."""
        first, last = _day(self.first, self.language), _day(self.last, self.language)
        return say("report06.period", self.language, first=first, last=last)


def print_report(report: Json, language: Language, names: Mapping[str, str] | None = None) -> PrintedReport:
    """The report as printed; ``names`` of agencies by code, where the report does not say them.

    Raises:
        ReportDoesNotAddUp, IntegrityFault: its figures contradict each other.
    """
    units = [_unit(line, names or {}) for line in cast("Sequence[Json]", report["lines"])]
    total = Line("total", "", "", say("report06.total", language), _sum(units))
    if total.counts != _counts(cast("Json", report["total"])):
        raise IntegrityFault(what="Report 06: the total is not the sum of its lines")
    lines = [line for level in AgencyLevel for line in _of_level(level, units, language)]
    checks = [say("report06.check-lines", language, count=len(lines) + 1)]
    checks.append(say("report06.check-total", language, count=len(units)))
    if "entries" in report:
        entries = _number(int(str(report["entries"])), language)
        checks.append(say("report06.from-log", language, entries=entries))
    return PrintedReport(
        agency=str(report.get("name") or ""),
        first=date.fromisoformat(str(report["first"])),
        last=date.fromisoformat(str(report["last"])),
        lines=(*lines, total),
        checks=tuple(checks),
        beside=tuple(_beside(report, language)) if "desk" in report else (),
        language=language,
    )


def _unit(line: Json, names: Mapping[str, str]) -> Line:
    agency = str(line["agency"])
    name = str(line.get("name") or names.get(agency, agency))
    return Line("unit", str(line["level"]), agency, name, _counts(line))


def _counts(line: Json) -> Counts:
    """The figures of a line; sums in it are held to their parts.

    Raises:
        ReportDoesNotAddUp, IntegrityFault: they contradict each other.
    """
    received, resolved, left = (cast("Any", line[name]) for name in ("received", "resolved", "in_progress"))
    counts = Counts(
        online=received["online"],
        direct_and_postal=received["direct_and_postal"],
        carried_over=received["carried_over"],
        early=resolved["early"],
        on_time=resolved["on_time"],
        overdue=resolved["overdue"],
        open_in_time=left["in_time"],
        open_overdue=left["overdue"],
    )
    sums = (received["total"], resolved["total"], left["total"])
    if sums != (counts.received, counts.resolved, counts.in_progress):
        raise IntegrityFault(what=f"Report 06 of {line.get('agency', 'all')}: a sum is not that of its parts")
    return counts


def _of_level(level: AgencyLevel, units: Sequence[Line], language: Language) -> list[Line]:
    of_it = [line for line in units if line.level == level.value]
    if not of_it:
        return []
    return [
        Line("level", level.value, "", _capital(word("level", level.value, language)), _sum(of_it)),
        *of_it,
    ]


def _sum(lines: Sequence[Line]) -> Counts:
    return sum((line.counts for line in lines), Counts())


# beside the dossiers ----------------------------------------------------------------------------------


def _beside(report: Json, language: Language) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    desk, coverage = cast("Any", report["desk"]), cast("Any", report["coverage"])
    votes = desk["votes"]
    said = {
        "report06.visits": _number(desk["visits"], language),
        "report06.consultations": _number(desk["consultations"], language),
        "report06.satisfied": _counted(votes["satisfied"], votes["total"], language),
        "report06.acceptable": _counted(votes["acceptable"], votes["total"], language),
        "report06.dissatisfied": _counted(votes["dissatisfied"], votes["total"], language),
        "report06.postings": _counted(desk["postings"]["part"], desk["postings"]["whole"], language),
        "report06.coverage": _counted(coverage["part"], coverage["whole"], language),
    }
    indicators = tuple(
        (f"{one['number']}. {_capital(one[language])}", _counted(one["part"], one["whole"], language))
        for one in cast("Any", report["indicators"])
    )
    return [
        (say("report06.desk", language), tuple((say(key, language), text) for key, text in said.items())),
        (say("report06.indicators", language), indicators),
    ]


def _counted(part: int, whole: int, language: Language) -> str:
    """``1.614 / 1.645 (98,12 %)``; ``không có`` where there is nothing to divide by."""
    share = Share(part, whole)
    if not whole:
        return share.written(language)
    return f"{_number(part, language)} / {_number(whole, language)} ({share.written(language)})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text(value: int | Share, language: Language) -> str:
    if isinstance(value, Share):
        return value.written(language).removesuffix(" %") if value.whole else "–"
    return _number(value, language)


def _number(value: int, language: Language) -> str:
    text = f"{value:,}"
    return text.replace(",", ".") if language == "vi" else text


def _day(day: date, language: Language) -> str:
    return f"{day:%d/%m/%Y}" if language == "vi" else day.isoformat()
