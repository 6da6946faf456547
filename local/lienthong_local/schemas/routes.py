"""Every route of the API: who may call it, what it takes, what it answers and what it can refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel

from lienthong.adapters.sqs_dead_letters import NotRedrivable
from lienthong.api.actions import RecallBody, StatusBody
from lienthong.api.anchor_bodies import AnchorBody
from lienthong.api.bodies import EnvelopeBody
from lienthong.api.centre_bodies import PostingsBody, VoteBody
from lienthong.api.dossier_bodies import (
    ActBody,
    CentreBody,
    ConsultationBody,
    ProceduresBody,
    VisitBody,
)
from lienthong.api.edxml_bodies import EdxmlUploadBody, EdxmlUploadedBody
from lienthong.api.import_bodies import ImportBody
from lienthong.api.register_bodies import EntriesBody, WithdrawalBody
from lienthong.api.registry_bodies import AgencyBody, EndBody, ReasonBody
from lienthong.calendar.errors import CalendarYearMissing
from lienthong.edxml.writing import MessageUnwritable
from lienthong.errors import (
    AgencyNotActive,
    AlreadyRecalled,
    ContentDeleted,
    DeliveryWithheld,
    DocumentIdConflict,
    EntryAlreadyWithdrawn,
    EnvelopeRejected,
    ExchangeError,
    IllegalTransition,
    MalformedRequest,
    NotFound,
    ReasonRequired,
    ReceiptContradiction,
    RegisterNumberTaken,
    RegisterRejected,
    RegistryConflict,
    RegistryImportRejected,
    RequestTooLarge,
    StateSecretRefused,
    SubmissionNotAccepted,
    Throttled,
    Unauthenticated,
    Unavailable,
    UploadIncomplete,
    UploadMismatch,
)
from lienthong.model.codes import EXCHANGING, Role
from lienthong.onestop import desk_errors as desk
from lienthong.onestop import errors as onestop
from lienthong.services.edxml_acts import MessageRefused
from lienthong.services.edxml_copies import TooLargeForMessage
from lienthong.services.edxml_giving import MEDIA_TYPE, NoStatusCode
from lienthong_local.schemas import (
    answers,
    centre_answers,
    deadline_answers,
    dossier_answers,
    dossier_board_answers,
    ratio_answers,
)

Problems = tuple[type[ExchangeError], ...]
_EVERYWHERE: Problems = (RequestTooLarge, Throttled, Unavailable)
_SIGNED: Problems = (*_EVERYWHERE, Unauthenticated, AgencyNotActive)
_ANY_ROLE = frozenset(Role)
_REGISTRAR = frozenset({Role.REGISTRAR})
_CENTRE = frozenset({Role.ONE_STOP})
#: What keeps anything from being accepted on a day, whatever is handed in.
_DAY: Problems = (onestop.RulesNotInForce, CalendarYearMissing, desk.CentreNotSetUp)
#: What speaks against one dossier; a visit's are told together, as faults of one refusal.
_ACCEPTANCE: Problems = (
    *_DAY,
    onestop.ProcedureNotInForce,
    onestop.PapersMissing,
    onestop.StepsUnassigned,
    desk.ProcedureNotOffered,
)
_INTAKE: Problems = (
    *_DAY,
    desk.IntakeRejected,
    onestop.SequenceExhausted,
    onestop.DossierCodeMalformed,
    desk.IntakeConflict,
    desk.PossibleDoubleIntake,
)
_ACTS: Problems = (
    *_ACCEPTANCE,
    onestop.IllegalMove,
    onestop.StepNotOpen,
    onestop.StepsUnfinished,
    onestop.WrongAgency,
    onestop.SecondReappointment,
    onestop.NewDateNotLater,
    desk.SubmissionUnfit,
    desk.ActConflict,
)


class Owner(StrEnum):
    """Whose a thing is; to everybody else its address does not exist."""

    SENDER = "sender"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class Route:
    """One route.

    Attributes:
        function: the folder under ``functions/`` that answers it.
        key: method and path as API Gateway names them.
        en, vi: what it does, for a person.
        roles: agencies with one of these may call it; ``None`` where nothing is signed.
        owner: only this side of a submission or delivery may, whatever its role …
        beside_owner: … except agencies with one of these roles.
        takes: the body; none where it is ``None``.
        gives: the answers by status.
        file: media type of the file that it gives instead.
        elsewhere: the file may also be had from another address (303).
        takes_file: media type of a file that it takes beside the body.
        also: media type in which it gives all its answers to who asks for it.
        query: parameters by name.
        refuses: what it can refuse beside what every route can.
    """

    function: str
    key: str
    operation: str
    en: str
    vi: str
    gives: Mapping[int, type[BaseModel]]
    roles: frozenset[Role] | None = _ANY_ROLE
    owner: Owner | None = None
    beside_owner: frozenset[Role] = frozenset()
    takes: type[BaseModel] | None = None
    query: tuple[str, ...] = ()
    refuses: Problems = field(default=())
    file: str = ""
    elsewhere: bool = False
    takes_file: str = ""
    also: str = ""

    @property
    def successes(self) -> frozenset[int]:
        """The statuses of success."""
        return frozenset({*self.gives, *([200] if self.file else []), *([303] if self.elsewhere else [])})

    @property
    def method(self) -> str:
        """The method in lower case, as OpenAPI wants it."""
        return self.key.partition(" ")[0].lower()

    @property
    def path(self) -> str:
        """The path with its parameters in braces."""
        # API Gateway marks a parameter that takes the rest of the path; OpenAPI knows no such mark.
        return self.key.partition(" ")[2].replace("+}", "}")

    @property
    def problems(self) -> Problems:
        """Everything it can answer but success."""
        return (*(_EVERYWHERE if self.roles is None else _SIGNED), *self.refuses)


ROUTES: tuple[Route, ...] = (
    Route(
        "submit",
        "POST /v1/submissions",
        "submit",
        "Submit a document. The same DocumentId with the same bytes answers 200 with what is recorded.",
        "Gửi văn bản. Gửi lại cùng mã, cùng nội dung thì nhận lại đúng lần gửi đã ghi nhận (200).",
        {202: answers.SubmissionReceipt, 200: answers.SubmissionReceipt},
        roles=EXCHANGING,
        takes=EnvelopeBody,
        refuses=(MalformedRequest, EnvelopeRejected, StateSecretRefused, DocumentIdConflict, NotFound),
    ),
    Route(
        "submissions",
        "GET /v1/submissions",
        "listSubmissions",
        "What the calling agency has submitted, newest first.",
        "Danh sách văn bản đi của cơ quan, mới nhất trước.",
        {200: answers.Outbox},
        query=("cursor", "limit", "predecessor"),
        refuses=(
            NotFound,
            MalformedRequest,
        ),
    ),
    Route(
        "submissions",
        "GET /v1/submissions/{id}",
        "readSubmission",
        "Everything recorded about one submission: verdict, deliveries, events.",
        "Toàn bộ quá trình của một lần gửi: kết quả kiểm tra, trạng thái từng nơi nhận, sự kiện.",
        {200: answers.Story},
        owner=Owner.SENDER,
        beside_owner=frozenset({Role.AUDITOR}),
        refuses=(NotFound,),
        query=("predecessor",),
    ),
    Route(
        "reports",
        "GET /v1/submissions/{id}/reports",
        "readReports",
        "The verdicts in full: the report of each attachment and what it rests on, as short-lived links.",
        "Báo cáo kiểm tra đầy đủ của từng tệp và dữ liệu làm căn cứ, bằng liên kết có thời hạn ngắn.",
        {200: answers.Reports},
        owner=Owner.SENDER,
        beside_owner=frozenset({Role.AUDITOR}),
        refuses=(NotFound,),
        query=("predecessor",),
    ),
    Route(
        "receipts",
        "GET /v1/submissions/{id}/receipts",
        "listReceipts",
        "The receipts of the whole story; each verifies offline with the log's key.",
        "Biên nhận của toàn bộ quá trình; mỗi biên nhận tự kiểm tra được bằng khóa của nhật ký.",
        {200: answers.Receipts},
        owner=Owner.SENDER,
        beside_owner=frozenset({Role.AUDITOR}),
        query=("cursor", "limit", "predecessor"),
        refuses=(NotFound, MalformedRequest, ReceiptContradiction),
    ),
    Route(
        "receipts",
        "GET /v1/submissions/{id}/receipts/{event_id}",
        "readReceipt",
        "One event's receipt; 202 with Retry-After for the seconds until the log has published it.",
        "Biên nhận của một sự kiện; 202 kèm Retry-After trong vài giây chờ nhật ký công bố.",
        {200: answers.Receipt, 202: answers.ReceiptPending},
        owner=Owner.SENDER,
        beside_owner=frozenset({Role.AUDITOR}),
        refuses=(NotFound, ReceiptContradiction),
        query=("predecessor",),
    ),
    Route(
        "uploads",
        "GET /v1/submissions/{id}/uploads",
        "listUploads",
        "The parts that are still missing, with fresh upload tickets.",
        "Các phần tệp còn thiếu, kèm phiếu tải lên mới.",
        {200: answers.Uploads},
        owner=Owner.SENDER,
        refuses=(NotFound,),
    ),
    Route(
        "uploads",
        "POST /v1/submissions/{id}/uploads/complete",
        "completeUploads",
        "Close the uploads: the submission is received and goes to validation.",
        "Hoàn tất tải lên: văn bản được tiếp nhận và chuyển sang kiểm tra.",
        {200: answers.SubmissionReceipt},
        owner=Owner.SENDER,
        refuses=(NotFound, UploadIncomplete),
    ),
    Route(
        "recall",
        "POST /v1/submissions/{id}/recall",
        "recallSubmission",
        "Take a submission back (13) from all its recipients.",
        "Thu hồi văn bản (13) tại mọi nơi nhận.",
        {200: answers.Recalled},
        owner=Owner.SENDER,
        takes=RecallBody,
        refuses=(MalformedRequest, NotFound, ReasonRequired, SubmissionNotAccepted, AlreadyRecalled),
        query=("predecessor",),
    ),
    Route(
        "inbox",
        "GET /v1/inbox",
        "listInbox",
        "The calling agency's deliveries: the unopened first, each group oldest first.",
        "Hộp văn bản đến của cơ quan: chưa mở trước, cũ trước mới sau.",
        {200: answers.InboxPage},
        roles=EXCHANGING,
        query=("status", "unopened", "cursor", "limit", "predecessor"),
        refuses=(MalformedRequest, NotFound),
    ),
    Route(
        "delivery",
        "GET /v1/inbox/{id}",
        "readDelivery",
        "One delivery with its verdict, without opening it.",
        "Xem thông tin và kết quả kiểm tra của một văn bản đến, chưa mở văn bản.",
        {200: answers.DeliveryView},
        owner=Owner.RECIPIENT,
        refuses=(NotFound,),
        query=("predecessor",),
    ),
    Route(
        "reports",
        "GET /v1/inbox/{id}/reports",
        "readReportsOfDelivery",
        "The verdicts of a delivery in full, as short-lived links.",
        "Báo cáo kiểm tra đầy đủ của một văn bản đến, bằng liên kết có thời hạn ngắn.",
        {200: answers.Reports},
        owner=Owner.RECIPIENT,
        refuses=(NotFound, DeliveryWithheld),
        query=("predecessor",),
    ),
    Route(
        "receipts",
        "GET /v1/inbox/{id}/receipts",
        "listReceiptsOfDelivery",
        "The receipts of what concerns the recipient: its own delivery, and what the sender did.",
        "Biên nhận các sự kiện liên quan đến nơi nhận: việc chuyển đến cơ quan mình và việc gửi.",
        {200: answers.Receipts},
        owner=Owner.RECIPIENT,
        query=("cursor", "limit", "predecessor"),
        refuses=(NotFound, MalformedRequest, ReceiptContradiction),
    ),
    Route(
        "receipts",
        "GET /v1/inbox/{id}/receipts/{event_id}",
        "readReceiptOfDelivery",
        "One event's receipt, if the event concerns the recipient; 202 until the log has published it.",
        "Biên nhận của một sự kiện liên quan đến nơi nhận; 202 trong khi chờ nhật ký công bố.",
        {200: answers.Receipt, 202: answers.ReceiptPending},
        owner=Owner.RECIPIENT,
        refuses=(NotFound, ReceiptContradiction),
        query=("predecessor",),
    ),
    Route(
        "delivery",
        "POST /v1/inbox/{id}/open",
        "openDelivery",
        "Open a delivery: the first time is recorded; short-lived links to the attachments.",
        "Mở văn bản đến: lần mở đầu tiên được ghi nhận; cấp liên kết tải tệp có thời hạn ngắn.",
        {200: answers.OpenedDelivery},
        owner=Owner.RECIPIENT,
        refuses=(NotFound, DeliveryWithheld, ContentDeleted),
        query=("predecessor",),
    ),
    Route(
        "delivery",
        "POST /v1/inbox/{id}/status",
        "setStatus",
        "Set a status code (02 to 06), or answer what the sender asks (15, 16).",
        "Cập nhật trạng thái xử lý (02 đến 06) hoặc trả lời bên gửi (15, 16).",
        {200: answers.StatusSet},
        owner=Owner.RECIPIENT,
        takes=StatusBody,
        refuses=(MalformedRequest, NotFound, IllegalTransition, ReasonRequired),
        query=("predecessor",),
    ),
    Route(
        "gateway",
        "POST /v1/edxml",
        "takeEdxml",
        "Take an edXML message (QCVN 102:2016): a document, a recall, a status; or one that was uploaded.",
        "Nhận thông điệp edXML (QCVN 102:2016): văn bản, thu hồi, trạng thái; hoặc thông điệp đã tải lên.",
        {202: answers.EdxmlTaken, 200: answers.EdxmlTaken},
        roles=EXCHANGING,
        takes=EdxmlUploadedBody,
        takes_file="application/xml",
        also="application/xml",
        refuses=(
            MalformedRequest,
            MessageRefused,
            StateSecretRefused,
            NotFound,
            DocumentIdConflict,
            SubmissionNotAccepted,
            AlreadyRecalled,
            IllegalTransition,
            UploadIncomplete,
            UploadMismatch,
        ),
    ),
    Route(
        "gateway",
        "POST /v1/edxml/uploads",
        "announceEdxml",
        "A ticket for an edXML message that is too large for a request.",
        "Cấp phiếu tải lên cho thông điệp edXML quá lớn so với một yêu cầu.",
        {201: answers.EdxmlUpload},
        roles=EXCHANGING,
        takes=EdxmlUploadBody,
        refuses=(MalformedRequest, NotFound),
    ),
    Route(
        "gateway",
        "GET /v1/inbox/{id}/edxml",
        "openDeliveryAsEdxml",
        "Open a delivery as an edXML message: recorded like every opening; 303 leads to a large one.",
        "Mở văn bản đến ở dạng thông điệp edXML: được ghi nhận như mọi lần mở; 303 dẫn đến thông điệp lớn.",
        {},
        query=("predecessor",),
        owner=Owner.RECIPIENT,
        refuses=(NotFound, DeliveryWithheld, ContentDeleted, TooLargeForMessage, MessageUnwritable),
        file=MEDIA_TYPE,
        elsewhere=True,
    ),
    Route(
        "gateway",
        "GET /v1/inbox/{id}/edxml/events/{event_id}",
        "readEventOfDeliveryAsEdxml",
        "An event that concerns the recipient, as an edXML status message.",
        "Một sự kiện liên quan đến nơi nhận, ở dạng thông điệp trạng thái edXML.",
        {},
        query=("predecessor",),
        owner=Owner.RECIPIENT,
        refuses=(NotFound, NoStatusCode, MessageUnwritable),
        file=MEDIA_TYPE,
    ),
    Route(
        "gateway",
        "GET /v1/submissions/{id}/edxml",
        "readSubmissionAsEdxml",
        "The sender's own submission as an edXML message, byte for byte as it came where it came as one.",
        "Văn bản đã gửi ở dạng thông điệp edXML, nguyên vẹn từng byte nếu đã gửi bằng edXML.",
        {},
        query=("predecessor",),
        owner=Owner.SENDER,
        refuses=(NotFound, SubmissionNotAccepted, ContentDeleted, TooLargeForMessage, MessageUnwritable),
        file=MEDIA_TYPE,
        elsewhere=True,
    ),
    Route(
        "gateway",
        "GET /v1/submissions/{id}/edxml/events/{event_id}",
        "readEventAsEdxml",
        "An event of a submission as an edXML status message.",
        "Một sự kiện của lần gửi, ở dạng thông điệp trạng thái edXML.",
        {},
        query=("predecessor",),
        owner=Owner.SENDER,
        beside_owner=frozenset({Role.AUDITOR}),
        refuses=(NotFound, NoStatusCode, MessageUnwritable),
        file=MEDIA_TYPE,
    ),
    Route(
        "registry",
        "GET /v1/agencies",
        "searchAgencies",
        "Agencies whose code, alias or name holds every word, without regard to case and diacritics.",
        "Tra cứu cơ quan theo mã, bí danh hoặc tên, không phân biệt hoa thường và dấu.",
        {200: answers.Agencies},
        query=("search", "on", "successor"),
        refuses=(MalformedRequest,),
    ),
    Route(
        "registry",
        "POST /v1/agencies",
        "registerAgency",
        "Enter a new agency.",
        "Đăng ký cơ quan mới vào danh bạ.",
        {201: answers.AgencyChanged},
        roles=_REGISTRAR,
        takes=AgencyBody,
        refuses=(MalformedRequest, NotFound, RegistryConflict),
    ),
    Route(
        "registry",
        "GET /v1/agencies/{code}",
        "readAgency",
        "One agency, by code or alias.",
        "Thông tin một cơ quan theo mã hoặc bí danh.",
        {200: answers.AgencyShown},
        refuses=(
            MalformedRequest,
            NotFound,
        ),
        query=("on",),
    ),
    Route(
        "registry",
        "PUT /v1/agencies/{code}",
        "changeAgency",
        "Replace an agency's whole entry, with the version that was read.",
        "Thay toàn bộ thông tin cơ quan, kèm số phiên bản đã đọc.",
        {200: answers.AgencyChanged},
        roles=_REGISTRAR,
        takes=AgencyBody,
        refuses=(MalformedRequest, NotFound, RegistryConflict),
    ),
    Route(
        "registry",
        "POST /v1/agencies/{code}/lock",
        "lockAgency",
        "Lock an active agency: it can neither send nor receive.",
        "Tạm khóa cơ quan đang hoạt động: không gửi, không nhận.",
        {200: answers.AgencyChanged},
        roles=_REGISTRAR,
        takes=ReasonBody,
        refuses=(MalformedRequest, NotFound, ReasonRequired, RegistryConflict),
    ),
    Route(
        "registry",
        "POST /v1/agencies/{code}/unlock",
        "unlockAgency",
        "Unlock a locked agency.",
        "Mở khóa cơ quan đang tạm khóa.",
        {200: answers.AgencyChanged},
        roles=_REGISTRAR,
        takes=ReasonBody,
        refuses=(MalformedRequest, NotFound, ReasonRequired, RegistryConflict),
    ),
    Route(
        "registry",
        "POST /v1/agencies/{code}/end",
        "endAgency",
        "End an agency on a date, with the successor that its correspondents are referred to.",
        "Kết thúc hoạt động của cơ quan, nêu cơ quan kế thừa.",
        {200: answers.AgencyChanged},
        roles=_REGISTRAR,
        takes=EndBody,
        refuses=(MalformedRequest, NotFound, ReasonRequired, RegistryConflict),
    ),
    Route(
        "registry",
        "GET /v1/agencies/{code}/history",
        "readAgencyHistory",
        "Every change of an agency's entry, in order.",
        "Lịch sử thay đổi thông tin cơ quan.",
        {200: answers.History},
        roles=_REGISTRAR,
        refuses=(NotFound,),
    ),
    Route(
        "registry",
        "POST /v1/registry/imports",
        "importAgencies",
        "Record a table of agencies: all of its rows, or none where one is wrong. Not complete: send again.",
        "Nạp bảng danh bạ: ghi tất cả các dòng, hoặc không dòng nào nếu có lỗi. Chưa xong thì gửi lại.",
        {200: answers.ImportReport},
        roles=_REGISTRAR,
        takes=ImportBody,
        refuses=(MalformedRequest, NotFound, RegistryImportRejected),
    ),
    Route(
        "receipts",
        "GET /v1/agencies/{code}/receipts",
        "listReceiptsOfAgency",
        "The receipts of every change of an agency's entry.",
        "Biên nhận của mọi thay đổi thông tin cơ quan.",
        {200: answers.Receipts},
        roles=frozenset({Role.REGISTRAR, Role.AUDITOR}),
        query=("cursor", "limit"),
        refuses=(NotFound, MalformedRequest, ReceiptContradiction),
    ),
    Route(
        "registry",
        "GET /v1/trust-anchors",
        "listTrustAnchors",
        "The certificates that validation trusts or builds paths with, past ones included.",
        "Các chứng thư số được tin cậy khi kiểm tra chữ ký, kể cả đã hết hiệu lực.",
        {200: answers.Anchors},
        roles=frozenset({Role.AUDITOR, Role.REGISTRAR}),
        refuses=(NotFound,),
    ),
    Route(
        "registry",
        "POST /v1/trust-anchors",
        "addTrustAnchor",
        "Enter a certificate to trust, or to build paths with.",
        "Bổ sung chứng thư số được tin cậy.",
        {201: answers.AnchorAdded},
        roles=_REGISTRAR,
        takes=AnchorBody,
        refuses=(MalformedRequest, NotFound),
    ),
    Route(
        "register",
        "GET /v1/register/outgoing",
        "readOutgoingRegister",
        "A page of the outgoing register of the agency, or of one below it: by day of issue and number.",
        "Một trang sổ đăng ký văn bản đi của cơ quan hoặc cơ quan cấp dưới, theo ngày ban hành và số.",
        {200: answers.OutgoingPage},
        query=("agency", "year", "from", "to", "cursor", "limit"),
        refuses=(MalformedRequest, NotFound),
    ),
    Route(
        "register",
        "GET /v1/register/incoming",
        "readIncomingRegister",
        "A page of the incoming register of the agency, or of one below it: by number of arrival.",
        "Một trang sổ đăng ký văn bản đến của cơ quan hoặc cơ quan cấp dưới, theo số đến.",
        {200: answers.IncomingPage},
        query=("agency", "year", "from", "to", "cursor", "limit"),
        refuses=(MalformedRequest, NotFound),
    ),
    Route(
        "register",
        "GET /v1/register/numbers",
        "readNumbers",
        "The sequences of numbers of a year, by type of document, with what is missing in them.",
        "Dãy số văn bản trong năm theo từng loại, kèm các số còn thiếu.",
        {200: answers.NumberSequences},
        query=("agency", "year"),
        refuses=(MalformedRequest, NotFound),
    ),
    Route(
        "register",
        "POST /v1/register/entries",
        "reportEntries",
        "Report documents issued on paper, and secrets by count, to the agency's own outgoing register. "
        "All are recorded, or none; the same again answers 200 with what is recorded.",
        "Khai báo văn bản phát hành bản giấy và số lượng văn bản mật vào sổ văn bản đi của cơ quan. "
        "Ghi nhận toàn bộ hoặc không ghi mục nào; khai báo lại thì nhận đúng mục đã ghi (200).",
        {201: answers.RecordedEntries, 200: answers.RecordedEntries},
        roles=EXCHANGING,
        takes=EntriesBody,
        refuses=(MalformedRequest, RegisterRejected, RegisterNumberTaken, NotFound),
    ),
    Route(
        "register",
        "POST /v1/register/checks",
        "checkEntries",
        "Judge a report as POST /v1/register/entries would, without recording anything.",
        "Kiểm tra nội dung khai báo như POST /v1/register/entries nhưng không ghi nhận.",
        {200: answers.CheckedEntries},
        roles=EXCHANGING,
        takes=EntriesBody,
        refuses=(MalformedRequest, RegisterRejected, RegisterNumberTaken, NotFound),
    ),
    Route(
        "register",
        "POST /v1/register/entries/{entry}/withdraw",
        "withdrawEntry",
        "Declare a reported entry a mistake; it stays recorded, and its number is free again.",
        "Hủy một mục đã ghi nhầm; mục vẫn được lưu, số văn bản được dùng lại.",
        {200: answers.WithdrawnEntry},
        roles=EXCHANGING,
        takes=WithdrawalBody,
        refuses=(MalformedRequest, NotFound, ReasonRequired, EntryAlreadyWithdrawn),
    ),
    Route(
        "receipts",
        "GET /v1/register/receipts",
        "listReceiptsOfRegister",
        "The receipts of what the agency has reported to its register; an auditor names the agency.",
        "Biên nhận các mục cơ quan đã khai báo vào sổ; bên kiểm tra nêu mã cơ quan.",
        {200: answers.Receipts},
        roles=EXCHANGING | {Role.AUDITOR},
        query=("agency", "cursor", "limit"),
        refuses=(NotFound, MalformedRequest, ReceiptContradiction),
    ),
    Route(
        "ratios",
        "GET /v1/ratios",
        "readRatios",
        "The four ratios of an agency, or of all below it, with all that they are counted from.",
        "Bốn tỷ lệ văn bản điện tử của cơ quan hoặc của cả các đơn vị trực thuộc, kèm đủ số liệu gốc.",
        {200: ratio_answers.RatiosAnswer},
        query=("agency", "period", "scope", "by"),
        refuses=(NotFound, MalformedRequest),
    ),
    Route(
        "ratios",
        "GET /v1/ratios.csv",
        "readRatiosAsTable",
        "The same as a table (CSV, UTF-8 with its mark, so that sheets read it).",
        "Cũng số liệu đó dưới dạng bảng (CSV, UTF-8 có dấu nhận biết để mở bằng bảng tính).",
        {},
        query=("agency", "period", "scope", "by"),
        refuses=(NotFound, MalformedRequest),
        file="text/csv; charset=utf-8",
    ),
    Route(
        "ratios",
        "GET /v1/ratios/documents",
        "listDocumentsOfRatios",
        "The documents behind the numbers, each with the log's entries that say what it counts.",
        "Danh sách văn bản làm căn cứ của số liệu, mỗi văn bản kèm các bản ghi nhật ký chứng minh.",
        {200: ratio_answers.RatioDocuments},
        query=("agency", "period", "scope", "cursor", "limit"),
        refuses=(NotFound, MalformedRequest),
    ),
    Route(
        "deadlines",
        "GET /v1/deadlines",
        "listDeadlines",
        "What an agency, or it and those below it, owes: by when, and what is late.",
        "Việc đến hạn, quá hạn của cơ quan, hoặc của cơ quan và các đơn vị cấp dưới.",
        {200: deadline_answers.DeadlinePage},
        query=("agency", "scope", "state", "cursor", "limit", "predecessor"),
        refuses=(NotFound, MalformedRequest),
    ),
    Route(
        "deadlines",
        "GET /v1/deadlines/summary",
        "summariseDeadlines",
        "How an agency, or it and those below it, has kept its deadlines in a month.",
        "Kết quả thực hiện thời hạn trong tháng của cơ quan, hoặc của cơ quan và các đơn vị cấp dưới.",
        {200: deadline_answers.DeadlineSummary},
        query=("agency", "scope", "month", "predecessor"),
        refuses=(NotFound, MalformedRequest),
    ),
    Route(
        "dossiers",
        "POST /v1/dossiers",
        "takeInDossiers",
        "Take in the dossiers of one visit, all or none; the same again answers 200 with what is recorded.",
        "Tiếp nhận các hồ sơ của một lượt nộp, toàn bộ hoặc không; gửi lại thì nhận đúng hồ sơ đã ghi (200).",
        {201: dossier_answers.TakenIn, 200: dossier_answers.TakenIn},
        roles=_CENTRE,
        takes=VisitBody,
        refuses=(NotFound, MalformedRequest, *_INTAKE),
    ),
    Route(
        "dossiers",
        "GET /v1/dossiers",
        "listDossiers",
        "The centre's own dossiers: open ones by what is due first, ended ones by their end.",
        "Hồ sơ do trung tâm tiếp nhận: đang giải quyết theo ngày hẹn, đã kết thúc theo ngày kết thúc.",
        {200: dossier_answers.FiledDossiers},
        roles=_CENTRE,
        query=("ended", "due", "cursor", "limit"),
        refuses=(NotFound, MalformedRequest),
    ),
    Route(
        "dossiers",
        "GET /v1/dossiers/{dossier}",
        "readDossier",
        "A dossier with its events and what the caller may do now; who applies is the centre's to see.",
        "Hồ sơ, các sự kiện và thao tác được phép; thông tin người nộp chỉ trung tâm xem được.",
        {200: dossier_answers.DossierStory},
        roles=EXCHANGING,
        refuses=(NotFound,),
    ),
    Route(
        "dossiers",
        "POST /v1/dossiers/{dossier}/acts",
        "actOnDossier",
        "Record an act on a dossier, once; what leaves the agency names the submission that carried it.",
        "Ghi nhận một thao tác trên hồ sơ, một lần; giấy tờ chuyển đi phải nêu lần gửi đã chuyển.",
        {201: dossier_answers.Acted, 200: dossier_answers.Acted},
        roles=EXCHANGING,
        takes=ActBody,
        refuses=(NotFound, MalformedRequest, *_ACTS),
    ),
    Route(
        "dossiers",
        "GET /v1/dossiers/{dossier}/portal",
        "readPortalFields",
        "What the national portal is told of a dossier.",
        "Thông tin đồng bộ hồ sơ với Cổng dịch vụ công quốc gia.",
        {200: dossier_answers.PortalRecord},
        roles=EXCHANGING,
        refuses=(NotFound,),
    ),
    Route(
        "receipts",
        "GET /v1/dossiers/{dossier}/receipts",
        "listReceiptsOfDossier",
        "The receipts of a dossier's events, for the agencies that have to do with it.",
        "Biên nhận các sự kiện của hồ sơ, dành cho các cơ quan tham gia giải quyết.",
        {200: answers.Receipts},
        roles=EXCHANGING,
        query=("cursor", "limit"),
        refuses=(NotFound, MalformedRequest, ReceiptContradiction),
    ),
    Route(
        "receipts",
        "GET /v1/dossiers/{dossier}/receipts/{event_id}",
        "readReceiptOfDossier",
        "One event's receipt, for the agencies that have to do with the dossier; 202 until it is published.",
        "Biên nhận của một sự kiện, dành cho các cơ quan tham gia giải quyết; 202 khi chưa công bố.",
        {200: answers.Receipt, 202: answers.ReceiptPending},
        roles=EXCHANGING,
        refuses=(NotFound, ReceiptContradiction),
    ),
    Route(
        "dossiers",
        "POST /v1/consultations",
        "countConsultation",
        "Count a visit from which no dossier came; the same again answers 200.",
        "Đếm một lượt hướng dẫn không phát sinh hồ sơ; gửi lại thì nhận đúng lượt đã đếm (200).",
        {201: dossier_answers.Counted, 200: dossier_answers.Counted},
        roles=_CENTRE,
        takes=ConsultationBody,
        refuses=(NotFound, MalformedRequest, desk.IntakeConflict),
    ),
    Route(
        "dossiers",
        "POST /v1/votes",
        "countVote",
        "Count how satisfied a visitor says to be; the same again answers 200.",
        "Đếm một ý kiến đánh giá mức độ hài lòng; gửi lại thì nhận đúng ý kiến đã đếm (200).",
        {201: dossier_answers.Counted, 200: dossier_answers.Counted},
        roles=_CENTRE,
        takes=VoteBody,
        refuses=(NotFound, MalformedRequest, desk.IntakeConflict),
    ),
    Route(
        "dossiers",
        "GET /v1/procedures",
        "listProcedures",
        "The procedures in force on a day; today's where none is named.",
        "Các thủ tục hành chính có hiệu lực trong ngày; bỏ trống là hôm nay.",
        {200: dossier_answers.Procedures},
        query=("on",),
        refuses=(MalformedRequest,),
    ),
    Route(
        "dossiers",
        "POST /v1/procedures",
        "loadProcedures",
        "Import procedures from tables; one bad row imports nothing.",
        "Nạp danh mục thủ tục từ các bảng; một dòng sai thì không nạp gì.",
        {200: dossier_answers.Loaded},
        roles=_REGISTRAR,
        takes=ProceduresBody,
        refuses=(NotFound, MalformedRequest, onestop.ProceduresRejected, RegistryConflict),
    ),
    Route(
        "dossiers",
        "PUT /v1/centres/{code}",
        "setUpCentre",
        "Say which agencies settle what a one-stop centre takes in.",
        "Khai báo các cơ quan giải quyết hồ sơ do trung tâm tiếp nhận.",
        {200: dossier_answers.CentreRecord},
        roles=_REGISTRAR,
        takes=CentreBody,
        refuses=(NotFound, MalformedRequest, RegistryConflict),
    ),
    Route(
        "dossiers",
        "POST /v1/centres/{code}/postings/inspections",
        "inspectPostings",
        "Hold what a centre has posted to what is in force, for itself and those above it; recorded.",
        "Kiểm tra niêm yết tại trung tâm so với quy định; dành cho trung tâm và cấp trên; kết quả được ghi.",
        {201: centre_answers.PostingInspectionRecord},
        takes=PostingsBody,
        refuses=(NotFound, MalformedRequest, onestop.PostingsRejected, desk.CentreNotSetUp),
    ),
    Route(
        "onestop",
        "GET /v1/agencies/{code}/dossiers",
        "listDossiersOfAgency",
        "The dossiers that an agency has in hand, by what is due first; or those that have ended for it.",
        "Hồ sơ cơ quan đang giữ, theo hạn gần nhất; hoặc hồ sơ đã kết thúc.",
        {200: dossier_board_answers.DossiersOfAgency},
        query=("ended", "due", "cursor", "limit"),
        refuses=(NotFound, MalformedRequest),
    ),
    Route(
        "onestop",
        "GET /v1/agencies/{code}/warnings",
        "warnOfDossiers",
        "What is late, or will be late if nobody acts: by whom, and until when an apology would be in time.",
        "Hồ sơ quá hạn, sẽ quá hạn nếu không xử lý: của ai, còn kịp xin lỗi, hẹn lại đến lúc nào.",
        {200: dossier_board_answers.DossierWarnings},
        query=("scope", "cursor", "limit"),
        refuses=(NotFound, MalformedRequest, onestop.RulesNotInForce),
    ),
    Route(
        "onestop",
        "GET /v1/agencies/{code}/lateness",
        "summariseLateness",
        "What made dossiers late in a period, added up by cause, agency and step.",
        "Nguyên nhân hồ sơ quá hạn trong kỳ, cộng theo nguyên nhân, cơ quan và bước xử lý.",
        {200: dossier_board_answers.LatenessOfAgency},
        query=("scope", "first", "last"),
        refuses=(NotFound, MalformedRequest, onestop.RulesNotInForce),
    ),
    Route(
        "onestop",
        "GET /v1/dossiers/{dossier}/lateness",
        "explainLateness",
        "Why a dossier is late: which step, which agency, which pause.",
        "Vì sao hồ sơ quá hạn: bước nào, cơ quan nào, lần tạm dừng nào.",
        {200: dossier_board_answers.DossierLateness},
        refuses=(NotFound, onestop.RulesNotInForce),
    ),
    Route(
        "dead_letters",
        "GET /v1/dead-letters",
        "listDeadLetters",
        "What could not be processed, with the reasons, oldest first.",
        "Các thông điệp không xử lý được, kèm lý do, cũ trước mới sau.",
        {200: answers.DeadLetters},
        roles=_REGISTRAR,
        refuses=(NotFound,),
    ),
    Route(
        "dead_letters",
        "POST /v1/dead-letters/{queue}/redrive",
        "redriveDeadLetters",
        "Send everything of one dead-letter queue back to its source.",
        "Chuyển toàn bộ thông điệp lỗi của một hàng đợi trở lại xử lý.",
        {200: answers.Redriven},
        roles=_REGISTRAR,
        refuses=(NotFound, NotRedrivable),
    ),
    Route(
        "log",
        "GET /v1/log",
        "readLogKey",
        "The evidence log's key: receipts and checkpoints are checked with it, offline.",
        "Khóa của nhật ký bằng chứng, dùng để kiểm tra biên nhận và điểm kiểm tra mà không cần mạng.",
        {200: answers.LogKey},
        roles=None,
    ),
    Route(
        "log",
        "GET /v1/log/checkpoint",
        "readCheckpoint",
        "The newest checkpoint, a signed note (C2SP tlog-checkpoint).",
        "Điểm kiểm tra mới nhất của nhật ký, là bản ghi có chữ ký (C2SP tlog-checkpoint).",
        {},
        roles=None,
        refuses=(NotFound,),
        file="text/plain; charset=utf-8",
    ),
    Route(
        "log",
        "GET /v1/log/reports",
        "listRatioReports",
        "The monthly reports of the ratios, by period and version.",
        "Các báo cáo tỷ lệ hằng tháng đã công bố, theo kỳ và lần công bố.",
        {200: ratio_answers.RatioReports},
        roles=None,
    ),
    Route(
        "log",
        "GET /v1/log/reports/{period}/{version}",
        "readRatioReport",
        "A report with the receipt by which the log proves it, offline; null until the log has published it.",
        "Một báo cáo kèm biên nhận của nhật ký để tự kiểm tra; biên nhận bỏ trống đến khi nhật ký công bố.",
        {200: ratio_answers.RatioReport},
        roles=None,
        refuses=(NotFound,),
    ),
    Route(
        "log",
        "GET /v1/log/reports/{period}/{version}/page",
        "readRatioReportPage",
        "The report as a page to read.",
        "Báo cáo dưới dạng trang để đọc.",
        {},
        roles=None,
        refuses=(NotFound,),
        file="text/html; charset=utf-8",
    ),
    Route(
        "log",
        "GET /v1/log/witness-policy",
        "readWitnessPolicy",
        "Which witnesses the log asks, and how many must agree (C2SP tlog-policy).",
        "Các bên chứng kiến mà nhật ký yêu cầu và số bên phải đồng ý (C2SP tlog-policy).",
        {},
        roles=None,
        refuses=(NotFound,),
        file="text/plain; charset=utf-8",
    ),
    Route(
        "log",
        "GET /v1/log/tile/{path+}",
        "readTile",
        "A tile of hashes or a bundle of entries (C2SP tlog-tiles); it never changes.",
        "Một tệp mã băm hoặc tệp bản ghi của nhật ký (C2SP tlog-tiles); không bao giờ thay đổi.",
        {},
        roles=None,
        refuses=(NotFound,),
        file="application/octet-stream",
    ),
    Route(
        "about",
        "GET /v1/limits",
        "readLimits",
        "Every limit of the exchange.",
        "Mọi giới hạn của trục liên thông.",
        {200: answers.LimitsRecord},
        roles=None,
    ),
    Route(
        "about",
        "GET /v1/webhook-key",
        "readWebhookKey",
        "The public key that verifies webhooks.",
        "Khóa công khai để kiểm tra chữ ký webhook.",
        {200: answers.WebhookKey},
        roles=None,
    ),
)
