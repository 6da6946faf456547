"""What the demonstration's certification authorities are and issue, written as certomancer's configuration.

Trình diễn CA gốc (P-384) ── CRL
  └ Trình diễn CA cơ quan nhà nước (P-384) ── CRL, OCSP, time stamps
      ├ leader's and agency's certificates (RSA-2048, RSA-3072, P-256)
      └ bad ones for the demonstration: revoked, expired, for TLS only
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lienthong_local.province.keys import KeyKind
from lienthong_local.province.registry import AgencyRow

ARCHITECTURE: Final = "lien-thong"
ROOT: Final = "root-ca"
ISSUING: Final = "issuing-ca"
OCSP: Final = "issuing-ocsp"
TSA: Final = "time-stamping"
AUTHORITY_KEYS: Final[Mapping[str, KeyKind]] = {
    ROOT: KeyKind.EC_P384,
    ISSUING: KeyKind.EC_P384,
    OCSP: KeyKind.EC_P256,
    TSA: KeyKind.EC_P256,
}

# Wide enough for a clock set into the scenarios' years and for today's.
_AUTHORITY_YEARS: Final = {"valid-from": "2016-01-01T00:00:00+0000", "valid-to": "2046-01-01T00:00:00+0000"}
_HOLDER_YEARS: Final = {"valid-from": "2018-01-01T00:00:00+0000", "valid-to": "2041-01-01T00:00:00+0000"}
_EXPIRED_YEARS: Final = {"valid-from": "2016-01-01T00:00:00+0000", "valid-to": "2018-01-01T00:00:00+0000"}
_REVOKED_SINCE: Final = "2018-06-01T00:00:00+0000"

_OPERATOR: Final = "Dịch vụ chứng thực minh họa Liên Thông (không có giá trị pháp lý)"

Config = dict[str, object]


class Purpose(StrEnum):
    """What a holder's certificate is for; the last three exist so that they can be refused."""

    LEADER = "leader"
    AGENCY = "agency"
    REVOKED = "agency-revoked"
    EXPIRED = "agency-expired"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class Identity:
    """One certificate of one agency."""

    agency: AgencyRow
    purpose: Purpose

    @property
    def label(self) -> str:
        """Names the key, the certificate and its files."""
        return f"{self.agency.code}.{self.purpose}"

    @property
    def key_kind(self) -> KeyKind:
        """RSA-2048, RSA-3072 and P-256, spread over the agencies so that each is met every day.

        Revoked certificates take the kind that is made at once, because all of them exist from the start.
        """
        if self.purpose is Purpose.REVOKED:
            return KeyKind.EC_P256
        kinds = (KeyKind.RSA_2048, KeyKind.RSA_3072, KeyKind.EC_P256, KeyKind.EC_P256)
        return kinds[int(self.agency.code[7:9]) % len(kinds)]


def plan_architecture(identities: Iterable[Identity], issued: Mapping[str, str], salt: str) -> Config:
    """The configuration, in certomancer's form, of the authorities and of the given identities.

    `issued` names files of certificates issued before, by label; `salt` tells apart the certificates issued
    by different roots and for different service addresses, so that issuer and serial number name only one
    (RFC 5280 4.1.2.2).
    """
    holders = tuple(identities)
    certificates = _authority_certificates() | {
        holder.label: _holder_certificate(holder) for holder in holders
    }
    for label, certificate in certificates.items():
        certificate["serial"] = _serial_number(salt, label)
        if label in issued:
            certificate["certificate-file"] = issued[label]
    architecture = {
        "keyset": ARCHITECTURE,
        "entities": _authority_names() | {holder.label: _holder_name(holder) for holder in holders},
        "certs": certificates,
        "services": _services(),
    }
    return {
        "keysets": {ARCHITECTURE: {"keys": _keys(holders)}},
        "pki-architectures": {ARCHITECTURE: architecture},
    }


def _keys(holders: tuple[Identity, ...]) -> Config:
    """The authorities' private keys; of a holder an authority knows the public key only."""
    authorities: Config = {label: {"path": f"{label}.key.pem"} for label in AUTHORITY_KEYS}
    return authorities | {
        holder.label: {"path": f"{holder.label}.public.pem", "public-only": True} for holder in holders
    }


def _serial_number(salt: str, label: str) -> int:
    """120 bits that look random and come out the same at every start (CA/B Forum asks for 64 at least)."""
    return int.from_bytes(hashlib.sha256(f"{salt}\n{label}".encode()).digest()[:15])


def _authority_names() -> dict[str, Config]:
    common_names = {
        ROOT: "Trình diễn - Cơ quan chứng thực gốc",
        ISSUING: "Trình diễn - Cơ quan chứng thực số các cơ quan nhà nước",
        OCSP: "Trình diễn - Dịch vụ trạng thái chứng thư (OCSP)",
        TSA: "Trình diễn - Dịch vụ cấp dấu thời gian",
    }
    return {
        label: {"country-name": "VN", "organization-name": _OPERATOR, "common-name": name}
        for label, name in common_names.items()
    }


