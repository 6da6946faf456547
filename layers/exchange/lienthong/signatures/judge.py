"""The judge's tools: certificate paths, revocation answers and algorithm strength as of a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lienthong.signatures import algorithms
from lienthong.signatures.algorithms import SignatureAlgorithm, UnknownAlgorithm
from lienthong.signatures.certificates import Certificate
from lienthong.signatures.evidence import TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.path import Path, PathFinder
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.report import ChainLink, RevocationUsed, instant
from lienthong.signatures.revocation import (
    Answer,
    RevocationChecker,
    RevocationRequest,
    Status,
    requests_for,
)
from lienthong.signatures.trust import CertificatePool, RevocationMaterial, TrustAnchors


@dataclass(frozen=True, slots=True)
class Context:
    """What a validation works with: trust, given revocation data, policy, and the time of validation
    (UTC).
    """

    trust: TrustAnchors
    revocation: RevocationMaterial
    at: datetime
    policy: Policy = DEFAULT
    proven: datetime | None = None
    """A time by which the whole file is known to have existed, such as that of the exchange's own receipt."""
    wanted: dict[RevocationRequest, None] = field(default_factory=dict)
    """Filled by the validation: what would have to be fetched to decide what revocation data was missing
    for."""

    @property
    def horizon(self) -> datetime:
        return min(self.at, self.proven) if self.proven else self.at


@dataclass(slots=True)
class ChainVerdict:
    """The path of one certificate, and the revocation evidence that was used on it."""

    chain: tuple[ChainLink, ...] = ()
    used: list[RevocationUsed] = field(default_factory=list)


class Judge:
    """The tools of one evaluation: its pool of certificates, its paths, its revocation answers."""

    def __init__(
        self,
        context: Context,
        stamps: Iterable[TimestampEvidence],
        certificates: Iterable[bytes] = (),
        material: RevocationMaterial | None = None,
    ) -> None:
        self.context = context
        self.policy = context.policy
        pool = CertificatePool(certificates)
        material = material or RevocationMaterial()
        for stamp in stamps:
            for encoded in stamp.certificates:
                pool.add_bytes(encoded)
            material += stamp.material
        # What whoever validates brought is vouched for by them; what came in the file has to be proven.
        embedded = material.without(context.revocation)
        self._known_since = dict.fromkeys(embedded.fingerprints, context.horizon)
        self._unproven: set[str] = set()
        self.finder = PathFinder(context.trust, pool, self.policy.limits)
        self.revocation = RevocationChecker(
            material + context.revocation,
            context.trust,
            pool,
            self.finder,
            now=context.at,
            skew=self.policy.clock_skew,
            vouches=self._vouches,
        )

    def prove(self, material: frozenset[str] | None, time: datetime) -> None:
        """Embedded CRLs and OCSP responses existed by ``time``; None means all of them."""
        for fingerprint in self._known_since if material is None else material & self._known_since.keys():
            self._known_since[fingerprint] = min(self._known_since[fingerprint], time)

    def _vouches(self, fingerprint: str, signer: Certificate, algorithm: SignatureAlgorithm) -> bool:
        """Whether a CRL or OCSP response still counts: whoever holds an expired key can date one back.

        EN 319 102-1 5.6.2.1: revocation data is used only as far as it is proven to have existed while its
        signer and the algorithms were good.
        """
        since = self._known_since.get(fingerprint)
        if since is None:
            return True
        if since <= signer.not_after and not any(
            algorithms.weaknesses(signer.usable_key, algorithm, self.policy, since)
        ):
            return True
        self._unproven.add(signer.label)
        return False

    def judge_chain(
        self, leaf: Certificate, at: datetime, findings: Findings
    ) -> tuple[ChainVerdict, list[Answer]]:
        """Path and revocation as of ``at``; answers are in the order of the chain, the leaf's first."""
        verdict = ChainVerdict()
        path = self.finder.find(leaf, at)
        if path is None:
            findings.add("path.none", certificate=leaf.readable_subject)
            verdict.chain = (leaf.link(),)
            return verdict, []
        for why in path.problems:
            findings.add("path.invalid", why=why)
        verdict.chain = tuple(certificate.link() for certificate in path.certificates)
        answers = [] if path.problems else self._revocation_of(path, at, findings)
        verdict.used.extend(answer.used for answer in answers if answer.used)
        return verdict, answers

    def _revocation_of(self, path: Path, at: datetime, findings: Findings) -> list[Answer]:
        answers = []
        for i, certificate in enumerate(path.certificates[:-1]):
            self._unproven.clear()
            answer = self.revocation.check(certificate, path.issuer_of(i), path.anchor, at)
            answers.append(answer)
            if answer.status is Status.UNKNOWN:
                self._report_missing(certificate, path.issuer_of(i), findings)
            elif i > 0 and answer.status is Status.REVOKED and answer.revoked:
                findings.add(
                    "certificate.authority-revoked",
                    authority=certificate.label,
                    revoked=instant(answer.revoked),
                )
        return answers

    def _report_missing(self, certificate: Certificate, issuer: Certificate, findings: Findings) -> None:
        self.context.wanted.update(dict.fromkeys(requests_for(certificate, issuer)))
        if self._unproven:
            authority = ", ".join(sorted(self._unproven))
            findings.add("revocation.unproven", certificate=certificate.label, authority=authority)
        elif certificate.publishes_revocation or self.revocation.has_evidence_for(certificate):
            findings.add("revocation.missing", certificate=certificate.label)
        else:
            findings.add("revocation.not-published", certificate=certificate.label)

    def judge_algorithms(
        self,
        certificates: Sequence[Certificate],
        algorithm: SignatureAlgorithm | None,
        at: datetime,
        findings: Findings,
    ) -> None:
        """5.2.8: the signature's own algorithm and key, then those of the certificates below the anchor."""
        if not certificates:
            return
        checks = [("signature", algorithm, certificates[0])]
        for certificate in certificates[:-1] or certificates:
            try:
                checks.append((certificate.label, certificate.signature_algorithm, certificate))
            except UnknownAlgorithm as fault:
                findings.add("signature.algorithm-unknown", algorithm=fault)
        for what, used, certificate in checks:
            if used is None:
                continue
            for weakness in algorithms.weaknesses(certificate.usable_key, used, self.policy, at):
                findings.add(
                    "algorithm.weak", what=what, algorithm=weakness.algorithm, until=weakness.until.date()
                )
