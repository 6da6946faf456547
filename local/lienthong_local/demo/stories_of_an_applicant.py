"""Stories of applicants: following a dossier with its slip, and what became of it by the log alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import httpx

from lienthong.adapters.s3_log import S3Log
from lienthong.api.dossier_answers import dossier_json
from lienthong.calendar.errors import CalendarYearMissing
from lienthong.model.calendar import VIETNAM
from lienthong.model.event import Event, EventType
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import DossierEvent, event_of
from lienthong.onestop.folding import fold
from lienthong.onestop.procedure_records import procedure_of
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.sms import without_diacritics
from lienthong.onestop.tracked import Tracked
from lienthong.onestop.tracking import ALPHABET
from lienthong.ports import Position
from lienthong.services.following import Following
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import expect
from lienthong_local.demo.one_stop import APPLICANT, CENTRE, TELEPHONE, folded, printer
from lienthong_local.stack.process import answer_of

#: Where the emulator keeps what it cannot send.
_SENT_TEXTS = "/_ministack/sns/sms-messages"


def told_by_text_message(desk: Desk) -> str:
    """The applicant of the transfer reads the apology with its new date, once; the text names nobody.

    That it was sent is an event of the dossier, without number or text.
    """
    desk.settle()
    code = next(reversed(desk.taken_in), "")
    if not code or (dossier := folded(desk, code)).ended_at:
        # In weeks in which no date can be given there was no apology either.
        return CalendarYearMissing.code
    texts = [text for text in _texts(desk) if code in text]
    promised = dossier.appointments[-1].promised.astimezone(VIETNAM)
    apologies = [text for text in texts if f"{promised:%d/%m/%Y}" in text]
    expect("how often the appointment that counts is told", len(apologies), 1)
    named = without_diacritics(APPLICANT.split()[-1])
    expect("texts that name somebody", [one for one in texts if named in without_diacritics(one)], [])
    events = desk.online.client(CENTRE).dossier(code)["events"]
    notices = [event["details"] for event in events if event["type"] == "ApplicantNotice"]
    sent = [str(one["of"]) for one in notices if one["outcome"] == "sent"]
    expect("how many the evidence says were sent", len(sent), len(texts))
    kinds = {event["event_id"]: event["details"].get("kind") for event in events}
    expect("of what the last one told", kinds[sent[-1]], "reappointed")
    expect("whether the evidence names a number", TELEPHONE[1:] in str(notices), False)
    return apologies[0]


def _texts(desk: Desk) -> list[str]:
    """The text messages that reached the applicant, read back from the emulator."""
    _, body = answer_of(desk.online.stack.emulator, _SENT_TEXTS, seconds=5)
    sent = json.loads(body)["sms_messages"].get(f"+84{TELEPHONE[1:]}", [])
    return [str(one["Message"]) for one in sent]


def followed_with_the_slip(desk: Desk) -> str:
    """Who holds the slip opens its address, types the secret, and sees where the transfer is and until when.

    With another secret there is nothing, in the very words of a code that nobody has.
    """
    if not desk.taken_in:
        return CalendarYearMissing.code
    code, slip = list(desk.taken_in.items())[-1]
    form = _http(desk).get(f"{printer(desk).tracking}/{code}")
    shown = (form.status_code, code in form.text, slip.secret in form.text)
    expect("what the slip's QR code opens", shown, (200, True, False))
    page = _look(desk, code, slip.secret)
    expect("with the slip's secret", page.status_code, 200)
    dossier = folded(desk, code)
    # With the land office; in weeks in which no date can be given the last dossier is one that is over.
    office = desk.online.province.agency(CENTRE if dossier.ended_at else dossier.holders[0]).name
    day = dossier.ended_at or dossier.appointments[-1].promised
    for told in (office, f"{day.astimezone(VIETNAM):%d/%m/%Y}"):
        expect(f"whether the page says {told}", told in page.text, True)
    for secret in (APPLICANT, TELEPHONE, slip.secret):
        expect("whether the page names anybody", secret in page.text, False)
    nobodys = f"{code.rpartition('-')[0]}-9999"
    other = ALPHABET[ALPHABET.index(slip.secret[0]) - 1] + slip.secret[1:]
    wrong, unknown = _look(desk, code, other), _look(desk, nobodys, slip.secret)
    expect("what is not found", (wrong.status_code, unknown.status_code), (404, 404))
    expect("how it is said", wrong.text.replace(code, ""), unknown.text.replace(nobodys, ""))
    return f"{page.status_code}, {wrong.status_code}"


def _http(desk: Desk) -> httpx.Client:
    """A browser, as far as the exchange sees it: nothing that it sends is signed."""
    return desk.online.client(CENTRE).transport.http


def _look(desk: Desk, code: str, secret: str, accept: str = "text/html") -> httpx.Response:
    """The page's form, sent."""
    fields = {"code": code, "secret": secret, "lang": "vi"}
    return _http(desk).post(printer(desk).tracking, data=fields, headers={"accept": accept})


