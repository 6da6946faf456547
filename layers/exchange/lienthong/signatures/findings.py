"""The catalogue of findings: for each code its clause, its weight, and the two sentences.

A finding is *fixed* when it decides integrity or the reading of the file: no policy can relax it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from lienthong.signatures.policy import Policy
from lienthong.signatures.report import Finding, Indication, Severity, SubIndication

_PASSED, _UNCLEAR, _FAILED = Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED
_Sub = SubIndication


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry: what a finding of this code means when it counts as a failure."""

    code: str
    severity: Severity
    indication: Indication
    sub_indication: SubIndication | None
    clause: str
    en: str
    vi: str
    fixed: bool = False


class Bilingual(NamedTuple):
    """A cause in both languages, to be put into a finding's sentences."""

    en: str
    vi: str

    def __str__(self) -> str:
        return self.en


class UnknownFinding(LookupError):
    """A code that the catalogue does not hold: a fault of the programme, never of a file."""


def find(code: str, policy: Policy, *, subject: str = "", **facts: object) -> Finding | None:
    """The finding of this code under ``policy``; None where the policy ignores it.

    Raises:
        UnknownFinding: the catalogue has no such code.
    """
    rule = CATALOGUE.get(code)
    if rule is None:
        raise UnknownFinding(code)
    level = rule.severity.value if rule.fixed else policy.levels.get(code, rule.severity.value)
    if level == "ignore":
        return None
    return Finding(
        code,
        Severity(level),
        rule.clause,
        rule.en.format_map({name: _short(_in(value, "en")) for name, value in facts.items()}),
        rule.vi.format_map({name: _short(_in(value, "vi")) for name, value in facts.items()}),
        subject,
        rule.indication,
        rule.sub_indication,
    )


class Findings(list[Finding]):
    """The findings of one subject, gathered under one policy; nothing stops at the first."""

    def __init__(self, policy: Policy, subject: str = "") -> None:
        super().__init__()
        self.policy = policy
        self.subject = subject

    def add(self, code: str, **facts: object) -> None:
        finding = find(code, self.policy, subject=self.subject, **facts)
        if finding is not None and finding not in self:
            self.append(finding)


def _in(value: object, language: str) -> object:
    if isinstance(value, Bilingual):
        return value.vi if language == "vi" else value.en
    if isinstance(value, ValueError) and value.args and isinstance(value.args[0], Bilingual):
        return _in(value.args[0], language)
    return value


def _short(value: object) -> str:
    """Values come from hostile files: no control characters, no novels."""
    text = "".join(c if c.isprintable() else "·" for c in str(value))
    return text if len(text) <= 200 else text[:199] + "…"


def _fail(
    code: str,
    indication: Indication,
    sub: SubIndication,
    clause: str,
    en: str,
    vi: str,
    *,
    fixed: bool = False,
) -> Rule:
    return Rule(code, Severity.FAIL, indication, sub, clause, en, vi, fixed)


def _warn(code: str, indication: Indication, sub: SubIndication, clause: str, en: str, vi: str) -> Rule:
    """A warning by default; the indication holds where a policy makes it a failure."""
    return Rule(code, Severity.WARN, indication, sub, clause, en, vi)


def _info(code: str, indication: Indication, sub: SubIndication, clause: str, en: str, vi: str) -> Rule:
    return Rule(code, Severity.INFO, indication, sub, clause, en, vi)


