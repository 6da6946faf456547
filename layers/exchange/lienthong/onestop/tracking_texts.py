"""What the tracking page says, in English and in Vietnamese, to somebody who is tired of waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lienthong.onestop.tracked import Progress
from lienthong.onestop.words import PortalStatus

Language = Literal["vi", "en"]

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Where is my dossier?", "Tra cứu hồ sơ"),
    "title-error": ("Not found – Where is my dossier?", "Không tìm thấy – Tra cứu hồ sơ"),
    "title-limited": ("Please wait – Where is my dossier?", "Đề nghị chờ – Tra cứu hồ sơ"),
    "title-unreadable": ("Not read – Where is my dossier?", "Chưa đọc được – Tra cứu hồ sơ"),
    "title-unavailable": ("Not possible now – Where is my dossier?", "Tạm gián đoạn – Tra cứu hồ sơ"),
    "intro": (
        "Both codes are printed on your receipt and appointment slip.",
        "Hai mã dưới đây có trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
    ),
    "code": ("Dossier code", "Mã hồ sơ"),
    "code-hint": ("For example 000.00.14.H20-200703-0002", "Ví dụ: 000.00.14.H20-200703-0002"),
    "secret": ("Tracking code", "Mã tra cứu"),
    "secret-hint": ("8 letters and digits, printed beside the QR code", "8 chữ và số, in cạnh mã QR"),
    "ask": ("Look up", "Tra cứu"),
    "again": ("Look up another dossier", "Tra cứu hồ sơ khác"),
    "not-found": ("No dossier was found with these two codes.", "Không tìm thấy hồ sơ với hai mã này."),
    "not-found-advice": (
        "Check both codes against the slip and try again. If it is lost, ask where you handed in.",
        "Đề nghị đối chiếu hai mã với giấy hẹn rồi thử lại. Nếu mất giấy hẹn, đề nghị hỏi nơi đã nộp hồ sơ.",
    ),
    "unreadable": ("What was sent could not be read.", "Chưa đọc được nội dung đã gửi."),
    "unreadable-advice": (
        "Fill in both codes and send them again.",
        "Đề nghị điền đủ hai mã rồi gửi lại.",
    ),
    "unavailable": ("Looking up is not possible at the moment.", "Hiện chưa tra cứu được."),
    "unavailable-advice": (
        "Try again in a few minutes. Your dossier is not affected.",
        "Đề nghị thử lại sau ít phút. Việc giải quyết hồ sơ không bị ảnh hưởng.",
    ),
    "limited": ("Looked up too often.", "Đã tra cứu quá nhiều lần."),
    "limited-advice": (
        "Try again in {minutes} minute(s), or ask where you handed in.",
        "Đề nghị thử lại sau {minutes} phút, hoặc hỏi nơi đã nộp hồ sơ.",
    ),
    "at": ("Where it is", "Đang ở"),
    "result-at": ("Result at", "Nhận kết quả tại"),
    "since": ("Since", "Từ lúc"),
    "promised": ("Result due", "Hẹn trả kết quả"),
    "promised-later": (
        "a new day is set once we have it",
        "sẽ hẹn lại sau khi Ông/Bà hoàn thành",
    ),
    "apologised-for": ("Appointment before", "Ngày hẹn trước đây"),
    "received": ("Handed in", "Nộp hồ sơ"),
    "procedure": ("Procedure", "Thủ tục"),
    "done-at": ("Result there since", "Có kết quả lúc"),
    "ended-at": ("Ended", "Kết thúc lúc"),
    "returned-at": ("Result handed out", "Đã trả kết quả lúc"),
    "overdue": ("Late: the appointment has passed.", "Hồ sơ đã quá ngày hẹn."),
    "overdue-advice": (
        "It is still in work. You may ask at the place where you handed in.",
        "Hồ sơ vẫn đang được giải quyết. Ông/Bà có thể hỏi tại nơi đã nộp hồ sơ.",
    ),
    "renewed": (
        "The first appointment could not be kept; the apology slip says why.",
        "Hồ sơ được hẹn lại; lý do ghi trong phiếu xin lỗi và hẹn lại ngày trả kết quả.",
    ),
    "steps": ("The way of the dossier", "Các bước giải quyết"),
    "step": ("Step {number}", "Bước {number}"),
    "from": ("from {when}", "từ {when}"),
    "until": ("to {when}", "đến {when}"),
    "due": ("due {when}", "hạn {when}"),
    "other-language": ("Tiếng Việt", "English"),
    "refused-result": (
        "There is a decision: the application was not granted. The paper says why.",
        "Đã có văn bản trả lời: đề nghị chưa được chấp thuận. Lý do ghi trong văn bản.",
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a status is called for the applicant, and what there is to do; the advice may be empty."""

    en: str
    vi: str
    en_advice: str = ""
    vi_advice: str = ""

    def sentences(self, language: Language) -> tuple[str, ...]:
        """The status, and the advice where there is one."""
        both = (self.vi, self.vi_advice) if language == "vi" else (self.en, self.en_advice)
        return tuple(sentence for sentence in both if sentence)


