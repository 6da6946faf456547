"""How the embedded stack reads streams: as AWS does, in batches, and without keeping a queue waiting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from lienthong.model.bundle import PREFIX
from lienthong_local.bench.letters import letter_box
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, FINANCE
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.seeding import ProvinceOnline

_DOCUMENTS = 16
#: Others write on the same stack.
FIRST_NUMBER = 50_001


def bundles(online: ProvinceOnline) -> int:
    """How many batches the sequencer has read."""
    pages = online.stack.aws.s3.get_paginator("list_objects_v2").paginate(
        Bucket=online.stack.output("LogBucket"), Prefix=PREFIX
    )
    return sum(page.get("KeyCount", 0) for page in pages)


def test_documents_that_come_at_once_are_sequenced_together(online: ProvinceOnline) -> None:
    online.stack.wait_until_idle(60)
    before = bundles(online)
    with webhook_receiver() as receiver, letter_box(online, receiver, first_number=FIRST_NUMBER) as letters:
        drafts = [letters.draft(CAN_GIUOC, (FINANCE,)) for _ in range(_DOCUMENTS)]
        client = online.client(CAN_GIUOC)
        client.limits()
        with ThreadPoolExecutor(4) as senders:
            sent = [answer["submission_id"] for answer in senders.map(client.send, drafts)]
        online.stack.wait_until_idle(120)
    assert [client.submission(one)["submission"]["state"] for one in sent] == ["accepted"] * _DOCUMENTS
    # Each has three events at three moments: read one by one, they were three bundles each, and never fewer.
    assert bundles(online) - before <= _DOCUMENTS