_FILE = (
    _fail(
        "file.no-signature",
        _UNCLEAR,
        _Sub.NO_SIGNATURE_FOUND,
        "EN 319 102-1 5.1.3",
        "The file carries no signature. Ask the sender for the signed file.",
        "Tệp không có chữ ký số. Đề nghị bên gửi cung cấp tệp đã ký số.",
        fixed=True,
    ),
    _warn(
        "file.media-type",
        _UNCLEAR,
        _Sub.FORMAT_FAILURE,
        "D28 5.4",
        "The envelope declares {declared}, but the bytes are {found}. Trust the bytes, not the name.",
        "Phong bì khai {declared} nhưng nội dung tệp là {found}. Đề nghị căn cứ nội dung, không căn "
        "cứ tên tệp.",
    ),
    _fail(
        "file.unreadable",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "EN 319 102-1 5.2.2",
        "The file cannot be read: {why}. Ask the sender for an undamaged file.",
        "Không đọc được tệp: {why}. Đề nghị bên gửi cung cấp tệp không bị hỏng.",
        fixed=True,
    ),
    _fail(
        "file.encrypted",
        _UNCLEAR,
        _Sub.ENCRYPTED,
        "ISO 32000-2 7.6",
        "The file is encrypted and cannot be checked. Ask the sender for a file without password.",
        "Tệp bị mã hóa nên không kiểm tra được. Đề nghị bên gửi cung cấp tệp không đặt mật khẩu.",
        fixed=True,
    ),
    _fail(
        "resource.limit",
        _UNCLEAR,
        _Sub.RESOURCE_LIMIT,
        "policy: limits",
        "The check was stopped: {what}. Ask the sender for a file produced in the ordinary way.",
        "Việc kiểm tra đã dừng: {what}. Đề nghị bên gửi cung cấp tệp được tạo theo cách thông thường.",
        fixed=True,
    ),
    _fail(
        "format.unsupported",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "policy: formats",
        "The signature is of a kind that is not supported ({what}). Ask for PAdES, CAdES, XAdES or ASiC.",
        "Loại chữ ký chưa được hỗ trợ ({what}). Đề nghị dùng PAdES, CAdES, XAdES hoặc ASiC.",
        fixed=True,
    ),
)

_SIGNATURE = (
    _fail(
        "signature.hash-mismatch",
        _FAILED,
        _Sub.HASH_FAILURE,
        "EN 319 102-1 5.2.7",
        "What was signed ({what}) was changed afterwards. Do not rely on the file; ask the sender "
        "for the original.",
        "Nội dung đã ký ({what}) bị thay đổi sau khi ký. Không sử dụng tệp này; đề nghị bên gửi cung "
        "cấp bản gốc.",
        fixed=True,
    ),
    _fail(
        "signature.value-wrong",
        _FAILED,
        _Sub.SIG_CRYPTO_FAILURE,
        "EN 319 102-1 5.2.7",
        "The signature value does not match the signer's key. Do not rely on the file.",
        "Giá trị chữ ký không khớp với khóa của người ký. Không sử dụng tệp này.",
        fixed=True,
    ),
    _fail(
        "signature.algorithm-unknown",
        _UNCLEAR,
        _Sub.CRYPTO_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.7",
        "The signature uses an algorithm that cannot be checked here ({algorithm}).",
        "Chữ ký dùng thuật toán không kiểm tra được tại đây ({algorithm}).",
        fixed=True,
    ),
    _fail(
        "signature.data-missing",
        _UNCLEAR,
        _Sub.SIGNED_DATA_NOT_FOUND,
        "EN 319 102-1 5.2.7",
        "The signed content is not here ({what}). Give the file that was signed together with the signature.",
        "Thiếu nội dung đã ký ({what}). Đề nghị cung cấp tệp nội dung kèm theo chữ ký.",
        fixed=True,
    ),
    _fail(
        "signature.data-doubled",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "RFC 5652 5.2",
        "The signature carries content of its own and another content was given: it is not clear "
        "what was signed.",
        "Chữ ký đã chứa nội dung, đồng thời có nội dung rời: không xác định được nội dung đã ký.",
        fixed=True,
    ),
    _fail(
        "signature.structure",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "EN 319 102-1 5.2.2",
        "The signature is not well formed: {why}. Ask the sender to sign again.",
        "Chữ ký sai cấu trúc: {why}. Đề nghị bên gửi ký lại.",
        fixed=True,
    ),
    _fail(
        "signature.attributes-missing",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 122-1 5.1",
        "The signature has no signed attributes, so neither its certificate nor its content type is "
        "protected.",
        "Chữ ký không có thuộc tính được ký nên chứng thư và loại nội dung không được bảo vệ.",
    ),
    _warn(
        "signature.digest-not-listed",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "RFC 5652 5.1",
        "The signature's digest algorithm is missing from the list at its head.",
        "Thuật toán băm của chữ ký không có trong danh sách khai ở đầu chữ ký.",
    ),
    _warn(
        "signature.no-timestamp",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.5.4",
        "No trusted timestamp proves when the signature was made; it is judged as of now. Ask for a "
        "timestamped one.",
        "Không có dấu thời gian tin cậy chứng minh thời điểm ký; chữ ký được xét tại thời điểm kiểm tra. "
        "Đề nghị ký kèm dấu thời gian.",
    ),
    _fail(
        "signature.claimed-time-in-future",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.8",
        "The signature claims a time in the future ({time}). Check the signer's clock and sign again.",
        "Chữ ký khai thời điểm trong tương lai ({time}). Đề nghị kiểm tra đồng hồ và ký lại.",
    ),
    _warn(
        "signature.claimed-time-after-timestamp",
        _UNCLEAR,
        _Sub.TIMESTAMP_ORDER_FAILURE,
        "EN 319 102-1 5.5.4",
        "The claimed time ({claimed}) is later than the timestamp ({stamped}).",
        "Thời điểm ký khai ({claimed}) sau thời điểm của dấu thời gian ({stamped}).",
    ),
    _fail(
        "signature.nothing-covered",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "EN 319 132-1 5.1",
        "The signature covers nothing of the document itself.",
        "Chữ ký không bao phủ nội dung nào của văn bản.",
        fixed=True,
    ),
    _fail(
        "signature.covers-part",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.8",
        "The signature covers only a part of the file: {what}.",
        "Chữ ký chỉ bao phủ một phần của tệp: {what}.",
    ),
    _info(
        "signature.counter-signature",
        _PASSED,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 122-1 5.2.7",
        "Countersigned by {signer} ({integrity}).",
        "Có chữ ký xác nhận của {signer} ({integrity}).",
    ),
)

