"""Was a certificate revoked as of a time? Answered from given CRLs and OCSP responses (RFC 5280 6.3, RFC
6960).

Nothing is fetched here: :func:`requests_for` says what a fetcher may bring, and the fetcher's
allow-list, not the document, decides whether it goes there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from lienthong.signatures.algorithms import SignatureAlgorithm
from lienthong.signatures.certificates import Certificate
from lienthong.signatures.crl import ALL_REASONS, Crl, CrlEntry, UnreadableCrl, covers, load_crl
from lienthong.signatures.names import name_key
from lienthong.signatures.ocsp import OcspAnswer, OcspResponse, UnreadableOcsp, load_ocsp
from lienthong.signatures.path import PathFinder
from lienthong.signatures.report import RevocationUsed
from lienthong.signatures.trust import CertificatePool, RevocationMaterial, TrustAnchors

OCSP_WITHOUT_NEXT_UPDATE = timedelta(days=1)


class Status(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    REVOKED_LATER = "revoked-later"
    ON_HOLD = "on-hold"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of one certificate as of one time, and what it rests on."""

    status: Status
    revoked: datetime | None = None
    used: RevocationUsed | None = None
    why: str = ""


UNKNOWN = Answer(Status.UNKNOWN)

Vouches = Callable[[str, Certificate, SignatureAlgorithm], bool]
"""Fingerprint of a CRL or OCSP response, its signer and algorithm → whether it may still be relied upon."""

_Loaded = TypeVar("_Loaded", Crl, OcspResponse)


