"""Certification paths: building under caps, and the basic path validation of RFC 5280 6.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from lienthong.signatures.algorithms import UnknownAlgorithm, WrongSignature
from lienthong.signatures.bilingual import Bilingual, in_language
from lienthong.signatures.certificates import Certificate
from lienthong.signatures.der import DerFault
from lienthong.signatures.name_constraints import NameConstraintState
from lienthong.signatures.path_policies import PolicyInputs, PolicyState
from lienthong.signatures.policy import Limits
from lienthong.signatures.trust import CertificatePool, TrustAnchors


@dataclass(frozen=True, slots=True)
class Path:
    """End entity first, trust anchor last."""

    certificates: tuple[Certificate, ...]
    problems: tuple[Bilingual, ...] = ()

    @property
    def leaf(self) -> Certificate:
        return self.certificates[0]

    @property
    def anchor(self) -> Certificate:
        return self.certificates[-1]

    def issuer_of(self, index: int) -> Certificate:
        return self.certificates[index + 1]


class PathFinder:
    """Finds a path from a certificate to an anchor; work is bounded whatever the pool holds.

    At most ``limits.path_certificates`` issuers are tried in all, ``issuers_per_name`` of one name, and paths
    are at most ``path_length`` long: thousands of CA certificates with one subject cost nothing.
    """

    def __init__(
        self,
        anchors: TrustAnchors,
        pool: CertificatePool,
        limits: Limits,
        policies: PolicyInputs | None = None,
    ) -> None:
        self._anchors = anchors
        self._pool = pool
        self._limits = limits
        self._policies = policies or PolicyInputs()
        self._found: dict[tuple[str, datetime], Path | None] = {}

    def find(self, leaf: Certificate, at: datetime) -> Path | None:
        """The first path that is valid at ``at``; else the one with the fewest problems; None without any.

        The leaf's own validity period is left to the caller, who knows what proves the time.
        """
        key = (leaf.fingerprint, at)
        if key not in self._found:
            self._found[key] = self._search(leaf, at)
        return self._found[key]

    def _search(self, leaf: Certificate, at: datetime) -> Path | None:
        best: Path | None = None
        for chain in self._chains(leaf):
            path = Path(chain, tuple(validate_path(chain, at, self._policies)))
            if not path.problems:
                return path
            if best is None or len(path.problems) < len(best.problems):
                best = path
        return best

    def _chains(self, leaf: Certificate) -> Iterator[tuple[Certificate, ...]]:
        if leaf in self._anchors:
            yield (leaf,)
            return
        tried = 0
        pending: list[tuple[Certificate, ...]] = [(leaf,)]
        while pending and tried < self._limits.path_certificates:
            chain = pending.pop()
            for anchor in self._ranked(self._anchors.named(chain[-1].issuer), chain):
                yield (*chain, anchor)
            if len(chain) >= self._limits.path_length:
                continue
            issuers = self._ranked(self._issuers(chain[-1]), chain)[: self._limits.issuers_per_name]
            tried += len(issuers)
            pending.extend((*chain, issuer) for issuer in reversed(issuers))

    def _issuers(self, certificate: Certificate) -> Iterator[Certificate]:
        """Issuers that the operator gave come before those that the document brought."""
        for known in self._anchors.intermediates:
            if known.subject == certificate.issuer:
                yield known
        for brought in self._pool.named(certificate.issuer):
            if brought not in self._anchors.intermediates and brought not in self._anchors:
                yield brought

    @staticmethod
    def _ranked(candidates: Iterable[Certificate], chain: tuple[Certificate, ...]) -> list[Certificate]:
        """Key identifiers that match first; a key that already stands in the chain would only make a loop."""
        wanted = chain[-1].authority_key_identifier
        present = {(c.subject, c.raw_key_info) for c in chain}
        fresh = [c for c in candidates if (c.subject, c.raw_key_info) not in present]
        return sorted(fresh, key=lambda c: wanted is not None and c.key_identifier != wanted)


def validate_path(
    chain: tuple[Certificate, ...], at: datetime, policies: PolicyInputs
) -> Iterator[Bilingual]:
    """RFC 5280 6.1 over ``chain`` (end entity first, anchor last); yields every problem found.

    1. initialise with the anchor's name and key (6.1.2)
    2. each certificate: signature, validity (but the leaf's), name chaining, name constraints, policies
    (6.1.3)
    3. each but the last: mappings, constraints, CA, path length, key usage, critical extensions (6.1.4)
    4. the last: wrap-up of policies and critical extensions (6.1.5)
    """
    anchor, path = chain[-1], chain[-2::-1]
    if not path:
        return
    constraints, state = NameConstraintState(), PolicyState(policies, len(path))
    allowed_length = len(path)
    try:
        issuer, key = anchor, anchor.public_key
        for certificate in path:
            is_last = certificate is path[-1]
            yield from _basic_checks(certificate, issuer, key, at, is_last=is_last)
            if is_last or not certificate.is_self_issued:
                yield from constraints.violations(certificate)
            yield from state.process(certificate, is_last=is_last)
            if is_last:
                yield from state.wrap_up(certificate)
            else:
                allowed_length -= 0 if certificate.is_self_issued else 1
                yield from _issuer_checks(certificate, allowed_length)
                yield from state.prepare_next(certificate)
                stated = certificate.extension(x509.NameConstraints)
                if stated is not None:
                    constraints.restrict(stated)
                length = certificate.path_length
                allowed_length = allowed_length if length is None else min(allowed_length, length)
            yield from _extension_problems(certificate)
            issuer, key = certificate, certificate.key_inheriting(key)
    except (UnknownAlgorithm, DerFault):
        yield Bilingual(
            "a certificate of the path uses an algorithm or an encoding that is not known here",
            "một chứng thư trên đường dẫn dùng thuật toán hoặc mã hóa không được hỗ trợ",
        )


def _basic_checks(
    certificate: Certificate, issuer: Certificate, key: PublicKeyTypes, at: datetime, *, is_last: bool
) -> Iterator[Bilingual]:
    """6.1.3 (a)."""
    name = certificate.label
    try:
        certificate.verify_issued_by(key)
    except (WrongSignature, UnknownAlgorithm) as fault:
        yield Bilingual(
            f"{name} was not signed by {issuer.label} ({in_language(fault, 'en')})",
            f"{name} không do {issuer.label} ký ({in_language(fault, 'vi')})",
        )
    if not is_last and not certificate.not_before <= at <= certificate.not_after:
        period = f"{certificate.not_before:%Y-%m-%d} – {certificate.not_after:%Y-%m-%d}"
        yield Bilingual(
            f"{name} is valid only in {period}", f"{name} chỉ có hiệu lực trong thời gian {period}"
        )
    if certificate.issuer != issuer.subject:
        yield Bilingual(
            f"{name} names another issuer than {issuer.label}",
            f"{name} ghi tổ chức cấp khác với {issuer.label}",
        )


def _issuer_checks(certificate: Certificate, allowed_length: int) -> Iterator[Bilingual]:
    """6.1.4 (k)–(n): a certificate that issues must be a CA within the allowed length."""
    name = certificate.label
    if certificate.path_length == -1:
        yield Bilingual(f"{name} is not a certification authority", f"{name} không phải tổ chức chứng thực")
    if allowed_length < 0:
        yield Bilingual(
            f"{name} lies deeper than the path length constraint allows",
            f"{name} vượt quá độ dài đường dẫn cho phép",
        )
    if not certificate.purpose.allows("key_cert_sign"):
        yield Bilingual(
            f"{name} may not sign certificates (key usage)",
            f"{name} không được phép ký chứng thư (mục đích dùng khóa)",
        )


def _extension_problems(certificate: Certificate) -> Iterator[Bilingual]:
    """6.1.4 (o), 6.1.5 (f)."""
    name = certificate.label
    if certificate.defect:
        yield Bilingual(
            f"{name} has extensions that cannot be read ({certificate.defect})",
            f"không đọc được phần mở rộng của {name}",
        )
    if certificate.unprocessed_critical:
        listed = ", ".join(certificate.unprocessed_critical)
        yield Bilingual(
            f"{name} has unknown critical extensions {listed}",
            f"{name} có phần mở rộng bắt buộc không xác định {listed}",
        )
