"""Dates in Vietnam: UTC+7 the year round (D28 14.4), UTC everywhere inside."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "+07:00")


def date_in_vietnam(instant: datetime) -> date:
    """The calendar day in Vietnam at this instant."""
    return instant.astimezone(VIETNAM).date()
