"""What a verdict rests on: everything that counts for it, larger things by their SHA-256 (docs/adr/0007)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lienthong.signatures.assess import RegisteredSigner
from lienthong.signatures.envelope_match import StatedSigner
from lienthong.signatures.isolation.context import ValidationContext
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import (
    instant,
    parse_instant,
)

RULES = "1"
"""Raised whenever the same record would give another document; older ones need an older release."""


class MissingMaterial(Exception):
    """Something that the record names by its digest is not at hand, or is not what the digest says."""


class UnreadableRecord(ValueError):
    """A document that is no recorded verdict, or of other rules than these."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What the envelope says of an attachment, as far as it weighs."""

    name: str
    media_type: str
    purpose: str
    claims_original: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class VerdictRecord:
    """Everything a verdict rests on.

    Attributes:
        at: the time of validation.
        proven: a time by which the exchange itself proves that the file existed; its receipt shows it.
        policy, trust: SHA-256 (hex) of :func:`policy_blob` and :func:`trust_blob`.
        crls: SHA-256 (hex) of each CRL (DER).
        ocsps: OCSP responses (DER): small, and each for one certificate only.
        detached: SHA-256 (hex) of each detached signature, in order.
        registered: SHA-256 of those signers' certificates that are registered → for whom.
    """

    declared: Declared
    sender: str
    stated: StatedSigner
    at: datetime
    policy: str
    trust: str
    crls: tuple[str, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    detached: tuple[str, ...] = ()
    registered: Mapping[str, RegisteredSigner] | None = None
    proven: datetime | None = None

    @property
    def blobs(self) -> tuple[str, ...]:
        """The digests of all that is kept beside the record, shared with other records."""
        return (self.policy, self.trust, *self.crls)

    def to_json(self) -> dict[str, object]:
        """The record as it stands in the document under ``rests_on``."""
        return {
            "rules": RULES,
            "at": instant(self.at),
            "proven": instant(self.proven) if self.proven else None,
            "policy": self.policy,
            "trust": self.trust,
            "crls": list(self.crls),
            "ocsps": [base64.b64encode(response).decode() for response in self.ocsps],
            "content": self.declared.sha256,
            "detached": list(self.detached),
            "sender": self.sender,
            "stated_signer": {"name": self.stated.name, "position": self.stated.position},
            "registered": {
                fingerprint: {"agency": signer.agency, "role": signer.role}
                for fingerprint, signer in (self.registered or {}).items()
            },
            "media_type": self.declared.media_type,
            "claims_original": self.declared.claims_original,
        }

    @classmethod
    def from_document(cls, document: bytes) -> VerdictRecord:
        """The record inside a recorded document.

        Raises:
            UnreadableRecord: there is none, or it follows other rules.
        """
        try:
            whole = json.loads(document)
            data = whole["rests_on"]
            if data["rules"] != RULES:
                raise UnreadableRecord(f"rules {data['rules']}")
            return cls._read(whole, data)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
            raise UnreadableRecord(str(fault)[:100]) from fault

    @classmethod
    def _read(cls, whole: Mapping[str, Any], data: Mapping[str, Any]) -> VerdictRecord:
        declared = Declared(
            whole["attachment"],
            data["media_type"],
            whole["purpose"],
            data["claims_original"],
            data["content"],
        )
        stated = data["stated_signer"]
        return cls(
            declared,
            data["sender"],
            StatedSigner(stated["name"], stated["position"]),
            parse_instant(data["at"]),
            data["policy"],
            data["trust"],
            tuple(data["crls"]),
            tuple(base64.b64decode(response, validate=True) for response in data["ocsps"]),
            tuple(data["detached"]),
            {name: RegisteredSigner(one["agency"], one["role"]) for name, one in data["registered"].items()},
            parse_instant(data["proven"]) if data["proven"] else None,
        )


# --- what is kept beside the record ---------------------------------------------------------------


def policy_blob(policy: Policy) -> bytes:
    """A policy as it is kept."""
    return canonical(policy.to_json())


def trust_blob(anchors: Iterable[bytes], intermediates: Iterable[bytes]) -> bytes:
    """What was trusted, and the certificates known beside it (DER), as kept: the version of trust."""
    return canonical({"anchors": _listed(anchors), "intermediates": _listed(intermediates)})


def _listed(certificates: Iterable[bytes]) -> list[str]:
    return sorted(base64.b64encode(certificate).decode() for certificate in set(certificates))


def digest_of(blob: bytes) -> str:
    """The name under which a blob is kept: its SHA-256 in hex."""
    return hashlib.sha256(blob).hexdigest()


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def context_of(record: VerdictRecord, blobs: Mapping[str, bytes]) -> ValidationContext:
    """Trust and revocation data of a record.

    Raises:
        MissingMaterial: a blob is absent or changed.
        UnreadableRecord: a blob is as it was recorded, and not what it should be.
    """
    try:
        trust = json.loads(_blob(record.trust, blobs))
        anchors, intermediates = (
            tuple(base64.b64decode(one) for one in trust[group]) for group in ("anchors", "intermediates")
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise UnreadableRecord("trust") from fault
    crls = tuple(_blob(digest, blobs) for digest in record.crls)
    return ValidationContext(anchors, intermediates, crls, record.ocsps)


def policy_of(record: VerdictRecord, blobs: Mapping[str, bytes]) -> Policy:
    try:
        return Policy.from_json(json.loads(_blob(record.policy, blobs)))
    except (AttributeError, ValueError) as fault:
        raise UnreadableRecord("policy") from fault


def _blob(digest: str, blobs: Mapping[str, bytes]) -> bytes:
    blob = blobs.get(digest)
    if blob is None or digest_of(blob) != digest:
        raise MissingMaterial(digest)
    return blob
