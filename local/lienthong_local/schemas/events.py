"""The events of the exchange and the details that each type carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lienthong.model.agency_level import AgencyLevel
from lienthong.model.codes import AgencyState, Business, Priority, Question, Status, Withholding
from lienthong.model.event import EventType
from lienthong.model.http_signatures import ALGORITHMS
from lienthong.model.register import Carriage, PaperReason
from lienthong_local.schemas.deadlines import alarm_details
from lienthong_local.schemas.dossier_events import (
    CENTRE_FORM,
    CONSULTATION_FORM,
    DOSSIER_FORMS,
    INSPECTION_FORM,
    NOTICE_FORM,
    PROCEDURE_FORM,
    VOTE_FORM,
    WARNINGS_FORM,
    WISHES_FORM,
)
from lienthong_local.schemas.problems import DIALECT

Json = dict[str, Any]
_DIGEST: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SUBMISSION: Json = {"type": "string", "pattern": "^lt-[a-z2-7]{26}$"}
_AGENCY: Json = {"type": "string", "maxLength": 40}
_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_POSITIVE: Json = {"type": "integer", "minimum": 1}


class Described(NamedTuple):
    """What an event says in both languages, who caused it, and the forms its details may have."""

    en: str
    vi: str
    by_agency: bool
    forms: tuple[Json, ...]


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _or_null(of: Json) -> Json:
    return {"anyOf": [of, {"type": "null"}]}


def _form(**members: Json) -> Json:
    return {
        "type": "object",
        "required": sorted(members),
        "properties": members,
        "additionalProperties": False,
    }


def _perhaps_as_message(form: Json) -> Json:
    """The form, which also names the edXML message where the act came as one."""
    message = _DIGEST | {
        "description": "SHA-256 of the edXML message by which it was asked for; absent where there was none.",
        "x-description-vi": "Mã băm SHA-256 của thông điệp edXML; không có nếu không gửi bằng edXML.",
    }
    return {**form, "properties": form["properties"] | {"message": message}}


_ARRIVAL = _perhaps_as_message(
    _form(document_id=_TEXT, envelope_digest=_DIGEST, attachments=_list(_DIGEST), attempt=_POSITIVE)
)
_REJECTION = _form(
    document_id=_TEXT,
    reasons=_list(_TEXT),
    recipients=_list(_AGENCY),
    targets=_COUNT,
    # A file that was not what it was declared to be has no report.
    reports=_list({"type": "string", "pattern": "^([0-9a-f]{64})?$"}),
)
_DAY: Json = {"type": "string", "format": "date"}
_INSTANT: Json = {"type": "string", "format": "date-time"}
_DOCUMENT = _form(
    sender=_AGENCY,
    number=_TEXT,
    notation=_TEXT,
    issued_on=_DAY,
    group=_COUNT,
    detail=_COUNT,
    type_name=_TEXT,
    priority={"enum": [int(priority) for priority in Priority]},
    business={"enum": [business.value for business in Business]},
    due_on=_or_null(_DAY),
    also_on_paper={"type": "boolean"},
    paper_known={"type": "boolean"},
    for_information={"type": "boolean"},
    original_equivalent={"type": "boolean"},
    received_at=_INSTANT,
    targets=_list(_SUBMISSION),
) | {
    "description": "What registers, deadlines and ratios count by; events before 2026-11-27 lack it.",
    "x-description-vi": "Căn cứ để lập sổ, theo dõi thời hạn và tính tỷ lệ; sự kiện cũ không có phần này.",
}
_DECISION = {**_REJECTION, "properties": _REJECTION["properties"] | {"document": _DOCUMENT}}
_QUESTION = _or_null({"enum": [question.value for question in Question]})
#: Only where an agency that has ended was addressed, or the recipient has ended before it was consigned.
_SUCCESSION: Json = {"addressed_as": _list(_AGENCY), "successor": _AGENCY}


def _with_succession(form: Json) -> Json:
    return {**form, "properties": form["properties"] | _SUCCESSION}


_CONSIGNMENT = _with_succession(_form(document_id=_TEXT, envelope_digest=_DIGEST, question=_QUESTION))
_RECALLED: Json = {"const": Withholding.RECALLED.value}
_SUPERSEDED = _form(reason={"const": Withholding.SUPERSEDED.value}, by=_SUBMISSION)


def _withheld_from_the_start(reason: Withholding) -> Json:
    form = _form(
        document_id=_TEXT, envelope_digest=_DIGEST, question=_QUESTION, reason={"const": reason.value}
    )
    return _with_succession(form)


def _status(*codes: Status) -> Json:
    return _perhaps_as_message(
        _form(
            document_id=_TEXT,
            status={"enum": [code.value for code in codes]},
            previous={"enum": [code.value for code in Status]},
            reason=_TEXT,
        )
    )


_ENTRY = _form(
    name=_TEXT,
    parent=_or_null(_AGENCY),
    level={"enum": [level.value for level in AgencyLevel]},
    effective_from=_DAY,
    ended_on=_or_null(_DAY),
    successor=_or_null(_AGENCY),
    receives_electronically={"type": "boolean"},
    aliases=_list(_AGENCY),
) | {
    "description": "The agency as the change left it; events before 2026-11-27 lack it.",
    "x-description-vi": "Thông tin cơ quan sau thay đổi; sự kiện cũ không có phần này.",
}
_ACTS = ("registered", "changed", "ended", "end-withdrawn")
_EARLIER_CHANGE = _form(
    act={"enum": [*_ACTS, AgencyState.LOCKED.value, AgencyState.ACTIVE.value]},
    reason=_TEXT,
    version=_POSITIVE,
    state={"enum": [state.value for state in AgencyState]},
    successor=_or_null(_AGENCY),
    keys=_list(_TEXT),
    certificates=_list(_DIGEST),
)
_CHANGE = {**_EARLIER_CHANGE, "properties": _EARLIER_CHANGE["properties"] | {"entry": _ENTRY}}
_ANCHOR = _form(act={"const": "trust-anchor"}, fingerprint=_DIGEST, is_root={"type": "boolean"})


def _entry(carriages: tuple[Carriage, ...], **document: Json) -> Json:
    """What is reported to a register: a document, or of secrets only how many there were in a month."""
    return _form(
        issued_on=_DAY,
        carriage={"enum": [carriage.value for carriage in carriages]},
        count=_POSITIVE,
        recipients=_list(_AGENCY),
        recipient_count=_COUNT,
        reported_at=_INSTANT,
        **document,
    )


_NOTHING: Json = {"type": "null"}
_PAPER_ENTRY = _entry(
    (Carriage.PAPER, Carriage.PARALLEL),
    number=_TEXT,
    notation=_TEXT,
    group=_COUNT,
    detail=_COUNT,
    type_name=_TEXT,
    reason={"enum": [reason.value for reason in PaperReason]},
)
_SECRET_ENTRY = _entry(
    (Carriage.SECRET,),
    **dict.fromkeys(("number", "notation", "group", "detail", "type_name", "reason"), _NOTHING),
)
_REPORTED: Json = {"anyOf": [_PAPER_ENTRY, _SECRET_ENTRY]}
_ENTRY_ID: Json = {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{26}$"}

EVENTS: Mapping[EventType, Described] = {
    EventType.UPLOAD_REQUEST: Described(
        "A submission was announced; its attachments are to be uploaded by ticket.",
        "Bên gửi khai báo văn bản; tệp sẽ được tải lên theo phiếu.",
        True,
        (_ARRIVAL,),
    ),
    EventType.SUBMISSION_ARRIVAL: Described(
        "A submission has arrived whole and waits for validation.",
        "Văn bản đã đến đầy đủ và chờ kiểm tra.",
        True,
        (_ARRIVAL,),
    ),
    EventType.SUBMISSION_ACCEPTANCE: Described(
        "The submission was validated and accepted.",
        "Văn bản đã qua kiểm tra và được chấp nhận.",
        False,
        (_DECISION,),
    ),
    EventType.SUBMISSION_REJECTION: Described(
        "The submission was validated and rejected; the reasons are stable codes.",
        "Văn bản không qua kiểm tra; lý do nêu bằng các mã cố định.",
        False,
        (_DECISION,),
    ),
    EventType.CONTENT_CONSIGNMENT: Described(
        "The document stands in the recipient's inbox.",
        "Văn bản đã vào hộp văn bản đến của nơi nhận.",
        False,
        (_CONSIGNMENT,),
    ),
    EventType.CONTENT_CONSIGNMENT_FAILURE: Described(
        "The document could not be put into the recipient's inbox.",
        "Văn bản không chuyển được vào hộp văn bản đến của nơi nhận.",
        False,
        (_withheld_from_the_start(Withholding.UNDELIVERABLE),),
    ),
    EventType.CONTENT_HANDOVER: Described(
        "The recipient has opened the document.",
        "Nơi nhận đã mở văn bản.",
        True,
        (_form(attachments=_list(_DIGEST)),),
    ),
    EventType.CONSIGNMENT_ACCEPTANCE: Described(
        "The recipient has accepted and registered the document (03).",
        "Nơi nhận đã tiếp nhận, vào sổ văn bản đến (03).",
        True,
        (_status(Status.ACCEPTED),),
    ),
    EventType.CONSIGNMENT_REJECTION: Described(
        "The recipient has refused the document, with a reason (02).",
        "Nơi nhận từ chối văn bản, có nêu lý do (02).",
        True,
        (_status(Status.REFUSED),),
    ),
    EventType.STATUS_CHANGE: Described(
        "The recipient goes on with the document (04, 05, 06).",
        "Nơi nhận chuyển bước xử lý văn bản (04, 05, 06).",
        True,
        (_status(Status.ASSIGNED, Status.PROCESSING, Status.FINISHED),),
    ),
    EventType.RECALL_REQUEST: Described(
        "The sender takes the document back from all recipients (13).",
        "Bên gửi yêu cầu thu hồi văn bản tại mọi nơi nhận (13).",
        True,
        (_perhaps_as_message(_form(document_id=_TEXT, reason=_TEXT, recipients=_list(_AGENCY))),),
    ),
    EventType.RECALL_NOTIFICATION: Described(
        "A recipient that had opened the document is asked to give it back.",
        "Nơi nhận đã mở văn bản được hỏi ý kiến về việc thu hồi.",
        False,
        (_form(document_id=_TEXT, reason=_RECALLED),),
    ),
    EventType.RECALL_AGREEMENT: Described(
        "The recipient agrees to the take-back (15).",
        "Nơi nhận đồng ý thu hồi (15).",
        True,
        (_status(Status.AGREES),),
    ),
    EventType.RECALL_REFUSAL: Described(
        "The recipient refuses the take-back, with a reason (16).",
        "Nơi nhận từ chối thu hồi, có nêu lý do (16).",
        True,
        (_status(Status.DISAGREES),),
    ),
    EventType.REPLACEMENT_AGREEMENT: Described(
        "The recipient agrees to the update or the replacement (15).",
        "Nơi nhận đồng ý cập nhật, thay thế (15).",
        True,
        (_status(Status.AGREES),),
    ),
    EventType.REPLACEMENT_REFUSAL: Described(
        "The recipient refuses the update or the replacement, with a reason (16).",
        "Nơi nhận từ chối cập nhật, thay thế, có nêu lý do (16).",
        True,
        (_status(Status.DISAGREES),),
    ),
    EventType.COPY_WITHHOLDING: Described(
        "An unopened copy can no longer be opened: recalled or superseded.",
        "Bản chưa mở không còn mở được do đã bị thu hồi hoặc thay thế.",
        False,
        (
            _withheld_from_the_start(Withholding.RECALLED),
            _form(document_id=_TEXT, reason=_RECALLED),
            _SUPERSEDED,
        ),
    ),
    EventType.COPY_DESTRUCTION: Described(
        "An opened copy counts as destroyed: its recipient agreed to give it up.",
        "Bản đã mở được coi là đã hủy theo sự đồng ý của nơi nhận.",
        True,
        (_form(attachments=_list(_DIGEST)), _SUPERSEDED),
    ),
    EventType.CONTENT_DELETION: Described(
        "The documents were kept for as long as the rule says (days) and are deleted; their digests stay.",
        "Văn bản đã hết thời hạn lưu theo quy định (days, số ngày) và bị xóa; mã băm vẫn được giữ lại.",
        False,
        (
            _form(
                document_id=_TEXT,
                envelope_digest=_DIGEST,
                attachments=_list(_DIGEST),
                days=_POSITIVE,
            ),
        ),
    ),
    EventType.DEADLINE_WARNING: Described(
        "Something that the agency owes about the document is due soon.",
        "Cơ quan sắp đến hạn thực hiện một việc đối với văn bản.",
        False,
        (alarm_details(),),
    ),
    EventType.DEADLINE_EXPIRY: Described(
        "What the agency owed about the document was not done by its end.",
        "Cơ quan đã quá hạn thực hiện một việc đối với văn bản.",
        False,
        (alarm_details(),),
    ),
    EventType.REGISTRY_CHANGE: Described(
        "An agency's entry, or a trust anchor, was changed.",
        "Thông tin cơ quan hoặc chứng thư số gốc tin cậy đã thay đổi.",
        True,
        (_CHANGE, _ANCHOR),
    ),
    EventType.DUPLICATE_DOCUMENT_ID: Described(
        "The sender tried to send another document under this one's DocumentId; it was refused.",
        "Bên gửi gửi một văn bản khác trùng mã định danh của văn bản này; văn bản đó bị từ chối.",
        True,
        (_form(document_id=_TEXT, envelope_digest=_DIGEST),),
    ),
    EventType.DUPLICATE_NUMBER: Described(
        "An earlier standing document of the same sender, year and type bears this number and notation.",
        "Trùng số, ký hiệu với một văn bản còn hiệu lực của cùng cơ quan, cùng năm, cùng loại.",
        False,
        (
            _form(
                sender=_AGENCY,
                number=_TEXT,
                notation=_TEXT,
                issued_on=_DAY,
                group=_COUNT,
                detail=_COUNT,
                earlier={"anyOf": [_SUBMISSION, _ENTRY_ID]},
            ),
        ),
    ),
    EventType.REGISTER_ENTRY: Described(
        "The agency reports a document issued on paper, or how many secrets it issued in a month.",
        "Cơ quan khai báo vào sổ văn bản phát hành bản giấy, hoặc số lượng văn bản mật trong tháng.",
        True,
        (_PAPER_ENTRY, _SECRET_ENTRY),
    ),
    EventType.REGISTER_CORRECTION: Described(
        "The agency declares an entry of its register a mistake; withdrawn repeats what it said.",
        "Cơ quan hủy một mục đã ghi nhầm trong sổ; withdrawn nhắc lại nội dung mục đó.",
        True,
        (_form(entry=_ENTRY_ID, reason=_TEXT, withdrawn=_REPORTED),),
    ),
    EventType.MEASURES_REPORT: Described(
        "A monthly report of ratios was published, or corrected by another version; the event is its proof.",
        "Báo cáo tỷ lệ hằng tháng được công bố hoặc được thay bằng bản mới; sự kiện là căn cứ chứng minh.",
        False,
        (
            _form(
                period=_TEXT,
                version=_POSITIVE,
                report=_DIGEST,
                replaces={"anyOf": [_DIGEST, {"type": "null"}]},
            ),
        ),
    ),
    EventType.DOSSIER_EVENT: Described(
        "Something happened to a dossier of a one-stop centre; nobody is named.",
        "Một sự việc của hồ sơ tại bộ phận một cửa; không nêu tên ai.",
        True,
        DOSSIER_FORMS,
    ),
    EventType.DOSSIER_WARNINGS: Described(
        "In the morning: how many dossiers are late, or will be if nobody acts: those that the agency has in "
        "hand, those that it answers for as centre or settling agency, and those with the agencies below it; "
        "dossiers names at most 100 of the first two, agencies at most 100 just below it.",
        "Cảnh báo đầu giờ sáng: số hồ sơ đã quá hạn, sẽ quá hạn nếu không xử lý, gồm hồ sơ cơ quan đang giữ "
        "(in_hand), hồ sơ cơ quan chịu trách nhiệm (answers_for) và hồ sơ ở cấp dưới (below); nêu tối đa 100 "
        "mã hồ sơ và 100 đơn vị trực thuộc.",
        False,
        (WARNINGS_FORM,),
    ),
    EventType.APPLICANT_NOTICE: Described(
        "An applicant was told what happened to a dossier, or could not be; without number, address or text.",
        "Người nộp hồ sơ đã được thông báo, hoặc không thông báo được; không ghi số điện thoại, địa chỉ, nội "
        "dung.",
        False,
        (NOTICE_FORM,),
    ),
    EventType.NOTICE_WISHES: Described(
        "An applicant wants to be told of a dossier by other ways, or only of what must be known.",
        "Người nộp hồ sơ thay đổi cách nhận thông báo.",
        True,
        (WISHES_FORM,),
    ),
    EventType.CONSULTATION: Described(
        "Somebody was advised at a one-stop centre and handed nothing in.",
        "Bộ phận một cửa đã hướng dẫn một lượt không phát sinh hồ sơ.",
        True,
        (CONSULTATION_FORM,),
    ),
    EventType.SATISFACTION_VOTE: Described(
        "A visitor of a one-stop centre said how satisfied he was; who it was stands nowhere.",
        "Một người dân đánh giá mức độ hài lòng tại bộ phận một cửa; không ghi người đánh giá.",
        True,
        (VOTE_FORM,),
    ),
    EventType.PROCEDURE_CHANGE: Described(
        "The registrar entered or changed an edition of a procedure.",
        "Cơ quan quản lý đã khai báo hoặc thay đổi một phiên bản thủ tục hành chính.",
        True,
        (PROCEDURE_FORM,),
    ),
    EventType.CENTRE_CHANGE: Described(
        "The registrar said which agencies settle what a centre takes in.",
        "Cơ quan quản lý đã khai báo các cơ quan giải quyết hồ sơ của một trung tâm.",
        True,
        (CENTRE_FORM,),
    ),
    EventType.POSTING_INSPECTION: Described(
        "The postings of a one-stop centre were held to what is in force; posted and in_force are SHA-256 of "
        "both sides (RFC 8785), findings the first 500 of those that were found.",
        "Kết quả kiểm tra niêm yết tại bộ phận một cửa; posted, in_force là mã băm SHA-256 của nội dung đang "
        "niêm yết và theo quy định (RFC 8785); findings nêu tối đa 500 sai phạm.",
        True,
        (INSPECTION_FORM,),
    ),
    EventType.CHECKPOINT_TIMESTAMP: Described(
        "A checkpoint of the evidence log got its time-stamp: the token's digest becomes an entry.",
        "Điểm kiểm tra của nhật ký bằng chứng đã có dấu thời gian; mã băm của dấu thành một bản ghi.",
        False,
        (_form(size=_COUNT, token=_DIGEST),),
    ),
}


def event_schema() -> Json:
    """The JSON Schema of an event: common members, and the details by type."""
    return {
        "$schema": DIALECT,
        "$id": "urn:lienthong:schema:event",
        "title": "Event",
        **event_shape(),
        "$defs": {"RequestProof": proof_shape()},
    }


def event_shape(proof: str = "#/$defs/RequestProof") -> Json:
    """An event, with the details of each type."""
    return {
        "description": "A state change; committed in one transaction with it.",
        "x-description-vi": "Một thay đổi trạng thái, được ghi trong cùng giao dịch với thay đổi đó.",
        "type": "object",
        "required": ["event_id", "type", "subject", "at", "actor", "agency", "details", "proof"],
        "properties": {
            "event_id": {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{26}$"},
            "type": {"type": "string"},
            "subject": {
                "type": "string",
                "description": "Submission id; of registry changes, register entries and centres the "
                "agency's code; a dossier's or a procedure's code; or TRUST.",
            },
            "at": {"type": "string", "format": "date-time"},
            "actor": {
                "type": "string",
                "description": "Code of the agency that caused it, or 'exchange'.",
            },
            "agency": _or_null(_AGENCY)
            | {"description": "The recipient whose delivery it concerns, or the agency that owes something."},
            "details": {"type": "object"},
            "proof": _or_null({"$ref": proof}),
        },
        "additionalProperties": False,
        "oneOf": [_case(kind, EVENTS[kind], proof) for kind in EventType],
    }


def _case(kind: EventType, described: Described, proof: str) -> Json:
    details = described.forms[0] if len(described.forms) == 1 else {"anyOf": list(described.forms)}
    return {
        "title": kind.value,
        "description": described.en,
        "x-description-vi": described.vi,
        "properties": {
            "type": {"const": kind.value},
            "actor": _AGENCY if described.by_agency else {"const": "exchange"},
            "details": details,
            "proof": {"$ref": proof} if described.by_agency else {"type": "null"},
        },
    }


def proof_shape() -> Json:
    """The signed request that caused an event (RFC 9421)."""
    return {
        "description": "The signed request that caused the event; the agency's public key verifies it.",
        "x-description-vi": "Yêu cầu đã ký dẫn đến sự kiện; kiểm tra được bằng khóa công khai của cơ quan.",
        "type": "object",
        "required": ["algorithm", "key_id", "signature", "signature_base"],
        "properties": {
            "algorithm": {"enum": sorted(ALGORITHMS)},
            "key_id": _TEXT,
            "signature": {"type": "string", "contentEncoding": "base64"},
            "signature_base": _TEXT,
        },
        "additionalProperties": False,
    }
