"""Every service over memory, with a runner that carries messages from commit to quiescence.

    exchange = Services()
    sent = exchange.send(document())
    exchange.settle()
    exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id)

``around`` may put something between a service and a port: that is how failures come in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar, cast

from lienthong.errors import Unavailable
from lienthong.model.agency import Agency
from lienthong.model.delivery import Delivery
from lienthong.model.event import Event, EventType, RequestProof
from lienthong.model.retention import FOR_EVER, RetentionRule
from lienthong.model.submission import Submission
from lienthong.ports import AttachmentValidator, Message, Nonce, Story
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.consigning import Consigning
from lienthong.services.handling import Handling
from lienthong.services.inbox import Inbox
from lienthong.services.reading import Reading
from lienthong.services.recall import Recalling
from lienthong.services.registration import Registering
from lienthong.services.relaying import CONSIGN, TAKE_BACK, VALIDATE, Relaying
from lienthong.services.retiring import Retiring
from lienthong.services.sequencing import Sequencing
from lienthong.services.submission import Submitting
from lienthong.services.timestamp_grace import TimestampGrace
from lienthong.services.uploads import Uploading
from lienthong.services.validation import Validating
from tests.builders.agencies import DISTRICT, PROVINCE, key_id
from tests.builders.documents import Document, parts_of
from tests.builders.note_keys import signer
from tests.doubles.accepting_validator import AcceptingValidator
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_content import MemoryContent
from tests.doubles.memory_exchange import MemoryExchange
from tests.doubles.memory_log import MemoryLogFiles, MemoryLogTable
from tests.doubles.memory_metrics import MemoryMetrics
from tests.doubles.memory_nonces import MemoryNonces
from tests.doubles.memory_queue import MemoryQueue
from tests.doubles.memory_registry import MemoryRegistry, MemoryTrustStore
from tests.doubles.memory_retirement import MemoryRetirement
from tests.doubles.memory_staging import MemoryStaging
from tests.doubles.memory_topic import MemoryTopic
from tests.doubles.seeded_ids import SeededIds

Port = TypeVar("Port")
#: Rounds after which a message that is still unavailable counts as stuck.
_PATIENCE = 20
#: How long the exchange goes on without time-stamps.
GRACE = timedelta(hours=4)
#: For how long the store itself locks whatever is new.
LOCKED = timedelta(days=1)
LOG = signer("lienthong.example/log")


def _nothing(_name: str, port: object) -> object:
    return port


@dataclass
class Services:
    """The doubles, the services over them, and what happens between them."""

    agencies: Iterable[Agency] = PROVINCE
    validator: AttachmentValidator = field(default_factory=AcceptingValidator)
    around: Callable[[str, object], object] = _nothing
    rule: RetentionRule = FOR_EVER

    def __post_init__(self) -> None:
        self.clock, self.ids, self.metrics = FixedClock(), SeededIds(), MemoryMetrics()
        self.nonces = MemoryNonces()
        self.exchange = MemoryExchange(self.nonces)
        self.registry = MemoryRegistry(self.agencies, self.nonces)
        self.trust = MemoryTrustStore(nonces=self.nonces)
        self.staging = MemoryStaging()
        self.content = MemoryContent(self.staging, self.clock, locked_for=LOCKED)
        self.retirement = MemoryRetirement()
        self.validation, self.routing, self.topic = MemoryQueue(), MemoryQueue(), MemoryTopic()
        self.telling = MemoryQueue()
        self.log_table, self.log_files = MemoryLogTable(), MemoryLogFiles()
        self.relayed = self.logged = 0
        self.worked: list[Message] = []
        self._compose()

    def _compose(self) -> None:
        clock, ids = self.clock, self.ids
        store = self._port("exchange", self.exchange)
        nonces = self._port("nonces", self.nonces)
        content, staging = self._port("content", self.content), self._port("staging", self.staging)
        # The registry as doubles know it: its short memory has tests of its own.
        registry = self._port("registry", self.registry)
        authentication = Authentication(registry, nonces, clock)
        self.grace = TimestampGrace(self._port("log_table", self.log_table), clock, GRACE)
        rule = self.rule
        self.submitting = Submitting(store, registry, nonces, content, staging, self.grace, clock, ids, rule)
        self.uploading = Uploading(store, staging, authentication, clock, ids)
        self.validating = Validating(store, content, staging, self.validator, self.metrics, clock, ids, rule)
        self.consigning = Consigning(store, registry, content, clock, ids, rule)
        self.handling = Handling(store, content, authentication, clock, ids, rule)
        self.recalling = Recalling(store, authentication, clock, ids)
        self.registering = Registering(registry, self.trust, authentication, clock, ids)
        self.reading, self.inbox = Reading(store, authentication), Inbox(store, authentication)
        self.sequencing = Sequencing(
            self._port("log_table", self.log_table),
            self._port("log_files", self.log_files),
            LOG,
            clock,
            self.metrics,
        )
        self.retiring = Retiring(
            store,
            content,
            self._port("log_files", self.log_files),
            self._port("retirement", self.retirement),
            self.metrics,
            clock,
            ids,
            rule,
        )
        self.relaying = Relaying(
            self._port("validation", self.validation),
            self._port("routing", self.routing),
            self._port("telling", self.telling),
            self._port("topic", self.topic),
        )

    def under(self, rule: RetentionRule) -> None:
        """Deploy anew, with another retention rule."""
        self.rule = rule
        self._compose()

    def _port(self, name: str, double: Port) -> Port:
        return cast(Port, self.around(name, double))

    # acts ------------------------------------------------------------------------------------------

    def caller(self, agency: Agency) -> Caller:
        """The agency, verified, with a fresh nonce; as the registry has it now where it is there."""
        known = self.registry.agencies([agency.code]).get(agency.code, agency)
        nonce = Nonce(key_id(agency.code), self.ids.nonce(), self.clock.now() + timedelta(seconds=240))
        return Caller(known, RequestProof(nonce.key_id, "ed25519", f"nonce={nonce.value}", "c2ln"), nonce)

    def send(self, document: Document, sender: Agency = DISTRICT) -> Submission:
        """Submit inline."""
        return self.submitting.submit(self.caller(sender), document.inline()).submission

    def deliver(self, document: Document, sender: Agency = DISTRICT) -> Submission:
        """Submit inline, and wait until everything has happened."""
        sent = self.send(document, sender)
        self.settle()
        return self.story(sent.submission_id).submission

    def upload(self, submission_id: str, document: Document, part_bytes: int, sender: Agency) -> None:
        """PUT every missing part to its ticket."""
        for tickets in self.uploading.tickets(self.caller(sender), submission_id):
            parts = parts_of(document.contents[tickets.name], part_bytes)
            for ticket in tickets.missing:
                assert self.staging.upload(ticket, parts[ticket.number - 1])

    # what happens behind -----------------------------------------------------------------------------

    def relay(self) -> None:
        """Hand what the stream holds to the relay, and go on from there when it has succeeded."""
        events = self.exchange.committed[self.relayed :]
        self.relaying.relay(events)
        self.relayed += len(events)

    def log(self) -> None:
        """Take every event that the stream has held since the last time into the evidence log."""
        events = self.exchange.committed[self.logged :]
        self.sequencing.sequence(events)
        self.logged += len(events)

    def work(self, message: Message) -> None:
        """Do what one message says; ``worked`` keeps it, for it may come again."""
        self.worked.append(message)
        recipients = message.body.get("recipients")
        codes = [str(code) for code in recipients] if isinstance(recipients, list) else []
        if message.kind == VALIDATE:
            self.validating.validate(message.submission_id)
        elif message.kind == CONSIGN:
            self.consigning.consign(message.submission_id, codes)
        else:
            assert message.kind == TAKE_BACK
            self.consigning.take_back(message.submission_id, codes)

    def settle(self) -> None:
        """Relay and work until nothing waits; a message that is unavailable is tried again."""
        waiting: list[Message] = []
        for _ in range(_PATIENCE):
            self.relay()
            waiting += [*self.validation.take(), *self.routing.take()]
            if not waiting:
                return
            waiting = [message for message in waiting if not self._works(message)]
        raise AssertionError(f"stuck: {waiting}")

    def _works(self, message: Message) -> bool:
        try:
            self.work(message)
        except Unavailable:
            return False
        return True

    # looking -----------------------------------------------------------------------------------------

    def story(self, submission_id: str) -> Story:
        """Everything recorded about a submission."""
        story = self.exchange.story(submission_id)
        assert story is not None
        return story

    def delivery(self, submission_id: str, agency: Agency) -> Delivery:
        """One delivery."""
        found = self.exchange.delivery(submission_id, agency.code)
        assert found is not None
        return found[1]

    def events(self, submission_id: str, *types: EventType) -> list[Event]:
        """The events of a submission, of these types where any are named."""
        return [event for event in self.story(submission_id).events if not types or event.type in types]
