"""A morning at the one-stop of Cần Giuộc: a permit through two agencies, a certified copy at once."""

from __future__ import annotations

from datetime import UTC, datetime

from lienthong.model.calendar import date_in_vietnam
from lienthong.onestop.clock import Clock, WorkingDays
from lienthong.onestop.rules import rules_on
from lienthong_client.command.printing import pdf_of
from lienthong_client.command.slips import print_slips
from lienthong_client.command.written_reports import make_folder
from lienthong_client.dossiers import DossierRecord, TakenIn
from lienthong_client.errors import ProblemConflict
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import expect
from lienthong_local.demo.one_stop import (
    APPLICANT,
    CENTRE,
    COMMITTEE,
    CONSTRUCTION,
    COPY,
    PERMIT,
    act,
    handed_in,
    printer,
    remember,
    set_up,
    somebody,
    within_the_calendar,
    working_calendar,
)


@within_the_calendar
def morning_at_can_giuoc(desk: Desk) -> str:
    """Two dossiers of one visit; the permit is paused for a supplement, and both end with the applicant."""
    set_up(desk)
    taken = _take_in(desk)
    permit, copy = remember(desk, taken)
    expect("when the copy is promised", copy["promised"], _same_day(copy))
    for dossier in (copy, _through_two_agencies(desk, permit)):
        expect("decided", act(desk, CENTRE, dossier["code"], "decided", granted=True)["status"], 9)
        expect("returned", act(desk, CENTRE, dossier["code"], "returned")["status"], 10)
    _print_papers(desk, taken)
    _check_nobody_is_named(desk, permit["code"])
    return f"{permit['code']} → 10"


def _take_in(desk: Desk) -> TakenIn:
    """One visit, two procedures, all their papers; the same visit again is a double to be confirmed."""
    centre, applicant, handed = desk.online.client(CENTRE), somebody("sms"), handed_in(desk, PERMIT, COPY)
    taken = centre.take_in(applicant, handed)
    try:
        centre.take_in(applicant, handed)
    except ProblemConflict as doubled:
        expect("a double", doubled.code, "dossier.possible-double")
    else:
        expect("whether a double was noticed", False, True)
    return taken


def _print_papers(desk: Desk, taken: TakenIn) -> None:
    """What the applicant took along that morning, and what the centre keeps of the permit and of the day."""
    folder = desk.folder / "papers"
    make_folder(folder)
    slips = print_slips(taken, printer(desk), folder)
    names = [f"{one['code']}-mau-01.pdf" for one in taken["dossiers"]]
    expect("the slips", sorted(path.name for path in slips), sorted(names))
    permit, today = taken["dossiers"][0]["code"], date_in_vietnam(datetime.now(UTC))
    sheets = [printer(desk).sheets(form, permit) for form in ("02", "05")]
    for papers in (*sheets, printer(desk).log(CENTRE, today, today)):
        expect("a form that is printed", pdf_of(papers)[:5], b"%PDF-")


def _same_day(copy: DossierRecord) -> str:
    """By the 15:00 rule: when the office closes today, or on the next working day."""
    accepted = datetime.fromisoformat(copy["accepted_at"] or "")
    clock = Clock(working_calendar(), rules_on(date_in_vietnam(accepted)))
    return WorkingDays(0).due(accepted, clock).isoformat().replace("+00:00", "Z")


def _through_two_agencies(desk: Desk, permit: DossierRecord) -> DossierRecord:
    """Construction office and committee, each by submissions of the exchange, to which the story leads."""
    code = permit["code"]
    papers = desk.send_letter(CENTRE, (CONSTRUCTION,), "Chuyển hồ sơ cấp phép xây dựng")["submission_id"]
    act(desk, CENTRE, code, "handed-over", step=1, submission=papers)
    asked = act(desk, CONSTRUCTION, code, "supplement-requested", reason="papers-wrong")
    expect("while a supplement is awaited", asked["status"], 5)
    expect("after the supplement", act(desk, CENTRE, code, "supplement-received")["status"], 4)
    opinion = desk.send_letter(CONSTRUCTION, (CENTRE, COMMITTEE), "Kết quả thẩm định hồ sơ xây dựng")
    carried = opinion["submission_id"]
    act(desk, CONSTRUCTION, code, "step-finished", step=1, submission=carried)
    act(desk, CONSTRUCTION, code, "handed-over", step=2, submission=carried)
    result = desk.send_letter(COMMITTEE, (CONSTRUCTION, CENTRE), "Ký giấy phép xây dựng")["submission_id"]
    signed = act(desk, COMMITTEE, code, "step-finished", step=2, submission=result)
    events = desk.online.client(CENTRE).dossier(code)["events"]
    named = [event["details"]["submission"] for event in events if "submission" in event["details"]]
    expect("what the story leads to", named, [papers, carried, carried, result])
    return signed


def _check_nobody_is_named(desk: Desk, code: str) -> None:
    """Only the centre knows who applies, and no event does."""
    seen = {who: desk.online.client(who).dossier(code) for who in (CENTRE, CONSTRUCTION)}
    expect("whether an event names the applicant", APPLICANT in str(seen[CENTRE]["events"]), False)
    person, nobody = seen[CENTRE]["person"], seen[CONSTRUCTION]["person"]
    expect("whom the centre knows", person and person["applicant"]["name"], APPLICANT)
    expect("whom the construction office knows", nobody, None)
