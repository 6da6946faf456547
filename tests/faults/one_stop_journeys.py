"""A morning at a one-stop centre in a run of the sweep: what was said to the centre is recorded, once."""

from __future__ import annotations

from typing import Any

from lienthong.model.agency import Agency
from tests.builders.agencies import DEPARTMENT, ONE_STOP, REGISTRAR
from tests.builders.letters import letter
from tests.builders.visits import COPY, PERMIT, SETTLED_BY, handed, posted, tables, visit
from tests.faults.exchange import Exchange

#: Who takes part beside those who exchange letters.
AT_THE_DESK = (ONE_STOP, REGISTRAR)
Json = dict[str, Any]


def dossiers_at_the_centre(exchange: Exchange) -> None:
    """A visit with two dossiers: a copy on the spot; a permit handed over, paused, and withdrawn."""
    _set_up(exchange)
    permit, copy = _taken_in(exchange)
    _counted_twice(exchange)
    _done(exchange, copy, "decided", granted=True)
    _done(exchange, copy, "returned")
    _done(exchange, permit, "handed-over", step=1, submission=_sent(exchange, ONE_STOP, DEPARTMENT, "HS-1"))
    _done(
        exchange, permit, "supplement-requested", DEPARTMENT, reason="papers-missing", remark="thiếu bản vẽ"
    )
    _done(exchange, permit, "withdrawn")
    listed = exchange.ask(ONE_STOP, "GET", "/v1/dossiers")
    assert listed.body["dossiers"] == [], "both have ended"


def a_slip_looked_up(exchange: Exchange) -> None:
    """Whoever holds the slip reads where the dossier is; a wrong secret opens nothing, whatever fails."""
    _set_up(exchange)
    body = visit("luot-0000000000001", handed(PERMIT))
    taken = exchange.ask(ONE_STOP, "POST", "/v1/dossiers", body).body
    slip = {"code": taken["dossiers"][0]["code"], "secret": taken["secret"]}
    # Signed only because every request of the sweep is; nobody checks it here.
    found = exchange.ask(ONE_STOP, "POST", "/v1/track", slip)
    assert (found.status, found.body["code"], found.body["status"]) == (200, slip["code"], 2), found.text
    wrong = exchange.ask(ONE_STOP, "POST", "/v1/track", slip | {"secret": "2" * 8})
    assert wrong.code == "tracking.not-found", wrong.text


def _set_up(exchange: Exchange) -> None:
    loaded = exchange.ask(REGISTRAR, "POST", "/v1/procedures", tables())
    assert loaded.status == 200, loaded.text
    centre = exchange.ask(REGISTRAR, "PUT", f"/v1/centres/{ONE_STOP.code}", SETTLED_BY)
    assert centre.status == 200, centre.text


def _taken_in(exchange: Exchange) -> list[str]:
    """The codes; the same visit again is the same dossiers, with the day's first numbers."""
    body = visit("luot-0000000000001", handed(PERMIT), handed(COPY))
    first, again = (exchange.ask(ONE_STOP, "POST", "/v1/dossiers", body) for _ in range(2))
    assert first.status in (200, 201), first.text
    assert (again.status, again.body["repeated"]) == (200, True), again.text
    codes = [str(one["code"]) for one in again.body["dossiers"]]
    assert codes == [one["code"] for one in first.body["dossiers"]]
    assert [code[-4:] for code in codes] == ["0001", "0002"], "no number is left out"
    return codes


def _counted_twice(exchange: Exchange) -> None:
    body = {"key": "hoi-00000000000001", "procedure": COPY}
    first, again = (exchange.ask(ONE_STOP, "POST", "/v1/consultations", body) for _ in range(2))
    assert first.status in (200, 201), first.text
    assert (again.status, again.body["event_id"]) == (200, first.body["event_id"])
    vote = {"key": "y-kien-00000000001", "vote": "satisfied"}
    first, again = (exchange.ask(ONE_STOP, "POST", "/v1/votes", vote) for _ in range(2))
    assert first.status in (200, 201), first.text
    assert (again.status, again.body["event_id"]) == (200, first.body["event_id"])
    path = f"/v1/centres/{ONE_STOP.code}/postings/inspections"
    assert exchange.ask(ONE_STOP, "POST", path, posted()).status == 201


def _done(exchange: Exchange, code: str, kind: str, who: Agency = ONE_STOP, **members: Any) -> Json:
    """An act, whose event is recorded once when it is answered."""
    step = str(members.get("step", ""))
    body = {"kind": kind, "key": f"thao-tac-{kind}-{step}", **members}
    answer = exchange.ask(who, "POST", f"/v1/dossiers/{code}/acts", body)
    assert answer.status in (200, 201), answer.text
    events = exchange.dossier(code).events
    assert sum(event.event_id == answer.body["event_id"] for event in events) == 1, kind
    dossier: Json = answer.body["dossier"]
    return dossier


def _sent(exchange: Exchange, sender: Agency, recipient: Agency, document: str) -> str:
    """The submission that carries papers or a result, accepted and consigned."""
    body = letter(document, recipients=[recipient.code], number=document)
    answer = exchange.ask(sender, "POST", "/v1/submissions", body)
    assert answer.status in (200, 202), answer.text
    exchange.settle()
    return str(answer.body["submission_id"])
