"""The stories in the order in which they are told, with their titles for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lienthong_local.demo import closing
from lienthong_local.demo import stories_of_an_applicant as applying
from lienthong_local.demo import stories_of_changing_minds as changing
from lienthong_local.demo import stories_of_deadlines as timing
from lienthong_local.demo import stories_of_dossiers_in_time as in_time
from lienthong_local.demo import stories_of_proof as proving
from lienthong_local.demo import stories_of_refusal as refusing
from lienthong_local.demo import stories_of_sending as sending
from lienthong_local.demo import stories_of_the_national_format as national
from lienthong_local.demo import stories_of_the_one_stop as serving
from lienthong_local.demo import stories_of_witnesses as witnessing
from lienthong_local.demo.desk import Desk


@dataclass(frozen=True, slots=True)
class Item:
    """One story: its title in both languages, and how it is played; it returns what came out, in short."""

    en: str
    vi: str
    play: Callable[[Desk], str]

    def title(self, language: str) -> str:
        """The title in ``en`` or ``vi``."""
        return self.vi if language == "vi" else self.en


STORIES = (
    Item(
        "A district writes to three departments; one refuses",
        "Huyện gửi văn bản đến ba sở; một sở từ chối",
        sending.three_departments,
    ),
    Item(
        "The province writes to 15 districts; content stored once",
        "Tỉnh gửi 15 huyện; nội dung chỉ lưu một lần",
        sending.broadcast,
    ),
    Item(
        "Sent twice: the same submission; other bytes: a conflict",
        "Gửi hai lần: cùng một lần gửi; khác nội dung: xung đột",
        sending.sent_twice,
    ),
    Item("Recalled before opening", "Thu hồi trước khi mở", changing.recalled_before_opening),
    Item(
        "Recalled after opening: one agrees, one refuses",
        "Thu hồi sau khi mở: một nơi đồng ý, một nơi từ chối",
        changing.recalled_after_opening,
    ),
    Item("Replaced", "Thay thế văn bản", changing.replaced),
    Item(
        "One agency speaks edXML, the other the API",
        "Một cơ quan dùng edXML, cơ quan kia dùng giao diện của trục",
        national.two_softwares,
    ),
    Item("A tampered PDF", "Tệp PDF bị sửa sau khi ký", refusing.tampered),
    Item("An unsigned PDF", "Tệp PDF không có chữ ký số", refusing.unsigned),
    Item("A revoked certificate", "Chứng thư số đã bị thu hồi", refusing.revoked),
    Item("Another agency's signature", "Chữ ký số của cơ quan khác", refusing.signed_by_another),
    Item("A 200 MB attachment by ticket", "Tệp đính kèm 200 MB tải lên theo phiếu", sending.large_attachment),
    Item("A webhook that fails at first", "Webhook lỗi lần đầu, nhận lần sau", sending.failing_webhook),
    Item("A locked agency", "Cơ quan đang tạm khóa", sending.locked_agency),
    Item(
        "An urgent letter sent a day late; who must know is told once",
        "Văn bản khẩn gửi muộn một ngày; cơ quan và cấp trên được báo một lần",
        timing.urgent_letter_sent_late,
    ),
    Item(
        "A morning at the one-stop: a building permit through two agencies",
        "Một buổi sáng tại bộ phận một cửa: giấy phép xây dựng qua hai cơ quan",
        serving.morning_at_can_giuoc,
    ),
    Item(
        "A certified copy handed in after 15:00 is due on the next working day",
        "Chứng thực bản sao nộp sau 15 giờ: hẹn ngày làm việc kế tiếp",
        in_time.copy_after_fifteen_hundred,
    ),
    Item(
        "A land transfer that would be late: warned about in time, an apology with a new date",
        "Chuyển nhượng đất có nguy cơ trễ hạn: cảnh báo sớm, xin lỗi và hẹn lại trước hạn",
        in_time.transfer_that_would_be_late,
    ),
    Item(
        "An applicant is told of the new date by text message, once, and named in none",
        "Người dân nhận tin nhắn báo ngày hẹn mới, một lần, không nêu tên",
        applying.told_by_text_message,
    ),
    Item(
        "An applicant follows a dossier with the slip's codes; with another secret there is nothing",
        "Người dân tra cứu hồ sơ bằng mã trên giấy tiếp nhận; sai mã thì không thấy gì",
        applying.followed_with_the_slip,
    ),
    Item(
        "An applicant's story is told from the log alone, and names nobody",
        "Diễn biến hồ sơ của người dân dựng lại chỉ từ nhật ký, không nêu tên ai",
        applying.told_from_the_log_alone,
    ),
    Item("A state-secret marking", "Văn bản có dấu chỉ độ mật", refusing.state_secret),
    Item(
        "A verdict comes out again from what it rests on",
        "Kết quả kiểm tra được xác nhận lại từ dữ liệu đã lưu",
        proving.report_comes_out_again,
    ),
    Item(
        "A receipt holds with nobody's help; forged ones do not",
        "Biên nhận tự kiểm tra được; biên nhận giả bị phát hiện",
        proving.receipts_are_forged,
    ),
    Item(
        "The evidence log is checked as a whole; four forgeries are found",
        "Kiểm tra toàn bộ nhật ký bằng chứng; phát hiện bốn cách làm giả",
        proving.log_is_checked,
    ),
    Item(
        "Two witnesses have cosigned the log; a second history is refused",
        "Hai bên chứng kiến đã xác nhận nhật ký; lịch sử thứ hai bị từ chối",
        witnessing.another_history_is_refused,
    ),
)
#: Behind everything else: it is about all that was sent.
CLOSING = (
    Item("No queue holds anything", "Không hàng đợi nào còn thông điệp", closing.nothing_is_left),
    Item(
        "Every submission's story adds up", "Quá trình của mọi văn bản khớp đúng", closing.every_story_adds_up
    ),
)
PROGRAMME = STORIES + CLOSING
