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
