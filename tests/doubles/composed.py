"""The whole API in one process: every function's own handler over doubles instead of adapters.

    with composed() as exchange:
        answer = exchange.call(DISTRICT, "POST", "/v1/submissions", letter())
        exchange.settle()

Requests are really signed and really verified; only what lies behind the ports is memory.
"""

from __future__ import annotations

import base64
import importlib.util
import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest

from lienthong.deadlines.rules import shipped_rules
from lienthong.model.agency import Agency
from lienthong.model.http_signatures import PrivateKey, sign_request
from lienthong.model.retention import FOR_EVER, RetentionRule
from lienthong.ports import AttachmentValidator, Message, PartTicket
from lienthong.runtime import composition
from lienthong.runtime.api_gateway import LambdaEvent, LambdaHandler
from lienthong.services.authentication import Authentication
from lienthong.services.consigning import Consigning
from lienthong.services.dead_letters import DeadLetterDesk
from lienthong.services.following import Following
from lienthong.services.registry_cache import CachedRegistry
from lienthong.services.relaying import CONSIGN, TAKE_BACK, VALIDATE, Relaying
from lienthong.services.retiring import Retiring
from lienthong.services.sequencing import Sequencing
from lienthong.services.validation import Validating
from lienthong.services.viewing import View, Viewing, stored_name
from lienthong.services.watching import Watching
from tests.builders.agencies import PROVINCE, key_id, request_key
from tests.builders.note_keys import signer
from tests.doubles.accepting_validator import AcceptingValidator
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_content import MemoryContent
from tests.doubles.memory_dossiers import MemoryDigests, MemoryDossiers
from tests.doubles.memory_exchange import MemoryExchange
from tests.doubles.memory_log import MemoryLogFiles, MemoryLogTable
from tests.doubles.memory_nonces import MemoryNonces
from tests.doubles.memory_queue import MemoryDeadLetters, MemoryQueue
from tests.doubles.memory_register import MemoryRegister
from tests.doubles.memory_registry import MemoryRegistry, MemoryTrustStore
from tests.doubles.memory_retirement import MemoryRetirement
from tests.doubles.memory_staging import MemoryStaging
from tests.doubles.memory_telemetry import MemoryTelemetry
from tests.doubles.memory_topic import MemoryTopic, MemoryWebhookSigner
from tests.doubles.memory_tracking import MemoryTracking
from tests.doubles.memory_views import MemoryViews
from tests.doubles.seeded_ids import SeededIds

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
#: The functions that answer requests; the others work off queues and streams.
API_FUNCTIONS = (
    "about",
    "dead_letters",
    "deadlines",
    "delivery",
    "dossiers",
    "gateway",
    "inbox",
    "log",
    "onestop",
    "postings",
    "ratios",
    "recall",
    "receipts",
    "register",
    "registry",
    "reports",
    "submissions",
    "submit",
    "track",
    "uploads",
)
REGISTRY_TTL = timedelta(seconds=5)
LOG_SIGNER = signer("lienthong.example/log")
DEAD_LETTER_QUEUES = ("validation", "routing", "webhook", "notify")


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as a client sees it."""

    status: int
    headers: Mapping[str, str]
    text: str
    is_base64: bool = False

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        return base64.b64decode(self.text) if self.is_base64 else self.text.encode()

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object in the body."""
        value = json.loads(self.text)
        assert isinstance(value, dict)
        return value

    @property
    def code(self) -> str:
        """The stable code of a problem; empty for a success."""
        return str(self.body.get("code", "")) if self.status >= 400 else ""

    @property
    def fault_codes(self) -> dict[str, str]:
        """The faults of a problem: pointer → stable code."""
        return {fault["pointer"]: fault["code"] for fault in self.body.get("faults", ())}