#: For whoever reads in a hurry: what is, then what to do.
STATUS: dict[PortalStatus, Told] = {
    PortalStatus.NEW: Told(
        "Handed in, not yet accepted.",
        "Đã nộp, chưa tiếp nhận.",
        "It is being checked whether everything is there.",
        "Thành phần hồ sơ đang được kiểm tra.",
    ),
    PortalStatus.ACCEPTED: Told("Accepted. Work is about to begin.", "Đã tiếp nhận, chuẩn bị giải quyết."),
    PortalStatus.NOT_ACCEPTED: Told(
        "Refused.",
        "Hồ sơ bị từ chối.",
        "The refusal slip says why. You may ask at the place where you handed in.",
        "Lý do ghi trong phiếu từ chối. Ông/Bà có thể hỏi thêm tại nơi đã nộp hồ sơ.",
    ),
    PortalStatus.PROCESSING: Told("In work.", "Đang giải quyết."),
    PortalStatus.SUPPLEMENT_REQUIRED: Told(
        "We wait for papers from you.",
        "Đang chờ Ông/Bà bổ sung giấy tờ.",
        "The supplement slip lists them. Bring them to the place where you handed in.",
        "Giấy tờ cần bổ sung ghi trong phiếu yêu cầu; đề nghị nộp tại nơi đã nộp hồ sơ.",
    ),
    PortalStatus.FINANCIAL_OBLIGATION: Told(
        "We wait for your payment.",
        "Đang chờ Ông/Bà nộp tiền.",
        "Pay as the notice says, and keep the receipt.",
        "Đề nghị nộp theo thông báo và giữ lại biên lai.",
    ),
    PortalStatus.WITHDRAWN: Told("Withdrawn at your wish.", "Đã rút hồ sơ theo đề nghị của Ông/Bà."),
    PortalStatus.STOPPED: Told(
        "Stopped.",
        "Đã dừng giải quyết.",
        "Ask why at the place where you handed in.",
        "Đề nghị liên hệ nơi đã nộp hồ sơ để biết lý do.",
    ),
    PortalStatus.DONE: Told(
        "The result is there.",
        "Đã có kết quả.",
        "Bring your slip to fetch it, unless you asked for it by post.",
        "Đề nghị mang giấy hẹn đến nhận, trừ trường hợp đã đăng ký nhận qua bưu chính.",
    ),
    PortalStatus.RETURNED: Told("The result was handed out.", "Đã trả kết quả."),
}
#: A sign and a word: never colour alone (WCAG 2.2, 1.4.1).
PROGRESS: dict[Progress, tuple[str, str, str]] = {
    Progress.DONE: ("✓", "done", "đã xong"),
    Progress.NOW: ("►", "in work", "đang làm"),
    Progress.AHEAD: ("○", "not begun", "chưa đến"),
}


def text(key: str, language: Language, **facts: object) -> str:
    """The text of a key, with its facts.

    Raises:
        KeyError: there is no such text, or a fact is missing.
    """
    return TEXTS[key][language == "vi"].format_map(facts)
