"""The words of a dossier's life: statuses, kinds of events, channels, reasons; each in both languages."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class PortalStatus(IntEnum):
    """The national portal's status codes, which are a dossier's states."""

    NEW = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    PROCESSING = 4
    SUPPLEMENT_REQUIRED = 5
    FINANCIAL_OBLIGATION = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10

    @property
    def vi(self) -> str:
        """The status, as the portal words it."""
        return _STATUS[self][1]

    @property
    def en(self) -> str:
        """The status in English."""
        return _STATUS[self][0]


_STATUS = {
    PortalStatus.NEW: ("new", "mới đăng ký"),
    PortalStatus.ACCEPTED: ("accepted", "được tiếp nhận"),
    PortalStatus.NOT_ACCEPTED: ("not accepted", "không được tiếp nhận"),
    PortalStatus.PROCESSING: ("processing", "đang xử lý"),
    PortalStatus.SUPPLEMENT_REQUIRED: ("supplement required", "yêu cầu bổ sung giấy tờ"),
    PortalStatus.FINANCIAL_OBLIGATION: ("financial obligation", "yêu cầu thực hiện nghĩa vụ tài chính"),
    PortalStatus.WITHDRAWN: ("withdrawn", "công dân yêu cầu rút hồ sơ"),
    PortalStatus.STOPPED: ("stopped", "dừng xử lý"),
    PortalStatus.DONE: ("done", "đã xử lý xong"),
    PortalStatus.RETURNED: ("returned", "đã trả kết quả"),
}


class Kind(StrEnum):
    """What can happen to a dossier."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not-accepted"
    HANDED_OVER = "handed-over"
    STEP_FINISHED = "step-finished"
    SUPPLEMENT_REQUESTED = "supplement-requested"
    SUPPLEMENT_RECEIVED = "supplement-received"
    OBLIGATION_IMPOSED = "obligation-imposed"
    OBLIGATION_MET = "obligation-met"
    REAPPOINTED = "reappointed"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    DECIDED = "decided"
    RETURNED = "returned"

    @property
    def vi(self) -> str:
        """The act, for a clerk."""
        return _KIND[self][1]

    @property
    def en(self) -> str:
        """The act in English."""
        return _KIND[self][0]


_KIND = {
    Kind.RECEIVED: ("receive", "nhận hồ sơ"),
    Kind.ACCEPTED: ("accept", "tiếp nhận"),
    Kind.NOT_ACCEPTED: ("refuse", "từ chối tiếp nhận"),
    Kind.HANDED_OVER: ("hand over", "chuyển bước xử lý"),
    Kind.STEP_FINISHED: ("finish a step", "hoàn thành bước xử lý"),
    Kind.SUPPLEMENT_REQUESTED: ("ask for a supplement", "yêu cầu bổ sung"),
    Kind.SUPPLEMENT_RECEIVED: ("receive the supplement", "nhận bổ sung"),
    Kind.OBLIGATION_IMPOSED: ("ask for a payment", "yêu cầu thực hiện nghĩa vụ tài chính"),
    Kind.OBLIGATION_MET: ("note the payment", "ghi nhận đã thực hiện nghĩa vụ tài chính"),
    Kind.REAPPOINTED: ("give a new date with an apology", "xin lỗi và hẹn lại ngày trả kết quả"),
    Kind.WITHDRAWN: ("withdraw", "rút hồ sơ"),
    Kind.STOPPED: ("stop", "dừng xử lý"),
    Kind.DECIDED: ("decide", "ban hành kết quả"),
    Kind.RETURNED: ("return the result", "trả kết quả"),
}


class Channel(IntEnum):
    """How a dossier came in; the numbers are the portal's."""

    DIRECT = 1
    ONLINE = 2
    POSTAL = 3

    @property
    def vi(self) -> str:
        """The channel, for a clerk."""
        return ("", "trực tiếp", "trực tuyến", "bưu chính công ích")[self]

    @property
    def en(self) -> str:
        """The channel in English."""
        return ("", "direct", "online", "postal")[self]


class Reason(StrEnum):
    """Why, as a code: events carry no free text, which could name people; the form has the sentence."""

    PAPERS_MISSING = "papers-missing"
    PAPERS_WRONG = "papers-wrong"
    NOT_ELIGIBLE = "not-eligible"
    WRONG_AUTHORITY = "wrong-authority"
    OPINION_AWAITED = "opinion-awaited"
    SITE_VISIT = "site-visit"
    WORKLOAD = "workload"
    SYSTEM_FAILURE = "system-failure"
    FORCE_MAJEURE = "force-majeure"
    APPLICANT = "applicant"
    NO_ANSWER = "no-answer"
    OTHER = "other"

    @property
    def vi(self) -> str:
        """The reason, as it stands on a form."""
        return _REASON[self][1]

    @property
    def en(self) -> str:
        """The reason in English."""
        return _REASON[self][0]


_REASON = {
    Reason.PAPERS_MISSING: ("papers are missing", "thành phần hồ sơ chưa đầy đủ"),
    Reason.PAPERS_WRONG: ("papers are wrong", "giấy tờ chưa đúng quy định"),
    Reason.NOT_ELIGIBLE: ("the conditions are not met", "chưa đủ điều kiện giải quyết"),
    Reason.WRONG_AUTHORITY: ("another authority is competent", "không thuộc thẩm quyền giải quyết"),
    Reason.OPINION_AWAITED: ("an opinion is awaited", "chờ ý kiến cơ quan liên quan"),
    Reason.SITE_VISIT: ("the site has to be visited", "cần kiểm tra thực địa"),
    Reason.WORKLOAD: ("too many dossiers", "số lượng hồ sơ tăng cao"),
    Reason.SYSTEM_FAILURE: ("a system failed", "sự cố hệ thống thông tin"),
    Reason.FORCE_MAJEURE: ("force majeure", "bất khả kháng"),
    Reason.APPLICANT: ("at the applicant's wish", "theo đề nghị của người nộp"),
    Reason.NO_ANSWER: ("the applicant did not answer", "người nộp không bổ sung, không phản hồi"),
    Reason.OTHER: ("other reasons", "lý do khác"),
}


class Vote(StrEnum):
    """What a visitor presses at the desk."""

    SATISFIED = "satisfied"
    ACCEPTABLE = "acceptable"
    DISSATISFIED = "dissatisfied"

    @property
    def vi(self) -> str:
        """The word on the button."""
        return {"satisfied": "hài lòng", "acceptable": "bình thường", "dissatisfied": "không hài lòng"}[
            self.value
        ]
