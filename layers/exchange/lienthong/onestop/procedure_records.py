"""Procedures and postings as the exchange records and publishes them: JSON, written here and read back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lienthong.model.agency_level import AgencyLevel
from lienthong.model.event import JsonValue
from lienthong.onestop.clock import PausePolicy
from lienthong.onestop.events import Json, members_of, objects_of
from lienthong.onestop.posting import Posting
from lienthong.onestop.procedures import Counting, Duration, Fee, Paper, Procedure, Step, Unit


def procedure_json(procedure: Procedure) -> Json:
    """One edition; :func:`procedure_of` reads it back."""
    until = procedure.effective_until
    return {
        "code": procedure.code,
        "name": procedure.name,
        "field": procedure.field,
        "levels": [level.value for level in AgencyLevel if level in procedure.levels],
        "effective_from": procedure.effective_from.isoformat(),
        "effective_until": until.isoformat() if until else None,
        "counting": procedure.counting.value,
        "pause": procedure.pause.value,
        "online_level": procedure.online_level,
        **_public_json(procedure),
    }


def procedure_of(value: Mapping[str, JsonValue]) -> Procedure:
    """Read :func:`procedure_json`'s form.

    Raises:
        KeyError, ValueError: it is not that form; records are ours, so nothing is forgiven.
    """
    until, levels = value["effective_until"], value["levels"]
    return Procedure(
        code=str(value["code"]),
        name=str(value["name"]),
        field=str(value["field"]),
        levels=frozenset(AgencyLevel(str(level)) for level in levels)
        if isinstance(levels, list)
        else frozenset(),
        effective_from=date.fromisoformat(str(value["effective_from"])),
        effective_until=date.fromisoformat(str(until)) if until else None,
        duration=_duration(value["duration"]),
        counting=Counting(str(value["counting"])),
        pause=PausePolicy(str(value["pause"])),
        online_level=int(str(value["online_level"])),
        papers=tuple(_paper(paper) for paper in objects_of(value["papers"])),
        fees=tuple(_fee(fee) for fee in objects_of(value["fees"])),
        steps=tuple(_step(step) for step in objects_of(value["steps"])),
    )


def posting_json(posting: Posting) -> Json:
    """A posting; :func:`posting_of` reads it back."""
    return {
        "procedure": posting.procedure,
        "posted_on": posting.posted_on.isoformat(),
        **_public_json(posting),
    }


def posting_of(value: Mapping[str, JsonValue]) -> Posting:
    """Read :func:`posting_json`'s form.

    Raises:
        KeyError, ValueError: as :func:`procedure_of`.
    """
    return Posting(
        procedure=str(value["procedure"]),
        posted_on=date.fromisoformat(str(value["posted_on"])),
        duration=_duration(value["duration"]),
        fees=tuple(_fee(fee) for fee in objects_of(value["fees"])),
        papers=tuple(_paper(paper) for paper in objects_of(value["papers"])),
        steps=tuple(_step(step) for step in objects_of(value["steps"])),
    )


def _public_json(one: Procedure | Posting) -> Json:
    """What is posted of a procedure."""
    return {
        "duration": _duration_json(one.duration),
        "papers": [_paper_json(paper) for paper in one.papers],
        "fees": [_fee_json(fee) for fee in one.fees],
        "steps": [_step_json(step) for step in one.steps],
    }


def _duration_json(duration: Duration) -> Json:
    return {"amount": duration.amount, "unit": duration.unit.value}


def _duration(value: JsonValue) -> Duration:
    members = members_of(value)
    return Duration(int(str(members["amount"])), Unit(str(members["unit"])))


def _paper_json(paper: Paper) -> Json:
    return {
        "code": paper.code,
        "name": paper.name,
        "originals": paper.originals,
        "copies": paper.copies,
        "required": paper.required,
    }


def _paper(value: Json) -> Paper:
    return Paper(
        str(value["code"]),
        str(value["name"]),
        int(str(value["originals"])),
        int(str(value["copies"])),
        value["required"] is True,
    )


def _fee_json(fee: Fee) -> Json:
    return {
        "code": fee.code,
        "name": fee.name,
        "amount": fee.amount,
        "per": fee.per,
        "at_most": fee.at_most,
    }


def _fee(value: Json) -> Fee:
    most = value["at_most"]
    return Fee(
        str(value["code"]),
        str(value["name"]),
        int(str(value["amount"])),
        str(value["per"]),
        None if most is None else int(str(most)),
    )


def _step_json(step: Step) -> Json:
    return {
        "number": step.number,
        "group": step.group,
        "name": step.name,
        "responsible": step.responsible,
        "officer": step.officer,
        "duration": _duration_json(step.duration),
    }


def _step(value: Json) -> Step:
    return Step(
        int(str(value["number"])),
        int(str(value["group"])),
        str(value["name"]),
        str(value["responsible"]),
        str(value["officer"]),
        _duration(value["duration"]),
    )
