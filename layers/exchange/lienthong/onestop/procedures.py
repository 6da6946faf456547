"""Procedures (thủ tục hành chính): effective-dated data, and the catalogue that says what is in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.clock import EIGHT_HOURS, Allowance, OfficeTime, PausePolicy, WorkingDays
from lienthong.onestop.errors import PapersMissing, ProcedureNotInForce


class Counting(StrEnum):
    """How a duration in working days is counted."""

    DAYS = "days"
    #: Each day is eight hours of office time, from the hour of receipt.
    EIGHT_HOUR_DAYS = "8-hour-days"


class Unit(StrEnum):
    """The unit a duration is written in."""

    WORKING_DAYS = "days"
    HOURS = "hours"

    @property
    def vi(self) -> str:
        """The unit, for a clerk."""
        return {"days": "ngày làm việc", "hours": "giờ làm việc"}[self.value]

    @property
    def en(self) -> str:
        """The unit in English."""
        return {"days": "working days", "hours": "working hours"}[self.value]


@dataclass(frozen=True, slots=True)
class Duration:
    """A time as the procedure states it; 0 working days is the same day."""

    amount: int
    unit: Unit

    def allowance(self, counting: Counting) -> Allowance:
        """What the clock counts."""
        if self.unit is Unit.HOURS:
            return OfficeTime(timedelta(hours=self.amount))
        if counting is Counting.EIGHT_HOUR_DAYS and self.amount:
            return OfficeTime(self.amount * EIGHT_HOURS)
        return WorkingDays(self.amount)

    def hours(self) -> int:
        """Comparable over both units, a day as eight hours."""
        return self.amount if self.unit is Unit.HOURS else self.amount * 8

    def written(self, language: str) -> str:
        """For people, in ``en`` or ``vi``."""
        if not self.amount:
            return "trong ngày" if language == "vi" else "the same day"
        return f"{self.amount} {self.unit.vi if language == 'vi' else self.unit.en}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to hand in: how many originals and copies; optional ones are not asked for."""

    code: str
    name: str
    originals: int
    copies: int
    required: bool = True


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee or charge: đồng for each unit (a dossier, a page), what it is for, the most that is asked."""

    code: str
    name: str
    amount: int
    per: str = "hồ sơ"
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the work.

    Attributes:
        number: from 1; names the step within its procedure.
        group: steps of one group run in parallel, groups run one after the other, from 1.
        responsible: an agency's code, or a role that a centre resolves to one (``tax``, ``land-office``).
        officer: the responsible officer's post, as posted publicly.
    """

    number: int
    group: int
    name: str
    responsible: str
    officer: str
    duration: Duration


@dataclass(frozen=True, slots=True)
class Procedure:
    """One edition of a procedure.

    Attributes:
        effective_from, effective_until: first and last day on which dossiers are taken in under it.
        levels: levels of the administration at which it is settled.
        duration: of the whole; ``counting`` says how its days, and its steps', are counted.
        pause: what a supplement does to the clock.
        online_level: 1 to 4, as the national portal counts; 3 and 4 can be handed in online.
    """

    code: str
    name: str
    field: str
    levels: frozenset[AgencyLevel]
    effective_from: date
    effective_until: date | None
    duration: Duration
    counting: Counting
    pause: PausePolicy
    online_level: int
    papers: tuple[Paper, ...] = ()
    fees: tuple[Fee, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def allowance(self) -> Allowance:
        """The whole time, as the clock counts it."""
        return self.duration.allowance(self.counting)

    def is_in_force(self, day: date) -> bool:
        """Whether dossiers are taken in under it on this day."""
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)

    def check_papers(self, handed_in: Mapping[str, tuple[int, int]]) -> None:
        """Holds what was handed in, originals and copies by paper code, to what is required.

        Raises:
            PapersMissing: names every paper of which there are too few.
        """
        missing = [
            paper.name
            for paper in self.papers
            if paper.required and not _suffices(handed_in.get(paper.code, (0, 0)), paper)
        ]
        if missing:
            raise PapersMissing(procedure=self.code, count=len(missing), papers=missing)


def _suffices(handed_in: tuple[int, int], paper: Paper) -> bool:
    """An original stands for a copy, never the other way round."""
    originals, copies = handed_in
    spare = originals - paper.originals
    return spare >= 0 and spare + copies >= paper.copies


class Catalogue:
    """All editions of all procedures; editions of one code never overlap (their reading holds that)."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        editions: dict[str, list[Procedure]] = defaultdict(list)
        for procedure in sorted(procedures, key=lambda one: one.effective_from):
            editions[procedure.code].append(procedure)
        self._editions: Mapping[str, Sequence[Procedure]] = editions

    def in_force(self, code: str, day: date) -> Procedure:
        """The edition under which a dossier is taken in on this day.

        Raises:
            ProcedureNotInForce: unknown, not yet, or no longer.
        """
        known = self._editions.get(code, ())
        for edition in reversed(known):
            if edition.is_in_force(day):
                return edition
        raise ProcedureNotInForce(
            procedure=code, day=day.isoformat(), known=_known(known, "en"), known_vi=_known(known, "vi")
        )

    def all_in_force(self, day: date) -> Iterator[Procedure]:
        """Every procedure in force on a day, by code."""
        for code in sorted(self._editions):
            yield from (edition for edition in self._editions[code] if edition.is_in_force(day))

    def __iter__(self) -> Iterator[Procedure]:
        return (edition for code in sorted(self._editions) for edition in self._editions[code])

    def __len__(self) -> int:
        return sum(map(len, self._editions.values()))


def _known(editions: Sequence[Procedure], language: str) -> str:
    """Which editions there are, for a sentence."""
    if not editions:
        return "không có trong danh mục" if language == "vi" else "not in the catalogue"
    word, open_end = ("đến", "nay") if language == "vi" else ("to", "now")
    return "; ".join(f"{one.effective_from} {word} {one.effective_until or open_end}" for one in editions)
