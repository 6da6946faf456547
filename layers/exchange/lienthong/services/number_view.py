"""The view ``numbers``: which document holds which number, and whether two hold the same.

Numbers run from 1 January to 31 December, unique to an agency, a year and a type, electronic and paper
together (ND30 15.1, 22.2); who finds two documents with one {number, notation, issuer} is to say so (ND30
Annex VI, III.1h). It says so and refuses nothing: the second document may be the right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.register import Carriage, canonical_notation, canonical_number
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.following import Entry
from lienthong.services.viewing import Announcement, Held

_HOLDERS = "holders"
#: Who sends a hundred documents under one number is told each time; the first ones are remembered.
_MOST_HOLDERS = 100
#: Digits of the longest number (QCVN 102:2016), so that texts sort as numbers do.
_DIGITS = 11
#: Before the id of a reported entry: how it went out.
PAPER, PARALLEL = f"{Carriage.PAPER.value}:", f"{Carriage.PARALLEL.value}:"


class NumberView:
    """Records: partition ``<sender>#<year>#<group>.<detail>``, sort ``<number>/<notation>``: what holds it,
    first come first: submissions, and reported entries as ``paper:<id>``, ``parallel:<id>``. A number that a
    recalled document has given back stands without holders. Partition ``OF``, sort submission: where its
    number stands.
    """

    name = "numbers"
    version = 2

    def keys(self, entry: Entry) -> Iterable[ViewKey]:
        """The number of an accepted or reported document; the place of a recalled one."""
        document = document_of(entry.event) or _reported(entry.event)
        if document:
            yield number_key(document)
        if entry.event.type is EventType.RECALL_REQUEST:
            yield _place_key(entry.event.subject)

    def fold(self, entry: Entry, held: Held) -> None:
        """An accepted or reported document takes its number; a recalled or withdrawn one gives it back."""
        event = entry.event
        document, reported = document_of(event), _reported(event)
        if document:
            # An update or a replacement bears the number of what it takes the place of.
            replaced = cast("list[str]", document["targets"])
            _take(entry, document, event.subject, replaced, held)
            place = number_key(document)
            held.put(_place_key(event.subject), {"partition": place[0], "sort": place[1]})
        elif reported and event.type is EventType.REGISTER_ENTRY:
            _take(entry, reported, _entry_holder(reported, event.event_id), [], held)
        elif reported:
            _withdraw(number_key(reported), _entry_holder(reported, str(event.details["entry"])), held)
        elif event.type is EventType.RECALL_REQUEST:
            _give_back(event.subject, held)


def _take(entry: Entry, document: JsonObject, holder: str, replaced: list[str], held: Held) -> None:
    key = number_key(document)
    others = [other for other in holders_of(held.get(key)) if other not in (*replaced, holder)]
    twice = [other for other in others if not _are_one(holder, other)]
    if twice:
        held.announce(entry, _duplicate(entry.event.subject, twice[0], document))
    holders: list[JsonValue] = [*others, holder]
    held.put(key, {_HOLDERS: holders[-_MOST_HOLDERS:]})


def _are_one(holder: str, other: str) -> bool:
    """Whether a submission and an entry are one document: sent, and reported as sent on paper as well."""
    one, two = sorted((holder, other), key=lambda name: name.startswith(PARALLEL))
    return two.startswith(PARALLEL) and not one.startswith((PAPER, PARALLEL))


def _give_back(submission_id: str, held: Held) -> None:
    place = held.get(_place_key(submission_id))
    if place is None:
        return
    key = (str(place["partition"]), str(place["sort"]))
    left: list[JsonValue] = [holder for holder in holders_of(held.get(key)) if holder != submission_id]
    # The number has been used, whoever may bear it next.
    held.put(key, {_HOLDERS: left})
    held.drop(_place_key(submission_id))


def _withdraw(key: ViewKey, holder: str, held: Held) -> None:
    before = holders_of(held.get(key))
    left: list[JsonValue] = [other for other in before if other != holder]
    if left:
        held.put(key, {_HOLDERS: left})
    elif before:
        # The entry was a mistake: there never was such a document.
        held.drop(key)


def document_of(event: Event) -> Mapping[str, JsonValue] | None:
    """What an acceptance says of its document; ``None`` for other events, and for those before it said so."""
    if event.type is not EventType.SUBMISSION_ACCEPTANCE:
        return None
    found = event.details.get("document")
    return found if isinstance(found, dict) else None


def _reported(event: Event) -> Mapping[str, JsonValue] | None:
    """What an entry of the register, or its withdrawal, says of a document; ``None`` for everything else."""
    said: JsonValue | Mapping[str, JsonValue] = None
    if event.type is EventType.REGISTER_ENTRY:
        said = event.details
    elif event.type is EventType.REGISTER_CORRECTION:
        said = event.details["withdrawn"]
    if not isinstance(said, Mapping) or said["number"] is None:
        return None
    return {**said, "sender": event.subject}


def _entry_holder(document: JsonObject, entry_id: str) -> str:
    return f"{document['carriage']}:{entry_id}"


def number_key(document: JsonObject) -> ViewKey:
    """Where the number of a document stands: written forms of one number in one place."""
    notation = canonical_notation(str(document["notation"]))
    return numbers_of(document), f"{ordered_number(str(document['number']))}/{notation}"


def numbers_of(document: JsonObject) -> str:
    """The partition of all numbers of the document's sender, year and type."""
    year = str(document["issued_on"])[:4]
    return f"{document['sender']}#{year}#{document['group']}.{document['detail']}"


def ordered_number(number: str) -> str:
    """The number as a text that sorts as numbers do."""
    return canonical_number(number).rjust(_DIGITS, "0")


def _place_key(submission_id: str) -> ViewKey:
    return "OF", submission_id


def holders_of(record: JsonObject | None) -> list[str]:
    """What holds a number."""
    return cast("list[str]", record[_HOLDERS]) if record else []


def _duplicate(subject: str, earlier: str, document: JsonObject) -> Announcement:
    sender = str(document["sender"])
    told = ("number", "notation", "issued_on", "group", "detail")
    earlier_id = earlier.removeprefix(PAPER).removeprefix(PARALLEL)
    details = {name: document[name] for name in told} | {"sender": sender, "earlier": earlier_id}
    return Announcement(EventType.DUPLICATE_NUMBER, subject, None, (sender,), details)
