"""Dossiers' stories, told act by act: each act is made by the rules and folded at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.calendar import VIETNAM
from lienthong.onestop import moves
from lienthong.onestop.clock import Clock, PausePolicy
from lienthong.onestop.codes import DossierCode, SequenceKey
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import DossierEvent
from lienthong.onestop.folding import apply
from lienthong.onestop.moves import Act, Settling
from lienthong.onestop.procedures import Counting, Duration, Procedure, Step, Unit
from lienthong.onestop.rules import shipped_rules
from lienthong.onestop.words import Channel, Reason

CLOCK = Clock(WorkingCalendar(shipped()), shipped_rules()[0])
CENTRE, LEAD = "000.13.30.H39", "000.00.30.H39"
LAND, TAX, SIGNER = "000.09.30.H39", "000.12.30.H39", LEAD
SETTLING = Settling(LEAD, AgencyLevel.DISTRICT, {"land": LAND, "tax": TAX, "signer": SIGNER})


def at(text: str) -> datetime:
    """An instant by the clock on the wall in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)


def days(count: int) -> Duration:
    """So many working days."""
    return Duration(count, Unit.WORKING_DAYS)


def hours(count: int) -> Duration:
    """So many working hours."""
    return Duration(count, Unit.HOURS)


def procedure(
    time: Duration | None = None, *steps: Step, pause: PausePolicy = PausePolicy.RESUME
) -> Procedure:
    """A procedure of 10 working days unless said otherwise; by its steps it goes through agencies."""
    return Procedure(
        code="2.000889",
        name="Đăng ký chuyển nhượng quyền sử dụng đất",
        field="Đất đai",
        levels=frozenset({AgencyLevel.DISTRICT}),
        effective_from=date(2018, 1, 1),
        effective_until=None,
        duration=time or days(10),
        counting=Counting.DAYS,
        pause=pause,
        online_level=3,
        steps=steps,
    )


def step(number: int, group: int, responsible: str, time: Duration) -> Step:
    """A step with a name and an officer."""
    return Step(number, group, f"Bước {number}", responsible, "Chuyên viên", time)


#: Through the land office, then tax and land office side by side, then signed: 4 + 3 + 2 days.
TRANSFER = procedure(
    days(10),
    step(1, 1, "land", days(4)),
    step(2, 2, "tax", days(3)),
    step(3, 2, "land", days(3)),
    step(4, 3, "signer", days(2)),
)


class Story:
    """One dossier, act by act; ``dossier`` is what it has come to, ``events`` how."""

    def __init__(
        self,
        received: str = "2019-06-03 08:00",
        under: Procedure | None = None,
        channel: Channel = Channel.DIRECT,
        clock: Clock = CLOCK,
        number: int = 1,
    ) -> None:
        self.procedure = under or procedure()
        self.clock = clock
        self.events: list[DossierEvent] = []
        instant = at(received)
        code = DossierCode.of(SequenceKey.at(CENTRE, instant), number)
        event = moves.receive(code, self._act(instant, CENTRE), self.procedure, SETTLING, channel)
        self.dossier: Dossier = apply(None, event)
        self.events.append(event)

    def _act(self, instant: datetime, by: str) -> Act:
        return Act(f"E{len(self.events) + 1:03d}", instant, by)

    def do(self, when: str, move: Callable[[Dossier, Act], DossierEvent], by: str = CENTRE) -> Story:
        """Any move at an instant."""
        event = move(self.dossier, self._act(at(when), by))
        self.dossier = apply(self.dossier, event)
        self.events.append(event)
        return self

    def accepted(self, when: str = "") -> Story:
        """Accepted; at once, unless said otherwise."""
        return self.do(
            when or f"{self.dossier.received_at.astimezone(VIETNAM):%F %T}",
            lambda d, a: moves.accept(d, a, self.procedure, SETTLING, self.clock),
        )

    def handed_over(self, when: str, number: int, by: str = CENTRE) -> Story:
        """A step handed over."""
        return self.do(when, lambda d, a: moves.hand_over(d, a, number, self.clock), by)

    def finished(self, when: str, number: int, by: str) -> Story:
        """A step finished."""
        return self.do(when, lambda d, a: moves.finish_step(d, a, number), by)

    def asked(self, when: str, by: str = CENTRE) -> Story:
        """A supplement asked for."""
        return self.do(when, lambda d, a: moves.request_supplement(d, a, Reason.PAPERS_MISSING), by)

    def supplied(self, when: str) -> Story:
        """The supplement received."""
        return self.do(when, lambda d, a: moves.receive_supplement(d, a, self.clock))

    def to_be_paid(self, when: str, by: str = CENTRE) -> Story:
        """A financial obligation."""
        return self.do(when, moves.impose_obligation, by)

    def paid(self, when: str) -> Story:
        """It was met."""
        return self.do(when, lambda d, a: moves.meet_obligation(d, a, self.clock))

    def reappointed(self, when: str, day: str) -> Story:
        """A new date with an apology."""
        new = date.fromisoformat(day)
        return self.do(when, lambda d, a: moves.reappoint(d, a, new, Reason.WORKLOAD, self.clock))

    def refused(self, when: str) -> Story:
        """Not accepted."""
        return self.do(when, lambda d, a: moves.refuse(d, a, Reason.NOT_ELIGIBLE))

    def withdrawn(self, when: str) -> Story:
        """Withdrawn."""
        return self.do(when, moves.withdraw)

    def stopped(self, when: str) -> Story:
        """Stopped."""
        return self.do(when, lambda d, a: moves.stop(d, a, Reason.NO_ANSWER))

    def decided(self, when: str, *, granted: bool = True, by: str = CENTRE) -> Story:
        """The result is there."""
        return self.do(when, lambda d, a: moves.decide(d, a, granted=granted), by)

    def returned(self, when: str) -> Story:
        """The result is with the applicant."""
        return self.do(when, moves.give_back)


def restarting(one: Procedure) -> Procedure:
    """The procedure, with a clock that restarts after a supplement."""
    return replace(one, pause=PausePolicy.RESTART)
