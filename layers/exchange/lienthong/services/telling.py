"""Telling applicants: what happened to a dossier becomes a notice, by each way that the applicant wants.

Numbered plan of :meth:`Telling.tell`, for one event of a dossier:

1. The dossier's story, the person, and what stands of this notice are read.
2. Nobody to tell, or nothing that applicants are told of: nothing happens, and nothing is recorded.
3. By each way: is it over, under way, or not yet time? Is it still true? Then the rules decide.
4. The claim to send it and the segments of the day's budget are one transaction, before anything is sent.
5. It is sent. Claim and event are one transaction afterwards; segments that were surely not sent go back.

Whoever finds a claim that is older than any run knows that one died between 4 and 5, and that nobody knows
whether the notice went out. It counts as a failed attempt, and is tried again as one (docs/adr/0021).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lienthong.errors import Unavailable
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.event import Event, EventType
from lienthong.onestop.codes import DossierCode
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import DossierEvent, event_of
from lienthong.onestop.folding import fold
from lienthong.onestop.notices import (
    MAY_BE_DECLINED,
    Letter,
    NoticeFacts,
    NoticeKind,
    NoticeRules,
    Send,
    Suppressed,
    Wait,
    after_failure,
    decide,
    decide_letter,
    end_of_quiet,
    tomorrow,
)
from lienthong.onestop.people import NoticeWish, Person
from lienthong.onestop.telling import (
    MOST_WAIT,
    ApplicantNotice,
    NoticeOutcome,
    NoticeReason,
    facts_of,
    is_overtaken,
    mobile_number,
    told_of,
)
from lienthong.ports import (
    BeforeNotice,
    ClaimState,
    Clock,
    Ids,
    Letters,
    Metrics,
    NoticeChange,
    NoticeClaim,
    NoticeRefused,
    NoticeStore,
    NotTaken,
    Registry,
    Spending,
    TextMessages,
)

#: Longer than any run lives: an older claim has nobody at work on it any more.
_AT_WORK = timedelta(minutes=10)
#: What stands of a notice is kept for as long as a provider's receipt, or the message itself, may still come.
_KEPT = timedelta(days=30)
#: Tries where other runs come first.
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Carriers:
    """Who carries notices, by way."""

    texts: TextMessages
    letters: Letters


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells applicants. ``address``: of the tracking page."""

    store: NoticeStore
    registry: Registry
    carriers: Carriers
    rules: NoticeRules
    address: str
    metrics: Metrics
    clock: Clock
    ids: Ids

    def tell(self, dossier: str, event_id: str) -> timedelta | None:
        """Tell of one event by every way; how long to wait, where something of it is not over yet.

        Raises:
            DossierCodeMalformed: no dossier has such a code. Unavailable: comes again.
        """
        centre = DossierCode.parse(dossier).key.agency
        for _ in range(_TRIES):
            now = self.clock.now()
            before = self.store.before(dossier, event_id, centre, date_in_vietnam(now))
            notice = _notice(before, event_id)
            if notice is None:
                return None
            try:
                waits = [
                    again for wish in notice.wishes if (again := self._by(wish, notice, before, centre, now))
                ]
            except NoticeRefused:
                continue
            return max(min(waits) - now, timedelta(seconds=1)) if waits else None
        raise Unavailable

    # 3. ----------------------------------------------------------------------------------------------

    def _by(
        self, wish: NoticeWish, notice: _Notice, before: BeforeNotice, centre: str, now: datetime
    ) -> datetime | None:
        """Tell by one way; when to come again, where it is not over.

        Raises:
            NoticeRefused: another run came first.
        """
        claim = next((one for one in before.claims if one.channel is wish), None) or notice.claim(wish)
        if claim.state is ClaimState.OVER:
            return None
        if claim.state is ClaimState.SENDING:
            assert claim.since is not None
            if now < claim.since + _AT_WORK:
                return claim.since + _AT_WORK
            # 4 happened and 5 did not: an attempt of which nobody knows the outcome.
            return self._failed(claim, now)
        if claim.not_before and now < claim.not_before:
            return claim.not_before
        reason = self._reason_for_silence(wish, notice, before, now)
        if reason:
            self._over(claim, NoticeOutcome.SUPPRESSED, now, reason)
            return None
        decision = self._decide(wish, notice, centre, before.segments_today, now)
        if isinstance(decision, Suppressed):
            self._over(claim, NoticeOutcome.SUPPRESSED, now, NoticeReason(decision.why.value))
            return None
        if isinstance(decision, Wait):
            if end_of_quiet(now, self.rules) <= now:
                self.metrics.count("NoticeBudgetUsedUp")
            return decision.until
        return self._send(claim, notice.person, decision, centre, now)

    def _reason_for_silence(
        self, wish: NoticeWish, notice: _Notice, before: BeforeNotice, now: datetime
    ) -> NoticeReason | None:
        if any(one.channel is wish for one in before.silences):
            return NoticeReason.UNREACHABLE
        if notice.is_overtaken:
            return NoticeReason.OVERTAKEN
        if now > notice.event.at + MOST_WAIT:
            return NoticeReason.TOO_LATE
        return None if _address(wish, notice.person) else NoticeReason.NO_ADDRESS

    def _decide(
        self, wish: NoticeWish, notice: _Notice, centre: str, sent_today: int, now: datetime
    ) -> Send | Letter | Wait | Suppressed:
        facts = self._facts(notice.dossier, centre)
        declined = MAY_BE_DECLINED if notice.person.applicant.only_needed else ()
        if wish is NoticeWish.EMAIL:
            return decide_letter(notice.kind, facts, now=now, opted_out=declined, rules=self.rules)
        return decide(
            notice.kind, facts, now=now, sent_today=sent_today, opted_out=declined, rules=self.rules
        )

    def _facts(self, dossier: Dossier, centre: str) -> NoticeFacts:
        agency = self.registry.agencies([centre]).get(centre)
        return facts_of(dossier, agency.name if agency else centre, self.address)

    # 4. and 5. -----------------------------------------------------------------------------------------

    def _send(
        self, claim: NoticeClaim, person: Person, what: Send | Letter, centre: str, now: datetime
    ) -> datetime | None:
        segments = what.segments if isinstance(what, Send) else 0
        spending = self._spending(centre, segments, now) if segments else None
        claimed = replace(
            claim,
            state=ClaimState.SENDING,
            attempts=claim.attempts + 1,
            segments=segments,
            since=now,
            not_before=None,
            version=claim.version + 1,
        )
        try:
            self.store.record(NoticeChange(claimed, spending))
        except NoticeRefused as refused:
            if refused.moved:
                raise
            self.metrics.count("NoticeBudgetUsedUp")
            return tomorrow(now, self.rules)
        try:
            provider_id = self._hand_over(claimed, person, what)
        except NotTaken as refused:
            back = replace(spending, segments=-segments, most=None) if spending else None
            if refused.for_ever:
                self._over(claimed, NoticeOutcome.FAILED, now, NoticeReason.REFUSED, back)
                return None
            return self._failed(claimed, now, back)
        except Unavailable:
            return self._failed(claimed, now)
        sent = replace(claimed, provider_id=provider_id)
        self._over(sent, NoticeOutcome.SENT, now)
        return None

    def _spending(self, centre: str, segments: int, now: datetime) -> Spending:
        most = self.rules.most_segments_a_day
        return Spending(centre, date_in_vietnam(now), segments, _kept_until(now), most)

    def _hand_over(self, claim: NoticeClaim, person: Person, what: Send | Letter) -> str:
        address = _address(claim.channel, person)
        assert address is not None
        if isinstance(what, Send):
            return self.carriers.texts.send(address, what.text)
        return self.carriers.letters.send(address, what.subject, what.body)

    def _failed(self, claim: NoticeClaim, now: datetime, back: Spending | None = None) -> datetime | None:
        """After a failed attempt: another one later, or none any more."""
        self.metrics.count("NoticeAttemptFailed", channel=claim.channel.value)
        following = after_failure(claim.attempts, now, self.rules)
        if isinstance(following, Suppressed):
            self._over(claim, NoticeOutcome.FAILED, now, NoticeReason.GIVEN_UP, back)
            return None
        waiting = replace(
            claim, state=ClaimState.WAITING, not_before=following.until, version=claim.version + 1
        )
        self.store.record(NoticeChange(waiting, back))
        return following.until

    def _over(
        self,
        claim: NoticeClaim,
        outcome: NoticeOutcome,
        now: datetime,
        reason: NoticeReason | None = None,
        back: Spending | None = None,
    ) -> None:
        """The outcome, and its event: one transaction."""
        over = replace(claim, state=ClaimState.OVER, version=claim.version + 1)
        sent = claim.segments if outcome is NoticeOutcome.SENT else 0
        told = ApplicantNotice(
            claim.event_id,
            claim.kind,
            claim.channel,
            outcome,
            reason,
            claim.attempts,
            sent,
            claim.provider_id,
        )
        self.store.record(
            NoticeChange(over, back, events=(notice_event(self.ids, claim.dossier, told, now),))
        )
        self.metrics.count("ApplicantNotice", channel=claim.channel.value, outcome=outcome.value)


