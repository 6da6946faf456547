"""The view ``measures``: the facts of every document, and what they add up to (docs/adr/0016).

| partition | sort | record |
|---|---|---|
| ``D#<submission>`` | ``FACTS`` | :class:`lienthong.measures.documents.DocumentFacts` |
| ``N#<agency>#<year>`` | a number's slot | :class:`lienthong.measures.paper.NumberFacts` |
| ``C#<month>`` | agency | the tally of what it issued in that month |
| ``L#<month>`` | ``<agency>#<day>#<id>`` | a document or an entry of the paper register, to be listed |
| ``T`` | agency | :class:`lienthong.measures.tree.AgencyHistory` |

An acceptance may name twenty submissions in whose place the new one stands; it then changes each of them and
the tally of its month, which is the most that one entry changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from lienthong.measures.documents import COPY_EVENTS, DocumentFacts, Issue
from lienthong.measures.paper import NumberFacts, PaperEntry
from lienthong.measures.periods import Month
from lienthong.measures.tallies import Tally
from lienthong.measures.tree import AgencyEntry, AgencyHistory
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.register import EntryPlace, NumberKey, place_of_facts
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.following import Entry
from lienthong.services.viewing import Held

TREE = "T"
_FACTS = "FACTS"
_OF_A_DOCUMENT = COPY_EVENTS | {EventType.RECALL_REQUEST}


class MeasuresView:
    """Folds what the ratios are counted from."""

    name = "measures"
    version = 1

    def keys(self, entry: Entry) -> Iterable[ViewKey]:
        """What the fold will want."""
        event = entry.event
        if event.type in _OF_A_DOCUMENT:
            yield facts_key(event.subject)
        elif event.type is EventType.SUBMISSION_ACCEPTANCE:
            yield from _keys_of_acceptance(entry)
        elif event.type in (EventType.REGISTER_ENTRY, EventType.REGISTER_CORRECTION):
            yield number_key(place_of_facts(event.subject, _entry_facts(event)))
        elif event.type is EventType.REGISTRY_CHANGE:
            yield TREE, event.subject

    def fold(self, entry: Entry, held: Held) -> None:
        """Take an entry in."""
        event = entry.event
        if event.type in _OF_A_DOCUMENT:
            _fold_fact(entry, held)
        elif event.type is EventType.SUBMISSION_ACCEPTANCE:
            _fold_acceptance(entry, held)
        elif event.type is EventType.REGISTER_ENTRY:
            _fold_entry(event, held)
        elif event.type is EventType.REGISTER_CORRECTION:
            _fold_correction(event, held)
        elif event.type is EventType.REGISTRY_CHANGE:
            _fold_registry(event, held)


def facts_key(submission_id: str) -> ViewKey:
    """Where the facts of a submission's document lie."""
    return f"D#{submission_id}", _FACTS


def number_key(place: EntryPlace) -> ViewKey:
    """Where the facts of a number lie."""
    return f"N#{place.agency}#{place.year}", place.slot


def tally_key(month: Month, agency: str) -> ViewKey:
    """Where the tally of an agency's month lies."""
    return tally_partition(month), agency


def tally_partition(month: Month) -> str:
    """The partition of everybody's tallies of a month."""
    return f"C#{month}"


def tally_of(record: JsonObject | None) -> Tally:
    """The tally of a record of :func:`tally_key`."""
    return Tally(cast("Mapping[str, int]", record)) if record else Tally()


def listing(month: Month) -> str:
    """The partition in which the documents of a month are listed."""
    return f"L#{month}"


# --- documents ------------------------------------------------------------------------------------


def _keys_of_acceptance(entry: Entry) -> Iterator[ViewKey]:
    issue = Issue.of_details(entry.event.event_id, entry.index, entry.event.details)
    if issue:
        yield facts_key(entry.event.subject)
        yield number_key(_place(issue))
        yield tally_key(issue.month, issue.agency)
        yield from (facts_key(target) for target in _targets(entry.event))


def _fold_fact(entry: Entry, held: Held) -> None:
    event = entry.event
    before = DocumentFacts.from_json(held.get(facts_key(event.subject)))
    if event.type is not EventType.RECALL_REQUEST:
        _change(held, event.subject, before, before.with_copy(event.type, event.agency or "", entry.index))
        return
    _change(held, event.subject, before, before.with_recall(entry.index))
    if before.issue:
        place = _place(before.issue)
        number = NumberFacts.from_json(place.agency, held.get(number_key(place)))
        _put_number(held, place, number, number.with_recall(event.subject))


