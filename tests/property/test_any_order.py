"""The whole way of documents under any order, duplication, failure and interleaving of its steps.

Agencies act at any time and repeat what was not confirmed; the stream hands on events once or more; messages
are worked off in any order, once or more; any call of any port may fail before or after it took effect, or be
outrun by somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lienthong.errors import DocumentIdConflict, ExchangeError, Unauthenticated
from lienthong.model.agency import Agency
from lienthong.model.codes import Business, Question, Status, SubmissionState
from lienthong.model.delivery import legal_codes
from lienthong.model.event import ALERTS, EventType
from lienthong.model.submission import Submission
from lienthong.ports import Message
from tests.builders.agencies import DEPARTMENT, DISTRICT, STRANGER
from tests.builders.documents import Document, document
from tests.doubles.flaky import Disturbance, Flakiness, Strike
from tests.doubles.services import Services
from tests.invariants import require_one_event_for_each_change, require_that_it_adds_up

T = TypeVar("T")
RECIPIENTS = (DEPARTMENT, STRANGER)
NUMBERS = st.integers(0, 2)
WHO = st.sampled_from(RECIPIENTS)
ACTED = st.sets(st.tuples(NUMBERS, WHO))
STRIKES = st.none() | st.none() | st.builds(Strike, st.integers(0, 4), st.sampled_from(Disturbance))
RELAY_AGAIN = 3


def numbered(number: int, subject: str = "V/v một", business: Business = Business.NEW) -> Document:
    """One of three documents; number 2 may be about number 0."""
    return document(
        f"VB-{number}",
        subject=subject,
        recipients=tuple(agency.code for agency in RECIPIENTS),
        business=business,
        targets=() if business is Business.NEW else ("VB-0",),
    )


class Way(RuleBasedStateMachine):
    """The world between the agencies' acts and quiescence."""

    @initialize(
        delivered=st.integers(0, 2),
        opened=ACTED,
        replaced=st.sampled_from(Business),
        recalled=st.sets(NUMBERS),
        refused=ACTED,
    )
    def begin(
        self,
        delivered: int,
        opened: set[tuple[int, Agency]],
        replaced: Business,
        recalled: set[int],
        refused: set[tuple[int, Agency]],
    ) -> None:
        """Some of the way has been gone: what is deep in a document's life is reached from the start."""
        self.flakiness = Flakiness()
        self.exchange = Services(agencies=(DISTRICT, *RECIPIENTS), around=self.flakiness.around)
        self.pool: list[Message] = []
        self.confirmed: dict[str, str] = {}
        for number in range(delivered):
            self.exchange.deliver(numbered(number))
        if not delivered:
            self._accept(numbered(0))
        self._act_where_possible(opened, self._open)
        if replaced is not Business.NEW:
            following = numbered(2, business=replaced)
            (self.exchange.deliver if delivered else self._accept)(following)
            self._act_where_possible(opened, self._open)
        for number in sorted(recalled if delivered else ()):
            self._where_possible(number, self._recall)
            self.exchange.settle()
        self._act_where_possible(refused, partial(self._answer, code=Status.DISAGREES))

    def _accept(self, accepted: Document) -> None:
        """Accepted, and nobody has been told yet."""
        self.exchange.validating.validate(self.exchange.send(accepted).submission_id)

    def _act_where_possible(
        self, acted: set[tuple[int, Agency]], act: Callable[[str, Agency], object]
    ) -> None:
        for number, who in sorted(acted, key=lambda entry: (entry[0], entry[1].code)):
            self._where_possible(number, act, who)

    def _where_possible(self, number: int, act: Callable[..., object], *arguments: object) -> None:
        submission = self.submission(number)
        if submission:
            with suppress(ExchangeError):
                act(submission.submission_id, *arguments)

    def attempt(self, act: Callable[[], T], strike: Strike | None, data: st.DataObject) -> T | None:
        """The act under this strike; nothing where it was not confirmed or was refused."""
        self.exchange.clock.advance(1)
        self.flakiness.arm(strike, lambda: self.act_meanwhile(data))
        try:
            return act()
        except (DocumentIdConflict, Unauthenticated):
            raise
        except ExchangeError:
            return None
        finally:
            self.flakiness.arm(None)

    def act_meanwhile(self, data: st.DataObject) -> None:
        """What somebody else does between two steps of ours."""
        acts: list[Callable[[], object]] = [partial(self.work_on, message) for message in self.pool]
        for of in self.exchange.exchange._submissions:
            acts.append(partial(self._recall, of))
            acts += [partial(self._open, of, who) for who in RECIPIENTS]
        if acts:
            with suppress(ExchangeError):
                data.draw(st.sampled_from(acts))()

    def _recall(self, of: str) -> Submission:
        return self.exchange.recalling.recall(self.exchange.caller(DISTRICT), of, "gửi nhầm")

    def _open(self, of: str, who: Agency) -> object:
        return self.exchange.handling.open(self.exchange.caller(who), of)

    def _answer(self, of: str, who: Agency, code: Status = Status.AGREES) -> object:
        return self.exchange.handling.set_status(self.exchange.caller(who), of, code, "lý do")

    def recorded(self) -> object:
        """Everything that is recorded, alerts left out."""
        store = self.exchange.exchange
        events = [event for event in store.committed if event.type not in ALERTS]
        return dict(store._submissions), dict(store._deliveries), events

    # agencies ----------------------------------------------------------------------------------------

    @rule(
        number=NUMBERS,
        subject=st.sampled_from(["V/v một", "V/v hai"]),
        business=st.sampled_from(Business),
        strike=STRIKES,
        data=st.data(),
    )
    def submit(
        self, number: int, subject: str, business: Business, strike: Strike | None, data: st.DataObject
    ) -> None:
        sent = numbered(number, subject, business if number == 2 else Business.NEW)
        before, outrun = self.recorded(), bool(strike and strike.disturbance is Disturbance.IS_OUTRUN)
        try:
            submission = self.attempt(lambda: self.exchange.send(sent), strike, data)
        except DocumentIdConflict:
            assert outrun or self.recorded() == before, "a conflict changed something"
            return
        if submission:
            recorded = self.exchange.story(submission.submission_id).submission
            assert recorded.envelope_digest == submission.envelope_digest == sent.envelope.digest()
            self.confirmed[submission.submission_id] = recorded.envelope_digest

    @rule(number=NUMBERS, who=WHO, strike=STRIKES, data=st.data())
    def open(self, number: int, who: Agency, strike: Strike | None, data: st.DataObject) -> None:
        submission = self.submission(number)
        if submission is None:
            return
        may = self.may_be_opened(submission, who)
        opened = self.attempt(lambda: self._open(submission.submission_id, who), strike, data)
        if opened:
            assert self.exchange.delivery(submission.submission_id, who).opened_at
            assert may or strike, "a withheld delivery was opened"

    def may_be_opened(self, submission: Submission, who: Agency) -> bool:
        found = self.exchange.exchange.delivery(submission.submission_id, who.code)
        if found is None or found[1].withheld:
            return False
        kept = found[1].answer is Status.DISAGREES and found[1].answered is Question.RECALL
        return submission.recall is None or kept

    @rule(number=NUMBERS, who=WHO, any_code=st.sampled_from(Status), strike=STRIKES, data=st.data())
    def set_status(
        self, number: int, who: Agency, any_code: Status, strike: Strike | None, data: st.DataObject
    ) -> None:
        submission = self.submission(number)
        if submission is None:
            return
        of = submission.submission_id
        found = self.exchange.exchange.delivery(of, who.code)
        code = data.draw(st.sampled_from([any_code, *(sorted(legal_codes(found[1])) if found else ())]))
        delivery = self.attempt(
            lambda: self.exchange.handling.set_status(self.exchange.caller(who), of, code, "lý do"),
            strike,
            data,
        )
        if delivery:
            assert self.exchange.delivery(of, who).version >= delivery.version

    @rule(number=NUMBERS, strike=STRIKES, data=st.data())
    def recall(self, number: int, strike: Strike | None, data: st.DataObject) -> None:
        submission = self.submission(number)
        if submission is None:
            return
        if self.attempt(lambda: self._recall(submission.submission_id), strike, data):
            assert self.exchange.story(submission.submission_id).submission.recall

    def submission(self, number: int) -> Submission | None:
        """The document with this number, where it was ever recorded."""
        recorded = self.exchange.exchange._submissions.values()
        return next((one for one in recorded if one.envelope.document_id == f"VB-{number}"), None)

    # what AWS does between functions ---------------------------------------------------------------------

    @rule(strike=STRIKES, again=st.booleans(), data=st.data())
    def relay(self, strike: Strike | None, again: bool, data: st.DataObject) -> None:
        before = self.exchange.relayed
        self.attempt(self.exchange.relay, strike, data)
        if again:
            self.exchange.relayed = max(0, before - RELAY_AGAIN)
        self.pool += [*self.exchange.validation.take(), *self.exchange.routing.take()]

    def work_on(self, message: Message) -> bool:
        """Work a message off; true when it is done."""
        self.exchange.work(message)
        return True

    @precondition(lambda self: self.pool)
    @rule(strike=STRIKES, again=st.booleans(), data=st.data())
    def work(self, strike: Strike | None, again: bool, data: st.DataObject) -> None:
        message = data.draw(st.sampled_from(self.pool))
        if self.attempt(lambda: self.work_on(message), strike, data) and not again:
            self.pool.remove(message)

    @precondition(lambda self: self.exchange.worked)
    @rule(strike=STRIKES, data=st.data())
    def work_once_more(self, strike: Strike | None, data: st.DataObject) -> None:
        message = data.draw(st.sampled_from(self.exchange.worked))
        self.attempt(lambda: self.work_on(message), strike, data)

    @rule(tenth=st.integers(1, 10))
    def sometimes_come_to_rest(self, tenth: int) -> None:
        if tenth == 10:
            self.come_to_rest()

    def come_to_rest(self) -> None:
        """Everything that waits is worked off, in order and undisturbed."""
        for message in self.pool:
            queue = self.exchange.validation if message.kind == "validate" else self.exchange.routing
            queue.send([message])
        self.pool.clear()
        self.exchange.settle()

    # what holds ------------------------------------------------------------------------------------------

    @invariant()
    def every_change_has_one_event(self) -> None:
        for submission_id in list(self.exchange.exchange._submissions):
            require_one_event_for_each_change(self.exchange.story(submission_id))

    @invariant()
    def what_was_confirmed_is_recorded_as_it_was_sent(self) -> None:
        for submission_id, digest in self.confirmed.items():
            assert self.exchange.story(submission_id).submission.envelope_digest == digest

    @invariant()
    def each_document_is_recorded_once(self) -> None:
        submissions = self.exchange.exchange._submissions.values()
        documents = [submission.envelope.document_id for submission in submissions]
        assert len(documents) == len(set(documents))

    @invariant()
    def what_is_recorded_has_its_content(self) -> None:
        for submission in self.exchange.exchange._submissions.values():
            declared = {entry.sha256 for entry in submission.envelope.attachments}
            assert declared <= self.exchange.content.digests()

    @invariant()
    def nothing_reaches_anybody_after_its_recall(self) -> None:
        recalled: set[str] = set()
        for event in self.exchange.exchange.committed:
            if event.type is EventType.RECALL_REQUEST:
                recalled.add(event.subject)
            elif event.type in (EventType.CONTENT_HANDOVER, EventType.CONTENT_CONSIGNMENT):
                assert event.subject not in recalled, event

    @invariant()
    def an_unopened_original_never_lies_beside_its_replacement(self) -> None:
        for following in self.exchange.exchange._deliveries.values():
            targets = self.exchange.story(following.submission_id).submission.target_ids
            for target in targets if following.withheld is None else ():
                original = self.exchange.exchange._deliveries[target, following.recipient]
                assert original.opened_at or original.withheld

    def teardown(self) -> None:
        """Everything comes to rest, and nothing is missing."""
        if not hasattr(self, "exchange"):
            return
        self.come_to_rest()
        stories = [self.exchange.story(of) for of in self.exchange.exchange._submissions]
        for story in stories:
            assert story.submission.state is SubmissionState.ACCEPTED
            require_that_it_adds_up(story)
        called_for = {
            f"{event.event_id}.{agency}"
            for story in stories
            for event in story.events
            for agency in event.notify
        }
        assert {notice.notice_id for notice in self.exchange.topic.notices} == called_for


TestWay = Way.TestCase


@pytest.mark.sweep
def test_the_way_at_length() -> None:
    run_state_machine_as_test(Way, settings=settings(max_examples=1_000, deadline=None))
