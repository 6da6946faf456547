"""What can go wrong on the client's side, and the exchange's problem responses as exceptions.

Everything derives from :class:`lienthong.errors.ExchangeError`, so that one ``except`` and one table of
exit codes serve both sides. A problem sent by the exchange becomes the class of its family:

=======================  ====================================================
:class:`ProblemRejected`     the same request will be refused again
:class:`ProblemConflict`     it contradicts what is already recorded
:class:`ProblemUnavailable`  it may succeed later
:class:`ProblemFault`        the exchange's records contradict each other
=======================  ====================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lienthong.errors import Conflict, ExchangeError, Fault, IntegrityFault, Rejected, Unavailable

JsonScalars = Mapping[str, str | int | Sequence[str]]


# --- before anything is sent ---------------------------------------------------------------------


class ConfigurationMissing(Rejected):
    """No configuration file where one was looked for."""

    code = "client.configuration-missing"
    en = (
        "There is no configuration file at {path}. Write one (see 'lienthong --help'), "
        "or name another with --config or LIENTHONG_CONFIG."
    )
    vi = (
        "Không có tệp cấu hình tại {path}. Đề nghị tạo tệp này (xem 'lienthong --help'), "
        "hoặc chỉ định tệp khác bằng --config hoặc biến LIENTHONG_CONFIG."
    )


class ConfigurationInvalid(Rejected):
    """The configuration file cannot be read or lacks something; every fault is listed."""

    code = "client.configuration-invalid"
    en = "The configuration file {path} has {count} fault(s). Correct each one listed and try again."
    vi = "Tệp cấu hình {path} có {count} lỗi. Đề nghị sửa từng lỗi nêu dưới đây rồi thực hiện lại."


class ProfileUnknown(Rejected):
    """A profile that the configuration does not hold."""

    code = "client.profile-unknown"
    en = "The configuration file {path} has no profile '{profile}'. It has: {profiles}."
    vi = "Tệp cấu hình {path} không có hồ sơ '{profile}'. Các hồ sơ hiện có: {profiles}."


class KeyUnusable(Rejected):
    """The private key that signs requests cannot be read or is of an unsupported kind."""

    code = "client.key-unusable"
    en = (
        "The private key in {path} cannot be used: {why}. It must be an Ed25519, ECDSA P-256 or RSA key "
        "in PEM; "
        "the password of an encrypted one is read from LIENTHONG_KEY_PASSWORD."
    )
    vi = (
        "Không dùng được khóa bí mật trong tệp {path}: {why_vi}. Khóa phải là Ed25519, ECDSA P-256 hoặc "
        "RSA ở dạng PEM; "
        "mật khẩu của khóa đã mã hóa được đọc từ biến LIENTHONG_KEY_PASSWORD."
    )


class TrustFileUnusable(Rejected):
    """The file of certificates that the exchange's own certificate is checked against cannot be read."""

    code = "client.ca-bundle-unusable"
    en = (
        "The certificate file {path} (ca_bundle) cannot be read. Check the path and that it holds PEM "
        "certificates."
    )
    vi = (
        "Không đọc được tệp chứng thư {path} (ca_bundle). Đề nghị kiểm tra đường dẫn và nội dung PEM của tệp."
    )


class FileUnreadable(Rejected):
    """A file to send, or to read settings from, cannot be read."""

    code = "client.file-unreadable"
    en = "The file {path} cannot be read: {why}. Check the path and your rights to it."
    vi = "Không đọc được tệp {path}: {why}. Đề nghị kiểm tra đường dẫn và quyền truy cập."


class FileChanged(Rejected):
    """A file changed between being measured and being sent."""

    code = "client.file-changed"
    en = "The file {path} changed while it was being sent. Close it in other programs and send it again."
    vi = "Tệp {path} bị thay đổi trong khi đang gửi. Đề nghị đóng tệp ở các chương trình khác rồi gửi lại."


class DraftInvalid(Rejected):
    """What is to be sent is incomplete or contradicts itself; every fault is listed."""

    code = "client.draft-invalid"
    en = "The document cannot be sent as it is: {count} fault(s). Correct each one listed and send it again."
    vi = "Chưa thể gửi văn bản: có {count} lỗi. Đề nghị sửa từng lỗi nêu dưới đây rồi gửi lại."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


