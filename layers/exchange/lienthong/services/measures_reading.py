"""Reading the view ``measures``: tallies, the administration, and the documents behind a number.

What belongs together is read at one position of the view (:meth:`MeasuresReading.at_one_position`): the view
is folded on once a minute, and no sum over many agencies may be of before for some and of after for others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from lienthong.errors import CURSOR_FAULT, MalformedRequest, Unavailable
from lienthong.measures.documents import DocumentFacts
from lienthong.measures.paper import NumberFacts
from lienthong.measures.periods import Month, Period
from lienthong.measures.tallies import Tally
from lienthong.measures.tree import AgencyHistory, Tree
from lienthong.model.register import EntryPlace
from lienthong.ports import JsonObject, Page, ViewKey, ViewStore
from lienthong.services.measures_view import (
    TREE,
    MeasuresView,
    facts_key,
    listing,
    number_key,
    tally_key,
    tally_of,
    tally_partition,
)
from lienthong.services.viewing import stored_name

T = TypeVar("T")
#: A page of DynamoDB holds a megabyte; tallies and entries of agencies are some hundred bytes.
_PAGE = 1000
_TRIES = 4
#: A listing's sort key has agency, day and id.
_PARTS = 2


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document of a month, with what is known of it: of the exchange, or of the paper register.

    Attributes:
        at: where it stands in the listing of its month.
        id: submission id, or id of the event that reported it.
    """

    at: str
    id: str
    agency: str
    document: DocumentFacts | None
    number: NumberFacts


@dataclass(frozen=True, slots=True)
class MeasuresReading:
    """Reads what the view holds."""

    store: ViewStore

    @property
    def view(self) -> str:
        """The view's name in the store."""
        return stored_name(MeasuresView())

    def position(self) -> int:
        """How many of the log's entries have been folded."""
        return self.store.position(self.view).index

    def at_one_position(self, read: Callable[[], T]) -> tuple[int, T]:
        """What is read, and after how many entries of the log it was so.

        Raises:
            Unavailable: the view was folded on during each of some tries.
        """
        before = self.position()
        for _ in range(_TRIES):
            found = read()
            after = self.position()
            if after == before:
                return after, found
            before = after
        raise Unavailable

    def tree(self, period: Period) -> Tree:
        """The administration of a period. One AWS call for a thousand agencies."""
        histories = ((code, AgencyHistory.from_json(record)) for code, record in self._all(TREE))
        return Tree.of_period(histories, period)

    def month(self, month: Month) -> Mapping[str, Tally]:
        """Everybody's tallies of a month. One AWS call for a thousand agencies."""
        return {code: tally_of(record) for code, record in self._all(tally_partition(month))}

    def of_agency(self, agency: str, months: Sequence[Month]) -> Mapping[Month, Tally]:
        """One agency's tallies. One AWS call for a hundred months."""
        keys = {month: tally_key(month, agency) for month in months}
        records = self.store.items(self.view, list(keys.values()))
        return {month: tally_of(records.get(key)) for month, key in keys.items()}

    def listed(
        self, month: Month, agencies: Collection[str], *, after: str, limit: int
    ) -> Page[ListedDocument]:
        """Documents that these agencies issued in a month, in the order of agency and day.

        ``after`` is where the page before ended. Two AWS calls, one where the page has none of theirs.

        Raises:
            MalformedRequest: no page of these agencies ended there.
        """
        if after and not (min(agencies) <= _agency_of(after) <= max(agencies) and after.count("#") == _PARTS):
            raise MalformedRequest([CURSOR_FAULT])
        first, last = f"{min(agencies)}#", f"{max(agencies)}#\uffff"
        page = self.store.page(
            self.view, listing(month), first=first, last=last, cursor=after or None, limit=limit
        )
        own = [(at, record) for at, record in page.items if _agency_of(at) in agencies]
        keys = [_key_behind(at, record) for at, record in own]
        known = self.store.items(self.view, keys) if keys else {}
        return Page(tuple(_listed(at, record, known) for at, record in own), page.cursor)

    def _all(self, partition: str) -> Iterator[tuple[str, JsonObject]]:
        cursor = None
        while True:
            page = self.store.page(self.view, partition, cursor=cursor, limit=_PAGE)
            yield from page.items
            cursor = page.cursor
            if cursor is None:
                return


def _agency_of(at: str) -> str:
    return at.partition("#")[0]


def _key_behind(at: str, record: JsonObject) -> ViewKey:
    if "submission" in record:
        return facts_key(str(record["submission"]))
    return number_key(_place(at, record))


def _place(at: str, record: JsonObject) -> EntryPlace:
    return EntryPlace(_agency_of(at), cast("int", record["year"]), str(record["slot"]))


def _listed(at: str, record: JsonObject, known: Mapping[ViewKey, JsonObject]) -> ListedDocument:
    agency = _agency_of(at)
    if "submission" in record:
        submission_id = str(record["submission"])
        facts = DocumentFacts.from_json(known.get(facts_key(submission_id)))
        return ListedDocument(at, submission_id, agency, facts, NumberFacts())
    number = NumberFacts.from_json(agency, known.get(number_key(_place(at, record))))
    return ListedDocument(at, str(record["entry"]), agency, None, number)
