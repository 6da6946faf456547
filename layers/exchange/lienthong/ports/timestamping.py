"""A time-stamping authority, as a contract."""

from __future__ import annotations

from typing import Protocol


class TimeStamping(Protocol):
    """Proves that something existed by now, without learning what (RFC 3161)."""

    def stamp(self, sha256: bytes) -> bytes:
        """A time-stamp token (DER) over a SHA-256 digest (32 bytes), with the authority's certificate in it.

        The token is intact and answers this very request; whether its authority is trusted is judged by
        whoever relies on it.

        Raises:
            lienthong.errors.Unavailable: no token could be had; asking again later may succeed.
        """
        ...
