"""The automaton of a delivery against a model that knows nothing but what has happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lienthong.errors import IllegalTransition, ReasonRequired
from lienthong.model.codes import Business, Status
from lienthong.model.delivery import (
    Delivery,
    apply_status,
    legal_codes,
    open_copy,
    question_of,
    supersede,
    take_back,
)

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FOLLOWS = {"01": "02 03", "02": "", "03": "04 05 06", "04": "05 06", "05": "05 06", "06": ""}


@dataclass
class History:
    """The model: a list of what happened, from which everything else is read off."""

    asks: bool
    happened: list[str] = field(default_factory=list)

    def status(self) -> str:
        ordinary = [act for act in self.happened if act in FOLLOWS]
        return ordinary[-1] if ordinary else "01"

    def is_withheld(self) -> bool:
        return "superseded" in self.happened or "withheld" in self.happened or self._answered_recall() == "15"

    def _answered_recall(self) -> str:
        if "asked back" not in self.happened:
            return ""
        after = self.happened[self.happened.index("asked back") :]
        return next((act for act in after if act in ("15", "16")), "")

    def is_asked_back(self) -> bool:
        return "asked back" in self.happened and not self._answered_recall() and not self.is_withheld()

    def asks_still(self) -> bool:
        answered = {"15", "16", "asked back"} & set(self.happened)
        return self.asks and not answered

    def legal(self) -> set[str]:
        if self.is_withheld():
            return set()
        if self.is_asked_back():
            return {"15", "16"}
        return set(FOLLOWS[self.status()].split()) | ({"15", "16"} if self.asks_still() else set())

    def repeats(self, code: str) -> bool:
        """Whether the code only says again what was said last."""
        if self.is_asked_back():
            return False
        if code in ("15", "16"):
            answers = [act for act in self.happened if act in ("15", "16", "asked back")]
            return bool(answers) and answers[-1] == code and not self.asks_still()
        return code == self.status() and code not in ("01", "05")


class Automaton(RuleBasedStateMachine):
    """Both are driven by the same acts, in any order and as often as may be."""

    @initialize(business=st.sampled_from(Business))
    def arrive(self, business: Business) -> None:
        self.now = START
        self.delivery = Delivery(
            "lt-a", "H39.7", "H39.30", "VB-1", "V/v", "1", "VP", 0, START, business=business
        )
        self.delivery = replace(self.delivery, question=question_of(business))
        self.history = History(asks=business is not Business.NEW)

    def _moved(self, changed: Delivery, act: str) -> None:
        if changed is not self.delivery:
            assert changed.version == self.delivery.version + 1
            self.history.happened.append(act)
        self.delivery = changed

    @rule(code=st.sampled_from(Status), reason=st.sampled_from(["", "lý do"]))
    def say(self, code: Status, reason: str) -> None:
        self.now += timedelta(seconds=1)
        legal, repeats = self.history.legal(), self.history.repeats(code.value)
        if code.value not in legal and not repeats:
            with pytest.raises(IllegalTransition) as refused:
                apply_status(self.delivery, code, reason, self.now)
            assert refused.value.facts["legal"] == (sorted(legal) or ["-"])
        elif code.value in ("02", "16") and not reason and not repeats:
            with pytest.raises(ReasonRequired):
                apply_status(self.delivery, code, reason, self.now)
        else:
            changed = apply_status(self.delivery, code, reason, self.now)
            assert (changed is self.delivery) == repeats
            self._moved(changed, code.value)

    @rule()
    def open(self) -> None:
        # The service opens nothing that is withheld or asked back.
        if not self.history.is_withheld() and not self.history.is_asked_back():
            changed = open_copy(self.delivery, self.now)
            assert (changed is self.delivery) == ("opened" in self.history.happened)
            self._moved(changed, "opened")

    @rule()
    def take_back(self) -> None:
        opened = "opened" in self.history.happened
        done = self.history.is_withheld() or "asked back" in self.history.happened
        changed = take_back(self.delivery)
        assert (changed is self.delivery) == done
        self._moved(changed, "asked back" if opened else "withheld")

    @rule()
    def supersede(self) -> None:
        done = self.history.is_withheld()
        changed = supersede(self.delivery, self.now)
        assert (changed is self.delivery) == done
        self._moved(changed, "superseded")

    @invariant()
    def they_agree(self) -> None:
        delivery, history = self.delivery, self.history
        assert {code.value for code in legal_codes(delivery)} == history.legal()
        assert delivery.status.value == history.status()
        assert bool(delivery.withheld) == history.is_withheld()
        assert bool(delivery.opened_at) == ("opened" in history.happened)
        assert delivery.version == 1 + len(history.happened)

    @invariant()
    def only_opened_copies_are_destroyed(self) -> None:
        if self.delivery.destroyed_at:
            assert self.delivery.opened_at
            assert self.delivery.withheld


TestAutomaton = Automaton.TestCase