@dataclass(frozen=True, slots=True)
class RowFault(Fault):
    """A fault of a table: the row's number as the program that made the file shows it, and the column."""

    row: int
    column: str = ""


class SheetUnreadable(Rejected):
    """A file that is no table of rows, or too large for one."""

    code = "client.sheet-unreadable"
    en = "{path} cannot be read as a table: {why}. Save it as .xlsx or as 'CSV UTF-8' and try again."
    vi = (
        "Không đọc được {path} như một bảng: {why_vi}. Đề nghị lưu lại dạng .xlsx hoặc 'CSV UTF-8' rồi "
        "thực hiện lại."
    )


class ResultMissing(Rejected):
    """A dossier that nobody has decided yet."""

    code = "client.result-missing"
    en = "Dossier {dossier} is not decided. Where it is: lienthong dossier show {dossier}"
    vi = "Hồ sơ {dossier} chưa có kết quả. Xem hồ sơ đang ở đâu: lienthong dossier show {dossier}"


class TablesMissing(Rejected):
    """A folder or workbook without the table of procedures."""

    code = "client.tables-missing"
    en = (
        "{path} has no table of procedures. It belongs into procedures.csv of a folder, or onto the sheet "
        "'Thủ tục' (or 'procedures') of a workbook; 'lienthong dossier procedures --export' writes one."
    )
    vi = (
        "{path} không có bảng thủ tục. Đề nghị đặt bảng vào tệp procedures.csv của thư mục hoặc trang tính "
        "'Thủ tục' của tệp .xlsx; lệnh 'lienthong dossier procedures --export' ghi sẵn mẫu để sửa."
    )


class RowsInvalid(Rejected):
    """Rows that cannot be reported; every fault is listed, and none of the rows was recorded."""

    code = "client.rows-invalid"
    en = "The table has {count} fault(s); no row was recorded. Correct each one listed and try again."
    vi = "Bảng có {count} lỗi; chưa ghi nhận dòng nào. Đề nghị sửa từng lỗi nêu dưới đây rồi thực hiện lại."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


class ImportCutOff(Conflict):
    """Somebody else changed the registry while a table was imported; what was recorded before stands."""

    code = "client.import-cut-off"
    en = (
        "Somebody else has changed {code_} meanwhile. What is listed above is recorded, {remaining} row(s) "
        "are not; import the same file again."
    )
    vi = (
        "Thông tin {code_} vừa được cơ quan khác thay đổi. Phần nêu trên đã ghi nhận, còn {remaining} dòng "
        "chưa ghi; đề nghị nạp lại chính tệp này."
    )


