"""Dossiers in time: a copy after 15:00, and a land transfer that would be late if nobody had been warned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.event import text_of
from lienthong.onestop.timeliness import Timeliness, judge
from lienthong_client.command.printing import pdf_of
from lienthong_client.dossier_boards import DossierWarning
from lienthong_local.demo.days import AFTER_FIFTEEN, DaysOfCopies, DaysOfTransfers, hour_of
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.earlier import EarlierDesk, StandingClock
from lienthong_local.demo.errors import Difference, expect
from lienthong_local.demo.one_stop import (
    CENTRE,
    COMMITTEE,
    COPY,
    LAND_OFFICE,
    TRANSFER,
    act,
    folded,
    handed_in,
    printer,
    remember,
    set_up,
    somebody,
    within_the_calendar,
    working_calendar,
)

#: So many transfers have to be finished before an agency has a pace (``onestop.warning``).
_PLOTS = 5


@within_the_calendar
def copy_after_fifteen_hundred(desk: Desk) -> str:
    """Of two copies of one afternoon the first is due that day, the one of 15:01 on the next working day.

    Both are given back when they were promised: both are on time.
    """
    set_up(desk)
    calendar = working_calendar()
    days = DaysOfCopies.before(datetime.now(UTC), calendar)
    day, following = days.day, days.following
    promises = (((14, 59), (day, 16, 30)), (AFTER_FIFTEEN, (following, 9, 0)))
    for (hour, minute), (done_on, *done_at) in promises:
        earlier = EarlierDesk(desk.online, StandingClock(hour_of(day, hour, minute)))
        [copy] = remember(desk, earlier.take_in(CENTRE, somebody(), handed_in(desk, COPY)))
        promised = text_of(calendar.closes_at(done_on))
        expect(f"when a copy of {hour}:{minute:02} is promised", copy["promised"], promised)
        earlier.clock.hour = hour_of(done_on, *done_at)
        earlier.act(CENTRE, copy["code"], "decided", granted=True)
        earlier.act(CENTRE, copy["code"], "returned")
        judged = judge(folded(desk, copy["code"]), datetime.now(UTC))
        expect("how it is counted", judged and judged.timeliness, Timeliness.ON_TIME)
    return f"15:01 {day:%d/%m} → {following:%d/%m}"


@within_the_calendar
def transfer_that_would_be_late(desk: Desk) -> str:
    """The land office is slow of late; so a transfer is warned about long before its deadline.

    The centre apologises with a new date while that is still in time, and the warning is over.
    """
    set_up(desk)
    days = DaysOfTransfers.before(datetime.now(UTC), working_calendar())
    letters = _Letters.sent(desk)
    slow = _slow_transfers(desk, days, letters)
    code = _one_under_way(desk, days.under_way, letters)
    warned = _warning(desk, code)
    worst = desk.online.client(CENTRE).why_late(slow)["causes"][0]
    found = (worst["kind"], worst["agency"], worst["step"])
    expect("why one before it was late", found, ("step", LAND_OFFICE, 1))
    if warned is None:
        raise Difference("the warning", "will-be-late", None)
    expect("what the warning says", warned["outlook"], "will-be-late")
    expect("whose it is to act", (warned["holders"], warned["steps"]), ([LAND_OFFICE], [1]))
    due, now = datetime.fromisoformat(warned["due"]), datetime.now(UTC)
    expect("whether the warning comes before the deadline", now < due, True)
    expect("whether it is the agency's own pace", datetime.fromisoformat(warned["expected"]) > due, True)
    expect("whether an apology would be in time", str(warned["apology_by"]) > text_of(now), True)
    new_day = working_calendar().add_working_days(date_in_vietnam(due), 5)
    sorry = act(desk, CENTRE, code, "reappointed", day=new_day.isoformat(), reason="workload")
    promised = text_of(working_calendar().closes_at(new_day))
    expect("what is promised now, and counts", (sorry["promised"], sorry["due"]), (promised, promised))
    expect("form 04", pdf_of(printer(desk).sheets("04", code))[:5], b"%PDF-")
    expect("the warning after that", _warning(desk, code), None)
    return f"{date_in_vietnam(due):%d/%m} → {new_day:%d/%m}"


@dataclass(frozen=True, slots=True)
class _Letters:
    """The submissions that carried the papers: to the land office, from it, and from the committee."""

    papers: str
    extract: str
    tax: str

    @classmethod
    def sent(cls, desk: Desk) -> _Letters:
        """Each with the papers of several dossiers."""
        return cls(
            desk.send_letter(CENTRE, (LAND_OFFICE,), "Chuyển hồ sơ chuyển nhượng quyền sử dụng đất")[
                "submission_id"
            ],
            desk.send_letter(LAND_OFFICE, (CENTRE, COMMITTEE), "Kết quả trích lục bản đồ địa chính")[
                "submission_id"
            ],
            desk.send_letter(COMMITTEE, (LAND_OFFICE, CENTRE), "Thông báo nghĩa vụ tài chính về đất đai")[
                "submission_id"
            ],
        )


def _slow_transfers(desk: Desk, days: DaysOfTransfers, letters: _Letters) -> str:
    """Five plots of one visit, some weeks ago: the land office took nine working days instead of four.

    The last one's code.
    """
    earlier = EarlierDesk(desk.online, StandingClock(hour_of(days.begun, 8)))
    taken = earlier.take_in(CENTRE, somebody(), handed_in(desk, *[TRANSFER] * _PLOTS))
    for number, dossier in enumerate(remember(desk, taken)):
        code, minutes = dossier["code"], timedelta(minutes=number)
        earlier.clock.hour = hour_of(days.begun, 9) + minutes
        earlier.act(CENTRE, code, "handed-over", step=1, submission=letters.papers)
        earlier.clock.hour = hour_of(days.first_step, 9) + minutes
        earlier.act(LAND_OFFICE, code, "step-finished", step=1, submission=letters.extract)
        earlier.act(LAND_OFFICE, code, "handed-over", step=2, submission=letters.extract)
        earlier.act(LAND_OFFICE, code, "handed-over", step=3)
        earlier.clock.hour = hour_of(days.next_steps, 9) + minutes
        earlier.act(COMMITTEE, code, "step-finished", step=2, submission=letters.tax)
        earlier.act(LAND_OFFICE, code, "step-finished", step=3)
        earlier.act(LAND_OFFICE, code, "handed-over", step=4, submission=letters.extract)
        earlier.clock.hour = hour_of(days.signed, 9) + minutes
        earlier.act(COMMITTEE, code, "step-finished", step=4, submission=letters.tax)
        earlier.act(CENTRE, code, "decided", granted=True)
        earlier.act(CENTRE, code, "returned")
    return taken["dossiers"][-1]["code"]


def _one_under_way(desk: Desk, begun: date, letters: _Letters) -> str:
    """A transfer of four working days ago, at the land office since: its own step is due today."""
    earlier = EarlierDesk(desk.online, StandingClock(hour_of(begun, 8, 30)))
    [dossier] = remember(desk, earlier.take_in(CENTRE, somebody("sms"), handed_in(desk, TRANSFER)))
    earlier.clock.hour = hour_of(begun, 10)
    earlier.act(CENTRE, dossier["code"], "handed-over", step=1, submission=letters.papers)
    return dossier["code"]


def _warning(desk: Desk, code: str) -> DossierWarning | None:
    """What the district's board says of a dossier, once the views have followed the log.

    Raises:
        CalendarYearMissing: it cannot say when open dossiers will be done before that year is loaded.
    """
    desk.settle()
    desk.run("Project")
    board = desk.online.client(COMMITTEE).warnings(COMMITTEE, scope="subtree")
    for year in board["missing_years"]:
        raise CalendarYearMissing(year=year)
    return next((one for one in board["warnings"] if one["dossier"] == code), None)
