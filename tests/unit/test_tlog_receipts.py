"""A receipt says what it proves; whatever is wrong with it is told, and nothing else passes as one."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lienthong.signatures.checkpoint_stamps import CheckpointStamps, judging
from lienthong.tlog.cosignatures import cosign
from lienthong.tlog.notes import NoteSignature
from lienthong.tlog.proofs import format_proof, parse_proof
from lienthong.tlog.receipt_checks import (
    Demands,
    ReceiptRefused,
    VerifiedReceipt,
    examine_receipt,
    verify_receipt,
)
from lienthong.tlog.receipt_findings import Weight
from lienthong.tlog.receipts import MOST_BYTES, MalformedReceipt, UnverifiedReceipt
from lienthong.tlog.witness_policy import WitnessPolicy, parse_policy
from tests.builders.note_keys import signer, witness_signer
from tests.builders.receipts import LOG, POLICY, WITNESSES, EvidenceLog, event, one_receipt
from tests.builders.signing_pki import DAY, NOW, YEAR, Party, crl_of, province, stamp

HOUR = timedelta(hours=1)


def judge(at: datetime = NOW) -> CheckpointStamps:
    """With lists of now and of the days on which renewals came: a CA no longer lists who has expired."""
    days = (1, 21, 31, 45, 55)
    lists = [crl_of(province().ca, this_update=NOW - day * DAY) for day in days]
    return judging([province().root.der], [crl_of(province().root), *lists], (), at)


def nobody(at: datetime = NOW) -> CheckpointStamps:
    return judging([], (), (), at)


def policy() -> WitnessPolicy:
    return parse_policy(POLICY)


def verify(receipt: UnverifiedReceipt) -> VerifiedReceipt:
    return verify_receipt(receipt, LOG.key, judge(), policy())


def told(receipt: UnverifiedReceipt, stamps: CheckpointStamps | None = None) -> dict[str, Weight]:
    report = examine_receipt(receipt, LOG.key, stamps or judge(), policy())
    assert (report.verified is None) == any(one.weight is Weight.FAIL for one in report.findings)
    assert all(one.en and one.vi and one.en != one.vi for one in report.findings)
    return {one.code: one.weight for one in report.findings}


def changed(**members: object) -> bytes:
    return json.dumps(json.loads(one_receipt().to_bytes()) | members).encode()


def changed_event(members: dict[str, object]) -> bytes:
    return changed(event={**one_receipt().event, **members})


# --- what holds ----------------------------------------------------------------------------------


def test_a_receipt_proves_its_event_its_place_and_since_when() -> None:
    found = verify(one_receipt(2, of=5))
    assert (found.entry.index, found.checkpoint.head.size) == (2, 5)
    assert found.proven_since == NOW - HOUR
    assert found.quorum is not None
    assert found.quorum.met
    assert told(one_receipt()) == {
        "receipt.timestamp-proves": Weight.INFO,
        "receipt.quorum-met": Weight.INFO,
    }


def test_it_is_read_back_as_it_was_written_whatever_stands_between_its_members() -> None:
    one = one_receipt()
    assert UnverifiedReceipt.from_bytes(one.to_bytes()) == one
    assert UnverifiedReceipt.from_bytes(json.dumps(one.to_json(), indent=3).encode()) == one


def test_without_roots_the_token_is_intact_and_nobody_vouches_for_it() -> None:
    assert told(one_receipt(), nobody())["receipt.timestamp-unvouched"] is Weight.WARN
    report = examine_receipt(one_receipt(), LOG.key, nobody(), None, Demands(time=True))
    assert report.verified is None


def test_while_the_time_stamp_is_waited_for_the_receipt_says_so() -> None:
    waiting = replace(one_receipt(), token=None)
    assert told(waiting)["receipt.timestamp-waiting"] is Weight.WARN
    assert verify(waiting).proven_since is None
    with pytest.raises(ReceiptRefused, match="timestamp-waiting"):
        verify_receipt(waiting, LOG.key, judge(), None, Demands(time=True))


def test_too_few_witnesses_are_told_and_refuse_the_receipt_where_a_quorum_is_demanded() -> None:
    log = EvidenceLog().append(event())
    lonely = log.receipt(0, log.attest(witnesses=WITNESSES[:1]))
    assert told(lonely)["receipt.quorum-missing"] is Weight.WARN
    for trusted in (policy(), None):
        with pytest.raises(ReceiptRefused, match="quorum-missing"):
            verify_receipt(lonely, LOG.key, judge(), trusted, Demands(quorum=True))


def test_witnesses_that_nobody_named_do_not_count_and_are_named() -> None:
    log = EvidenceLog().append(event())
    strangers = [witness_signer(f"stranger-{number}.example") for number in range(3)]
    found = told(log.receipt(0, log.attest(witnesses=strangers)))
    assert found["receipt.cosignatures-unknown"] is Weight.INFO
    assert found["receipt.quorum-missing"] is Weight.WARN


def test_a_witness_key_that_signed_another_checkpoint_does_not_count() -> None:
    log = EvidenceLog().append(event(0), event(1))
    receipt = log.receipt(0, log.attest(witnesses=WITNESSES[:2]))
    foreign = cosign(log.head(1), WITNESSES[0], NOW)
    note = receipt.proof.checkpoint.note.with_signatures((foreign,))
    found = told(_with_note(receipt, note.to_bytes()))
    assert found["receipt.cosignature-wrong"] is Weight.WARN
    assert found["receipt.quorum-missing"] is Weight.WARN


def _with_note(receipt: UnverifiedReceipt, note: bytes) -> UnverifiedReceipt:
    proof = parse_proof(format_proof(receipt.proof.index, receipt.proof.path, note))
    return replace(receipt, proof=proof)


# --- what does not -------------------------------------------------------------------------------


def test_a_swapped_event_or_salt_opens_another_leaf() -> None:
    one, other = one_receipt(1), one_receipt(2)
    for forged in (replace(one, event=other.event), replace(one, salt=other.salt)):
        assert told(forged)["log.proof-wrong"] is Weight.FAIL


def test_a_receipt_of_another_log_or_under_another_key_is_none() -> None:
    foreign = EvidenceLog(signer("other.example/log")).append(event())
    assert "log.origin-wrong" in told(foreign.receipt(0, foreign.attest()))
    impostor = EvidenceLog(signer(LOG.key.name, kind=1)).append(event())
    stolen = replace(impostor.key, key=replace(impostor.key.key, public_key=bytes(32)))
    assert "log.signature-wrong" in told(
        EvidenceLog(stolen, impostor.entries).receipt(0, EvidenceLog(stolen, impostor.entries).attest())
    )


def test_a_token_over_another_checkpoint_is_told_from_a_broken_one() -> None:
    log = EvidenceLog().append(event(0), event(1))
    older, newer = log.attest(size=1), log.attest(size=2)
    report = examine_receipt(replace(log.receipt(0, newer), token=older.token), LOG.key, judge())
    assert [one.en for one in report.findings if "another checkpoint" in one.en]
    torn = newer.token[:-1] + bytes([newer.token[-1] ^ 1])
    assert told(replace(log.receipt(0, newer), token=torn))["receipt.timestamp-wrong"] is Weight.FAIL
    assert told(replace(log.receipt(0, newer), token=b"\x30\x00"))["receipt.timestamp-wrong"] is Weight.FAIL


def test_a_token_of_an_authority_that_no_root_vouches_for_refuses_the_receipt() -> None:
    stamps = judging([province().agency.der], (), (), NOW)
    assert told(one_receipt(), stamps)["receipt.timestamp-untrusted"] is Weight.FAIL


def test_a_token_of_the_future_or_by_a_key_for_other_purposes_refuses_it_whoever_vouches() -> None:
    log = EvidenceLog().append(event())
    assert told(log.receipt(0, log.attest(NOW + DAY)), nobody())["receipt.timestamp-wrong"] is Weight.FAIL
    misused = log.receipt(0, log.attest(authority=province().agency))
    assert told(misused, nobody())["receipt.timestamp-wrong"] is Weight.FAIL


def test_an_event_dated_after_its_proof_contradicts_it_and_one_long_before_is_told() -> None:
    log = EvidenceLog().append(event(0, NOW), event(1, NOW - DAY))
    attestation = log.attest(NOW - HOUR)
    assert told(log.receipt(0, attestation))["receipt.time-contradiction"] is Weight.FAIL
    assert told(log.receipt(1, attestation))["receipt.late"] is Weight.WARN


def test_every_fault_is_told_not_the_first_alone() -> None:
    one = one_receipt()
    forged = replace(one, salt=bytes(32), token=b"\x30\x00")
    assert {"log.proof-wrong", "receipt.timestamp-wrong"} <= told(forged).keys()


# --- renewals ------------------------------------------------------------------------------------


def authority(name: str, end: datetime) -> Party:
    return province().issue_tsa(not_before=end - 3 * YEAR, not_after=end)


def renewed(*, named: int | None = None) -> tuple[EvidenceLog, UnverifiedReceipt]:
    """Stamped by an authority that has expired since, and renewed while it was good."""
    old = authority("old", NOW - 10 * DAY)
    log = EvidenceLog().append(event(0, NOW - 31 * DAY), event(1, NOW - 31 * DAY))
    first = log.attest(NOW - 31 * DAY, authority=old)
    at = log.name(first, NOW - 31 * DAY)
    log.append(event(3))
    second = log.attest(NOW - 20 * DAY)
    return log, log.receipt(0, first, (log.receipt(at if named is None else named, second),))


def test_a_renewal_keeps_the_first_time_after_its_authority_has_expired() -> None:
    _, receipt = renewed()
    assert verify(receipt).proven_since == NOW - 31 * DAY
    assert UnverifiedReceipt.from_bytes(receipt.to_bytes()) == receipt
    assert told(replace(receipt, renewals=()))["receipt.timestamp-untrusted"] is Weight.FAIL


def test_a_renewal_that_came_after_the_end_of_the_certificate_proves_nothing_for_it() -> None:
    log, receipt = renewed()
    late = log.attest(NOW - DAY)
    at = receipt.renewals[0].proof.index
    found = told(replace(receipt, renewals=(log.receipt(at, late),)))
    assert found["receipt.timestamp-untrusted"] is Weight.FAIL


def test_renewals_are_followed_one_after_the_other() -> None:
    old, middle = authority("old", NOW - 40 * DAY), authority("middle", NOW - 20 * DAY)
    log = EvidenceLog().append(event(0, NOW - 60 * DAY))
    first = log.attest(NOW - 60 * DAY, authority=old)
    named_first = log.name(first, NOW - 60 * DAY)
    second = log.attest(NOW - 50 * DAY, authority=middle)
    named_second = log.name(second, NOW - 50 * DAY)
    third = log.attest(NOW - 30 * DAY)
    renewals = (log.receipt(named_first, second), log.receipt(named_second, third))
    assert verify(log.receipt(0, first, renewals)).proven_since == NOW - 60 * DAY
    assert told(log.receipt(0, first, renewals[::-1]))["receipt.renewal-wrong"] is Weight.FAIL
    assert told(log.receipt(0, first, renewals[1:]))["receipt.renewal-wrong"] is Weight.FAIL


def test_a_renewal_of_another_token_or_by_another_event_renews_nothing() -> None:
    log, receipt = renewed()
    other = replace(receipt, renewals=(log.receipt(1, log.attest()),))
    assert told(other)["receipt.renewal-wrong"] is Weight.FAIL
    waiting = replace(receipt, renewals=(replace(receipt.renewals[0], token=None),))
    assert told(waiting)["receipt.renewal-wrong"] is Weight.FAIL
    without = replace(receipt, token=None)
    assert told(without)["receipt.renewal-wrong"] is Weight.FAIL


def test_a_renewal_older_than_what_it_renews_is_refused() -> None:
    log = EvidenceLog().append(event(0, NOW - 5 * DAY))
    first = log.attest(NOW - DAY)
    at = log.name(first, NOW - DAY)
    receipt = log.receipt(0, first, (log.receipt(at, log.attest(NOW - 2 * DAY)),))
    assert told(receipt)["receipt.renewal-order"] is Weight.FAIL


def test_a_renewal_that_is_not_in_the_log_covers_nothing() -> None:
    _, receipt = renewed()
    forged = replace(receipt.renewals[0], salt=bytes(32))
    found = told(replace(receipt, renewals=(forged,)))
    assert {"log.proof-wrong", "receipt.timestamp-untrusted"} <= found.keys()


# --- bytes that are no receipt -------------------------------------------------------------------


def _renewals(count: int) -> list[object]:
    one: object = replace(one_receipt(), renewals=()).to_json()
    return [one] * count


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 1_000_000,
        b'{"a":' * 100_000,
        b" " * (MOST_BYTES + 1),
        changed(v=2),
        changed(v=True),
        changed(more=1),
        changed(event=[]),
        changed(event={}),
        changed_event({"at": "hôm qua"}),
        changed_event({"at": "2026-03-02T01:00:00"}),
        changed_event({"at": "2026-03-02T01:00:00+07:00"}),
        changed_event({"details": []}),
        changed_event({"agency": 1}),
        changed_event({"details": {"size": 1.0}}),
        changed_event({"details": {"size": float("nan")}}),
        changed(salt="00"),
        changed(salt=("ab" * 32).upper()),
        changed(salt=1),
        changed(proof=""),
        changed(proof=7),
        changed(proof="c2sp.org/tlog-proof@v1\nindex 0\n\n"),
        changed(timestamp=""),
        changed(timestamp="AA"),
        changed(timestamp=[]),
        changed(timestamp=base64.b64encode(bytes(200_000)).decode()),
        changed(renewals=None),
        changed(renewals=[1]),
        changed(renewals=_renewals(65)),
        changed(renewals=[one_receipt().to_json() | {"renewals": _renewals(1)}]),
        one_receipt().to_bytes().replace(b'"v":1}', b'"v":1,"v":1}'),
        one_receipt().to_bytes().decode().encode("utf-16"),
    ],
    ids=range(36),
)
def test_other_bytes_are_no_receipt_and_fail_with_one_error(content: bytes) -> None:
    with pytest.raises(MalformedReceipt):
        UnverifiedReceipt.from_bytes(content)


def test_extra_data_that_nothing_authenticates_is_refused() -> None:
    text = str(one_receipt().to_json()["proof"])
    extra = text.replace("\nindex", "\nextra AAAA\nindex", 1)
    assert parse_proof(extra) == one_receipt().proof
    with pytest.raises(MalformedReceipt):
        UnverifiedReceipt.from_bytes(changed(proof=extra))


def test_deeply_nested_events_are_refused_before_anything_else_of_them_is_looked_at() -> None:
    deep = b'{"a":' * 900 + b"1" + b"}" * 900
    content = one_receipt().to_bytes().replace(b'"details":{', b'"details":{"x":' + deep + b",", 1)
    receipt = UnverifiedReceipt.from_bytes(content)
    assert told(receipt).keys() & {"log.event-wrong", "log.proof-wrong"}


def test_a_receipt_with_every_witness_there_may_be_is_still_judged() -> None:
    log = EvidenceLog().append(event())
    many: Sequence[NoteSignature] = [
        cosign(log.head(), witness_signer(f"w{number}.example"), NOW) for number in range(60)
    ]
    receipt = log.receipt(0, log.attest())
    note = receipt.proof.checkpoint.note.with_signatures(tuple(many))
    assert "receipt.cosignatures-unknown" in told(_with_note(receipt, note.to_bytes()))


def test_the_token_of_the_log_is_what_the_attestation_defines() -> None:
    log = EvidenceLog().append(event())
    digest = hashlib.sha256(log.head().text.encode()).digest()
    token = stamp(province().tsa, b"", NOW - HOUR, imprint=digest)
    assert verify(replace(log.receipt(0, log.attest()), token=token)).proven_since == NOW - HOUR
