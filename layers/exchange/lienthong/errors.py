"""Everything that can go wrong in the exchange, in four families a caller can act on.

* :class:`Rejected` is final: the same input will be refused again. Where a submission is at stake the
  rejection itself becomes evidence.
* :class:`Conflict` contradicts something already recorded; the answer names both sides.
* :class:`Unavailable` may succeed later without any change; queues retry it.
* :class:`IntegrityFault` means that stored facts contradict each other: stop, and call a person.

Every class has a stable dotted :attr:`~ExchangeError.code`, used in logs, problem responses (RFC 9457)
and evidence alike, and says in English and in Vietnamese what happened and what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in an input: where it is (RFC 6901 pointer), its stable code, and the two sentences."""

    pointer: str
    code: str
    en: str
    vi: str

    def to_json(self) -> dict[str, str]:
        """The fault as it stands in a problem response."""
        return {"pointer": self.pointer, "code": self.code, "en": self.en, "vi": self.vi}


#: A cursor that no listing handed out; found at the edge by its length, in the store by its form.
CURSOR_FAULT = Fault(
    "?cursor",
    "query.cursor",
    "'cursor' is not one that this listing gave out; start from the first page.",
    "'cursor' không phải do danh sách này cấp; đề nghị đọc lại từ trang đầu.",
)


