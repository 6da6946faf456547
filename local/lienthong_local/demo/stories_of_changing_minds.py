"""Stories of recall and replacement: before opening, after opening, agreed and refused."""

from __future__ import annotations

from lienthong.model.codes import Status
from lienthong_client.errors import ProblemConflict
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import Difference, expect
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, CONSTRUCTION, ENVIRONMENT, PROVINCE


def recalled_before_opening(desk: Desk) -> str:
    """A letter recalled before it was opened can no longer be opened."""
    sent = desk.send_letter(CAN_GIUOC, (ENVIRONMENT,), "Đề nghị thẩm định báo cáo môi trường")
    submission_id = sent["submission_id"]
    desk.online.client(CAN_GIUOC).recall(submission_id, "Gửi nhầm nơi nhận")
    _expect_withheld(desk, ENVIRONMENT, submission_id)
    desk.settle()
    _expect_withheld(desk, ENVIRONMENT, submission_id)
    expect("the copy", desk.story(submission_id)["deliveries"][0]["withheld"], "recalled")
    return "13 → 409"


def recalled_after_opening(desk: Desk) -> str:
    """A recall after opening asks: one department agrees and destroys its copy, the other refuses."""
    to = (ENVIRONMENT, CONSTRUCTION)
    sent = desk.send_letter(CAN_GIUOC, to, "Lấy ý kiến về phương án bồi thường")
    submission_id = sent["submission_id"]
    for agency in to:
        desk.online.client(agency).open_links(submission_id)
    desk.online.client(CAN_GIUOC).recall(submission_id, "Văn bản có sai sót về số liệu")
    desk.settle()
    desk.set_status(ENVIRONMENT, submission_id, Status.AGREES)
    desk.set_status(CONSTRUCTION, submission_id, Status.DISAGREES, "Văn bản đã được xử lý xong")
    story = desk.story(submission_id)
    copies = {entry["recipient"]: entry for entry in story["deliveries"]}
    expect("the agreeing copy", copies[ENVIRONMENT]["withheld"], "recalled")
    expect("the refusing copy", copies[CONSTRUCTION]["withheld"], None)
    destructions = [event for event in story["events"] if event["type"] == "CopyDestruction"]
    expect("destructions with proof", [bool(event["proof"]) for event in destructions], [True])
    _expect_withheld(desk, ENVIRONMENT, submission_id)
    return "13 → 15, 16"


def replaced(desk: Desk) -> str:
    """A replacement: the unopened copy gives way at once, the opened one when its recipient agrees."""
    to = (ENVIRONMENT, CONSTRUCTION)
    first = desk.send_letter(PROVINCE, to, "Giao chỉ tiêu kế hoạch năm 2020")
    desk.online.client(ENVIRONMENT).open_links(first["submission_id"])
    letter = desk.letter(PROVINCE, to, "Giao chỉ tiêu kế hoạch năm 2020 (thay thế)")
    draft = desk.draft(letter, desk.signed(letter, PROVINCE), PROVINCE, to)
    second = desk.online.client(PROVINCE).replace(draft, [first["document_id"]], "Điều chỉnh chỉ tiêu")
    desk.sent[second["submission_id"]] = PROVINCE
    desk.settle()
    expect(
        "before the answer",
        _withheld(desk, first["submission_id"]),
        {ENVIRONMENT: None, CONSTRUCTION: "superseded"},
    )
    desk.set_status(ENVIRONMENT, second["submission_id"], Status.AGREES)
    expect("after it", _withheld(desk, first["submission_id"])[ENVIRONMENT], "superseded")
    return "3 → 15"


def _withheld(desk: Desk, submission_id: str) -> dict[str, str | None]:
    return {entry["recipient"]: entry["withheld"] for entry in desk.story(submission_id)["deliveries"]}


def _expect_withheld(desk: Desk, agency: str, submission_id: str) -> None:
    try:
        desk.online.client(agency).open_links(submission_id)
    except ProblemConflict as refused:
        expect("opening a recalled copy", refused.code, "delivery.withheld")
        return
    raise Difference("opening a recalled copy", "delivery.withheld", "opened")
