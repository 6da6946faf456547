"""A document's whole way, function by function, as Lambda would run them, with nothing running by itself.

The stack's triggers are switched off. What Lambda does between the functions (reading the
table's stream, polling the queues) is done here with the stack's own clients, whose calls nobody counts.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lienthong.adapters.attribute_values import as_streamed
from lienthong.adapters.records import submission_from_item, submission_key
from lienthong.model.codes import SubmissionState
from lienthong.model.event import JsonValue
from lienthong.model.http_signatures import sign_request
from lienthong_local.bench.function_process import FunctionFailed, Functions, Invocation
from lienthong_local.seeding import KEY_NAME, ProvinceOnline
from lienthong_local.stack.stack import EmbeddedStack

#: Where each queue's messages go, and how many of them at once (template.yaml, BatchSize).
_CONSUMERS = (
    ("ValidationQueueUrl", "validate", 1),
    ("RoutingQueueUrl", "deliver", 10),
    ("WebhookQueueUrl", "webhook", 10),
)
#: A topic hands on to its queues in the background.
_SECONDS_OF_TOPIC = 2


@contextmanager
def nothing_runs_by_itself(stack: EmbeddedStack) -> Iterator[None]:
    """Every stream, queue and schedule off, and on again afterwards."""
    stack.switch_triggers(on=False)
    try:
        yield
    finally:
        stack.switch_triggers(on=True)


@dataclass
class Way:
    """Carries documents along; every run of a function is kept in ``invocations`` until it is taken.

    ``patience``: seconds to wait for a message that a function has put off for later.
    """

    online: ProvinceOnline
    functions: Functions
    patience: int = 0
    invocations: list[Invocation] = field(default_factory=list)
    _relayed: set[str] = field(default_factory=set)

    def submit(self, sender: str, body: bytes) -> str:
        """Send a submission's JSON; its id."""
        answer = self._request("submit", sender, "POST", "/v1/submissions", body=body)
        return str(answer["submission_id"])

    def carry(self, submission_id: str) -> None:
        """Everything that follows: relay, validate, deliver, webhook, until nothing moves any more."""
        while self._relay(submission_id) or self._consume():
            pass

    def require_accepted(self, submission_id: str) -> None:
        """A rejected document would be cheap, and its number worth nothing.

        Raises:
            FunctionFailed: it was rejected, or is not decided.
        """
        stack = self.online.stack
        item = stack.aws.dynamodb.get_item(
            TableName=stack.output("ExchangeTable"),
            Key=submission_key(submission_id),
            ConsistentRead=True,
        )["Item"]
        submission = submission_from_item(item)
        if submission.state is not SubmissionState.ACCEPTED:
            reasons = submission.verdict.reasons if submission.verdict else ()
            raise FunctionFailed(f"{submission_id} is {submission.state}: {', '.join(reasons)}")

    def receive(self, recipient: str, submission_id: str) -> list[str]:
        """List, open, accept (03); the addresses of the document's files."""
        self._request("inbox", recipient, "GET", "/v1/inbox", query="unopened=true")
        opened = self._request(
            "delivery", recipient, "POST", "/v1/inbox/{id}/open", submission_id, body=b"{}", step="open"
        )
        self.carry(submission_id)
        body = json.dumps({"status": "03"}).encode()
        self._request(
            "delivery", recipient, "POST", "/v1/inbox/{id}/status", submission_id, body=body, step="status"
        )
        self.carry(submission_id)
        return [str(link["url"]) for link in opened["links"]]

    def take(self) -> list[Invocation]:
        """The invocations since the last time."""
        taken, self.invocations = self.invocations, []
        return taken

    def _request(
        self,
        function: str,
        caller: str,
        method: str,
        route: str,
        identifier: str = "",
        *,
        query: str = "",
        body: bytes = b"",
        step: str = "",
    ) -> Mapping[str, Any]:
        path = route.replace("{id}", identifier)
        headers = sign_request(
            method,
            path,
            query,
            body,
            key_id=f"{caller}#{KEY_NAME}",
            private_key=self.online.province.request_key(caller),
            created=datetime.now(UTC),
            nonce=secrets.token_urlsafe(24),
        )
        event: dict[str, JsonValue] = {
            "version": "2.0",
            "routeKey": f"{method} {route}",
            "rawPath": path,
            "rawQueryString": query,
            "headers": {name.lower(): value for name, value in headers.items()},
            "requestContext": {"http": {"method": method, "path": path}},
            "pathParameters": {"id": identifier} if identifier else {},
            "body": body.decode(),
            "isBase64Encoded": False,
        }
        answer = self._invoke(step or function, function, event, http_bytes=max(1, len(body)))
        if answer["statusCode"] >= 400:
            raise FunctionFailed(f"{method} {path}: {answer['body']}")
        parsed: Mapping[str, Any] = json.loads(answer["body"])
        return parsed

    def _relay(self, submission_id: str) -> bool:
        """Hand the events that are new on the table to the relay, as its stream would."""
        stack = self.online.stack
        items = stack.aws.dynamodb.query(
            TableName=stack.output("ExchangeTable"),
            KeyConditionExpression="PK = :pk AND begins_with(SK, :event)",
            ExpressionAttributeValues={":pk": {"S": f"S#{submission_id}"}, ":event": {"S": "E#"}},
            ConsistentRead=True,
        )["Items"]
        fresh = [item for item in items if item["SK"]["S"] not in self._relayed]
        self._relayed |= {item["SK"]["S"] for item in fresh}
        if fresh:
            records = [{"eventName": "INSERT", "dynamodb": {"NewImage": as_streamed(item)}} for item in fresh]
            self._invoke("relay", "relay", {"Records": records})
        return bool(fresh)

    def _consume(self) -> bool:
        published = any(call.operation == "PublishBatch" for call in self._last_calls())
        return any(self._consume_queue(queue, name, size, published) for queue, name, size in _CONSUMERS)

    def _last_calls(self) -> Sequence[Any]:
        return self.invocations[-1].calls if self.invocations else ()

    def _consume_queue(self, output: str, function: str, size: int, published: bool) -> bool:
        sqs, url = self.online.stack.aws.sqs, self.online.stack.output(output)
        wait = _SECONDS_OF_TOPIC if published and function == "webhook" else self.patience
        messages = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=size, WaitTimeSeconds=wait, AttributeNames=["All"]
        ).get("Messages", [])
        if not messages:
            return False
        records = [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "eventSource": "aws:sqs",
            }
            for message in messages
        ]
        answer = self._invoke(function, function, {"Records": records}, messages=len(messages))
        if answer["batchItemFailures"]:
            raise FunctionFailed(f"{function}: {self.invocations[-1].log}")
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return True

    def _invoke(
        self,
        step: str,
        function: str,
        event: Mapping[str, Any],
        *,
        http_bytes: int = 0,
        messages: int = 0,
    ) -> Any:
        answer, invocation = self.functions[function].invoke(
            step, event, http_bytes=http_bytes, messages=messages
        )
        self.invocations.append(invocation)
        return answer
