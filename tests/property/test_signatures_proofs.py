"""Proofs of existence: their order in the file means nothing, and each only ever proves an earlier time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from lienthong.signatures.certificates import load_certificate
from lienthong.signatures.evidence import TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.judge import Context, Judge
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.proofs import Proofs, judge_proofs, judge_timestamp
from lienthong.signatures.report import Indication
from lienthong.signatures.trust import RevocationMaterial
from tests.builders.signing_pki import DAY, NOW, Party, province
from tests.unit.test_signatures_long_term import authority, revocation

KINDS = ("content", "signature", "signature-and-references", "references", "archive", "evidence-record")
AGES = st.integers(min_value=1, max_value=400)


@cache
def authorities() -> tuple[Party, ...]:
    """In force, and expired for 100 and for 200 days."""
    ends = (NOW + DAY, NOW - 100 * DAY, NOW - 200 * DAY)
    return tuple(authority(f"p{n}", not_after=end) for n, end in enumerate(ends))


@dataclass(frozen=True)
class Plan:
    """A timestamp: how many days old, of which authority, of what kind, and which others it covers."""

    age: int
    by: int
    kind: str
    digest: str
    covers: frozenset[int] | None
    intact: bool


def plans(size: int) -> st.SearchStrategy[list[Plan]]:
    one = st.builds(
        Plan,
        AGES,
        st.integers(0, 2),
        st.sampled_from(KINDS),
        st.sampled_from(["sha256", "sha1"]),
        st.frozensets(st.integers(0, size - 1)) | st.none(),
        st.booleans() | st.just(True),
    )
    return st.lists(one, min_size=1, max_size=size)


def evidence(plan: Plan, position: int) -> TimestampEvidence:
    party = authorities()[plan.by]
    signer = load_certificate(party.der)
    return TimestampEvidence(
        plan.kind,
        NOW - plan.age * DAY,
        plan.intact,
        signer,
        "sha256",
        plan.digest,
        None,
        tuple(party.chain),
        RevocationMaterial(),
        Findings(DEFAULT, f"timestamp:{position}"),
        identity=bytes([position]),
        covers_tokens=None if plan.covers is None else frozenset(bytes([other]) for other in plan.covers),
    )


@cache
def context() -> Context:
    return Context(province().trust, revocation(), NOW)


def judged(stamps: list[TimestampEvidence]) -> Proofs:
    fresh = [replace(stamp, findings=Findings(DEFAULT, stamp.findings.subject)) for stamp in stamps]
    return judge_proofs(fresh, Judge(context(), fresh))


@given(plans(6), st.randoms(use_true_random=False))
def test_the_order_in_the_file_means_nothing(plan: list[Plan], random: object) -> None:
    stamps = [evidence(one, position) for position, one in enumerate(plan)]
    shuffled = list(stamps)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = judged(stamps), judged(shuffled)
    if _is_acyclic(plan):
        assert first.earliest == second.earliest
        order = {stamp.identity: report for stamp, report in zip(shuffled, second.reports, strict=True)}
        assert [order[stamp.identity] for stamp in stamps] == list(first.reports)


def _is_acyclic(plan: list[Plan]) -> bool:
    """Hashes cannot cover one another in a circle; what tells no coverage is left out as well."""
    edges = {(a, b) for a, one in enumerate(plan) for b in (one.covers or ()) if b < len(plan) and a != b}
    if any(one.covers is None for one in plan) or any(one.kind == "content" for one in plan):
        return False
    remaining = set(range(len(plan)))
    while free := {n for n in remaining if not any(b == n and a in remaining for a, b in edges)}:
        remaining -= free
    return not remaining


@given(plans(6))
def test_a_proof_is_never_later_than_now_nor_earlier_than_the_oldest_that_stands(plan: list[Plan]) -> None:
    found = judged([evidence(one, position) for position, one in enumerate(plan)])
    standing = [
        report.time
        for report in found.reports
        if report.indication is Indication.TOTAL_PASSED and report.kind not in ("content", "references")
    ]
    assert found.earliest == min([NOW, *(time for time in standing if time is not None)])


@given(plans(5), AGES)
def test_one_more_sound_proof_around_everything_never_makes_the_proven_time_later(
    plan: list[Plan], age: int
) -> None:
    stamps = [evidence(one, position) for position, one in enumerate(plan)]
    everything = frozenset(stamp.identity for stamp in stamps)
    around = evidence(Plan(age, 0, "archive", "sha256", frozenset(), True), 99)
    before, after = judged(stamps), judged([*stamps, replace(around, covers_tokens=everything)])
    assert after.earliest <= before.earliest
    for old, new in zip(before.reports, after.reports, strict=False):
        assert new.indication is Indication.TOTAL_PASSED or old.indication is not Indication.TOTAL_PASSED


@given(plans(5), AGES)
def test_a_proof_that_covers_nothing_else_changes_no_other_timestamp(plan: list[Plan], age: int) -> None:
    stamps = [evidence(one, position) for position, one in enumerate(plan) if one.kind != "content"]
    apart = evidence(Plan(age, 0, "archive", "sha256", frozenset(), True), 99)
    before, after = judged(stamps), judged([*stamps, apart])
    assert after.reports[: len(stamps)] == before.reports
    assert after.earliest == min(before.earliest, apart.time)


@given(st.integers(0, 2), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_an_earlier_proof_of_existence_never_takes_trust_from_a_token(
    by: int, age: int, first: int, second: int
) -> None:
    """A token that stands as of a time stands as of every earlier one that is not before its own."""
    stamp = evidence(Plan(age, by, "signature", "sha256", frozenset(), True), 0)
    earlier, later = sorted((NOW - first * DAY, NOW - second * DAY))
    if _verdict(stamp, later) is Indication.TOTAL_PASSED:
        assert _verdict(stamp, earlier) is Indication.TOTAL_PASSED


def _verdict(stamp: TimestampEvidence, control: datetime) -> Indication:
    own = replace(stamp, findings=Findings(DEFAULT, "x"))
    return judge_timestamp(own, control, Judge(context(), [own])).indication
