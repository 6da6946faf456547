"""A morning at the one-stop of Cần Giuộc: a permit through two agencies, a certified copy at once."""

from __future__ import annotations

import secrets
from datetime import datetime
from importlib import resources

from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.event import JsonValue
from lienthong.onestop.clock import Clock, WorkingDays
from lienthong.onestop.rules import rules_on
from lienthong_client.dossiers import DossierRecord, TakenIn
from lienthong_client.errors import ProblemConflict, ProblemRejected
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import expect
from lienthong_local.seeding import REGISTRAR

CENTRE, COMMITTEE, CONSTRUCTION = "000.13.30.H39", "000.00.30.H39", "000.00.16.H39"
PERMIT, COPY = "1.009994", "2.000815"
#: Invented; she stands in no event.
APPLICANT = "Nguyễn Thị Bưởi"
_ROLES = ("planning-office", "land-office", "tax-office")


def morning_at_can_giuoc(desk: Desk) -> str:
    """Two dossiers of one visit; the permit is paused for a supplement, and both end with the applicant.

    In the last weeks before a year whose calendar is not loaded the centre is told which year to load; then
    that is what comes out.
    """
    _set_up(desk)
    try:
        permit, copy = _take_in(desk)["dossiers"]
    except ProblemRejected as refused:
        expect("why no appointment can be given", refused.code, "calendar.year-missing")
        return "calendar.year-missing"
    expect("when the copy is promised", copy["promised"], _same_day(copy))
    expect("the copy", _act(desk, CENTRE, copy, "decided", granted=True)["status"], 9)
    expect("the copy", _act(desk, CENTRE, copy, "returned")["status"], 10)
    evidence = _through_two_agencies(desk, permit)
    expect("the permit", _act(desk, CENTRE, permit, "decided", granted=True)["status"], 9)
    expect("the permit", _act(desk, CENTRE, permit, "returned")["status"], 10)
    _check_story(desk, permit["code"], evidence)
    return f"{permit['code']} → 10"


def _set_up(desk: Desk) -> None:
    """What a registrar does once: the procedures, and who settles what the centre takes in."""
    folder = resources.files("lienthong_local.province") / "procedures"
    names = ("procedures", "papers", "fees", "steps")
    registrar = desk.online.client(REGISTRAR)
    registrar.load_procedures({name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in names})
    settled = {"construction-office": CONSTRUCTION, "district-committee": COMMITTEE}
    registrar.set_up_centre(CENTRE, COMMITTEE, "district", {**settled, **dict.fromkeys(_ROLES, COMMITTEE)})


def _take_in(desk: Desk) -> TakenIn:
    """One visit, two procedures, all their papers; the same visit again is a double to be confirmed."""
    centre = desk.online.client(CENTRE)
    papers = {one["code"]: one["papers"] for one in centre.procedures()["procedures"]}
    # Who comes again on the same day is a double, also when this story is told twice.
    number = f"{secrets.randbelow(10**12):012}"
    applicant: dict[str, JsonValue] = {"name": APPLICANT, "id_number": number, "notices": ["sms"]}
    handed: list[dict[str, JsonValue]] = [
        {
            "procedure": code,
            "papers": [
                {"code": paper["code"], "originals": paper["originals"], "copies": paper["copies"]}
                for paper in papers[code]
            ],
        }
        for code in (PERMIT, COPY)
    ]
    taken = centre.take_in(applicant, handed)
    try:
        centre.take_in(applicant, handed)
    except ProblemConflict as doubled:
        expect("a double", doubled.code, "dossier.possible-double")
    else:
        expect("whether a double was noticed", False, True)
    return taken


def _same_day(copy: DossierRecord) -> str:
    """By the 15:00 rule: when the office closes today, or on the next working day."""
    accepted = datetime.fromisoformat(copy["accepted_at"] or "")
    clock = Clock(WorkingCalendar(shipped()), rules_on(date_in_vietnam(accepted)))
    return WorkingDays(0).due(accepted, clock).isoformat().replace("+00:00", "Z")


def _through_two_agencies(desk: Desk, permit: DossierRecord) -> list[str]:
    """Construction office and committee, each by submissions of the exchange; these, in order."""
    papers = desk.send_letter(CENTRE, (CONSTRUCTION,), "Chuyển hồ sơ cấp phép xây dựng")["submission_id"]
    _act(desk, CENTRE, permit, "handed-over", step=1, submission=papers)
    asked = _act(desk, CONSTRUCTION, permit, "supplement-requested", reason="papers-wrong")
    expect("while a supplement is awaited", asked["status"], 5)
    expect("after the supplement", _act(desk, CENTRE, permit, "supplement-received")["status"], 4)
    opinion = desk.send_letter(CONSTRUCTION, (CENTRE, COMMITTEE), "Kết quả thẩm định hồ sơ xây dựng")
    carried = opinion["submission_id"]
    _act(desk, CONSTRUCTION, permit, "step-finished", step=1, submission=carried)
    _act(desk, CONSTRUCTION, permit, "handed-over", step=2, submission=carried)
    result = desk.send_letter(COMMITTEE, (CONSTRUCTION, CENTRE), "Ký giấy phép xây dựng")["submission_id"]
    _act(desk, COMMITTEE, permit, "step-finished", step=2, submission=result)
    return [papers, carried, carried, result]


def _act(desk: Desk, who: str, dossier: DossierRecord, kind: str, **members: JsonValue) -> DossierRecord:
    return desk.online.client(who).act_on_dossier(dossier["code"], kind, key=None, **members)["dossier"]


def _check_story(desk: Desk, code: str, evidence: list[str]) -> None:
    """The story leads to the submissions, and names nobody; only the centre knows who applies."""
    seen = {who: desk.online.client(who).dossier(code) for who in (CENTRE, CONSTRUCTION)}
    events = seen[CENTRE]["events"]
    carried = [event["details"]["submission"] for event in events if "submission" in event["details"]]
    expect("what the story leads to", carried, evidence)
    expect("whether an event names the applicant", APPLICANT in str(events), False)
    person, nobody = seen[CENTRE]["person"], seen[CONSTRUCTION]["person"]
    expect("whom the centre knows", person and person["applicant"]["name"], APPLICANT)
    expect("whom the construction office knows", nobody, None)
