"""How often may be looked up: who guesses is stopped, and whose dossier is guessed at is not.

Three counters, asked in this order; what one refuses the next does not count:

1. *one code from one address*: 10 in 10 minutes. Who tries one slip spends this, and nobody else's.
2. *one address*: 120 in 10 minutes, for whole streets share one at a mobile network.
3. *one code from everywhere*: 60 in a minute. A stranger's address has 10 of them in 10 minutes, so to keep
   an applicant out takes 60 addresses that go on; when they stop, the code is free within a minute.

A secret has 39 bits. By 1, one address needs some 600,000 years for one slip; by 3, all addresses together
some 10,000 (half of the secrets, 86,400 tries a day), and a dossier lives for months.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: What one subscriber has of IPv6 (RFC 6177 2): counting single addresses would count nobody.
_SUBSCRIBER_BITS = 56


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` looks in each ``window``; windows begin at fixed times, whoever looks."""

    name: str
    most: int
    window: timedelta

    def end_of_window(self, now: datetime) -> datetime:
        """When the window of this instant is over."""
        return now + self.window - (now - _EPOCH) % self.window


ONE_CODE_FROM_ONE_ADDRESS = Limit("both", 10, timedelta(minutes=10))
ONE_ADDRESS = Limit("address", 120, timedelta(minutes=10))
ONE_CODE = Limit("code", 60, timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Tally:
    """A counter of one window, until ``until``; its key tells nothing to who has not the digests' key."""

    key: str
    most: int
    until: datetime


def tallies(code: str, address: str, now: datetime, secret_key: bytes) -> tuple[Tally, ...]:
    """The counters of a look, in the order in which they are asked."""
    network = network_of(address)
    counted = (
        (ONE_CODE_FROM_ONE_ADDRESS, f"{network}\0{code}"),
        (ONE_ADDRESS, network),
        (ONE_CODE, code),
    )
    return tuple(_tally(limit, what, now, secret_key) for limit, what in counted)


def _tally(limit: Limit, what: str, now: datetime, secret_key: bytes) -> Tally:
    until = limit.end_of_window(now)
    text = f"{limit.name}\0{until.isoformat()}\0{what}"
    key = hmac.new(secret_key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
    return Tally(key, limit.most, until)


def network_of(address: str) -> str:
    """Who counts as one: an IPv4 address, a subscriber's network of IPv6; what is neither counts together."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "-"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), _SUBSCRIBER_BITS), strict=False))
    return str(parsed)