def _fold_acceptance(entry: Entry, held: Held) -> None:
    event = entry.event
    issue = Issue.of_details(event.event_id, entry.index, event.details)
    if issue is None:
        return
    recipients = cast("list[str]", event.details["recipients"])
    place = _place(issue)
    number = NumberFacts.from_json(issue.agency, held.get(number_key(place)))
    before = DocumentFacts.from_json(held.get(facts_key(event.subject)))
    _change(held, event.subject, before, before.with_issue(issue, recipients))
    taken = number.with_holder(event.subject, entry.index)
    if before.recalled is not None:
        taken = taken.with_recall(event.subject)
    _put_number(held, place, number, taken)
    listed = listing(issue.month), f"{issue.agency}#{issue.issued_on}#{event.subject}"
    held.put(listed, {"submission": event.subject})
    for target in _targets(event):
        known = DocumentFacts.from_json(held.get(facts_key(target)))
        _change(held, target, known, known.with_replacement(event.subject, recipients, entry.index))


def _targets(event: Event) -> list[str]:
    document = cast("Mapping[str, JsonValue]", event.details["document"])
    return cast("list[str]", document["targets"])


def _place(issue: Issue) -> EntryPlace:
    group, detail, _ = issue.kind
    key = NumberKey.of(issue.agency, issue.issued_on, (group, detail), issue.number, issue.notation)
    return EntryPlace(issue.agency, key.year, key.slot)


def _change(held: Held, submission_id: str, before: DocumentFacts, after: DocumentFacts) -> None:
    if after == before:
        return
    held.put(facts_key(submission_id), after.to_json())
    issue = after.issue
    if issue:
        _count(held, issue.month, issue.agency, before.contribution(), after.contribution())


# --- the paper register ---------------------------------------------------------------------------


def _entry_facts(event: Event) -> Mapping[str, JsonValue]:
    """What the entry says that an event of the register is about."""
    if event.type is EventType.REGISTER_CORRECTION:
        return cast("Mapping[str, JsonValue]", event.details["withdrawn"])
    return event.details


def _fold_entry(event: Event, held: Held) -> None:
    paper = PaperEntry.of_details(event.event_id, event.subject, event.details)
    place = place_of_facts(event.subject, event.details)
    number = NumberFacts.from_json(event.subject, held.get(number_key(place)))
    _put_number(held, place, number, number.with_entry(paper))
    listed = listing(paper.month), f"{event.subject}#{paper.issued_on}#{event.event_id}"
    held.put(listed, {"entry": event.event_id, "year": place.year, "slot": place.slot})


def _fold_correction(event: Event, held: Held) -> None:
    place = place_of_facts(event.subject, _entry_facts(event))
    number = NumberFacts.from_json(event.subject, held.get(number_key(place)))
    _put_number(held, place, number, number.without_entry(str(event.details["entry"])))


def _put_number(held: Held, place: EntryPlace, before: NumberFacts, after: NumberFacts) -> None:
    """The number, and whatever is counted otherwise because of it."""
    if after == before:
        return
    held.put(number_key(place), after.to_json())
    for alone, sign in ((before.alone(), -1), (after.alone(), 1)):
        if alone:
            added, removed = (alone.contribution(), Tally())[::sign]
            _count(held, alone.month, place.agency, removed, added)
    for holder in after.holders:
        known = DocumentFacts.from_json(held.get(facts_key(holder)))
        _change(held, holder, known, known.under(after, holder))


def _count(held: Held, month: Month, agency: str, before: Tally, after: Tally) -> None:
    if before == after:
        return
    key = tally_key(month, agency)
    held.put(key, cast("JsonObject", (tally_of(held.get(key)) - before + after).counts))


# --- the registry ---------------------------------------------------------------------------------


def _fold_registry(event: Event, held: Held) -> None:
    entry = AgencyEntry.of_details(event.details, date_in_vietnam(event.at))
    if entry is None:
        return
    before = AgencyHistory.from_json(held.get((TREE, event.subject)))
    after = before.with_entry(entry)
    if after != before:
        held.put((TREE, event.subject), after.to_json())
