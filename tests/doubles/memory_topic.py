"""Notices, subscriptions and webhooks in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienthong.model.agency import Agency, Channel, ChannelKind
from lienthong.model.codes import AgencyState
from lienthong.ports import Notice

#: Kinds of channel that are subscriptions of their own; webhooks share one queue, pull needs nothing.
SUBSCRIBED = frozenset({ChannelKind.QUEUE, ChannelKind.EMAIL, ChannelKind.SMS})


class MemoryTopic:
    """What was published, in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notices: list[Notice] = []
        #: Messages of the national format by notice id.
        self.edxml: dict[str, str] = {}

    def publish(self, notices: Sequence[Notice]) -> None:
        with self._lock:
            self._notices.extend(notices)

    def publish_edxml(self, notice: Notice, message: str) -> None:
        with self._lock:
            self.edxml[notice.notice_id] = message

    @property
    def notices(self) -> tuple[Notice, ...]:
        with self._lock:
            return tuple(self._notices)


class MemorySubscriptions:
    """The subscriptions of each agency."""

    def __init__(self) -> None:
        self._channels: dict[str, frozenset[Channel]] = {}

    def reconcile(self, agency: Agency) -> None:
        active = agency.state is AgencyState.ACTIVE
        wanted = frozenset(channel for channel in agency.channels if channel.kind in SUBSCRIBED)
        self._channels[agency.code] = wanted if active else frozenset()

    def of(self, code: str) -> frozenset[Channel]:
        return self._channels.get(code, frozenset())


class MemoryWebhookSigner:
    """A real Ed25519 key that never leaves the process."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()

    def sign(self, content: bytes) -> bytes:
        return self._key.sign(content)

    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Posted:
    """One webhook as it was carried."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class MemoryWebhookTransport:
    """Answers as the test says; an answer may raise :class:`lienthong.errors.Unavailable`."""

    def __init__(self, answer: Callable[[Posted], int] = lambda _: 204) -> None:
        self.answer = answer
        self.posted: list[Posted] = []

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        posted = Posted(url, body, dict(headers))
        self.posted.append(posted)
        return self.answer(posted)
