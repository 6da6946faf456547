"""Forms 05 and 06, which the offices keep: the control slip (A5) and the tracking log (A4 landscape)."""

from __future__ import annotations

from lienthong_client.forms.facts import ControlSlip, HandOver, LogRow, TrackingLog
from lienthong_client.forms.sheet import (
    Column,
    Facts,
    Sheet,
    Table,
    head_of,
    hour_and_day,
    hour_and_day_in_words,
    short_day,
)

_DOTS = "……………"
Cells = tuple[tuple[str, ...], ...]


def control_slip(slip: ControlSlip) -> tuple[Sheet, ...]:
    """Form 05; an empty row follows what has happened, for the next hand-over by hand."""
    title = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
    facts = [
        ("Mã hồ sơ", slip.matter.code),
        ("Nội dung yêu cầu giải quyết", slip.matter.procedure),
        ("Cơ quan (bộ phận) giải quyết hồ sơ", slip.responsible),
        ("Cơ quan phối hợp giải quyết hồ sơ", "; ".join(slip.with_others) or "không"),
    ]
    if slip.due_at:
        facts.append(("*Hẹn trả kết quả", hour_and_day_in_words(slip.due_at)))
    columns = (
        Column("Cơ quan, đơn vị giao – nhận", 4.4),
        Column("Thời gian giao, nhận", 2.1, "center"),
        Column("Người giao (ký, họ tên)", 2.5, "center"),
        Column("Người nhận (ký, họ tên)", 2.5, "center"),
        Column("Kết quả (trước hạn, đúng hạn, quá hạn)", 2.3, "center"),
        Column("Ghi chú", 2.2),
    )
    rows = (*map(_hand_over, slip.hand_overs), _to_fill_in())
    return (
        Sheet(
            paper="a5",
            head=head_of(slip.office, slip.received_at),
            title=title,
            corner="Mẫu số 05",
            running=f"{title} – {slip.matter.code}",
            blocks=(Facts(tuple(facts), slip.matter.tracking or ""), Table("", columns, rows, small=True)),
        ),
    )


def _hand_over(one: HandOver) -> Cells:
    """Who and when as recorded; above each name there is room to sign."""
    return (
        (f"1. Giao: {one.giver}", f"2. Nhận: {one.receiver}"),
        tuple(hour_and_day(one.at).split(" ")),
        ("", "", one.giver_name),
        ("", "", one.receiver_name),
        (one.outcome.vi.capitalize() if one.outcome else "",),
        (one.note,),
    )


def _to_fill_in() -> Cells:
    return (
        (f"1. Giao: {_DOTS}", f"2. Nhận: {_DOTS}"),
        ("…giờ…phút", "…/…/……"),
        ("", "", ""),
        ("", "", ""),
        ("",),
        ("",),
    )


def tracking_log(log: TrackingLog) -> tuple[Sheet, ...]:
    """Form 06, a line for each dossier in the order of the facts."""
    title = "Sổ theo dõi hồ sơ"
    columns = (
        Column("STT", 1, "center"),
        Column("Mã hồ sơ", 3.1),
        Column("Tên thủ tục hành chính", 5),
        Column("Số bộ", 1.1, "center"),
        Column("Tên cá nhân, tổ chức", 4),
        Column("Địa chỉ, số điện thoại", 4),
        Column("Cơ quan chủ trì giải quyết", 3.6),
        Column("Nhận hồ sơ", 2.35, "center"),
        Column("Hẹn trả kết quả", 2.35, "center"),
        Column("Chuyển đến cơ quan giải quyết", 2.35, "center"),
        Column("Nhận kết quả từ cơ quan giải quyết", 2.35, "center"),
        Column("Trả kết quả", 2.35, "center"),
        Column("Phương thức nhận", 2, "center"),
        Column("Ký nhận", 2, "center"),
        Column("Ghi chú", 2.3),
    )
    rows = tuple(_log_row(number, row) for number, row in enumerate(log.rows, start=1))
    days = f"Từ ngày {short_day(log.first)} đến ngày {short_day(log.last)}"
    return (
        Sheet(
            paper="a4",
            flipped=True,
            head=head_of(log.office, log.last),
            title=title,
            subtitle=days,
            corner="Mẫu số 06",
            running=f"{title} – {log.office.desk} – {days.lower()}",
            blocks=(Table("", columns, rows, small=True),),
        ),
    )


def _log_row(number: int, row: LogRow) -> Cells:
    agency, _, of_day = row.code.partition("-")
    return (
        (str(number),),
        (f"{agency}-", of_day),
        (row.procedure,),
        (f"{row.sets:02}",),
        (row.applicant,),
        (row.contact,),
        (row.responsible,),
        (short_day(row.received_on),),
        (short_day(row.due_on),),
        (short_day(row.passed_on),),
        (short_day(row.result_on),),
        (short_day(row.returned_on),),
        (row.returned_by,),
        ("",),
        (row.note,),
    )
