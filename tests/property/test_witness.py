"""Whatever a log asks, over restarts and failing disks: what is cosigned is one history that only grows."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lienthong.tlog.checkpoints import TreeHead
from lienthong.tlog.cosignatures import verify_cosignature
from lienthong.tlog.notes import parse_signature_lines
from lienthong.tlog.watching import require_continuation
from lienthong.tlog.witness import parse_request
from lienthong_client.witness.decisions import Decision, Witness
from lienthong_client.witness.keys import new_key, read_key
from lienthong_client.witness.memory import opened_memory
from tests.builders.grown_log import LOG, Log, grown
from tests.doubles.failing_disk import FailingDisk, PowerLost

#: The same log, and three that part from it at an entry: the operator may show whichever it likes.
STEPS = (1, 2, 4, 1, 8)
HISTORIES = [grown(*STEPS), *(grown(*STEPS, fork_at=entry) for entry in (0, 5, 14))]
SIZES = st.sampled_from(sorted(HISTORIES[0].roots))


class DishonestLog(RuleBasedStateMachine):
    """A log that asks for cosignatures of several histories, of a witness whose machine is not reliable."""

    def __init__(self) -> None:
        super().__init__()
        self._held = ExitStack()
        self._folder = Path(self._held.enter_context(tempfile.TemporaryDirectory()))
        self._released: list[tuple[Log, TreeHead]] = []

    @initialize()
    def _begin(self) -> None:
        new_key("witness.example/w", self._folder / "w.key")
        self._signer = read_key(self._folder / "w.key")
        self._start(FailingDisk())

    def _start(self, disk: FailingDisk) -> None:
        self._running = ExitStack()
        place = (self._folder / "state", self._folder / "w.key", self._signer, (LOG.key.name,))
        memory = self._running.enter_context(opened_memory(*place, disk))
        self._witness = Witness(self._signer, {LOG.key.name: LOG.key}, memory)

    @rule(history=st.sampled_from(HISTORIES), old=SIZES, new=SIZES)
    def ask(self, history: Log, old: int, new: int) -> None:
        body = history.request(old, new).to_bytes()
        self._note(history, body, self._witness.decide(body))

    @rule(history=st.sampled_from(HISTORIES), new=SIZES)
    def ask_from_what_is_remembered(self, history: Log, new: int) -> None:
        self.ask(history, self._witness.remembered_size(LOG.key.name), new)

    @rule(
        history=st.sampled_from(HISTORIES),
        new=SIZES,
        step=st.integers(0, 2),
        how=st.sampled_from(["fail_at", "fail_after", "cut_at", "forgets"]),
    )
    def ask_of_a_failing_machine(self, history: Log, new: int, step: int, how: str) -> None:
        self._running.close()
        self._start(
            FailingDisk(
                fail_at=step if how == "fail_at" else None,
                fail_after=step if how == "fail_after" else None,
                cut_at=step if how in ("cut_at", "forgets") else None,
                forgets=how == "forgets",
            )
        )
        body = history.request(self._witness.remembered_size(LOG.key.name), new).to_bytes()
        with suppress(PowerLost):
            self._note(history, body, self._witness.decide(body))
        self.restart()

    @rule()
    def restart(self) -> None:
        self._running.close()
        self._start(FailingDisk())

    def _note(self, history: Log, body: bytes, decision: Decision) -> None:
        """What the log holds in its hands."""
        if decision.answer.status != 200:
            assert "—" not in decision.answer.body
            return
        checkpoint = parse_request(body).checkpoint
        (cosignature,) = parse_signature_lines(decision.answer.body)
        cosigned = checkpoint.note.with_signatures((cosignature,))
        assert verify_cosignature(type(checkpoint)(checkpoint.head, cosigned), self._signer.key) is not None
        self._released.append((history, checkpoint.head))

    @invariant()
    def what_was_cosigned_is_one_history_that_only_grows(self) -> None:
        for (_, before), (history, after) in zip(self._released, self._released[1:], strict=False):
            require_continuation(before, after, history.files.__getitem__)

    def teardown(self) -> None:
        self._running.close()
        self._held.close()


TestDishonestLog = DishonestLog.TestCase
TestDishonestLog.settings = settings(stateful_step_count=25)
