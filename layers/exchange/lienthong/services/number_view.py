"""The view ``numbers``: which document holds which number, and whether two hold the same.

Numbers run from 1 January to 31 December, unique to an agency, a year and a type (ND30 15.1, 22.2); who finds
two documents with one {number, notation, issuer} is to say so (ND30 Annex VI, III.1h). It says so and refuses
nothing: the second document may be the right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from lienthong.model.event import Event, EventType, JsonValue
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.following import Entry
from lienthong.services.viewing import Announcement, Held

_HOLDERS = "holders"


class NumberView:
    """Records: partition ``<sender>#<year>#<group>.<detail>``, sort ``<number>/<notation>``: the submissions
    that hold it, first come first; partition ``OF``, sort submission: where its number stands.
    """

    name = "numbers"
    version = 1

    def keys(self, entry: Entry) -> Iterable[ViewKey]:
        """The number of an accepted document; the place of a recalled one."""
        document = document_of(entry.event)
        if document:
            yield number_key(document)
        if entry.event.type is EventType.RECALL_REQUEST:
            yield _place_key(entry.event.subject)

    def fold(self, entry: Entry, held: Held) -> None:
        """An accepted document takes its number; a recalled one gives it back."""
        document = document_of(entry.event)
        if document:
            self._take(entry, document, held)
        elif entry.event.type is EventType.RECALL_REQUEST:
            self._give_back(entry.event.subject, held)

    def _take(self, entry: Entry, document: JsonObject, held: Held) -> None:
        key, submission_id = number_key(document), entry.event.subject
        # An update or a replacement bears the number of what it takes the place of.
        replaced = cast("list[str]", document["targets"])
        others = [holder for holder in _holders(held.get(key)) if holder not in (*replaced, submission_id)]
        if others:
            held.announce(entry, _duplicate(submission_id, others[0], document))
        held.put(key, {_HOLDERS: [*others, submission_id]})
        held.put(_place_key(submission_id), {"partition": key[0], "sort": key[1]})

    def _give_back(self, submission_id: str, held: Held) -> None:
        place = held.get(_place_key(submission_id))
        if place is None:
            return
        key = (str(place["partition"]), str(place["sort"]))
        left: list[JsonValue] = [holder for holder in _holders(held.get(key)) if holder != submission_id]
        if left:
            held.put(key, {_HOLDERS: left})
        else:
            held.drop(key)
        held.drop(_place_key(submission_id))


def document_of(event: Event) -> Mapping[str, JsonValue] | None:
    """What an acceptance says of its document; ``None`` for other events, and for those before it said so."""
    if event.type is not EventType.SUBMISSION_ACCEPTANCE:
        return None
    found = event.details.get("document")
    return found if isinstance(found, dict) else None


def number_key(document: JsonObject) -> ViewKey:
    """Where the number of a document stands."""
    year = str(document["issued_on"])[:4]
    kind = f"{document['group']}.{document['detail']}"
    return f"{document['sender']}#{year}#{kind}", f"{document['number']}/{document['notation']}"


def _place_key(submission_id: str) -> ViewKey:
    return "OF", submission_id


def _holders(record: JsonObject | None) -> list[str]:
    return cast("list[str]", record[_HOLDERS]) if record else []


def _duplicate(submission_id: str, earlier: str, document: JsonObject) -> Announcement:
    sender = str(document["sender"])
    told = ("number", "notation", "issued_on", "group", "detail")
    details = {name: document[name] for name in told} | {"sender": sender, "earlier": earlier}
    return Announcement(EventType.DUPLICATE_NUMBER, submission_id, None, (sender,), details)