def _holder_name(holder: Identity) -> Config:
    """The leader by name and position, the agency by its name; both carry the agency's code in 2.5.4.97."""
    agency = holder.agency
    name: Config = {
        "country-name": "VN",
        "state-or-province-name": "Long An",
        "organization-name": agency.name,
        "organization-identifier": agency.code,
    }
    if holder.purpose is Purpose.LEADER:
        return name | {"title": agency.leader_position.capitalize(), "common-name": agency.leader_name}
    if holder.purpose is Purpose.TLS:
        return name | {"common-name": agency.email.partition("@")[2]}
    return name | {"common-name": agency.name}


def _authority_certificates() -> dict[str, Config]:
    authority_usage = _key_usage("key_cert_sign", "crl_sign", "digital_signature")
    responder = _extension("extended_key_usage", ["ocsp_signing"])
    # RFC 6960 4.2.2.2.1: a responder's own certificate is not looked up again.
    unchecked = _extension("ocsp_no_check", None)
    stamping = _extension("extended_key_usage", ["time_stamping"], critical=True)
    return {
        ROOT: _certificate(
            ROOT, _AUTHORITY_YEARS, [_constraints(1), _key_usage("key_cert_sign", "crl_sign")]
        ),
        ISSUING: _certificate(ROOT, _AUTHORITY_YEARS, [_constraints(0), authority_usage, *_pointers("root")]),
        OCSP: _certificate(
            ISSUING, _AUTHORITY_YEARS, [_key_usage("digital_signature"), responder, unchecked]
        ),
        TSA: _certificate(
            ISSUING, _AUTHORITY_YEARS, [_key_usage("digital_signature"), stamping, *_pointers("issuing")]
        ),
    }


def _holder_certificate(holder: Identity) -> Config:
    years = _EXPIRED_YEARS if holder.purpose is Purpose.EXPIRED else _HOLDER_YEARS
    certificate = _certificate(ISSUING, years, [*_holder_usage(holder.purpose), *_pointers("issuing")])
    if holder.purpose is Purpose.REVOKED:
        certificate["revocation"] = {"revoked-since": _REVOKED_SINCE, "reason": "key_compromise"}
    return certificate


def _holder_usage(purpose: Purpose) -> list[Config]:
    if purpose is Purpose.TLS:
        return [
            _key_usage("digital_signature", "key_encipherment"),
            _extension("extended_key_usage", ["server_auth"]),
        ]
    return [_key_usage("digital_signature", "non_repudiation")]


def _certificate(issuer: str, years: Mapping[str, str], extensions: list[Config]) -> Config:
    return {"issuer": issuer, "issuer-cert": issuer, "validity": dict(years), "extensions": extensions}


def _extension(identifier: str, value: object, *, critical: bool = False) -> Config:
    return {"id": identifier, "critical": critical, "value": value}


def _computed(identifier: str, schema: str, params: object, *, critical: bool = False) -> Config:
    return {"id": identifier, "critical": critical, "smart-value": {"schema": schema, "params": params}}


def _key_usage(*usages: str) -> Config:
    return _computed("key_usage", "key-usage", list(usages), critical=True)


def _constraints(path_length: int) -> Config:
    return _extension("basic_constraints", {"ca": True, "path_len_constraint": path_length}, critical=True)


def _pointers(repository: str) -> list[Config]:
    """Where the certificate's status and its issuer's certificate are found: the province's own server."""
    access: Config = {"ca-issuer-links": [{"repo": repository}]}
    if repository == "issuing":
        access["ocsp-responder-names"] = ["issuing"]
    return [
        _computed("crl_distribution_points", "crl-dist-url", {"crl-repo-names": [repository]}),
        _computed("authority_information_access", "aia-urls", access),
    ]


def _services() -> Config:
    authorities = {"root": ROOT, "issuing": ISSUING}
    schedules = {"root": "P30D", "issuing": "P1D"}
    return {
        "crl-repo": {
            name: {
                "for-issuer": ca,
                "signing-key": ca,
                "issuer-cert": ca,
                "simulated-update-schedule": schedules[name],
            }
            for name, ca in authorities.items()
        },
        "cert-repo": {name: {"for-issuer": ca, "issuer-cert": ca} for name, ca in authorities.items()},
        "ocsp": {
            "issuing": {
                "for-issuer": ISSUING,
                "responder-cert": OCSP,
                "signing-key": OCSP,
                "issuer-cert": ISSUING,
            }
        },
        "time-stamping": {"tsa": {"signing-cert": TSA, "signing-key": TSA, "certs-to-embed": [ISSUING]}},
    }