_CERTIFICATE = (
    _fail(
        "certificate.not-found",
        _UNCLEAR,
        _Sub.NO_SIGNING_CERTIFICATE_FOUND,
        "EN 319 102-1 5.2.3",
        "The signer's certificate is not in the signature. Ask the sender to sign with the "
        "certificate included.",
        "Không có chứng thư số của người ký trong chữ ký. Đề nghị ký lại kèm chứng thư số.",
        fixed=True,
    ),
    _fail(
        "certificate.unreadable",
        _UNCLEAR,
        _Sub.NO_SIGNING_CERTIFICATE_FOUND,
        "RFC 5280 4.1",
        "The signer's certificate cannot be read ({why}).",
        "Không đọc được chứng thư số của người ký ({why}).",
        fixed=True,
    ),
    _fail(
        "certificate.reference-missing",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 122-1 5.2.2, RFC 5035",
        "The signature does not name its certificate under the signature (signing-certificate): "
        "another certificate of the same key could be put in its place. Sign again as a baseline signature.",
        "Chữ ký không ghi nhận chứng thư số trong phần được ký (signing-certificate) nên có thể bị "
        "tráo chứng thư. "
        "Đề nghị ký lại theo chuẩn baseline.",
    ),
    _fail(
        "certificate.reference-mismatch",
        _UNCLEAR,
        _Sub.NO_SIGNING_CERTIFICATE_FOUND,
        "EN 319 102-1 5.2.3",
        "The certificate in the signature is not the one that was signed for ({why}).",
        "Chứng thư số trong chữ ký không phải chứng thư đã được ghi nhận khi ký ({why}).",
        fixed=True,
    ),
    _fail(
        "certificate.key-usage",
        _UNCLEAR,
        _Sub.CHAIN_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.6, RFC 5280 4.2.1.3",
        "The certificate is not meant for signing documents ({why}). Sign with a signature certificate.",
        "Chứng thư số không dùng để ký văn bản ({why}). Đề nghị ký bằng chứng thư dùng cho chữ ký.",
    ),
    _fail(
        "certificate.expired",
        _FAILED,
        _Sub.EXPIRED,
        "EN 319 102-1 5.5.4",
        "The certificate had expired ({not_after}) when the signature was made, as a timestamp "
        "inside it proves ({time}).",
        "Chứng thư số đã hết hạn ({not_after}) khi ký, theo dấu thời gian nằm trong chữ ký ({time}).",
    ),
    _fail(
        "certificate.expired-no-proof",
        _UNCLEAR,
        _Sub.OUT_OF_BOUNDS_NO_POE,
        "EN 319 102-1 5.2.6",
        "The certificate expired on {not_after} and nothing proves that the signature is older. "
        "Ask for a timestamped signature.",
        "Chứng thư số hết hạn ngày {not_after} và không có bằng chứng chữ ký được tạo trước đó. "
        "Đề nghị cung cấp chữ ký có dấu thời gian.",
    ),
    _fail(
        "certificate.not-yet-valid",
        _FAILED,
        _Sub.NOT_YET_VALID,
        "EN 319 102-1 5.5.4",
        "The certificate is valid only from {not_before}, after the signature was made ({time}).",
        "Chứng thư số chỉ có hiệu lực từ {not_before}, sau thời điểm ký ({time}).",
    ),
    _fail(
        "certificate.not-yet-valid-now",
        _UNCLEAR,
        _Sub.OUT_OF_BOUNDS_NO_POE,
        "EN 319 102-1 5.2.6",
        "The certificate is valid only from {not_before}; check the computer's clock or validate "
        "again later.",
        "Chứng thư số chỉ có hiệu lực từ {not_before}. Đề nghị kiểm tra đồng hồ hoặc kiểm tra lại sau.",
    ),
    _fail(
        "certificate.revoked",
        _FAILED,
        _Sub.REVOKED,
        "EN 319 102-1 5.5.4",
        "The certificate was revoked on {revoked} and a timestamp inside the signature proves that "
        "it was made later.",
        "Chứng thư số đã bị thu hồi ngày {revoked}; dấu thời gian trong chữ ký chứng minh chữ ký "
        "được tạo sau đó.",
    ),
    _fail(
        "certificate.revoked-no-proof",
        _UNCLEAR,
        _Sub.REVOKED_NO_POE,
        "EN 319 102-1 5.2.6",
        "The certificate was revoked on {revoked} and nothing proves that the signature is older "
        "(earliest proof: {time}). Ask the sender to sign again with a valid certificate.",
        "Chứng thư số bị thu hồi ngày {revoked} và không có bằng chứng chữ ký được tạo trước đó "
        "(bằng chứng sớm nhất: {time}). Đề nghị bên gửi ký lại bằng chứng thư còn hiệu lực.",
    ),
    _fail(
        "certificate.authority-revoked",
        _UNCLEAR,
        _Sub.REVOKED_CA_NO_POE,
        "EN 319 102-1 5.2.6",
        "The certificate of the authority {authority} was revoked on {revoked}.",
        "Chứng thư của tổ chức chứng thực {authority} bị thu hồi ngày {revoked}.",
    ),
    _info(
        "certificate.revoked-later",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.5.4",
        "The certificate was revoked on {revoked}, after the signature was made; the signature stands.",
        "Chứng thư số bị thu hồi ngày {revoked}, sau thời điểm ký; chữ ký vẫn có giá trị.",
    ),
    _fail(
        "certificate.on-hold",
        _UNCLEAR,
        _Sub.TRY_LATER,
        "EN 319 102-1 5.2.6",
        "The certificate is suspended (certificateHold) since {revoked}. Check again later.",
        "Chứng thư số đang bị tạm dừng từ {revoked}. Đề nghị kiểm tra lại sau.",
    ),
)

