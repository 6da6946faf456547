"""AWS calls as they are counted: what was asked of which service, and as much of it as its price depends on.

A function's own clients are watched from the outside, by botocore's events, in the process that runs the
function; nothing in the function knows of it. What Lambda itself calls on a function's behalf (polls,
deletes) never passes here and is added by :mod:`lienthong_local.bench.bill`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeAlias

from lienthong_local.bench.dynamodb_sizes import key_text, size_of

Parameters: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ItemWrite:
    """One item written or checked. ``index``: its place in the table's index, empty where it has none."""

    table: str
    key: str
    size: int
    index: str = ""
    checked_only: bool = False


@dataclass(frozen=True, slots=True)
class ItemRead:
    """Items read together and rounded together: one of GetItem or BatchGetItem, all of a Query."""

    size: int
    consistent: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One AWS operation of a function.

    Attributes:
        attempts: HTTP requests sent for it, retries included.
        bytes: of the messages sent to a queue or topic.
    """

    service: str
    operation: str
    attempts: int = 1
    bytes: int = 0
    transaction: bool = False
    writes: tuple[ItemWrite, ...] = ()
    reads: tuple[ItemRead, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it travels from the process that ran the function."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Call:
        """The call that :meth:`to_json` wrote."""
        writes = tuple(ItemWrite(**write) for write in fields["writes"])
        reads = tuple(ItemRead(**read) for read in fields["reads"])
        return cls(**{**fields, "writes": writes, "reads": reads})


class Watched(Protocol):
    """Whoever tells of botocore's events."""

    def register(self, event_name: str, handler: Callable[..., Any], /) -> None:
        """Have this called at each event of the name."""
        ...


@dataclass
class CallCounter:
    """Watches every client that sessions make from now on; :meth:`watch` is a session initializer."""

    _calls: list[Call] = field(default_factory=list)
    _attempts: int = 0

    def watch(self, session: Watched) -> None:
        """Attach to a fresh session, before it has made a client, or to a client's own events."""
        session.register("before-parameter-build", self._keep_parameters)
        session.register("before-send", self._count_attempt)
        session.register("after-call", self._count_call)

    def take(self) -> list[Call]:
        """The calls since the last time."""
        taken, self._calls = self._calls, []
        return taken

    def _keep_parameters(self, **kwargs: Any) -> None:
        # A presigned address passes here too, but is never called.
        kwargs["context"]["counted_parameters"] = kwargs["params"]

    def _count_attempt(self, **_: Any) -> None:
        self._attempts += 1

    def _count_call(self, **kwargs: Any) -> None:
        parsed, model, context = kwargs["parsed"], kwargs["model"], kwargs["context"]
        attempts, self._attempts = self._attempts, 0
        service = str(model.service_model.service_name)
        describe = _DESCRIBED.get((service, str(model.name)), _nothing)
        details = describe(context.get("counted_parameters", {}), parsed)
        self._calls.append(Call(service, str(model.name), attempts, **details))


def _nothing(_parameters: Parameters, _answer: Parameters) -> dict[str, Any]:
    return {}


def _put(parameters: Parameters, _answer: Parameters) -> dict[str, Any]:
    return {"writes": (_write(parameters["TableName"], parameters["Item"]),)}


def _transaction(parameters: Parameters, _answer: Parameters) -> dict[str, Any]:
    return {"transaction": True, "writes": tuple(_actions(parameters["TransactItems"]))}


def _actions(actions: list[Parameters]) -> Iterator[ItemWrite]:
    for action in actions:
        ((kind, arguments),) = action.items()
        table, item = arguments["TableName"], arguments.get("Item") or arguments["Key"]
        # Only the key of a checked or deleted item is known here; its size is that of what stands there.
        yield _write(table, item) if kind == "Put" else ItemWrite(table, key_text(item), 0, "", True)


def _write(table: str, item: Parameters) -> ItemWrite:
    index = f"{item['GSI1PK']['S']} {item['GSI1SK']['S']}" if "GSI1PK" in item else ""
    return ItemWrite(table, key_text(item), size_of(item), index)


def _get(parameters: Parameters, answer: Parameters) -> dict[str, Any]:
    return {"reads": (ItemRead(size_of(answer.get("Item", {})), parameters.get("ConsistentRead", False)),)}


def _batch_get(parameters: Parameters, answer: Parameters) -> dict[str, Any]:
    reads = []
    for table, request in parameters["RequestItems"].items():
        consistent = request.get("ConsistentRead", False)
        found = answer.get("Responses", {}).get(table, [])
        reads += [ItemRead(size_of(item), consistent) for item in found]
        # A key without an item is charged like the smallest item.
        reads += [ItemRead(0, consistent)] * (len(request["Keys"]) - len(found))
    return {"reads": tuple(reads)}


def _query(parameters: Parameters, answer: Parameters) -> dict[str, Any]:
    size = sum(size_of(item) for item in answer.get("Items", []))
    return {"reads": (ItemRead(size, parameters.get("ConsistentRead", False)),)}


def _message_batch(entries: str, body: str) -> Callable[[Parameters, Parameters], dict[str, Any]]:
    def describe(parameters: Parameters, _answer: Parameters) -> dict[str, Any]:
        return {"bytes": sum(len(str(entry[body]).encode()) for entry in parameters[entries])}

    return describe


_DESCRIBED: Mapping[tuple[str, str], Callable[[Parameters, Parameters], dict[str, Any]]] = {
    ("dynamodb", "PutItem"): _put,
    ("dynamodb", "TransactWriteItems"): _transaction,
    ("dynamodb", "GetItem"): _get,
    ("dynamodb", "BatchGetItem"): _batch_get,
    ("dynamodb", "Query"): _query,
    ("sqs", "SendMessageBatch"): _message_batch("Entries", "MessageBody"),
    ("sns", "PublishBatch"): _message_batch("PublishBatchRequestEntries", "Message"),
}
