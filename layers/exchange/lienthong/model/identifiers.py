"""Identifiers: derived where they must be the same twice, time-ordered where they must not."""

from __future__ import annotations

import base64
import hashlib
import re

#: ``000.00.30.H39``: the agency code before Decision 20/2020; aliases carry the later form.
AGENCY_CODE = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}", re.ASCII)
#: Codes after Decision 20/2020, top-down, at most 35 characters: ``H39.12.3``.
AGENCY_CODE_2020 = re.compile(r"[A-Z]\d{2}(\.\d{1,4}){0,6}", re.ASCII)
SUBMISSION_ID = re.compile(r"lt-[a-z2-7]{26}")
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def is_agency_code(text: str) -> bool:
    """Whether the text has the form of an agency code, old or new."""
    return bool(AGENCY_CODE.fullmatch(text) or (len(text) <= 35 and AGENCY_CODE_2020.fullmatch(text)))


def is_ulid(text: str) -> bool:
    """Whether the text has the form of an event's id."""
    return ULID.fullmatch(text) is not None


def submission_id(sender: str, document_id: str, attempt: int = 1) -> str:
    """The id of a submission: the same sender, DocumentId and attempt always give the same id.

    The parts are joined by a separator that no normalised text can hold, so that no two differ only in
    where one part ends. 130 bits of SHA-256 keep accidental collisions out of reach.
    """
    digest = hashlib.sha256("\x00".join((sender, document_id, str(attempt))).encode()).digest()
    return "lt-" + base64.b32encode(digest).decode()[:26].lower()


def ulid(milliseconds: int, randomness: bytes) -> str:
    """A ULID: 48 bits of Unix time in milliseconds, 80 random bits, 26 characters that sort by time."""
    value = (milliseconds << 80) | int.from_bytes(randomness[:10], "big")
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))
