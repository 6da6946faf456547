"""The on-time rule of the national portal: one judgement for Report 06, the portal and the warnings alike.

It judges as of an instant, usually a period's end, and needs nothing but the folded dossier: what happened
later is left out, so that a report of the past comes out the same next year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lienthong.model.calendar import date_in_vietnam
from lienthong.onestop.dossier import Dossier, Pause
from lienthong.onestop.words import Kind


class Timeliness(StrEnum):
    """How a dossier stands, or how it ended."""

    EARLY = "early"
    ON_TIME = "on-time"
    LATE = "late"

    @property
    def vi(self) -> str:
        """The word on form 05 and Report 06."""
        return {"early": "trước hạn", "on-time": "đúng hạn", "late": "quá hạn"}[self.value]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One dossier as of an instant.

    Attributes:
        ended: whether it had ended; if not, ``timeliness`` is never EARLY: nobody knows yet.
        end: what is held against ``due``: its end; of an unanswered request the request; else the instant.
        due: the deadline that counts, supplement time already in it.
        requests: supplements asked for; more than one makes it late.
    """

    ended: bool
    timeliness: Timeliness
    end: datetime
    due: datetime
    requests: int


def judge(dossier: Dossier, as_of: datetime) -> Judgement | None:
    """The judgement; ``None`` where it does not count: never accepted, or not yet by then.

    1. End is when it was done; being returned comes after and does not count. Refused, stopped and withdrawn
       are ends, too, where it had been accepted.
    2. An unanswered request for a supplement (or payment) is the end: the clock stands still since.
    3. What has not ended is held against the instant itself.
    4. More than one request for a supplement is late, whenever it ends.
    5. An end at the deadline is on time, after it late, on an earlier Vietnamese day early. No extension is
       needed for that.
    """
    if dossier.accepted_at is None or dossier.accepted_at > as_of:
        return None
    ended = dossier.ended_at is not None and dossier.ended_at <= as_of
    until = dossier.ended_at if ended and dossier.ended_at else as_of
    end = _stands_since(dossier.pauses, until) or until
    due = due_as_of(dossier, until)
    requests = _requests(dossier.pauses, until)
    return Judgement(ended, _timeliness(ended, end, due, requests), end, due, requests)


def due_as_of(dossier: Dossier, instant: datetime) -> datetime:
    """The deadline that counted then; of an accepted dossier."""
    appointments = dossier.appointments
    due = appointments[0].due
    for appointment in appointments[1:]:
        if appointment.set_at > instant:
            break
        due = appointment.due
    return due


def _timeliness(ended: bool, end: datetime, due: datetime, requests: int) -> Timeliness:
    if requests > 1 or end > due:
        return Timeliness.LATE
    if ended and date_in_vietnam(end) < date_in_vietnam(due):
        return Timeliness.EARLY
    return Timeliness.ON_TIME


def _stands_since(pauses: Sequence[Pause], instant: datetime) -> datetime | None:
    """Since when the clock stood still at an instant, if it did."""
    for pause in reversed(pauses):
        if pause.since <= instant:
            return pause.since if pause.until is None or pause.until > instant else None
    return None


def _requests(pauses: Sequence[Pause], instant: datetime) -> int:
    return sum(pause.cause is Kind.SUPPLEMENT_REQUESTED and pause.since <= instant for pause in pauses)
