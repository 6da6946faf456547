"""The exchange asks witnesses that run: ours, as an agency starts it, and one that others wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthong.adapters.witness_http import HttpWitnesses
from lienthong.services.witnessing import Asking, Trouble
from lienthong.tlog.checkpoints import parse_checkpoint, verify_checkpoint
from lienthong.tlog.notes import NoteSignature
from lienthong.tlog.witness_policy import Party, parse_policy
from lienthong_client.witness.keys import new_key
from lienthong_local.oracles.litewitness import running_litewitness
from tests.builders.grown_log import LOG, Log, grown
from tests.builders.note_keys import signer
from tests.builders.running_witness import running_witness

STEPS = (7, 293, 60)


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Party]:
    new_key("witness.example/ours", tmp_path / "w.key")
    with running_witness(tmp_path / "w.key", tmp_path / "state", [LOG.key]) as running:
        line = running.announced["policy"]
        yield parse_policy(f"{line}\nquorum none\n".encode()).witnesses["witness.example/ours"]


@pytest.fixture
def theirs() -> Iterator[Party]:
    with running_litewitness("witness.example/theirs", [LOG.key]) as running:
        yield Party(running.key.name, running.key, f"http://127.0.0.1:{running.port}")


@pytest.fixture(
    params=[
        "ours",
        pytest.param("theirs", marks=[pytest.mark.oracle("go"), pytest.mark.oracle("ssh-agent")]),
    ]
)
def witness(request: pytest.FixtureRequest) -> Party:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Party)
    return found


def asking(log: Log, size: int) -> Asking:
    return Asking(log.checkpoint(size), log.files.__getitem__, HttpWitnesses(allow_loopback=True))


def quorum_met(log: Log, size: int, witness: Party, line: NoteSignature) -> bool:
    note = log.checkpoint(size).note.with_signatures((line,))
    cosigned = verify_checkpoint(parse_checkpoint(note.to_bytes()), LOG.key)
    policy = f"log {LOG.key}\nwitness w {witness.key}\nquorum w\n"
    return parse_policy(policy.encode()).judge(cosigned).met


def test_a_log_that_grows_is_cosigned_whatever_the_witness_was_believed_to_hold(witness: Party) -> None:
    log = grown(*STEPS)
    for size, believed in ((7, 0), (300, 0), (360, 300), (360, 7)):
        hearing = asking(log, size).hear(witness, believed)
        assert (hearing.trouble, hearing.size) == (None, size)
        assert hearing.cosignature is not None
        assert quorum_met(log, size, witness, hearing.cosignature)


@pytest.mark.parametrize("size", [300, 360])
def test_another_history_is_contradicted(witness: Party, size: int) -> None:
    log, fork = grown(*STEPS), grown(*STEPS, fork_at=9)
    assert asking(log, 300).hear(witness, 0).trouble is None
    for believed in (0, 7, 300):
        hearing = asking(fork, size).hear(witness, believed)
        assert (hearing.trouble, hearing.cosignature) == (Trouble.CONTRADICTS, None)


def test_an_older_tree_is_contradicted(witness: Party) -> None:
    log = grown(*STEPS)
    assert asking(log, 300).hear(witness, 0).trouble is None
    hearing = asking(log, 7).hear(witness, 0)
    assert (hearing.trouble, hearing.size) == (Trouble.CONTRADICTS, 300)


def test_a_log_that_is_not_witnessed_is_refused(witness: Party) -> None:
    stranger = Log(origin=signer("stranger.example/log"))
    stranger.append(7)
    assert asking(stranger, 7).hear(witness, 0).trouble is Trouble.REFUSED
