"""Who carries bytes to a ticket's address and from a link: as much of a client as the suite needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

import requests

from lienthong.ports import PartTicket
from tests.doubles.memory_content import MemoryContent
from tests.doubles.memory_staging import MemoryStaging

_FILE_NAME = re.compile(r"filename\*=UTF-8''(?P<name>[^;]+)")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a browser would save."""

    content: bytes
    name: str
    media_type: str


class Carrier(Protocol):
    """Redeems tickets and links."""

    def upload(self, ticket: PartTicket, content: bytes) -> bool:
        """PUT the bytes; whether the store took them."""
        ...

    def fetch(self, url: str) -> Fetched:
        """GET what a link promises."""
        ...

    def fetch_staged(self, url: str) -> bytes:
        """GET what lies in staging."""
        ...


@dataclass(frozen=True, slots=True)
class MemoryCarrier:
    """Carries to the doubles."""

    staging: MemoryStaging
    content: MemoryContent

    def upload(self, ticket: PartTicket, content: bytes) -> bool:
        return self.staging.upload(ticket, content)

    def fetch(self, url: str) -> Fetched:
        return Fetched(*self.content.fetch(url))

    def fetch_staged(self, url: str) -> bytes:
        return self.staging.fetch(url)


@dataclass(frozen=True, slots=True)
class HttpCarrier:
    """Carries over HTTP with nothing but the address and the headers of the ticket."""

    verify: str | None

    def upload(self, ticket: PartTicket, content: bytes) -> bool:
        answer = requests.put(
            ticket.url, data=content, headers=dict(ticket.headers), verify=self.verify or True, timeout=30
        )
        return bool(answer.ok)

    def fetch(self, url: str) -> Fetched:
        answer = requests.get(url, verify=self.verify or True, timeout=30)
        answer.raise_for_status()
        named = _FILE_NAME.search(answer.headers["content-disposition"])
        assert named is not None
        return Fetched(answer.content, unquote(named["name"]), answer.headers["content-type"])

    def fetch_staged(self, url: str) -> bytes:
        answer = requests.get(url, verify=self.verify or True, timeout=30)
        answer.raise_for_status()
        assert answer.headers["content-type"] == "application/xml"
        return answer.content
