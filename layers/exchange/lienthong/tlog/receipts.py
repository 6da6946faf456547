"""A receipt: one event, the salt that opens its leaf, the proof that the log holds it, and since when.

JSON ``{"v", "event", "salt", "proof", "timestamp", "renewals"}``: ``proof`` is a C2SP tlog-proof whose
checkpoint carries the log's signature and the witnesses' cosignatures, ``timestamp`` the RFC 3161 token over
that checkpoint's text, or null while it is waited for. Each renewal is a receipt of the log's own event
``CheckpointTimestamp``, which names the token before it, so that a later token covers an earlier one.

What is read here is unverified; :mod:`lienthong.tlog.receipt_checks` says what it proves.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, NoReturn

import rfc8785

from lienthong.tlog.faults import TlogFault
from lienthong.tlog.leaf import SALT_BYTES, JsonValue
from lienthong.tlog.proofs import UnverifiedProof, format_proof, parse_proof

_VERSION = 1
#: An event to 500 recipients takes 30 KB, a checkpoint with its token 15 KB, and a renewal is due every few
#: years.
MOST_BYTES = 4 * 1024 * 1024
MOST_RENEWALS = 64
_TOKEN_BYTES = 128 * 1024
_MEMBERS = {"v", "event", "salt", "proof", "timestamp", "renewals"}
_TEXTS = ("event_id", "type", "subject", "at", "actor")


class MalformedReceipt(TlogFault):
    """Bytes that are no receipt."""

    code: ClassVar[str] = "receipt.malformed"
    en = "This is not a receipt of the log ({what}). Get the receipt again; keep the file as it is."
    vi = "Đây không phải biên nhận của nhật ký ({what}). Đề nghị lấy lại biên nhận và giữ nguyên tệp."


@dataclass(frozen=True, slots=True)
class UnverifiedReceipt:
    """A receipt that was read, or is to be handed out.

    Attributes:
        event: as :meth:`lienthong.model.event.Event.to_json` writes it.
        salt: 32 bytes.
        token: RFC 3161 time-stamp token (DER) over the checkpoint's text; ``None`` while it is waited for.
        renewals: receipts of the events that name this token, then that one's, and so on; these have none.
    """

    event: Mapping[str, JsonValue]
    salt: bytes
    proof: UnverifiedProof
    token: bytes | None = None
    renewals: tuple[UnverifiedReceipt, ...] = ()

    @property
    def at(self) -> datetime:
        """When the event says that it happened."""
        return datetime.fromisoformat(str(self.event["at"]))

    def to_json(self) -> dict[str, JsonValue]:
        """The receipt as it is handed out."""
        proof = self.proof
        note = proof.checkpoint.note.to_bytes()
        return {
            "v": _VERSION,
            "event": dict(self.event),
            "salt": self.salt.hex(),
            "proof": format_proof(proof.index, proof.path, note),
            "timestamp": None if self.token is None else base64.b64encode(self.token).decode(),
            "renewals": [renewal.to_json() for renewal in self.renewals],
        }

    def to_bytes(self) -> bytes:
        """RFC 8785 JSON."""
        return rfc8785.dumps(self.to_json())

    @classmethod
    def from_bytes(cls, content: bytes) -> UnverifiedReceipt:
        """Read a receipt; spaces between its members are free.

        Raises:
            MalformedReceipt: it is none, or larger than any.
        """
        if len(content) > MOST_BYTES:
            raise MalformedReceipt(f"{len(content)} bytes", f"{len(content)} byte")
        try:
            document = json.loads(
                content.decode(), object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse
            )
            return _receipt(document, renewals_from=document["renewals"])
        except MalformedReceipt:
            raise
        except TlogFault as fault:
            raise MalformedReceipt(fault.code) from fault
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as fault:
            raise MalformedReceipt(type(fault).__name__) from fault


def _receipt(document: dict[str, Any], *, renewals_from: object) -> UnverifiedReceipt:
    """One receipt of the parsed JSON. What is no receipt fails in whatever way reading it does."""
    if set(document) != _MEMBERS or type(document["v"]) is not int or document["v"] != _VERSION:
        raise MalformedReceipt("v")
    if not isinstance(renewals_from, list) or len(renewals_from) > MOST_RENEWALS:
        raise MalformedReceipt("renewals")
    return UnverifiedReceipt(
        _event(document["event"]),
        _salt(document["salt"]),
        _proof(document["proof"]),
        _token(document["timestamp"]),
        tuple(_renewal(one) for one in renewals_from),
    )


def _renewal(document: dict[str, Any]) -> UnverifiedReceipt:
    if document["renewals"] != []:
        raise MalformedReceipt("renewals")
    return _receipt(document, renewals_from=[])


def _event(value: object) -> dict[str, JsonValue]:
    if not isinstance(value, dict) or not all(isinstance(value[name], str) for name in _TEXTS):
        raise MalformedReceipt("event")
    if not isinstance(value["details"], dict) or not isinstance(value["agency"], str | None):
        raise MalformedReceipt("event")
    if datetime.fromisoformat(value["at"]).utcoffset() != timedelta(0):
        raise MalformedReceipt("event.at")
    return value


def _salt(text: str) -> bytes:
    salt = bytes.fromhex(text)
    if len(salt) != SALT_BYTES or salt.hex() != text:
        raise MalformedReceipt("salt")
    return salt


def _proof(text: str) -> UnverifiedProof:
    proof = parse_proof(text)
    # tlog-proof allows extra data that nothing authenticates; ours have none, so nobody can slip any in.
    if format_proof(proof.index, proof.path, proof.checkpoint.note.to_bytes()) != text:
        raise MalformedReceipt("proof")
    return proof


def _token(text: str | None) -> bytes | None:
    if text is None:
        return None
    token = base64.b64decode(text, validate=True)
    if not 0 < len(token) <= _TOKEN_BYTES or base64.b64encode(token).decode() != text:
        raise MalformedReceipt("timestamp")
    return token


def _unique(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """A member that stands twice would be read by one program so and by another otherwise."""
    found = dict(members)
    if len(found) != len(members):
        raise MalformedReceipt("2 ×")
    return found


def _refuse(number: str) -> NoReturn:
    """Events hold no fractions; 1.0 would be 1 to the hash and something else to its reader."""
    raise MalformedReceipt(number[:20])
