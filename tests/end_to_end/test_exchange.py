"""The exchange as its users see it: the demonstration's stories, the command, notices, dead letters."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from lienthong.model.codes import Purpose
from lienthong.model.event import JsonValue
from lienthong.model.limits import LIMITS
from lienthong_client.answers import DeadLetterRecord, SubmissionAnswer
from lienthong_client.drafts import Draft, DraftFile
from lienthong_client.measuring import measure
from lienthong_client.packing import ticketed_body
from lienthong_client.sdk import Exchange
from lienthong_client.uploads import Uploader
from lienthong_local.demo import closing
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.programme import PROGRAMME, Item
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, FINANCE, large_attachment
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.province import Province
from lienthong_local.seeding import REGISTRAR, ProvinceOnline, client_configuration
from lienthong_local.stack.process import answer_of
from lienthong_local.stack.stack import EmbeddedStack

ONE_STOP, JUSTICE, HEALTH, INTERIOR = "000.02.01.H39", "000.00.14.H39", "000.00.17.H39", "000.00.09.H39"
EMAIL, PHONE = "van-thu@syt.longan.example", "+84900000017"
MIB = 1024 * 1024
#: The queues that feed a function, by the name that the API gives to their dead letters.
WORKERS = {"validation": "Validate", "routing": "Deliver", "webhook": "Webhook"}
POISON = "no message of the exchange"


@dataclass
class Office:
    """The province at work: a desk to write at, and a queue of an agency's own."""

    desk: Desk
    own_queue: str

    @property
    def online(self) -> ProvinceOnline:
        """The province on its stack."""
        return self.desk.online

    @property
    def stack(self) -> EmbeddedStack:
        """The stack."""
        return self.desk.online.stack

    def letter(self, to: Sequence[str], subject: str) -> Draft:
        """A signed letter of the district, not sent yet."""
        letter = self.desk.letter(CAN_GIUOC, to, subject)
        return self.desk.draft(letter, self.desk.signed(letter, CAN_GIUOC), CAN_GIUOC, to)

    def letter_with_annex(self, to: Sequence[str], subject: str, size: int) -> Draft:
        """A signed letter with so many bytes beside it for information."""
        draft = self.letter(to, subject)
        annex = draft.files[0].path.with_suffix(".tif")
        block = bytes(range(256)) * 4096
        annex.write_bytes(block * (size // len(block)))
        return replace(draft, files=(*draft.files, DraftFile(annex, "Bản đồ.tif", Purpose.INFORMATION)))


@pytest.fixture(scope="module")
def office(online: ProvinceOnline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Agencies with a webhook, a queue of their own, an e-mail address and a telephone."""
    stack = online.stack
    own_queue = stack.aws.sqs.create_queue(QueueName="so-tu-phap")["QueueUrl"]
    arn = stack.aws.sqs.get_queue_attributes(QueueUrl=own_queue, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    stack.aws.sqs.set_queue_attributes(
        QueueUrl=own_queue, Attributes={"Policy": _taking_notices(arn, stack.output("NoticesTopicArn"))}
    )
    with webhook_receiver() as receiver:
        key = online.client(REGISTRAR).get(dict[str, str], "/v1/webhook-key", signed=False)
        receiver.trust(key["key"])
        channels: dict[str, JsonValue] = {
            ONE_STOP: [{"kind": "webhook", "target": f"{receiver.url}/{ONE_STOP}"}],
            JUSTICE: [{"kind": "queue", "target": arn}],
            HEALTH: [{"kind": "email", "target": EMAIL}, {"kind": "sms", "target": PHONE}],
        }
        with reached_by(online, channels):
            yield Office(Desk(online, receiver, tmp_path_factory.mktemp("desk")), own_queue)
    stack.aws.sqs.delete_queue(QueueUrl=own_queue)


def _taking_notices(queue: str, topic: str) -> str:
    """The policy that an agency puts on its own queue."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@contextmanager
def reached_by(online: ProvinceOnline, channels: Mapping[str, JsonValue]) -> Iterator[None]:
    """The agencies with other channels than before, until the block ends."""
    before: dict[str, JsonValue] = {
        code: [{**channel} for channel in online.client(REGISTRAR).agency(code)["channels"]]
        for code in channels
    }
    _set_channels(online, channels)
    yield
    _set_channels(online, before)


def _set_channels(online: ProvinceOnline, channels: Mapping[str, JsonValue]) -> None:
    registrar, effective = online.client(REGISTRAR), []
    for code, chosen in channels.items():
        entry: dict[str, Any] = {**registrar.agency(code), "channels": chosen}
        for name in ("state", "ended_on", "successor"):
            del entry[name]
        effective.append(registrar.change_agency(code, entry)["effective_by"])
    # The registry says when its change is in force everywhere.
    rest = (datetime.fromisoformat(max(effective)) - datetime.now(UTC)).total_seconds()
    threading.Event().wait(max(0.0, rest))
    online.stack.wait_until_idle()


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
    assert item.play(office.desk)


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
        broken.upload({file.name: file for file in files}, lambda: sender.get(Any, path))
    meter = Meter()
    sent = sender.send(draft, progress=meter)
    office.desk.sent[sent["submission_id"]] = CAN_GIUOC
    office.desk.settle()
    assert meter.there_already["Bản đồ.tif"] == LIMITS.part_bytes
    assert meter.sent == 8 * MIB
    assert office.desk.story(sent["submission_id"])["submission"]["state"] == "accepted"


def test_the_first_of_two_statuses_set_at_once_stands_and_the_other_is_told_so(office: Office) -> None:
    sent = office.desk.send_letter(CAN_GIUOC, [FINANCE], "Đề nghị cho ý kiến về dự toán")["submission_id"]
    together = threading.Barrier(2)

    def answer(status: str) -> int:
        with Exchange.connect(office.online.profile(FINANCE)) as exchange:
            together.wait()
            body: dict[str, JsonValue] = {"status": status, "reason": "Không thuộc thẩm quyền"}
            return _status_of(exchange, f"/v1/inbox/{sent}/status", body)

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(answer, ["02", "03"]))
    assert statuses == [HTTPStatus.OK, HTTPStatus.CONFLICT]
    story = office.desk.story(sent)
    kinds = [event["type"] for event in story["events"]]
    assert kinds.count("ConsignmentAcceptance") + kinds.count("ConsignmentRejection") == 1


def test_who_opens_while_the_sender_recalls_has_either_opened_it_or_not(office: Office) -> None:
    for _ in range(3):
        sent = office.desk.send_letter(CAN_GIUOC, [FINANCE], "Thông báo lịch họp")["submission_id"]
        together = threading.Barrier(2)

        def act(code: str, path: str, body: dict[str, JsonValue], at: threading.Barrier = together) -> int:
            with Exchange.connect(office.online.profile(code)) as exchange:
                at.wait()
                return _status_of(exchange, path, body)

        with ThreadPoolExecutor(2) as pool:
            opening = pool.submit(act, FINANCE, f"/v1/inbox/{sent}/open", {})
            recalling = pool.submit(act, CAN_GIUOC, f"/v1/submissions/{sent}/recall", {"reason": "Gửi nhầm"})
        assert recalling.result() == HTTPStatus.OK
        office.desk.settle()
        (copy,) = office.desk.story(sent)["deliveries"]
        if opening.result() == HTTPStatus.OK:
            assert (copy["withheld"], copy["question"]) == (None, "recall")
        else:
            assert opening.result() == HTTPStatus.CONFLICT
            assert (copy["withheld"], copy["opened_at"]) == ("recalled", None)


def _status_of(exchange: Exchange, path: str, body: dict[str, JsonValue]) -> int:
    """How one signed request was answered, without a second attempt."""
    transport = exchange.transport
    content = json.dumps(body).encode()
    return transport.http.send(transport._request("POST", path, None, content, True)).status_code


# --- the command ------------------------------------------------------------------------------------


@dataclass
class Clerk:
    """Somebody at the command line."""

    configuration: Path
    profile: str

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command as a process of its own."""
        program = str(Path(sys.executable).parent / "lienthong")
        chosen = ["--config", str(self.configuration), "--profile", self.profile, "--lang", "vi"]
        return subprocess.run(
            [program, *chosen, *arguments], capture_output=True, text=True, check=False, timeout=60
        )

    def json(self, *arguments: str) -> Any:
        """What the command answers a program."""
        done = self.run("--json", *arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


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
    (message,) = _taken(office.stack, office.own_queue)
    notice = json.loads(message["Body"])
    assert (notice["agency"], notice["type"]) == (JUSTICE, "ContentConsignment")
    assert notice["submission_id"] == sent["submission_id"]
    assert "thẩm định" not in message["Body"]


def emails(stack: EmbeddedStack) -> list[dict[str, Any]]:
    """What went to the health department's e-mail address, oldest first."""
    _, body = answer_of(stack.emulator, "/_ministack/ses/messages", seconds=5)
    every = [message for account in json.loads(body)["messages"].values() for message in account]
    return [message for message in every if message["To"] == [EMAIL]]


def text_messages(stack: EmbeddedStack) -> list[dict[str, Any]]:
    """What went to its telephone, oldest first."""
    _, body = answer_of(stack.emulator, "/_ministack/sns/sms-messages", seconds=5)
    messages: list[dict[str, Any]] = json.loads(body)["sms_messages"].get(PHONE, [])
    return messages


def _taken(stack: EmbeddedStack, url: str) -> list[Any]:
    """Every message of a queue, which is empty afterwards."""
    taken: list[Any] = []
    while messages := stack.aws.sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    ).get("Messages"):
        taken += messages
        for message in messages:
            stack.aws.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return taken


# --- dead letters -----------------------------------------------------------------------------------


@contextmanager
def standing_still(stack: EmbeddedStack, queue: str) -> Iterator[str]:
    """A queue that nobody reads until the block ends; its URL."""
    function = stack.deployment.physical_ids[f"{WORKERS[queue]}Function"]
    (mapping,) = stack.aws.functions.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    stack.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield stack.output(f"{queue.capitalize()}QueueUrl")
    finally:
        stack.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def letters(office: Office, queue: str) -> list[DeadLetterRecord]:
    """The dead letters of a queue as the registrar sees them."""
    every = office.online.client(REGISTRAR).dead_letters()
    return [letter for letter in every if letter["queue"] == queue]


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
        for message in _taken(office.stack, office.stack.output(f"{queue.capitalize()}DeadLettersUrl"))
    ]
    assert body == POISON


def test_a_dead_letter_whose_cause_is_mended_is_redriven_and_does_its_work(office: Office) -> None:
    sqs, desk = office.stack.aws.sqs, office.desk
    with standing_still(office.stack, "validation") as url:
        draft = office.letter([FINANCE], "Quyết toán kinh phí quý I")
        sent = desk.send(CAN_GIUOC, draft)["submission_id"]
        desk.settle()
        (message,) = _taken(office.stack, url)
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


def test_the_province_of_these_tests_is_the_whole_one(province: Province, online: ProvinceOnline) -> None:
    assert len(online.client(REGISTRAR).agencies()) == len(province.agencies)