class RevocationChecker:
    """Answers for the certificates of one validation from everything that was given or embedded."""

    def __init__(
        self,
        material: RevocationMaterial,
        anchors: TrustAnchors,
        pool: CertificatePool,
        finder: PathFinder,
        *,
        now: datetime,
        skew: timedelta,
        vouches: Vouches = lambda *_: True,
    ) -> None:
        self._crls = tuple(_readable(load_crl, material.crls))
        self._ocsps = tuple(_readable(load_ocsp, material.ocsps))
        self._anchors = anchors
        self._pool = pool
        self._finder = finder
        self._now = now
        self._skew = skew
        self._vouches = vouches
        self._in_progress: set[str] = set()

    def check(
        self, certificate: Certificate, issuer: Certificate, anchor: Certificate, at: datetime
    ) -> Answer:
        """The status of ``certificate`` as of ``at``; the gravest usable evidence wins.

        A certificate whose status is being sought cannot vouch for itself, which also ends reference loops.
        """
        if certificate.fingerprint in self._in_progress:
            return UNKNOWN
        self._in_progress.add(certificate.fingerprint)
        try:
            answers = [
                *self._from_ocsps(certificate, issuer, at),
                self._from_crls(certificate, issuer, anchor, at),
            ]
        finally:
            self._in_progress.discard(certificate.fingerprint)
        return min(answers, key=lambda answer: _GRAVITY[answer.status])

    def has_evidence_for(self, certificate: Certificate) -> bool:
        """Whether any given CRL speaks of this certificate, usable or not."""
        return any(covers(crl, certificate) for crl in self._crls)

    # --- OCSP ------------------------------------------------------------------------------------

    def _from_ocsps(self, certificate: Certificate, issuer: Certificate, at: datetime) -> Iterator[Answer]:
        for response in self._ocsps:
            answer = response.answer_for(certificate, issuer)
            if answer is None or not self._is_timely(answer, at):
                continue
            if self._is_authorised(response, issuer, answer.this_update):
                yield self._judge_ocsp(certificate, response, answer, at)

    def _is_timely(self, answer: OcspAnswer, at: datetime) -> bool:
        """Issued after ``at``, or stating that it holds until then (EN 319 102-1 5.2.5)."""
        if self._is_after(answer.this_update, self._now):
            return False
        until = answer.next_update or answer.this_update + OCSP_WITHOUT_NEXT_UPDATE
        return not self._is_after(at, max(until, answer.this_update))

    def _is_after(self, moment: datetime, limit: datetime) -> bool:
        """Later by more than clocks differ; RFC 5280 4.1.2.5 knows dates that nothing can be added to."""
        return moment - limit > self._skew

    def _is_authorised(self, response: OcspResponse, issuer: Certificate, stated: datetime) -> bool:
        for responder in response.responders(issuer):
            if responder != issuer and not self._is_delegate(responder, issuer, stated):
                continue
            if response.is_signed_by(responder):
                return self._vouches(response.fingerprint, responder, response.algorithm)
        return False

    def _is_delegate(self, responder: Certificate, issuer: Certificate, at: datetime) -> bool:
        """RFC 6960 4.2.2.2: issued directly by the CA, with id-kp-OCSPSigning, valid when it answered."""
        if not responder.purpose.may_sign_ocsp or responder.issuer != issuer.subject:
            return False
        if self._is_after(responder.not_before, at) or self._is_after(at, responder.not_after):
            return False
        try:
            responder.verify_issued_by(issuer.public_key)
        except ValueError:
            return False
        if responder.extension(x509.OCSPNoCheck) is not None:
            return True
        return self.check(responder, issuer, issuer, at).status is not Status.REVOKED

    def _judge_ocsp(
        self, certificate: Certificate, response: OcspResponse, answer: OcspAnswer, at: datetime
    ) -> Answer:
        def used(status: str) -> RevocationUsed:
            return RevocationUsed(
                "ocsp", response.fingerprint, certificate.fingerprint, status, answer.this_update
            )

        if answer.status is ocsp.OCSPCertStatus.GOOD:
            return Answer(Status.GOOD, None, used("good"))
        if answer.status is ocsp.OCSPCertStatus.REVOKED and answer.revoked is not None:
            return _revoked(CrlEntry(answer.revoked, answer.reason or x509.ReasonFlags.unspecified), at, used)
        return UNKNOWN

    # --- CRL -------------------------------------------------------------------------------------

    def _from_crls(
        self, certificate: Certificate, issuer: Certificate, anchor: Certificate, at: datetime
    ) -> Answer:
        """RFC 5280 6.3.3: gather reasons from complete CRLs (with their deltas) until all are covered."""
        covered: frozenset[x509.ReasonFlags] = frozenset()
        used: Answer = UNKNOWN
        for crl in self._crls:
            if crl.base_number is not None or not crl.is_processable:
                continue
            reasons = covers(crl, certificate)
            if not reasons or not self._is_current(crl, certificate, at):
                continue
            if not self._is_authentic(crl, issuer, anchor, at):
                continue
            answer = self._judge_crl(crl, certificate, issuer, anchor, at)
            if answer.status is not Status.GOOD:
                return answer
            covered |= reasons
            used = answer
        return used if covered >= ALL_REASONS else UNKNOWN

    def _is_current(self, crl: Crl, certificate: Certificate, at: datetime) -> bool:
        """Issued after ``at`` while the certificate was still listed there, or stating that it holds until
        then.

        CAs drop expired certificates from their CRLs (RFC 5280 3.3), so one from after expiry proves nothing
        unless an earlier moment is not in question.
        """
        if self._is_after(crl.this_update, self._now) or self._is_after(
            crl.this_update, certificate.not_after
        ):
            return False
        if not self._is_after(at, crl.this_update):
            return True
        return crl.next_update is not None and not self._is_after(at, crl.next_update)

    def _is_authentic(self, crl: Crl, issuer: Certificate, anchor: Certificate, at: datetime) -> bool:
        return any(
            crl.is_signed_by(signer) and self._vouches(crl.fingerprint, signer, crl.algorithm)
            for signer in self._signers(crl, issuer, anchor, at)
        )

    def _signers(
        self, crl: Crl, issuer: Certificate, anchor: Certificate, at: datetime
    ) -> Iterator[Certificate]:
        """The certificate's issuer, or another certificate of the CRL's issuer under the same anchor (6.3.3
        f).
        """
        if crl.issuer == issuer.subject and issuer.purpose.allows("crl_sign"):
            yield issuer
        known = (*self._anchors.certificates, *self._anchors.intermediates)
        candidates = [c for c in (*known, *self._pool.named(crl.issuer)) if c.subject == crl.issuer]
        for candidate in dict.fromkeys(candidates):
            if candidate == issuer or not candidate.purpose.allows("crl_sign"):
                continue
            if crl.is_signed_by(candidate) and self._is_trusted_signer(candidate, anchor, at):
                yield candidate

    def _is_trusted_signer(self, signer: Certificate, anchor: Certificate, at: datetime) -> bool:
        path = self._finder.find(signer, at)
        if path is None or path.problems or path.anchor != anchor:
            return False
        if signer.fingerprint in self._in_progress and _is_told_by_itself(signer):
            return True
        return all(
            self.check(path.certificates[i], path.issuer_of(i), anchor, at).status is Status.GOOD
            for i in range(len(path.certificates) - 1)
        )

    def _judge_crl(
        self, crl: Crl, certificate: Certificate, issuer: Certificate, anchor: Certificate, at: datetime
    ) -> Answer:
        entry, source = crl.entry_for(certificate), crl
        delta = self._delta_of(crl, issuer, anchor, at)
        changed = delta.entry_for(certificate) if delta else None
        if changed is not None and delta is not None:
            entry, source = changed, delta
            if changed.reason is x509.ReasonFlags.remove_from_crl:
                entry = None

        def used(status: str) -> RevocationUsed:
            return RevocationUsed(
                "crl", source.fingerprint, certificate.fingerprint, status, source.this_update
            )

        return Answer(Status.GOOD, None, used("good")) if entry is None else _revoked(entry, at, used)

    def _delta_of(self, crl: Crl, issuer: Certificate, anchor: Certificate, at: datetime) -> Crl | None:
        """The newest delta that completes this CRL (RFC 5280 6.3.3 c)."""
        fitting = [
            delta
            for delta in self._crls
            if delta.base_number is not None
            and delta.issuer == crl.issuer
            and delta.scope == crl.scope
            and crl.number is not None
            and delta.number is not None
            and delta.base_number <= crl.number <= delta.number
            and delta.is_processable
            and self._is_authentic(delta, issuer, anchor, at)
        ]
        return max(fitting, key=lambda delta: delta.number or 0, default=None)