class RowsTaken(Conflict):
    """Rows whose numbers stand in the register with another content; none of the rows was recorded."""

    code = "client.rows-taken"
    en = (
        "{count} row(s) bear numbers that stand in the register with another content; none of the rows was "
        "recorded. Correct them, or withdraw the standing entries: lienthong register withdraw."
    )
    vi = (
        "{count} dòng trùng số đã vào sổ với nội dung khác; chưa ghi nhận dòng nào. Đề nghị sửa lại, hoặc "
        "hủy mục đã ghi nhầm: lienthong register withdraw."
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


# --- what a check of signatures is given ---------------------------------------------------------


class PolicyFileInvalid(Rejected):
    """A signature policy that cannot be used; every fault is listed with its line."""

    code = "client.policy-invalid"
    en = "The policy file {path} has {count} fault(s). Correct each one listed; nothing was checked."
    vi = "Tệp chính sách {path} có {count} lỗi. Đề nghị sửa từng lỗi được nêu; chưa có tệp nào được kiểm tra."


class TrustUnreadable(Rejected):
    """A file or folder given as trusted that holds no certificate."""

    code = "client.trust-unreadable"
    en = "{path} holds no X.509 certificate in PEM or DER. Give the root certificate of the authority."
    vi = (
        "{path} không chứa chứng thư X.509 dạng PEM hoặc DER. Đề nghị cung cấp chứng thư gốc của tổ chức cấp."
    )


class TrustedListUnusable(Rejected):
    """A trusted list (TS 119 612) that is not signed by whom was named, is past its date, or is malformed."""

    code = "client.trusted-list-unusable"
    en = "{path} is not used as a trusted list: {why}. Get it again from its operator and check its signer."
    vi = (
        "Không dùng được {path} làm danh sách tin cậy: {why_vi}. "
        "Đề nghị lấy lại danh sách từ đơn vị công bố và kiểm tra người ký danh sách."
    )


class ReportUnreadable(Rejected):
    """A report on signatures that this version cannot lay out."""

    code = "client.report-unreadable"
    en = "The report on {name} is of another version than this command. Update it, or read it with --json."
    vi = (
        "Báo cáo về {name} thuộc phiên bản khác với lệnh này. "
        "Đề nghị cập nhật phần mềm hoặc xem báo cáo bằng --json."
    )


class ReceiptsPending(Unavailable):
    """Not all receipts of a story are there yet."""

    code = "client.receipts-pending"
    en = "{count} receipt(s) of this story are not there yet. Nothing was written; ask again in a moment."
    vi = "Còn {count} biên nhận chưa có. Chưa ghi gói; đề nghị thực hiện lại sau ít phút."


class RevocationUnreadable(Rejected):
    """A file or folder given as revocation data that holds none."""

    code = "client.revocation-unreadable"
    en = "{path} holds neither a CRL nor an OCSP response. Give the CRL that the authority publishes."
    vi = "{path} không chứa CRL hoặc phản hồi OCSP. Đề nghị cung cấp CRL do tổ chức chứng thực công bố."


class FormFactsInvalid(Rejected):
    """The facts of a form that is to be printed lack something or contradict themselves."""

    code = "client.form-facts-invalid"
    en = "The facts of form {form} have {count} fault(s). Correct each one listed and print again."
    vi = "Dữ liệu của mẫu {form} có {count} lỗi. Đề nghị sửa từng lỗi nêu dưới đây rồi in lại."


class FormNotDue(Rejected):
    """A form about something that has not happened, or about somebody whom the agency is not shown."""

    code = "client.form-not-due"
    en = (
        "Form {form} of dossier {dossier} cannot be printed: nothing is known of '{lacks}'. Record it first "
        "with 'lienthong dossier act'; forms that name the applicant are printed by the dossier's centre."
    )
    vi = (
        "Chưa in được mẫu {form} của hồ sơ {dossier}: chưa có thông tin về '{lacks_vi}'. Đề nghị ghi nhận "
        "bằng 'lienthong dossier act'; mẫu có tên người nộp do nơi tiếp nhận hồ sơ in."
    )


class PdfWriterMissing(Rejected):
    """The report was asked for as PDF and the library that writes it is not installed."""

    code = "client.pdf-writer-missing"
    en = "Writing PDF needs one more library. Install it with: pip install 'lienthong[pdf]', or use --html."
    vi = "Để ghi PDF cần thêm một thư viện. Đề nghị cài bằng: pip install 'lienthong[pdf]', hoặc dùng --html."


# --- on the way ----------------------------------------------------------------------------------


class ExchangeUnreachable(Unavailable):
    """No answer from the exchange, after every retry."""

    code = "client.exchange-unreachable"
    en = (
        "The exchange at {url} did not answer ({attempts} attempts: {why}). Check the network and the "
        "address, "
        "then run the same command again; nothing will be doubled."
    )
    vi = (
        "Trục liên thông tại {url} không trả lời (đã thử {attempts} lần: {why}). Đề nghị kiểm tra mạng "
        "và địa chỉ, "
        "rồi thực hiện lại đúng lệnh này; văn bản sẽ không bị gửi trùng."
    )


class SeenUnreadable(Rejected):
    """The file that should keep the largest checkpoint a watcher has seen holds none of this log."""

    code = "client.seen-unreadable"
    en = (
        "{path} holds no checkpoint that this log's key has signed ({why}). Give the file that 'log "
        "watch' or "
        "'log check --save' has written. If it is lost, move it away: the watch then begins anew, "
        "and nothing "
        "before can be compared any more."
    )
    vi = (
        "{path} không chứa điểm kiểm tra có chữ ký của nhật ký này ({why}). Đề nghị nêu đúng tệp do "
        "'log watch' "
        "hoặc 'log check --save' ghi. Nếu tệp đã hỏng, chuyển tệp đi nơi khác: việc theo dõi bắt đầu lại và "
        "không so được với phần trước đó."
    )


class LogUnreachable(Unavailable):
    """A file of an evidence log that could not be had."""

    code = "client.log-unreachable"
    en = "The log's file {url} could not be read ({why}). Run the same command again; nothing was concluded."
    vi = "Không đọc được tệp nhật ký {url} ({why}). Thực hiện lại đúng lệnh này; chưa có kết luận nào."


class TimestampUnavailable(Unavailable):
    """A time-stamping authority that gave no time-stamp."""

    code = "client.timestamp-unavailable"
    en = (
        "The time-stamping authority at {url} gave no time-stamp ({why}). "
        "Nothing was written; try again later."
    )
    vi = (
        "Dịch vụ cấp dấu thời gian tại {url} chưa cấp được dấu thời gian ({why}). "
        "Chưa ghi tệp nào; đề nghị thử lại sau."
    )


class ExchangeUntrusted(Rejected):
    """The exchange's TLS certificate does not check out; retrying cannot help."""

    code = "client.exchange-untrusted"
    en = (
        "The certificate of {url} is not trusted ({why}). Nothing was sent. Check the address, and "
        "'ca_bundle' "
        "in the configuration; if both are right, call the exchange's operator."
    )
    vi = (
        "Chứng thư của {url} không được tin cậy ({why}). Chưa có dữ liệu nào được gửi. Đề nghị kiểm tra "
        "địa chỉ và mục "
        "'ca_bundle' trong cấu hình; nếu đúng, đề nghị báo đơn vị vận hành trục."
    )


class AnswerUnreadable(IntegrityFault):
    """An answer that is not what the API promises: another service, or a proxy, or a newer version."""

    code = "client.answer-unreadable"
    en = (
        "The answer from {url} is not one of the exchange ({why}). Check the address in the configuration "
        "and any proxy in between; if both are right, call the exchange's operator."
    )
    vi = (
        "Nội dung trả lời từ {url} không phải của trục liên thông ({why}). Đề nghị kiểm tra địa chỉ "
        "trong cấu hình "
        "và máy chủ trung gian; nếu đúng, đề nghị báo đơn vị vận hành trục."
    )


class UploadFailed(Unavailable):
    """Parts of an attachment could not be uploaded; what has arrived is kept for days."""

    code = "client.upload-failed"
    en = (
        "Uploading {name} stopped ({why}). What has arrived is kept: run the same command again "
        "and only the missing parts are sent."
    )
    vi = (
        "Việc tải tệp {name} lên bị gián đoạn ({why}). Phần đã tải được giữ lại: thực hiện lại đúng lệnh "
        "này, "
        "chỉ các phần còn thiếu được gửi tiếp."
    )


class DownloadFailed(Unavailable):
    """An attachment could not be downloaded to its end; what has arrived is kept."""

    code = "client.download-failed"
    en = (
        "Downloading {name} stopped ({why}). Run the same command again and it goes on from where it stopped."
    )
    vi = "Việc tải tệp {name} về bị gián đoạn ({why}). Thực hiện lại đúng lệnh này để tải tiếp phần còn lại."


class DownloadMismatch(IntegrityFault):
    """What was downloaded is not what the sender declared; it is not kept."""

    code = "client.download-mismatch"
    en = (
        "The downloaded file {name} is not what the sender declared (SHA-256 {found} instead of {declared}). "
        "It was not kept. Try once more; if it happens again, call the exchange's operator."
    )
    vi = (
        "Tệp {name} tải về không đúng nội dung bên gửi đã khai (SHA-256 {found}, đã khai {declared}). "
        "Tệp không được lưu. Đề nghị tải lại một lần; nếu vẫn lỗi, đề nghị báo đơn vị vận hành trục."
    )


class FileUnwritable(Rejected):
    """A downloaded file cannot be written."""

    code = "client.file-unwritable"
    en = "{path} cannot be written: {why}. Check the folder, your rights to it and the free space."
    vi = "Không ghi được {path}: {why}. Đề nghị kiểm tra thư mục, quyền ghi và dung lượng còn trống."


class FileInTheWay(Conflict):
    """Another file of the same name stands where a download should go."""

    code = "client.file-in-the-way"
    en = "{path} exists already and holds something else. Move it away, or choose another folder with --into."
    vi = "{path} đã tồn tại với nội dung khác. Đề nghị chuyển tệp này đi, hoặc chọn thư mục khác bằng --into."


class UnsafeName(Rejected):
    """An attachment whose name cannot be a file name here."""

    code = "client.unsafe-name"
    en = (
        "The attachment's name {name} is not a safe file name and was not written. Call the exchange's "
        "operator."
    )
    vi = "Tên tệp đính kèm {name} không an toàn nên không được ghi. Đề nghị báo đơn vị vận hành trục."


class VerdictPending(Unavailable):
    """The exchange has the submission but has not decided within the time that was given."""

    code = "client.verdict-pending"
    en = (
        "The exchange has received the document but has not decided within {seconds} seconds. "
        "Ask again with: lienthong submission {submission}"
    )
    vi = (
        "Trục liên thông đã nhận văn bản nhưng chưa có kết quả kiểm tra sau {seconds} giây. "
        "Xem kết quả bằng lệnh: lienthong submission {submission}"
    )


class NothingFound(Rejected):
    """Something named on the command line is not in the list that was read."""

    code = "client.nothing-found"
    http_status = 404
    en = "There is no {what} '{name}'. Check it with: {command}"
    vi = "Không có {what_vi} '{name}'. Đề nghị kiểm tra bằng lệnh: {command}"


# --- what the exchange said ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem response (RFC 9457) of the exchange.

    Attributes:
        en, vi: cause and next step. faults: every single fault of the input.
        facts: the extension members.
        clock_offset_seconds: how far the exchange's ``Date`` is ahead of our clock, where it gave one.
    """

    code: str
    status: int
    en: str
    vi: str
    faults: tuple[Fault, ...] = ()
    facts: JsonScalars = field(default_factory=dict)
    clock_offset_seconds: int = 0


class ProblemError(ExchangeError):
    """The exchange answered with a problem.

    Attributes:
        problem: what it said. code: the problem's stable code.
        attempts: how often the request was sent; above 1 an earlier attempt may have taken effect.
    """

    def __init__(self, problem: Problem, attempts: int = 1) -> None:
        self.problem = problem
        self.attempts = attempts
        super().__init__(faults=problem.faults, **problem.facts)
        # One class stands for all codes of a family: the code is the one that was sent.
        self.code = problem.code  # type: ignore[misc]

    def sentence(self, language: str) -> str:
        """What the exchange said, in ``en`` or ``vi``."""
        return self.problem.vi if language == "vi" else self.problem.en


class ProblemRejected(ProblemError, Rejected):
    """Refused: the same request will be refused again."""


class ProblemConflict(ProblemError, Conflict):
    """It contradicts what is already recorded."""


class ProblemUnavailable(ProblemError, Unavailable):
    """Not possible now."""


class ProblemFault(ProblemError, IntegrityFault):
    """The exchange stopped because its records contradict each other."""


def problem_error(problem: Problem, attempts: int = 1) -> ProblemError:
    """The exception of the problem's family, by its HTTP status (RFC 9110 15)."""
    return _family(problem)(problem, attempts)


def _family(problem: Problem) -> type[ProblemError]:
    if problem.status == 409:
        return ProblemConflict
    if problem.status == 429 or problem.status in (502, 503, 504):
        return ProblemUnavailable
    if problem.code == IntegrityFault.code:
        return ProblemFault
    return ProblemUnavailable if problem.status >= 500 else ProblemRejected
