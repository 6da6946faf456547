"""One call to the exchange and its answer as a type: what every part of the SDK does."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

from lienthong.model.event import JsonValue
from lienthong_client.answers import read_answer
from lienthong_client.transport import Query, Transport

T = TypeVar("T")


class Calls:
    """Typed calls over one transport."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def get(self, kind: type[T], path: str, query: Query | None = None, *, signed: bool = True) -> T:
        """Read a resource."""
        answer = self.transport.call("GET", path, query=query, signed=signed)
        return read_answer(kind, answer.body, self.transport.url)

    def post(
        self, kind: type[T], path: str, body: JsonValue, query: Query | None = None, *, signed: bool = True
    ) -> T:
        """Do something."""
        answer = self.transport.call("POST", path, query=query, body=body, signed=signed)
        return read_answer(kind, answer.body, self.transport.url)

    def put(self, kind: type[T], path: str, body: JsonValue) -> T:
        """Write a whole resource."""
        return read_answer(kind, self.transport.call("PUT", path, body=body).body, self.transport.url)


def segment(text: str) -> str:
    """A name as one segment of a path."""
    return quote(text, safe="")