def _is_told_by_itself(signer: Certificate) -> bool:
    """Whether the CA itself named this CRL issuer as the one to ask about its own certificate (RFC 5280
    4.2.1.13).
    """
    return any(
        isinstance(name, x509.DirectoryName) and name_key(name.value.public_bytes()) == signer.subject
        for point in signer.extension(x509.CRLDistributionPoints) or ()
        for name in point.crl_issuer or ()
    )


_GRAVITY = {
    Status.REVOKED: 0,
    Status.ON_HOLD: 1,
    Status.REVOKED_LATER: 2,
    Status.GOOD: 3,
    Status.UNKNOWN: 4,
}


def _revoked(entry: CrlEntry, at: datetime, used: Callable[[str], RevocationUsed]) -> Answer:
    if entry.revoked > at:
        return Answer(Status.REVOKED_LATER, entry.revoked, used("good"))
    if entry.reason is x509.ReasonFlags.certificate_hold:
        return Answer(Status.ON_HOLD, entry.revoked, used("revoked"))
    return Answer(Status.REVOKED, entry.revoked, used("revoked"))


def _readable(load: Callable[[bytes], _Loaded], items: Iterable[bytes]) -> Iterator[_Loaded]:
    """What can be parsed; evidence that cannot be read is no evidence."""
    for item in items:
        try:
            yield load(item)
        except (UnreadableCrl, UnreadableOcsp):
            continue


# --- fetching -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RevocationRequest:
    """Something worth fetching for one certificate: a CRL by GET, or an OCSP response by POST of ``body``."""

    kind: str
    """``crl`` or ``ocsp``."""
    url: str
    body: bytes = b""
    certificate: str = ""
    """SHA-256 of the certificate in question."""


class RevocationSource(Protocol):
    """Fetches revocation data at ingest. Implementations keep an allow-list of hosts, time-outs and size
    caps.
    """

    def fetch(self, requests: Sequence[RevocationRequest]) -> RevocationMaterial:
        """What could be had; what could not is left out, the verdict will say what is missing."""
        ...

    def allows(self, request: RevocationRequest) -> bool:
        """Whether it is on the allow-list: what is not will never be had, however long one waits."""
        ...


def requests_for(certificate: Certificate, issuer: Certificate) -> tuple[RevocationRequest, ...]:
    """What to fetch to learn about ``certificate``: OCSP first, its CRLs as well.

    The URLs come from the certificate; whether they may be visited is for the source's allow-list to say.
    """
    access = certificate.extension(x509.AuthorityInformationAccess)
    questions = [
        RevocationRequest("ocsp", url, _ocsp_request(certificate, issuer), certificate.fingerprint)
        for url in _ocsp_urls(access)
    ]
    lists = [
        RevocationRequest("crl", name.value, b"", certificate.fingerprint)
        for point in certificate.extension(x509.CRLDistributionPoints) or ()
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    ]
    return (*questions, *lists)


def _ocsp_urls(access: x509.AuthorityInformationAccess | None) -> Iterator[str]:
    for description in access or ():
        location = description.access_location
        if description.access_method == AuthorityInformationAccessOID.OCSP and isinstance(
            location, x509.UniformResourceIdentifier
        ):
            yield location.value


def _ocsp_request(certificate: Certificate, issuer: Certificate) -> bytes:
    # SHA-1 only names the issuer here (RFC 6960 4.3 requires responders to know it).
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate.x509, issuer.x509, hashes.SHA1())  # noqa: S303
    return builder.build().public_bytes(Encoding.DER)
