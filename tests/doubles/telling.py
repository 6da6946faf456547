"""What applicants are told of a composed exchange, over memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from lienthong.onestop.notices import NoticeRules
from lienthong.services.telling import Carriers, Telling
from tests.doubles.composed import ComposedExchange
from tests.doubles.flaky import Flakiness
from tests.doubles.memory_notices import MemoryCarrier, MemoryNotices

ADDRESS = "https://lienthong.example/tra-cuu"


@dataclass
class Told:
    """The function ``notify``: what stands of its notices, and what it has carried."""

    exchange: ComposedExchange
    rules: NoticeRules = field(default_factory=NoticeRules)
    flakiness: Flakiness = field(default_factory=Flakiness)
    texts: MemoryCarrier = field(default_factory=MemoryCarrier)
    letters: MemoryCarrier = field(default_factory=MemoryCarrier)

    def __post_init__(self) -> None:
        self.notices = MemoryNotices(self.exchange.dossiers, self.exchange.exchange)

    @property
    def telling(self) -> Telling:
        """The service; its store and carriers behind the flakiness."""
        store, texts, letters = (
            self.flakiness.behind(port) for port in (self.notices, self.texts, self.letters)
        )
        exchange = self.exchange
        return Telling(
            store,
            exchange.cached_registry,
            Carriers(texts, letters),
            self.rules,
            ADDRESS,
            exchange.telemetry,
            exchange.clock,
            exchange.ids,
        )

    def work_off(self) -> None:
        """Tell of everything that the relay has put into the queue."""
        self.exchange.settle()
        for message in self.exchange.telling.take():
            assert self.telling.tell(message.submission_id, str(message.body["event_id"])) is None
