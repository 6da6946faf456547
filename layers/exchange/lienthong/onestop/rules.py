"""The one-stop's own periods, effective-dated: the 15:00 rule, supplement, apology, re-appointment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lienthong.onestop.errors import RulesNotInForce


@dataclass(frozen=True, slots=True)
class CentreRules:
    """What binds every centre while it is in force.

    Attributes:
        cut_off: what comes after this hour (Vietnam's time) is forwarded on the next working day.
        forward_within_minutes: how much of that day counts as its start; no decree says, so it is data.
        supplement_within_days: working days in which a supplement is to be asked for, all at once.
        apology_days: working days before expiry by which an apology is in time.
        reappointments: how often a new date may be given.
        source: the decrees.
    """

    effective_from: date
    effective_until: date | None
    cut_off: time
    forward_within_minutes: int
    supplement_within_days: int
    apology_days: int
    reappointments: int
    source: str

    def is_in_force(self, day: date) -> bool:
        """Whether they bind what arises on this day."""
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[CentreRules, ...]:
    """The rules that come with the exchange, ``rules.json``, oldest first."""
    content = (files("lienthong.onestop") / "rules.json").read_bytes()
    value: Mapping[str, Any] = json.loads(content)
    return tuple(_rules(entry) for entry in value["rules"])


def rules_on(day: date) -> CentreRules:
    """The rules in force on a day.

    Raises:
        RulesNotInForce: there were none.
    """
    known = shipped_rules()
    found = next((rules for rules in known if rules.is_in_force(day)), None)
    if found is None:
        raise RulesNotInForce(day=day.isoformat(), first=known[0].effective_from.isoformat())
    return found


def _rules(entry: Mapping[str, Any]) -> CentreRules:
    until = entry["effective_until"]
    return CentreRules(
        effective_from=date.fromisoformat(entry["effective_from"]),
        effective_until=date.fromisoformat(until) if until else None,
        cut_off=time.fromisoformat(entry["cut_off"]),
        forward_within_minutes=entry["forward_within_minutes"],
        supplement_within_days=entry["supplement_within_days"],
        apology_days=entry["apology_days"],
        reappointments=entry["reappointments"],
        source=entry["source"],
    )