_PATH = (
    _fail(
        "path.none",
        _UNCLEAR,
        _Sub.NO_CERTIFICATE_CHAIN_FOUND,
        "EN 319 102-1 5.2.6",
        "No path leads from the certificate ({certificate}) to a trusted authority. "
        "Check whether the issuing authority should be trusted, then add its root.",
        "Không có đường dẫn tin cậy từ chứng thư ({certificate}) đến tổ chức chứng thực được tin cậy. "
        "Đề nghị xác minh tổ chức cấp chứng thư, rồi bổ sung chứng thư gốc nếu được tin cậy.",
    ),
    _fail(
        "path.invalid",
        _UNCLEAR,
        _Sub.CERTIFICATE_CHAIN_GENERAL_FAILURE,
        "RFC 5280 6.1",
        "The certificate path breaks a rule: {why}.",
        "Đường dẫn chứng thư vi phạm quy định: {why}.",
    ),
    _fail(
        "revocation.missing",
        _UNCLEAR,
        _Sub.TRY_LATER,
        "EN 319 102-1 5.2.6",
        "No usable CRL or OCSP response says whether {certificate} was revoked. "
        "Give the authority's CRL, or check again online.",
        "Không có CRL hoặc phản hồi OCSP dùng được để biết {certificate} có bị thu hồi hay không. "
        "Đề nghị cung cấp CRL của tổ chức chứng thực hoặc kiểm tra lại khi có mạng.",
    ),
    _warn(
        "revocation.not-published",
        _UNCLEAR,
        _Sub.TRY_LATER,
        "RFC 5280 4.2.1.13",
        "The authority names no place where revocation of {certificate} would be published.",
        "Tổ chức chứng thực không công bố nơi tra cứu tình trạng thu hồi của {certificate}.",
    ),
    _fail(
        "algorithm.weak",
        _UNCLEAR,
        _Sub.CRYPTO_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.8, TS 119 312",
        "{what} uses {algorithm}, which is accepted only for signatures proven to be older than {until}.",
        "{what} dùng {algorithm}, chỉ được chấp nhận với chữ ký được chứng minh tạo trước {until}.",
    ),
)

