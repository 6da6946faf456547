"""Publishing the monthly reports: each once, corrected by a new version that names the one before.

Numbered plan of :meth:`MeasuresReports.publish`, for the month before and a few earlier ones, oldest first:

1. Read the newest version. In one month of the calendar a report gets one version at most.
2. Read the figures at one position of the view, and the tree of the log at that position.
3. Where they are what the newest version says, nothing is published.
4. Write the report, once. From here on it stands, whatever fails: all that follows is made from its bytes.
5. Record the event that names it. It has the same id each time.
6. Where the log has published the event, write the receipt beside it, once.

A run that ends between two steps is taken up by the next one; two runs at once write the same event.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from lienthong.errors import LogContradiction
from lienthong.measures.page import report_page
from lienthong.measures.periods import Month, Period
from lienthong.measures.reports import (
    SUBJECT,
    CountedTree,
    Report,
    compose,
    digest_of,
    event_details,
    figures_of,
    to_bytes,
)
from lienthong.measures.tallies import Tally
from lienthong.measures.tree import Tree
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.event import Event, EventType, text_of
from lienthong.model.identifiers import ulid
from lienthong.ports import Change, Clock, CommitRefused, ExchangeStore, LogFiles, LogTable
from lienthong.services.attested import AttestedLog
from lienthong.services.measures_reading import MeasuresReading
from lienthong.services.published_reports import (
    page_path,
    receipt_path,
    report_path,
    versions_of,
)
from lienthong.tlog.checkpoints import parse_checkpoint
from lienthong.tlog.merkle import consistency_proof, range_root
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong.tlog.tiles import nodes_of

#: For so many months late entries and late acceptances lead to a corrected report.
CORRECTED_MONTHS = 4
#: An authority that has not answered for so long is away, or there is none.
_STAMPED_WITHIN = timedelta(minutes=50)


@dataclass(frozen=True, slots=True)
class MeasuresReports:
    """Writes reports, their events and their receipts."""

    reading: MeasuresReading
    files: LogFiles
    table: LogTable
    exchange: ExchangeStore
    clock: Clock

    def publish(self) -> None:
        """One run (see the module's plan).

        Raises:
            Unavailable: the next run goes on. IntegrityFault: the log does not fit together.
        """
        today = date_in_vietnam(self.clock.now())
        last = Month.of(today).plus(-1)
        if today <= last.reporting_ends:
            # Until then entries of the paper register are in time.
            last = last.plus(-1)
        for back in reversed(range(CORRECTED_MONTHS)):
            month = last.plus(-back)
            self._publish(month)
            for version in versions_of(self.files, month):
                self._complete(month, version)

    # 1.–4. --------------------------------------------------------------------------------------

    def _publish(self, month: Month) -> None:
        versions = versions_of(self.files, month)
        newest = self._report(month, versions[-1]) if versions else None
        if newest is not None and self._is_of_this_month(newest):
            return
        report = self._composed(month, newest, versions)
        # Before the exchange was there, there was nobody to report of.
        if report is None or not report["agencies"]:
            return
        if newest is not None and figures_of(report) == figures_of(newest):
            return
        version = len(versions) + 1
        # Another run may have been faster, from another position of the view: its report stands.
        with suppress(LogContradiction):
            self.files.put_once(report_path(month, version), to_bytes(report))

    def _is_of_this_month(self, report: Report) -> bool:
        computed = datetime.fromisoformat(str(report["computed_at"]))
        return Month.of(date_in_vietnam(computed)) == Month.of(date_in_vietnam(self.clock.now()))

    def _composed(self, month: Month, newest: Report | None, versions: Sequence[int]) -> Report | None:
        size, (tree, tallies) = self.reading.at_one_position(lambda: self._read(month))
        counted = self._counted(size)
        if counted is None:
            return None
        return compose(
            month,
            tallies,
            tree,
            counted,
            version=len(versions) + 1,
            computed_at=text_of(self.clock.now()),
            replaces=digest_of(newest) if newest else None,
        )

    def _read(self, month: Month) -> tuple[Tree, Mapping[str, Tally]]:
        return self.reading.tree(Period.parse(str(month))), self.reading.month(month)

    def _counted(self, size: int) -> CountedTree | None:
        """The tree of the entries that were folded; ``None`` where there are none yet."""
        found = self.files.checkpoint()
        if found is None or size == 0:
            return None
        head = parse_checkpoint(found.note).head
        node = nodes_of(head.size, self.files.read)
        return CountedTree(
            size, range_root(0, size, node), found.note, consistency_proof(size, head.size, node)
        )

    def _report(self, month: Month, version: int) -> Report:
        report: Report = json.loads(self.files.read(report_path(month, version)))
        return report

    # 5. 6. --------------------------------------------------------------------------------------

    def _complete(self, month: Month, version: int) -> None:
        if self._has(receipt_path(month, version)):
            return
        report = self._report(month, version)
        self.files.put_once(page_path(month, version), report_page(report).encode())
        event = _event(report)
        reading = self.table.read([event.event_id])
        index = reading.indexes.get(event.event_id)
        if index is None:
            # Refused where a run before has recorded it, and the log has not taken it in yet.
            with suppress(CommitRefused):
                self.exchange.commit(Change(events=(event,)))
            return
        log = AttestedLog(self.files, reading.publication)
        attested = log.covering(index)
        if attested is None or (attested.token is None and self._may_be_stamped(event)):
            return
        body = event.to_json()
        proof = log.prove(body, event.salt, index, attested.checkpoint)
        receipt = UnverifiedReceipt(body, event.salt, proof, attested.token)
        self.files.put_once(receipt_path(month, version), receipt.to_bytes())

    def _may_be_stamped(self, event: Event) -> bool:
        """Whether the authority may still come: a receipt is written once, and better with its time-stamp."""
        return self.clock.now() - event.at < _STAMPED_WITHIN

    def _has(self, path: str) -> bool:
        try:
            self.files.read(path)
        except KeyError:
            return False
        return True


def _event(report: Report) -> Event:
    """The event that names a report. It is no secret, so id and salt follow from it."""
    digest = bytes.fromhex(digest_of(report))
    at = datetime.fromisoformat(str(report["computed_at"]))
    return Event(
        event_id=ulid(int(at.timestamp() * 1000), digest[:10]),
        type=EventType.MEASURES_REPORT,
        subject=SUBJECT,
        at=at,
        actor="exchange",
        salt=hashlib.sha256(b"lienthong measures report" + digest).digest(),
        details=event_details(report),
    )
