"""What a witness answers, and what it remembers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lienthong.tlog import merkle
from lienthong.tlog.checkpoints import MalformedCheckpoint, TreeHead, parse_checkpoint, sign_checkpoint
from lienthong.tlog.cosignatures import verify_cosignature
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import parse_signature_lines
from lienthong.tlog.witness import (
    SIZE_TYPE,
    MalformedRequest,
    Remembered,
    WitnessRequest,
    add_checkpoint,
    parse_request,
)
from tests.builders.note_keys import SeededSigner, signer, witness_signer

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LOG, WITNESS = signer("lienthong.example/log"), witness_signer("agency.example/w")
LOGS = {LOG.key.name: LOG.key}
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(9)]


def _node(level: int, index: int) -> bytes:
    return merkle.root_of(LEAVES[index << level : (index + 1) << level])


def _root(size: int) -> bytes:
    return merkle.root_of(LEAVES[:size])


def _request(old: int, new: int, *, by: SeededSigner = LOG, root: bytes | None = None) -> WitnessRequest:
    head = TreeHead(LOG.key.name, new, root or _root(new))
    checkpoint = parse_checkpoint(sign_checkpoint(head, by).note.to_bytes())
    return WitnessRequest(old, merkle.consistency_proof(min(old, new), new, _node), checkpoint)


def _remembered(size: int) -> Remembered:
    return Remembered(size, _root(size)) if size else Remembered()


@pytest.mark.parametrize(("old", "new"), [(0, 1), (0, 9), (1, 2), (3, 8), (5, 9), (7, 7)])
def test_a_consistent_checkpoint_is_cosigned_and_remembered(old: int, new: int) -> None:
    request = parse_request(_request(old, new).to_bytes())
    answer = add_checkpoint(request, LOGS, _remembered(old), WITNESS, AT)
    assert answer.status == 200
    assert answer.remember == Remembered(new, _root(new))
    note = request.checkpoint.note.with_signatures(parse_signature_lines(answer.body))
    cosigned = verify_cosignature(replace(request.checkpoint, note=note), WITNESS.key)
    assert cosigned is not None
    assert cosigned.time == AT


def test_an_unknown_log_is_404() -> None:
    assert add_checkpoint(_request(0, 1), {}, Remembered(), WITNESS, AT).status == 404


def test_a_checkpoint_that_the_log_did_not_sign_is_403() -> None:
    forged = replace(_request(0, 1), checkpoint=_request(0, 1, by=signer("x")).checkpoint)
    forged = replace(forged, checkpoint=replace(forged.checkpoint, head=_request(0, 1).checkpoint.head))
    assert add_checkpoint(forged, LOGS, Remembered(), WITNESS, AT).status == 403


def test_an_old_size_above_the_checkpoint_is_400() -> None:
    assert add_checkpoint(_request(5, 3), LOGS, _remembered(5), WITNESS, AT).status == 400


@pytest.mark.parametrize("old", [0, 4, 6])
def test_another_old_size_is_409_with_the_size_that_is_known(old: int) -> None:
    answer = add_checkpoint(_request(old, 9), LOGS, _remembered(5), WITNESS, AT)
    assert (answer.status, answer.body, answer.content_type) == (409, "5\n", SIZE_TYPE)


def test_an_older_checkpoint_is_never_cosigned_again() -> None:
    answer = add_checkpoint(_request(0, 3), LOGS, _remembered(5), WITNESS, AT)
    assert (answer.status, answer.remember) == (409, None)


def test_two_roots_of_one_size_are_409() -> None:
    answer = add_checkpoint(_request(5, 5, root=bytes(32)), LOGS, _remembered(5), WITNESS, AT)
    assert (answer.status, answer.remember) == (409, None)


def test_another_history_is_422() -> None:
    forked = replace(_request(5, 9), proof=merkle.consistency_proof(4, 9, _node))
    assert add_checkpoint(forked, LOGS, _remembered(5), WITNESS, AT).status == 422
    other_root = _request(5, 9, root=bytes(32))
    assert add_checkpoint(other_root, LOGS, _remembered(5), WITNESS, AT).status == 422


def test_a_proof_from_nothing_must_be_empty() -> None:
    padded = replace(_request(0, 9), proof=(bytes(32),))
    assert add_checkpoint(padded, LOGS, Remembered(), WITNESS, AT).status == 422


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 00\n\n",
        b"old -1\n\n",
        b"new 0\n\n",
        "old ٠\n\n".encode(),
        b"old 0\n" + b"AAAA\n" * 3 + b"\n",
        b"x" * 300_000,
    ],
)
def test_a_malformed_request_is_refused(body: bytes) -> None:
    with pytest.raises(TlogFault):
        parse_request(body + _request(0, 1).checkpoint.note.to_bytes())


def test_more_than_63_hashes_are_refused() -> None:
    request = replace(_request(0, 1), proof=(bytes(32),) * 64)
    with pytest.raises(MalformedRequest):
        parse_request(request.to_bytes())
    with pytest.raises(MalformedCheckpoint):
        parse_request(_request(0, 1).to_bytes().replace(b"old 0\n", b"old 0\nAAAA\n"))
