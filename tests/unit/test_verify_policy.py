"""Policy files: the two that are shipped, what people get wrong in theirs, what becomes of verdicts."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lienthong.errors import Fault
from lienthong.signatures.catalogue import CATALOGUE
from lienthong.signatures.policy import DEFAULT, STRICT, Policy
from lienthong.signatures.policy_file import (
    BYTES_MOST,
    LEVELS,
    SHIPPED,
    PolicyInvalid,
    adjustable,
    read_policy,
    shipped_policy,
)
from lienthong.signatures.report import Indication, SubIndication
from lienthong.signatures.validator import validate_file
from lienthong_local.schemas.published import published_files
from tests.builders.signing_pki import NOW, CmsPlan, province

FOLDER = Path(__file__).resolve().parents[2] / "layers/exchange/lienthong/signatures/policies"
HEAD = "name: own\nversion: '3'\n"
LETTER = b"K\xc3\xadnh g\xe1\xbb\xadi"


def read(text: str) -> Policy:
    return read_policy(text.encode(), "own.yaml")


def faults(content: str | bytes) -> list[tuple[str, str]]:
    """Pointer and code of every fault."""
    with pytest.raises(PolicyInvalid) as refused:
        read_policy(content if isinstance(content, bytes) else content.encode(), "own.yaml")
    assert refused.value.facts["count"] == len(refused.value.faults)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


# --- what is shipped -------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "policy"), [("default", DEFAULT), ("original", STRICT)])
def test_the_shipped_file_is_the_policy_that_the_exchange_applies(name: str, policy: Policy) -> None:
    assert shipped_policy(name) == policy


def test_the_default_file_shows_every_constraint_so_that_people_need_not_search_the_code() -> None:
    shown = yaml.safe_load((FOLDER / "default.yaml").read_text(encoding="utf-8"))
    assert sorted(shown["constraints"]) == sorted(adjustable())
    assert set(shown["limits"]) == set(DEFAULT.limits.__slots__)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_files_have_the_published_shape(name: str) -> None:
    schema = json.loads(published_files()["validation-policy.schema.json"])
    Draft202012Validator.check_schema(schema)
    stated = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    as_json = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    # YAML reads an unquoted day as a date; its text is what was written.
    as_json["algorithms"] = _numbers(stated.get("algorithms", {}))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(as_json)] == []


def _numbers(value: object) -> object:
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbers(inner) for inner in value]
    return int(value) if isinstance(value, str) and value.isdigit() else value


def test_the_strict_policy_asks_for_leader_and_agency_in_this_order_with_proof_of_time() -> None:
    levels = shipped_policy("original").levels
    asked = ("leader-missing", "agency-missing", "order", "no-timestamp")
    assert {code: levels[f"signature.{code}"] for code in asked} == dict.fromkeys(asked, "fail")
    assert (levels["envelope.signer-name"], levels["envelope.signer-position"]) == ("fail", "fail")


def test_no_policy_can_relax_what_decides_integrity() -> None:
    fixed = {code for code, rule in CATALOGUE.items() if rule.fixed}
    assert {"signature.hash-mismatch", "pdf.modified", "file.unreadable"} <= fixed
    for code in fixed:
        text = f"{HEAD}constraints: {{{code}: ignore}}"
        assert faults(text) == [(f"/constraints/{code}", "policy.constraint-fixed")]


# --- what a file says ------------------------------------------------------------------------------


def test_what_a_file_leaves_out_is_as_in_the_default_policy() -> None:
    policy = read(HEAD)
    assert policy.label == "own/3"
    assert (policy.levels, policy.limits) == (DEFAULT.levels, DEFAULT.limits)
    assert (policy.digests_until, policy.rsa_until) == (DEFAULT.digests_until, DEFAULT.rsa_until)


def test_a_file_changes_constraints_dates_sizes_and_limits() -> None:
    policy = read(
        HEAD + "constraints: {signature.no-timestamp: fail, pdf.extended: ignore, signature.order: inform}\n"
        "algorithms:\n"
        "  digests: {sha256: 2031-01-01, sha1: never}\n"
        "  rsa: [{bits: 3072, until: always}, {bits: 2048, until: 2027-01-01}]\n"
        "  ec_bits: 256\n"
        "clock_skew_seconds: 0\n"
        "limits: {signatures: 3}\n"
    )
    assert dict(policy.levels) == {
        "signature.no-timestamp": "fail",
        "pdf.extended": "ignore",
        "signature.order": "info",
    }
    assert policy.digest_accepted_until("sha256") == datetime(2031, 1, 1, tzinfo=UTC)
    assert policy.digest_accepted_until("sha1").year == 1970
    assert policy.digest_accepted_until("sha512") == DEFAULT.digest_accepted_until("sha512")
    assert policy.rsa_accepted_until(2048) == datetime(2027, 1, 1, tzinfo=UTC)
    assert policy.rsa_accepted_until(1024).year == 1970
    assert (policy.ec_bits_minimum, policy.clock_skew, policy.limits.signatures) == (256, timedelta(0), 3)
    assert policy.limits.pdf_objects == DEFAULT.limits.pdf_objects


def test_a_policy_survives_its_way_to_the_checking_process() -> None:
    policy = read(HEAD + "constraints: {signature.order: ignore}\nlimits: {signatures: 3}\n")
    assert Policy.from_json(json.loads(json.dumps(policy.to_json()))) == policy


@pytest.mark.parametrize(
    ("level", "indication", "severities"),
    [
        ("fail", Indication.INDETERMINATE, ["fail"]),
        ("warn", Indication.TOTAL_PASSED, ["warn"]),
        ("inform", Indication.TOTAL_PASSED, ["info"]),
        ("ignore", Indication.TOTAL_PASSED, []),
    ],
)
def test_a_constraint_fails_warns_informs_or_is_not_told(
    level: str, indication: Indication, severities: list[str]
) -> None:
    report = validate_file(
        CmsPlan(province().agency, LETTER).build(),
        name="letter.p7s",
        trust=province().trust,
        revocation=province().revocation(),
        policy=read(f"{HEAD}constraints: {{signature.no-timestamp: {level}}}"),
        at=NOW,
        detached_content=LETTER,
    )
    assert report.policy == "own/3"
    assert report.indication is indication
    told = [f.severity.value for f in report.signatures[0].findings if f.code == "signature.no-timestamp"]
    assert told == severities


def test_a_tightened_digest_date_ends_signatures_of_today() -> None:
    report = validate_file(
        CmsPlan(province().agency, LETTER, stamp_with=province().tsa).build(),
        name="letter.p7s",
        trust=province().trust,
        revocation=province().revocation(),
        policy=read(f"{HEAD}algorithms: {{digests: {{sha256: 2020-01-01}}}}"),
        at=NOW,
        detached_content=LETTER,
    )
    assert report.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE


# --- what people get wrong -------------------------------------------------------------------------


def test_every_fault_of_a_file_is_told_at_once_with_its_line() -> None:
    text = (
        "name: Của tôi\n"
        "versio: 1\n"
        "constraints:\n"
        "  signature.hash-mismatch: warn\n"
        "  signature.no-timestmp: fail\n"
        "  signature.order: maybe\n"
        "algorithms:\n"
        "  digests: {sha1: soon, md6: never}\n"
        "  rsa: [{bits: 1024, until: always}, {bits: 2048, until: 2020-13-01}, {bits: 3}]\n"
        "limits: {signatures: 0, zip: 3}\n"
        "clock_skew_seconds: -1\n"
    )
    assert sorted(faults(text)) == sorted(
        [
            ("/version", "policy.missing"),
            ("/name", "policy.name"),
            ("/versio", "policy.unknown"),
            ("/constraints/signature.hash-mismatch", "policy.constraint-fixed"),
            ("/constraints/signature.no-timestmp", "policy.constraint-unknown"),
            ("/constraints/signature.order", "policy.level"),
            ("/algorithms/digests/md6", "policy.unknown"),
            ("/algorithms/digests/sha1", "policy.date"),
            ("/algorithms/rsa/1/until", "policy.date"),
            ("/algorithms/rsa/2/until", "policy.missing"),
            ("/algorithms/rsa", "policy.order"),
            ("/limits/zip", "policy.unknown"),
            ("/limits/signatures", "policy.number"),
            ("/clock_skew_seconds", "policy.number"),
        ]
    )


def test_a_fault_names_line_and_remedy_in_both_languages() -> None:
    with pytest.raises(PolicyInvalid) as refused:
        read(f"{HEAD}constraints:\n  signature.no-timestmp: fail\n")
    [fault] = refused.value.faults
    assert fault.en.startswith("line 4: there is no constraint 'signature.no-timestmp'")
    assert "signature.no-timestamp" in fault.en
    assert fault.vi.startswith("dòng 4: không có quy tắc 'signature.no-timestmp'")
    assert unicodedata.is_normalized("NFC", fault.vi)
    assert refused.value.sentence("vi").startswith("Tệp chính sách own.yaml có 1 lỗi.")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "policy.mapping"),
        (b"- a\n- b\n", "policy.mapping"),
        (b"name: [", "policy.yaml"),
        (b"\xff\xfe", "policy.yaml"),
        (b"name: a\n---\nname: b\n", "policy.yaml"),
        (b"[" * 20_000, "policy.size"),
        (b"[" * 400, "policy.yaml"),
        (b"x" * (BYTES_MOST + 1), "policy.size"),
        (b"name: &a x\nversion: *a\n", "policy.alias"),
        (HEAD.encode() + b"name: again\n", "policy.twice"),
        (HEAD.encode() + b"constraints: all\n", "policy.mapping"),
        (HEAD.encode() + b"algorithms: {rsa: 2048}\n", "policy.list"),
        (HEAD.encode() + b"limits: {signatures: 99999999999999999999}\n", "policy.number"),
        (HEAD.encode() + b"limits: {signatures: [1]}\n", "policy.number"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_no_policy_is_refused(content: bytes, code: str) -> None:
    assert code in {found for _, found in faults(content)}


def test_a_tag_of_yaml_makes_no_object() -> None:
    text = "name: own\nversion: !!python/object/apply:os.getcwd []\n"
    assert faults(text) == [("/version", "policy.name")]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_policy_or_are_refused_with_faults(content: bytes) -> None:
    refused: tuple[Fault, ...] = ()
    named = ""
    try:
        named = read_policy(content, "any.yaml").name
    except PolicyInvalid as fault:
        refused = fault.faults
    assert bool(refused) != bool(named)


def test_the_levels_that_people_write_are_the_severities_of_findings() -> None:
    assert list(LEVELS) == ["fail", "warn", "inform", "ignore"]
