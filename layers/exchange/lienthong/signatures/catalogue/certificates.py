"""What is found about the signer's certificate."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import FAILED, UNCLEAR, Rule, fail, info
from lienthong.signatures.report import SubIndication as Sub

CERTIFICATE: tuple[Rule, ...] = (
    fail(
        "certificate.not-found",
        UNCLEAR,
        Sub.NO_SIGNING_CERTIFICATE_FOUND,
        "EN 319 102-1 5.2.3",
        "The signer's certificate is not in the signature. Ask the sender to sign with the "
        "certificate included.",
        "Không có chứng thư số của người ký trong chữ ký. Đề nghị ký lại kèm chứng thư số.",
        fixed=True,
    ),
    fail(
        "certificate.unreadable",
        UNCLEAR,
        Sub.NO_SIGNING_CERTIFICATE_FOUND,
        "RFC 5280 4.1",
        "The signer's certificate cannot be read ({why}).",
        "Không đọc được chứng thư số của người ký ({why}).",
        fixed=True,
    ),
    fail(
        "certificate.reference-missing",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 122-1 5.2.2, RFC 5035",
        "The signature does not name its certificate under the signature (signing-certificate): "
        "another certificate of the same key could be put in its place. Sign again as a baseline signature.",
        "Chữ ký không ghi nhận chứng thư số trong phần được ký (signing-certificate) nên có thể bị "
        "tráo chứng thư. "
        "Đề nghị ký lại theo chuẩn baseline.",
    ),
    fail(
        "certificate.reference-mismatch",
        UNCLEAR,
        Sub.NO_SIGNING_CERTIFICATE_FOUND,
        "EN 319 102-1 5.2.3",
        "The certificate in the signature is not the one that was signed for ({why}).",
        "Chứng thư số trong chữ ký không phải chứng thư đã được ghi nhận khi ký ({why}).",
        fixed=True,
    ),
    fail(
        "certificate.key-usage",
        UNCLEAR,
        Sub.CHAIN_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.6, RFC 5280 4.2.1.3",
        "The certificate is not meant for signing documents ({why}). Sign with a signature certificate.",
        "Chứng thư số không dùng để ký văn bản ({why}). Đề nghị ký bằng chứng thư dùng cho chữ ký.",
    ),
    fail(
        "certificate.expired",
        FAILED,
        Sub.EXPIRED,
        "EN 319 102-1 5.5.4",
        "The certificate had expired ({not_after}) when the signature was made, as a timestamp "
        "inside it proves ({time}).",
        "Chứng thư số đã hết hạn ({not_after}) khi ký, theo dấu thời gian nằm trong chữ ký ({time}).",
    ),
    fail(
        "certificate.expired-no-proof",
        UNCLEAR,
        Sub.OUT_OF_BOUNDS_NO_POE,
        "EN 319 102-1 5.2.6",
        "The certificate expired on {not_after} and nothing proves that the signature is older. "
        "Ask for a timestamped signature.",
        "Chứng thư số hết hạn ngày {not_after} và không có bằng chứng chữ ký được tạo trước đó. "
        "Đề nghị cung cấp chữ ký có dấu thời gian.",
    ),
    fail(
        "certificate.not-yet-valid",
        FAILED,
        Sub.NOT_YET_VALID,
        "EN 319 102-1 5.5.4",
        "The certificate is valid only from {not_before}, after the signature was made ({time}).",
        "Chứng thư số chỉ có hiệu lực từ {not_before}, sau thời điểm ký ({time}).",
    ),
    fail(
        "certificate.not-yet-valid-now",
        UNCLEAR,
        Sub.OUT_OF_BOUNDS_NO_POE,
        "EN 319 102-1 5.2.6",
        "The certificate is valid only from {not_before}; check the computer's clock or validate "
        "again later.",
        "Chứng thư số chỉ có hiệu lực từ {not_before}. Đề nghị kiểm tra đồng hồ hoặc kiểm tra lại sau.",
    ),
    fail(
        "certificate.revoked",
        FAILED,
        Sub.REVOKED,
        "EN 319 102-1 5.5.4",
        "The certificate was revoked on {revoked} and a timestamp inside the signature proves that "
        "it was made later.",
        "Chứng thư số đã bị thu hồi ngày {revoked}; dấu thời gian trong chữ ký chứng minh chữ ký "
        "được tạo sau đó.",
    ),
    fail(
        "certificate.revoked-no-proof",
        UNCLEAR,
        Sub.REVOKED_NO_POE,
        "EN 319 102-1 5.2.6",
        "The certificate was revoked on {revoked} and nothing proves that the signature is older "
        "(earliest proof: {time}). Ask the sender to sign again with a valid certificate.",
        "Chứng thư số bị thu hồi ngày {revoked} và không có bằng chứng chữ ký được tạo trước đó "
        "(bằng chứng sớm nhất: {time}). Đề nghị bên gửi ký lại bằng chứng thư còn hiệu lực.",
    ),
    fail(
        "certificate.authority-revoked",
        UNCLEAR,
        Sub.REVOKED_CA_NO_POE,
        "EN 319 102-1 5.2.6",
        "The certificate of the authority {authority} was revoked on {revoked}.",
        "Chứng thư của tổ chức chứng thực {authority} bị thu hồi ngày {revoked}.",
    ),
    info(
        "certificate.revoked-later",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.5.4",
        "The certificate was revoked on {revoked}, after the signature was made; the signature stands.",
        "Chứng thư số bị thu hồi ngày {revoked}, sau thời điểm ký; chữ ký vẫn có giá trị.",
    ),
    fail(
        "certificate.on-hold",
        UNCLEAR,
        Sub.TRY_LATER,
        "EN 319 102-1 5.2.6",
        "The certificate is suspended (certificateHold) since {revoked}. Check again later.",
        "Chứng thư số đang bị tạm dừng từ {revoked}. Đề nghị kiểm tra lại sau.",
    ),
)
