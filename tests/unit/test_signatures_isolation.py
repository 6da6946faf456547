"""Validation in a child process: the same verdicts as in process, and an end to everything that goes on too
long."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator

import pytest

from lienthong.signatures.isolation.pool import MIB, Budget, ValidationContext, ValidationPool
from lienthong.signatures.report import Indication, SubIndication
from lienthong.signatures.validator import validate_file
from tests.builders.signing_pki import NOW, CmsPlan, province

LETTER = b"K\xc3\xadnh g\xe1\xbb\xadi"


@pytest.fixture(scope="module")
def pool() -> Iterator[ValidationPool]:
    with ValidationPool() as running:
        yield running


@pytest.fixture(scope="module")
def context() -> ValidationContext:
    return ValidationContext((province().root.der,), (), province().revocation().crls)


def signature() -> bytes:
    return CmsPlan(province().agency, LETTER, stamp_with=province().tsa).build()


def test_a_child_gives_the_verdict_that_the_validator_gives(
    pool: ValidationPool, context: ValidationContext
) -> None:
    signed, revocation = signature(), province().revocation()
    given = ValidationContext(context.anchors, (), revocation.crls)
    isolated = pool.validate(signed, name="a", context=given, at=NOW, detached_content=LETTER)
    direct = validate_file(
        signed, name="a", trust=province().trust, revocation=revocation, at=NOW, detached_content=LETTER
    )
    assert isolated == direct
    assert isolated.indication is Indication.TOTAL_PASSED


def test_streams_and_files_are_handed_over(pool: ValidationPool, context: ValidationContext) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(LETTER)
        report = pool.validate(
            io.BytesIO(signature()), name="a", context=context, at=NOW, detached_content=file
        )
    assert report.indication is Indication.TOTAL_PASSED


def test_what_is_missing_to_decide_comes_back_as_requests(pool: ValidationPool) -> None:
    wanted: list[object] = []
    bare = ValidationContext((province().root.der,))
    pool.validate(signature(), name="a", context=bare, at=NOW, detached_content=LETTER, wanted=wanted)  # type: ignore[arg-type]
    assert {request.url for request in wanted} == {"http://crl.example.vn/ca.crl"}  # type: ignore[attr-defined]


def test_a_file_that_takes_too_long_is_ended_and_the_next_one_is_served(context: ValidationContext) -> None:
    with ValidationPool(budget=Budget(cpu_seconds=0.0005)) as hurried:
        hurried.warm()
        report = hurried.validate(
            signature(), name="a", context=context, at=NOW, detached_content=bytes(8 * MIB)
        )
    assert (report.indication, report.sub_indication) == (
        Indication.INDETERMINATE,
        SubIndication.RESOURCE_LIMIT,
    )
    assert "thời gian" in report.findings[0].vi


def test_a_file_that_takes_too_much_memory_is_ended_and_the_next_one_is_served(
    context: ValidationContext,
) -> None:
    bulky = CmsPlan(province().agency, bytes(24 * MIB), detached=False).build()
    with ValidationPool(budget=Budget(cpu_seconds=30, memory=16 * MIB, memory_per_byte=0)) as narrow:
        report = narrow.validate(bulky, name="a", context=context, at=NOW)
        after = narrow.validate(b"plain", name="b", context=context, at=NOW)
    assert report.sub_indication is SubIndication.RESOURCE_LIMIT
    assert after.sub_indication is SubIndication.NO_SIGNATURE_FOUND


def test_a_child_that_something_else_killed_is_replaced_without_a_word(context: ValidationContext) -> None:
    with ValidationPool() as pool:
        pool.warm()
        child = pool._slots.get()
        assert child is not None
        child.process.kill()
        child.process.wait()
        pool._slots.put(child)
        report = pool.validate(b"plain", name="a", context=context, at=NOW)
    assert report.sub_indication is SubIndication.NO_SIGNATURE_FOUND


def test_budgets_grow_with_the_file() -> None:
    budget = Budget()
    assert budget.cpu_for(10 * MIB) == 2.0
    assert budget.memory_for(10 * MIB) == 512 * MIB
    assert budget.cpu_for(200 * MIB) > budget.cpu_for(20 * MIB) > 2.0
    assert budget.memory_for(5000 * MIB) == budget.memory_most
