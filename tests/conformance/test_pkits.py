"""All 246 cases of NIST's Public Key Interoperability Test Suite against our path and revocation rules."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from lienthong.signatures.certificates import Certificate, UnreadableCertificate, load_certificate
from lienthong.signatures.path import PathFinder
from lienthong.signatures.path_policies import ANY_POLICY, PolicyInputs
from lienthong.signatures.policy import Limits
from lienthong.signatures.revocation import RevocationChecker, Status
from lienthong.signatures.trust import CertificatePool, RevocationMaterial, TrustAnchors

PKITS = Path(__file__).resolve().parents[2] / ".." / "shared" / "vectors" / "pkits"
AT = datetime(2026, 1, 1, tzinfo=UTC)
"""Inside the validity of the suite's certificates (2010 to 2030)."""

pytestmark = pytest.mark.oracle("vectors")


class Case(NamedTuple):
    id: str
    name: str
    certificate: str
    others: tuple[str, ...]
    crls: tuple[str, ...]
    policies: PolicyInputs
    checks_revocation: bool
    is_valid: bool


def _cases() -> list[Case]:
    if not PKITS.is_dir():
        return [Case("absent", "absent", "", (), (), PolicyInputs(), False, False)]
    return [_case(entry) for entry in json.loads((PKITS / "cases.json").read_text())]


def _case(entry: dict[str, object]) -> Case:
    def names(field: str) -> tuple[str, ...]:
        listed = entry.get(field) or []
        assert isinstance(listed, list)
        return tuple(listed)

    params = entry.get("params") or {}
    assert isinstance(params, dict)
    return Case(
        str(entry["id"]),
        str(entry["name"]),
        str(entry["cert"]),
        names("other_certs") + names("path_intermediates"),
        names("crls"),
        PolicyInputs(
            frozenset(params.get("user_initial_policy_set") or {ANY_POLICY}),
            bool(params.get("initial_explicit_policy")),
            bool(params.get("initial_policy_mapping_inhibit")),
            bool(params.get("initial_any_policy_inhibit")),
        ),
        entry.get("revocation") is not False,
        entry["expect"] == "valid",
    )


@cache
def _read(name: str) -> bytes:
    return (PKITS / ("crls" if name.endswith(".crl") else "certs") / name).read_bytes()


@cache
def _anchors() -> TrustAnchors:
    return TrustAnchors((load_certificate(_read("TrustAnchorRootCertificate.crt")),))


def _is_valid(case: Case) -> bool:
    try:
        leaf = load_certificate(_read(case.certificate))
    except UnreadableCertificate:
        return False
    pool = CertificatePool(_read(name) for name in case.others)
    finder = PathFinder(_anchors(), pool, Limits(), case.policies)
    path = finder.find(leaf, AT)
    if path is None or path.problems or not leaf.not_before <= AT <= leaf.not_after:
        return False
    return not case.checks_revocation or _none_revoked(case, pool, finder, path.certificates)


def _none_revoked(
    case: Case, pool: CertificatePool, finder: PathFinder, chain: tuple[Certificate, ...]
) -> bool:
    crls = ("TrustAnchorRootCRL.crl", *case.crls)
    material = RevocationMaterial(tuple(_read(name) for name in crls))
    checker = RevocationChecker(material, _anchors(), pool, finder, now=AT, skew=timedelta(minutes=5))
    return all(
        checker.check(certificate, chain[i + 1], chain[-1], AT).status is Status.GOOD
        for i, certificate in enumerate(chain[:-1])
    )


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.id}-{case.name}")
def test_pkits_case_ends_as_nist_says(case: Case) -> None:
    assert _is_valid(case) is case.is_valid


def test_the_suite_is_whole() -> None:
    assert len(_cases()) == 246
