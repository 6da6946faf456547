"""What can go wrong at the one-stop's desk, beside what its rules refuse."""

from __future__ import annotations

from collections.abc import Sequence

from lienthong.errors import Conflict, Fault, Rejected
from lienthong.onestop.errors import PapersMissing, ProcedureNotInForce, StepsUnassigned


class CentreNotSetUp(Conflict):
    """The centre takes in dossiers before anybody has said who settles them."""

    code = "dossier.centre-not-set-up"
    en = (
        "For centre {centre} nobody has entered which agencies settle its dossiers. "
        "Ask the registrar to enter them (PUT /v1/centres/{centre})."
    )
    vi = (
        "Chưa khai báo các cơ quan giải quyết hồ sơ của {centre}. "
        "Đề nghị cơ quan quản lý danh bạ khai báo (PUT /v1/centres/{centre})."
    )


class ProcedureNotOffered(Rejected):
    """A procedure that is not settled at the centre's level, or cannot be handed in this way."""

    code = "dossier.procedure-not-offered"
    en = "Procedure {procedure} cannot be taken in here: {why}. Send the applicant to where it can be."
    vi = (
        "Không thể tiếp nhận thủ tục {procedure} tại đây: {why_vi}. Đề nghị hướng dẫn người nộp đến đúng nơi."
    )


class IntakeRejected(Rejected):
    """A visit of which something cannot be taken in; every fault is listed with its place in the request."""

    code = "dossier.intake-rejected"
    en = (
        "The visit has {count} fault(s); nothing was recorded, and no number is used. Put each one listed "
        "under 'faults' right with the applicant, and send it again."
    )
    vi = (
        "Lượt nộp có {count} lỗi; chưa ghi nhận hồ sơ nào, chưa cấp số nào. Đề nghị cùng người nộp khắc phục "
        "từng lỗi nêu trong mục 'faults' rồi gửi lại."
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


#: What is told as a fault of a visit, under the code that it has where it is refused alone.
TOLD_TOGETHER: tuple[type[Rejected], ...] = (
    ProcedureNotInForce,
    ProcedureNotOffered,
    StepsUnassigned,
    PapersMissing,
)


class IntakeConflict(Conflict):
    """The key of an intake that was recorded with another content; both are named."""

    code = "dossier.intake-conflict"
    en = (
        "The key {key} belongs to an intake with another content: {dossiers}. "
        "For a new visit take a new key; nothing was recorded."
    )
    vi = (
        "Khóa {key} đã dùng cho lần tiếp nhận có nội dung khác: {dossiers}. "
        "Đề nghị dùng khóa mới cho lượt mới; chưa ghi nhận hồ sơ nào."
    )


class PossibleDoubleIntake(Conflict):
    """The same applicant handed in the same procedure on the same day; a clerk has to confirm it."""

    code = "dossier.possible-double"
    en = (
        "Today the same applicant has handed in this already: {dossiers}. Look at them, and send the same "
        'again with "confirm": true if this is another dossier; nothing was recorded.'
    )
    vi = (
        "Hôm nay người này đã nộp hồ sơ cùng thủ tục: {dossiers}. Đề nghị kiểm tra; nếu đúng là hồ sơ khác "
        'thì gửi lại kèm "confirm": true. Chưa ghi nhận hồ sơ nào.'
    )


class SubmissionUnfit(Rejected):
    """The submission that should have carried papers or a result does not show that it did."""

    code = "dossier.submission-unfit"
    en = "Submission {submission} does not carry this: {why}. Name the submission that went to {recipient}."
    vi = "Lần gửi {submission} không phù hợp: {why_vi}. Đề nghị nêu đúng lần gửi đến {recipient}."


class ActConflict(Conflict):
    """The key of an act that was recorded with another content."""

    code = "dossier.act-conflict"
    en = (
        "The key {key} belongs to the act {event} of dossier {dossier}, which has another content. "
        "Take a new key for another act."
    )
    vi = (
        "Khóa {key} đã dùng cho thao tác {event} của hồ sơ {dossier} với nội dung khác. "
        "Đề nghị dùng khóa mới cho thao tác khác."
    )