@dataclass(frozen=True, slots=True)
class _Notice:
    """What is to be told of an event, and to whom."""

    event: DossierEvent
    kind: NoticeKind
    dossier: Dossier
    person: Person
    is_overtaken: bool

    @property
    def wishes(self) -> tuple[NoticeWish, ...]:
        """By which ways, each once."""
        return tuple(dict.fromkeys(self.person.applicant.notices))

    def claim(self, wish: NoticeWish) -> NoticeClaim:
        """What stands of it where nothing has been recorded yet."""
        return NoticeClaim(
            self.dossier.code,
            self.event.id,
            self.kind,
            wish,
            ClaimState.WAITING,
            _kept_until(self.event.at),
            version=0,
        )


def _notice(before: BeforeNotice, event_id: str) -> _Notice | None:
    """The notice of an event; ``None`` where there is nothing to tell, or nobody to be told."""
    events = [event_of(one.details) for one in before.events if one.type is EventType.DOSSIER_EVENT]
    dossier = fold(events)
    event = next((one for one in events if one.id == event_id), None)
    if dossier is None or event is None or before.person is None:
        return None
    kind = told_of(event, dossier)
    if kind is None:
        return None
    return _Notice(event, kind, dossier, before.person, is_overtaken(kind, event_id, events))


def _address(wish: NoticeWish, person: Person) -> str | None:
    applicant = person.applicant
    addresses: Mapping[NoticeWish, str | None] = {
        NoticeWish.SMS: mobile_number(applicant.telephone),
        NoticeWish.EMAIL: applicant.email,
    }
    return addresses[wish] or None


def _kept_until(at: datetime) -> int:
    return int((at + _KEPT).timestamp())


def notice_event(ids: Ids, dossier: str, notice: ApplicantNotice, at: datetime) -> Event:
    """The event of a notice, beside the dossier's own."""
    return Event(
        event_id=ids.event_id(at),
        type=EventType.APPLICANT_NOTICE,
        subject=dossier,
        at=at,
        actor="exchange",
        salt=ids.salt(),
        details=notice.to_json(),
    )
