"""What a report needs of a dossier, as one short text: it reads 100,000 of them for each report.

The text is a JSON list. Instants are microseconds since 1970, UTC. It is no evidence: the view makes it from
the folded dossier, and again whenever something changes that a judgement rests on.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.clock import PausePolicy, Running, WorkingDays
from lienthong.onestop.dossier import Appointment, Dossier, Part, Pause
from lienthong.onestop.words import Channel, Kind, PortalStatus

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def report_record_of(dossier: Dossier) -> str:
    """The text; :func:`reported_dossier_of` reads it back. Of an accepted dossier."""
    return json.dumps(
        [
            dossier.code,
            dossier.procedure,
            dossier.edition.isoformat(),
            dossier.centre,
            dossier.lead,
            dossier.level.value,
            dossier.channel.value,
            dossier.status.value,
            _number(dossier.received_at),
            _number(dossier.accepted_at),
            _number(dossier.ended_at),
            dossier.granted,
            [[one.cause.value, one.by, _number(one.since), _number(one.until)] for one in dossier.pauses],
            [
                [_number(one.set_at), one.cause.value, _number(one.due), _number(one.promised)]
                for one in dossier.appointments
            ],
            [
                [
                    one.step,
                    one.agency,
                    _number(one.finished_at),
                    _number(one.held_at),
                    _number(one.running.due),
                ]
                for one in dossier.parts
                if one.finished_at
            ],
        ],
        separators=(",", ":"),
    )


def reported_dossier_of(text: str) -> Dossier:
    """The dossier as far as :func:`lienthong.onestop.timeliness.judge` and the reports want it.

    Plan, events and unfinished steps are left out, and when the finished ones began; of the record of a view,
    so nothing is forgiven.
    """
    value: list[Any] = json.loads(text)
    code, procedure, edition, centre, lead, level, channel, status, received, accepted, ended = value[:11]
    granted, pauses, appointments, steps = value[11:]
    received_at, ended_at = _instant(received), _instant_or_none(ended)
    return Dossier(
        code=code,
        procedure=procedure,
        edition=date.fromisoformat(edition),
        centre=centre,
        lead=lead,
        level=AgencyLevel(level),
        channel=Channel(channel),
        received_at=received_at,
        status=PortalStatus(status),
        last_at=ended_at or received_at,
        events=(),
        accepted_at=_instant_or_none(accepted),
        pause=PausePolicy.RESUME,
        pauses=tuple(
            Pause(Kind(cause), by, _instant(since), _instant_or_none(until))
            for cause, by, since, until in pauses
        ),
        appointments=tuple(
            Appointment(_instant(set_at), Kind(cause), _instant(due), _instant(promised))
            for set_at, cause, due, promised in appointments
        ),
        parts=tuple(_finished(*one) for one in steps),
        ended_at=ended_at,
        granted=granted,
    )


def _finished(step: int, agency: str, finished: int, held: int, due: int) -> Part:
    finished_at = _instant(finished)
    running = Running(finished_at, WorkingDays(0), _instant(due))
    return Part(step, "", agency, finished_at, running, finished_at, _instant(held))


def _number(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


def _instant(number: int) -> datetime:
    return _EPOCH + number * _MICROSECOND


def _instant_or_none(number: int | None) -> datetime | None:
    return None if number is None else _instant(number)
