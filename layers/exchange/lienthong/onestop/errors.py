"""What can go wrong at the one-stop."""

from __future__ import annotations

from collections.abc import Sequence

from lienthong.errors import Conflict, Fault, Rejected

#: A table of another kind altogether has a fault in every cell; so many are listed, all are counted.
MOST_FAULTS = 500


class ProceduresRejected(Rejected):
    """Tables of procedures with faults, each with table, row and column; nothing of them was loaded."""

    code = "procedure.rejected"
    en = "The procedures have {count} fault(s); nothing was loaded. Correct them and load again."
    vi = (
        "Danh mục thủ tục hành chính có {count} lỗi; chưa nạp thủ tục nào. "
        "Đề nghị sửa từng lỗi được nêu rồi nạp lại."
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults[:MOST_FAULTS], count=len(faults))


class PostingsRejected(Rejected):
    """Tables of what hangs out with faults, each with table, row and column; nothing was inspected."""

    code = "posting.rejected"
    en = "The tables of postings have {count} fault(s); nothing was recorded. Correct them and send again."
    vi = (
        "Bảng nội dung niêm yết có {count} lỗi; chưa ghi nhận kết quả kiểm tra. "
        "Đề nghị sửa từng lỗi được nêu rồi gửi lại."
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults[:MOST_FAULTS], count=len(faults))


class StepsUnassigned(Rejected):
    """A centre has no agency for a role of the procedure, so nobody could be handed the step."""

    code = "procedure.steps-unassigned"
    en = "Procedure {procedure}: no agency is named for {roles}. Name one in the centre's settings first."
    vi = "Thủ tục {procedure}: chưa có cơ quan thực hiện vai trò {roles}. Đề nghị khai báo trước khi nhận."


class ProcedureNotInForce(Rejected):
    """Unknown, not yet in force or ended on that day; the message says which editions there are."""

    code = "procedure.not-in-force"
    en = "Procedure {procedure} is not in force on {day} ({known}). Take another code from the catalogue."
    vi = (
        "Thủ tục {procedure} không có hiệu lực vào ngày {day} ({known_vi}). "
        "Đề nghị tra danh mục và chọn đúng mã thủ tục."
    )


class RulesNotInForce(Rejected):
    """No rules of the one-stop are known for that day."""

    code = "onestop.rules-not-in-force"
    en = "No rules of the one-stop are known for {day}. Check the date; the first known day is {first}."
    vi = (
        "Chưa có quy định một cửa áp dụng cho ngày {day}. Đề nghị kiểm tra ngày; quy định có từ ngày {first}."
    )


class PapersMissing(Rejected):
    """A dossier without all papers that its procedure requires; each missing one is listed."""

    code = "dossier.papers-missing"
    en = (
        "Procedure {procedure}: the dossier lacks {count} required paper(s): {papers}. "
        "Ask the applicant for all of them at once."
    )
    vi = (
        "Thủ tục {procedure}: hồ sơ còn thiếu {count} loại giấy tờ: {papers}. "
        "Đề nghị hướng dẫn người nộp bổ sung đầy đủ trong một lần."
    )


class DossierCodeMalformed(Rejected):
    """No dossier code: ``V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX``."""

    code = "dossier.code-malformed"
    en = "'{text}' is no dossier code. Type it as printed on the slip, for example 000.00.14.H20-200703-0002."
    vi = (
        "'{text}' không phải mã hồ sơ. Đề nghị nhập đúng như trên giấy tiếp nhận, "
        "ví dụ 000.00.14.H20-200703-0002."
    )


class SequenceExhausted(Conflict):
    """More dossiers on one day than four digits can count."""

    code = "dossier.sequence-exhausted"
    en = "{agency} has used all 9,999 dossier numbers of {day}. Take the dossier in on the next day."
    vi = "{agency} đã dùng hết 9.999 số hồ sơ của ngày {day}. Đề nghị tiếp nhận hồ sơ vào ngày kế tiếp."


class IllegalMove(Conflict):
    """An act that the dossier's present state does not allow."""

    code = "dossier.illegal-move"
    en = "Dossier {dossier}: '{wanted}' is not possible while it is '{current}'. Possible now: {legal}."
    vi = "Hồ sơ {dossier}: không thể '{wanted_vi}' khi đang '{current_vi}'. Có thể thực hiện: {legal_vi}."


class StepNotOpen(Conflict):
    """A step handed over or finished out of its turn, twice, or one that the dossier does not have."""

    code = "dossier.step-not-open"
    en = "Dossier {dossier}: step {step} cannot be {wanted} now ({why}). Steps for which it can: {legal}."
    vi = "Hồ sơ {dossier}: chưa thể {wanted_vi} bước {step} ({why_vi}). Các bước có thể: {legal}."


class StepsUnfinished(Conflict):
    """A result granted before every step of the procedure was finished."""

    code = "dossier.steps-unfinished"
    en = "Dossier {dossier} cannot be granted yet: step(s) {steps} are not finished. Finish them first."
    vi = (
        "Hồ sơ {dossier} chưa thể ban hành kết quả: bước {steps} chưa hoàn thành. "
        "Đề nghị hoàn thành các bước này trước."
    )


class WrongAgency(Conflict):
    """An act by an agency that does not hold the dossier."""

    code = "dossier.wrong-agency"
    en = "Dossier {dossier}: '{wanted}' is not {agency}'s to do but that of {holders}. Ask them to do it."
    vi = (
        "Hồ sơ {dossier}: '{wanted_vi}' không thuộc {agency} mà thuộc {holders}. "
        "Đề nghị cơ quan đó thực hiện."
    )


class SecondReappointment(Conflict):
    """A new date was given before; there is one re-appointment at most."""

    code = "dossier.second-reappointment"
    en = "Dossier {dossier} was already given the new date {due}; there is no second one. Finish it by then."
    vi = (
        "Hồ sơ {dossier} đã hẹn lại đến {due}; không được hẹn lại lần nữa. "
        "Đề nghị giải quyết trước thời hạn này."
    )


class NewDateNotLater(Rejected):
    """A re-appointment that is not after the present appointment and after now."""

    code = "dossier.new-date-not-later"
    en = "The new date {wanted} is not after {due}. Choose a later working day."
    vi = "Ngày hẹn lại {wanted} không sau {due}. Đề nghị chọn ngày làm việc muộn hơn."


class EventOutOfOrder(Conflict):
    """An event from before the last one, or one without its beginning: a history is folded in its order."""

    code = "dossier.event-out-of-order"
    en = "Dossier {dossier}: event {event} does not follow what is recorded up to {last}. Read it in order."
    vi = (
        "Hồ sơ {dossier}: sự kiện {event} không nối tiếp những gì đã ghi nhận đến {last}. "
        "Đề nghị đọc lại các sự kiện theo đúng thứ tự."
    )


class ReportDoesNotAddUp(Rejected):
    """Typed-in figures of Report 06 whose received is not resolved and in progress together."""

    code = "report.does-not-add-up"
    en = (
        "Report 06: received {received} is not resolved {resolved} plus in progress {in_progress}. "
        "Correct the figures."
    )
    vi = (
        "Báo cáo 06: số tiếp nhận {received} không bằng đã giải quyết {resolved} cộng đang giải quyết "
        "{in_progress}. Đề nghị kiểm tra lại số liệu."
    )
