"""Answers about ratios as the exchange gives them, of a province with a district that lags behind."""

from __future__ import annotations

from typing import cast

from lienthong.api.ratio_answers import ratios_body
from lienthong.measures.periods import Month, Period, months_before
from lienthong.measures.tallies import Tally, sum_of
from lienthong.services.oversight import Scope
from lienthong.services.ratios import Breakdown, RatioRow, Ratios
from lienthong_client.ratio_calls import RatiosAnswer

DISTRICTS = (
    "Bến Lức",
    "Cần Đước",
    "Cần Giuộc",
    "Châu Thành",
    "Đức Hòa",
    "Đức Huệ",
    "Mộc Hóa",
    "Tân Hưng",
    "Tân Thạnh",
    "Tân Trụ",
    "Thạnh Hóa",
    "Thủ Thừa",
    "Vĩnh Hưng",
)
LAGGARD = "Ủy ban nhân dân huyện Đức Huệ"


def province_answer(period: str = "2020-06") -> RatiosAnswer:
    """The whole province; one district lags, one has issued nothing."""
    months = months_before(Period.parse(period).months[-1], 12)
    rows = tuple(_row(at, name) for at, name in enumerate(DISTRICTS))
    answer = Ratios(
        agency="000.00.00.H39",
        name="Ủy ban nhân dân tỉnh Long An",
        period=Period.parse(period),
        scope=Scope.SUBTREE,
        by=Breakdown.AGENCY,
        entries=12345,
        total=sum_of(row.tally for row in rows),
        rows=rows,
        months=[(month, _of_month(at, month)) for at, month in enumerate(months)],
    )
    return cast("RatiosAnswer", ratios_body(answer))


def _row(at: int, name: str) -> RatioRow:
    percent = 12 if name == "Đức Huệ" else 66 + 2 * at
    tally = Tally() if name == "Vĩnh Hưng" else tally_of(40 + 7 * at, percent)
    return RatioRow(f"000.00.{31 + at}.H39", f"Ủy ban nhân dân huyện {name}", "district", tally)


def _of_month(at: int, month: Month) -> Tally:
    # In February the exchange stood still.
    return Tally() if month.number == 2 else tally_of(400 + 5 * at, 38 + 3 * at)


def tally_of(total: int, percent: int) -> Tally:
    """A tally of so many documents, so many of them complete."""
    complete = total * percent // 100
    valid = min(total, complete + 3)
    counts = {
        "document.total": total,
        "document.R1": min(total, valid + total // 12),
        "document.R2": min(total, valid + 1),
        "document.R3": valid,
        "document.R4": complete,
        "recipient.total": total * 3,
        "recipient.R1": min(total, valid + total // 12) * 3,
        "recipient.R2": min(total, valid + 1) * 3 - 1,
        "recipient.R3": valid * 3,
        "recipient.R4": complete * 3,
        "secrets": 1,
        "recalled": 1,
        "superseded": 1,
        "late_entries": 2,
        "reason.mandatory-list": 4,
        "reason.recipient-cannot-receive": 2,
    }
    return Tally(counts)
