"""What end-to-end tests work with: a desk, agencies reached on every channel, mailboxes, queues, clerks."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lienthong.model.codes import Purpose
from lienthong.model.event import JsonValue
from lienthong_client.answers import DeadLetterRecord
from lienthong_client.drafts import Draft, DraftFile
from lienthong_client.errors import ProblemConflict
from lienthong_client.sdk import Exchange
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.stories_of_sending import CAN_GIUOC
from lienthong_local.seeding import REGISTRAR, ProvinceOnline
from lienthong_local.stack.process import answer_of
from lienthong_local.stack.stack import EmbeddedStack

EMAIL, PHONE = "van-thu@syt.longan.example", "+84900000017"
#: The queues that feed a function, by the name that the API gives to their dead letters.
WORKERS = {"validation": "Validate", "routing": "Deliver", "webhook": "Webhook"}


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


def policy_for_notices(queue: str, topic: str) -> str:
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
        code: [
            {"kind": channel["kind"], "target": channel["target"]}
            for channel in online.client(REGISTRAR).agency(code)["channels"]
        ]
        for code in channels
    }
    effective_by = _set_channels(online, channels)
    # The registry says when its change is in force everywhere.
    rest = (datetime.fromisoformat(effective_by) - datetime.now(UTC)).total_seconds()
    threading.Event().wait(max(0.0, rest))
    yield
    _set_channels(online, before)


def _set_channels(online: ProvinceOnline, channels: Mapping[str, JsonValue]) -> str:
    registrar, effective = online.client(REGISTRAR), []
    for code, chosen in channels.items():
        entry: dict[str, Any] = {**registrar.agency(code), "channels": chosen}
        for name in ("state", "ended_on", "successor", "former"):
            del entry[name]
        effective.append(registrar.change_agency(code, entry)["effective_by"])
    online.stack.wait_until_idle()
    return max(effective)


def at_once(office: Office, *acts: tuple[str, Callable[[Exchange], object]]) -> list[str]:
    """What agencies do at the same time; the code of the conflict that each met, or nothing."""
    together = threading.Barrier(len(acts))

    def act(code: str, do: Callable[[Exchange], object]) -> str:
        with Exchange.connect(office.online.profile(code)) as exchange:
            together.wait()
            try:
                do(exchange)
            except ProblemConflict as conflict:
                return conflict.code
            return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        futures = [pool.submit(act, *one) for one in acts]
    return [future.result() for future in futures]


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


def taken_from(stack: EmbeddedStack, url: str) -> list[Any]:
    """Every message of a queue, which is empty afterwards."""
    taken: list[Any] = []
    while messages := stack.aws.sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    ).get("Messages"):
        taken += messages
        for message in messages:
            stack.aws.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return taken


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
