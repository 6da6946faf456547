"""What became of notices to applicants, in English and in Vietnamese."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "notice.told": ("told by {channel}: {kind} – {outcome}", "thông báo qua {channel}: {kind} – {outcome}"),
    "notices.everything": (
        "Dossier {code}: the applicant is told by {ways}.",
        "Hồ sơ {code}: thông báo cho người nộp qua {ways}.",
    ),
    "notices.only-needed": (
        "Dossier {code}: the applicant is told by {ways}, and only of what would cost a deadline.",
        "Hồ sơ {code}: thông báo qua {ways}, chỉ những việc cần bổ sung, cần nộp tiền hoặc hẹn lại.",
    ),
    "notices.nothing": (
        "Dossier {code}: the applicant is told nothing any more; the tracking page stays.",
        "Hồ sơ {code}: không thông báo nữa; người nộp vẫn tra cứu được trên trang tra cứu hồ sơ.",
    ),
    "misuse.told-by": (
        "Say --by sms, --by email or both; or --none alone.",
        "Đề nghị chọn --by sms, --by email hoặc cả hai; hoặc chỉ chọn --none.",
    ),
    "notice.sms": ("text message", "tin nhắn"),
    "notice.email": ("e-mail", "thư điện tử"),
    "notice.received": ("received", "đã tiếp nhận"),
    "notice.supplement-needed": ("supplement needed", "cần bổ sung giấy tờ"),
    "notice.fee-due": ("payment due", "cần thực hiện nghĩa vụ tài chính"),
    "notice.delayed": ("delayed, with a new date", "xin lỗi và hẹn lại ngày trả"),
    "notice.not-accepted": ("not accepted", "không được tiếp nhận"),
    "notice.stopped": ("stopped", "dừng giải quyết"),
    "notice.done": ("result ready", "đã có kết quả"),
    "notice.sent": ("sent", "đã gửi"),
    "notice.delivered": ("delivered", "đã đến nơi"),
    "notice.failed": ("failed", "không gửi được"),
    "notice.suppressed": ("not sent", "không gửi"),
    "notice-reason.opted-out": ("not wanted", "người nộp không nhận"),
    "notice-reason.overtaken": ("overtaken by later events", "hồ sơ đã có diễn biến mới"),
    "notice-reason.too-late": ("no news any more", "đã quá muộn"),
    "notice-reason.no-address": (
        "no telephone number or address that it could go to",
        "không có số điện thoại di động hoặc địa chỉ nhận được",
    ),
    "notice-reason.unreachable": ("could not be reached before", "các lần trước không liên lạc được"),
    "notice-reason.given-up": ("every attempt failed", "đã thử đủ số lần"),
    "notice-reason.refused": ("refused by the provider", "nhà cung cấp từ chối"),
    "notice-reason.bounced": ("returned as undeliverable", "bị trả lại"),
    "notice-reason.complained": ("reported as unwanted", "người nhận báo thư rác"),
    "notice-reason.undelivered": ("did not reach the telephone", "không đến được điện thoại"),
}
