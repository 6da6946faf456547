"""The tracking secret on a slip: eight characters, of which only a salted, slow hash is kept.

About 39 bits: enough where each guess costs a slow hash and a rate-limited request, and few enough to be
typed from paper. The alphabet has no two characters that look alike in print.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from lienthong.onestop.people import Person

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
#: RFC 7914 2: N = 2^14, r = 8 take 16 MB and some 50 ms.
_COST, _BLOCK, _LANES, _BYTES = 1 << 14, 8, 1, 32


def written(secret: str) -> str:
    """The secret as it was printed, however it was typed: capitals, without blanks and dashes."""
    return "".join(char for char in secret.upper() if char not in " -\u00a0")


def slow_hash(secret: str, salt: bytes) -> bytes:
    """The hash that is kept; 32 bytes, the same for every way of typing the secret."""
    content = written(secret).encode(errors="surrogatepass")
    return hashlib.scrypt(content, salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=_BYTES)


@dataclass(frozen=True, slots=True)
class SlipLock:
    """What a slip's secret is compared with, without the person whose slip it is.

    ``expires_at``: Unix time from which it counts as deleted; the table may take a day or two to do it.
    """

    salt: bytes = field(default=b"", repr=False)
    secret_hash: bytes = field(default=b"", repr=False)
    expires_at: int | None = None


#: For a code that nobody has: nothing opens it, and finding that out takes as long as for any other.
NO_SLIP = SlipLock()


def opens(kept: Person | SlipLock, secret: str) -> bool:
    """Whether this is the secret of the dossier's slip; takes the same time for every wrong one."""
    return hmac.compare_digest(slow_hash(secret, kept.salt), kept.secret_hash)
