"""What hangs out in a centre, from the same four tables as procedures are imported from.

The table of procedures has one more column, the day on which each was posted; of the others it needs the code
and the time, so that whoever inspects copies down what can be seen and nothing else. What is posted may be
wrong: it is read as it stands, and held to what is in force by :mod:`lienthong.onestop.posting`.
"""

from __future__ import annotations

from datetime import date

from lienthong.onestop.detail_rows import DetailReading, Details, ProcedureTables, of_edition
from lienthong.onestop.errors import PostingsRejected
from lienthong.onestop.posting import Posting
from lienthong.onestop.procedure_rows import PROCEDURES
from lienthong.onestop.procedures import Step
from lienthong.onestop.table_cells import Columns, Row, read_rows

_NEEDED = frozenset({"code", "time", "posted_on"})
_HEADINGS = {**PROCEDURES.headings, "posted_on": "Ngày niêm yết"}
POSTED = Columns("procedures", _HEADINGS, frozenset(_HEADINGS) - _NEEDED)


def read_postings(tables: ProcedureTables) -> tuple[Posting, ...]:
    """The postings that the tables say, in their order; each procedure once.

    Raises:
        PostingsRejected: with every fault of all four.
    """
    reading = _Reading()
    postings = reading.all(tables)
    if reading.faults:
        raise PostingsRejected(reading.faults)
    return tuple(postings)


class _Reading(DetailReading):
    """One reading; every fault is noted, and the reading goes on."""

    def all(self, tables: ProcedureTables) -> list[Posting]:
        """1. rows of all tables; 2. details by procedure; 3. postings."""
        heads = read_rows(POSTED, tables.procedures, self.faults)
        self.check_twice(heads, "code")
        # A code that is there twice is told above; its lines are gone through once.
        first = {row.optional("code"): row for row in reversed(heads)}
        details = self.details(tables, set(first))
        return [self._posting(row, details) for row in reversed(first.values())]

    def step(self, row: Row) -> Step:
        """A line of steps; that no officer is posted is a finding, not a fault."""
        number, group = row.whole("number", 1, 99), row.whole("group", 1, 99)
        names = row.text("name"), row.optional("responsible"), row.optional("officer")
        return Step(number, group, *names, self.duration(row))

    def _posting(self, row: Row, details: Details) -> Posting:
        code, edition = self.code(row), row.day("effective_from")
        posted_on = row.day("posted_on") if row.text("posted_on") else None
        steps = [line.detail for line in of_edition(details.steps.get(code, ()), edition)]
        return Posting(
            procedure=code,
            posted_on=posted_on or date.min,
            duration=self.duration(row),
            fees=tuple(line.detail for line in of_edition(details.fees.get(code, ()), edition)),
            papers=tuple(line.detail for line in of_edition(details.papers.get(code, ()), edition)),
            steps=tuple(sorted(steps, key=lambda step: step.number)),
        )