def told_from_the_log_alone(desk: Desk) -> str:
    """Every dossier comes out of the log as the exchange shows it, and nothing in the log names anybody.

    No table is read and no function asked: events, procedures and the agencies' names are all in the log.
    """
    desk.settle()
    told, kinds = TheLogAlone.of(_entries(desk)), list[str]()
    for code, slip in desk.taken_in.items():
        shown = desk.online.client(slip.centre).dossier(code)
        expect(f"{code} by the log", dossier_json(told.dossier(code)), shown["dossier"])
        followed = _look(desk, code, slip.secret, "application/json").json()
        expect(f"{code} as its applicant follows it", followed, told.tracked(code).to_json())
        kinds = [event.kind.value for event in told.events[code]]
    expect("whom the log names", told.names_somebody, False)
    return " → ".join(kinds)


def _entries(desk: Desk) -> Iterable[Event]:
    """The events behind the published entries, each held against what the log commits to."""
    stack = desk.online.stack
    following = Following(S3Log(stack.aws.s3, stack.output("LogBucket")))
    for _, entries in following.beyond(Position(), following.published()):
        yield from (entry.event for entry in entries)


@dataclass(slots=True)
class TheLogAlone:
    """What the log says of dossiers, procedures and agencies.

    Attributes:
        events: by dossier, in the order of the log; procedures: by code and first day; names: by agency.
    """

    events: dict[str, list[DossierEvent]] = field(default_factory=dict)
    procedures: dict[tuple[str, str], Procedure] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    names_somebody: bool = False

    @classmethod
    def of(cls, events: Iterable[Event]) -> TheLogAlone:
        """All of it, read once."""
        found = cls()
        for event in events:
            found._note(event)
        return found

    def _note(self, event: Event) -> None:
        details = event.details
        text = json.dumps(event.to_json(), ensure_ascii=False)
        self.names_somebody |= APPLICANT in text or TELEPHONE in text
        if event.type is EventType.DOSSIER_EVENT:
            self.events.setdefault(event.subject, []).append(event_of(details))
        elif event.type is EventType.PROCEDURE_CHANGE:
            self.procedures[event.subject, str(details["effective_from"])] = procedure_of(details)
        elif event.type is EventType.REGISTRY_CHANGE and isinstance(entry := details.get("entry"), Mapping):
            self.names[event.subject] = str(entry["name"])

    def dossier(self, code: str) -> Dossier:
        """What the dossier's events come to."""
        # The streams of several functions lead into the log; within a dossier the ids keep the order.
        dossier = fold(sorted(self.events[code], key=lambda event: event.id))
        assert dossier is not None
        return dossier

    def tracked(self, code: str) -> Tracked:
        """The dossier as its applicant follows it."""
        dossier = self.dossier(code)
        procedure = self.procedures[dossier.procedure, dossier.edition.isoformat()]
        return Tracked.of(dossier, procedure, self.names)
