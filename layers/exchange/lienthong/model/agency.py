"""The registry's entry of an agency: who it is, its keys and certificates, how it is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from lienthong.model.codes import AgencyState, Role


class ChannelKind(StrEnum):
    """How an agency learns that something has arrived."""

    PULL = "pull"
    WEBHOOK = "webhook"
    QUEUE = "queue"
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Channel:
    """One delivery channel. ``target`` is an HTTPS URL, a queue ARN, an e-mail address or a phone number."""

    kind: ChannelKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A key that signs the agency's requests (RFC 9421). ``public_key`` is PEM SubjectPublicKeyInfo."""

    key_id: str
    algorithm: str
    public_key: str
    valid_from: datetime
    valid_until: datetime | None = None

    def is_valid_at(self, instant: datetime) -> bool:
        """Whether the key may sign requests made at this time (UTC)."""
        return self.valid_from <= instant and (self.valid_until is None or instant < self.valid_until)


class SignerRole(StrEnum):
    """Whose signature a certificate makes (ND30 5.1)."""

    LEADER = "leader"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class SignerCertificate:
    """A certificate registered for signing documents: SHA-256 of its DER in hex, and its role."""

    fingerprint: str
    role: SignerRole


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as the registry knows it; ``version`` rises with every change."""

    code: str
    name: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset({Role.AGENCY})
    state: AgencyState = AgencyState.ACTIVE
    effective_from: date = date(2018, 1, 1)
    ended_on: date | None = None
    successor: str | None = None
    receives_electronically: bool = True
    channels: tuple[Channel, ...] = (Channel(ChannelKind.PULL),)
    keys: tuple[RequestKey, ...] = field(default=(), repr=False)
    certificates: tuple[SignerCertificate, ...] = field(default=(), repr=False)
    version: int = 1

    @property
    def is_notified(self) -> bool:
        """Whether something must be published when there is news for this agency."""
        return any(channel.kind is not ChannelKind.PULL for channel in self.channels)

    def key(self, key_id: str) -> RequestKey | None:
        """The request key with this id."""
        return next((key for key in self.keys if key.key_id == key_id), None)

    def channel(self, kind: ChannelKind) -> Channel | None:
        """The agency's channel of this kind."""
        return next((channel for channel in self.channels if channel.kind is kind), None)
