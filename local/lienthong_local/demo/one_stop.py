"""What the stories of the one-stop share: the centre of Cần Giuộc, who applies there, what is handed in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from importlib import resources

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.model.event import JsonValue
from lienthong.onestop.dossier import Dossier
from lienthong_client.command.printing import FormPrinter, tracking_address
from lienthong_client.dossiers import DossierRecord, TakenIn
from lienthong_client.errors import ProblemRejected
from lienthong_client.forms.filled import dossier_of, events_of
from lienthong_local.demo.desk import Desk, Slip
from lienthong_local.demo.errors import expect
from lienthong_local.seeding import REGISTRAR

Json = dict[str, JsonValue]
CENTRE, COMMITTEE = "000.13.30.H39", "000.00.30.H39"
CONSTRUCTION, LAND_OFFICE = "000.00.16.H39", "000.00.12.H39"
PERMIT, COPY, TRANSFER = "1.009994", "2.000815", "2.000889"
#: Invented; it stands in no event.
APPLICANT, TELEPHONE = "Nguyễn Thị Bưởi", "0907123456"
_SETTLED_BY = {
    "construction-office": CONSTRUCTION,
    "land-office": LAND_OFFICE,
    "district-committee": COMMITTEE,
    "planning-office": COMMITTEE,
    "tax-office": COMMITTEE,
}
_YEAR_MISSING = CalendarYearMissing.code


def within_the_calendar(play: Callable[[Desk], str]) -> Callable[[Desk], str]:
    """A story with dates; in the last weeks before a year whose calendar is not loaded that comes out.

    Then the centre is told which year to load, and nothing is recorded.
    """

    @wraps(play)
    def played(desk: Desk) -> str:
        try:
            return play(desk)
        except (ProblemRejected, CalendarYearMissing) as refused:
            expect("why no appointment can be given", refused.code, _YEAR_MISSING)
            return _YEAR_MISSING

    return played


def set_up(desk: Desk) -> None:
    """What a registrar does once: the procedures, and who settles what the centre takes in."""
    folder = resources.files("lienthong_local.province") / "procedures"
    names = ("procedures", "papers", "fees", "steps")
    registrar = desk.online.client(REGISTRAR)
    registrar.load_procedures({name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in names})
    registrar.set_up_centre(CENTRE, COMMITTEE, "district", dict(_SETTLED_BY))


def somebody(*notices: str) -> Json:
    """Who applies, and how they want to be told.

    Each time another number: who comes again on the same day would be a double.
    """
    number = f"{secrets.randbelow(10**12):012}"
    return {"name": APPLICANT, "id_number": number, "telephone": TELEPHONE, "notices": [*notices]}


def handed_in(desk: Desk, *procedures: str) -> list[Json]:
    """Dossiers with all their papers."""
    papers = {one["code"]: one["papers"] for one in desk.online.client(CENTRE).procedures()["procedures"]}
    return [
        {
            "procedure": code,
            "papers": [
                {"code": paper["code"], "originals": paper["originals"], "copies": paper["copies"]}
                for paper in papers[code]
            ],
        }
        for code in procedures
    ]


def remember(desk: Desk, taken: TakenIn) -> list[DossierRecord]:
    """The dossiers of a visit; every event of theirs is proven in the end."""
    desk.taken_in |= {one["code"]: Slip(CENTRE, taken["secret"]) for one in taken["dossiers"]}
    return taken["dossiers"]


def printer(desk: Desk) -> FormPrinter:
    """What prints the centre's forms; they lead to the exchange's own tracking page."""
    return FormPrinter(desk.online.client(CENTRE), tracking=tracking_address(desk.online.profile(CENTRE)))


def act(desk: Desk, who: str, code: str, kind: str, **members: JsonValue) -> DossierRecord:
    """An act, now."""
    return desk.online.client(who).act_on_dossier(code, kind, key=None, **members)["dossier"]


def folded(desk: Desk, code: str) -> Dossier:
    """What a dossier's events come to, as its centre reads them."""
    return dossier_of(events_of(desk.online.client(CENTRE).dossier(code)["events"]))


def working_calendar() -> WorkingCalendar:
    """The civil service's, as it is shipped."""
    return WorkingCalendar(shipped())
