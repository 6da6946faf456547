"""Probes of watching and the board: obligations whose time is over are put into the view by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from lienthong.adapters.attribute_values import to_item
from lienthong.adapters.dynamodb_views import DynamoDbViews
from lienthong.deadlines.obligations import Obligation
from lienthong.deadlines.rules import Duty
from lienthong.runtime import composition
from lienthong.services.deadline_records import NEXT, open_key, timeline_key
from lienthong.services.relaying import VALIDATE
from lienthong.services.viewing import stored_name

if TYPE_CHECKING:
    from lienthong.adapters.frozen_values import Plain
    from tests.end_to_end.probes import World


def watch_deadlines(world: World, sender: str, recipient: str) -> list[str]:
    """One run over a receipt not confirmed and a rejected document not sent again; the alarms' duties."""
    consigned = world.consigned()
    rejected = world.received(world.draft(pdf=world.pdf_of_another))
    world.work("validate", json.dumps({"kind": VALIDATE, "submission_id": rejected, "body": {}}))
    owed = (
        _overdue(consigned, recipient, Duty.RECEIPT),
        _overdue(rejected, sender, Duty.SENDING),
    )
    with _in_the_view(world, *owed):
        world.invoke("watch", {})
        # The second run finds both alarms standing.
        world.invoke("watch", {})
    told = [*world.client(sender).submission(consigned)["events"]]
    told += world.client(sender).submission(rejected)["events"]
    return [str(event["details"]["duty"]) for event in told if event["type"] == "DeadlineExpiry"]


def board_of(world: World, sender: str) -> list[str]:
    """What the board shows of an obligation, alone and with those below; how the month was kept."""
    client = world.client(sender)
    consigned = world.consigned()
    with _in_the_view(world, _overdue(consigned, sender, Duty.RECALL_ANSWER)):
        shown = [
            client.get(dict[str, Any], "/v1/deadlines", {"scope": scope})["deadlines"]
            for scope in ("self", "subtree")
        ]
    client.get(dict[str, Any], "/v1/deadlines/summary")
    return [str(one["state"]) for owed in shown for one in owed if one["submission_id"] == consigned]


def _overdue(submission_id: str, agency: str, duty: Duty) -> Obligation:
    now = datetime.now(UTC)
    return Obligation(
        agency=agency,
        submission_id=submission_id,
        duty=duty,
        identity=f"{submission_id}#{duty.value}",
        opened_at=now - timedelta(hours=2),
        due=now - timedelta(hours=1),
        warn_at=None,
    )


@contextmanager
def _in_the_view(world: World, *owed: Obligation) -> Iterator[None]:
    views = DynamoDbViews(world.stack.aws.dynamodb, world.stack.output("ViewsTable"))
    name = stored_name(composition.deadline_view())
    keys = [
        key for one in owed for key in (open_key(one.agency, one.identity), timeline_key(NEXT, one.due, one))
    ]
    values = [one.to_json() for one in owed for _ in range(2)]
    for (partition, sort), value in zip(keys, values, strict=True):
        item = to_item({"PK": f"{name}#{partition}", "SK": sort, "value": cast("Plain", value)})
        world.stack.aws.dynamodb.put_item(TableName=views.table, Item=item)
    try:
        yield
    finally:
        for key in keys:
            views.remove(name, key)
