"""What agencies do in a run of the sweep. Every success is held against the records at once."""

from __future__ import annotations

import hashlib
import http.client
import json
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from lienthong.model.agency import Agency, Channel, ChannelKind
from lienthong.model.codes import Status
from lienthong.model.event import EventType
from lienthong.signatures.checkpoint_stamps import judging
from lienthong.tlog.receipt_checks import verify_receipt
from lienthong.tlog.receipts import UnverifiedReceipt
from tests.builders import messages_of_the_province as messages
from tests.builders.agencies import DEPARTMENT, DISTRICT, STRANGER, agency
from tests.builders.documents import parts_of
from tests.builders.letters import attachment, letter, ticketed
from tests.builders.messages_of_the_province import xml
from tests.builders.receipts import LOG
from tests.builders.register_entries import entries, paper, secrets
from tests.faults.exchange import Exchange
from tests.faults.one_stop_journeys import AT_THE_DESK, a_slip_looked_up, dossiers_at_the_centre

#: A sender that is told by a channel, so that acceptances and statuses are published as well.
SENDER = agency(
    DISTRICT.code, DISTRICT.name, channels=(Channel(ChannelKind.WEBHOOK, "https://cg.longan.example/lt"),)
)
AGENCIES = (SENDER, DEPARTMENT, STRANGER, *AT_THE_DESK)
BOTH = [DEPARTMENT.code, STRANGER.code]
#: Part size of the sweep's uploads, and one file on either side of it.
PART = 16
SMALL, LARGE = b"%PDF-1.7 nho", b"%PDF-1.7 mot tep lon, ba phan, phan cuoi ngan"


def _send(exchange: Exchange, body: Mapping[str, Any], expected: EventType) -> str:
    answer = exchange.ask(SENDER, "POST", "/v1/submissions", dict(body))
    assert answer.status in (200, 202), answer.text
    submission_id = str(answer.body["submission_id"])
    _require(exchange, submission_id, expected)
    return submission_id


def _act(
    exchange: Exchange, who: Agency, path: str, body: object, submission_id: str, expected: EventType
) -> Mapping[str, Any]:
    answer = exchange.ask(who, "POST", path.format(submission_id), body)
    assert answer.status in (200, 202), answer.text
    _require(exchange, submission_id, expected, None if who is SENDER else who)
    return answer.body


def _require(exchange: Exchange, of: str, expected: EventType, who: Agency | None = None) -> None:
    """No receipt before the commit: the event of what was just confirmed is recorded, once."""
    recorded = [
        event
        for event in exchange.story(of).events
        if event.type is expected and (who is None or event.agency == who.code)
    ]
    assert len(recorded) == 1, f"{expected} was confirmed and is recorded {len(recorded)} times"


def _open(exchange: Exchange, who: Agency, submission_id: str) -> None:
    opened = _act(exchange, who, "/v1/inbox/{}/open", None, submission_id, EventType.CONTENT_HANDOVER)
    for link in opened["links"]:
        content = _fetch(exchange, "GET", link["url"], {}, b"")
        assert hashlib.sha256(content).hexdigest() == link["sha256"]


def _status(exchange: Exchange, who: Agency, of: str, code: str, expected: EventType) -> None:
    body = {"status": code, "reason": "đã thi hành"}
    _act(exchange, who, "/v1/inbox/{}/status", body, of, expected)


def _inbox(exchange: Exchange, who: Agency) -> list[str]:
    answer = exchange.ask(who, "GET", "/v1/inbox")
    assert answer.status == 200, answer.text
    return [str(delivery["submission_id"]) for delivery in answer.body["deliveries"]]


def _read_reports(exchange: Exchange, who: Agency, path: str) -> None:
    answer = exchange.ask(who, "GET", path)
    assert answer.status == 200, answer.text
    assert answer.body["reports"]
    for report in answer.body["reports"]:
        content = _fetch(exchange, "GET", report["url"], {}, b"")
        assert hashlib.sha256(content).hexdigest() == report["sha256"]


