"""The view ``registers``: the outgoing and the incoming register of every agency (ND30 15, 22, Annex IV).

Outgoing: what was accepted and what was reported on paper, by day of issue and number; taken back, replaced
and withdrawn documents stay, and say so. Incoming: what the agency has accepted (03), numbered in the log's
order from 1 on 1 January in Vietnam. What events do not say (subject, signer) is read when a register is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import Business, Status
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.model.register import Carriage
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.following import Entry
from lienthong.services.number_view import document_of, ordered_number
from lienthong.services.viewing import Held

#: What an acceptance says of its document that a register has a column for.
_COLUMNS = ("number", "notation", "issued_on", "group", "detail", "type_name")
ELECTRONIC = "electronic"
#: What a delivery's events say of a document that stands in the incoming register.
_LATER: Mapping[EventType, str] = {
    EventType.RECALL_NOTIFICATION: "asked",
    EventType.RECALL_AGREEMENT: "agreed",
    EventType.RECALL_REFUSAL: "refused",
}


class RegisterView:
    """Records: ``OUT#<agency>#<year>`` and ``IN#<agency>#<year>`` by day; ``OF`` and ``IN-OF#<agency>``, by
    submission: where it stands; ``LAST#<agency>``, by year: the last number of arrival; ``KINDS#<agency>``,
    by year: the types of documents that bear numbers.
    """

    name = "registers"
    version = 1

    def keys(self, entry: Entry) -> Iterable[ViewKey]:
        """Where the document and its targets stand, and the counter and the types of the year."""
        event = entry.event
        document = document_of(event)
        if document:
            yield from map(_place_key, [event.subject, *cast("list[str]", document["targets"])])
            yield kinds_key(str(document["sender"]), _year_of(document))
        elif event.type is EventType.RECALL_REQUEST:
            yield _place_key(event.subject)
        elif event.type is EventType.REGISTER_ENTRY:
            yield kinds_key(event.subject, _year_of(event.details))
        elif event.type is EventType.REGISTER_CORRECTION:
            yield _withdrawn_key(event)
        elif event.agency and event.type is EventType.CONSIGNMENT_ACCEPTANCE:
            yield from (_arrival_key(event), _place_key(event.subject))
            yield _last_key(event.agency, date_in_vietnam(event.at).year)
        elif event.agency and (event.type in _LATER or event.type is EventType.STATUS_CHANGE):
            yield _arrival_key(event)

    def fold(self, entry: Entry, held: Held) -> None:
        """Take an event into the registers that it concerns."""
        event = entry.event
        if event.type is EventType.SUBMISSION_ACCEPTANCE:
            _send(event, held)
        elif event.type is EventType.RECALL_REQUEST:
            _mark_sent(held, event.subject, {"recalled": True})
        elif event.type is EventType.REGISTER_ENTRY:
            _report(event, held)
        elif event.type is EventType.REGISTER_CORRECTION:
            _withdraw(event, held)
        elif event.agency and event.type is EventType.CONSIGNMENT_ACCEPTANCE:
            _receive(event, event.agency, held)
        elif event.agency and event.type is EventType.STATUS_CHANGE:
            _mark_received(held, event, {"status": event.details["status"]})
        elif event.agency and event.type in _LATER:
            _mark_received(held, event, {"recall": _LATER[event.type]})


# --- outgoing -------------------------------------------------------------------------------------------


def outgoing(agency: str, year: int) -> str:
    """The partition of an agency's outgoing register."""
    return f"OUT#{agency}#{year}"


def _send(event: Event, held: Held) -> None:
    document = document_of(event)
    if document is None or held.get(_place_key(event.subject)):
        # Before events said so, or the same again.
        return
    row: dict[str, JsonValue] = {name: document[name] for name in _COLUMNS} | {
        "carriage": Carriage.PARALLEL.value if document["also_on_paper"] else ELECTRONIC,
        "submission": event.subject,
        "recipients": event.details["recipients"],
        "recorded_at": text_of(event.at),
    }
    key = _outgoing_key(str(document["sender"]), row, event.subject)
    held.put(key, row)
    facts = {name: document[name] for name in (*_COLUMNS, "sender", "due_on", "priority")}
    held.put(_place_key(event.subject), {"partition": key[0], "sort": key[1], "document": facts})
    _note_kind(str(document["sender"]), row, held)
    by = {Business.REPLACEMENT.value: "replaced_by", Business.UPDATE.value: "updated_by"}
    if mark := by.get(str(document["business"])):
        for target in cast("list[str]", document["targets"]):
            _mark_sent(held, target, {mark: event.subject})


