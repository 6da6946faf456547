"""Code lists of the field: statuses, business types, priorities, roles (QCVN 102:2016)."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Status(StrEnum):
    """Status codes of a delivery (QCVN 102:2016)."""

    ARRIVED = "01"
    REFUSED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    PROCESSING = "05"
    FINISHED = "06"
    TAKE_BACK = "13"
    AGREES = "15"
    DISAGREES = "16"

    @property
    def vi(self) -> str:
        """What the code means, for a clerk."""
        return _STATUS_VI[self]

    @property
    def en(self) -> str:
        """What the code means, in English."""
        return _STATUS_EN[self]


_STATUS_VI = {
    Status.ARRIVED: "Đã đến",
    Status.REFUSED: "Từ chối nhận",
    Status.ACCEPTED: "Đã tiếp nhận, vào sổ văn bản đến",
    Status.ASSIGNED: "Đã phân công xử lý",
    Status.PROCESSING: "Đang xử lý",
    Status.FINISHED: "Hoàn thành",
    Status.TAKE_BACK: "Yêu cầu lấy lại",
    Status.AGREES: "Đồng ý yêu cầu cập nhật, lấy lại",
    Status.DISAGREES: "Từ chối yêu cầu cập nhật, lấy lại",
}
_STATUS_EN = {
    Status.ARRIVED: "arrived",
    Status.REFUSED: "refused",
    Status.ACCEPTED: "accepted and registered",
    Status.ASSIGNED: "assigned",
    Status.PROCESSING: "in progress",
    Status.FINISHED: "finished",
    Status.TAKE_BACK: "take-back requested",
    Status.AGREES: "agrees to update or take-back",
    Status.DISAGREES: "refuses update or take-back",
}


class Business(StrEnum):
    """What a submission does to earlier ones (BussinessDocType 0, 2, 3; 1 is the recall)."""

    NEW = "new"
    UPDATE = "update"
    REPLACEMENT = "replacement"


class Priority(IntEnum):
    """Urgency (OtherInfo/Priority)."""

    NORMAL = 0
    URGENT = 1
    VERY_URGENT = 2
    EXPRESS = 3
    EXPRESS_AT = 4


class Purpose(StrEnum):
    """What an attachment claims to be (D28 article 4: unsigned documents are for information only)."""

    ORIGINAL = "original"
    INFORMATION = "information"
    #: A detached signature over another attachment.
    SIGNATURE = "signature"


class Role(StrEnum):
    """What an agency may do at the API."""

    AGENCY = "agency"
    ONE_STOP = "one-stop"
    AUDITOR = "auditor"
    REGISTRAR = "registrar"


#: The roles that send and receive documents.
EXCHANGING = frozenset({Role.AGENCY, Role.ONE_STOP})


class AgencyState(StrEnum):
    """Life of an agency in the registry."""

    ACTIVE = "active"
    LOCKED = "locked"
    ENDED = "ended"
    #: Registered for a day to come; never recorded, always told by the day.
    UPCOMING = "upcoming"

    @property
    def vi(self) -> str:
        """The state, for a clerk."""
        return {
            "active": "đang hoạt động",
            "locked": "tạm khóa",
            "ended": "đã kết thúc hoạt động",
            "upcoming": "chưa hoạt động",
        }[self.value]


class SubmissionState(StrEnum):
    """Life of a submission."""

    AWAITING_UPLOADS = "awaiting-uploads"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Question(StrEnum):
    """What the sender has asked of a recipient and codes 15 and 16 answer."""

    RECALL = "recall"
    UPDATE = "update"
    REPLACEMENT = "replacement"


class Withholding(StrEnum):
    """Why a delivery can no longer be opened."""

    RECALLED = "recalled"
    SUPERSEDED = "superseded"
    #: The recipient's registration had been locked or ended when the delivery was due.
    UNDELIVERABLE = "undeliverable"

    @property
    def vi(self) -> str:
        """The cause, for a clerk."""
        return {"recalled": "thu hồi", "superseded": "thay thế", "undeliverable": "dừng chuyển"}[self.value]
