"""What is found about evidence records."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import FAILED, UNCLEAR, Rule, fail, info
from lienthong.signatures.report import SubIndication as Sub

EVIDENCE_RECORD: tuple[Rule, ...] = (
    info(
        "evidence-record.proves",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "RFC 4998 5.3, RFC 6283 4.3",
        "The evidence record proves that this existed, unchanged since, by {time}: {names}.",
        "Hồ sơ bằng chứng lưu trữ chứng minh các nội dung sau đã tồn tại trước {time} và không thay đổi "
        "từ đó: {names}.",
    ),
    fail(
        "evidence-record.no-proof",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.6.2",
        "The evidence record {name} beside the signature does not stand: {why}",
        "Hồ sơ bằng chứng lưu trữ {name} đi kèm chữ ký không có giá trị: {why}",
    ),
    fail(
        "evidence-record.unreadable",
        UNCLEAR,
        Sub.FORMAT_FAILURE,
        "RFC 4998 3.1, RFC 6283 2.1",
        "The evidence record cannot be read and proves nothing: {why}. Ask the archive for it again.",
        "Không đọc được hồ sơ bằng chứng lưu trữ nên hồ sơ không có giá trị chứng minh: {why}. "
        "Đề nghị đơn vị lưu trữ cấp lại.",
        fixed=True,
    ),
    fail(
        "evidence-record.structure",
        UNCLEAR,
        Sub.FORMAT_FAILURE,
        "RFC 4998 5.1, RFC 6283 4.1",
        "The evidence record contradicts its own rules: {why}. Ask the archive for a sound one.",
        "Hồ sơ bằng chứng lưu trữ sai quy cách: {why}. Đề nghị đơn vị lưu trữ cấp lại.",
        fixed=True,
    ),
    fail(
        "evidence-record.hash-mismatch",
        FAILED,
        Sub.HASH_FAILURE,
        "RFC 4998 4.3, RFC 6283 3.3",
        "The evidence record was made for other content than this: {names}. Do not rely on the content; ask "
        "the archive for what it preserved.",
        "Hồ sơ bằng chứng lưu trữ được lập cho nội dung khác với: {names}. Không căn cứ vào nội dung này; "
        "đề nghị đơn vị lưu trữ cung cấp bản đã lưu.",
        fixed=True,
    ),
    fail(
        "evidence-record.tree",
        FAILED,
        Sub.HASH_FAILURE,
        "RFC 4998 4.3, RFC 6283 3.3",
        "The hash tree of the evidence record does not lead to its timestamp of {time}. Ask the archive for "
        "a sound record.",
        "Cây băm của hồ sơ bằng chứng lưu trữ không khớp với dấu thời gian {time}. "
        "Đề nghị đơn vị lưu trữ cấp lại hồ sơ.",
        fixed=True,
    ),
    fail(
        "evidence-record.renewal",
        FAILED,
        Sub.HASH_FAILURE,
        "RFC 4998 5.3, RFC 6283 4.3",
        "A renewal of the evidence record does not cover the part before it, so the chain of proof is cut. "
        "Ask the archive for the whole record.",
        "Lần gia hạn của hồ sơ bằng chứng lưu trữ không bao phủ phần trước đó nên chuỗi chứng minh bị đứt. "
        "Đề nghị đơn vị lưu trữ cung cấp hồ sơ đầy đủ.",
        fixed=True,
    ),
    fail(
        "evidence-record.data-missing",
        UNCLEAR,
        Sub.SIGNED_DATA_NOT_FOUND,
        "RFC 4998 4.3, EN 319 162-1 4",
        "What the evidence record protects is not all here: {names}. Add it and check again.",
        "Thiếu nội dung được hồ sơ bằng chứng lưu trữ bảo vệ: {names}. Đề nghị bổ sung rồi kiểm tra lại.",
    ),
)
