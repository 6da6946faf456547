"""What is found about timestamps."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import UNCLEAR, Rule, fail, info, warn
from lienthong.signatures.report import SubIndication as Sub

TIMESTAMP: tuple[Rule, ...] = (
    fail(
        "timestamp.other-bytes",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "RFC 3161 2.4.2, EN 319 102-1 5.4",
        "The {kind} timestamp was made for other bytes. Ask the sender to timestamp the signature again.",
        "Dấu thời gian ({kind}) được cấp cho dữ liệu khác. Đề nghị bên gửi gắn lại dấu thời gian.",
    ),
    fail(
        "timestamp.broken",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.4",
        "The {kind} timestamp is broken: {why}.",
        "Dấu thời gian ({kind}) bị hỏng: {why}.",
    ),
    fail(
        "timestamp.in-future",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.4",
        "The {kind} timestamp lies in the future ({time}).",
        "Dấu thời gian ({kind}) nằm ở tương lai ({time}).",
    ),
    fail(
        "timestamp.key-usage",
        UNCLEAR,
        Sub.CHAIN_CONSTRAINTS_FAILURE,
        "RFC 3161 2.3",
        "The timestamp was made with a certificate that is not for time-stamping.",
        "Dấu thời gian được tạo bằng chứng thư không dùng cho cấp dấu thời gian.",
    ),
    warn(
        "timestamp.not-trusted",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.4",
        "The {kind} timestamp of {time} proves nothing here: {why}.",
        "Dấu thời gian ({kind}) lúc {time} không có giá trị chứng minh: {why}.",
    ),
    info(
        "timestamp.proves",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 162-1 4.4.3.3",
        "The timestamp proves that this existed, unchanged since, by {time}: {names}.",
        "Dấu thời gian chứng minh các nội dung sau đã tồn tại trước {time} và không thay đổi từ đó: {names}.",
    ),
    fail(
        "timestamp.order",
        UNCLEAR,
        Sub.TIMESTAMP_ORDER_FAILURE,
        "EN 319 102-1 5.5.4",
        "The timestamps contradict each other in time: {why}.",
        "Thứ tự các dấu thời gian mâu thuẫn nhau: {why}.",
    ),
)
