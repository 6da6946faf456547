"""Without time-stamps the exchange goes on for a while, and then takes nothing in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lienthong.errors import TimestampsOverdue
from lienthong.ports import Publication
from lienthong.services.timestamp_grace import TimestampGrace
from tests.builders.agencies import DISTRICT
from tests.builders.documents import document
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_log import MemoryLogTable
from tests.doubles.services import GRACE, Services


def test_a_log_that_waits_for_nothing_takes_submissions_however_long_it_was_idle() -> None:
    exchange = Services()
    exchange.log_table.mark_published(3, exchange.clock.now())
    exchange.log_table.mark_attested(3, exchange.clock.now(), "0" * 64)
    exchange.clock.advance(timedelta(days=400))
    assert exchange.send(document()).submission_id


def test_submissions_are_taken_in_while_timestamps_are_missing_for_less_than_the_grace() -> None:
    exchange = Services()
    exchange.log_table.mark_published(3, exchange.clock.now())
    exchange.clock.advance(GRACE)
    assert exchange.send(document()).submission_id


def test_after_the_grace_a_submission_is_refused_with_the_reason_and_nothing_is_stored() -> None:
    exchange = Services()
    exchange.log_table.mark_published(3, exchange.clock.now())
    exchange.clock.advance(GRACE + timedelta(seconds=1))
    with pytest.raises(TimestampsOverdue, match="time-stamp"):
        exchange.send(document())
    assert exchange.content.writes == 0
    assert not exchange.exchange.outbox(DISTRICT.code, cursor=None, limit=1).items


def test_the_first_timestamp_after_that_opens_the_exchange_again() -> None:
    exchange = Services()
    exchange.log_table.mark_published(3, exchange.clock.now())
    exchange.clock.advance(GRACE + timedelta(seconds=1))
    with pytest.raises(TimestampsOverdue):
        exchange.send(document())
    exchange.log_table.mark_attested(3, exchange.clock.now(), "0" * 64)
    assert exchange.send(document()).submission_id


def test_where_no_authority_is_set_up_nothing_waits_and_nobody_is_asked() -> None:
    clock, table = FixedClock(), _CountingTable()
    table.mark_published(3, clock.now())
    clock.advance(timedelta(days=400))
    TimestampGrace(table, clock, None).require()
    assert table.asked == 0


def test_the_table_is_asked_once_a_minute() -> None:
    clock, table = FixedClock(), _CountingTable()
    grace = TimestampGrace(table, clock, GRACE)
    for _ in range(3):
        grace.require()
    clock.advance(timedelta(seconds=60))
    grace.require()
    assert table.asked == 2


class _CountingTable(MemoryLogTable):
    asked = 0

    def publication(self) -> Publication:
        self.asked += 1
        return super().publication()