def _report(event: Event, held: Held) -> None:
    row = dict(event.details) | {"entry": event.event_id, "recorded_at": text_of(event.at)}
    held.put(_outgoing_key(event.subject, row, event.event_id), row)
    if row["number"] is not None:
        _note_kind(event.subject, row, held)


def _withdraw(event: Event, held: Held) -> None:
    row = held.get(_withdrawn_key(event))
    if row:
        held.put(_withdrawn_key(event), {**row, "withdrawn": event.details["reason"]})


def _withdrawn_key(event: Event) -> ViewKey:
    reported = cast("dict[str, JsonValue]", event.details["withdrawn"])
    return _outgoing_key(event.subject, reported, str(event.details["entry"]))


def _outgoing_key(agency: str, row: JsonObject, identity: str) -> ViewKey:
    """By day, then by number; secrets, of which only the month is known, before its first document."""
    day = str(row["issued_on"])
    kind = f"{row['group']}.{row['detail']}" if row["number"] is not None else ""
    number = ordered_number(str(row["number"])) if row["number"] is not None else ""
    return outgoing(agency, int(day[:4])), f"{day}#{number}#{kind}#{identity}"


def _mark_sent(held: Held, submission_id: str, marks: JsonObject) -> None:
    place = held.get(_place_key(submission_id))
    if place is None:
        return
    key = (str(place["partition"]), str(place["sort"]))
    row = held.get(key)
    if row:
        held.put(key, {**row, **marks})


def kinds_key(agency: str, year: int) -> ViewKey:
    """Where the types of documents are, of which the agency has numbers in the year."""
    return f"KINDS#{agency}", str(year)


def _year_of(document: JsonObject) -> int:
    return int(str(document["issued_on"])[:4])


def _note_kind(agency: str, row: JsonObject, held: Held) -> None:
    key, kind = kinds_key(agency, _year_of(row)), f"{row['group']}.{row['detail']}"
    known = held.get(key) or {}
    if kind not in known:
        held.put(key, {**known, kind: row["type_name"]})


# --- incoming -------------------------------------------------------------------------------------------


def incoming(agency: str, year: int) -> str:
    """The partition of an agency's incoming register."""
    return f"IN#{agency}#{year}"


def _receive(event: Event, agency: str, held: Held) -> None:
    """The next number of arrival, on the day in Vietnam on which the document was accepted (03)."""
    if held.get(_arrival_key(event)):
        return
    day = date_in_vietnam(event.at)
    last = held.get(_last_key(agency, day.year))
    number = int(str(last["number"])) + 1 if last else 1
    place = held.get(_place_key(event.subject))
    document = cast("JsonObject", place["document"]) if place else dict.fromkeys((*_COLUMNS, "sender"))
    row: dict[str, JsonValue] = {
        **document,
        "arrival": number,
        "arrived_on": day.isoformat(),
        "submission": event.subject,
        "status": Status.ACCEPTED.value,
    }
    sort = f"{day.isoformat()}#{number:08d}"
    held.put((incoming(agency, day.year), sort), row)
    held.put(_arrival_key(event), {"partition": incoming(agency, day.year), "sort": sort})
    held.put(_last_key(agency, day.year), {"number": number})


def _mark_received(held: Held, event: Event, marks: JsonObject) -> None:
    place = held.get(_arrival_key(event))
    if place is None:
        return
    key = (str(place["partition"]), str(place["sort"]))
    row = held.get(key)
    if row:
        held.put(key, {**row, **marks})


def _place_key(submission_id: str) -> ViewKey:
    return "OF", submission_id


def _arrival_key(event: Event) -> ViewKey:
    return f"IN-OF#{event.agency}", event.subject


def _last_key(agency: str, year: int) -> ViewKey:
    return f"LAST#{agency}", str(year)
