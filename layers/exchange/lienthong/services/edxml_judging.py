"""What makes a message impossible that could be read: whose it is, to whom it goes, what it wants.

The national format's rules are read with tolerance (docs/adr/0011), so that only what would make the act
another one than its sender meant, or none, is a reason here. What the API asks of its own callers beyond that
(a signer, a place, lengths) is a finding of the reader and comes back with the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from lienthong.edxml.findings import Finding
from lienthong.edxml.mapping import RecallAct, StatusAct, SubmissionAct, act_of
from lienthong.edxml.message import DocumentMessage, Message
from lienthong.errors import Fault
from lienthong.model.codes import Status
from lienthong.model.delivery import NEEDS_REASON
from lienthong.ports import Registry

_HEADER = "/edXML/edXMLEnvelope/edXMLHeader/MessageHeader"
_BUSINESS = "/edXML/edXMLEnvelope/edXMLHeader/TraceHeaderList/Bussiness"
#: Where the reader would point in the message at what an envelope has under this name.
_PLACES = {"recipients": f"{_HEADER}/To", "targets": f"{_BUSINESS}/DocumentId"}


def as_fault(finding: Finding) -> Fault:
    """A reader's finding as one reason of a refusal."""
    return Fault(finding.xpath, finding.code, finding.en, finding.vi)


def in_the_message(faults: Sequence[Fault]) -> list[Fault]:
    """Faults of an envelope (``/recipients/0``) with their places in the message (``…/To[1]``)."""
    return [Fault(_place(fault.pointer), fault.code, fault.en, fault.vi) for fault in faults]


def _place(pointer: str) -> str:
    _, name, *rest = pointer.split("/")
    place = _PLACES.get(name, pointer)
    return f"{place}[{int(rest[0]) + 1}]" if name == "recipients" and rest else place


def message_faults(message: Message, caller: str, registry: Registry, today: date) -> list[Fault]:
    """Every reason why what was understood cannot be done for this caller.

    Args:
        message: as it was read.
        caller: canonical code of the agency that signed the request, or of the one that it succeeds.
        registry: who is who.
        today: the day in Vietnam.
    """
    act = act_of(message)
    found = [*_sender_faults(message.sender.code, caller, registry)]
    if isinstance(act, SubmissionAct):
        assert isinstance(message, DocumentMessage)
        return [*found, *_document_faults(message, act, registry, today)]
    return [*found, *_reason_faults(message, act)]


def _sender_faults(written: str, caller: str, registry: Registry) -> Iterator[Fault]:
    place = f"{_HEADER}/From/OrganId"
    agency = registry.agencies([written]).get(written)
    if agency is None:
        yield Fault(
            place,
            "party.sender-unknown",
            "No agency has the code or alias under From; write the sender's own code.",
            "Không có cơ quan nào mang mã nêu ở From; đề nghị ghi đúng mã của cơ quan gửi.",
        )
    elif agency.code != caller:
        yield Fault(
            place,
            "envelope.sender-mismatch",
            "The sender is not the agency that signed the request; send with that agency's own key.",
            "Cơ quan gửi không phải cơ quan đã ký yêu cầu; đề nghị gửi bằng khóa của chính cơ quan đó.",
        )


def _document_faults(
    message: DocumentMessage, act: SubmissionAct, registry: Registry, today: date
) -> Iterator[Fault]:
    if message.issued_on > today:
        yield Fault(
            f"{_HEADER}/PromulgationInfo/PromulgationDate",
            "envelope.issued-in-the-future",
            "The date of issue is in the future; correct it.",
            "Ngày ban hành ở tương lai; đề nghị sửa lại.",
        )
    update = message.business.update
    if not message.files and update is not None and not update.document:
        yield Fault(
            f"{_BUSINESS}/BussinessDocumentInfo",
            "update.recipients-only",
            "The recipients of a document that was sent cannot be changed; send the document to those that "
            "are added, and take it back where it should not have gone.",
            "Không thể đổi nơi nhận của văn bản đã gửi; đề nghị gửi văn bản đến nơi nhận bổ sung và thu hồi "
            "tại nơi gửi nhầm.",
        )
    yield from _alias_faults(message, act, registry)


def _alias_faults(message: DocumentMessage, act: SubmissionAct, registry: Registry) -> Iterator[Fault]:
    """Names in the exchange's extension stand for agencies of To, or they would reroute the document."""
    written = act.envelope.recipients
    addressed = tuple(party.code for party in message.recipients)
    if written == addressed:
        return
    known = registry.agencies([*written, *addressed])
    for number, (name, code) in enumerate(zip(written, addressed, strict=True), 1):
        one, other = known.get(name), known.get(code)
        if one is None or other is None or one.code != other.code:
            yield Fault(
                f"{_HEADER}/To[{number}]",
                "recipient.alias-mismatch",
                "The extension names another agency than To does; remove it or write the same agency.",
                "Phần mở rộng nêu cơ quan khác với nơi nhận (To); đề nghị bỏ hoặc ghi cùng một cơ quan.",
            )


def _reason_faults(message: Message, act: RecallAct | StatusAct) -> Iterator[Fault]:
    """A refusal and a take-back say why (D28 5.4, 9.1)."""
    status = Status.TAKE_BACK if isinstance(act, RecallAct) else act.status
    if act.reason or status not in NEEDS_REASON:
        return
    is_document = isinstance(message, DocumentMessage)
    yield Fault(
        f"{_BUSINESS}/BussinessDocReason" if is_document else f"{_HEADER}/Description",
        "status.reason-missing",
        f"Status {status.value} needs a reason; state it.",
        f"Trạng thái {status.value} phải kèm lý do; đề nghị nêu rõ.",
    )
