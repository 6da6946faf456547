"""Who a submission is for: names on the envelope against the registry."""

from __future__ import annotations

from collections.abc import Sequence

from lienthong.errors import EnvelopeRejected, Fault
from lienthong.model.agency import Agency
from lienthong.model.codes import EXCHANGING, AgencyState
from lienthong.ports import Registry


def resolve_recipients(registry: Registry, sender: str, names: Sequence[str]) -> tuple[str, ...]:
    """The canonical codes of recipients written as codes or aliases, in their order.

    Raises:
        EnvelopeRejected: unknown, locked, ended, paper-only or doubled recipients, or the sender itself; all.
    """
    known = registry.agencies(names)
    codes: list[str] = []
    faults: list[Fault] = []
    for index, name in enumerate(names):
        agency = known.get(name)
        fault = _recipient_fault(f"/recipients/{index}", agency, sender, codes)
        if fault:
            faults.append(fault)
        elif agency:
            codes.append(agency.code)
    if faults:
        raise EnvelopeRejected(faults)
    return tuple(codes)


def _recipient_fault(pointer: str, agency: Agency | None, sender: str, earlier: list[str]) -> Fault | None:
    if agency is None:
        return Fault(
            pointer,
            "recipient.unknown",
            "No agency has this code or alias; look it up in the registry.",
            "Không có cơ quan nào mang mã hoặc bí danh này; đề nghị tra cứu danh bạ.",
        )
    if agency.code == sender:
        return Fault(
            pointer,
            "recipient.is-sender",
            "An agency does not send to itself; remove this recipient.",
            "Cơ quan không gửi cho chính mình; đề nghị bỏ nơi nhận này.",
        )
    if agency.code in earlier:
        return Fault(
            pointer,
            "recipient.duplicate",
            "This recipient is named twice, perhaps by an alias; leave one.",
            "Nơi nhận này bị lặp (có thể qua bí danh); đề nghị chỉ để một lần.",
        )
    return _state_fault(pointer, agency)


def _state_fault(pointer: str, agency: Agency) -> Fault | None:
    if agency.state is AgencyState.LOCKED:
        return Fault(
            pointer,
            "recipient.locked",
            f"{agency.name} is locked; send on paper or wait until the registrar has unlocked it.",
            f"{agency.name} đang tạm khóa; đề nghị gửi bản giấy hoặc chờ cơ quan quản lý danh bạ mở khóa.",
        )
    if agency.state is AgencyState.ENDED:
        successor = agency.successor or "-"
        return Fault(
            pointer,
            "recipient.ended",
            f"{agency.name} has ended; its successor is {successor}. Address that agency.",
            f"{agency.name} đã kết thúc hoạt động; cơ quan kế thừa: {successor}. "
            "Đề nghị gửi đến cơ quan kế thừa.",
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
