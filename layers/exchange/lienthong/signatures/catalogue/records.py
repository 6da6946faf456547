"""What can be found when a recorded verdict is validated again."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import FAILED, UNCLEAR, Rule, fail
from lienthong.signatures.report import SubIndication as Sub

_CLAUSE = "EN 319 102-1 5.1.4"

RECORD: tuple[Rule, ...] = (
    fail(
        "record.unreadable",
        FAILED,
        Sub.FORMAT_FAILURE,
        _CLAUSE,
        "This is no recorded verdict that this version can read ({why}). "
        "Use the file as the exchange gave it.",
        "Đây không phải báo cáo kiểm tra đã lưu mà phiên bản này đọc được ({why}). "
        "Đề nghị dùng nguyên tệp do trục liên thông cấp.",
        fixed=True,
    ),
    fail(
        "record.file-other",
        FAILED,
        Sub.HASH_FAILURE,
        _CLAUSE,
        "The verdict is about another file (SHA-256 {recorded}); this one has {found}.",
        "Báo cáo thuộc về tệp khác (SHA-256 {recorded}); tệp này có mã băm {found}.",
        fixed=True,
    ),
    fail(
        "record.material-missing",
        UNCLEAR,
        Sub.TRY_LATER,
        _CLAUSE,
        "What the verdict rests on is missing or was changed (SHA-256 {digest}). Fetch it again.",
        "Thiếu hoặc sai dữ liệu làm căn cứ của báo cáo (SHA-256 {digest}). Đề nghị tải lại.",
        fixed=True,
    ),
    fail(
        "record.differs",
        FAILED,
        Sub.POLICY_PROCESSING_ERROR,
        _CLAUSE,
        "Validated again with the same data, another verdict comes out, first at {where}: the recorded one "
        "was changed. Fetch the report again from the exchange.",
        "Kiểm tra lại với cùng dữ liệu cho kết quả khác, khác đầu tiên tại {where}: báo cáo đã lưu bị sửa. "
        "Đề nghị tải lại báo cáo từ trục liên thông.",
        fixed=True,
    ),
)