@dataclass(slots=True)
class ComposedExchange:
    """The doubles and, over them, the functions' handlers."""

    validator: AttachmentValidator = field(default_factory=AcceptingValidator)
    agencies: Iterable[Agency] = PROVINCE
    clock: FixedClock = field(default_factory=FixedClock)
    ids: SeededIds = field(default_factory=SeededIds)
    nonces: MemoryNonces = field(default_factory=MemoryNonces)
    telemetry: MemoryTelemetry = field(default_factory=MemoryTelemetry)
    staging: MemoryStaging = field(default_factory=MemoryStaging)
    signer: MemoryWebhookSigner = field(default_factory=MemoryWebhookSigner)
    topic: MemoryTopic = field(default_factory=MemoryTopic)
    log_table: MemoryLogTable = field(default_factory=MemoryLogTable)
    log_files: MemoryLogFiles = field(default_factory=MemoryLogFiles)
    views: MemoryViews = field(default_factory=MemoryViews)
    content: MemoryContent = field(init=False)
    exchange: MemoryExchange = field(init=False)
    register: MemoryRegister = field(init=False)
    dossiers: MemoryDossiers = field(init=False)
    digests: MemoryDigests = field(default_factory=MemoryDigests)
    registry: MemoryRegistry = field(init=False)
    tracking: MemoryTracking = field(init=False)
    trust: MemoryTrustStore = field(init=False)
    cached_registry: CachedRegistry = field(init=False)
    letters: MemoryDeadLetters = field(init=False)
    validation: MemoryQueue = field(default_factory=MemoryQueue)
    routing: MemoryQueue = field(default_factory=MemoryQueue)
    telling: MemoryQueue = field(default_factory=MemoryQueue)
    rule: RetentionRule = FOR_EVER
    handlers: dict[str, LambdaHandler] = field(default_factory=dict)
    #: Sees every answer with its route.
    watch: Callable[[str, Response], None] = lambda _route, _response: None
    _relayed: int = 0

    def __post_init__(self) -> None:
        self.content = MemoryContent(self.staging, self.clock)
        self.exchange = MemoryExchange(self.nonces)
        self.register = MemoryRegister(self.exchange, self.nonces)
        self.dossiers = MemoryDossiers(self.exchange, self.nonces)
        self.registry = MemoryRegistry(self.agencies, self.nonces)
        self.tracking = MemoryTracking(self.dossiers, self.registry)
        self.trust = MemoryTrustStore(nonces=self.nonces)
        self.cached_registry = CachedRegistry(self.registry, self.clock, REGISTRY_TTL)
        self.letters = MemoryDeadLetters(*DEAD_LETTER_QUEUES)

    # requests --------------------------------------------------------------------------------------

    def call(
        self, agency: Agency | None, method: str, path: str, body: object = None, query: str = ""
    ) -> Response:
        """A request of the agency, properly signed; unsigned without one."""
        if agency is None:
            return self.send(unsigned_event(method, path, encode(body), query))
        return self.send(self.signed(agency, method, path, body, query))

    def signed(
        self, agency: Agency, method: str, path: str, body: object = None, query: str = "", **signing: Any
    ) -> dict[str, Any]:
        """The event of a properly signed request; ``signing`` as :func:`signed_event` takes it."""
        now_and_once: dict[str, Any] = {"created": self.clock.now(), "nonce": self.ids.nonce()}
        return signed_event(agency, method, path, encode(body), query, **(now_and_once | signing))

    def send(self, event: LambdaEvent) -> Response:
        """Hand an event to the function whose route it names, as API Gateway does."""
        handler = self.handlers[event["routeKey"]]
        answered = handler(event, None)
        response = Response(
            answered["statusCode"],
            answered["headers"],
            answered.get("body", ""),
            answered.get("isBase64Encoded", False),
        )
        self.watch(event["routeKey"], response)
        return response

    def upload(self, agency: Agency, submission_id: str, content: bytes) -> None:
        """Fetch the tickets of a submission and put the same bytes to each."""
        for file in self.call(agency, "GET", f"/v1/submissions/{submission_id}/uploads").body["uploads"]:
            for part in file["parts"]:
                assert self.staging.upload(PartTicket(**part), content)

    # what happens behind the API ---------------------------------------------------------------------

    def settle(self) -> None:
        """Relay new events and work off the queues until nothing waits anywhere."""
        relaying = Relaying(self.validation, self.routing, self.telling, self.topic)
        while events := self.exchange.committed[self._relayed :]:
            self._relayed += len(events)
            relaying.relay(events)
            for message in (*self.validation.take(), *self.routing.take()):
                self.work(message)

    def log(self) -> None:
        """Take every committed event into the evidence log, and publish it."""
        events = (*self.exchange.committed, *self.registry.committed, *self.trust.committed)
        Sequencing(self.log_table, self.log_files, LOG_SIGNER, self.clock, self.telemetry).sequence(events)

    def project(self) -> None:
        """Take everything into the log, fold the views on, and let what they announce arrive."""
        self.log()
        views: Sequence[View] = load_function("project").VIEWS
        stores = (self.views, self.exchange, self.registry)
        Viewing(Following(self.log_files), *stores, self.clock, self.ids).fold_on(views)
        self.settle()

    def tell_deadlines(self) -> int:
        """Tell what the view says is due; the events wait on the stream."""
        return Watching(
            self.views,
            stored_name(composition.deadline_view()),
            shipped_rules(),
            self.exchange,
            self.registry,
            self.telemetry,
            self.clock,
            self.ids,
        ).watch()

    def retire(self, rule: RetentionRule) -> None:
        """Let the rule's whole time go by, and retire every document that is logged."""
        self.rule = rule
        retiring = Retiring(
            self.exchange,
            self.content,
            self.log_files,
            MemoryRetirement(),
            self.telemetry,
            self.clock,
            self.ids,
            rule,
        )
        retiring.retire()
        self.clock.advance(timedelta(days=rule.days + 1))
        retiring.retire()

    def work(self, message: Message) -> None:
        """Do what one message of an internal queue says."""
        consigning = Consigning(
            self.exchange, self.cached_registry, self.content, self.clock, self.ids, self.rule
        )
        recipients = [str(code) for code in _listed(message.body.get("recipients"))]
        if message.kind == VALIDATE:
            self._validating().validate(message.submission_id)
        elif message.kind == CONSIGN:
            consigning.consign(message.submission_id, recipients)
        elif message.kind == TAKE_BACK:
            consigning.take_back(message.submission_id, recipients)
        else:
            raise AssertionError(message)

    def _validating(self) -> Validating:
        return Validating(
            self.exchange,
            self.content,
            self.staging,
            self.validator,
            self.telemetry,
            self.clock,
            self.ids,
            self.rule,
        )

    @property
    def holds_nothing(self) -> bool:
        """Whether no content, no upload, no record and no event is stored (spent nonces do not count)."""
        return not (
            self.content.digests()
            or self.staging._open
            or self.staging._versions
            or self.exchange._submissions
            or self.exchange.committed
            or self.registry.committed
            or self.trust.committed
        )


