"""An attestation: a checkpoint with its RFC 3161 time-stamp and its witnesses' cosignatures.

The time-stamp is over SHA-256 of the checkpoint's *text*, without the signatures below it: so it stays true
whatever cosignatures are added later, and anybody can recompute it from the checkpoint alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import ClassVar

import rfc8785

from lienthong.tlog.checkpoints import TreeHead
from lienthong.tlog.faults import TlogFault

PREFIX = "attestations/"
_VERSION = 1


class MalformedAttestation(TlogFault):
    """Bytes that are no attestation."""

    code: ClassVar[str] = "log.attestation-malformed"
    en = "The attestation cannot be read ({what}). Fetch it again from the log."
    vi = "Không đọc được xác nhận thời gian của nhật ký ({what}). Đề nghị tải lại từ nhật ký."


@dataclass(frozen=True, slots=True)
class Attestation:
    """What was attested; that it holds is for whoever relies on it to verify.

    Attributes:
        note: the checkpoint as a signed note, the log's signature and all cosignatures below it.
        token: the time-stamp token (DER) over :func:`imprint` of the checkpoint.
    """

    note: bytes
    token: bytes

    def to_bytes(self) -> bytes:
        """RFC 8785 JSON: ``{"checkpoint", "timestamp", "v"}``, the token in base64."""
        token = base64.b64encode(self.token).decode()
        return rfc8785.dumps({"checkpoint": self.note.decode(), "timestamp": token, "v": _VERSION})

    @classmethod
    def from_bytes(cls, content: bytes) -> Attestation:
        """Read :meth:`to_bytes`'s form.

        Raises:
            MalformedAttestation: it is not one.
        """
        try:
            document = json.loads(content)
            if document["v"] != _VERSION:
                raise MalformedAttestation(f"v {document['v']}")
            token = base64.b64decode(document["timestamp"], validate=True)
            return cls(document["checkpoint"].encode(), token)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as fault:
            raise MalformedAttestation(type(fault).__name__) from fault


def imprint(head: TreeHead) -> bytes:
    """What the time-stamp is over: SHA-256 of the checkpoint's text."""
    return hashlib.sha256(head.text.encode()).digest()


def path_of(size: int) -> str:
    """Where the attestation of a checkpoint of ``size`` entries lies; paths sort as sizes do."""
    return f"{PREFIX}{size:020d}"
