"""The registry's entry of an agency: who it is, its keys and certificates, how it is reached."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import cast

from lienthong.model.agency_level import AgencyLevel, level_of_code
from lienthong.model.codes import AgencyState, Role
from lienthong.model.event import JsonValue
from lienthong.model.type_rules import PaperType, TypeRule

#: What stands for a level until ``__post_init__`` has told it.
_UNSAID = cast("AgencyLevel", "")


class ChannelKind(StrEnum):
    """How an agency learns that something has arrived."""

    PULL = "pull"
    WEBHOOK = "webhook"
    QUEUE = "queue"
    EMAIL = "email"
    SMS = "sms"


class ChannelFormat(StrEnum):
    """In what form notices come by webhook or queue."""

    JSON = "json"
    EDXML = "edxml"


#: The kinds of channel that programs read.
READ_BY_PROGRAMS = frozenset({ChannelKind.WEBHOOK, ChannelKind.QUEUE})


@dataclass(frozen=True, slots=True)
class Channel:
    """One delivery channel. ``target`` is an HTTPS URL, a queue ARN, an e-mail address or a phone number."""

    kind: ChannelKind
    target: str = ""
    format: ChannelFormat = ChannelFormat.JSON


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
class Former:
    """Under which name, parent and level an agency stood in the registry before this day in Vietnam."""

    until: date
    name: str
    parent: str | None
    level: AgencyLevel


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as the registry knows it; ``version`` rises with every change.

    Attributes:
        state: as registrars left it; what holds on a day is :meth:`state_on`.
        ended_on: the first day on which it is no more; may be still to come.
        successor: who takes over on that day.
        level: told by the code where an entry of earlier days does not say it.
        former: what it was called before, and whose it was; in order.
        mandatory_paper: what it must still get on paper (D28 5.3, 7.2).
        document_types: what its own product makes of types of documents.
    """

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
    level: AgencyLevel = _UNSAID
    mandatory_paper: tuple[PaperType, ...] = ()
    document_types: tuple[TypeRule, ...] = ()
    former: tuple[Former, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        """Give an entry that was written before levels were kept the level that its code tells."""
        if not self.level:
            object.__setattr__(self, "level", level_of_code(self.code))

    @property
    def is_notified(self) -> bool:
        """Whether something must be published when there is news for this agency."""
        return any(channel.kind is not ChannelKind.PULL for channel in self.channels)

    def state_on(self, day: date) -> AgencyState:
        """The state on a day in Vietnam: beginnings and ends take effect by themselves.

        A lock is told of whatever day is asked for, because only the events say since when it holds.
        """
        if day < self.effective_from:
            return AgencyState.UPCOMING
        if self.ended_on is None:
            return self.state
        if self.ended_on <= day:
            return AgencyState.ENDED
        return AgencyState.LOCKED if self.state is AgencyState.LOCKED else AgencyState.ACTIVE

    def as_of(self, day: date) -> Agency:
        """The agency under the name, parent and level that it had on a day in Vietnam."""
        earlier = next((former for former in self.former if day < former.until), None)
        if earlier is None:
            return self
        return replace(self, name=earlier.name, parent=earlier.parent, level=earlier.level)

    def following(self, previous: Agency, today: date) -> Agency:
        """This entry as the one that comes after another from today on; it remembers what that one said."""
        said = Former(today, previous.name, previous.parent, previous.level)
        is_same = (self.name, self.parent, self.level) == (said.name, said.parent, said.level)
        # Of several changes on one day only the last was in force overnight.
        known = is_same or any(former.until == today for former in previous.former)
        return replace(
            self,
            former=previous.former if known else (*previous.former, said),
            version=previous.version + 1,
        )

    def key(self, key_id: str) -> RequestKey | None:
        """The request key with this id."""
        return next((key for key in self.keys if key.key_id == key_id), None)

    def channel(self, kind: ChannelKind) -> Channel | None:
        """The agency's channel of this kind."""
        return next((channel for channel in self.channels if channel.kind is kind), None)

    def public_facts(self) -> dict[str, JsonValue]:
        """What a change's event says of it: enough to tell later who existed under which name and parent.

        Names of agencies are public; persons, channels and keys are not in it.
        """
        return {
            "name": self.name,
            "parent": self.parent,
            "level": self.level.value,
            "effective_from": self.effective_from.isoformat(),
            "ended_on": self.ended_on.isoformat() if self.ended_on else None,
            "successor": self.successor,
            "receives_electronically": self.receives_electronically,
            "aliases": list(self.aliases),
        }
