"""One dossier's life: each act through the rules, folded at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from lienthong.onestop import moves
from lienthong.onestop.clock import Clock
from lienthong.onestop.codes import DossierCode
from lienthong.onestop.dossier import Dossier, Part
from lienthong.onestop.events import DossierEvent
from lienthong.onestop.folding import apply
from lienthong.onestop.moves import Act, Settling
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.words import Channel, Reason

_MINUTE = timedelta(minutes=1)
#: Of a hundred dossiers that go through agencies, so many need a supplement, a payment.
_SUPPLEMENTS, _PAYMENTS = 6, 10


class Life:
    """A dossier under way; ``dossier`` is what it has come to, ``events`` how, ``now`` how far."""

    def __init__(
        self, code: DossierCode, procedure: Procedure, settling: Settling, clock: Clock, random: Random
    ) -> None:
        self._code = code
        self._procedure = procedure
        self._settling = settling
        self._clock = clock
        self._random = random
        self.events: list[DossierEvent] = []

    def begin(self, centre: str, accepted_at: datetime, channel: Channel) -> None:
        """Handed in, accepted, and the first steps handed over at the desk."""
        waited = self._random.randint(1, 600) if channel is Channel.ONLINE else 0
        received = accepted_at - waited * _MINUTE
        event = moves.receive(
            self._code, self._act(received, centre), self._procedure, self._settling, channel
        )
        self.dossier = self._applied(None, event)
        self._move(
            moves.accept(self.dossier, self._act(accepted_at), self._procedure, self._settling, self._clock)
        )
        self._hand_over(accepted_at + self._random.randint(2, 15) * _MINUTE)

    @property
    def now(self) -> datetime:
        """The instant of the last act."""
        return self.dossier.last_at

    @property
    def due(self) -> datetime:
        """The deadline that counts."""
        return self.dossier.appointments[-1].due

    def pause_perhaps(self, last: datetime) -> None:
        """A supplement or a payment, now and then, answered in some days."""
        if not self.dossier.open_parts:
            return
        drawn = self._random.randrange(100)
        if drawn >= _SUPPLEMENTS + _PAYMENTS:
            return
        calendar, holder = self._clock.calendar, self.dossier.holders[0]
        asked = calendar.add_working_time(self.now, self._random.randint(30, 500) * _MINUTE)
        answered = calendar.add_working_time(asked, self._random.randint(200, 3_000) * _MINUTE)
        if asked > self.due or answered > last:
            return
        act = self._act(asked, holder)
        if drawn < _SUPPLEMENTS:
            self._move(moves.request_supplement(self.dossier, act, Reason.PAPERS_MISSING))
            self._move(moves.receive_supplement(self.dossier, self._act(answered), self._clock))
        else:
            self._move(moves.impose_obligation(self.dossier, act))
            self._move(moves.meet_obligation(self.dossier, self._act(answered), self._clock))

    def finish(self, end: datetime) -> None:
        """The remaining steps up to the end, one slower than the others; the result, and its return."""
        calendar, random = self._clock.calendar, self._random
        groups = len({step.group for step in self.dossier.plan})
        # The last share is what the result takes after the last step.
        shares = [random.randint(2, 4) for _ in range(groups)] + [1]
        shares[random.randrange(max(1, groups))] += 16
        start, whole = self.now, calendar.working_time_between(self.now, end)
        for group in range(groups):
            reached = calendar.add_working_time(start, whole * sum(shares[: group + 1]) / sum(shares))
            self._hand_over(self.now)
            self._finish_group(max(self.now, reached))
        self._move(moves.decide(self.dossier, self._act(end), granted=True))
        returned = calendar.add_working_time(end, random.randint(5, 900) * _MINUTE)
        self._move(moves.give_back(self.dossier, self._act(returned)))

    def _finish_group(self, end: datetime) -> None:
        """Side by side one step takes until the end, the others half as long."""
        parts = list(self.dossier.open_parts)
        self._random.shuffle(parts)
        taken = self._clock.calendar.working_time_between(self.now, end)
        sooner = self._clock.calendar.add_working_time(self.now, taken / 2)
        for part in parts[1:]:
            self._move(
                moves.finish_step(self.dossier, self._act(max(self.now, sooner), part.agency), part.step)
            )
        for part in parts[:1]:
            self._finish(part, end)

    def _finish(self, part: Part, at: datetime) -> None:
        act = self._act(max(self.now, at), part.agency)
        self._move(moves.finish_step(self.dossier, act, part.step))

    def stay_open(self, last: datetime) -> None:
        """Some of the steps, and then nothing more; what happens after ``last`` is not told."""
        for part in self.dossier.open_parts:
            done = self._clock.calendar.add_working_time(self.now, self._random.randint(200, 2_000) * _MINUTE)
            if done <= last and len(self.dossier.plan) > 1:
                self._finish(part, done)

    def _hand_over(self, at: datetime) -> None:
        for step in self.dossier.steps_to_hand_over():
            self._move(moves.hand_over(self.dossier, self._act(at), step.number, self._clock))

    def _act(self, at: datetime, by: str = "") -> Act:
        return Act(f"{self._code}#{len(self.events) + 1:02d}", at, by or self.dossier.centre)

    def _move(self, event: DossierEvent) -> None:
        self.dossier = self._applied(self.dossier, event)

    def _applied(self, dossier: Dossier | None, event: DossierEvent) -> Dossier:
        self.events.append(event)
        return apply(dossier, event)
