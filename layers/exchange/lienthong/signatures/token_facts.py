"""What a time-stamp token says of itself: for those who keep tokens, not for those who rely on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lienthong.signatures.certificates import UnreadableCertificate, load_certificate
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.timestamps import read_token


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """Unverified: when the token says that it was made, and when the first of its certificates ends.

    A token without certificates ends with its own time: nobody can tell for how long it is good.
    """

    time: datetime
    until: datetime


@lru_cache(maxsize=256)
def token_facts(token: bytes) -> TokenFacts:
    """The facts of a token (DER).

    Raises:
        lienthong.signatures.timestamps.MalformedToken, lienthong.signatures.cms.TooMuch: it is none.
    """
    data, info = read_token(token, DEFAULT.limits)
    return TokenFacts(info.time, min(_ends(data.certificates), default=info.time))


def _ends(certificates: tuple[bytes, ...]) -> list[datetime]:
    ends = []
    for encoded in certificates:
        try:
            ends.append(load_certificate(encoded).not_after)
        except UnreadableCertificate:
            continue
    return ends
