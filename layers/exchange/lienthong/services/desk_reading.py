"""Reading the view ``desk``: what centres counted in a period, which are live, and the last inspection."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lienthong.onestop.assessment import Votes
from lienthong.onestop.figures import Share
from lienthong.onestop.report import Period
from lienthong.ports import JsonObject, ViewStore
from lienthong.services.desk_view import CENTRES, INSPECTION, DeskDay, DeskView, days_of, month_key
from lienthong.services.dossier_records import month_after
from lienthong.services.viewing import stored_name

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """What a centre, or several together, counted in a period.

    Attributes:
        visits: visits at the desk from which dossiers came; consultations: those from which none came.
        postings: right ones of those that there ought to be, by the last inspection in the period.
    """

    visits: int = 0
    consultations: int = 0
    votes: Votes = field(default_factory=Votes)
    postings: Share = field(default_factory=lambda: Share(0, 0))

    def __add__(self, other: DeskFigures) -> DeskFigures:
        mine, others = self.postings, other.postings
        return DeskFigures(
            self.visits + other.visits,
            self.consultations + other.consultations,
            self.votes + other.votes,
            Share(mine.part + others.part, mine.whole + others.whole),
        )


@dataclass(frozen=True, slots=True)
class DeskReading:
    """Reads what the view holds."""

    store: ViewStore

    @property
    def view(self) -> str:
        """The view's name in the store."""
        return stored_name(DeskView())

    def position(self) -> int:
        """How many of the log's entries have been folded."""
        return self.store.position(self.view).index

    def of_period(self, period: Period, centres: Collection[str]) -> dict[str, DeskFigures]:
        """What these centres counted, by code. One AWS call for a thousand centres' month."""
        days: dict[str, list[DeskDay]] = {}
        month = period.first.replace(day=1)
        while month <= period.last:
            for centre, record in self._all(month_key(month, "")[0], centres):
                wanted = days.setdefault(centre, [])
                wanted += (
                    day
                    for number, day in sorted(days_of(record).items())
                    if period.first <= month.replace(day=number) <= period.last
                )
            month = month_after(month)
        return {centre: _together(found) for centre, found in days.items() if found}

    def live(self, by: datetime, centres: Collection[str]) -> frozenset[str]:
        """Those of these centres that were set up and had taken in a dossier by an instant."""
        return frozenset(
            centre
            for centre, record in self._all(CENTRES, centres)
            if all(
                record[what] is not None and datetime.fromisoformat(str(record[what])) <= by
                for what in ("set_up_at", "live_since")
            )
        )

    def inspection(self, centre: str) -> JsonObject | None:
        """The last inspection of a centre's postings. One AWS call."""
        key = (INSPECTION, centre)
        return self.store.items(self.view, [key]).get(key)

    def _all(self, partition: str, centres: Collection[str]) -> Iterator[tuple[str, JsonObject]]:
        """The records of these centres in a partition."""
        if not centres:
            return
        first, last, cursor = min(centres), max(centres), None
        while True:
            page = self.store.page(self.view, partition, first=first, last=last, cursor=cursor, limit=_PAGE)
            yield from ((centre, record) for centre, record in page.items if centre in centres)
            cursor = page.cursor
            if cursor is None:
                return


def _together(days: list[DeskDay]) -> DeskFigures:
    """The days' sum; of inspections the last one counts."""
    inspected = next((day.inspected for day in reversed(days) if day.inspected), ("", 0, 0))
    return DeskFigures(
        visits=sum(day.visits for day in days),
        consultations=sum(day.consultations for day in days),
        votes=sum((day.votes for day in days), Votes()),
        postings=Share(inspected[2], inspected[1]),
    )
