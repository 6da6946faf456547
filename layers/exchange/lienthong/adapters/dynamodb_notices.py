"""Notices to applicants in DynamoDB: claims and budgets in a table that forgets, events with the dossier's.

| PK of the notices' table | record |
|---|---|
| ``N#<event id>#<way>`` | the claim: how far one notice is by one way |
| ``P#<provider's id>`` | of which claim the provider's message is |
| ``B#<centre>#<yymmdd>`` | segments of text messages that were taken from a centre's day |
| ``X#<dossier>#<way>`` | that the applicant cannot be reached by this way any more |
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from lienthong.adapters import dossier_records, records
from lienthong.adapters.attribute_values import from_item, to_item
from lienthong.adapters.dynamodb_reads import read_collection, read_from_tables, read_item
from lienthong.adapters.dynamodb_writes import (
    ABSENT,
    Condition,
    Pause,
    Write,
    WriteRefused,
    apply_writes,
    over_version,
)
from lienthong.adapters.frozen_values import decode, encode
from lienthong.model.event import Event
from lienthong.onestop.people import NoticeWish, Person
from lienthong.ports import BeforeNotice, NoticeChange, NoticeClaim, NoticeRefused, Silence, Spending

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from lienthong.adapters.attribute_values import Item

_MOVED, _USED_UP = "moved", "used up"
_Kept = TypeVar("_Kept", NoticeClaim, Silence)


@dataclass(frozen=True, slots=True)
class DynamoDbNotices:
    """:class:`lienthong.ports.NoticeStore` over the exchange's table, the people's and the notices'."""

    client: DynamoDBClient
    table: str
    people_table: str
    notices_table: str
    pause: Pause = time.sleep

    def before(self, dossier: str, event_id: str, centre: str, day: date) -> BeforeNotice:
        """What stands. Two AWS calls: the story (Query), and the rest over both tables (BatchGetItem)."""
        story = list(read_collection(self.client, self.table, f"H#{dossier}", "E#"))
        keys = {
            self.people_table: [dossier_records.person_key(dossier)],
            self.notices_table: [
                budget_key(centre, day),
                *(claim_key(event_id, way) for way in NoticeWish),
                *(silence_key(dossier, way) for way in NoticeWish),
            ],
        }
        found = list(read_from_tables(self.client, keys, self.pause))
        own = {item["PK"]["S"]: item for table, item in found if table == self.notices_table}
        people = [item for table, item in found if table == self.people_table]
        return BeforeNotice(
            tuple(map(records.event_from_item, story)),
            _person(people),
            tuple(_of_kind(own, "N#", NoticeClaim)),
            tuple(_of_kind(own, "X#", Silence)),
            next((int(item["spent"]["N"]) for pk, item in own.items() if pk.startswith("B#")), 0),
        )

    def sent_as(self, provider_id: str) -> NoticeClaim | None:
        """The claim. Two AWS calls (GetItem); one where the id is nobody's."""
        place = read_item(self.client, self.notices_table, provider_key(provider_id))
        if place is None:
            return None
        of = from_item(place)
        key = claim_key(str(of["event_id"]), NoticeWish(str(of["channel"])))
        item = read_item(self.client, self.notices_table, key)
        return decode(NoticeClaim, from_item(item)) if item else None

    def record(self, change: NoticeChange) -> None:
        """Write the change. One AWS call (TransactWriteItems, or PutItem of a claim alone)."""
        try:
            apply_writes(self.client, list(self._writes(change)), self.pause)
        except WriteRefused as refused:
            raise NoticeRefused(bool(refused.of(_MOVED)), bool(refused.of(_USED_UP))) from refused

    def _writes(self, change: NoticeChange) -> Iterator[Write]:
        if change.claim:
            claim = change.claim
            item = claim_key(claim.event_id, claim.channel) | to_item(encode(claim))
            over = ABSENT if claim.version == 1 else over_version(claim.version)
            yield Write("Put", self.notices_table, item, over, _MOVED)
            if claim.provider_id and not claim.receipt:
                yield self._found_by(claim, claim.provider_id)
        if change.spending:
            yield self._spend(change.spending)
        if change.silence:
            silence = change.silence
            item = silence_key(silence.dossier, silence.channel) | to_item(encode(silence))
            yield Write("Put", self.notices_table, item, None, _MOVED)
        for event in change.events:
            yield self._event(event)

    def _found_by(self, claim: NoticeClaim, provider_id: str) -> Write:
        """By what a receipt finds the claim; written with it, so that it is never there without."""
        place = {
            "event_id": claim.event_id,
            "channel": claim.channel.value,
            "expires_at": claim.expires_at,
        }
        item = provider_key(provider_id) | to_item(place)
        return Write("Put", self.notices_table, item, None, _MOVED)

    def _spend(self, spending: Spending) -> Write:
        """A counter that is moved by what it takes, so that runs side by side take turns and none is refused.

        Where it stands at most so high, there is room for these segments.
        """
        condition = (
            Condition(
                "attribute_not_exists(PK) OR spent <= :room", {":room": spending.most - spending.segments}
            )
            if spending.most is not None
            else None
        )
        update = (
            "SET expires_at = :until ADD spent :taken",
            {":until": spending.expires_at, ":taken": spending.segments},
        )
        key = budget_key(spending.centre, spending.day)
        return Write("Update", self.notices_table, key, condition, _USED_UP, update)

    def _event(self, event: Event) -> Write:
        return Write("Put", self.table, records.exchange_event_to_item(event), ABSENT, _MOVED)


def claim_key(event_id: str, way: NoticeWish) -> Item:
    """Where the claim of one notice by one way lies."""
    return to_item({"PK": f"N#{event_id}#{way.value}"})


def provider_key(provider_id: str) -> Item:
    """Where it stands of which claim a provider's message is."""
    return to_item({"PK": f"P#{provider_id}"})


def budget_key(centre: str, day: date) -> Item:
    """Where a centre's day lies."""
    return to_item({"PK": f"B#{centre}#{day:%y%m%d}"})


def silence_key(dossier: str, way: NoticeWish) -> Item:
    """Where it stands that a dossier's applicant cannot be reached by a way."""
    return to_item({"PK": f"X#{dossier}#{way.value}"})


def _person(items: list[Item]) -> Person | None:
    return dossier_records.person_from_item(items[0]) if items else None


def _of_kind(items: dict[str, Item], prefix: str, kind: type[_Kept]) -> Iterator[_Kept]:
    for pk, item in sorted(items.items()):
        if pk.startswith(prefix):
            yield decode(kind, from_item(item))