def _read_receipts(exchange: Exchange, who: Agency, path: str) -> None:
    """Every event of the page, and the first by itself: all are proven, whatever failed on the way."""
    page = exchange.ask(who, "GET", path)
    assert page.status == 200, page.text
    assert page.body["pending"] == []
    first = exchange.ask(who, "GET", f"{path}/{page.body['receipts'][0]['event']['event_id']}")
    for body in (*page.body["receipts"], first.body):
        receipt = UnverifiedReceipt.from_bytes(json.dumps(body).encode())
        assert verify_receipt(receipt, LOG.key, judging([], (), (), datetime.now(UTC))).receipt.token


def _fetch(exchange: Exchange, method: str, url: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """An agency at a presigned address: not one of the exchange's own calls."""
    parts = urlsplit(url)
    context = ssl.create_default_context(cafile=exchange.aws.place.verify)
    connection = http.client.HTTPSConnection(parts.netloc, context=context, timeout=10)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body or None, dict(headers))
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    assert response.status == 200, content
    return content


def letter_accepted_and_refused(exchange: Exchange) -> None:
    """A letter to two recipients: one opens and accepts it, one refuses it with a reason."""
    sent = _send(exchange, letter(recipients=BOTH), EventType.SUBMISSION_ARRIVAL)
    exchange.settle()
    assert _inbox(exchange, DEPARTMENT) == [sent]
    _open(exchange, DEPARTMENT, sent)
    _read_reports(exchange, SENDER, f"/v1/submissions/{sent}/reports")
    _read_reports(exchange, DEPARTMENT, f"/v1/inbox/{sent}/reports")
    exchange.log()
    _read_receipts(exchange, SENDER, f"/v1/submissions/{sent}/receipts")
    _read_receipts(exchange, DEPARTMENT, f"/v1/inbox/{sent}/receipts")
    _status(exchange, DEPARTMENT, sent, "03", EventType.CONSIGNMENT_ACCEPTANCE)
    _status(exchange, STRANGER, sent, "02", EventType.CONSIGNMENT_REJECTION)
    exchange.settle()


def recall_before_and_after_opening(exchange: Exchange) -> None:
    """A recalled letter: one recipient had opened it and agrees (15), the other had not."""
    sent = _send(exchange, letter(recipients=BOTH), EventType.SUBMISSION_ARRIVAL)
    exchange.settle()
    _open(exchange, DEPARTMENT, sent)
    _act(
        exchange,
        SENDER,
        "/v1/submissions/{}/recall",
        {"reason": "gửi nhầm"},
        sent,
        EventType.RECALL_REQUEST,
    )
    # In force at once, whatever has become of the message.
    assert exchange.ask(STRANGER, "POST", f"/v1/inbox/{sent}/open").code == "delivery.withheld"
    exchange.settle()
    _status(exchange, DEPARTMENT, sent, "15", EventType.RECALL_AGREEMENT)
    exchange.settle()
    for who in (DEPARTMENT, STRANGER):
        assert exchange.ask(who, "POST", f"/v1/inbox/{sent}/open").code == "delivery.withheld"


def replacement_agreed_and_silent(exchange: Exchange) -> None:
    """A replaced letter: one recipient had opened it and agrees, the other had not and is not asked."""
    first = _send(exchange, letter("VB-1", recipients=BOTH), EventType.SUBMISSION_ARRIVAL)
    exchange.settle()
    _open(exchange, DEPARTMENT, first)
    second = _send(
        exchange,
        letter(
            "VB-2",
            recipients=BOTH,
            business="replacement",
            targets=["VB-1"],
            reason="sửa phụ lục",
            attachments=[attachment(content=b"%PDF-1.7 ban thay the")],
        ),
        EventType.SUBMISSION_ARRIVAL,
    )
    exchange.settle()
    _status(exchange, DEPARTMENT, second, "15", EventType.REPLACEMENT_AGREEMENT)
    exchange.settle()
    assert exchange.ask(DEPARTMENT, "POST", f"/v1/inbox/{first}/open").code == "delivery.withheld"
    _open(exchange, STRANGER, second)


def one_number_twice(exchange: Exchange) -> None:
    """Two letters under one number: the views are folded on, and the second letter's sender is told."""
    sent = [
        _send(exchange, letter(name, recipients=BOTH), EventType.SUBMISSION_ARRIVAL)
        for name in ("VB-1", "VB-2")
    ]
    exchange.settle()
    exchange.project()
    _require(exchange, sent[1], EventType.DUPLICATE_NUMBER)
    exchange.settle()


