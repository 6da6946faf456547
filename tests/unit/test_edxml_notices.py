"""Notices as edXML: what has a status code is the status message itself, a new document is only announced."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from lienthong.edxml.extension import EXTENSION
from lienthong.edxml.message import StatusMessage
from lienthong.edxml.reading import read_message
from lienthong.model.agency import Channel, ChannelKind
from lienthong.model.codes import Status
from lienthong.model.event import EventType
from lienthong.ports import Notice
from lienthong.services.edxml_notices import EdxmlNotices
from tests.builders.agencies import DEPARTMENT, DISTRICT, PROVINCE
from tests.builders.documents import CONTENT, document
from tests.doubles.services import Services

NOTIFIED = replace(DISTRICT, channels=(Channel(ChannelKind.WEBHOOK, "https://cangiuoc.example/lt"),))


@pytest.fixture
def exchange() -> Services:
    """Both sides are notified."""
    return Services(agencies=[NOTIFIED if one is DISTRICT else one for one in PROVINCE])


def notices(exchange: Services, kind: EventType) -> list[tuple[Notice, bytes]]:
    """The notices of this kind, as edXML."""
    exchange.settle()
    writing = EdxmlNotices(exchange.exchange, exchange.registry)
    found = [one for one in exchange.topic.notices if one.payload["type"] == kind.value]
    return [(one, writing.write(one)) for one in found]


def members(raw: bytes) -> dict[str, str]:
    root = etree.fromstring(raw)
    assert root.tag == f"{{{EXTENSION}}}Notice"
    return {etree.QName(child).localname: child.text or "" for child in root}


def test_a_status_is_told_to_the_sender_as_the_status_message_itself(exchange: Services) -> None:
    sent = exchange.deliver(document(), NOTIFIED)
    refusal = "Không thuộc thẩm quyền"
    exchange.handling.set_status(exchange.caller(DEPARTMENT), sent.submission_id, Status.REFUSED, refusal)

    [(notice, raw)] = notices(exchange, EventType.CONSIGNMENT_REJECTION)

    message = read_message(raw).message
    assert isinstance(message, StatusMessage)
    assert (notice.agency, message.sender.code) == (NOTIFIED.code, DEPARTMENT.code)
    assert (message.status, message.description) == (Status.REFUSED, refusal)


def test_a_take_back_is_told_to_the_recipient_as_13(exchange: Services) -> None:
    sent = exchange.deliver(document(), NOTIFIED)
    exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id)
    exchange.recalling.recall(exchange.caller(NOTIFIED), sent.submission_id, "Gửi nhầm")

    [(notice, raw)] = notices(exchange, EventType.RECALL_NOTIFICATION)

    message = read_message(raw).message
    assert isinstance(message, StatusMessage)
    assert (notice.agency, message.status, message.description) == (
        DEPARTMENT.code,
        Status.TAKE_BACK,
        "Gửi nhầm",
    )


def test_a_new_document_is_announced_with_its_address_and_without_its_content(exchange: Services) -> None:
    sent = exchange.deliver(document(), NOTIFIED)

    [raw] = [
        raw
        for notice, raw in notices(exchange, EventType.CONTENT_CONSIGNMENT)
        if notice.agency == DEPARTMENT.code
    ]

    told = members(raw)
    assert told["Address"] == f"/v1/inbox/{sent.submission_id}/edxml"
    assert told["DocumentId"] == sent.envelope.document_id
    assert CONTENT not in raw
    assert sent.envelope.subject.encode() not in raw


def test_what_has_no_code_is_told_to_the_sender_as_a_notice(exchange: Services) -> None:
    sent = exchange.deliver(document(), NOTIFIED)

    [(_, raw)] = notices(exchange, EventType.SUBMISSION_ACCEPTANCE)

    told = members(raw)
    assert (told["Type"], told["SubmissionId"]) == ("SubmissionAcceptance", sent.submission_id)
    assert told["Address"] == f"/v1/submissions/{sent.submission_id}/edxml"


def test_news_of_no_submission_is_a_notice_too(exchange: Services) -> None:
    news = Notice(
        "01J.x", DEPARTMENT.code, {"type": "Alert", "submission_id": "000.00.30.H39"}, "", "Quá hạn."
    )

    told = members(EdxmlNotices(exchange.exchange, exchange.registry).write(news))

    assert (told["Type"], told["Vi"]) == ("Alert", "Quá hạn.")
    assert "Address" not in told
