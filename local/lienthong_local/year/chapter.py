"""The year as a chapter: replayed, counted, counted anew from the log, and its last district found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from lienthong.errors import Unavailable
from lienthong.model.calendar import date_in_vietnam
from lienthong_local.demo.errors import Difference, expect
from lienthong_local.seeding import ProvinceOnline
from lienthong_local.year import found
from lienthong_local.year.expected import Counts, Month, expected_counts
from lienthong_local.year.files import write_files
from lienthong_local.year.plan import Way, Year, counts_by_way
from lienthong_local.year.ranking import Standing, ranked, share_of
from lienthong_local.year.replay import Replay
from lienthong_local.year.words import percent, words, written

#: In a smaller year a district issues so few documents that any may be the last.
SMALLEST = 300
#: So often a replay that broke off is taken up again.
_TRIES = 3
#: So many counts that differ are named; the rest is counted.
_NAMED = 5
Part: TypeAlias = tuple[str, str, Callable[[], str]]


@dataclass
class Chapter:
    """Plays a year on an exchange.

    ``advance`` is told of steps done since ``at_start``, which is called again where the replay is taken up.

    ``into`` takes what it ends with; ``before``: what the exchange counted of these months already.
    """

    online: ProvinceOnline
    year: Year
    scratch: Path
    into: Path
    advance: Callable[[int], None]
    at_start: Callable[[], None]
    at_month: Callable[[Month], None]
    language: str
    before: Counts = field(default_factory=dict)
    standings: tuple[Standing, ...] = ()
    counts: Counts = field(default_factory=dict)

    def parts(self) -> tuple[Part, ...]:
        """What is played, in this order, each with its title in English and Vietnamese."""
        size = len(self.year.documents)
        return (
            (
                f"A year of {written(size, 'en')} documents",
                f"Một năm với {written(size, 'vi')} văn bản",
                self.replayed,
            ),
            ("Every number is as planned", "Mọi số liệu đúng như kế hoạch", self.as_planned),
            (
                "The log alone gives the same numbers",
                "Tính lại chỉ từ nhật ký cho cùng số liệu",
                self.same_from_the_log,
            ),
            (
                "The lagging district is found by its ratios",
                "Tìm ra huyện chậm nhất qua các tỷ lệ",
                self.last_is_found,
            ),
        )

    def replayed(self) -> str:
        """Everything is sent, received and reported, and the exchange comes to rest."""
        for tries_left in reversed(range(_TRIES)):
            self.at_start()
            try:
                Replay(self.online, self.year, self.scratch, self.advance, self.at_month).run()
                break
            except Unavailable:
                # What stands is not done again: an hour's work is not lost for one answer that did not come.
                if not tries_left:
                    raise
        ways = counts_by_way(self.year.documents)
        counts = {way.value: written(ways[way], self.language) for way in Way}
        return words(self.language)["ways"].format(**counts)

    def as_planned(self) -> str:
        """Each count of each agency's month is what the plan says, to the digit."""
        entries = found.fold_on(self.online)
        self.counts = found.less(found.found_counts(self.online, self.year.months), self.before)
        expected = expected_counts(self.year, date_in_vietnam(datetime.now(UTC)))
        differing = found.differences(expected, self.counts)
        if differing:
            named = "; ".join(differing[:_NAMED])
            raise Difference(f"counts that differ ({len(differing)})", "none", named)
        numbers = sum(len(counts) for counts in expected.values())
        said = {"numbers": written(numbers, self.language), "entries": written(entries, self.language)}
        return words(self.language)["counted"].format(**said)

    def same_from_the_log(self) -> str:
        """The operator's own command counts anew from the log, and finds no record that differs."""
        same, said = found.recomputed(self.online.stack)
        if not same:
            raise Difference("counting anew from the log", "the same", said)
        # One line of each language for each view.
        return " · ".join(said.splitlines()[self.language == "vi" :: 2])

    def last_is_found(self) -> str:
        """Of all districts the last one by its ratios is the one that was planned to lag."""
        self.standings = ranked(self.online.province.agencies, self.counts, self.year.months)
        last = self.standings[-1]
        if len(self.year.documents) >= SMALLEST:
            expect("the last district by its ratios", last.code, self.year.lagging)
        write_files(self.online, self.year.months, last.code, self.into, self.language)
        return f"{last.name}: R2 {percent(share_of(last.counts, 'R2'), self.language)} %"
