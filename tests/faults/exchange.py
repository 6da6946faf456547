"""The exchange for the sweep: the functions' own handlers over the real adapters, carried by hand.

What AWS does between functions is done here, step by step and in one thread, so that a run can be repeated:
the stream hands new events to `relay`, queues hand their messages to `validate` and `deliver`, and what fails
comes again. Only the validator is a double: it accepts.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from lienthong.adapters import clients, records
from lienthong.adapters.attribute_values import from_item
from lienthong.adapters.dynamodb_dossiers import DynamoDbDossiers
from lienthong.adapters.dynamodb_exchange import DynamoDbExchange
from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.adapters.s3_log import S3Log
from lienthong.adapters.sqs_consumption import SqsConsumption
from lienthong.adapters.sqs_queue import message_from_text
from lienthong.adapters.system import SystemClock
from lienthong.errors import Unavailable
from lienthong.model.agency import Agency
from lienthong.model.event import Event
from lienthong.model.register import RegisterEntry
from lienthong.ports import FiledStory, Story
from lienthong.runtime import composition
from lienthong.runtime.api_gateway import LambdaHandler
from lienthong.runtime.consumers import queue_handler, understood
from lienthong.services.sequencing import Sequencing
from lienthong.services.validation import Validating
from tests.builders.receipts import LOG
from tests.contract.engines import Aws
from tests.doubles.accepting_validator import AcceptingValidator
from tests.doubles.attesting import attest
from tests.doubles.composed import Response, encode, load_function, routes_of, signed_event
from tests.doubles.memory_telemetry import MemoryTelemetry
from tests.faults.wire import Wire

#: Rounds after which something counts as stuck; the sweep's faults strike once.
_PATIENCE = 12
#: ULIDs, instants, and how late something is by now.
_OF_THIS_RUN = re.compile(r"\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b|\d{4}-\d\d-\d\dT[0-9:.]+Z|(?<=_minutes\": )\d+")
_OF_A_DOCUMENT = re.compile(r"measures\.\d+#[DN]#")
_API = (
    *("submit", "uploads", "submissions", "recall", "inbox", "delivery", "reports", "receipts"),
    *("register", "gateway", "dossiers", "track"),
)


@dataclass(frozen=True, slots=True)
class Redelivery:
    """A message or a stream batch that comes once more: at once, or when everything is over."""

    invocation: int
    at_once: bool


class Queue:
    """A queue with its dead letters, and how many messages its function takes at once."""

    def __init__(self, aws: Aws, batch: int) -> None:
        self.url, self.dead_letters = aws.new_queue({"VisibilityTimeout": "3600"}), aws.new_queue()
        self.batch = batch


def _notices_queue(aws: Aws) -> str:
    """A queue into which the topic may publish."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
    }
    return aws.new_queue({"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})})


class Exchange:
    """One deployment and everything that happens in it."""

    def __init__(self, aws: Aws, wire: Wire, redelivery: Redelivery | None) -> None:
        self.aws, self.wire, self._redelivery = aws, wire, redelivery
        self.telemetry = MemoryTelemetry()
        self.validation, self.routing = Queue(aws, batch=1), Queue(aws, batch=10)
        # Nobody is told here: test_telling_applicants.py lets every call of that fail.
        self.telling = aws.new_queue()
        self.topic, self.notices = aws.new_topic(), _notices_queue(aws)
        aws.sns.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=aws.arn_of_queue(self.notices))
        self.invocations: list[str] = []
        self.log_table = DynamoDbLog(aws.dynamodb, aws.new_log_table())
        self.log_files = S3Log(aws.s3, aws.new_log_bucket())
        self._relayed: set[str] = set()
        self._to_come_again: list[tuple[str, Mapping[str, Any]]] = []
        self.api: dict[str, LambdaHandler] = {}
        self.functions: dict[str, Any] = {}

    @property
    def store(self) -> DynamoDbExchange:
        """The records, read past the wire."""
        return DynamoDbExchange(self.aws.dynamodb, self.aws.exchange_table, self.aws.nonce_table)

    @property
    def dossier_store(self) -> DynamoDbDossiers:
        """Dossiers and people, read past the wire."""
        return DynamoDbDossiers(
            self.aws.dynamodb, self.aws.exchange_table, self.aws.people_table, self.aws.nonce_table
        )

    def register(self, agencies: Iterable[Agency]) -> None:
        """Enter agencies into the registry."""
        for agency in agencies:
            self.aws.dynamodb.put_item(TableName=self.aws.registry_table, Item=records.agency_to_item(agency))

    # agencies' requests ------------------------------------------------------------------------------

    def ask(self, agency: Agency, method: str, path: str, body: object = None) -> Response:
        """A signed request, repeated with a fresh signature while the exchange is unavailable."""
        for _ in range(_PATIENCE):
            event = signed_event(
                agency,
                method,
                quote(path),
                encode(body),
                created=datetime.now(UTC),
                nonce=secrets.token_urlsafe(24),
            )
            answered = self.api[event["routeKey"]](event, None)
            self.wire.deliver_late()
            if answered["statusCode"] != 503:
                is_base64 = answered.get("isBase64Encoded", False)
                return Response(answered["statusCode"], answered["headers"], answered["body"], is_base64)
        raise AssertionError(f"{method} {path} stays unavailable")

    # what AWS does between functions -------------------------------------------------------------------

    def settle(self) -> None:
        """Hand on events and messages until nothing waits."""
        for _ in range(_PATIENCE):
            worked = (
                self._relay(),
                self._work("validate", self.validation),
                self._work("deliver", self.routing),
            )
            if not any(worked):
                return
        raise AssertionError("the exchange does not come to rest")

    def finish(self) -> None:
        """Let what was to come late come now, and everything that follows from it."""
        self.settle()
        again, self._to_come_again = self._to_come_again, []
        for function, event in again:
            self._invoke(function, event)
        self.settle()

    def log(self) -> None:
        """Take every event into the log and attest it, past the wire: that log has its own sweep."""
        events = [records.event_from_item(item) for item in self._events()]
        clock = SystemClock()
        Sequencing(self.log_table, self.log_files, LOG, clock, self.telemetry).sequence(events)
        attest(self.log_table, self.log_files, clock.now())

    def project(self) -> None:
        """Take every event into the log, and have the views folded on; a run that fails comes again."""
        self.log()
        for _ in range(_PATIENCE):
            try:
                self._invoke("project", {})
            except Unavailable:
                continue
            return
        raise AssertionError("the views are never folded on")

    def _relay(self) -> bool:
        fresh = [item for item in self._events() if item["SK"]["S"] not in self._relayed]
        if not fresh:
            return False
        try:
            self._invoke("relay", {"Records": [{"dynamodb": {"NewImage": item}} for item in fresh]})
        except Unavailable:
            # The batch stays where it is in the stream and comes again.
            return True
        self._relayed |= {item["SK"]["S"] for item in fresh}
        return True

    def _events(self) -> list[dict[str, Any]]:
        items = self.items()
        return sorted((i for i in items if i["SK"]["S"].startswith("E#")), key=lambda item: item["SK"]["S"])

    def items(self) -> list[dict[str, Any]]:
        """Every item of the exchange's table."""
        pages = self.aws.dynamodb.get_paginator("scan").paginate(TableName=self.aws.exchange_table)
        return [dict(item) for page in pages for item in page["Items"]]

    def _work(self, function: str, queue: Queue) -> bool:
        received = self.aws.sqs.receive_message(
            QueueUrl=queue.url, MaxNumberOfMessages=queue.batch, MessageSystemAttributeNames=["All"]
        ).get("Messages", [])
        if not received:
            return False
        event = {"Records": [_sqs_record(message) for message in received]}
        failed = {entry["itemIdentifier"] for entry in self._invoke(function, event)["batchItemFailures"]}
        for message in received:
            handle = message["ReceiptHandle"]
            if message["MessageId"] in failed:
                # Its wait is over at once: nobody sleeps here.
                self.aws.sqs.change_message_visibility(
                    QueueUrl=queue.url, ReceiptHandle=handle, VisibilityTimeout=0
                )
            else:
                self.aws.sqs.delete_message(QueueUrl=queue.url, ReceiptHandle=handle)
        return True

    def _invoke(self, function: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
        number = len(self.invocations)
        self.invocations.append(function)
        try:
            answer: Mapping[str, Any] = self.functions[function](event, None)
        finally:
            self.wire.deliver_late()
        if self._redelivery and self._redelivery.invocation == number:
            if self._redelivery.at_once:
                self._invoke(function, event)
            else:
                self._to_come_again.append((function, event))
        return answer

    def view_records(self) -> list[tuple[str, str, str]]:
        """Every record of every view but their positions; event ids and times are another run's.

        So is which entry of the log said what of a document; what that counts is compared.
        """
        pages = self.aws.dynamodb.get_paginator("scan").paginate(TableName=self.aws.views_table)
        found = [from_item(item) for page in pages for item in page["Items"] if "value" in item]
        items = [item for item in found if not _OF_A_DOCUMENT.match(str(item["PK"]))]
        texts = [
            (str(item["PK"]), str(item["SK"]), json.dumps(item["value"], sort_keys=True)) for item in items
        ]
        return sorted((_timeless(pk), _timeless(sk), _timeless(value)) for pk, sk, value in texts)

    # looking ---------------------------------------------------------------------------------------------

    def story(self, submission_id: str) -> Story:
        """Everything recorded about a submission."""
        story = self.store.story(submission_id)
        assert story is not None, f"{submission_id} was receipted but is not recorded"
        return story

    def dossier(self, code: str) -> FiledStory:
        """Everything recorded about a dossier, but its person."""
        story = self.dossier_store.story(code)
        assert story is not None, f"{code} was receipted but is not recorded"
        return story

    def dossiers(self) -> list[FiledStory]:
        """Everything recorded about every dossier."""
        keys = {item["PK"]["S"] for item in self.items() if item["SK"]["S"] == "DOSSIER"}
        return [self.dossier(key.removeprefix("H#")) for key in sorted(keys)]

    def stories(self) -> list[Story]:
        """Everything recorded about every submission."""
        keys = {item["PK"]["S"] for item in self.items() if item["SK"]["S"] == "SUBMISSION"}
        return [self.story(key.removeprefix("S#")) for key in sorted(keys)]

    def register_entries(self) -> list[RegisterEntry]:
        """Everything that agencies have reported to their registers."""
        items = [item for item in self.items() if item["PK"]["S"].startswith("R#")]
        return sorted(map(records.entry_from_item, items), key=lambda entry: entry.slot)

    def events_of(self, agency: str) -> tuple[Event, ...]:
        """What an agency has said to its register."""
        return self.store.events(agency, recipient=None, after="", limit=1000)


def _timeless(text: str) -> str:
    return _OF_THIS_RUN.sub("*", text)


def _sqs_record(message: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "eventSource": "aws:sqs",
    }


@contextmanager
def deployed(
    aws: Aws, applicant_key: str, wire: Wire, redelivery: Redelivery | None = None
) -> Iterator[Exchange]:
    """A fresh deployment whose functions call AWS over the wire."""
    exchange = Exchange(aws, wire, redelivery)
    environment = {
        "EXCHANGE_TABLE": aws.exchange_table,
        "REGISTRY_TABLE": aws.registry_table,
        "NONCE_TABLE": aws.nonce_table,
        "CONTENT_BUCKET": aws.content_bucket,
        "STAGING_BUCKET": aws.staging_bucket,
        "LOG_TABLE": exchange.log_table.table,
        "LOG_BUCKET": exchange.log_files.bucket,
        "VIEWS_TABLE": aws.views_table,
        "PEOPLE_TABLE": aws.people_table,
        "APPLICANT_KEY_ID": applicant_key,
        "TRACK_KEY_ID": applicant_key,
        "PEOPLE_RETENTION_DAYS": "365",
        "RECEIPT_RENEWAL_DAYS": "180",
        # Long enough for every lock to be made, and for nothing to go.
        "DOCUMENT_RETENTION_DAYS": "365",
        "TIMESTAMP_GRACE_SECONDS": "14400",
        "VALIDATION_QUEUE_URL": exchange.validation.url,
        "ROUTING_QUEUE_URL": exchange.routing.url,
        "NOTIFY_QUEUE_URL": exchange.telling,
        "NOTICES_TOPIC_ARN": exchange.topic,
        # No memory between requests: every run makes the same calls.
        "REGISTRY_TTL_SECONDS": "0",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        _forget_composition()
        patch.setattr(composition, "telemetry", lambda: exchange.telemetry)
        for folder in _API:
            handler = load_function(folder).handler
            exchange.api |= dict.fromkeys(routes_of(handler), handler)
        exchange.functions = {"relay": load_function("relay").handler, "validate": _validate(exchange)}
        patch.setattr(composition, "consumption", lambda: _consumption(exchange.routing))
        exchange.functions |= {name: load_function(name).handler for name in ("deliver", "project")}
        yield exchange
    _forget_composition()


def _forget_composition() -> None:
    for provider in vars(composition).values():
        if hasattr(provider, "cache_clear"):
            provider.cache_clear()


def _consumption(queue: Queue) -> SqsConsumption:
    return SqsConsumption(clients.sqs(), queue.url, queue.dead_letters)


def _validate(exchange: Exchange) -> Any:
    """`validate` with a validator that accepts: what signatures are worth is proved elsewhere."""
    service = Validating(
        composition.exchange_store(),
        composition.content_store(),
        composition.staging_store(),
        AcceptingValidator(),
        exchange.telemetry,
        composition.clock(),
        composition.ids(),
        composition.retention(),
    )
    return queue_handler(
        lambda body: service.validate(understood(message_from_text, body).submission_id),
        lambda: _consumption(exchange.validation),
        lambda: exchange.telemetry,
    )
