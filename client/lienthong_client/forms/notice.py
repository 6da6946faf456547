"""The public notice of a procedure: fee, time, steps, papers and who answers (Decree 61/2018): A4."""

from __future__ import annotations

from collections.abc import Mapping

from lienthong.onestop.posting import Posting
from lienthong.onestop.procedures import Procedure
from lienthong_client.forms.facts import Notice, Office, PostedFee, PostedPaper, PostedStep
from lienthong_client.forms.sheet import (
    Block,
    Column,
    Facts,
    Sheet,
    Table,
    Words,
    dong,
    head_of,
    sets_and_copies,
    short_day,
)

_ONLINE = {
    1: "mức độ 1: cung cấp thông tin",
    2: "mức độ 2: tải được mẫu đơn",
    3: "mức độ 3: nộp hồ sơ trực tuyến",
    4: "mức độ 4: nộp hồ sơ, thanh toán và nhận kết quả trực tuyến",
}


def notice_of(
    procedure: Procedure, posting: Posting, office: Office, names: Mapping[str, str], complaints: str = ""
) -> Notice:
    """The notice of what a centre posts; ``names`` are those of agencies and roles, by code."""
    return Notice(
        office=office,
        procedure=procedure.name,
        procedure_code=posting.procedure,
        field=procedure.field,
        levels=", ".join(sorted(level.vi for level in procedure.levels)),
        time=posting.duration.written("vi"),
        effective_from=procedure.effective_from,
        posted_on=posting.posted_on,
        online_level=procedure.online_level,
        fees=tuple(PostedFee(fee.name, fee.amount, fee.per, fee.at_most) for fee in posting.fees),
        papers=tuple(
            PostedPaper(paper.name, paper.originals, paper.copies, paper.required) for paper in posting.papers
        ),
        steps=tuple(
            PostedStep(
                step.number,
                step.group,
                step.name,
                names.get(step.responsible, step.responsible),
                step.officer,
                step.duration.written("vi"),
            )
            for step in posting.steps
        ),
        complaints=complaints,
    )


def notice_sheet(notice: Notice) -> tuple[Sheet, ...]:
    """The notice as one sheet; what costs nothing and what needs no papers is said in words."""
    facts = [("Mã thủ tục", notice.procedure_code), ("Lĩnh vực", notice.field)]
    if notice.levels:
        facts.append(("Cấp thực hiện", notice.levels))
    facts += [("Nơi nộp hồ sơ và nhận kết quả", notice.office.desk), ("*Thời hạn giải quyết", notice.time)]
    if notice.online_level is not None:
        facts.append(("Dịch vụ công trực tuyến", _ONLINE.get(notice.online_level, str(notice.online_level))))
    facts.append(("Có hiệu lực từ", short_day(notice.effective_from)))
    blocks: list[Block] = [
        Facts(tuple(facts)),
        *_fees(notice),
        *_papers(notice),
        *_steps(notice),
        Words(_complaints(notice)),
    ]
    return (
        Sheet(
            paper="a4",
            head=head_of(notice.office, notice.posted_on),
            title="Niêm yết công khai thủ tục hành chính",
            subject=notice.procedure,
            running=f"Niêm yết thủ tục {notice.procedure_code}",
            blocks=tuple(blocks),
            size=12.5,
        ),
    )


def _fees(notice: Notice) -> tuple[Block, ...]:
    if not notice.fees:
        return (Facts((("*Phí, lệ phí", "Không thu"),)),)
    columns = (
        Column("Phí, lệ phí", 8),
        Column("Mức thu", 3, "right"),
        Column("Đơn vị tính", 3, "center"),
        Column("Tối đa", 3, "right"),
    )
    rows = tuple(
        (
            (fee.name,),
            (dong(fee.amount) if fee.amount else "Không thu",),
            (fee.per,),
            (dong(fee.at_most) if fee.at_most is not None else "",),
        )
        for fee in notice.fees
    )
    return (Table("Phí, lệ phí", columns, rows),)


def _papers(notice: Notice) -> tuple[Block, ...]:
    if not notice.papers:
        return (Facts((("Thành phần hồ sơ", "Không yêu cầu giấy tờ"),)),)
    columns = (
        Column("TT", 1, "center"),
        Column("Giấy tờ phải nộp", 11),
        Column("Số lượng", 5),
    )
    rows = tuple(
        (
            (str(number),),
            (paper.name + ("" if paper.required else " (nếu có)"),),
            (sets_and_copies(paper.originals, paper.copies),),
        )
        for number, paper in enumerate(notice.papers, start=1)
    )
    return (Table("Thành phần hồ sơ", columns, rows),)


def _steps(notice: Notice) -> tuple[Block, ...]:
    if not notice.steps:
        return (Facts((("Các bước giải quyết", "Giải quyết ngay tại nơi tiếp nhận"),)),)
    groups = [step.group for step in notice.steps]
    columns = (
        Column("Bước", 1.3, "center"),
        Column("Nội dung công việc", 5.5),
        Column("Cơ quan thực hiện", 4.5),
        Column("Người chịu trách nhiệm", 4),
        Column("Thời gian", 2.7, "center"),
    )
    rows = tuple(
        (
            (str(step.number),),
            (step.name, "(thực hiện song song)") if groups.count(step.group) > 1 else (step.name,),
            (step.responsible,),
            (step.officer,),
            (step.time,),
        )
        for step in notice.steps
    )
    return (Table("Các bước giải quyết", columns, rows),)


def _complaints(notice: Notice) -> str:
    office = notice.office
    ways = [part for part in (office.desk, office.address, office.telephone) if part]
    told = notice.complaints or " – ".join(ways)
    return f"Phản ánh, kiến nghị về việc giải quyết thủ tục: {told.rstrip('.')}."
