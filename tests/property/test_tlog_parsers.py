"""Whatever bytes come in, the log's parsers answer with a value or with their one kind of fault."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.tlog.checkpoints import TreeHead, parse_checkpoint, sign_checkpoint, verify_checkpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.merkle import leaf_hash
from lienthong.tlog.notes import parse_key, parse_note
from lienthong.tlog.proofs import format_proof, parse_proof, verify_proof
from lienthong.tlog.witness import parse_request
from lienthong.tlog.witness_policy import parse_policy
from tests.builders.note_keys import signer

LOG = signer("lienthong.example/log")
NOTE = sign_checkpoint(TreeHead(LOG.key.name, 1, leaf_hash(b"entry")), LOG).note.to_bytes()
PROOF = format_proof(0, (), NOTE)
SEEDS = st.sampled_from([NOTE, PROOF.encode(), b"old 0\n\n" + NOTE, str(LOG.key).encode(), b"quorum none\n"])


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """Something real with a piece cut out, put twice or replaced."""
    raw = draw(SEEDS)
    start = draw(st.integers(0, len(raw)))
    end = draw(st.integers(start, min(len(raw), start + 20)))
    return raw[:start] + draw(st.binary(max_size=8) | st.just(raw[start:end] * 2)) + raw[end:]


@given(mutilated() | st.binary(max_size=200))
def test_parsers_raise_nothing_but_their_fault(content: bytes) -> None:
    text = content.decode("latin-1")
    for parse in (parse_note, parse_checkpoint, parse_request, parse_policy):
        with contextlib.suppress(TlogFault):
            parse(content)
    for parse_text in (parse_key, parse_proof):
        with contextlib.suppress(TlogFault):
            parse_text(text)


#: Halves of surrogate pairs too, which the command line makes of bytes that are no UTF-8.
any_text = st.text(st.characters(exclude_categories=()), max_size=60)


@given(any_text | any_text.map(lambda name: str(LOG.key).replace("lienthong", name)))
def test_texts_of_any_kind_are_refused_the_same_way(text: str) -> None:
    for parse in (parse_key, parse_proof):
        with pytest.raises(TlogFault):
            parse(text)


@given(st.integers(0, len(NOTE) - 1), st.integers(0, 7))
def test_a_checkpoint_with_any_single_bit_changed_is_refused(at: int, bit: int) -> None:
    changed = bytearray(NOTE)
    changed[at] ^= 1 << bit
    with pytest.raises(TlogFault):
        verify_checkpoint(parse_checkpoint(bytes(changed)), LOG.key)


@given(st.integers(0, len(PROOF) - 1), st.integers(0, 6))
def test_a_proof_with_any_single_bit_changed_is_refused(at: int, bit: int) -> None:
    changed = bytearray(PROOF.encode("utf-8"))
    changed[at] ^= 1 << bit
    with pytest.raises(TlogFault):
        verify_proof(parse_proof(changed.decode("latin-1")), b"entry", LOG.key)