_TIMESTAMP = (
    _fail(
        "timestamp.other-bytes",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "RFC 3161 2.4.2, EN 319 102-1 5.4",
        "A {kind} timestamp was made for other bytes. Ask the sender to timestamp the signature again.",
        "Dấu thời gian ({kind}) được cấp cho dữ liệu khác. Đề nghị bên gửi gắn lại dấu thời gian.",
    ),
    _fail(
        "timestamp.broken",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.4",
        "A {kind} timestamp is broken: {why}.",
        "Dấu thời gian ({kind}) bị hỏng: {why}.",
    ),
    _fail(
        "timestamp.in-future",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.4",
        "A {kind} timestamp lies in the future ({time}).",
        "Dấu thời gian ({kind}) nằm ở tương lai ({time}).",
    ),
    _fail(
        "timestamp.key-usage",
        _UNCLEAR,
        _Sub.CHAIN_CONSTRAINTS_FAILURE,
        "RFC 3161 2.3",
        "The timestamp was made with a certificate that is not for time-stamping.",
        "Dấu thời gian được tạo bằng chứng thư không dùng cho cấp dấu thời gian.",
    ),
    _warn(
        "timestamp.not-trusted",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.4",
        "A {kind} timestamp of {time} proves nothing here: {why}.",
        "Dấu thời gian ({kind}) lúc {time} không có giá trị chứng minh: {why}.",
    ),
    _fail(
        "timestamp.order",
        _UNCLEAR,
        _Sub.TIMESTAMP_ORDER_FAILURE,
        "EN 319 102-1 5.5.4",
        "The timestamps contradict each other in time: {why}.",
        "Thứ tự các dấu thời gian mâu thuẫn nhau: {why}.",
    ),
)

_PDF = (
    _fail(
        "pdf.modified",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "ISO 32000-2 12.8, EN 319 142-1 5.5",
        "The document was changed after this signature: {what}. Do not rely on what is displayed; "
        "ask the sender for the file as it was signed.",
        "Văn bản đã bị sửa sau chữ ký này: {what}. Không căn cứ vào nội dung hiển thị; "
        "đề nghị bên gửi cung cấp tệp đúng như khi ký.",
        fixed=True,
    ),
    _fail(
        "pdf.byte-range",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "ISO 32000-2 12.8.1, EN 319 142-1 5.4",
        "The signature's ByteRange is not acceptable: {why}.",
        "Vùng dữ liệu được ký (ByteRange) không hợp lệ: {why}.",
        fixed=True,
    ),
    _fail(
        "pdf.trailing-bytes",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "ISO 32000-2 7.5.5",
        "{count} bytes that no signature covers follow the end of the document. Ask the sender for a "
        "clean file.",
        "Có {count} byte nằm sau phần kết thúc văn bản mà không chữ ký nào bao phủ. "
        "Đề nghị bên gửi cung cấp tệp sạch.",
        fixed=True,
    ),
    _fail(
        "pdf.signature-stripped",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "EN 319 142-1 5.5",
        "A signature that an earlier revision carried ({field}) was taken out of the document.",
        "Một chữ ký có trong phiên bản trước ({field}) đã bị gỡ khỏi văn bản.",
        fixed=True,
    ),
    _fail(
        "pdf.widget-covers-page",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "ISO 32000-2 12.5.6.19",
        "The picture of a later signature ({field}) covers {percent}% of a page and may hide its text.",
        "Hình ảnh của chữ ký sau ({field}) che {percent}% trang, có thể che khuất nội dung.",
    ),
    _fail(
        "pdf.shown-by-untrusted",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 142-1 5.5",
        "A later signature ({field}) that is not valid changed what the document shows.",
        "Một chữ ký sau ({field}) không hợp lệ đã thay đổi phần hiển thị của văn bản.",
    ),
    _info(
        "pdf.extended",
        _PASSED,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 142-1 5.5",
        "Later signatures, timestamps or validation data were added; the signed content is unchanged.",
        "Có bổ sung chữ ký, dấu thời gian hoặc dữ liệu xác thực; nội dung đã ký không thay đổi.",
    ),
)

