"""Where the records of the view ``deadlines`` stand (its own docstring lists the partitions)."""

from __future__ import annotations

from datetime import datetime

from lienthong.deadlines.obligations import Obligation
from lienthong.deadlines.rules import Duty
from lienthong.model.calendar import VIETNAM
from lienthong.ports import JsonObject, ViewKey

NEXT, LATE, PAST, MISSING = "NEXT", "LATE", "PAST", "MISSING"
_DOCUMENT = "DOCUMENT"


def open_key(agency: str, identity: str) -> ViewKey:
    """Where an open obligation stands among its agency's."""
    return open_partition(agency), identity


def open_partition(agency: str) -> str:
    """Everything that an agency still owes."""
    return f"OPEN#{agency}"


def count_partition(month: str) -> str:
    """What had its end in a month (``YYYY-MM``, Vietnam's)."""
    return f"COUNT#{month}"


def past_key(obligation: Obligation) -> ViewKey:
    """Where an obligation stands that was met late."""
    return timeline_key(PAST, obligation.due, obligation)


def count_key(obligation: Obligation) -> ViewKey:
    """Where it is counted."""
    month = f"{obligation.due.astimezone(VIETNAM):%Y-%m}"
    return count_partition(month), f"{obligation.agency}#{obligation.duty.value}"


def sortable(instant: datetime) -> str:
    """An instant (UTC) as text of one width, which sorts as instants do."""
    return f"{instant:%Y-%m-%dT%H:%M:%S.%f}Z"


def timeline_keys(obligation: Obligation) -> list[ViewKey]:
    """Where an open obligation stands by time: one place, or none while it is suspended."""
    if obligation.suspended:
        return []
    alarm = obligation.next_alarm
    if alarm is None:
        return [timeline_key(LATE, obligation.due, obligation)]
    return [timeline_key(NEXT, alarm, obligation)]


def timeline_key(partition: str, at: datetime, obligation: Obligation) -> ViewKey:
    """Where an obligation stands in a timeline."""
    return partition, timeline_sort(at, obligation.agency, obligation.identity)


def timeline_sort(at: datetime, agency: str, identity: str) -> str:
    """The sort key of a timeline: first by time."""
    return f"{sortable(at)}#{agency}#{identity}"


def identity_of(submission_id: str, duty: Duty) -> str:
    """The name of what a recipient owes about one delivery."""
    return f"{submission_id}#{duty.value}"


def sending_identity(document: JsonObject) -> str:
    """By number and day, not by submission: a corrected document may come under another DocumentId."""
    return f"{document['number']}/{document['notation']}#{document['issued_on']}#{Duty.SENDING.value}"


def document_key(submission_id: str) -> ViewKey:
    """Where it stands by what people know a document."""
    return _DOCUMENT, submission_id
