"""An exchange in memory whose log is folded and watched, with agencies that have somebody above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from lienthong.deadlines.obligations import Obligation
from lienthong.deadlines.rules import shipped_rules
from lienthong.model.agency import Agency, Channel, ChannelKind
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import Priority, Status
from lienthong.model.event import Event, EventType
from lienthong.model.submission import Submission
from lienthong.ports import AttachmentValidator, ExchangeStore, JsonObject
from lienthong.services.deadline_view import DeadlineView
from lienthong.services.following import Following
from lienthong.services.viewing import Viewing, stored_name
from lienthong.services.watching import Watching
from tests.builders.agencies import DEPARTMENT, DISTRICT, STRANGER, agency
from tests.builders.deadlines import CALENDAR, local
from tests.builders.documents import document
from tests.doubles.accepting_validator import AcceptingValidator
from tests.doubles.memory_metrics import MemoryMetrics
from tests.doubles.memory_views import MemoryViews
from tests.doubles.services import Services

MAIL = (Channel(ChannelKind.PULL), Channel(ChannelKind.EMAIL, "van-thu@longan.example"))
COMMITTEE = agency("000.00.00.H39", "Ủy ban nhân dân tỉnh Long An", channels=MAIL)
OWN_DISTRICT = replace(DISTRICT, parent=COMMITTEE.code, channels=MAIL)
OWN_DEPARTMENT = replace(DEPARTMENT, parent=COMMITTEE.code)
#: Below the committee as well, and reached by nobody: it fetches.
SILENT = replace(STRANGER, parent=COMMITTEE.code)
ALARMS = (EventType.DEADLINE_WARNING, EventType.DEADLINE_EXPIRY)


class DeadlineWorld:
    """Services under a moving clock; ``at`` sets it, by the clock on the wall in Vietnam."""

    def __init__(
        self,
        start: str = "2026-11-27 08:00",
        agencies: tuple[Agency, ...] = (COMMITTEE, OWN_DISTRICT, OWN_DEPARTMENT, SILENT),
        validator: AttachmentValidator | None = None,
    ) -> None:
        self.exchange = Services(agencies, validator=validator or AcceptingValidator())
        self.view = DeadlineView(CALENDAR, shipped_rules())
        self.views, self.metrics = MemoryViews(), MemoryMetrics()
        self.at(start)

    def at(self, moment: str | datetime) -> DeadlineWorld:
        """Move the clock."""
        then = local(moment) if isinstance(moment, str) else moment
        self.exchange.clock.advance(then - self.exchange.clock.now())
        return self

    def send(
        self,
        number: int = 1,
        *,
        issued_on: date | None = None,
        due_on: date | None = None,
        priority: Priority = Priority.NORMAL,
        recipient: Agency = OWN_DEPARTMENT,
    ) -> Submission:
        """A document that is delivered at once, signed today if nothing else is said."""
        plain = document(f"VB-{number:05}", recipients=(recipient.code,))
        today = date_in_vietnam(self.exchange.clock.now())
        envelope = replace(
            plain.envelope,
            number=str(number),
            issued_on=issued_on or today,
            due_on=due_on,
            priority=priority,
        )
        return self.exchange.deliver(replace(plain, envelope=envelope), OWN_DISTRICT)

    def answer(self, sent: Submission, code: Status, agency: Agency = OWN_DEPARTMENT) -> None:
        """The recipient sets a status."""
        caller = self.exchange.caller(agency)
        self.exchange.handling.set_status(caller, sent.submission_id, code, "")

    # what runs by the clock ------------------------------------------------------------------------

    def project(self) -> None:
        """Everything enters the log, and the view is folded on."""
        e = self.exchange
        e.log()
        # Its checkpoint is time-stamped: without that nothing would be taken in.
        size = e.log_table.head.size
        e.log_table.mark_attested(size, e.clock.now(), f"{size:064x}")
        stores = (self.views, e.exchange, e.registry)
        Viewing(Following(e.log_files), *stores, e.clock, e.ids).fold_on([self.view])

    def watching(self, around: Callable[[ExchangeStore], ExchangeStore] = lambda store: store) -> Watching:
        """The service, over the exchange as it is or behind something."""
        e = self.exchange
        return Watching(
            self.views,
            stored_name(self.view),
            shipped_rules(),
            around(e.exchange),
            e.registry,
            self.metrics,
            e.clock,
            e.ids,
        )

    def run(self) -> int:
        """What the schedules do: project, watch; the events arrive. How many alarms there were."""
        self.project()
        told = self.watching().watch()
        self.exchange.settle()
        return told

    # looking ---------------------------------------------------------------------------------------

    def alarms(self, sent: Submission | None = None) -> list[Event]:
        """The alarms so far, in order; of one submission or of all."""
        return [
            event
            for event in self.exchange.exchange.committed
            if event.type in ALARMS and (sent is None or event.subject == sent.submission_id)
        ]

    def told(self) -> list[tuple[str, str]]:
        """Whom notices of alarms went to: type and agency."""
        return [
            (str(notice.payload["type"]), notice.agency)
            for notice in self.exchange.topic.notices
            if notice.payload["deadline"]
        ]

    @property
    def records(self) -> dict[tuple[str, str], JsonObject]:
        """The view's records."""
        return dict(self.views.records.get(stored_name(self.view), {}))

    def partition(self, name: str) -> list[Obligation]:
        """Obligations of a partition, in order."""
        return [
            Obligation.from_json(value)
            for (partition, _), value in sorted(self.records.items())
            if partition == name
        ]


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)
