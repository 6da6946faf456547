"""What a table of agencies may not say: every fault of every row, against the registry and the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lienthong.errors import Fault
from lienthong.model.agency import Agency
from lienthong.model.codes import AgencyState


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row: the agency with what the table says of it, and the names of the fields that it says."""

    agency: Agency
    said: frozenset[str]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a row comes to: the entry before, the entry wanted, and the fields that differ."""

    row: ImportedRow
    previous: Agency | None
    agency: Agency
    fields: tuple[str, ...]

    @property
    def ends(self) -> bool:
        """Whether an end is told that was not known before."""
        before = self.previous.ended_on if self.previous else None
        return self.agency.ended_on not in (None, before)

    @property
    def act(self) -> str:
        """What its event calls it."""
        if self.previous is None:
            return "registered"
        return "ended" if self.ends else "changed"


def faults_of(
    planned: Sequence[Planned], known: Mapping[str, Agency], registered: Iterable[Agency], today: date
) -> list[Fault]:
    """Every fault, in the order of the rows; pointers are ``/rows/<index>/<field>``.

    Args:
        planned: all rows.
        known: who bears each code and alias that the table names, by that name.
        registered: all agencies, for what lies above those in the table.
        today: the day in Vietnam.
    """
    after = {agency.code: agency for agency in registered}
    after |= {agency.code: agency for agency in known.values()}
    # Of rows about one agency, which are a fault themselves, the first counts.
    after |= {one.agency.code: one.agency for one in reversed(planned)}
    bearers = _bearers(planned)
    faults: list[Fault] = []
    for index, one in enumerate(planned):
        found = (
            *_name_faults(index, one, known, bearers),
            *_parent_faults(one, after),
            *_time_faults(one, after, today),
        )
        faults += [replace(fault, pointer=f"/rows/{index}/{fault.pointer}") for fault in found]
    return faults


def _bearers(planned: Sequence[Planned]) -> Mapping[str, int]:
    """By code and alias: the first row that bears it."""
    bearers: dict[str, int] = {}
    for index, one in enumerate(planned):
        for name in dict.fromkeys((one.agency.code, *one.agency.aliases)):
            bearers.setdefault(name, index)
    return bearers


def _name_faults(
    index: int, one: Planned, known: Mapping[str, Agency], bearers: Mapping[str, int]
) -> Iterator[Fault]:
    for needed in ("name", "effective_from"):
        if one.previous is None and needed not in one.row.said:
            yield Fault(
                needed,
                "import.incomplete",
                "A new agency needs a name and the day of its beginning; fill them in.",
                "Cơ quan mới phải có tên và ngày bắt đầu hiệu lực; đề nghị điền.",
            )
    for name in dict.fromkeys((one.agency.code, *one.agency.aliases)):
        field = "code" if name == one.agency.code else "aliases"
        bearer = known.get(name)
        if bearers[name] != index:
            yield Fault(
                field,
                "import.doubled",
                f"{name} stands in an earlier row as well; leave one of the two.",
                f"{name} đã có ở dòng trên; đề nghị chỉ để một dòng.",
            )
        elif bearer is not None and bearer.code != one.agency.code:
            yield Fault(
                field,
                "import.taken",
                f"{name} is {bearer.code} in the registry; choose another, or take it from there first.",
                f"{name} đang là mã của {bearer.code} trong danh bạ; đề nghị dùng mã khác hoặc gỡ trước.",
            )


def _parent_faults(one: Planned, after: Mapping[str, Agency]) -> Iterator[Fault]:
    parent = one.agency.parent
    if parent is None:
        return
    if parent not in after:
        yield Fault(
            "parent",
            "import.unknown",
            f"{parent} stands neither in the registry nor in the table; add it.",
            f"{parent} không có trong danh bạ và trong bảng; đề nghị bổ sung.",
        )
    elif _leads_back(one.agency.code, after, lambda agency: agency.parent):
        yield Fault(
            "parent",
            "import.circle",
            f"{one.agency.code} would be above itself; correct one of the parents.",
            f"{one.agency.code} sẽ là cấp trên của chính mình; đề nghị sửa lại cơ quan cấp trên.",
        )


def _leads_back(code: str, after: Mapping[str, Agency], link: Callable[[Agency], str | None]) -> bool:
    passed: set[str] = set()
    at = link(after[code])
    while at is not None and at in after and at not in passed:
        if at == code:
            return True
        passed.add(at)
        at = link(after[at])
    return False


def _time_faults(one: Planned, after: Mapping[str, Agency], today: date) -> Iterator[Fault]:
    agency, previous = one.agency, one.previous
    if agency.ended_on is not None and agency.ended_on <= agency.effective_from:
        yield Fault(
            "ended_on",
            "import.dates",
            "The end is not after the beginning; correct one of the two days.",
            "Ngày kết thúc không sau ngày bắt đầu hiệu lực; đề nghị sửa lại.",
        )
    if previous and previous.state_on(today) is AgencyState.ENDED and agency.ended_on != previous.ended_on:
        yield Fault(
            "ended_on",
            "import.ended",
            "The agency has ended, and its end stays; leave this as it is in the registry.",
            "Cơ quan đã kết thúc hoạt động, ngày kết thúc không thay đổi được; đề nghị giữ như danh bạ.",
        )
    if agency.successor is None:
        return
    if agency.ended_on is None:
        yield Fault(
            "successor",
            "import.no-end",
            "A successor is named but no day of the end; fill it in, or leave both empty.",
            "Có cơ quan kế thừa nhưng chưa có ngày kết thúc; đề nghị điền hoặc để trống cả hai.",
        )
    elif "successor" in one.fields or one.previous is None:
        yield from _successor_faults(agency, agency.ended_on, after)


def _successor_faults(agency: Agency, ended_on: date, after: Mapping[str, Agency]) -> Iterator[Fault]:
    heir = after.get(agency.successor or "")
    if heir is None:
        yield Fault(
            "successor",
            "import.unknown",
            f"{agency.successor} stands neither in the registry nor in the table; add it.",
            f"{agency.successor} không có trong danh bạ và trong bảng; đề nghị bổ sung.",
        )
    elif _leads_back(agency.code, after, lambda link: link.successor):
        yield Fault(
            "successor",
            "import.circle",
            f"{agency.code} would succeed itself; correct one of the successors.",
            f"{agency.code} sẽ kế thừa chính mình; đề nghị sửa lại cơ quan kế thừa.",
        )
    elif heir.state_on(ended_on) is not AgencyState.ACTIVE:
        yield Fault(
            "successor",
            "import.no-heir",
            f"{heir.code} is not active on that day; name an agency that is.",
            f"{heir.code} không hoạt động vào ngày đó; đề nghị ghi cơ quan đang hoạt động.",
        )
