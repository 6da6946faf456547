"""The exchange's leaf: a commitment that tells nothing about the event to who does not hold its salt.

A leaf is the RFC 8785 JSON of ``{"commitment": hex(SHA-256(salt ‖ event)), "v": 1}``; the event is RFC 8785
JSON too. The salt is 32 random bytes: without it neither an agency's code nor two equal events can be
recognised; with it nobody can open the leaf as another event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import ClassVar

import rfc8785

from lienthong.tlog.faults import TlogFault

SALT_BYTES = 32
_VERSION = 1

JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


class WrongEvent(TlogFault):
    """An event and a salt that open another leaf, or none."""

    code: ClassVar[str] = "log.event-wrong"
    en = "The event is not what the log has committed to ({what}): it was changed after it was recorded."
    vi = "Sự kiện khác với nội dung nhật ký đã cam kết ({what}): sự kiện đã bị sửa sau khi ghi."


def leaf_of(event: Mapping[str, JsonValue], salt: bytes) -> bytes:
    """The leaf of an event.

    Raises:
        WrongEvent: no salt of 32 bytes, or values that JSON cannot carry exactly.
    """
    if len(salt) != SALT_BYTES:
        raise WrongEvent("salt")
    try:
        canonical = rfc8785.dumps(dict(event))
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError):
        raise WrongEvent("RFC 8785") from None
    commitment = hashlib.sha256(salt + canonical).hexdigest()
    return rfc8785.dumps({"commitment": commitment, "v": _VERSION})
