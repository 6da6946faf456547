"""What is proven verifies; a receipt with any single bit changed is refused, or says what it cannot check."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from lienthong.signatures.checkpoint_stamps import CheckpointStamps, judging
from lienthong.tlog.receipt_checks import examine_receipt, verify_receipt
from lienthong.tlog.receipts import MalformedReceipt, UnverifiedReceipt
from lienthong.tlog.witness_policy import parse_policy
from tests.builders.receipts import LOG, POLICY, WITNESSES, EvidenceLog, event
from tests.builders.signing_pki import DAY, NOW, crl_of, province

#: What is told of bytes below the log's signature, which anybody may add to a note: they never count.
TOLD = {"receipt.cosignature-wrong", "receipt.cosignatures-unknown", "receipt.quorum-missing"}


@cache
def judge() -> CheckpointStamps:
    lists = [
        crl_of(province().root),
        crl_of(province().ca),
        crl_of(province().ca, this_update=NOW - 21 * DAY),
    ]
    return judging([province().root.der], lists, (), NOW)


@cache
def renewed() -> bytes:
    """A receipt with everything that one can have."""
    old = province().issue_tsa(not_after=NOW - 10 * DAY, not_before=NOW - 400 * DAY)
    log = EvidenceLog().append(*(event(number, NOW - 30 * DAY) for number in range(5)))
    first = log.attest(NOW - 30 * DAY, authority=old)
    at = log.name(first, NOW - 30 * DAY)
    return log.receipt(2, first, (log.receipt(at, log.attest(NOW - 20 * DAY)),)).to_bytes()


def test_the_receipt_that_is_changed_below_holds() -> None:
    receipt = UnverifiedReceipt.from_bytes(renewed())
    assert verify_receipt(receipt, LOG.key, judge(), parse_policy(POLICY)).proven_since == NOW - 30 * DAY


def _without_tokens(receipt: UnverifiedReceipt) -> UnverifiedReceipt:
    return replace(receipt, token=None, renewals=tuple(map(_without_tokens, receipt.renewals)))


@given(st.integers(0, 1 << 30), st.integers(0, 7))
def test_a_receipt_with_any_single_bit_changed_is_refused_or_says_what_does_not_count(
    at: int, bit: int
) -> None:
    sound = UnverifiedReceipt.from_bytes(renewed())
    changed = bytearray(renewed())
    changed[at % len(changed)] ^= 1 << bit
    try:
        receipt = UnverifiedReceipt.from_bytes(bytes(changed))
    except MalformedReceipt:
        return
    before, after = (examine_receipt(one, LOG.key, judge(), parse_policy(POLICY)) for one in (sound, receipt))
    if after.verified is None:
        return
    new = {one.code for one in after.findings if one not in before.findings}
    assert new <= TOLD
    # Nobody signs the bag of certificates that the newest token carries along (RFC 5652 5.1): a bit there
    # changes nothing of what is proven, and the tokens before it are named by digest.
    spare = receipt.token == sound.token and _without_tokens(receipt) == _without_tokens(sound)
    assert new or spare
    assert before.verified is not None
    assert after.verified.proven_since == before.verified.proven_since
    assert receipt.event == sound.event


@given(st.integers(1, 300), st.data())
def test_every_entry_of_a_log_of_any_size_is_proven_under_every_later_checkpoint(
    size: int, data: st.DataObject
) -> None:
    log = EvidenceLog().append(*map(event, range(size)))
    index = data.draw(st.integers(0, size - 1))
    under = data.draw(st.integers(index + 1, size))
    attestation = log.attest(size=under, witnesses=WITNESSES[: data.draw(st.integers(0, 3))])
    receipt = UnverifiedReceipt.from_bytes(log.receipt(index, attestation).to_bytes())
    found = verify_receipt(receipt, LOG.key, judge())
    assert (found.entry.index, found.checkpoint.head.size) == (index, under)


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """A real receipt with a piece cut out, put twice or replaced."""
    raw = renewed()
    start = draw(st.integers(0, len(raw)))
    end = draw(st.integers(start, min(len(raw), start + 40)))
    return raw[:start] + draw(st.binary(max_size=8) | st.just(raw[start:end] * 2)) + raw[end:]


@given(mutilated() | st.binary(max_size=200))
def test_reading_raises_nothing_but_its_one_error_and_judging_nothing_at_all(content: bytes) -> None:
    with contextlib.suppress(MalformedReceipt):
        examine_receipt(UnverifiedReceipt.from_bytes(content), LOG.key, judge(), parse_policy(POLICY))
