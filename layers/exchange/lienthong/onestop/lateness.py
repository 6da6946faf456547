"""Why a dossier is late: which step, which agency, which pause; worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lienthong.onestop.clock import Clock
from lienthong.onestop.dossier import Dossier, Part, Pause
from lienthong.onestop.timeliness import Judgement, Timeliness, judge
from lienthong.onestop.words import Kind


class CauseKind(StrEnum):
    """What took too long."""

    STEP = "step"
    FORWARDING = "forwarding"
    DECISION = "decision"
    #: The work of a procedure without steps.
    WHOLE = "whole"
    LATE_REQUEST = "late-request"
    SECOND_REQUEST = "second-request"
    #: Nothing took longer than it may: the steps' times add up to more than the whole.
    PLAN = "plan"

    @property
    def vi(self) -> str:
        """The cause, for a clerk."""
        return _CAUSES[self][1]

    @property
    def en(self) -> str:
        """The cause in English."""
        return _CAUSES[self][0]


_CAUSES = {
    CauseKind.STEP: ("a step took longer than its time", "bước xử lý quá thời hạn"),
    CauseKind.FORWARDING: ("it was forwarded late", "chuyển hồ sơ chậm"),
    CauseKind.DECISION: ("the result came late after the last step", "ban hành kết quả chậm sau bước cuối"),
    CauseKind.WHOLE: ("it took longer than its time", "giải quyết quá thời hạn"),
    CauseKind.LATE_REQUEST: ("the supplement was asked for late", "yêu cầu bổ sung quá thời hạn quy định"),
    CauseKind.SECOND_REQUEST: ("a supplement was asked for more than once", "yêu cầu bổ sung quá một lần"),
    CauseKind.PLAN: ("the steps' times exceed the whole", "tổng thời gian các bước vượt thời hạn chung"),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason: whose it is, at which step (none between steps), and how much office time it cost."""

    kind: CauseKind
    agency: str
    step: int | None
    since: datetime
    over: timedelta


def causes_of(dossier: Dossier, as_of: datetime, clock: Clock) -> tuple[Cause, ...]:
    """Every reason, the one that cost most first; empty where it is not late, or does not count.

    Raises:
        CalendarYearMissing: a date lies in a year that is not loaded.
    """
    judgement = judge(dossier, as_of)
    if judgement is None or judgement.timeliness is not Timeliness.LATE:
        return ()
    view = _View(dossier, judgement, as_of, clock)
    found = [*view.steps(), *view.forwarding(), *view.requests()]
    if not found:
        found = [
            Cause(CauseKind.PLAN, dossier.lead, None, judgement.due, view.time(judgement.due, judgement.end))
        ]
    return tuple(sorted(found, key=lambda cause: cause.over, reverse=True))


@dataclass(frozen=True, slots=True)
class _View:
    dossier: Dossier
    judgement: Judgement
    as_of: datetime
    clock: Clock

    def time(self, first: datetime, last: datetime) -> timedelta:
        """Office time between, pauses left out; nothing where they stand the other way round."""
        if last <= first:
            return timedelta(0)
        time = self.clock.calendar.working_time_between
        paused = sum(
            (time(max(first, p.since), min(last, self._until(p))) for p in self._pauses(first, last)),
            timedelta(0),
        )
        return time(first, last) - paused

    def steps(self) -> Iterator[Cause]:
        """Steps beyond their own deadline."""
        for part in self._parts():
            over = self.time(part.running.due, self._held(part))
            if over:
                yield Cause(CauseKind.STEP, part.agency, part.step, part.running.due, over)

    def forwarding(self) -> Iterator[Cause]:
        """Waiting between acceptance, steps and result, beyond the rule for forwarding."""
        assert self.dossier.accepted_at is not None
        group_of = {step.number: step.group for step in self.dossier.plan}
        ready = self.dossier.accepted_at
        for group in sorted(set(group_of.values())):
            parts = [part for part in self._parts() if group_of[part.step] == group]
            for part in parts:
                yield from self._waited(CauseKind.FORWARDING, part.giver, part.step, ready, part.handed_at)
            missing = [n for n, g in group_of.items() if g == group and n not in {p.step for p in parts}]
            for step in missing:
                yield from self._waited(
                    CauseKind.FORWARDING, self.dossier.centre, step, ready, self.judgement.end
                )
            if missing or any(self._is_open(part) for part in parts):
                return
            ready = max([ready, *(part.finished_at for part in parts if part.finished_at)])
        if self.dossier.plan:
            yield from self._waited(CauseKind.DECISION, self.dossier.lead, None, ready, self.judgement.end)
            return
        # Without steps the whole work is the lead's, so whatever it is late by is, too.
        over = self.time(self.judgement.due, self.judgement.end)
        if over:
            yield Cause(CauseKind.WHOLE, self.dossier.lead, None, self.judgement.due, over)

    def requests(self) -> Iterator[Cause]:
        """Supplements asked for after their time, or more than once."""
        assert self.dossier.accepted_at is not None
        asked = [
            p for p in self.dossier.pauses if p.cause is Kind.SUPPLEMENT_REQUESTED and p.since <= self.as_of
        ]
        latest = self.clock.supplement_by(self.dossier.accepted_at)
        for number, pause in enumerate(asked):
            if number:
                taken = self.clock.calendar.working_time_between(pause.since, self._until(pause))
                yield Cause(CauseKind.SECOND_REQUEST, pause.by, None, pause.since, taken)
            elif pause.since > latest:
                over = self.clock.calendar.working_time_between(latest, pause.since)
                yield Cause(CauseKind.LATE_REQUEST, pause.by, None, latest, over)

    def _waited(
        self, kind: CauseKind, agency: str, step: int | None, ready: datetime, done: datetime
    ) -> Iterator[Cause]:
        by = self.clock.forward_by(ready)
        over = self.time(by, done)
        if over:
            yield Cause(kind, agency, step, by, over)

    def _parts(self) -> list[Part]:
        return [part for part in self.dossier.parts if part.handed_at <= self.as_of]

    def _is_open(self, part: Part) -> bool:
        return part.finished_at is None or part.finished_at > self.as_of

    def _held(self, part: Part) -> datetime:
        """Until when a step counts: its end, or what the whole is judged by."""
        if part.held_at is None or self._is_open(part):
            return self.judgement.end
        return part.held_at

    def _pauses(self, first: datetime, last: datetime) -> Iterator[Pause]:
        return (p for p in self.dossier.pauses if p.since < last and self._until(p) > first)

    def _until(self, pause: Pause) -> datetime:
        return pause.until if pause.until and pause.until <= self.as_of else self.as_of
