"""The transport answer of the national format's platforms: DONE or FAIL, an error number, a sentence.

No standard fixes it. The status words and the numbers are those that platforms of the field use; which of the
exchange's reasons is which number stands here and in docs/edxml-mapping.md. A message that is refused for
several reasons gets the number of the one that decides most: whose it is, then its form, then its recipients,
then its files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from lxml import etree

from lienthong.edxml.extension import EXTENSION


class TransportStatus(StrEnum):
    """How far a message has come on its way."""

    DONE = "DONE"
    FAIL = "FAIL"


class MessageType(StrEnum):
    """What kind of message it is, in the platforms' own words."""

    DOCUMENT = "edoc"
    STATUS = "status"
    REPLACEMENT = "replacement"
    REVOCATION = "revocation"
    UPDATE = "update"


class ErrorNumber(IntEnum):
    """The platforms' error numbers."""

    SUCCESS = 0
    INVALID_FILE = 10
    WRONG_CREDENTIALS = 15
    NO_SUCH_RECIPIENT = 18
    SENDER_NOT_REGISTERED = 19
    SYSTEM_FAILURE = 20
    FILE_NOT_PROCESSED = 21
    WRONG_FORM = 22
    RECIPIENT_LOCKED = 23

    @property
    def en(self) -> str:
        """The number in words."""
        return _WORDS[self][0]

    @property
    def vi(self) -> str:
        """The number in words, as the platforms say it."""
        return _WORDS[self][1]


_WORDS = {
    ErrorNumber.SUCCESS: ("success", "thành công"),
    ErrorNumber.INVALID_FILE: ("invalid file", "file không hợp lệ"),
    ErrorNumber.WRONG_CREDENTIALS: ("wrong credentials", "sai thông tin xác thực hệ thống gửi"),
    ErrorNumber.NO_SUCH_RECIPIENT: ("the recipient does not exist", "đơn vị nhận không tồn tại"),
    ErrorNumber.SENDER_NOT_REGISTERED: ("the sender is not registered", "đơn vị gửi chưa đăng ký"),
    ErrorNumber.SYSTEM_FAILURE: ("system failure", "lỗi hệ thống"),
    ErrorNumber.FILE_NOT_PROCESSED: ("the file could not be processed", "lỗi xử lý file"),
    ErrorNumber.WRONG_FORM: ("not in the form of the standard", "edXML sai chuẩn"),
    ErrorNumber.RECIPIENT_LOCKED: ("the recipient is locked", "đơn vị nhận đã khóa"),
}

#: Problems whose number does not follow from single faults.
_OF_PROBLEMS = {
    "request.unauthenticated": ErrorNumber.WRONG_CREDENTIALS,
    "request.not-found": ErrorNumber.WRONG_FORM,
    "request.malformed": ErrorNumber.WRONG_FORM,
    "request.too-large": ErrorNumber.INVALID_FILE,
    "agency.not-active": ErrorNumber.SENDER_NOT_REGISTERED,
    "envelope.state-secret": ErrorNumber.INVALID_FILE,
    "upload.incomplete": ErrorNumber.FILE_NOT_PROCESSED,
    "upload.mismatch": ErrorNumber.FILE_NOT_PROCESSED,
    "submission.document-id-conflict": ErrorNumber.WRONG_FORM,
    "submission.not-accepted": ErrorNumber.FILE_NOT_PROCESSED,
    "submission.already-recalled": ErrorNumber.WRONG_FORM,
    "delivery.illegal-transition": ErrorNumber.WRONG_FORM,
    "status.reason-required": ErrorNumber.WRONG_FORM,
    "edxml.refused": ErrorNumber.WRONG_FORM,
    "exchange.unavailable": ErrorNumber.SYSTEM_FAILURE,
    "exchange.throttled": ErrorNumber.SYSTEM_FAILURE,
    "log.timestamps-overdue": ErrorNumber.SYSTEM_FAILURE,
}
_OF_FAULTS = {
    "envelope.sender-mismatch": ErrorNumber.WRONG_CREDENTIALS,
    "party.sender-unknown": ErrorNumber.SENDER_NOT_REGISTERED,
    "recipient.locked": ErrorNumber.RECIPIENT_LOCKED,
}
_OF_FAULT_FAMILIES = {
    "recipient": ErrorNumber.NO_SUCH_RECIPIENT,
    "file": ErrorNumber.INVALID_FILE,
}
#: What decides most comes first.
_ORDER = (
    ErrorNumber.WRONG_CREDENTIALS,
    ErrorNumber.SENDER_NOT_REGISTERED,
    ErrorNumber.WRONG_FORM,
    ErrorNumber.RECIPIENT_LOCKED,
    ErrorNumber.NO_SUCH_RECIPIENT,
    ErrorNumber.INVALID_FILE,
)


def error_number(problem: str, faults: Sequence[str] = ()) -> ErrorNumber:
    """The number of a refusal: by its single faults where it lists any, else by the problem's stable code."""
    numbers = {_of_fault(code) for code in faults}
    if numbers:
        return next(number for number in _ORDER if number in numbers)
    return _OF_PROBLEMS.get(problem, ErrorNumber.SYSTEM_FAILURE)


def _of_fault(code: str) -> ErrorNumber:
    family = _OF_FAULT_FAMILIES.get(code.partition(".")[0], ErrorNumber.WRONG_FORM)
    return _OF_FAULTS.get(code, family)


@dataclass(frozen=True, slots=True)
class TransportAnswer:
    """The answer to one message.

    Attributes:
        number: 0 where it was taken.
        vi, en: cause and next step.
        type: what kind of message it was; None where that could not be told.
        document_id, submission_id: what it is about; empty where it was refused.
        remarks: further sentences (Vietnamese, English): every reason of a refusal, every finding.
    """

    number: ErrorNumber
    vi: str
    en: str
    type: MessageType | None = None
    document_id: str = ""
    submission_id: str = ""
    remarks: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def status(self) -> TransportStatus:
        """DONE or FAIL."""
        return TransportStatus.DONE if self.number is ErrorNumber.SUCCESS else TransportStatus.FAIL


def write_transport_answer(answer: TransportAnswer) -> bytes:
    """The answer as XML in the exchange's own namespace."""
    root = etree.Element(_tag("TransportAnswer"), nsmap={"lienthong": EXTENSION})
    members = {
        "Status": answer.status.value,
        "MessageType": answer.type.value if answer.type else "",
        "ErrorCode": str(int(answer.number)),
        "ErrorName": answer.number.vi,
        "ErrorDesc": answer.vi,
        "ErrorDescEn": answer.en,
        "DocumentId": answer.document_id,
        "SubmissionId": answer.submission_id,
    }
    for name, text in members.items():
        if text:
            etree.SubElement(root, _tag(name)).text = _printable(text)
    for code, place, vi, en in answer.remarks:
        remark = etree.SubElement(root, _tag("Remark"))
        for name, text in (("Code", code), ("XPath", place), ("Vi", vi), ("En", en)):
            if text:
                etree.SubElement(remark, _tag(name)).text = _printable(text)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _tag(name: str) -> str:
    return f"{{{EXTENSION}}}{name}"


def _printable(text: str) -> str:
    """Without what XML 1.0 cannot carry, which a refused message may have brought in."""
    return "".join(char if char.isprintable() and char not in "\ufffe\uffff" else " " for char in text)
