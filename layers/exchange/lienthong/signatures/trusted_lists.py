"""Trusted lists (ETSI TS 119 612): whom a State trusts, for what, and since when.

A list is worth what its signature is worth, so :func:`read_trusted_list` checks that first, and there is no
way around it. The order:

1. the list's one enveloped signature is valid and was made with a certificate pinned by the operator (5.7.1)
2. it covers the whole list, which is not past its next update (5.3.15)
3. every status that a service has or had becomes a period with a start and an end (5.5.4, 5.5.5, 5.6)
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from cryptography import x509
from lxml import etree

from lienthong.errors import Rejected
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.report import Indication, instant
from lienthong.signatures.trust import TrustAnchors
from lienthong.signatures.validator import validate_file
from lienthong.signatures.xmldsig import parse_xml

TSL: Final = "http://uri.etsi.org/02231/v2#"
_NS: Final = {"t": TSL}
_STATUSES: Final = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
_TYPES: Final = "http://uri.etsi.org/TrstSvc/Svctype/"
GRANTED: Final = frozenset(
    _STATUSES + name
    for name in (
        "granted",
        "recognisedatnationallevel",
        # Before July 2016 (5.5.4, Annex D.5).
        "undersupervision",
        "supervisionincessation",
        "accredited",
        "setbynationallaw",
    )
)
"""Statuses under which what a service issued is trusted."""

ISSUERS: Final = frozenset(_TYPES + name for name in ("CA/QC", "CA/PKC", "NationalRootCA-QC"))
TIMESTAMPERS: Final = frozenset(_TYPES + name for name in ("TSA", "TSA/QTST", "TSA/TSS-QC"))


class TrustedListRefused(Rejected):
    """A list that cannot be trusted or read; nothing of it is used."""

    code = "trust.list-refused"
    en = "The trusted list cannot be used: {why}. Get the list again from its operator and check its signer."
    vi = (
        "Không dùng được danh sách tin cậy: {why_vi}. "
        "Đề nghị lấy lại danh sách từ đơn vị công bố và kiểm tra người ký danh sách."
    )


@dataclass(frozen=True, slots=True)
class ServicePeriod:
    """One status of one service: from ``since`` until ``until`` (exclusive; None while it lasts), in UTC.

    ``certificates`` are DER; ``type`` and ``status`` are URIs of TS 119 612 5.5.1 and 5.5.4.
    """

    provider: str
    name: str
    type: str
    status: str
    since: datetime
    until: datetime | None
    certificates: tuple[bytes, ...]

    def holds_at(self, moment: datetime) -> bool:
        """Whether this is the service's status at that moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class TrustedList:
    """A list whose signature was checked; there is no other kind."""

    territory: str
    sequence: int
    issued: datetime
    next_update: datetime | None
    sha256: str
    periods: tuple[ServicePeriod, ...]

    def certificates_at(self, moment: datetime, types: Iterable[str] = ISSUERS) -> tuple[bytes, ...]:
        """The certificates (DER) of services of these types that were trusted at the moment."""
        wanted = frozenset(types)
        found = (
            certificate
            for period in self.periods
            if period.type in wanted and period.status in GRANTED and period.holds_at(moment)
            for certificate in period.certificates
        )
        return tuple(dict.fromkeys(found))


def read_trusted_list(
    encoded: bytes, *, signers: Sequence[bytes], at: datetime, policy: Policy = DEFAULT
) -> TrustedList:
    """The list in an XML document, after its signature was checked.

    Args:
        encoded: the list as it was published.
        signers: certificates (DER or PEM) that may sign it, pinned by the operator.
        at: the time of reading, with time zone.
        policy: for the list's own signature.

    Raises:
        TrustedListRefused: not signed by one of them over the whole list, past its date, or malformed.
    """
    _check_signature(encoded, signers, at, policy)
    root = parse_xml(encoded, policy.limits).root
    if root.tag != f"{{{TSL}}}TrustServiceStatusList":
        raise _refused("it is no trusted list", "tệp không phải danh sách tin cậy")
    try:
        listed = _read(root, hashlib.sha256(encoded).hexdigest())
    except (ValueError, NotBase64) as fault:
        raise _refused(f"it is malformed ({fault})", "danh sách sai cấu trúc") from fault
    if listed.next_update is not None and listed.next_update < at:
        day = instant(listed.next_update)
        raise _refused(f"it is out of date since {day}", f"danh sách đã quá hạn cập nhật từ {day}")
    return listed


