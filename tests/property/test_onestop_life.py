"""Any dossier's life, driven at random: what is legal happens, what is not changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lienthong.errors import Conflict, Rejected
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import event_of
from lienthong.onestop.folding import apply, fold
from lienthong.onestop.moves import Act
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.records import dossier_of, record_of
from lienthong.onestop.timeliness import Timeliness, judge
from lienthong.onestop.words import Channel, Kind, PortalStatus
from tests.builders.dossiers import CENTRE, LAND, LEAD, TAX, Story
from tests.builders.lives import PROCEDURES, legal_act, move_of

STEPS = st.integers(1, 5)


class Life(RuleBasedStateMachine):
    """A dossier and everything that was tried with it."""

    @initialize(under=st.sampled_from(PROCEDURES), channel=st.sampled_from(Channel))
    def receive(self, under: Procedure, channel: Channel) -> None:
        self.story = Story(under=under, channel=channel)
        self.now: datetime = self.story.dossier.received_at
        self.states = [self.story.dossier]

    @rule(
        kind=st.sampled_from([kind for kind in Kind if kind is not Kind.RECEIVED]),
        by=st.sampled_from([CENTRE, LEAD, LAND, TAX]),
        number=STEPS,
        ahead=st.integers(0, 40),
        wait=st.integers(0, 60 * 24 * 6),
    )
    def try_anything(self, kind: Kind, by: str, number: int, ahead: int, wait: int) -> None:
        self.now += timedelta(minutes=wait)
        self._try(kind, by, number, ahead)

    @rule(choice=st.integers(0, 999), ahead=st.integers(0, 40), wait=st.integers(0, 60 * 24 * 3))
    def do_what_is_legal(self, choice: int, ahead: int, wait: int) -> None:
        self.now += timedelta(minutes=wait)
        dossier = self.story.dossier
        act = legal_act(dossier, choice)
        if act is None:
            return
        kind, number, by = act
        done = self._try(kind, by, number, ahead)
        # Nothing that is called legal is refused, but for a date that is not later and steps still to go.
        assert done or kind in (Kind.REAPPOINTED, Kind.DECIDED)

    def _try(self, kind: Kind, by: str, number: int, ahead: int) -> bool:
        story = self.story
        act = Act(f"E{len(story.events) + 1:03d}", self.now, by)
        try:
            event = move_of(kind, number, ahead, story.procedure)(story.dossier, act)
        except (Conflict, Rejected):
            return False
        story.dossier = apply(story.dossier, event)
        story.events.append(event)
        self.states.append(story.dossier)
        return True

    @invariant()
    def every_beginning_of_its_history_is_a_legal_state(self) -> None:
        for length, state in enumerate(self.states[-3:], start=max(1, len(self.states) - 2)):
            assert fold(self.story.events[:length]) == state

    @invariant()
    def it_is_folded_from_what_was_written_down(self) -> None:
        assert fold(event_of(event.to_json()) for event in self.story.events) == self.story.dossier

    @invariant()
    def its_record_is_read_back_as_it_was_written(self) -> None:
        record = json.loads(json.dumps(record_of(self.story.dossier)))
        assert dossier_of(record) == self.story.dossier

    @invariant()
    def the_past_is_judged_from_the_end_as_it_was_then(self) -> None:
        for state in self.states:
            assert judge(self.story.dossier, state.last_at) == judge(
                state, state.last_at
            ) or self._same_instant(state)

    def _same_instant(self, state: Dossier) -> bool:
        """Several acts at one instant: as of it, all of them have happened."""
        return sum(one.last_at == state.last_at for one in self.states) > 1

    @invariant()
    def a_deadline_never_comes_forward(self) -> None:
        dues = [appointment.due for appointment in self.story.dossier.appointments]
        assert dues == sorted(dues)

    @invariant()
    def a_dossier_is_paused_just_when_its_status_says_so(self) -> None:
        dossier = self.story.dossier
        waiting = (PortalStatus.SUPPLEMENT_REQUIRED, PortalStatus.FINANCIAL_OBLIGATION)
        over = (PortalStatus.STOPPED, PortalStatus.WITHDRAWN, PortalStatus.NOT_ACCEPTED)
        assert dossier.status in over or (dossier.paused is not None) == (dossier.status in waiting)

    @invariant()
    def once_late_it_stays_late(self) -> None:
        judgement = judge(self.story.dossier, self.now)
        was = [judge(state, state.last_at) for state in self.states]
        if judgement and any(one and one.timeliness is Timeliness.LATE for one in was):
            assert judgement.timeliness is Timeliness.LATE

    @invariant()
    def repetitions_change_nothing(self) -> None:
        assert apply(self.story.dossier, self.story.events[-1]) is self.story.dossier
        if len(self.story.events) > 1:
            with pytest.raises(Conflict):
                apply(self.story.dossier, replace(self.story.events[0], id="again"))


TestLife = Life.TestCase
TestLife.settings = settings(stateful_step_count=30)
