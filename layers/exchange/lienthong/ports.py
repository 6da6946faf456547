"""What the services need from the world, as contracts. Adapters fulfil them; one suite tests them all.

Rules that every store keeps:

1. :meth:`ExchangeStore.commit` is one transaction: every record, every event and the nonce, or nothing.
2. A record is written only over the version it was read at; a new one only where none is.
3. Content is addressed by its SHA-256 and never overwritten.

Every method may raise :class:`lienthong.errors.Unavailable`; then nothing is known about the outcome, and
the caller's own idempotency decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Generic, Protocol, TypeVar

from lienthong.model.agency import Agency
from lienthong.model.codes import Status
from lienthong.model.delivery import Delivery
from lienthong.model.envelope import Attachment
from lienthong.model.event import Event, JsonValue
from lienthong.model.submission import AttachmentVerdict, Submission

T = TypeVar("T")


class Clock(Protocol):
    """Time, in UTC."""

    def now(self) -> datetime:
        """The present instant, timezone-aware, UTC, to the millisecond."""
        ...


class Ids(Protocol):
    """Fresh identifiers."""

    def event_id(self, at: datetime) -> str:
        """A ULID for an event at this time; two calls never give the same."""
        ...

    def nonce(self) -> str:
        """At least 128 random bits as URL-safe text."""
        ...

    def salt(self) -> bytes:
        """32 random bytes that nobody can guess, for one event."""
        ...


@dataclass(frozen=True, slots=True)
class Nonce:
    """A one-time number of a signed request; it can be spent once until ``expires_at``."""

    key_id: str
    value: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One transaction. At most 100 records, events, checks and nonce together (DynamoDB's limit).

    Attributes:
        new_submissions, new_deliveries: written only where nothing is.
        submissions, deliveries: written only over ``version - 1``.
        unrecalled: submissions that must be accepted and not recalled, without being changed.
    """

    new_submissions: tuple[Submission, ...] = ()
    submissions: tuple[Submission, ...] = ()
    new_deliveries: tuple[Delivery, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    unrecalled: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    nonce: Nonce | None = None


@dataclass(eq=False)
class CommitRefused(Exception):
    """The transaction's conditions did not hold; nothing was written. The services decide what it means.

    Attributes:
        nonce_spent: the request was seen before.
        existing_submissions: those that stood where a new one was to go.
        existing_deliveries: recipients (submission id, code) whose delivery stood already.
        stale: a record had moved on since it was read.
        recalled: an ``unrecalled`` condition did not hold.
    """

    nonce_spent: bool = False
    existing_submissions: tuple[Submission, ...] = ()
    existing_deliveries: frozenset[tuple[str, str]] = frozenset()
    stale: bool = False
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a listing; ``cursor`` is opaque and ``None`` on the last page."""

    items: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything recorded about a submission; events in the order in which they happened."""

    submission: Submission
    deliveries: tuple[Delivery, ...]
    events: tuple[Event, ...]


class ExchangeStore(Protocol):
    """Submissions, deliveries and their events."""

    def commit(self, change: Change) -> None:
        """Write the change as one transaction.

        Raises:
            CommitRefused: a condition did not hold; nothing was written.
        """
        ...

    def submission(self, submission_id: str) -> Submission | None:
        """The submission, read consistently."""
        ...

    def delivery(self, submission_id: str, recipient: str) -> tuple[Submission, Delivery] | None:
        """The submission and one of its deliveries, in one round trip, read consistently."""
        ...

    def deliveries(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Delivery]:
        """The deliveries that exist among at most 100 keys (submission id, recipient), read consistently."""
        ...

    def story(self, submission_id: str) -> Story | None:
        """The whole record of a submission, read consistently."""
        ...

    def inbox(
        self, recipient: str, *, status: Status | None, unopened: bool, cursor: str | None, limit: int
    ) -> Page[Delivery]:
        """A recipient's deliveries: the unopened first, each group oldest first. Eventually consistent."""
        ...

    def outbox(self, sender: str, *, cursor: str | None, limit: int) -> Page[Submission]:
        """A sender's submissions, newest first. Eventually consistent."""
        ...


class NonceStore(Protocol):
    """Spent nonces of requests that change nothing."""

    def spend(self, nonce: Nonce) -> bool:
        """Spend it; false if it had been spent."""
        ...


@dataclass(frozen=True, slots=True)
class RegistryChange:
    """One transaction of the registry: the agency's new entry, its event, and the caller's nonce.

    ``agency.version`` is 1 for a new entry, otherwise written only over ``version - 1``; aliases are
    unique over the whole registry, codes included.
    """

    agency: Agency
    previous: Agency | None
    event: Event
    nonce: Nonce | None


@dataclass(eq=False)
class RegistryRefused(Exception):
    """The registry's transaction did not hold; nothing was written."""

    nonce_spent: bool = False
    exists: bool = False
    stale: bool = False
    taken_aliases: tuple[str, ...] = ()


class Registry(Protocol):
    """The agencies."""

    def agencies(self, names: Iterable[str]) -> Mapping[str, Agency]:
        """The agencies among these codes and aliases, by the name asked for."""
        ...

    def all(self) -> tuple[Agency, ...]:
        """Every agency, by code."""
        ...

    def record(self, change: RegistryChange) -> None:
        """Write the change as one transaction.

        Raises:
            RegistryRefused: a condition did not hold; nothing was written.
        """
        ...

    def history(self, code: str) -> tuple[Event, ...]:
        """The agency's registry changes in order."""
        ...


@dataclass(frozen=True, slots=True)
class TrustAnchor:
    """A certificate that validation trusts, effective-dated.

    ``certificate`` is DER; the fingerprint is its SHA-256 in hex.

    Intermediates help to build paths and are not trusted by themselves.
    """

    fingerprint: str
    certificate: bytes
    is_root: bool
    valid_from: datetime
    valid_until: datetime | None = None


class TrustStore(Protocol):
    """Trust anchors and intermediates, kept by the registrar."""

    def anchors(self) -> tuple[TrustAnchor, ...]:
        """All of them, past ones included."""
        ...

    def record(self, anchor: TrustAnchor, event: Event, nonce: Nonce | None) -> None:
        """Add or replace one, with its event, as one transaction.

        Raises:
            RegistryRefused: the nonce was spent.
        """
        ...


class ContentStore(Protocol):
    """Content addressed by SHA-256 (hex): written once, never changed, locked against deletion."""

    def put(self, sha256: str, content: bytes) -> None:
        """Store the bytes under their digest; nothing happens where they already are.

        Raises:
            lienthong.errors.UploadMismatch: the bytes have another digest.
        """
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The content as a stream from its start.

        Raises:
            KeyError: it is not there.
        """
        ...

    def adopt(self, sha256: str, staging_key: str, version: str) -> None:
        """Copy one version of staged bytes, whose digest the caller has just checked."""
        ...

    def link(self, sha256: str, *, name: str, media_type: str, seconds: int) -> str:
        """An HTTPS address from which the content can be read for this long, saved under ``name``."""
        ...

    def hold(self, sha256: str) -> None:
        """Place a legal hold: the content cannot be deleted while a recall is on record."""
        ...


@dataclass(frozen=True, slots=True)
class PartTicket:
    """Where one part goes: PUT the bytes to ``url`` with exactly these headers."""

    number: int
    url: str
    headers: Mapping[str, str]
    sha256: str


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A complete staged file: a stream over one version, which later steps name again."""

    stream: BinaryIO
    size: int
    version: str


class StagingStore(Protocol):
    """Uploads that are not content yet: unverified, short-lived."""

    def begin(self, key: str) -> str:
        """Open a multipart upload; its upload id."""
        ...

    def tickets(
        self, key: str, upload_id: str, parts: Mapping[int, str], *, seconds: int
    ) -> tuple[PartTicket, ...]:
        """Presigned PUTs for these parts (number → SHA-256 hex); one where ``upload_id`` is empty."""
        ...

    def uploaded_parts(self, key: str, upload_id: str) -> Mapping[int, str]:
        """The parts that have arrived (number → SHA-256 hex).

        With an empty ``upload_id``: part 1 with the whole file's digest where the single PUT has arrived.
        After :meth:`complete`, every part counts as arrived only through the submission's state.
        """
        ...

    def complete(self, key: str, upload_id: str, parts: Mapping[int, str]) -> None:
        """Join the parts; harmless when they have been joined."""
        ...

    def open(self, key: str) -> StagedFile:
        """The staged file.

        Raises:
            KeyError: it is not there.
        """
        ...


@dataclass(frozen=True, slots=True)
class Assessment:
    """What validation says of one attachment: the verdict, the full report (JSON) and why it must be refused.

    ``reasons`` are stable codes; empty when the attachment may pass for the purpose it declares.
    """

    verdict: AttachmentVerdict
    report: bytes
    reasons: tuple[str, ...] = ()


class AttachmentValidator(Protocol):
    """Validates the signatures of one attachment whose size and digest are known to be the declared ones."""

    def assess(
        self,
        attachment: Attachment,
        content: BinaryIO,
        *,
        detached_signatures: Sequence[bytes],
        submission: Submission,
    ) -> Assessment:
        """The assessment of seekable content. Hostile content ends as a verdict, never as an exception."""
        ...


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


class Metrics(Protocol):
    """Counted facts (CloudWatch EMF)."""

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Add to a counter. Dimensions are few and low in number of values; never identifiers."""
        ...
