"""The exchange as its users see it: the demonstration's stories, the command, notices, dead letters."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lienthong.model.codes import Status
from lienthong.model.event import JsonValue
from lienthong.model.limits import LIMITS
from lienthong_client.answers import SubmissionAnswer, Uploads
from lienthong_client.measuring import measure
from lienthong_client.packing import ticketed_body
from lienthong_client.sdk import Exchange
from lienthong_client.uploads import Uploader
from lienthong_local.demo import closing
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.programme import PROGRAMME, Item
from lienthong_local.demo.receipts import story_is_proven
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, FINANCE, large_attachment
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.seeding import REGISTRAR, ProvinceOnline, client_configuration
from tests.end_to_end.office import (
    EMAIL,
    PHONE,
    WORKERS,
    Clerk,
    Office,
    at_once,
    emails,
    letters,
    policy_for_notices,
    reached_by,
    standing_still,
    taken_from,
    text_messages,
)

OFFICE = "000.00.01.H39"
ONE_STOP, JUSTICE, HEALTH, INTERIOR = "000.02.01.H39", "000.00.14.H39", "000.00.17.H39", "000.00.09.H39"
MIB = 1024 * 1024
POISON = "no message of the exchange"


@pytest.fixture(scope="module")
def office(online: ProvinceOnline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Agencies with a webhook, a queue of their own, an e-mail address and a telephone."""
    stack = online.stack
    own_queue = stack.aws.sqs.create_queue(QueueName="so-tu-phap")["QueueUrl"]
    arn = stack.aws.sqs.get_queue_attributes(QueueUrl=own_queue, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    stack.aws.sqs.set_queue_attributes(
        QueueUrl=own_queue, Attributes={"Policy": policy_for_notices(arn, stack.output("NoticesTopicArn"))}
    )
    with webhook_receiver() as receiver:
        key = online.client(REGISTRAR).get(dict[str, str], "/v1/webhook-key", signed=False)
        receiver.trust(key["key"])
        channels: dict[str, JsonValue] = {
            ONE_STOP: [{"kind": "webhook", "target": f"{receiver.url}/{ONE_STOP}"}],
            OFFICE: [{"kind": "webhook", "target": f"{receiver.url}/{OFFICE}"}],
            JUSTICE: [{"kind": "queue", "target": arn}],
            HEALTH: [{"kind": "email", "target": EMAIL}, {"kind": "sms", "target": PHONE}],
        }
        with reached_by(online, channels):
            yield Office(Desk(online, receiver, tmp_path_factory.mktemp("desk")), own_queue)
    stack.aws.sqs.delete_queue(QueueUrl=own_queue)


# --- the demonstration's stories --------------------------------------------------------------------

LONG = (large_attachment,)
CLOSING = (closing.nothing_is_left, closing.every_story_adds_up)
STORIES = [
    pytest.param(item, id=item.en, marks=[pytest.mark.sweep] if item.play in LONG else [])
    for item in PROGRAMME
    if item.play not in CLOSING
]


@pytest.mark.parametrize("item", STORIES)
def test_every_story_of_the_demonstration_comes_out_as_told(office: Office, item: Item) -> None:
    before = set(office.desk.sent)
    assert item.play(office.desk)
    for submission_id in office.desk.sent.keys() - before:
        assert story_is_proven(office.desk, submission_id)


# --- the same document from many, and in parts ------------------------------------------------------


def test_eight_who_send_the_same_document_at_once_make_one_submission(office: Office) -> None:
    draft = office.letter([FINANCE], "Báo cáo kết quả thực hiện dự toán")
    together = threading.Barrier(8)

    def send(_: int) -> SubmissionAnswer:
        with Exchange.connect(office.online.profile(CAN_GIUOC)) as exchange:
            exchange.limits()
            together.wait()
            return exchange.send(draft)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert len({answer["submission_id"] for answer in answers}) == 1
    assert [answer["repeated"] for answer in answers].count(False) == 1
    office.desk.sent[answers[0]["submission_id"]] = CAN_GIUOC
    office.desk.settle()
    sent = office.online.client(CAN_GIUOC).every_submission()
    assert [one["envelope"]["document_id"] for one in sent].count(draft.document_id) == 1


class Interruption(Exception):
    """The line breaks."""


@dataclass
class Meter:
    """Counts a transfer's bytes; breaks it once so many have gone."""

    breaks_after: int | None = None
    there_already: dict[str, int] = field(default_factory=dict)
    sent: int = 0

    def begin(self, name: str, _total: int, done: int = 0) -> None:
        self.there_already[name] = done

    def advance(self, _name: str, count: int) -> None:
        self.sent += count
        if self.breaks_after is not None and self.sent > self.breaks_after:
            raise Interruption

    def finish(self, _name: str) -> None:
        """Nothing to count."""


def test_an_interrupted_upload_continues_with_what_is_missing(office: Office) -> None:
    size = LIMITS.part_bytes + 8 * MIB
    draft = office.letter_with_annex([FINANCE], "Gửi bản đồ quy hoạch sử dụng đất", size)
    sender = office.online.client(CAN_GIUOC)
    files = measure(draft, sender.limits())
    opened = sender.transport.send("POST", "/v1/submissions", ticketed_body(draft, files))
    path = f"/v1/submissions/{json.loads(opened.body)['submission_id']}/uploads"
    letter_size = draft.files[0].path.stat().st_size
    # One part after the other: the letter and the annex's first part have gone when the line breaks.
    broken = Uploader(
        sender.transport.http,
        sender.transport.patience,
        Meter(breaks_after=letter_size + LIMITS.part_bytes),
        workers=1,
    )
    with pytest.raises(Interruption):
        broken.upload({file.name: file for file in files}, lambda: sender.get(Uploads, path))
    meter = Meter()
    sent = sender.send(draft, progress=meter)
    office.desk.sent[sent["submission_id"]] = CAN_GIUOC
    office.desk.settle()
    assert meter.there_already["Bản đồ.tif"] == LIMITS.part_bytes
    assert meter.sent == 8 * MIB
    assert office.desk.story(sent["submission_id"])["submission"]["state"] == "accepted"


def test_the_first_of_two_statuses_set_at_once_stands_and_the_other_is_told_so(office: Office) -> None:
    sent = office.desk.send_letter(CAN_GIUOC, [FINANCE], "Đề nghị cho ý kiến về dự toán")["submission_id"]
    answers = at_once(
        office,
        (FINANCE, lambda exchange: exchange.status(sent, Status.REFUSED, "Không thuộc thẩm quyền")),
        (FINANCE, lambda exchange: exchange.status(sent, Status.ACCEPTED)),
    )
    assert sorted(answers) == ["", "delivery.illegal-transition"]
    kinds = [event["type"] for event in office.desk.story(sent)["events"]]
    assert kinds.count("ConsignmentAcceptance") + kinds.count("ConsignmentRejection") == 1


def test_who_opens_while_the_sender_recalls_has_either_opened_it_or_not(office: Office) -> None:
    for _ in range(3):
        sent = office.desk.send_letter(CAN_GIUOC, [FINANCE], "Thông báo lịch họp")["submission_id"]
        opening, recalling = at_once(
            office,
            (FINANCE, partial(Exchange.open_links, submission_id=sent)),
            (CAN_GIUOC, partial(Exchange.recall, submission_id=sent, reason="Gửi nhầm")),
        )
        assert recalling == ""
        office.desk.settle()
        (copy,) = office.desk.story(sent)["deliveries"]
        held = (copy["withheld"], copy["question"], bool(copy["opened_at"]))
        assert (opening, held) in {
            ("", (None, "recall", True)),
            ("delivery.withheld", ("recalled", None, False)),
        }


# --- the command ------------------------------------------------------------------------------------


def test_clerks_send_open_answer_and_recall_with_the_command(office: Office, tmp_path: Path) -> None:
    configuration = client_configuration(office.online, tmp_path)
    sender, recipient, stranger = (Clerk(configuration, code) for code in (CAN_GIUOC, INTERIOR, FINANCE))
    letter = office.desk.letter(CAN_GIUOC, [INTERIOR], "Đề nghị bổ sung biên chế")
    pdf = tmp_path / "Công văn.pdf"
    pdf.write_bytes(office.desk.signed(letter, CAN_GIUOC))
    described = ["--number", letter.number, "--notation", letter.notation, "--subject", letter.subject]
    signed_by = ["--signer-name", letter.signer, "--signer-position", letter.position]
    words = ["send", str(pdf), "--to", "H39.9", "--place", letter.place, *described, *signed_by]
    story = sender.json(*words)
    submission_id = story["submission"]["submission_id"]
    office.desk.sent[submission_id] = CAN_GIUOC
    assert story["submission"]["state"] == "accepted"
    office.desk.settle()

    arrived = [one["submission_id"] for one in recipient.json("inbox", "--unopened")["deliveries"]]
    assert submission_id in arrived
    opened = recipient.json("open", submission_id, "--into", str(tmp_path / "den"))
    assert Path(opened["files"][0]).read_bytes() == pdf.read_bytes()
    assert recipient.json("status", submission_id, "03")["delivery"]["status"] == "03"

    kept = tmp_path / "luu"
    shown = recipient.run("report", "show", submission_id, "--received", "--save", str(kept))
    assert (shown.returncode, letter.signer in shown.stdout) == (0, True), shown.stderr
    (report,) = kept.glob("*.report.json")
    assert recipient.run("report", "confirm", str(report), opened["files"][0]).returncode == 0
    assert recipient.run("report", "confirm", str(report), str(configuration)).returncode == 1

    archived = tmp_path / "luu.asice"
    tsa = office.online.province.time_stamping_url
    asked = ("report", "export", str(report), opened["files"][0], "--tsa", tsa, "--out", str(archived))
    assert recipient.run(*asked).returncode == 0
    proved = json.loads(recipient.run("--json", "verify", str(archived)).stdout)
    (proof,) = proved["evidence_records"]
    assert (proved["format"], proof["integrity"]) == ("ASiC-E", "intact")
    assert Path(opened["files"][0]).name in proof["covers"]

    too_early = recipient.run("status", submission_id, "16", "--reason", "Chưa được hỏi")
    assert (too_early.returncode, "04, 05, 06" in too_early.stderr) == (3, True)
    assert stranger.run("open", submission_id).returncode == 4
    assert sender.run("recall", submission_id).returncode == 2

    recalled = sender.run("recall", submission_id, "--reason", "Có sai sót về số liệu")
    assert (recalled.returncode, recalled.stderr) == (0, "")
    office.desk.settle()
    assert recipient.run("status", submission_id, "15").returncode == 0
    told = sender.run("submission", submission_id).stdout
    assert "Có sai sót về số liệu" in told
    assert "hủy" in told


# --- notices ----------------------------------------------------------------------------------------


def test_e_mail_and_sms_say_that_something_has_come_and_nothing_of_what_it_is(office: Office) -> None:
    subject = "Báo cáo tình hình dịch bệnh tháng 3"
    before = len(emails(office.stack)), len(text_messages(office.stack))
    sent = office.desk.send_letter(CAN_GIUOC, [HEALTH], subject)["submission_id"]
    (email,) = emails(office.stack)[before[0] :]
    (message,) = text_messages(office.stack)[before[1] :]
    assert (email["To"], email["Subject"]) == ([EMAIL], "Văn bản đến mới trên trục liên thông")
    row = office.online.province.agency(CAN_GIUOC)
    for text in (email["BodyText"], message["Message"]):
        assert sent in text
        for told in (subject, row.name, row.leader_name, "Cần Giuộc", "Sở Y tế"):
            assert told not in text
    # An SMS in Vietnamese letters holds 70 characters, in up to three pieces.
    assert len(message["Message"]) <= 201


def test_an_agency_that_is_not_concerned_gets_no_notice(office: Office) -> None:
    before = len(emails(office.stack)), len(text_messages(office.stack))
    office.desk.send_letter(CAN_GIUOC, [FINANCE], "Đề nghị tạm ứng kinh phí")
    assert (len(emails(office.stack)), len(text_messages(office.stack))) == before


def test_an_agencys_own_queue_gets_its_notice(office: Office) -> None:
    sent = office.desk.send_letter(CAN_GIUOC, [JUSTICE], "Xin ý kiến thẩm định dự thảo quyết định")
    (message,) = taken_from(office.stack, office.own_queue)
    notice = json.loads(message["Body"])
    assert (notice["agency"], notice["type"]) == (JUSTICE, "ContentConsignment")
    assert notice["submission_id"] == sent["submission_id"]
    assert "thẩm định" not in message["Body"]


# --- dead letters -----------------------------------------------------------------------------------


@pytest.mark.parametrize("queue", sorted(WORKERS))
def test_a_poison_message_is_laid_down_with_its_reason_and_the_rest_of_its_batch_goes_on(
    office: Office, queue: str
) -> None:
    sqs, desk = office.stack.aws.sqs, office.desk
    with standing_still(office.stack, queue) as url:
        sqs.send_message(QueueUrl=url, MessageBody=POISON)
        sent = desk.send_letter(CAN_GIUOC, [ONE_STOP], "Chuyển hồ sơ một cửa liên thông")["submission_id"]
    desk.settle()
    assert len(desk.receiver.wait_for(ONE_STOP, sent, 30)) == 1
    (letter,) = letters(office, queue)
    assert letter["reason"].startswith("message.malformed: ")
    assert letter["attempts"] == 1
    # Sent on its way again it comes back for the same reason, until a person deletes it.
    office.online.client(REGISTRAR).redrive(queue)
    desk.settle()
    (again,) = letters(office, queue)
    assert again["reason"] == letter["reason"]
    (body,) = [
        message["Body"]
        for message in taken_from(office.stack, office.stack.output(f"{queue.capitalize()}DeadLettersUrl"))
    ]
    assert body == POISON


def test_a_dead_letter_whose_cause_is_mended_is_redriven_and_does_its_work(office: Office) -> None:
    sqs, desk = office.stack.aws.sqs, office.desk
    with standing_still(office.stack, "validation") as url:
        draft = office.letter([FINANCE], "Quyết toán kinh phí quý I")
        sent = desk.send(CAN_GIUOC, draft)["submission_id"]
        desk.settle()
        (message,) = taken_from(office.stack, url)
        sqs.send_message(
            QueueUrl=office.stack.output("ValidationDeadLettersUrl"),
            MessageBody=message["Body"],
            MessageAttributes={"reason": {"DataType": "String", "StringValue": "service.unavailable: KMS"}},
        )
    (letter,) = letters(office, "validation")
    assert (letter["subject"], letter["reason"]) == (sent, "service.unavailable: KMS")
    assert desk.story(sent)["submission"]["state"] == "received"
    office.online.client(REGISTRAR).redrive("validation")
    desk.settle()
    assert letters(office, "validation") == []
    assert desk.story(sent)["submission"]["state"] == "accepted"


@pytest.mark.parametrize("proof", CLOSING)
def test_in_the_end_nothing_is_left_and_every_story_adds_up(office: Office, proof: Any) -> None:
    assert proof(office.desk)
