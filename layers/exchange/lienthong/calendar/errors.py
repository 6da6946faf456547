"""What can go wrong with calendars."""

from __future__ import annotations

from collections.abc import Sequence

from lienthong.errors import Fault, Rejected


class CalendarYearMissing(Rejected):
    """A day's year has not been loaded: nobody can say whether it is worked."""

    code = "calendar.year-missing"
    en = "The working days of {year} are not loaded. The operator runs: lienthong-ops calendar load FILE."
    vi = (
        "Chưa có lịch làm việc năm {year}. Đề nghị đơn vị vận hành nạp lịch: lienthong-ops calendar load TỆP."
    )

    def __init__(self, *, year: int) -> None:
        super().__init__(year=year)
        self.year = year


class MalformedCalendar(Rejected):
    """A calendar with faults, all of them; nothing of it was loaded."""

    code = "calendar.malformed"
    en = "The calendar has faults; nothing of it was loaded. Correct them and load it again."
    vi = "Lịch làm việc có lỗi nên chưa nạp mục nào. Đề nghị sửa các lỗi sau rồi nạp lại."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults)