@contextmanager
def composed(**parts: Any) -> Iterator[ComposedExchange]:
    """An exchange in memory; ``parts`` replace fields of :class:`ComposedExchange`."""
    exchange = ComposedExchange(**parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGISTRY_TTL_SECONDS", str(int(REGISTRY_TTL.total_seconds())))
        patch.setenv("TIMESTAMP_GRACE_SECONDS", "14400")
        patch.setenv("RECEIPT_RENEWAL_DAYS", "180")
        patch.setenv("PEOPLE_RETENTION_DAYS", "90")
        for name, double in _providers(exchange).items():
            patch.setattr(composition, name, double)
        for folder in API_FUNCTIONS:
            module = load_function(folder)
            _replace_own_adapters(module, exchange)
            exchange.handlers |= dict.fromkeys(routes_of(module.handler), module.handler)
        yield exchange


def _providers(exchange: ComposedExchange) -> Mapping[str, Callable[[], object]]:
    authentication = Authentication(exchange.cached_registry, exchange.nonces, exchange.clock)
    return {
        "clock": lambda: exchange.clock,
        "ids": lambda: exchange.ids,
        "telemetry": lambda: exchange.telemetry,
        "exchange_store": lambda: exchange.exchange,
        "register_store": lambda: exchange.register,
        "dossier_store": lambda: exchange.dossiers,
        "applicant_digests": lambda: exchange.digests,
        "tracking_store": lambda: exchange.tracking,
        "look_digests": lambda: exchange.digests,
        "nonce_store": lambda: exchange.nonces,
        "registry_store": lambda: exchange.registry,
        "trust_store": lambda: exchange.trust,
        "registry": lambda: exchange.cached_registry,
        "content_store": lambda: exchange.content,
        "staging_store": lambda: exchange.staging,
        "retention": lambda: exchange.rule,
        "log_table": lambda: exchange.log_table,
        "log_files": lambda: exchange.log_files,
        "view_store": lambda: exchange.views,
        "log_signer": lambda: LOG_SIGNER,
        "authentication": lambda: authentication,
    }


def _replace_own_adapters(module: ModuleType, exchange: ComposedExchange) -> None:
    """Two functions put an adapter together themselves, because no other function uses it."""
    if hasattr(module, "SqsDeadLetters"):
        desk = DeadLetterDesk(exchange.letters, composition.authentication())
        module.__dict__["service"] = lambda: desk
    if hasattr(module, "public_key"):
        module.__dict__["public_key"] = exchange.signer.public_key


def load_function(folder: str) -> ModuleType:
    """A function's module, loaded by its path as Lambda does, fresh each time."""
    path = FUNCTIONS / folder / "app.py"
    spec = importlib.util.spec_from_file_location(f"functions.{folder}.app", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def routes_of(handler: LambdaHandler) -> tuple[str, ...]:
    """The routes (``"GET /v1/inbox"``) that a handler answers, also one that only words the answers anew."""
    inner = inspect.getclosurevars(handler).nonlocals
    return routes_of(inner["handler"]) if "handler" in inner else tuple(inner["endpoints"])


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


# --- events of API Gateway -------------------------------------------------------------------------


def encode(body: object) -> bytes:
    """A request body: bytes as they are, nothing for ``None``, anything else as JSON."""
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def signed_event(
    agency: Agency,
    method: str,
    path: str,
    body: bytes = b"",
    query: str = "",
    *,
    created: datetime,
    nonce: str,
    signed_as: str | None = None,
    private_key: PrivateKey | None = None,
) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) of a request that the agency has signed with its own key.

    Args:
        path: as sent, percent-encoded. query: raw.
        signed_as, private_key: another key id or key than the agency's own.
    """
    headers = sign_request(
        method,
        path,
        query,
        body,
        key_id=signed_as or key_id(agency.code),
        private_key=private_key or request_key(agency.code),
        created=created,
        nonce=nonce,
    )
    return unsigned_event(method, path, body, query) | {
        "headers": {"content-type": "application/json"} | {name.lower(): v for name, v in headers.items()}
    }


def unsigned_event(method: str, path: str, body: bytes = b"", query: str = "") -> dict[str, Any]:
    """An HTTP API event (payload 2.0) without a signature.

    API Gateway hands over the path decoded, and text bodies as text, others in base64.
    """
    route, parameters = _route_of(method, path)
    try:
        text, is_base64 = body.decode(), False
    except UnicodeDecodeError:
        text, is_base64 = base64.b64encode(body).decode(), True
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": unquote(path),
        "rawQueryString": query,
        "headers": {"content-type": "application/json"},
        "requestContext": {"http": {"method": method, "path": unquote(path)}, "routeKey": route},
        "pathParameters": parameters,
        **({"body": text} if body else {}),
        "isBase64Encoded": is_base64,
    }


def _route_of(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The most specific route that fits, and its path parameters; ``$default`` where none does."""
    for route, pattern in _patterns():
        found = pattern.fullmatch(f"{method} {path}")
        if found:
            return route, {name: unquote(value) for name, value in found.groupdict().items()}
    return "$default", {}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    routes = [route for folder in API_FUNCTIONS for route in routes_of(load_function(folder).handler)]
    by_variables = sorted(routes, key=lambda route: (route.count("{"), route))
    return tuple((route, re.compile(_pattern_of(route))) for route in by_variables)


def _pattern_of(route: str) -> str:
    """A parameter stands for one segment of the path; with ``+`` behind its name, for all the rest."""
    whole = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", re.escape(route))
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", whole)
