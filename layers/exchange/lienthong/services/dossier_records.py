"""Where the records of the view ``dossiers`` stand, and what they hold.

| partition | sort | record |
|---|---|---|
| ``D#<code>`` | ``DOSSIER`` | the folded dossier, and the events that wait for an earlier one |
| ``D#<code>`` | ``E#<event id>`` | an event, so that one that comes late can be folded in its place |
| ``HAND#<agency>`` | ``<due>#<code>`` | what an agency has in hand, by when it is due there |
| ``TAKEN#<agency>`` | ``<due>#<code>`` | what is open of this centre's, or to be settled by this agency |
| ``AGENCIES`` | agency | who has ever had one of these |
| ``ENDED#<agency>`` | ``<ended at>#<code>`` | what has ended, for everybody who had to do with it |
| ``M#<month>`` | ``<lead>#<code>`` | what a report needs of a dossier accepted in that month |
| ``O`` | ``<lead>#<code>`` | the same of every open dossier |
| ``C#<month>`` | ``<lead>#<code>`` | the same of an ended one that was open when the month began |
| ``LONG`` | ``<ended at>#<code>`` | the same of an ended one that was open over more than six beginnings |
| ``PACE#<agency>`` | ``<procedure>#<step>`` | when the agency began and finished that step, the last times |

Months are Vietnam's (``YYYY-MM``). A report of a period reads ``M`` of its months, ``C`` of the first of
them, and of ``O`` and ``LONG`` what was accepted before it: whatever was open at some time of the period,
each once (:class:`lienthong.services.dossier_reading.DossierReading`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import cast

from lienthong.model.calendar import VIETNAM, date_in_vietnam
from lienthong.model.event import text_of
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.records import dossier_of, record_of
from lienthong.onestop.report_records import report_record_of
from lienthong.ports import JsonObject, ViewKey

AGENCIES, OPEN, LONG = "AGENCIES", "O", "LONG"
#: A dossier open over more beginnings of months than these stands in ``LONG``.
MOST_MONTHS = 6
#: So many agencies of one dossier have it in a list; no procedure has as many at once.
MOST_AGENCIES = 9
_DOSSIER = "DOSSIER"
#: Sorts behind every instant: not yet accepted, so due at no time.
_UNDATED = "~"


def dossier_key(code: str) -> ViewKey:
    """Where a dossier lies."""
    return f"D#{code}", _DOSSIER


def event_key(code: str, event_id: str) -> ViewKey:
    """Where one of its events lies."""
    return f"D#{code}", f"E#{event_id}"


def pace_key(agency: str, procedure: str, step: int) -> ViewKey:
    """Where the times lie that an agency took for a procedure's step."""
    return f"PACE#{agency}", f"{procedure}#{step:02d}"


def hand_partition(agency: str) -> str:
    """What an agency has in hand."""
    return f"HAND#{agency}"


def taken_partition(agency: str) -> str:
    """What is open of a centre's, or of who settles it."""
    return f"TAKEN#{agency}"


def ended_partition(agency: str) -> str:
    """What has ended."""
    return f"ENDED#{agency}"


def accepted_partition(month: str) -> str:
    """What was accepted in a month."""
    return f"M#{month}"


def carried_partition(month: str) -> str:
    """What was open when a month began, and has ended since."""
    return f"C#{month}"


def month_of(instant: datetime) -> str:
    """The month in Vietnam, ``YYYY-MM``."""
    return f"{instant.astimezone(VIETNAM):%Y-%m}"


def month_after(first: date) -> date:
    """The first day of the month after this one's."""
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def sortable(instant: datetime) -> str:
    """An instant (UTC) as text of one width, which sorts as instants do."""
    return f"{instant:%Y-%m-%dT%H:%M:%S.%f}Z"


def folded_json(dossier: Dossier | None) -> str | None:
    """A dossier as one text: a tenth of the time that a record's attributes take to read."""
    if dossier is None:
        return None
    return json.dumps(record_of(dossier), ensure_ascii=False, separators=(",", ":"))


def folded_dossier(record: JsonObject | None) -> Dossier | None:
    """The dossier of a record of :func:`dossier_key`."""
    folded = record["folded"] if record else None
    return dossier_of(cast("JsonObject", json.loads(str(folded)))) if folded else None


