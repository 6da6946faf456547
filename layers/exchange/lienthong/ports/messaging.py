"""Queues, notices, webhooks and dead letters, as contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lienthong.model.agency import Agency
from lienthong.model.event import JsonValue


@dataclass(frozen=True, slots=True)
class Message:
    """A message of an internal queue: what to do, for which submission, and its correlation."""

    kind: str
    submission_id: str
    body: Mapping[str, JsonValue] = field(default_factory=dict)


class MessageQueue(Protocol):
    """An internal queue: at least once, in any order."""

    def send(self, messages: Sequence[Message]) -> None:
        """Enqueue all; on failure any of them may have been enqueued."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """News for one agency. Never content, never personal data: the SMS names nobody.

    ``text_vi`` is the SMS and the e-mail's body; ``payload`` the webhook's and the queue's JSON.
    """

    notice_id: str
    agency: str
    payload: Mapping[str, JsonValue]
    subject_vi: str
    text_vi: str


class NoticeTopic(Protocol):
    """The topic to which agencies' channels subscribe."""

    def publish(self, notices: Sequence[Notice]) -> None:
        """Publish all; on failure any of them may have been published."""
        ...

    def publish_edxml(self, notice: Notice, message: str) -> None:
        """Publish the notice as this message to the agency's queue that asks for edXML, and to no other."""
        ...


class ChannelSubscriptions(Protocol):
    """The agencies' own subscriptions to the topic: queue, e-mail, SMS."""

    def reconcile(self, agency: Agency) -> None:
        """Make the subscriptions exactly those of the agency's channels; none unless it is active."""
        ...


class WebhookSigner(Protocol):
    """Signs webhooks (Standard Webhooks, ``v1a``: Ed25519)."""

    def sign(self, content: bytes) -> bytes:
        """Signature over the content, 64 bytes."""
        ...

    def public_key(self) -> bytes:
        """The raw public key, 32 bytes, for recipients."""
        ...


class WebhookTransport(Protocol):
    """Carries a webhook to an agency."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The HTTP status. No redirects, a short time-out, nothing of the response kept.

        Raises:
            lienthong.errors.Unavailable: no answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that could not be processed: from which queue, since when, how often, and why."""

    letter_id: str
    queue: str
    kind: str
    subject: str
    reason: str
    attempts: int
    first_sent_at: datetime


class DeadLetterSink(Protocol):
    """Where a consumer lays down a message that it gives up, with the reason."""

    def put(self, body: str, *, reason: str, attempts: int) -> None:
        """Keep the message and why it was given up."""
        ...


class DeadLetters(Protocol):
    """The dead-letter queues, as a person handles them."""

    def list(self) -> tuple[DeadLetter, ...]:
        """What lies there now, oldest first; looking takes nothing away."""
        ...

    def redrive(self, queue: str) -> None:
        """Send everything of one dead-letter queue back to its source."""
        ...
