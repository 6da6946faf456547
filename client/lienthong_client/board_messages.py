"""What ``lienthong board`` says, in English and in Vietnamese."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "column.duty": ("Duty", "Việc phải làm"),
    "column.due": ("Due", "Hạn"),
    "column.standing": ("State", "Tình trạng"),
    "column.late-by": ("Late by", "Quá hạn"),
    "column.in-time": ("In time", "Đúng hạn"),
    "column.late": ("Late", "Quá hạn"),
    "column.share": ("Share in time", "Tỷ lệ đúng hạn"),
    "column.mean-late": ("Late on average (h)", "Muộn bình quân (giờ)"),
    "column.most-late": ("Latest (h)", "Muộn nhất (giờ)"),
    "duty.sending": ("send the document", "gửi văn bản đi"),
    "duty.urgent-sending": ("send the urgent document", "gửi văn bản khẩn"),
    "duty.receipt": ("confirm receipt", "tiếp nhận văn bản đến"),
    "duty.completion": ("finish the work", "hoàn thành xử lý"),
    "duty.recall-answer": ("answer the take-back", "trả lời thu hồi"),
    "duty.update-answer": ("answer the update", "trả lời cập nhật, thay thế"),
    "standing.open": ("open", "còn hạn"),
    "standing.due-soon": ("due soon", "sắp đến hạn"),
    "standing.late": ("late", "quá hạn"),
    "standing.done-late": ("done late", "đã xong, muộn"),
    "standing.suspended": ("waits for the take-back", "tạm dừng, chờ trả lời thu hồi"),
    "board.late-by": (
        "{hours}:{minutes} h ({days} working days)",
        "{hours}:{minutes} giờ ({days} ngày làm việc)",
    ),
    "board.late": ("Late: {late}; agencies: {agencies}.", "Quá hạn: {late} việc; số cơ quan: {agencies}."),
    "board.none.owed": ("Nothing is due.", "Không có việc nào phải theo dõi thời hạn."),
    "board.none.late": ("Nothing is late.", "Không có việc quá hạn."),
    "board.none.done-late": (
        "Nothing was done late in the last 31 days.",
        "Không có việc nào xong muộn trong 31 ngày gần đây.",
    ),
    "board.none.month": ("Nothing was due in {month}.", "Tháng {month} không có việc nào đến hạn."),
    "board.missing-year": (
        "The working days of {year} are not loaded: what is due then is not shown. Have them loaded.",
        "Chưa nạp lịch làm việc năm {year}: việc có hạn trong năm đó chưa hiển thị. Đề nghị nạp lịch.",
    ),
    "misuse.board": (
        "Only one of --late, --done-late and --month.",
        "Chỉ dùng một trong --late, --done-late và --month.",
    ),
}
