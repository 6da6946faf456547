"""Reports as anybody may read them: which there are, each with its receipt, and as a page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from lienthong.errors import NotFound
from lienthong.measures.periods import MalformedPeriod, Month
from lienthong.model.event import JsonValue
from lienthong.ports import LogFiles

_PREFIX = "reports/"
_REPORT = re.compile(r"reports/(\d{4}-\d{2})/(\d{1,6})\.json", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,5}", re.ASCII)


def report_path(month: Month, version: int) -> str:
    """Where a report lies."""
    return f"{_PREFIX}{month}/{version:06d}.json"


def receipt_path(month: Month, version: int) -> str:
    """Where the receipt of the event that names it lies."""
    return f"{_PREFIX}{month}/{version:06d}.receipt"


def page_path(month: Month, version: int) -> str:
    """Where its page lies."""
    return f"{_PREFIX}{month}/{version:06d}.html"


def versions_of(files: LogFiles, month: Month) -> list[int]:
    """The versions that there are of a month's report, in order."""
    found = (_REPORT.fullmatch(path) for path in files.paths(f"{_PREFIX}{month}/"))
    return sorted(int(one[2]) for one in found if one)


@dataclass(frozen=True, slots=True)
class PublishedReports:
    """Hands out reports."""

    files: LogFiles

    def all(self) -> list[dict[str, JsonValue]]:
        """Every report, by period and version."""
        found = (_REPORT.fullmatch(path) for path in self.files.paths(_PREFIX))
        return [{"period": one[1], "version": int(one[2])} for one in found if one]

    def one(self, period: str, version: str) -> dict[str, JsonValue]:
        """A report with its receipt, which is ``None`` until the log has published it.

        Raises:
            NotFound: there is no such report.
        """
        month, number = _place(period, version)
        report = json.loads(self._read(report_path(month, number)))
        try:
            receipt = json.loads(self.files.read(receipt_path(month, number)))
        except KeyError:
            receipt = None
        return {"report": report, "receipt": receipt}

    def page(self, period: str, version: str) -> bytes:
        """A report's page.

        Raises:
            NotFound: there is no such report.
        """
        return self._read(page_path(*_place(period, version)))

    def _read(self, path: str) -> bytes:
        try:
            return self.files.read(path)
        except KeyError as absent:
            raise NotFound from absent


def _place(period: str, version: str) -> tuple[Month, int]:
    if not _NUMBER.fullmatch(version):
        raise NotFound
    try:
        return Month.parse(period), int(version)
    except MalformedPeriod as absent:
        raise NotFound from absent