def paper_reported_and_withdrawn(exchange: Exchange) -> None:
    """A register in two transactions, reported twice; one entry is withdrawn; the views show it all."""
    listed = [paper(str(number)) for number in range(1, 52)]
    first, again = (
        exchange.ask(SENDER, "POST", "/v1/register/entries", entries(*listed, secrets())) for _ in range(2)
    )
    assert first.status in (200, 201), first.text
    assert again.status == 200, again.text
    ids = [entry["entry_id"] for entry in again.body["entries"]]
    assert ids == [entry["entry_id"] for entry in first.body["entries"]]
    reason = {"reason": "Ghi nhầm số"}
    withdrawn = exchange.ask(SENDER, "POST", f"/v1/register/entries/{ids[0]}/withdraw", reason)
    assert withdrawn.status == 200, withdrawn.text
    exchange.project()


def upload_by_ticket(exchange: Exchange) -> None:
    """Two files by ticket, one of them in parts, one part after the first look at what is missing."""
    contents = {"nho.pdf": SMALL, "lon.pdf": LARGE}
    body = letter(
        attachments=[
            ticketed(
                name,
                content,
                part_digests=[hashlib.sha256(part).hexdigest() for part in parts_of(content, PART)],
            )
            for name, content in contents.items()
        ]
    )
    sent = _send(exchange, body, EventType.UPLOAD_REQUEST)
    assert _upload(exchange, sent, contents, most=2) == 2
    early = exchange.ask(SENDER, "POST", f"/v1/submissions/{sent}/uploads/complete")
    assert early.code == "upload.incomplete"
    assert _upload(exchange, sent, contents, most=100) == 2
    _act(exchange, SENDER, "/v1/submissions/{}/uploads/complete", None, sent, EventType.SUBMISSION_ARRIVAL)
    exchange.settle()
    _open(exchange, DEPARTMENT, sent)


def _upload(exchange: Exchange, of: str, contents: Mapping[str, bytes], most: int) -> int:
    tickets = exchange.ask(SENDER, "GET", f"/v1/submissions/{of}/uploads")
    assert tickets.status == 200, tickets.text
    missing = [(entry["name"], part) for entry in tickets.body["uploads"] for part in entry["parts"]]
    for name, part in missing[:most]:
        content = parts_of(contents[name], PART)[part["number"] - 1]
        _fetch(exchange, "PUT", part["url"], part["headers"], content)
    return len(missing[:most])


def edxml_on_both_sides(exchange: Exchange) -> None:
    """A message to two: one reads and accepts it in messages; then it is taken back by one."""
    message = messages.letter(DEPARTMENT, STRANGER)
    answer = exchange.ask(SENDER, "POST", "/v1/edxml", xml(message))
    assert answer.status in (200, 202), answer.text
    sent = str(answer.body["submission_id"])
    _require(exchange, sent, EventType.SUBMISSION_ARRIVAL)
    exchange.settle()
    read = exchange.ask(DEPARTMENT, "GET", f"/v1/inbox/{sent}/edxml")
    assert read.status == 200, read.text
    assert DEPARTMENT.code.encode() in read.content
    assert STRANGER.code.encode() not in read.content
    _require(exchange, sent, EventType.CONTENT_HANDOVER, DEPARTMENT)
    accepted = xml(messages.status(Status.ACCEPTED, of=message))
    for _ in range(2):
        _act(exchange, DEPARTMENT, "/v1/edxml", accepted, sent, EventType.CONSIGNMENT_ACCEPTANCE)
    _act(exchange, SENDER, "/v1/edxml", xml(messages.recall(message)), sent, EventType.RECALL_REQUEST)
    exchange.settle()
    kept = exchange.ask(SENDER, "GET", f"/v1/submissions/{sent}/edxml")
    assert kept.content == xml(message)


JOURNEYS: Mapping[str, Callable[[Exchange], None]] = {
    journey.__name__: journey
    for journey in (
        letter_accepted_and_refused,
        recall_before_and_after_opening,
        replacement_agreed_and_silent,
        one_number_twice,
        paper_reported_and_withdrawn,
        upload_by_ticket,
        edxml_on_both_sides,
        dossiers_at_the_centre,
        a_slip_looked_up,
    )
}
