"""The texts of ``lienthong edxml send`` and ``get``, in English and in Vietnamese."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]

SUMMARIES: Texts = {
    "edxml send": (
        "Give the exchange a message: a document, a recall, a status.",
        "Gửi thông điệp lên trục: văn bản, thu hồi hoặc trạng thái.",
    ),
    "edxml get": (
        "Save a submission, a delivery or an event as a message.",
        "Lưu văn bản đi, văn bản đến hoặc sự kiện thành thông điệp edXML.",
    ),
}
TEXTS: Texts = {
    "edxml send": (
        (
            "The message goes as it is; what it asks for is done as 'send', 'recall' and 'status' do it. "
            "Sending the same message again changes nothing. Exit codes: 0 taken; 1 refused, with every "
            "reason; 3 it contradicts what is recorded; 4 what it is about is not there."
        ),
        (
            "Thông điệp được gửi nguyên vẹn và được xử lý đúng như các lệnh 'send', 'recall', 'status'. Gửi "
            "lại cùng thông điệp không làm thay đổi dữ liệu. Mã kết thúc: 0 đã nhận; 1 bị từ chối, kèm đủ lý "
            "do; 3 mâu thuẫn với dữ liệu đã ghi; 4 không có văn bản được nhắc đến."
        ),
    ),
    "edxml get": (
        (
            "Of your own submission, exactly what was sent where it was sent as edXML. With --received the "
            "delivery is opened, which is recorded. With --event only that event, as a status."
        ),
        (
            "Với văn bản đi: đúng từng byte đã gửi nếu đã gửi bằng edXML. Với --received, văn bản đến được "
            "mở và việc mở được ghi nhận. Với --event, chỉ lấy sự kiện đó ở dạng trạng thái."
        ),
    ),
    "option.edxml-event": ("Only this event, as a status.", "Chỉ lấy sự kiện này, ở dạng trạng thái."),
}
EXAMPLES: Texts = {
    "edxml send": ("lienthong edxml send 512.edxml", "lienthong edxml send 512.edxml"),
    "edxml get": (
        "lienthong edxml get lt-2n6x… --received --out 512.edxml",
        "lienthong edxml get lt-2n6x… --received --out 512.edxml",
    ),
}