def _check_signature(encoded: bytes, signers: Sequence[bytes], at: datetime, policy: Policy) -> None:
    trust = TrustAnchors.from_bytes(signers)
    pinned = {certificate.fingerprint for certificate in trust.certificates}
    report = validate_file(encoded, name="trusted list", trust=trust, policy=policy, at=at)
    if report.format != "XML" or len(report.signatures) != 1:
        raise _refused("it does not carry exactly one signature", "danh sách không có đúng một chữ ký")
    [signature] = report.signatures
    if signature.signer_sha256 not in pinned:
        # A path to a pinned certificate would do for documents; a list names its very signers (5.7.1).
        raise _refused("it was signed by somebody else", "danh sách do người khác ký")
    if report.indication is not Indication.TOTAL_PASSED or not signature.covers_whole_file:
        said = next((finding for finding in signature.findings if finding.severity == "fail"), None)
        raise _refused(said.en if said else "not whole", said.vi if said else "không trọn vẹn")


def _refused(why: str, why_vi: str) -> TrustedListRefused:
    return TrustedListRefused(why=why.rstrip("."), why_vi=why_vi.rstrip("."))


# --- what the list says ---------------------------------------------------------------------------


class _Element(Protocol):
    """As much of an element as is read here."""

    def findall(self, path: str, namespaces: dict[str, str]) -> list[etree._Element]: ...

    def findtext(self, path: str, default: str, namespaces: dict[str, str]) -> str: ...


def _read(root: _Element, sha256: str) -> TrustedList:
    scheme = "t:SchemeInformation/t:"
    next_update = _text(root, f"{scheme}NextUpdate/t:dateTime")
    return TrustedList(
        _text(root, f"{scheme}SchemeTerritory"),
        int(_text(root, f"{scheme}TSLSequenceNumber")),
        _moment(_text(root, f"{scheme}ListIssueDateTime")),
        _moment(next_update) if next_update else None,
        sha256,
        tuple(_periods(root)),
    )


def _periods(root: _Element) -> Iterator[ServicePeriod]:
    for provider in root.findall("t:TrustServiceProviderList/t:TrustServiceProvider", _NS):
        name = _text(provider, "t:TSPInformation/t:TSPName/t:Name")
        for service in provider.findall("t:TSPServices/t:TSPService", _NS):
            yield from _periods_of(service, name)


def _periods_of(service: _Element, provider: str) -> Iterator[ServicePeriod]:
    """The present status, then the earlier ones (5.6), each ending where the next begins."""
    present = service.findall("t:ServiceInformation", _NS)
    past = service.findall("t:ServiceHistory/t:ServiceHistoryInstance", _NS)
    steps = sorted(
        ((_moment(_text(step, "t:StatusStartingTime")), step) for step in (*present, *past)),
        key=lambda item: item[0],
        reverse=True,
    )
    # An earlier instance may name its key alone; the certificate is that of the service (5.6.3).
    own = _certificates(present)
    until: datetime | None = None
    for since, step in steps:
        yield ServicePeriod(
            provider,
            _text(step, "t:ServiceName/t:Name"),
            _text(step, "t:ServiceTypeIdentifier"),
            _text(step, "t:ServiceStatus").rstrip("/"),
            since,
            until,
            _certificates([step]) or own,
        )
        until = since


def _certificates(steps: Sequence[_Element]) -> tuple[bytes, ...]:
    path = "t:ServiceDigitalIdentity/t:DigitalId/t:X509Certificate"
    found = [b64decode(one.text or "") for step in steps for one in step.findall(path, _NS)]
    for der in found:
        x509.load_der_x509_certificate(der)
    return tuple(found)


def _text(element: _Element, path: str) -> str:
    return element.findtext(path, "", _NS).strip()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
