"""Stories of sending: to several departments, to every district, twice, in parts, to a locked agency."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from lienthong.model.codes import Purpose, Status
from lienthong_client.drafts import DraftFile
from lienthong_client.errors import ProblemConflict, ProblemError
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import Difference, expect
from lienthong_local.province import AgencyKind
from lienthong_local.seeding import REGISTRAR

CAN_GIUOC = "000.00.30.H39"
PROVINCE = "000.00.00.H39"
ENVIRONMENT = "000.00.12.H39"
CONSTRUCTION = "000.00.16.H39"
PLANNING = "000.00.05.H39"
FINANCE = "000.00.11.H39"
LARGE_FILE_BYTES = 200 * 1024 * 1024


def three_departments(desk: Desk) -> str:
    """A district sends a signed letter to three departments; two accept it, one refuses it with a reason."""
    to = (ENVIRONMENT, CONSTRUCTION, PLANNING)
    sent = desk.send_letter(CAN_GIUOC, to, "Phối hợp giải quyết hồ sơ cấp phép xây dựng")
    submission_id = sent["submission_id"]
    expect("state after validation", desk.story(submission_id)["submission"]["state"], "accepted")
    for agency in (ENVIRONMENT, CONSTRUCTION):
        opened = desk.online.client(agency).open(submission_id, desk.folder / agency)
        expect(
            "the file's digest",
            hashlib.sha256(opened.files[0].read_bytes()).hexdigest(),
            _digest(desk, submission_id),
        )
        desk.set_status(agency, submission_id, Status.ACCEPTED)
    for code in (Status.ASSIGNED, Status.PROCESSING, Status.FINISHED):
        desk.set_status(ENVIRONMENT, submission_id, code)
    desk.set_status(
        PLANNING, submission_id, Status.REFUSED, "Không thuộc thẩm quyền của Sở Kế hoạch và Đầu tư"
    )
    expect("statuses", desk.statuses(submission_id), {ENVIRONMENT: "06", CONSTRUCTION: "03", PLANNING: "02"})
    return "06, 03, 02"


def _digest(desk: Desk, submission_id: str) -> str:
    return desk.story(submission_id)["submission"]["envelope"]["attachments"][0]["sha256"]


def broadcast(desk: Desk) -> str:
    """The province writes to its 15 districts; the content is stored once."""
    districts = [
        row.code for row in desk.online.province.agencies if row.kind is AgencyKind.DISTRICT_COMMITTEE
    ]
    sent = desk.send_letter(PROVINCE, districts, "Triển khai kế hoạch gửi, nhận văn bản điện tử năm 2020")
    story = desk.story(sent["submission_id"])
    expect("deliveries", len(story["deliveries"]), len(districts))
    stack = desk.online.stack
    versions = stack.aws.s3.list_object_versions(
        Bucket=stack.output("ContentBucket"), Prefix=_digest(desk, sent["submission_id"])
    )
    expect("stored copies of the content", len(versions.get("Versions", [])), 1)
    return f"{len(districts)} ← 1"


def sent_twice(desk: Desk) -> str:
    """The same letter sent again is the same submission; other bytes under its DocumentId are a conflict."""
    to = (FINANCE,)
    letter = desk.letter(CAN_GIUOC, to, "Báo cáo tình hình thu ngân sách quý I")
    draft = desk.draft(letter, desk.signed(letter, CAN_GIUOC), CAN_GIUOC, to)
    first, second = desk.send(CAN_GIUOC, draft), desk.send(CAN_GIUOC, draft)
    expect(
        "the second sending", (second["submission_id"], second["repeated"]), (first["submission_id"], True)
    )
    other = replace(letter, subject="Báo cáo tình hình thu ngân sách quý II")
    try:
        desk.online.client(CAN_GIUOC).send(desk.draft(other, desk.signed(other, CAN_GIUOC), CAN_GIUOC, to))
    except ProblemConflict as conflict:
        expect("the conflict's code", conflict.code, "submission.document-id-conflict")
        desk.settle()
        return "200, 409"
    raise Difference("other bytes under the same DocumentId", "a conflict", "accepted")


def large_attachment(desk: Desk) -> str:
    """A letter with a 200 MB annex goes up in parts by ticket, is checked whole, and comes down unchanged."""
    annex = desk.folder / "ban-do-quy-hoach.tif"
    block = os.urandom(1024 * 1024)
    with annex.open("wb") as file:
        for _ in range(LARGE_FILE_BYTES // len(block)):
            file.write(block)
    to = (CONSTRUCTION,)
    letter = desk.letter(CAN_GIUOC, to, "Gửi bản đồ quy hoạch chi tiết tỷ lệ 1/500")
    draft = desk.draft(letter, desk.signed(letter, CAN_GIUOC), CAN_GIUOC, to)
    with_annex = replace(
        draft, files=(*draft.files, DraftFile(annex, "Bản đồ quy hoạch.tif", Purpose.INFORMATION))
    )
    sent = desk.send(CAN_GIUOC, with_annex)
    desk.settle()
    expect("state", desk.story(sent["submission_id"])["submission"]["state"], "accepted")
    opened = desk.online.client(CONSTRUCTION).open(sent["submission_id"], desk.folder / "annex")
    expect("size downloaded", opened.files[1].stat().st_size, LARGE_FILE_BYTES)
    opened.files[1].unlink()
    annex.unlink()
    return "200 MB ↑ ↓"


def failing_webhook(desk: Desk) -> str:
    """The one-stop centre's webhook fails at first; the notice comes again, with the same id."""
    desk.receiver.fail_next(1)
    sent = desk.send_letter(CAN_GIUOC, ("000.02.01.H39",), "Chuyển hồ sơ tiếp nhận tại bộ phận một cửa")
    posts = desk.receiver.wait_for("000.02.01.H39", sent["submission_id"], 30)
    expect("the webhook's answers", [post.status for post in posts], [503, 204])
    expect("webhook ids", len({post.webhook_id for post in posts}), 1)
    return "503, 204"


def locked_agency(desk: Desk) -> str:
    """A locked agency can neither be written to nor write; unlocked it can."""
    registrar, locked = desk.online.client(REGISTRAR), "000.00.10.H39"
    answer = registrar.lock_agency(locked, "Tạm khóa để thay chứng thư số")
    _wait_until(answer["effective_by"])
    letter = desk.letter(CAN_GIUOC, (locked,), "Xin ý kiến về kế hoạch sản xuất vụ Hè Thu")
    draft = desk.draft(letter, desk.signed(letter, CAN_GIUOC), CAN_GIUOC, (locked,))
    expect("sending to it", _refusal(lambda: desk.online.client(CAN_GIUOC).send(draft)), "recipient.locked")
    expect("its own request", _refusal(lambda: desk.online.client(locked).inbox()), "agency.not-active")
    _wait_until(registrar.unlock_agency(locked, "Đã thay chứng thư số")["effective_by"])
    desk.send(CAN_GIUOC, draft)
    desk.settle()
    return "422, 403, 202"


def _refusal(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except ProblemError as refused:
        return refused.problem.faults[0].code if refused.problem.faults else refused.code
    return "not refused"


def _wait_until(instant: str) -> None:
    """The registry says when its change is in force everywhere; the story goes on then, not before."""
    seconds = (datetime.fromisoformat(instant) - datetime.now(UTC)).total_seconds()
    threading.Event().wait(max(0.0, seconds))
