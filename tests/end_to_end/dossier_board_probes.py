"""The probes of the one-stop's board and morning: a dossier that is late is put into the view by hand."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from lienthong.adapters.attribute_values import to_item
from lienthong.adapters.dynamodb_views import DynamoDbViews
from lienthong.runtime import composition
from tests.builders.dossier_log import VIEW, folded
from tests.builders.dossiers import CENTRE, LEAD, TRANSFER, Story

if TYPE_CHECKING:
    from lienthong.adapters.frozen_values import Plain
    from lienthong_local.stack.stack import EmbeddedStack
    from tests.end_to_end.probes import World

#: No visit of another test gets such a number.
_NUMBER = 9001


def late_transfer() -> Story:
    """A land transfer of March 2026 that nobody has worked on since."""
    story = Story("2026-03-02 08:00", under=TRANSFER, number=_NUMBER).accepted()
    return story.handed_over("2026-03-02 09:00", 1)


def warned_of(world: World) -> list[str]:
    """What the board says of the dossier, in a list, in the warnings of the district, in the causes."""
    centre, district = world.client(CENTRE), world.client(LEAD)
    story = late_transfer()
    code, office = story.dossier.code, story.dossier.holders[0]
    with in_the_view(world.stack, story):
        listed = centre.get(dict[str, Any], f"/v1/agencies/{CENTRE}/dossiers", {"ended": "true"})
        assert code not in [one["code"] for one in listed["dossiers"]]
        warnings = district.get(dict[str, Any], f"/v1/agencies/{LEAD}/warnings", {"scope": "subtree"})
        why = centre.get(dict[str, Any], f"/v1/dossiers/{code}/lateness")
        period = {"first": "2026-03-01", "last": "2026-03-31", "scope": "subtree"}
        district.get(dict[str, Any], f"/v1/agencies/{LEAD}/lateness", period)
        days = {"first": "2026-03-01", "last": "2026-03-31"}
        district.get(dict[str, Any], f"/v1/agencies/{LEAD}/report-06", days)
        centre.get(dict[str, Any], f"/v1/centres/{CENTRE}/postings")
    said = [one["outlook"] for one in warnings["warnings"] if one["dossier"] == code]
    return said + [cause["kind"] for cause in why["causes"] if cause["agency"] == office]


def told_in_the_morning(world: World) -> int:
    """Two runs of one morning; how many of the agencies concerned have one event of it.

    A working day of the past, another one each time, so that the events are of this run.
    """
    story = late_transfer()
    day = composition.working_calendar().working_day_from(
        date(2019, 1, 2) + timedelta(secrets.randbelow(900))
    )
    with in_the_view(world.stack, story):
        for _ in range(2):
            world.invoke("morning", {"scheduled": f"{day}T00:00:00Z"})
    concerned = {CENTRE, LEAD, *story.dossier.holders}
    told = [[str(day) in json.dumps(record) for record in world.stream_of(code)] for code in concerned]
    return sum(sum(events) == 1 for events in told)


@contextmanager
def in_the_view(stack: EmbeddedStack, *stories: Story) -> Iterator[None]:
    """The view with these dossiers beside its own."""
    views = DynamoDbViews(stack.aws.dynamodb, stack.output("ViewsTable"))
    records = {key: record for story in stories for key, record in folded(story.events).items()}
    for (partition, sort), record in records.items():
        item = to_item({"PK": f"{VIEW}#{partition}", "SK": sort, "value": cast("Plain", record)})
        stack.aws.dynamodb.put_item(TableName=views.table, Item=item)
    try:
        yield
    finally:
        for key in records:
            views.remove(VIEW, key)