class ExchangeError(Exception):
    """Base of all errors of the exchange.

    Attributes:
        code: stable dotted code.
        http_status: status of the problem response at the API's edge.
        en, vi: sentence templates (``str.format`` over the keyword facts given to the constructor).
        facts: values for the templates and for the problem's extension members; never personal data.
        faults: every single fault where the input had several.
    """

    code: ClassVar[str] = "exchange.error"
    http_status: ClassVar[int] = 500
    en: ClassVar[str] = "The exchange could not do this."
    vi: ClassVar[str] = "Trục liên thông không thực hiện được yêu cầu này."

    def __init__(self, *, faults: Sequence[Fault] = (), **facts: str | int | Sequence[str]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.facts: Mapping[str, str | int | Sequence[str]] = facts
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """The cause and the next step in ``en`` or ``vi``."""
        template = self.vi if language == "vi" else self.en
        return template.format_map({name: _as_text(value) for name, value in self.facts.items()})


def _as_text(value: str | int | Sequence[str]) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ", ".join(value)


class Rejected(ExchangeError):
    """Final refusal: the same input will be refused again."""

    http_status = 422


class Conflict(ExchangeError):
    """The request contradicts what is already recorded."""

    http_status = 409


class Unavailable(ExchangeError):
    """Not possible now; the same request may succeed later."""

    code = "exchange.unavailable"
    http_status = 503
    en = "The exchange cannot do this at the moment. Send the same request again shortly."
    vi = "Trục liên thông tạm thời chưa thực hiện được. Đề nghị gửi lại chính yêu cầu này sau ít phút."


class IntegrityFault(ExchangeError):
    """Stored facts contradict each other; nothing goes on by itself."""

    code = "exchange.integrity-fault"
    http_status = 500
    en = (
        "The exchange found contradicting records ({what}) and stopped. Call its "
        "operator; nothing was changed."
    )
    vi = (
        "Trục liên thông phát hiện dữ liệu mâu thuẫn ({what}) và đã dừng xử lý. "
        "Đề nghị báo đơn vị vận hành; chưa có dữ liệu nào bị thay đổi."
    )


# --- who may call -------------------------------------------------------------------------------


class Unauthenticated(Rejected):
    """Missing, malformed, wrong, expired or replayed request signature; deliberately does not say which."""

    code = "request.unauthenticated"
    http_status = 401
    en = (
        "The request is not properly signed. Sign it anew with a registered key (RFC 9421), "
        "with the current time and a fresh nonce."
    )
    vi = (
        "Yêu cầu chưa được ký hợp lệ. Đề nghị ký lại bằng khóa đã đăng ký (RFC 9421), "
        "với thời gian hiện tại và một số dùng một lần mới."
    )


class NotFound(Rejected):
    """Absent, or somebody else's: the two cannot be told apart from outside."""

    code = "request.not-found"
    http_status = 404
    en = "There is nothing here that your agency may see. Check the address and the identifier."
    vi = (
        "Không có nội dung nào tại địa chỉ này mà cơ quan được phép xem. Đề nghị kiểm "
        "tra lại địa chỉ và mã số."
    )


class MethodNotAllowed(Rejected):
    """The path exists but not with this method."""

    code = "request.method-not-allowed"
    http_status = 405
    en = "This address does not take {method}. It takes: {allowed}."
    vi = "Địa chỉ này không nhận phương thức {method}. Phương thức được nhận: {allowed}."


# --- what was sent ------------------------------------------------------------------------------


class MalformedRequest(Rejected):
    """The body is not the JSON that the endpoint takes; every fault is listed."""

    code = "request.malformed"
    http_status = 400
    en = "The request has {count} fault(s). Correct each one listed under 'faults' and send it again."
    vi = "Yêu cầu có {count} lỗi. Đề nghị sửa từng lỗi nêu trong mục 'faults' rồi gửi lại."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


class RequestTooLarge(Rejected):
    """The body is larger than the platform carries."""

    code = "request.too-large"
    http_status = 413
    en = (
        "The request is larger than {limit} bytes. Leave the content out of the envelope: "
        "the exchange then answers with upload tickets."
    )
    vi = (
        "Yêu cầu vượt quá {limit} byte. Đề nghị không nhúng nội dung tệp vào phong bì: "
        "trục liên thông sẽ cấp phiếu tải lên."
    )


class EnvelopeRejected(Rejected):
    """The envelope is well-formed JSON but breaks rules; every fault is listed."""

    code = "envelope.rejected"
    en = "The envelope has {count} fault(s). Correct each one listed under 'faults' and send it again."
    vi = "Phong bì văn bản có {count} lỗi. Đề nghị sửa từng lỗi nêu trong mục 'faults' rồi gửi lại."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


class StateSecretRefused(Rejected):
    """D28 1.2: state secrets never pass; refused before anything is stored."""

    code = "envelope.state-secret"
    en = (
        "The document carries a state-secret marking and must not pass through the "
        "exchange (Decision 28/2018, "
        "article 1.2). Nothing was stored. Send it by the channel prescribed for state secrets."
    )
    vi = (
        "Văn bản có dấu chỉ độ mật, không được gửi qua trục liên thông (khoản 2 Điều 1 "
        "Quyết định 28/2018/QĐ-TTg). "
        "Không có dữ liệu nào được lưu. Đề nghị gửi theo đường quy định đối với bí mật nhà nước."
    )


class AgencyNotActive(Rejected):
    """The calling agency is locked or ended."""

    code = "agency.not-active"
    http_status = 403
    en = "Agency {agency} is {state} and cannot use the exchange. Ask the registrar to restore it."
    vi = (
        "Cơ quan {agency} đang ở trạng thái {state_vi}, chưa thể dùng trục liên thông. "
        "Đề nghị liên hệ cơ quan quản lý danh bạ."
    )


# --- idempotency and states ----------------------------------------------------------------------


class DocumentIdConflict(Conflict):
    """The sender's DocumentId already names a submission with other bytes."""

    code = "submission.document-id-conflict"
    en = (
        "DocumentId {document_id} already names submission {existing} with other content "
        "(recorded {existing_digest}, sent {sent_digest}). Send the recorded bytes "
        "again, or use a new DocumentId."
    )
    vi = (
        "Mã văn bản {document_id} đã dùng cho lần gửi {existing} với nội dung khác "
        "(đã ghi nhận {existing_digest}, vừa gửi {sent_digest}). "
        "Đề nghị gửi lại đúng nội dung đã ghi nhận, hoặc dùng mã văn bản mới."
    )


class IllegalTransition(Conflict):
    """A status code that the delivery's present state does not allow."""

    code = "delivery.illegal-transition"
    en = "Status {wanted} cannot follow status {current}. Allowed now: {legal}."
    vi = "Không thể chuyển từ trạng thái {current} sang {wanted}. Trạng thái được phép lúc này: {legal}."


class ReasonRequired(Rejected):
    """Refusals and take-backs need a reason (codes 02, 13, 16)."""

    code = "status.reason-required"
    en = "Status {wanted} needs a reason. Add 'reason' and send it again."
    vi = "Trạng thái {wanted} phải kèm lý do. Đề nghị bổ sung trường 'reason' rồi gửi lại."


class DeliveryWithheld(Conflict):
    """The sender recalled or replaced the document before it was opened."""

    code = "delivery.withheld"
    http_status = 409
    en = (
        "The sender has {cause} this document ({reason}); it cannot be opened. Ask the sender if you need it."
    )
    vi = "Văn bản này đã được bên gửi {cause_vi} ({reason}), không thể mở. Nếu cần, đề nghị liên hệ bên gửi."


class ContentDeleted(Rejected):
    """The document was kept for as long as the rule says, and can no longer be opened (docs/adr/0010)."""

    code = "content.deleted"
    http_status = 410
    en = (
        "The exchange kept this document until {until}, as its retention rule says; its content can no "
        "longer be had here. Verdict, events and receipts remain: `lienthong receipt get {submission}` "
        "proves what was exchanged. Ask the sender for its copy and compare its SHA-256 with: {digests}."
    )
    vi = (
        "Trục liên thông lưu văn bản này đến {until} theo quy định về thời hạn lưu; nội dung không còn ở "
        "đây. Kết quả kiểm tra, sự kiện và biên nhận vẫn còn: `lienthong receipt get {submission}` chứng "
        "minh nội dung đã gửi nhận. Đề nghị xin bản lưu của bên gửi và đối chiếu SHA-256 với: {digests}."
    )


class SubmissionNotAccepted(Conflict):
    """Something was asked of a submission that has not been accepted (yet, or at all)."""

    code = "submission.not-accepted"
    en = "Submission {submission} is {state}; this is possible only once it has been accepted."
    vi = "Lần gửi {submission} đang ở trạng thái {state}; chỉ thực hiện được sau khi văn bản được chấp nhận."


class AlreadyRecalled(Conflict):
    """A second recall of what has been recalled."""

    code = "submission.already-recalled"
    en = "Submission {submission} has already been recalled. See the state of each delivery."
    vi = "Lần gửi {submission} đã được yêu cầu thu hồi. Đề nghị xem trạng thái tại từng nơi nhận."


class UploadIncomplete(Conflict):
    """Not every ticketed part has arrived."""

    code = "upload.incomplete"
    en = "{missing} part(s) are still missing. Read the tickets again, upload what they list, then complete."
    vi = "Còn thiếu {missing} phần tệp. Đề nghị đọc lại phiếu tải lên, tải các phần còn thiếu rồi hoàn tất."


class UploadMismatch(Rejected):
    """What was uploaded is not what the envelope declares."""

    code = "upload.mismatch"
    en = "Attachment {name}: the uploaded content has another size or digest than declared. Upload it again."
    vi = "Tệp {name}: nội dung tải lên khác dung lượng hoặc mã băm đã khai. Đề nghị tải lại."


class RegistryConflict(Conflict):
    """A registry change that contradicts the registry."""

    code = "registry.conflict"
    en = "The registry does not allow this change: {why}. Read the agency again and correct the request."
    vi = "Danh bạ không cho phép thay đổi này: {why_vi}. Đề nghị đọc lại thông tin cơ quan và sửa yêu cầu."


class RegistryImportRejected(Rejected):
    """A table of agencies that contradicts the registry or itself; all faults are listed, none recorded."""

    code = "registry.import-rejected"
    en = (
        "The table has {count} fault(s); no agency was changed. Correct each one listed under 'faults' and "
        "import the whole table again."
    )
    vi = (
        "Bảng có {count} lỗi; chưa thay đổi cơ quan nào. Đề nghị sửa từng lỗi nêu trong mục 'faults' rồi "
        "nạp lại cả bảng."
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


class RegisterRejected(Rejected):
    """What was reported to the outgoing register breaks rules; every fault is listed, nothing recorded."""

    code = "register.rejected"
    en = (
        "{count} of the reported entries' values are wrong; nothing was recorded. "
        "Correct each one listed under 'faults' and send all of them again."
    )
    vi = (
        "Nội dung khai báo vào sổ có {count} lỗi; chưa ghi nhận mục nào. "
        "Đề nghị sửa từng lỗi nêu trong mục 'faults' rồi gửi lại toàn bộ."
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


class RegisterNumberTaken(Conflict):
    """Another entry stands under a reported number (ND30 15.1); both are named, nothing is recorded."""

    code = "register.number-taken"
    en = (
        "{count} number(s) stand in the outgoing register with another content; nothing was recorded. "
        "Correct the numbers listed under 'faults', or withdraw the standing entries, and send all again."
    )
    vi = (
        "Có {count} số văn bản đã vào sổ với nội dung khác; chưa ghi nhận mục nào. Đề nghị sửa các số nêu "
        "trong mục 'faults', hoặc hủy mục đã ghi nhầm, rồi gửi lại toàn bộ."
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


class EntryAlreadyWithdrawn(Conflict):
    """A second withdrawal of an entry, for another reason."""

    code = "register.already-withdrawn"
    en = "The entry {entry} was withdrawn on {at} for another reason: {reason}. Report the document anew."
    vi = "Mục {entry} đã được hủy ngày {at} với lý do khác: {reason}. Nếu cần, đề nghị khai báo lại văn bản."


class Throttled(Unavailable):
    """A store or queue asked us to slow down."""

    code = "exchange.throttled"
    http_status = 503
    en = "The exchange is busy. Send the same request again shortly; nothing will be doubled."
    vi = (
        "Trục liên thông đang bận. Đề nghị gửi lại chính yêu cầu này sau ít phút; văn "
        "bản sẽ không bị gửi trùng."
    )


class StoredContentMismatch(IntegrityFault):
    """Content read back from the store has another digest than its key."""

    code = "content.digest-mismatch"


class RetentionTooShort(IntegrityFault):
    """A deployment that is to delete documents while its store still locks them."""

    code = "retention.too-short"
    en = (
        "DocumentRetentionDays ({days}) is shorter than ContentRetentionDays ({locked}): documents would be "
        "due while the store still locks them. Nothing is deleted. Set it to at least {locked}, or to 0 to "
        "keep documents for ever."
    )
    vi = (
        "DocumentRetentionDays ({days}) ngắn hơn ContentRetentionDays ({locked}): văn bản đến hạn xóa khi "
        "kho lưu trữ còn khóa. Chưa có gì bị xóa. Đề nghị đặt ít nhất {locked}, hoặc 0 để lưu vĩnh viễn."
    )


class LogContradiction(IntegrityFault):
    """The log's table, tiles and checkpoint do not fit together: a fork, a rollback, other bytes."""

    code = "log.contradiction"
    en = (
        "The evidence log contradicts itself ({what}) and has stopped. Nothing was published. Compare "
        "the log with the witnesses' checkpoints (runbook 'log') before anybody resumes it."
    )
    vi = (
        "Nhật ký bằng chứng có mâu thuẫn ({what}) và đã dừng ghi; chưa có dữ liệu nào được công bố. "
        "Đề nghị đối chiếu với bản ghi của các bên chứng kiến (tài liệu vận hành, mục nhật ký) "
        "trước khi cho chạy tiếp."
    )


class ReceiptContradiction(IntegrityFault):
    """A recorded event, the log's files and a checkpoint do not fit together: no receipt can be made."""

    code = "receipt.contradiction"
    en = (
        "No receipt can be made: the exchange's record and its evidence log contradict each other ({what}). "
        "Call the exchange's operator; keep whatever receipts you have."
    )
    vi = (
        "Không lập được biên nhận: dữ liệu của trục và nhật ký bằng chứng mâu thuẫn ({what}). "
        "Đề nghị báo đơn vị vận hành và giữ các biên nhận đang có."
    )


class TimestampsOverdue(Unavailable):
    """Time-stamps have been missing for longer than the exchange may go on without them."""

    code = "log.timestamps-overdue"
    en = (
        "No time-stamp could be had since {since}, longer than the exchange may go on without one. "
        "Nothing was stored. Send the same document again once the time-stamping service is back."
    )
    vi = (
        "Từ {since} chưa lấy được dấu thời gian, vượt quá thời hạn cho phép. Không có dữ liệu nào được lưu. "
        "Đề nghị gửi lại chính văn bản này khi dịch vụ cấp dấu thời gian hoạt động trở lại."
    )
