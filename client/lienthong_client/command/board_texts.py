"""The texts of ``lienthong board``, in English and in Vietnamese."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]

SUMMARIES: Texts = {
    "board": (
        "Show what is due and what is late: by whom, and since when.",
        "Theo dõi thời hạn: việc đến hạn, việc quá hạn, của cơ quan nào, từ lúc nào.",
    ),
}
TEXTS: Texts = {
    "board": (
        (
            "Confirming receipt the same day (ND30 21.2c), sending by the next morning, urgent documents at "
            "once (D28 6.2), due dates, answers to take-backs and updates. Lateness is counted in working "
            "days and office hours. An agency sees itself and everybody below it."
        ),
        (
            "Gồm: tiếp nhận văn bản trong ngày (điểm c khoản 2 Điều 21 Nghị định 30/2020/NĐ-CP), gửi văn bản "
            "chậm nhất buổi sáng ngày làm việc tiếp theo, văn bản khẩn gửi ngay (khoản 2 Điều 6 Quyết định "
            "28/2018/QĐ-TTg), hạn xử lý ghi trên văn bản, trả lời thu hồi, cập nhật. Thời gian quá hạn tính "
            "theo ngày làm việc, giờ hành chính. Cơ quan xem được của mình và các đơn vị cấp dưới."
        ),
    ),
    "option.board-agency": (
        "Code or alias of the agency; your own when left out.",
        "Mã hoặc bí danh cơ quan; mặc định là cơ quan của mình.",
    ),
    "option.scope": (
        "self, or subtree: everybody below it as well.",
        "self: chỉ cơ quan đó; subtree: cả các đơn vị cấp dưới.",
    ),
    "option.late": ("Only what is late.", "Chỉ xem việc đã quá hạn, chưa xong."),
    "option.done-late": (
        "What was done, but late, with an end in the last 31 days.",
        "Việc đã xong nhưng muộn, có hạn trong 31 ngày gần đây.",
    ),
    "option.board-month": (
        "How the deadlines of this month (11/2026) were kept.",
        "Kết quả thực hiện các thời hạn của tháng này (11/2026).",
    ),
}
_LINES = """\
lienthong board
lienthong board --late --scope subtree
lienthong board --month 11/2026 --scope subtree --json"""
EXAMPLES: Texts = {"board": (_LINES, _LINES)}