def places_of(dossier: Dossier | None) -> dict[ViewKey, JsonObject]:
    """Every record that follows from a dossier alone, but its own."""
    if dossier is None:
        return {}
    if dossier.ended_at:
        return {**dict(_ended(dossier, dossier.ended_at)), **dict(_for_reports(dossier))}
    return {**dict(_open(dossier)), **dict(_for_reports(dossier))}


def _open(dossier: Dossier) -> Iterator[tuple[ViewKey, JsonObject]]:
    for agency in sorted(set(dossier.holders))[:MOST_AGENCIES]:
        due, record = _in_hand(dossier, agency)
        yield (hand_partition(agency), _place(due, dossier.code)), record
        yield (AGENCIES, agency), {"agency": agency}
    if dossier.running:
        for agency in sorted({dossier.centre, dossier.lead}):
            yield (taken_partition(agency), _place(dossier.running.due, dossier.code)), {"code": dossier.code}
            yield (AGENCIES, agency), {"agency": agency}


def _in_hand(dossier: Dossier, agency: str) -> tuple[datetime | None, JsonObject]:
    """When it is due with a holder, and what its list says."""
    parts = [part for part in dossier.open_parts if part.agency == agency]
    whole = dossier.running.due if dossier.running else None
    due = min((part.running.due for part in parts), default=whole)
    paused = dossier.paused
    return due, {
        "code": dossier.code,
        "procedure": dossier.procedure,
        "centre": dossier.centre,
        "lead": dossier.lead,
        "status": dossier.status.value,
        "steps": [part.step for part in parts],
        "since": text_of(min((part.handed_at for part in parts), default=_last_moved(dossier))),
        "due": text_of(due) if due else None,
        "whole_due": text_of(whole) if whole else None,
        "paused_since": text_of(paused.since) if paused else None,
    }


def _last_moved(dossier: Dossier) -> datetime:
    """Since when the centre has it: the last step's end, or when it came."""
    ends = [part.finished_at for part in dossier.parts if part.finished_at]
    return max([dossier.accepted_at or dossier.received_at, *ends])


def _ended(dossier: Dossier, ended_at: datetime) -> Iterator[tuple[ViewKey, JsonObject]]:
    first = sorted({dossier.centre, dossier.lead})
    agencies = [*first, *sorted(dossier.parties() - set(first))]
    due = dossier.appointments[-1].due if dossier.appointments else None
    record: JsonObject = {
        "code": dossier.code,
        "procedure": dossier.procedure,
        "centre": dossier.centre,
        "lead": dossier.lead,
        "status": dossier.status.value,
        "accepted": dossier.accepted_at is not None,
        "due": text_of(due) if due else None,
        "ended_at": text_of(ended_at),
    }
    for agency in agencies[:MOST_AGENCIES]:
        yield (ended_partition(agency), _place(ended_at, dossier.code)), record


def _for_reports(dossier: Dossier) -> Iterator[tuple[ViewKey, JsonObject]]:
    if dossier.accepted_at is None:
        return
    record: JsonObject = {"reported": report_record_of(dossier)}
    by_lead = f"{dossier.lead}#{dossier.code}"
    yield (accepted_partition(month_of(dossier.accepted_at)), by_lead), record
    if dossier.ended_at is None:
        yield (OPEN, by_lead), record
        return
    begun = list(_beginnings(dossier.accepted_at, dossier.ended_at))
    if len(begun) > MOST_MONTHS:
        yield (LONG, _place(dossier.ended_at, dossier.code)), record
    else:
        for month in begun:
            yield (carried_partition(month), by_lead), record


def _beginnings(first: datetime, last: datetime) -> Iterator[str]:
    """The months that began in between; one more than ``MOST_MONTHS`` is enough."""
    end = date_in_vietnam(last).replace(day=1)
    month = month_after(date_in_vietnam(first).replace(day=1))
    for _ in range(MOST_MONTHS + 1):
        if month > end:
            return
        yield f"{month:%Y-%m}"
        month = month_after(month)


def _place(at: datetime | None, code: str) -> str:
    return f"{sortable(at) if at else _UNDATED}#{code}"
