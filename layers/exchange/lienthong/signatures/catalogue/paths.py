"""What is found about the way to a trusted authority, revocation and algorithms."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import UNCLEAR, Rule, fail, warn
from lienthong.signatures.report import SubIndication as Sub

PATH: tuple[Rule, ...] = (
    fail(
        "path.none",
        UNCLEAR,
        Sub.NO_CERTIFICATE_CHAIN_FOUND,
        "EN 319 102-1 5.2.6",
        "No path leads from the certificate ({certificate}) to a trusted authority. "
        "Check whether the issuing authority should be trusted, then add its root.",
        "Không có đường dẫn tin cậy từ chứng thư ({certificate}) đến tổ chức chứng thực được tin cậy. "
        "Đề nghị xác minh tổ chức cấp chứng thư, rồi bổ sung chứng thư gốc nếu được tin cậy.",
    ),
    fail(
        "path.invalid",
        UNCLEAR,
        Sub.CERTIFICATE_CHAIN_GENERAL_FAILURE,
        "RFC 5280 6.1",
        "The certificate path breaks a rule: {why}.",
        "Đường dẫn chứng thư vi phạm quy định: {why}.",
    ),
    fail(
        "revocation.missing",
        UNCLEAR,
        Sub.TRY_LATER,
        "EN 319 102-1 5.2.6",
        "No usable CRL or OCSP response says whether {certificate} was revoked. "
        "Give the authority's CRL, or check again online.",
        "Không có CRL hoặc phản hồi OCSP dùng được để biết {certificate} có bị thu hồi hay không. "
        "Đề nghị cung cấp CRL của tổ chức chứng thực hoặc kiểm tra lại khi có mạng.",
    ),
    fail(
        "revocation.unproven",
        UNCLEAR,
        Sub.OUT_OF_BOUNDS_NO_POE,
        "EN 319 102-1 5.6.2.1",
        "The revocation data in the file about {certificate} is signed by {authority}, which has expired or "
        "uses an algorithm too weak by now, and no timestamp proves that the data is older. Ask for an "
        "archive timestamp or evidence record that covers it.",
        "Dữ liệu thu hồi trong tệp về {certificate} do {authority} ký, nay đã hết hạn hoặc dùng thuật toán "
        "quá yếu, và không có dấu thời gian chứng minh dữ liệu có từ trước. Đề nghị bổ sung dấu thời gian "
        "lưu trữ hoặc hồ sơ bằng chứng bao phủ dữ liệu này.",
    ),
    warn(
        "revocation.not-published",
        UNCLEAR,
        Sub.TRY_LATER,
        "RFC 5280 4.2.1.13",
        "The authority names no place where revocation of {certificate} would be published.",
        "Tổ chức chứng thực không công bố nơi tra cứu tình trạng thu hồi của {certificate}.",
    ),
    fail(
        "algorithm.weak",
        UNCLEAR,
        Sub.CRYPTO_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.8, TS 119 312",
        "{what} uses {algorithm}, which is accepted only for signatures proven to be older than {until}.",
        "{what} dùng {algorithm}, chỉ được chấp nhận với chữ ký được chứng minh tạo trước {until}.",
    ),
)
