"""Agencies and trust anchors, as contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lienthong.model.agency import Agency
from lienthong.model.event import Event
from lienthong.ports.exchange import Nonce


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
