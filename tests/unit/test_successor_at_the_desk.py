"""What a clerk sees of successors, of mandatory paper and of types as a recipient's product has them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lienthong.edxml.reading import read_message
from lienthong_client.command.exit_codes import ExitCode
from tests.builders.agencies import DEPARTMENT, DISTRICT, REGISTRAR, STRANGER
from tests.builders.command_office import Office, office
from tests.builders.letters import letter


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def registered(desk: Office, **row: Any) -> None:
    answer = desk.exchange.call(REGISTRAR, "POST", "/v1/registry/imports", {"rows": [row]})
    assert answer.status == 200, answer.body
    desk.exchange.clock.advance(60)


def delivered(desk: Office, **changes: Any) -> str:
    answer = desk.exchange.call(DISTRICT, "POST", "/v1/submissions", letter(**changes))
    desk.exchange.settle()
    return str(answer.body["submission_id"])


def ended(desk: Office) -> None:
    registered(desk, code=DEPARTMENT.code, ended_on="2026-03-02", successor=STRANGER.code)


def test_a_clerk_of_the_successor_works_off_what_the_predecessor_had_received(desk: Office) -> None:
    sent = delivered(desk)
    ended(desk)
    of = ("--predecessor", DEPARTMENT.code)
    assert sent not in desk.run("inbox", "--json", who=STRANGER).stdout
    listed = json.loads(desk.run("inbox", "--json", *of, who=STRANGER).stdout)
    assert [one["submission_id"] for one in listed["deliveries"]] == [sent]
    assert desk.run("status", sent, "03", who=STRANGER).exit_code == ExitCode.NOT_FOUND
    done = desk.run("status", sent, "03", *of, who=STRANGER)
    assert done.exit_code == ExitCode.DONE, done.stderr
    assert desk.run("status", sent, "05", *of, who=DISTRICT).exit_code == ExitCode.NOT_FOUND


def test_a_clerk_of_the_successor_reads_and_recalls_what_the_predecessor_had_sent(desk: Office) -> None:
    answer = desk.exchange.call(DEPARTMENT, "POST", "/v1/submissions", letter(recipients=[DISTRICT.code]))
    sent = answer.body["submission_id"]
    desk.exchange.settle()
    ended(desk)
    of = ("--predecessor", "H39.7")
    assert sent in desk.run("outbox", "--json", *of, who=STRANGER).stdout
    assert desk.run("submission", sent, *of, who=STRANGER).exit_code == ExitCode.DONE
    assert desk.run("recall", sent, "--reason", "Nhầm", who=STRANGER).exit_code == ExitCode.NOT_FOUND
    assert desk.run("recall", sent, "--reason", "Nhầm", *of, who=STRANGER).exit_code == ExitCode.DONE


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "vi",
            (
                "đã kết thúc hoạt động; văn bản được chuyển đến cơ quan kế thừa",
                "phải gửi kèm bản giấy đến 000.00.17.H39. (QĐ 45/QĐ-UBND)",
                "không nhận loại văn bản này",
            ),
        ),
        (
            "en",
            (
                "000.00.07.H39 has ended; 000.00.17.H39, its successor, gets the document.",
                "must also get this type of document on paper. (QĐ 45/QĐ-UBND)",
                "does not take this type",
            ),
        ),
    ],
)
def test_a_sender_is_told_of_successor_paper_and_types_and_the_document_goes(
    desk: Office, lang: str, said: tuple[str, ...]
) -> None:
    registered(
        desk,
        code=STRANGER.code,
        mandatory_paper=[{"group": 2, "detail": 18, "basis": "QĐ 45/QĐ-UBND"}],
        document_types=[{"group": 2, "detail": 0, "accepted": False}],
    )
    ended(desk)
    file = desk.folder / "cong-van.pdf"
    file.write_bytes(b"%PDF-1.7\n%%EOF\n")
    result = desk.run(
        *("send", file, "--to", DEPARTMENT.code, "--number", "5", "--notation", "UBND-VP", "--type", "18"),
        *("--subject", "V/v", "--signer-name", "A", "--signer-position", "CHỦ TỊCH", "--place", "Cần Giuộc"),
        *("--issued-on", "2026-03-01", "--no-wait"),
        lang=lang,
    )
    assert result.exit_code == ExitCode.DONE, result.stderr
    assert [part for part in said if part not in result.stderr] == []


def test_edxml_to_an_agency_numbers_types_as_its_product_reads_them_and_the_record_keeps_the_national_number(
    desk: Office,
) -> None:
    kind = {"group": 2, "detail": 18, "name": "Công văn"}
    rule = {
        "group": 2,
        "detail": 18,
        "written_group": 1,
        "written_detail": 0,
        "written_name": "Công văn (CV)",
    }
    registered(desk, code=DEPARTMENT.code, document_types=[rule])
    sent = delivered(desk, document_type=kind, recipients=[DEPARTMENT.code, STRANGER.code])
    written = {
        who.code: desk.exchange.call(who, "GET", f"/v1/inbox/{sent}/edxml") for who in (DEPARTMENT, STRANGER)
    }
    own, other = (base64.b64decode(written[who.code].text).decode() for who in (DEPARTMENT, STRANGER))
    assert "<edXML:Type>1</edXML:Type><edXML:TypeName>Công văn (CV)</edXML:TypeName>" in own
    assert "<edXML:Type>2</edXML:Type><edXML:TypeDetail>18</edXML:TypeDetail>" in other
    assert read_message(other.encode()).message is not None
    shown = desk.exchange.call(DEPARTMENT, "GET", f"/v1/inbox/{sent}").body
    assert shown["envelope"]["document_type"] == kind
