"""Who a submission is for: names on the envelope against the registry of the day.

An agency that has ended is not refused where somebody succeeds it: the document goes to the heir, and the
answer says so. Several that one agency succeeds, or an ended one beside its heir, make one delivery.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lienthong.errors import EnvelopeRejected, Fault
from lienthong.model.agency import Agency
from lienthong.model.codes import EXCHANGING, AgencyState
from lienthong.model.envelope import DocumentType
from lienthong.model.submission import NoteKind, RecipientNote
from lienthong.model.type_rules import rule_about
from lienthong.ports import Registry
from lienthong.services.succession import heirs


@dataclass(frozen=True, slots=True)
class Addressed:
    """The canonical codes of the recipients in their order, each once, and what is to be told of them."""

    recipients: tuple[str, ...]
    notes: tuple[RecipientNote, ...]


def resolve_recipients(
    registry: Registry, sender: str, names: Sequence[str], kind: DocumentType, today: date
) -> Addressed:
    """The recipients of a document of this type, written as codes or aliases, on a day in Vietnam.

    Raises:
        EnvelopeRejected: unknown, locked, ended without heir, paper-only or doubled recipients, recipients
            still to come, or the sender itself; all.
    """
    known = registry.agencies(names)
    successors = heirs(registry, known.values(), today)
    addressed: dict[str, Agency] = {}
    faults: list[Fault] = []
    for index, name in enumerate(names):
        agency = known.get(name)
        fault = _recipient_fault(f"/recipients/{index}", agency, successors, sender, addressed, today)
        if fault:
            faults.append(fault)
        elif agency:
            addressed[agency.code] = successors.get(agency.code, agency)
    if faults:
        raise EnvelopeRejected(faults)
    return Addressed(
        tuple(dict.fromkeys(recipient.code for recipient in addressed.values())),
        (*_redirections(addressed), *_notes(addressed.values(), kind)),
    )


def _redirections(addressed: Mapping[str, Agency]) -> Iterator[RecipientNote]:
    for code, recipient in addressed.items():
        if recipient.code != code:
            yield RecipientNote(NoteKind.REDIRECTED, recipient.code, addressed=code)


def _notes(recipients: Iterable[Agency], kind: DocumentType) -> Iterator[RecipientNote]:
    for agency in {recipient.code: recipient for recipient in recipients}.values():
        for paper in agency.mandatory_paper:
            if (paper.group, paper.detail) == (kind.group, kind.detail):
                yield RecipientNote(NoteKind.PAPER_ALSO, agency.code, basis=paper.basis)
        rule = rule_about(agency.document_types, kind)
        if rule and not rule.accepted:
            yield RecipientNote(NoteKind.TYPE_NOT_TAKEN, agency.code)


def _recipient_fault(
    pointer: str,
    agency: Agency | None,
    successors: Mapping[str, Agency],
    sender: str,
    earlier: Mapping[str, Agency],
    today: date,
) -> Fault | None:
    if agency is None:
        return Fault(
            pointer,
            "recipient.unknown",
            "No agency has this code or alias; look it up in the registry.",
            "Không có cơ quan nào mang mã hoặc bí danh này; đề nghị tra cứu danh bạ.",
        )
    heir = successors.get(agency.code)
    if sender in (agency.code, heir.code if heir else ""):
        return Fault(
            pointer,
            "recipient.is-sender",
            "An agency does not send to itself or to what it succeeds; remove this recipient.",
            "Cơ quan không gửi cho chính mình hoặc cơ quan mà mình kế thừa; đề nghị bỏ nơi nhận này.",
        )
    if agency.code in earlier:
        return Fault(
            pointer,
            "recipient.duplicate",
            "This recipient is named twice, perhaps by an alias; leave one.",
            "Nơi nhận này bị lặp (có thể qua bí danh); đề nghị chỉ để một lần.",
        )
    return _state_fault(pointer, heir or agency, today)


def _state_fault(pointer: str, agency: Agency, today: date) -> Fault | None:
    state = agency.state_on(today)
    if state is AgencyState.UPCOMING:
        return Fault(
            pointer,
            "recipient.upcoming",
            f"{agency.name} begins on {agency.effective_from:%d/%m/%Y}; send from that day on.",
            f"{agency.name} hoạt động từ ngày {agency.effective_from:%d/%m/%Y}; đề nghị gửi từ ngày đó.",
        )
    if state is AgencyState.LOCKED:
        return Fault(
            pointer,
            "recipient.locked",
            f"{agency.name} is locked; send on paper or wait until the registrar has unlocked it.",
            f"{agency.name} đang tạm khóa; đề nghị gửi bản giấy hoặc chờ cơ quan quản lý danh bạ mở khóa.",
        )
    if state is AgencyState.ENDED:
        return Fault(
            pointer,
            "recipient.ended",
            f"{agency.name} has ended and nobody is registered as its successor; ask the registrar, or send "
            "to the agency that has taken over.",
            f"{agency.name} đã kết thúc hoạt động, danh bạ chưa ghi cơ quan kế thừa; đề nghị hỏi cơ quan "
            "quản lý danh bạ hoặc gửi đến cơ quan tiếp nhận nhiệm vụ.",
        )
    if agency.roles.isdisjoint(EXCHANGING):
        return Fault(
            pointer,
            "recipient.no-inbox",
            f"{agency.name} takes part as overseer only and has no inbox; remove this recipient.",
            f"{agency.name} chỉ giám sát, quản lý, không có hộp văn bản đến; đề nghị bỏ nơi nhận này.",
        )
    if not agency.receives_electronically:
        return Fault(
            pointer,
            "recipient.paper-only",
            f"{agency.name} does not receive electronically yet; send on paper.",
            f"{agency.name} chưa nhận văn bản điện tử; đề nghị gửi bản giấy.",
        )
    return None


def target_fault(index: int) -> Fault:
    """The fault of a target that is not a standing submission of the sender."""
    return Fault(
        f"/targets/{index}",
        "target.not-standing",
        "No accepted document of yours stands under this DocumentId; correct it.",
        "Cơ quan không có văn bản nào đang có hiệu lực gửi với mã này; đề nghị sửa lại.",
    )