_CONTAINER = (
    _fail(
        "container.structure",
        _FAILED,
        _Sub.FORMAT_FAILURE,
        "EN 319 162-1 4",
        "The container is not well formed: {why}. Ask the sender to build it again.",
        "Gói tệp ký sai cấu trúc: {why}. Đề nghị bên gửi tạo lại.",
        fixed=True,
    ),
    _fail(
        "container.uncovered",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 162-1 4.4",
        "No signature covers these files of the container: {names}. Do not rely on them.",
        "Các tệp sau trong gói không được chữ ký nào bao phủ: {names}. Không căn cứ vào các tệp này.",
    ),
    _fail(
        "container.mimetype",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 162-1 A.1",
        "The container's mimetype is {why}.",
        "Khai báo mimetype của gói tệp {why}.",
    ),
)

_EXCHANGE = (
    _fail(
        "signature.wrong-agency",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "D28 5.4",
        "{signer} is registered for agency {agency}, not for the sender.",
        "{signer} được đăng ký cho cơ quan {agency}, không phải cơ quan gửi.",
    ),
    _warn(
        "signature.not-registered",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "D28 5.4",
        "{signer} is not registered for any agency of the exchange.",
        "{signer} chưa được đăng ký cho cơ quan nào trên trục liên thông.",
    ),
    _warn(
        "signature.leader-missing",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "ND30 5.1",
        "The signature of the person with authority to sign is missing or not valid.",
        "Thiếu chữ ký số hợp lệ của người có thẩm quyền.",
    ),
    _warn(
        "signature.agency-missing",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "ND30 5.1",
        "The agency's own signature is missing or not valid.",
        "Thiếu chữ ký số hợp lệ của cơ quan, tổ chức.",
    ),
    _warn(
        "signature.order",
        _UNCLEAR,
        _Sub.TIMESTAMP_ORDER_FAILURE,
        "ND30 5.1, Annex I",
        "The agency signed before the leader.",
        "Chữ ký của cơ quan được tạo trước chữ ký của người có thẩm quyền.",
    ),
    _warn(
        "envelope.signer-name",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "ND30 5.1, QCVN 102:2016 SignerInfo",
        "The envelope names {stated} as signer, the certificate that signed belongs to {signed}. "
        "Ask the sender which of the two is right.",
        "Phong bì ghi người ký là {stated}, chứng thư đã ký lại thuộc về {signed}. "
        "Đề nghị bên gửi xác nhận nội dung đúng.",
    ),
    _warn(
        "envelope.signer-position",
        _UNCLEAR,
        _Sub.SIG_CONSTRAINTS_FAILURE,
        "ND30 5.1, QCVN 102:2016 SignerInfo",
        "The envelope gives the signer's position as {stated}, the certificate as {signed}. "
        "Ask the sender which of the two is right.",
        "Phong bì ghi chức vụ người ký là {stated}, chứng thư số ghi là {signed}. "
        "Đề nghị bên gửi xác nhận nội dung đúng.",
    ),
)

CATALOGUE: dict[str, Rule] = {
    rule.code: rule
    for group in (_FILE, _SIGNATURE, _CERTIFICATE, _PATH, _TIMESTAMP, _PDF, _CONTAINER, _EXCHANGE)
    for rule in group
}
