"""The morning's warnings: each working day agencies are told once what is late, or will be if nobody acts.

Numbered plan of :meth:`Morning.warn`:

1. On a day off nobody is told: the calendar says so, make-up days included.
2. The open dossiers of all agencies are judged once, each agency's own pace in it (``foreseeing``).
3. For each agency three things are added up: what it has in hand, what it answers for as the centre that took
   it in or the agency that settles it, and what is with those below it, by the agencies just below.
4. One event for each agency that has any of it; its id follows from agency and day. Where it stands already,
   nothing is written: a second run, or one of the same morning hours later, tells only who was not told yet.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from lienthong.calendar.working import WorkingCalendar
from lienthong.model.agency import Agency
from lienthong.model.calendar import VIETNAM, date_in_vietnam
from lienthong.model.codes import AgencyState
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.identifiers import ulid
from lienthong.onestop.warning import Outlook
from lienthong.ports import Change, Clock, CommitRefused, ExchangeStore, Ids, Metrics, Registry, ViewStore
from lienthong.services.dossier_reading import DossierReading
from lienthong.services.foreseeing import Foreseeing, Foreseen, Foresight

#: So many codes, and so many agencies below, are named; all are counted.
MOST_NAMED = 100
#: No administration is deeper, no chain of successors longer; a loop ends here.
_DEEPEST = 12
_OPENS = time(7)


@dataclass(slots=True)
class Told:
    """What one agency is told: dossiers by code, in the order of their deadlines."""

    in_hand: dict[str, Outlook] = field(default_factory=dict)
    answers_for: dict[str, Outlook] = field(default_factory=dict)
    below: dict[str, Outlook] = field(default_factory=dict)
    #: By the agency just below, with whom or below whom they are.
    by_child: defaultdict[str, dict[str, Outlook]] = field(default_factory=lambda: defaultdict(dict))

    def details(self, day: date, foresight: Foresight) -> dict[str, JsonValue]:
        """As the event carries it."""
        children = sorted(self.by_child.items(), key=lambda one: (-len(one[1]), one[0]))
        named: list[JsonValue] = [*dict.fromkeys([*self.in_hand, *self.answers_for])]
        return {
            "day": day.isoformat(),
            "in_hand": _counts(self.in_hand),
            "answers_for": _counts(self.answers_for),
            "below": _counts(self.below),
            "agencies": [{"agency": code, **_counts(found)} for code, found in children[:MOST_NAMED]],
            "dossiers": named[:MOST_NAMED],
            "missing_years": list(foresight.missing_years),
        }


@dataclass(frozen=True, slots=True)
class Morning:
    """Tells agencies in the morning; ``view`` is the view's name in its store."""

    store: ViewStore
    view: str
    calendar: WorkingCalendar
    exchange: ExchangeStore
    registry: Registry
    metrics: Metrics
    clock: Clock
    ids: Ids

    def warn(self, scheduled: datetime | None = None) -> int:
        """The warnings of the day of ``scheduled`` (today's without it); how many agencies were told.

        Raises:
            CalendarYearMissing: nobody knows whether that day is worked. RulesNotInForce.
            Unavailable: another run tells those that were not told yet.
        """
        now = self.clock.now()
        day = date_in_vietnam(scheduled or now)
        if not self.calendar.is_working(day):
            return 0
        agencies = {one.code: one for one in self.registry.all()}
        foreseeing = Foreseeing(DossierReading(self.store, self.view), self.calendar)
        foresight = foreseeing.of(frozenset(agencies), now)
        told = _added_up(foresight.foreseen, agencies)
        return sum(
            self._record(code, _reader(code, agencies, day), one.details(day, foresight), day)
            for code, one in sorted(told.items())
        )

    # 4. ----------------------------------------------------------------------------------------------

    def _record(self, code: str, reader: Agency | None, details: Mapping[str, JsonValue], day: date) -> bool:
        event = Event(
            event_id=_event_id(code, day),
            type=EventType.DOSSIER_WARNINGS,
            subject=code,
            at=self.clock.now(),
            actor="exchange",
            salt=self.ids.salt(),
            agency=code,
            notify=(reader.code,) if reader else (),
            details=details,
        )
        try:
            self.exchange.commit(Change(events=(event,)))
        except CommitRefused:
            # Told by another run of the same morning.
            return False
        self.metrics.count("AgenciesWarned")
        return True


# 3. ---------------------------------------------------------------------------------------------------


def _added_up(foreseen: Iterable[Foreseen], agencies: Mapping[str, Agency]) -> Mapping[str, Told]:
    told: defaultdict[str, Told] = defaultdict(Told)
    for one in foreseen:
        code, outlook = one.dossier.code, one.warning.outlook
        answering = {one.dossier.centre, one.dossier.lead}
        for agency in one.warning.holders:
            told[agency].in_hand[code] = outlook
        for agency in answering:
            told[agency].answers_for[code] = outlook
        for agency in answering.union(one.warning.holders):
            for child, above in _line_above(agency, agencies):
                told[above].below[code] = outlook
                told[above].by_child[child][code] = outlook
    return told


def _line_above(code: str, agencies: Mapping[str, Agency]) -> Iterator[tuple[str, str]]:
    """Each agency above this one, with the one just below it on the way."""
    seen = {code}
    for _ in range(_DEEPEST):
        parent = agencies[code].parent if code in agencies else None
        if parent is None or parent in seen or parent not in agencies:
            return
        yield code, parent
        seen.add(parent)
        code = parent


def _reader(code: str, agencies: Mapping[str, Agency], day: date) -> Agency | None:
    """Who is notified for an agency: itself or, once it has ended, its heir; if there is a channel."""
    agency = agencies.get(code)
    for _ in range(_DEEPEST):
        if agency is None or agency.state_on(day) is not AgencyState.ENDED:
            break
        agency = agencies.get(agency.successor or "")
    if agency is None or not agency.is_notified or agency.state_on(day) is not AgencyState.ACTIVE:
        return None
    return agency


def _counts(found: Mapping[str, Outlook]) -> dict[str, JsonValue]:
    late = sum(outlook is Outlook.LATE for outlook in found.values())
    return {"late": late, "will_be_late": len(found) - late}


def _event_id(agency: str, day: date) -> str:
    """The same for the whole day, and as of its seven o'clock."""
    opens = datetime.combine(day, _OPENS, VIETNAM).astimezone(UTC)
    said = f"dossier-warnings\x00{agency}\x00{day.isoformat()}"
    return ulid(int(opens.timestamp() * 1000), hashlib.sha256(said.encode()).digest())
