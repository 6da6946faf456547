"""Stories of deadlines: an urgent letter that went out a day late, and who learns of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lienthong.model.codes import Priority
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import expect

#: The provincial one-stop centre and the office above it: both are told by webhook.
CENTRE = "000.02.01.H39"
OFFICE = "000.00.01.H39"
CONSTRUCTION = "000.00.16.H39"


def urgent_letter_sent_late(desk: Desk) -> str:
    """An urgent letter signed yesterday is sent today: the centre and the office above learn of it, once."""
    letter = desk.letter(CENTRE, (CONSTRUCTION,), "Xử lý hồ sơ cấp phép xây dựng quá hạn")
    late = replace(letter, issued_on=letter.issued_on - timedelta(days=1))
    draft = desk.draft(late, desk.signed(late, CENTRE), CENTRE, (CONSTRUCTION,))
    urgent = replace(draft, facts={**draft.facts, "priority": int(Priority.VERY_URGENT)})
    submission_id = desk.send(CENTRE, urgent)["submission_id"]
    desk.settle()
    # What the schedules do by themselves, twice each: nobody is told twice.
    for function in ("Project", "Watch", "Watch"):
        desk.run(function)
    desk.settle()
    for agency in (CENTRE, OFFICE):
        expect(f"alarms at {agency}", _alarms(desk, agency, submission_id), ["urgent-sending"])
    desk.run("Project")
    shown, _ = desk.online.client(OFFICE).all_deadlines(scope="subtree", state="done-late")
    named = [(one["agency"], one["duty"]) for one in shown if one["submission_id"] == submission_id]
    expect("what the office's board names", named, [(CENTRE, "urgent-sending")])
    expect("what the recipient owes", _owes_receipt(desk, submission_id), True)
    return "DeadlineExpiry → 2"


def _alarms(desk: Desk, agency: str, submission_id: str) -> list[str]:
    """The duties of the alarms that an agency's webhook has got about a submission."""
    posts = desk.receiver.wait_for(agency, submission_id, 30)
    told = [post.data["deadline"] for post in posts if post.data["type"] == "DeadlineExpiry"]
    return [str(deadline["duty"]) for deadline in told if isinstance(deadline, dict)]


def _owes_receipt(desk: Desk, submission_id: str) -> bool:
    """Whether the recipient's board asks it to confirm; in a year that is not loaded, whether it says so."""
    owed, missing = desk.online.client(CONSTRUCTION).all_deadlines()
    return bool(missing) or submission_id in {one["submission_id"] for one in owed}
