"""Dossiers in the exchange's table, the people behind them in one of their own (docs/adr/0019)."""

from __future__ import annotations

import base64
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as day_time
from typing import TYPE_CHECKING

from lienthong.adapters import dossier_records as filed_records
from lienthong.adapters import records
from lienthong.adapters.attribute_values import to_item
from lienthong.adapters.dynamodb_nonces import nonce_write
from lienthong.adapters.dynamodb_reads import read_collection, read_from_tables, read_item, read_items
from lienthong.adapters.dynamodb_writes import (
    ABSENT,
    Condition,
    Pause,
    Write,
    WriteRefused,
    apply_writes,
    over_version,
)
from lienthong.adapters.failures import named_failures
from lienthong.adapters.frozen_values import instant_text
from lienthong.errors import CURSOR_FAULT, MalformedRequest
from lienthong.model.calendar import VIETNAM
from lienthong.onestop.filing import Centre, DayCounter, FiledDossier, ProcedureEditions
from lienthong.onestop.people import Person
from lienthong.ports import (
    BeforeIntake,
    DayMark,
    DossierChange,
    DossierRefused,
    FiledStory,
    IntakeKey,
    IntakePlaces,
    Page,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from lienthong.adapters.attribute_values import Item

_NONCE, _MOVED = "nonce", "version"
#: The longest wait, in seconds, of who finds that somebody else was faster: whoever is ahead goes on first.
_STEP_BACK = 0.03
_POSITION = re.compile(r"[01]#\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z#(?P<code>[0-9A-Z.-]{25})", re.ASCII)


@dataclass(frozen=True, slots=True)
class DynamoDbDossiers:
    """:class:`lienthong.ports.DossierStore` over the exchange's table, the people's and the nonces'."""

    client: DynamoDBClient
    table: str
    people_table: str
    nonce_table: str
    pause: Pause = time.sleep

    def record(self, change: DossierChange) -> None:
        """Write the change. One AWS call (TransactWriteItems); a jittered pause where it is refused."""
        try:
            apply_writes(self.client, [*self._filed(change), *self._personal(change)], self.pause)
        except WriteRefused as refused:
            outcome = DossierRefused(bool(refused.of(_NONCE)), bool(refused.of(_MOVED)))
            if not outcome.nonce_spent:
                self.pause(random.uniform(0, _STEP_BACK))
            raise outcome from refused

    def _filed(self, change: DossierChange) -> Iterator[Write]:
        """What stands in the exchange's table, and the nonce."""
        for one in change.dossiers:
            yield self._put(filed_records.dossier_to_item(one), one.version)
        if change.counter:
            yield self._put(filed_records.counter_to_item(change.counter), change.counter.version)
        for procedure in change.procedures:
            yield self._put(filed_records.procedure_to_item(procedure), procedure.version)
        if change.centre:
            yield self._put(filed_records.centre_to_item(change.centre), change.centre.version)
        for event in change.events:
            yield Write("Put", self.table, records.exchange_event_to_item(event), ABSENT, _MOVED)
        if change.nonce:
            yield nonce_write(self.nonce_table, change.nonce, _NONCE)

    def _personal(self, change: DossierChange) -> Iterator[Write]:
        """What stands with the people."""
        for person in change.people:
            yield self._put_with_people(filed_records.person_to_item(person), person.version)
        if change.intake:
            yield self._put_with_people(filed_records.intake_to_item(change.intake), 1)
        for mark in change.marks:
            yield self._put_with_people(filed_records.mark_to_item(mark), mark.version)

    def _put(self, item: Item, version: int) -> Write:
        return Write("Put", self.table, item, _over(version), _MOVED)

    def _put_with_people(self, item: Item, version: int) -> Write:
        return Write("Put", self.people_table, item, _over(version), _MOVED)

    def before_intake(self, places: IntakePlaces) -> BeforeIntake:
        """What stands. One AWS call (BatchGetItem over both tables)."""
        sequence, procedures = places.sequence, tuple(dict.fromkeys(places.procedures))
        marks = (
            [
                filed_records.mark_key(sequence.agency, sequence.day, one, places.applicant)
                for one in procedures
            ]
            if places.applicant
            else []
        )
        keys = {
            self.table: [
                filed_records.counter_key(sequence),
                filed_records.centre_key(sequence.agency),
                *map(filed_records.procedure_key, procedures),
            ],
            self.people_table: [filed_records.intake_key(sequence.agency, places.key), *marks],
        }
        return _before(places, [item for _, item in read_from_tables(self.client, keys, self.pause)])

    def story(self, code: str) -> FiledStory | None:
        """A dossier whole. One AWS call (Query) for every megabyte of it."""
        items = list(read_collection(self.client, self.table, f"H#{code}"))
        found = [item for item in items if records.sort_key(item) == "DOSSIER"]
        if not found:
            return None
        events = [item for item in items if records.sort_key(item).startswith("E#")]
        return FiledStory(
            filed_records.dossier_from_item(found[0]), tuple(map(records.event_from_item, events))
        )

    def people(self, codes: Sequence[str]) -> Mapping[str, Person]:
        """The people behind these dossiers. One AWS call (BatchGetItem), none without codes."""
        keys = [filed_records.person_key(code) for code in dict.fromkeys(codes)]
        found = map(
            filed_records.person_from_item, read_items(self.client, self.people_table, keys, self.pause)
        )
        return {person.dossier: person for person in found}

    def page(
        self, centre: str, *, ended: bool, due_by: date | None, cursor: str | None, limit: int
    ) -> Page[FiledDossier]:
        """A page of a centre's dossiers. One AWS call (Query)."""
        group = filed_records.ENDED if ended else filed_records.OPEN
        box = f"CENTRE#{centre}"
        query: QueryInputTypeDef = {
            "TableName": self.table,
            "IndexName": records.INDEX,
            "KeyConditionExpression": "GSI1PK = :pk AND GSI1SK BETWEEN :from AND :to",
            "ExpressionAttributeValues": to_item(
                {":pk": box, ":from": f"{group}#", ":to": f"{group}#{_end_of(due_by)}"}
            ),
            # One more than wanted tells whether the page is the last.
            "Limit": limit + 1,
        }
        if cursor is not None:
            query["ExclusiveStartKey"] = _place_in(box, cursor)
        with named_failures():
            items = self.client.query(**query)["Items"]
        following = _cursor(items[limit - 1]) if len(items) > limit else None
        return Page(tuple(map(filed_records.dossier_from_item, items[:limit])), following)

    def centre(self, code: str) -> Centre | None:
        """A centre. One AWS call (GetItem)."""
        item = read_item(self.client, self.table, filed_records.centre_key(code))
        return filed_records.centre_from_item(item) if item else None

    def procedures(self) -> tuple[ProcedureEditions, ...]:
        """Every procedure. One AWS call (Query) for every megabyte of them."""
        paginator = self.client.get_paginator("query")
        with named_failures():
            pages = paginator.paginate(
                TableName=self.table,
                IndexName=records.INDEX,
                KeyConditionExpression="GSI1PK = :pk",
                ExpressionAttributeValues=to_item({":pk": filed_records.PROCEDURES}),
            )
            return tuple(filed_records.procedure_from_item(item) for page in pages for item in page["Items"])

    def editions(self, codes: Sequence[str]) -> Mapping[str, ProcedureEditions]:
        """These procedures. One AWS call (BatchGetItem) for 100 of them."""
        keys = [filed_records.procedure_key(code) for code in dict.fromkeys(codes)]
        items = read_items(self.client, self.table, keys, self.pause)
        return {one.code: one for one in map(filed_records.procedure_from_item, items)}


def _over(version: int) -> Condition:
    return ABSENT if version == 1 else over_version(version)


def _before(places: IntakePlaces, items: Sequence[Item]) -> BeforeIntake:
    """What was read, told apart by its key."""
    counter, centre = DayCounter(places.sequence.agency, places.sequence.day), None
    intake: IntakeKey | None = None
    procedures: dict[str, ProcedureEditions] = {}
    marks: dict[str, DayMark] = {}
    for item in items:
        kind = item["PK"]["S"][0]
        if kind == "H":
            counter = filed_records.counter_from_item(item)
        elif kind == "C":
            centre = filed_records.centre_from_item(item)
        elif kind == "P":
            procedure = filed_records.procedure_from_item(item)
            procedures[procedure.code] = procedure
        elif kind == "K":
            intake = filed_records.intake_from_item(item)
        else:
            mark = filed_records.mark_from_item(item)
            marks[mark.procedure] = mark
    return BeforeIntake(counter, centre, intake, procedures, marks)


def _end_of(day: date | None) -> str:
    """Behind every position up to the end of this day in Vietnam; behind all without one."""
    if day is None:
        return "~"
    return instant_text(datetime.combine(day + timedelta(days=1), day_time(), VIETNAM))


def _cursor(item: Item) -> str:
    """Where a page ended. The position only: whose list it is comes from the caller, never from a cursor."""
    return base64.urlsafe_b64encode(item["GSI1SK"]["S"].encode()).decode().rstrip("=")


def _place_in(box: str, cursor: str) -> Item:
    try:
        position = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError as error:
        raise MalformedRequest([CURSOR_FAULT]) from error
    match = _POSITION.fullmatch(position)
    if match is None:
        raise MalformedRequest([CURSOR_FAULT])
    return to_item({"GSI1PK": box, "GSI1SK": position}) | filed_records.dossier_key(match["code"])
