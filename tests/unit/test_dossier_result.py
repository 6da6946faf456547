"""``lienthong dossier result``: what the applicant takes home is the agencies' own, and proves itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthong_client.command.exit_codes import ExitCode
from tests.builders.agencies import DEPARTMENT, DISTRICT, ONE_STOP, STRANGER
from tests.builders.command_office import Office, office
from tests.builders.letters import CONTENT
from tests.builders.visits import COPY, PERMIT, TRANSFER, Counter, handed, ready, taken_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        ready(made.exchange)
        yield made


def taken(desk: Office, procedure: str = PERMIT) -> Counter:
    return Counter(desk.exchange, taken_in(desk.exchange, handed(procedure))[0])


def decided_transfer(desk: Office) -> tuple[Counter, list[str]]:
    """A land transfer: two steps side by side come back to the centre, and the last is signed."""
    transfer = taken(desk, TRANSFER)
    back = []
    for step in (1, 2, 3):
        papers = transfer.sent(ONE_STOP, DEPARTMENT, document=f"HS-{step}")
        transfer.done("handed-over", step=step, submission=papers)
        back.append(transfer.sent(DEPARTMENT, ONE_STOP, document=f"KQ-{step}"))
        transfer.done("step-finished", DEPARTMENT, step=step, submission=back[-1])
    signing = transfer.sent(ONE_STOP, DISTRICT, document="HS-4")
    transfer.done("handed-over", step=4, submission=signing)
    back.append(transfer.sent(DISTRICT, ONE_STOP, document="GCN-4"))
    transfer.done("step-finished", DISTRICT, step=4, submission=back[-1])
    transfer.done("decided", granted=True)
    return transfer, back


def result(desk: Office, code: str, *options: str, lang: str = "vi") -> tuple[int, str, Path]:
    folder = desk.folder / "ket-qua"
    arguments: tuple[str | Path, ...] = ("result", code, "--into", folder, "--wait", "0", *options)
    ran = desk.run("dossier", *arguments, who=ONE_STOP, lang=lang)
    return ran.exit_code, ran.stdout + ran.stderr, folder


def test_documents_that_came_back_are_saved_each_from_its_submission_with_every_receipt(
    desk: Office,
) -> None:
    transfer, back = decided_transfer(desk)
    desk.exchange.log()
    code, told, folder = result(desk, transfer.code, "--json")

    assert code == ExitCode.DONE, told
    answer = json.loads(told)
    assert [Path(path).parent.name for path in answer["files"]] == back
    assert {Path(path).read_bytes() for path in answer["files"]} == {CONTENT}
    receipts = list((folder / "bien-nhan").iterdir())
    assert len(receipts) == answer["receipts"] == 11, "two at the intake, eight steps, one decision"
    assert answer["pending"] == []


def test_receipts_that_are_still_to_come_are_told_and_the_documents_saved(desk: Office) -> None:
    transfer, _ = decided_transfer(desk)
    code, told, folder = result(desk, transfer.code)
    assert code == ExitCode.UNAVAILABLE
    assert "biên nhận chưa có" in told
    assert len(list(folder.glob("lt-*/*"))) == 4
    desk.exchange.log()
    assert result(desk, transfer.code)[0] == ExitCode.DONE, "asked again, what is there is kept"


def test_a_result_that_the_centre_made_itself_has_receipts_only(desk: Office) -> None:
    copy = taken(desk, COPY)
    copy.done("decided", granted=True)
    desk.exchange.log()
    code, told, folder = result(desk, copy.code, lang="en")
    assert code == ExitCode.DONE
    assert "the result is the centre's own" in told
    assert [path.name for path in folder.iterdir()] == ["bien-nhan"]


def test_papers_that_only_passed_between_agencies_are_not_asked_for(desk: Office) -> None:
    permit = taken(desk)
    papers = permit.sent(ONE_STOP, DEPARTMENT, document="HS-1")
    permit.done("handed-over", step=1, submission=papers)
    permit.done(
        "step-finished", DEPARTMENT, step=1, submission=permit.sent(DEPARTMENT, ONE_STOP, document="KQ-1")
    )
    onwards = permit.sent(DEPARTMENT, DISTRICT, document="HS-2")
    permit.done("handed-over", DEPARTMENT, step=2, submission=onwards)
    signed = permit.sent(DISTRICT, DEPARTMENT, document="GP-2")
    permit.done("step-finished", DISTRICT, step=2, submission=signed)
    permit.done("decided", granted=True)
    desk.exchange.log()
    code, told, folder = result(desk, permit.code)
    assert code == ExitCode.DONE, told
    assert len(list(folder.glob("lt-*"))) == 1


def test_without_a_decision_there_is_nothing_to_take_home(desk: Office) -> None:
    permit = taken(desk)
    code, told, folder = result(desk, permit.code)
    assert code == ExitCode.REFUSED
    assert "chưa có kết quả" in told
    assert not folder.exists()


def test_somebody_elses_dossier_does_not_exist(desk: Office) -> None:
    permit = taken(desk)
    ran = desk.run("dossier", "result", permit.code, "--into", desk.folder / "x", who=STRANGER)
    assert ran.exit_code == ExitCode.NOT_FOUND
