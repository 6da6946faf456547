"""One probe for each function: it uses every right that the function has, and raises when something fails.

Queues and streams are taken by hand: the event source mappings stand still, and the test brings each function
its event, so that a failure shows at once and in the function's own answer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.adapters.dynamodb_views import DynamoDbViews
from lienthong.adapters.records import agency_to_item, partition_of
from lienthong.adapters.system import SystemClock
from lienthong.edxml.message import (
    Answered,
    BusinessInfo,
    BusinessType,
    DocumentMessage,
    EncodedFile,
    OtherInfo,
    Party,
    StatusMessage,
    Trace,
)
from lienthong.edxml.writing import write_message
from lienthong.measures.reports import SUBJECT, to_bytes
from lienthong.model.agency import Agency, Channel, ChannelKind
from lienthong.model.calendar import VIETNAM
from lienthong.model.codes import Business, Purpose, Status
from lienthong.model.envelope import DocumentType
from lienthong.model.event import JsonValue, text_of
from lienthong.ports import Publication
from lienthong.services.relaying import CONSIGN, TAKE_BACK, TELL, VALIDATE
from lienthong.tlog.notes import parse_key
from lienthong_client.drafts import Draft, DraftFile
from lienthong_client.errors import ProblemError
from lienthong_client.measuring import measure
from lienthong_client.packing import ticketed_body
from lienthong_client.patience import Patience
from lienthong_client.sdk import Exchange
from lienthong_client.uploads import Uploader
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.webhook_receiver import WebhookReceiver
from lienthong_local.province import Letter
from lienthong_local.seeding import REGISTRAR, ProvinceOnline
from lienthong_local.stack.stack import EmbeddedStack
from tests.builders.note_keys import witness_signer
from tests.builders.provider_receipts import (
    event_of_letter,
    pushed_by_logs,
    pushed_by_topic,
    status_of_text,
)
from tests.doubles.http_witness import witness_over_http
from tests.doubles.memory_witness import MemoryWitness
from tests.end_to_end.deadline_probes import board_of, watch_deadlines
from tests.end_to_end.dossier_board_probes import told_in_the_morning, warned_of
from tests.end_to_end.one_stop_probes import (
    CENTRE,
    COPY,
    PERMIT,
    look_up,
    set_up,
    settle_dossiers,
    slip_of,
    tell_applicant,
)

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

SENDER, RECIPIENT, NOTIFIED = "000.00.30.H39", "000.00.02.H39", "000.00.16.H39"
MIB = 1024 * 1024
DEAD_LETTERS = ("Validation", "Routing", "Webhook", "Notify", "Relay", "Channels")
#: A worker's queue, and an action without which its message has to be tried again.
WORKERS = {
    "validate": ("Validation", "dynamodb:GetItem"),
    "deliver": ("Routing", "dynamodb:GetItem"),
    "webhook": ("Webhook", "dynamodb:BatchGetItem"),
    "notify": ("Notify", "dynamodb:Query"),
}


class Broken(Exception):
    """A function did not do its work."""


@dataclass
class World:
    """The province on its stack, with one signed letter that is sent again and again under new numbers."""

    online: ProvinceOnline
    receiver: WebhookReceiver
    folder: Path
    letter: Letter
    pdf: bytes
    pdf_of_another: bytes
    clients: dict[str, Exchange] = field(default_factory=dict)

    @property
    def stack(self) -> EmbeddedStack:
        """The stack."""
        return self.online.stack

    def client(self, code: str) -> Exchange:
        """An agency's client that takes no for an answer."""
        if code not in self.clients:
            patience = Patience(attempts=1)
            self.clients[code] = Exchange.connect(self.online.profile(code), patience=patience)
        return self.clients[code]

    def close(self) -> None:
        """Close every client."""
        for client in self.clients.values():
            client.transport.http.close()

    def draft(self, *, to: str = RECIPIENT, beside: int = 0, pdf: bytes = b"") -> Draft:
        """The letter under a new number, with so many random bytes beside it for information."""
        desk = Desk(self.online, self.receiver, self.folder)
        letter = replace(self.letter, number=str(secrets.randbelow(10**9)))
        draft = desk.draft(letter, pdf or self.pdf, SENDER, [to])
        if not beside:
            return draft
        path = self.folder / f"{letter.number}.bin"
        path.write_bytes(secrets.token_bytes(MIB) * (beside // MIB) or secrets.token_bytes(beside))
        return replace(draft, files=(*draft.files, DraftFile(path, "data.bin", Purpose.INFORMATION)))

    def received(self, draft: Draft | None = None) -> str:
        """A submission that has been received."""
        return self.client(SENDER).send(draft or self.draft())["submission_id"]

    def accepted(self, draft: Draft | None = None) -> str:
        """A submission that has been accepted."""
        submission_id = self.received(draft)
        self.work("validate", message(VALIDATE, submission_id))
        require(self.state(submission_id) == "accepted")
        return submission_id

    def consigned(self, draft: Draft | None = None, *, to: str = RECIPIENT) -> str:
        """A submission that lies in the inbox."""
        submission_id = self.accepted(draft or self.draft(to=to))
        self.work("deliver", message(CONSIGN, submission_id, recipients=[to]))
        return submission_id

    def state(self, submission_id: str) -> str:
        """The submission's state as its sender sees it."""
        return self.client(SENDER).submission(submission_id)["submission"]["state"]

    def invoke(self, function: str, event: Mapping[str, object]) -> Any:
        """A function's answer.

        Raises:
            Broken: it ended in an error.
        """
        name = self.stack.deployment.physical_ids[
            "".join(word.capitalize() for word in function.split("_")) + "Function"
        ]
        answer = self.stack.aws.functions.invoke(FunctionName=name, Payload=json.dumps(event))
        payload = answer["Payload"].read()
        if answer.get("FunctionError"):
            raise Broken(payload.decode())
        return json.loads(payload)

    def work(self, function: str, body: str, receipt_handle: str = "-") -> None:
        """Let a worker process one message.

        Raises:
            Broken: it ended in an error, or wants the message again.
        """
        failed = self.invoke(function, queue_event(body, receipt_handle))["batchItemFailures"]
        if failed:
            raise Broken(f"{function} wants {body} again")

    def take(self, queue: str) -> list[Mapping[str, Any]]:
        """Every message of a queue, which is empty afterwards."""
        url = self.stack.output(f"{queue}Url")
        taken: list[Mapping[str, Any]] = []
        while messages := self.stack.aws.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            taken += messages
            for entry in messages:
                self.stack.aws.sqs.delete_message(QueueUrl=url, ReceiptHandle=entry["ReceiptHandle"])
        return taken

    def clear(self) -> None:
        """Empty every queue: what a probe that failed has left there would mislead the next."""
        for name in self.stack.deployment.outputs:
            if name.endswith(("QueueUrl", "DeadLettersUrl")):
                self.stack.aws.sqs.purge_queue(QueueUrl=self.stack.output(name))

    def relay(self, subject: str) -> None:
        """Let the relay send every event of a submission or dossier, as the stream would bring them."""
        items = self.stack.aws.dynamodb.query(
            TableName=self.stack.output("ExchangeTable"),
            KeyConditionExpression="PK = :id AND begins_with(SK, :event)",
            ExpressionAttributeValues={":id": {"S": partition_of(subject)}, ":event": {"S": "E#"}},
        )["Items"]
        self.invoke("relay", {"Records": [{"dynamodb": {"NewImage": readable(item)}} for item in items]})

    def publication(self) -> Publication:
        """How far the evidence log is published and attested."""
        return DynamoDbLog(self.stack.aws.dynamodb, self.stack.output("LogTable")).publication()

    def stream_of(self, submission_id: str) -> list[dict[str, object]]:
        """All records of a submission, as their table's stream would bring them."""
        table = self.stack.output("ExchangeTable")
        items = self.stack.aws.dynamodb.query(
            TableName=table,
            KeyConditionExpression="PK = :id",
            ExpressionAttributeValues={":id": {"S": f"S#{submission_id}"}},
        )["Items"]
        return [
            {
                "eventName": "INSERT",
                "eventSourceARN": f"arn:aws:dynamodb:ap-southeast-1:000000000000:table/{table}/stream/now",
                "dynamodb": {
                    "Keys": {"PK": item["PK"], "SK": item["SK"]},
                    "NewImage": readable(item),
                    "SequenceNumber": str(number),
                },
            }
            for number, item in enumerate(items)
        ]


def require(condition: bool) -> None:
    if not condition:
        raise Broken("not what was expected")


def readable(value: Any) -> Any:
    """An item as Lambda puts it into an event: binary values in base64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {key: readable(inner) for key, inner in value.items()}
    return [readable(inner) for inner in value] if isinstance(value, list) else value


def message(kind: str, submission_id: str, **body: object) -> str:
    return json.dumps({"kind": kind, "submission_id": submission_id, "body": body})


def queue_event(body: str, receipt_handle: str) -> dict[str, object]:
    record = {
        "messageId": "message",
        "receiptHandle": receipt_handle,
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "0"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:ap-southeast-1:000000000000:queue",
        "awsRegion": "ap-southeast-1",
    }
    return {"Records": [record]}


def submit(world: World) -> None:
    draft = world.draft()
    first = world.client(SENDER).send(draft)
    require(world.client(SENDER).send(draft)["submission_id"] == first["submission_id"])
    announce(world, world.draft(beside=33 * MIB))


def announce(world: World, draft: Draft) -> tuple[str, Uploader, dict[str, Any]]:
    """Submit by ticket, without uploading anything yet."""
    client = world.client(SENDER)
    files = measure(draft, client.limits())
    answer = client.post(dict[str, Any], "/v1/submissions", json.loads(ticketed_body(draft, files)))
    require(answer["state"] == "awaiting-uploads")
    uploader = Uploader(client.transport.http, Patience(attempts=1))
    return str(answer["submission_id"]), uploader, {file.name: file for file in files}


def uploads(world: World) -> None:
    client = world.client(SENDER)
    client.send(world.draft(beside=6 * MIB))
    submission_id, uploader, files = announce(world, world.draft(beside=33 * MIB))
    path = f"/v1/submissions/{submission_id}/uploads"
    uploader.upload(files, lambda: client.get(dict[str, Any], path))  # type: ignore[arg-type,return-value]
    # Whoever comes again, after the parts were joined and the answer was lost.
    join_parts(world)
    client.get(dict[str, Any], path)
    require(client.post(dict[str, Any], f"{path}/complete", {})["state"] == "received")


def join_parts(world: World) -> None:
    """Join what has arrived of every upload, as a completion does whose answer is then lost."""
    bucket, s3 = world.stack.output("StagingBucket"), world.stack.aws.s3
    for upload in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        key, upload_id = upload["Key"], upload["UploadId"]
        parts = s3.list_parts(Bucket=bucket, Key=key, UploadId=upload_id).get("Parts", [])
        joined: list[CompletedPartTypeDef] = [
            {"PartNumber": part["PartNumber"], "ETag": part["ETag"], "ChecksumSHA256": part["ChecksumSHA256"]}
            for part in parts
        ]
        if joined:
            s3.complete_multipart_upload(
                Bucket=bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": joined}
            )


def submissions(world: World) -> None:
    world.client(SENDER).outbox()
    world.client(SENDER).submission(world.received())


def reports(world: World) -> None:
    submission_id = world.consigned()
    for client, side in ((world.client(SENDER), "submissions"), (world.client(RECIPIENT), "inbox")):
        answer = client.get(dict[str, Any], f"/v1/{side}/{submission_id}/reports")
        (report,) = answer["reports"]
        for blob in (report, *report["material"]):
            content = client.transport.http.get(blob["url"]).content
            require(hashlib.sha256(content).hexdigest() == blob["sha256"])


def recall(world: World) -> None:
    world.client(SENDER).recall(world.accepted(), "Ban hành nhầm")


def register(world: World) -> None:
    client, number = world.client(SENDER), str(secrets.randbelow(10**8))
    entry: dict[str, JsonValue] = {
        "carriage": "paper",
        "number": number,
        "notation": "BC-UBND",
        "issued_on": "2026-02-27",
        "document_type": {"group": 2, "detail": 14, "name": "Báo cáo"},
        "reason": "other",
        "recipients": [RECIPIENT],
    }
    answer = client.post(dict[str, Any], "/v1/register/entries", {"entries": [entry]})
    entry_id = answer["entries"][0]["entry_id"]
    client.post(dict[str, Any], f"/v1/register/entries/{entry_id}/withdraw", {"reason": "Ghi nhầm"})
    for register in ("outgoing", "incoming", "numbers"):
        client.get(dict[str, Any], f"/v1/register/{register}")


def ratios(world: World) -> None:
    client = world.client(SENDER)
    answer = client.get(dict[str, Any], "/v1/ratios", {"period": "2026", "scope": "self"})
    require(answer["agency"] == SENDER)
    client.get(dict[str, Any], "/v1/ratios/documents", {"period": "2026", "scope": "subtree"})


def dossiers(world: World) -> None:
    require(len(settle_dossiers(world)) == 2)


def onestop(world: World) -> None:
    """A forgotten dossier is warned of, and whose step it is stands among the causes."""
    require(warned_of(world) == ["late", "step"])


def postings(world: World) -> None:
    set_up(world)
    transport = world.client(SENDER).transport
    for path in ("", "/page", f"/{COPY}/page"):
        answer = transport.http.get(f"{transport.url}/v1/postings/{CENTRE}{path}")
        require(answer.status_code == HTTPStatus.OK)


def track(world: World) -> None:
    set_up(world)
    code, secret = slip_of(world, PERMIT)
    page = look_up(world, code, secret)
    require(page.status_code == httpx.codes.OK)
    # Names, not codes: so the registry was read, and the procedure's steps.
    require("Trung tâm" in page.text and "Cấp giấy phép xây dựng" in page.text)
    require(look_up(world, code, "2" * 8).status_code == httpx.codes.NOT_FOUND)


def inbox(world: World) -> None:
    world.client(RECIPIENT).inbox()


def delivery(world: World) -> None:
    submission_id, client = world.consigned(), world.client(RECIPIENT)
    client.delivery(submission_id)
    for link in client.open_links(submission_id)["links"]:
        require(client.transport.http.get(link["url"]).status_code == httpx.codes.OK)
    client.status(submission_id, Status("03"))


def gateway(world: World) -> None:
    """A letter by the API and two by messages, one of them large; all read back; a status; a recall."""
    sender, recipient = world.client(SENDER), world.client(RECIPIENT)
    own = world.consigned(world.draft(beside=5 * MIB))
    require(b"edXML" in recipient.edxml_of_delivery(own))
    large, small = edxml_letter(world, beside=6 * MIB), edxml_letter(world)
    for sent in (large, large):
        sender.send_edxml(write_message(sent))
    taken = sender.send_edxml(write_message(small))
    require(taken["state"] == "received" and not taken["repeated"])
    submission_id = taken["submission_id"]
    require(sender.edxml_of_submission(submission_id) == write_message(small))
    world.work("validate", message(VALIDATE, submission_id))
    world.work("deliver", message(CONSIGN, submission_id, recipients=[RECIPIENT]))
    status = edxml_status(small)
    for repeated in (False, True):
        require(recipient.send_edxml(write_message(status))["repeated"] is repeated)
    # The same in another message may be about an update, which goes by the same DocumentId.
    later = replace(status, at=datetime.now(VIETNAM) + timedelta(minutes=1))
    require(recipient.send_edxml(write_message(later))["repeated"])
    events = sender.submission(submission_id)["events"]
    require(b"<edXML:StatusCode>03<" in sender.edxml_of_event(submission_id, str(events[-1]["event_id"])))
    require(sender.send_edxml(write_message(edxml_recall(small)))["status"] == "13")
    with pytest.raises(ProblemError):
        sender.post(dict[str, Any], "/v1/edxml", {"upload": "0" * 64})
    refuse_a_secret(world)


def refuse_a_secret(world: World) -> None:
    """Uploaded by ticket because it is large, refused, and gone at once."""
    letter = edxml_letter(world, beside=6 * MIB)
    marked = replace(letter, other=OtherInfo(sphere="Độ mật: Tối mật"))
    try:
        world.client(SENDER).send_edxml(write_message(marked))
    except ProblemError as refused:
        require(refused.code == "envelope.state-secret")
    else:
        raise Broken("a state secret was taken")
    staging, s3 = world.stack.output("StagingBucket"), world.stack.aws.s3
    sizes = [one["Size"] for one in s3.list_object_versions(Bucket=staging, Prefix="edxml/")["Versions"]]
    require(len(write_message(marked)) not in sizes)


def edxml_letter(world: World, beside: int = 0) -> DocumentMessage:
    """The letter as a message under a new number, with so many random bytes beside it."""
    number = str(secrets.randbelow(10**9))
    files = {"van-ban.pdf": world.pdf, **({"data.bin": secrets.token_bytes(beside)} if beside else {})}
    return DocumentMessage(
        sender=Party(SENDER, "Ủy ban nhân dân huyện"),
        recipients=(Party(RECIPIENT, "Sở"),),
        document_id=f"{SENDER},2018/11/23,{number}/UBND-VP",
        number=number,
        notation="UBND-VP",
        issued_on=date(2018, 11, 23),
        place="Cần Giuộc",
        document_type=DocumentType(2, 18, "Công văn"),
        subject="Về việc thử quyền",
        files=tuple(
            EncodedFile(str(i), name, "application/pdf", content, hashlib.sha256(content).hexdigest())
            for i, (name, content) in enumerate(files.items(), 1)
        ),
        business=BusinessInfo(on_paper=False),
        traces=(Trace(SENDER, datetime(2018, 11, 23, 8, 0, tzinfo=VIETNAM)),),
    )


def edxml_status(letter: DocumentMessage) -> StatusMessage:
    """The recipient has accepted the letter."""
    about = Answered(SENDER, f"{letter.number}/{letter.notation}", letter.document_id, letter.issued_on)
    return StatusMessage(Party(RECIPIENT, "Sở"), about, Status.ACCEPTED, "", datetime.now(VIETNAM))


def edxml_recall(letter: DocumentMessage) -> DocumentMessage:
    """The letter is taken back."""
    return replace(letter, files=(), business=BusinessInfo(BusinessType.RECALL, "", "Ban hành nhầm"))


def registry(world: World) -> None:
    client = world.client(REGISTRAR)
    client.agencies()
    client.trust_anchors()
    code = f"000.{secrets.randbelow(100):02}.{secrets.randbelow(100):02}.Z{secrets.randbelow(100):02}"
    entry: dict[str, JsonValue] = {"code": code, "name": "Cơ quan thử", "effective_from": "2020-01-01"}
    client.register_agency({**entry, "aliases": [f"THU-{secrets.token_hex(4)}"]})
    client.change_agency(code, {**entry, "version": client.agency(code)["version"]})
    client.agency_history(code)


def dead_letters(world: World) -> None:
    client = world.client(REGISTRAR)
    for queue in DEAD_LETTERS:
        url = world.stack.output(f"{queue}DeadLettersUrl")
        world.stack.aws.sqs.send_message(QueueUrl=url, MessageBody=message(VALIDATE, "lt-0"))
    try:
        require({letter["queue"] for letter in client.dead_letters()} == set(map(str.lower, DEAD_LETTERS)))
        for queue in ("Validation", "Routing", "Webhook", "Notify"):
            client.redrive(queue.lower())
            require(len(world.take(f"{queue}Queue")) == 1)
    finally:
        for queue in DEAD_LETTERS:
            world.stack.aws.sqs.purge_queue(QueueUrl=world.stack.output(f"{queue}DeadLettersUrl"))


def about(world: World) -> None:
    world.client(SENDER).get(dict[str, Any], "/v1/webhook-key", signed=False)


def sequence(world: World) -> None:
    """The second time, everything is known already."""
    records = world.stream_of(world.received())
    for _ in range(2):
        world.invoke("sequence", {"Records": records})


def attest(world: World) -> None:
    """Twice, so that the witness is shown how the log has grown; who comes again finds what is there."""
    key = parse_key(world.client(SENDER).get(dict[str, str], "/v1/log", signed=False)["key"])
    bucket, s3 = world.stack.output("LogBucket"), world.stack.aws.s3
    witness = MemoryWitness(witness_signer("south.example"), {key.name: key}, SystemClock())
    with witness_over_http(witness) as url:
        policy = f"witness south {witness.signer.key} {url}\nquorum south\n"
        s3.put_object(Bucket=bucket, Key="witness-policy", Body=policy.encode())
        for _ in range(2):
            sequence(world)
            world.invoke("attest", {})
            require(world.publication().attested_size == witness.remembered.size)
    published = world.publication()
    # As if the run had ended after the attestation was written.
    world.stack.aws.dynamodb.update_item(
        TableName=world.stack.output("LogTable"),
        Key={"PK": {"S": "PUBLISHED"}},
        UpdateExpression="REMOVE attested_size, attested_at, attested_token",
    )
    world.invoke("attest", {})
    require(world.publication() == replace(published, waiting_since=None))


def project(world: World) -> None:
    """Of two documents under one number the second is told; a recalled one gives its number back."""
    first = world.draft()
    twice = replace(first, facts={**first.facts, "document_id": f"{first.document_id}-2"})
    sent = [world.accepted(draft) for draft in (first, twice)]
    for submission_id in sent:
        world.invoke("sequence", {"Records": world.stream_of(submission_id)})
    world.invoke("project", {})
    (told,) = [
        event
        for event in world.client(SENDER).submission(sent[1])["events"]
        if event["type"] == "DuplicateNumber"
    ]
    require(told["details"]["earlier"] == sent[0])
    views = DynamoDbViews(world.stack.aws.dynamodb, world.stack.output("ViewsTable"))
    require(all(("OF", one) in views.items("numbers.2", [("OF", one)]) for one in sent))
    world.client(SENDER).recall(sent[1], "Trùng số")
    world.invoke("sequence", {"Records": world.stream_of(sent[1])})
    world.invoke("project", {})
    require(not views.items("numbers.2", [("OF", sent[1])]))


def deadlines(world: World) -> None:
    """What is overdue shows on the agency's own board, and on that of it and those below."""
    require(board_of(world, SENDER) == ["late", "late"])


def watch(world: World) -> None:
    """A receipt not confirmed and a rejected document not sent again are told, once each."""
    require(watch_deadlines(world, SENDER, RECIPIENT) == ["receipt", "sending"])


def morning(world: World) -> None:
    """A forgotten dossier's centre, committee and office are told, once each."""
    require(told_in_the_morning(world) == 3)


def retire(world: World) -> None:
    """Nobody can store anything in the past, so the rule reaches into the future: minus forty days.

    Of three documents one has nobody's lock on it any more, one is held, and one is locked for others.
    """
    free, held = world.accepted(world.draft(beside=1024)), world.accepted(world.draft(beside=1024))
    (locked, free_bytes), (_, held_bytes) = digests(world, free), digests(world, held)
    bucket, s3 = world.stack.output("ContentBucket"), world.stack.aws.s3
    for sha256 in (free_bytes, held_bytes):
        s3.put_object_retention(
            Bucket=bucket,
            Key=sha256,
            Retention={"Mode": "GOVERNANCE", "RetainUntilDate": datetime(2020, 1, 1, tzinfo=UTC)},
            BypassGovernanceRetention=True,
        )
    s3.put_object_legal_hold(Bucket=bucket, Key=held_bytes, LegalHold={"Status": "ON"})
    for submission_id in (free, held):
        world.invoke("sequence", {"Records": world.stream_of(submission_id)})
    run_under_rule(world, -40)
    for submission_id in (free, held):
        require(
            world.client(SENDER).submission(submission_id)["submission"]["content_deleted_at"] is not None
        )
    left = {entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    require(free_bytes not in left and {locked, held_bytes} <= left)
    # A longer rule than before renews every lock that it needs.
    run_under_rule(world, 60)
    until = s3.get_object_retention(Bucket=bucket, Key=held_bytes)["Retention"]["RetainUntilDate"]
    require(until > datetime.now(UTC) + timedelta(days=59))
    require_evidence(world, free, free_bytes)


def digests(world: World, submission_id: str) -> list[str]:
    story = world.client(SENDER).submission(submission_id)
    return [attachment["sha256"] for attachment in story["submission"]["envelope"]["attachments"]]


def run_under_rule(world: World, days: int) -> None:
    """A first run of `retire` under this rule."""
    world.stack.aws.dynamodb.delete_item(
        TableName=world.stack.output("LogTable"), Key={"PK": {"S": "RETIRED"}}
    )
    functions, name = world.stack.aws.functions, world.stack.deployment.physical_ids["RetireFunction"]
    set_up = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    rule = {"DOCUMENT_RETENTION_DAYS": str(days)}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": set_up | rule})
    try:
        world.invoke("retire", {})
    finally:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": set_up})


def require_evidence(world: World, submission_id: str, sha256: str) -> None:
    """The recipient is told what is gone and what stays, and has the receipt of the deletion."""
    world.work("deliver", message(CONSIGN, submission_id, recipients=[RECIPIENT]))
    client = world.client(RECIPIENT)
    try:
        client.open_links(submission_id)
    except ProblemError as refused:
        require(refused.code == "content.deleted" and sha256 in refused.sentence("vi"))
    else:
        raise Broken("opened what is gone")
    world.invoke("sequence", {"Records": world.stream_of(submission_id)})
    receipts = client.get(dict[str, Any], f"/v1/inbox/{submission_id}/receipts")["receipts"]
    (deletion,) = [one["event"] for one in receipts if one["event"]["type"] == "ContentDeletion"]
    require(sha256 in deletion["details"]["attachments"])


def log(world: World) -> None:
    sequence(world)
    client = world.client(SENDER)
    key = client.get(dict[str, str], "/v1/log", signed=False)["key"]
    require(key.startswith("lienthong.example/log+"))
    http, url = client.transport.http, client.transport.url
    bucket, s3 = world.stack.output("LogBucket"), world.stack.aws.s3
    s3.put_object(Bucket=bucket, Key="witness-policy", Body=b"quorum none\n")
    (tile,) = s3.list_objects_v2(Bucket=bucket, Prefix="tile/", MaxKeys=1)["Contents"]
    for name in ("000001.json", "000001.receipt"):
        s3.put_object(Bucket=bucket, Key=f"reports/2018-01/{name}", Body=b"{}")
    for path in ("checkpoint", "witness-policy", tile["Key"], "reports", "reports/2018-01/1"):
        require(http.get(f"{url}/v1/log/{path}").status_code == HTTPStatus.OK)
    require(http.get(f"{url}/v1/log/tile/0/999").status_code == HTTPStatus.NOT_FOUND)


def monthly_report(world: World) -> None:
    """It publishes; and to a report of two hours ago, whose event the log has, it writes the receipt."""
    bucket, s3 = world.stack.output("LogBucket"), world.stack.aws.s3
    for found in s3.list_objects_v2(Bucket=bucket, Prefix="reports/").get("Contents", ()):
        s3.delete_object(Bucket=bucket, Key=found["Key"])
    issued_on = (datetime.now(UTC).replace(day=1) - timedelta(days=40)).date().isoformat()
    entry: dict[str, JsonValue] = {
        "carriage": "paper",
        "number": str(secrets.randbelow(10**8)),
        "notation": "BC-UBND",
        "issued_on": issued_on,
        "document_type": {"group": 2, "detail": 14, "name": "Báo cáo"},
        "reason": "other",
        "recipients": [RECIPIENT],
    }
    world.client(SENDER).post(dict[str, Any], "/v1/register/entries", {"entries": [entry]})
    world.invoke("sequence", {"Records": world.stream_of(SENDER)})
    world.invoke("project", {})
    world.invoke("monthly_report", {})
    last = s3.list_objects_v2(Bucket=bucket, Prefix="reports/")["Contents"][-1]["Key"].rpartition("/")[0]
    report = json.loads(s3.get_object(Bucket=bucket, Key=f"{last}/000001.json")["Body"].read())
    report["computed_at"] = text_of(datetime.now(UTC) - timedelta(hours=2))
    s3.delete_object(Bucket=bucket, Key=f"{last}/000001.html")
    s3.put_object(Bucket=bucket, Key=f"{last}/000001.json", Body=to_bytes(report))
    world.invoke("monthly_report", {})
    world.invoke("sequence", {"Records": world.stream_of(SUBJECT)})
    world.invoke("attest", {})
    world.invoke("monthly_report", {})
    s3.get_object(Bucket=bucket, Key=f"{last}/000001.receipt")


def receipts(world: World) -> None:
    """Before and after the checkpoint has its time-stamp, to both sides, and of the registry."""
    submission_id = world.consigned()
    world.invoke("sequence", {"Records": world.stream_of(submission_id)})
    sides = ((SENDER, f"/v1/submissions/{submission_id}"), (RECIPIENT, f"/v1/inbox/{submission_id}"))
    for stamped in (False, True):
        if stamped:
            world.invoke("attest", {})
        for who, path in sides:
            client = world.client(who)
            page = client.get(dict[str, Any], f"{path}/receipts")
            require(bool(page["receipts"]) and not page["pending"])
            event_id = page["receipts"][0]["event"]["event_id"]
            one = client.get(dict[str, Any], f"{path}/receipts/{event_id}")
            require(one == page["receipts"][0] and (one["timestamp"] is not None) is stamped)
    world.client(REGISTRAR).get(dict[str, Any], f"/v1/agencies/{SENDER}/receipts")


def relay(world: World) -> None:
    world.relay(world.consigned(to=NOTIFIED))
    world.relay(tell_applicant(world).code)
    for queue in ("ValidationQueue", "RoutingQueue", "WebhookQueue", "NotifyQueue"):
        require(len(world.take(queue)) == 1)


def validate(world: World) -> None:
    world.accepted()
    world.accepted(world.draft(beside=6 * MIB))
    foreign = world.received(world.draft(pdf=world.pdf_of_another))
    world.work("validate", message(VALIDATE, foreign))
    require(world.state(foreign) == "rejected")
    give_up(world, "validate")


def deliver(world: World) -> None:
    original = world.draft()
    submission_id = world.consigned(original)
    replacing = world.draft().about(Business.REPLACEMENT, [original.document_id], "Sửa sai sót")
    world.consigned(replacing)
    world.work("deliver", message(TAKE_BACK, submission_id, recipients=[RECIPIENT]))
    give_up(world, "deliver")


def webhook(world: World) -> None:
    """Once as JSON and once as edXML, by webhook and by queue."""
    registrar = world.client(REGISTRAR)
    entry: dict[str, Any] = {**registrar.agency(NOTIFIED)}
    for name in ("state", "ended_on", "successor", "former"):
        del entry[name]
    target = f"{world.receiver.url}/{NOTIFIED}"
    queue = f"arn:aws:sqs:ap-southeast-1:000000000000:agency-{secrets.token_hex(4)}"
    both = [{"kind": "webhook", "target": target}, {"kind": "queue", "target": queue}]
    for form in ("edxml", "json"):
        entry["channels"] = [{**one, "format": form} for one in both]
        entry["version"] = registrar.change_agency(NOTIFIED, entry)["agency"]["version"]
        world.relay(world.consigned(to=NOTIFIED))
        for name in ("ValidationQueue", "RoutingQueue"):
            world.take(name)
        (notice,) = world.take("WebhookQueue")
        world.work("webhook", notice["Body"])
    give_up(world, "webhook")


def notify(world: World) -> None:
    """By text message and by e-mail, each once."""
    told = tell_applicant(world)
    world.work("notify", message(TELL, told.code, event_id=told.event_id))
    require(told.outcomes(world) == ["sent", "sent"])
    world.work("notify", message(TELL, told.code, event_id=told.event_id))
    require(told.outcomes(world) == ["sent", "sent"])
    give_up(world, "notify")


def notice_receipts(world: World) -> None:
    """Of a text message from CloudWatch Logs, of an e-mail from SNS."""
    told = tell_applicant(world)
    world.work("notify", message(TELL, told.code, event_id=told.event_id))
    text, letter = (str(told.provider_id(world, channel)) for channel in ("sms", "email"))
    world.invoke("notice_receipts", pushed_by_logs(status_of_text(text)))
    world.invoke("notice_receipts", pushed_by_topic(event_of_letter(letter)))
    require(told.outcomes(world) == ["sent", "sent", "delivered", "delivered"])


def give_up(world: World, function: str) -> None:
    """A message that nobody will ever understand is laid among the dead letters."""
    queue, _ = WORKERS[function]
    world.work(function, "poison")
    require(len(world.take(f"{queue}DeadLetters")) == 1)


def postpone(world: World, function: str) -> None:
    """A message that cannot be processed now is put off: it stays in its queue, and the function is well."""
    queue, _ = WORKERS[function]
    url = world.stack.output(f"{queue}QueueUrl")
    body = {
        "validate": lambda: message(VALIDATE, world.received()),
        "deliver": lambda: message(CONSIGN, "lt-0", recipients=[RECIPIENT]),
        "webhook": lambda: notice_to_nobody(world),
        "notify": lambda: message(TELL, "000.13.30.H39-190101-0001", event_id="0"),
    }[function]()
    world.stack.aws.sqs.send_message(QueueUrl=url, MessageBody=body)
    (taken,) = world.stack.aws.sqs.receive_message(QueueUrl=url)["Messages"]
    try:
        answer = world.invoke(function, queue_event(taken["Body"], taken["ReceiptHandle"]))
        require(len(answer["batchItemFailures"]) == 1)
    finally:
        world.stack.aws.sqs.purge_queue(QueueUrl=url)


def notice_to_nobody(world: World) -> str:
    world.relay(world.consigned(to=NOTIFIED))
    for queue in ("ValidationQueue", "RoutingQueue"):
        world.take(queue)
    (notice,) = world.take("WebhookQueue")
    return str(notice["Body"])


def channels(world: World) -> None:
    queue = f"arn:aws:sqs:ap-southeast-1:000000000000:agency-{secrets.token_hex(4)}"
    listed = (Channel(ChannelKind.QUEUE, queue),)
    first, second = (Agency(code, "Cơ quan thử", channels=listed) for code in (SENDER, RECIPIENT))
    none = (Channel(ChannelKind.PULL),)
    for agency in (first, second, replace(first, channels=none), replace(second, channels=none)):
        image = readable(agency_to_item(agency))
        world.invoke("channels", {"Records": [{"dynamodb": {"NewImage": image}}]})
    topic = world.stack.output("NoticesTopicArn")
    left = world.stack.aws.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    require(queue not in [subscription["Endpoint"] for subscription in left])


PROBES: Mapping[str, Callable[[World], None]] = {
    "submit": submit,
    "uploads": uploads,
    "submissions": submissions,
    "reports": reports,
    "recall": recall,
    "register": register,
    "monthly_report": monthly_report,
    "dossiers": dossiers,
    "onestop": onestop,
    "postings": postings,
    "track": track,
    "ratios": ratios,
    "inbox": inbox,
    "delivery": delivery,
    "gateway": gateway,
    "registry": registry,
    "dead_letters": dead_letters,
    "about": about,
    "sequence": sequence,
    "attest": attest,
    "log": log,
    "receipts": receipts,
    "project": project,
    "deadlines": deadlines,
    "watch": watch,
    "morning": morning,
    "retire": retire,
    "relay": relay,
    "validate": validate,
    "deliver": deliver,
    "webhook": webhook,
    "notify": notify,
    "notice_receipts": notice_receipts,
    "channels": channels,
}
