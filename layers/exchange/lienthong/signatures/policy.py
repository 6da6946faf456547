"""The signature policy: what fails, warns, informs or is ignored, as data with a name and a version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)


def _until(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


DIGESTS_UNTIL: Mapping[str, datetime] = MappingProxyType(
    {
        # ETSI TS 119 312 and SOG-IS ACM: the dates until which a *proven* signature time is accepted.
        "md5": _until(2004, 8),
        "sha1": _until(2012, 8),
        "sha224": _until(2029),
        "sha256": _ALWAYS,
        "sha384": _ALWAYS,
        "sha512": _ALWAYS,
        "sha3_224": _until(2029),
        "sha3_256": _ALWAYS,
        "sha3_384": _ALWAYS,
        "sha3_512": _ALWAYS,
    }
)

RSA_UNTIL: tuple[tuple[int, datetime], ...] = (
    (2048, _ALWAYS),
    (1536, _until(2019, 10)),
    (1024, _until(2011)),
)
"""(minimum modulus bits, accepted until), strongest first."""

EC_BITS_MINIMUM = 224


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps applied before and while parsing; beyond one of them the verdict is
    INDETERMINATE/RESOURCE_LIMIT.
    """

    certificates: int = 200
    """Embedded in one signature; PAdES-LTA stores add up."""
    path_certificates: int = 20
    """Tried as issuers while one path is sought."""
    issuers_per_name: int = 2
    path_length: int = 8
    signatures: int = 64
    timestamps: int = 32
    revocation_items: int = 200
    hex_string_bytes: int = 8 * 1024 * 1024
    pdf_objects: int = 500_000
    pdf_depth: int = 100
    pdf_revisions: int = 100
    form_fields: int = 5_000
    xml_bytes: int = 64 * 1024 * 1024
    xml_depth: int = 256
    xml_references: int = 256
    zip_entries: int = 2_000
    zip_ratio: int = 200
    zip_bytes: int = 4 * 1024 * 1024 * 1024
    der_depth: int = 64


@dataclass(frozen=True, slots=True)
class Policy:
    """A versioned policy.

    ``levels`` maps a finding's code to ``fail``, ``warn``, ``info`` or ``ignore``; codes that decide
    integrity
    are fixed in the catalogue and cannot be relaxed.
    """

    name: str = "lienthong-default"
    version: str = "1"
    levels: Mapping[str, str] = field(default_factory=dict)
    digests_until: Mapping[str, datetime] = field(default_factory=lambda: DIGESTS_UNTIL)
    rsa_until: tuple[tuple[int, datetime], ...] = RSA_UNTIL
    ec_bits_minimum: int = EC_BITS_MINIMUM
    clock_skew: timedelta = timedelta(minutes=5)
    limits: Limits = field(default_factory=Limits)

    @property
    def label(self) -> str:
        return f"{self.name}/{self.version}"

    def digest_accepted_until(self, digest: str) -> datetime:
        """Exclusive bound; an unknown digest was never accepted."""
        return self.digests_until.get(digest, _NEVER)

    def rsa_accepted_until(self, bits: int) -> datetime:
        return next((until for minimum, until in self.rsa_until if bits >= minimum), _NEVER)

    def to_json(self) -> dict[str, object]:
        """The policy as data; :meth:`from_json` reads it back."""
        return {
            "name": self.name,
            "version": self.version,
            "levels": dict(self.levels),
            "digests_until": {name: until.isoformat() for name, until in self.digests_until.items()},
            "rsa_until": [[bits, until.isoformat()] for bits, until in self.rsa_until],
            "ec_bits_minimum": self.ec_bits_minimum,
            "clock_skew": int(self.clock_skew.total_seconds()),
            "limits": asdict(self.limits),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Policy:
        """Read :meth:`to_json`'s form; what is left out keeps its default.

        Raises:
            UnreadablePolicy: an unknown field, level or value.
        """
        try:
            return cls(**{name: _READERS[name](value) for name, value in data.items()})
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise UnreadablePolicy(str(fault)) from fault


class UnreadablePolicy(ValueError):
    """A policy that cannot be read; the text names the field."""


def _levels(value: object) -> Mapping[str, str]:
    levels = dict(value)  # type: ignore[call-overload]
    unknown = set(levels.values()) - {"fail", "warn", "info", "ignore"}
    if unknown:
        raise ValueError(f"unknown level {', '.join(map(str, sorted(unknown)))}")
    return MappingProxyType(levels)


_READERS: dict[str, Callable[[Any], Any]] = {
    "name": str,
    "version": str,
    "levels": _levels,
    "digests_until": lambda value: {name: datetime.fromisoformat(until) for name, until in value.items()},
    "rsa_until": lambda value: tuple((int(bits), datetime.fromisoformat(until)) for bits, until in value),
    "ec_bits_minimum": int,
    "clock_skew": lambda value: timedelta(seconds=int(value)),
    "limits": lambda value: Limits(**value),
}

DEFAULT = Policy()

STRICT = Policy(
    name="lienthong-original",
    levels={
        # ND30 5.1: both signatures, the leader's first (Annex I), with proof of time and of revocation
        # status.
        "signature.leader-missing": "fail",
        "signature.agency-missing": "fail",
        "signature.order": "fail",
        "signature.no-timestamp": "fail",
        "signature.claimed-time-after-timestamp": "fail",
        "revocation.not-published": "fail",
        # ND30 5.1: who signed is who the document says; a difference is for a person to settle.
        "envelope.signer-name": "fail",
        "envelope.signer-position": "fail",
    },
)
