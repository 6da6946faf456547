"""Ratios: how electronic an agency is, as the SDK offers it."""

from __future__ import annotations

from typing_extensions import TypedDict

from lienthong_client.calls import Calls


class RatioValue(TypedDict):
    """A share; ``percent`` is ``None`` where there is nothing to share."""

    numerator: int
    denominator: int
    percent: str | None


class UnitFigures(TypedDict):
    """All that was issued, and the ratios R1 to R4 of it."""

    total: int
    ratios: dict[str, RatioValue]


class Figures(TypedDict):
    """``by`` has ``document`` and ``recipient``; ``excluded`` is left out of what is published."""

    by: dict[str, UnitFigures]
    excluded: dict[str, int]
    shown: dict[str, int]
    recalled: int
    superseded: int
    late_entries: int
    reasons: dict[str, int]


class RatioRow(TypedDict):
    """Figures of an agency, or of a level."""

    agency: str
    name: str
    level: str
    figures: Figures


class TrendMonth(TypedDict):
    """The ratios of a month."""

    month: str
    document: dict[str, RatioValue]
    recipient: dict[str, RatioValue]


class ForecastRecord(TypedDict):
    """When the goal is reached."""

    state: str
    month: str | None
    earliest: str | None
    latest: str | None


class RatiosAnswer(TypedDict):
    """The answer about ratios."""

    agency: str
    name: str
    period: str
    scope: str
    by: str
    goal: int
    entries: int
    total: Figures
    rows: list[RatioRow]
    trend: list[TrendMonth]
    forecasts: dict[str, dict[str, ForecastRecord]]


class DocumentsPage(TypedDict):
    """A page of the documents behind a number."""

    agency: str
    period: str
    scope: str
    entries: int
    documents: list[dict[str, object]]
    cursor: str | None


class RatioCalls(Calls):
    """Ratios, and the documents behind them."""

    def ratios(
        self, agency: str = "", period: str = "", *, subtree: bool = False, by: str = "agency"
    ) -> RatiosAnswer:
        """The ratios of the caller or of an agency below it; of the present month where none is named."""
        return self.get(RatiosAnswer, "/v1/ratios", _query(agency, period, subtree) | {"by": by})

    def ratios_csv(
        self, agency: str = "", period: str = "", *, subtree: bool = False, by: str = "agency"
    ) -> bytes:
        """The same as a table."""
        query = _query(agency, period, subtree) | {"by": by}
        return self.transport.send("GET", "/v1/ratios.csv", b"", query=query, accept="text/csv").body

    def ratio_documents(
        self, agency: str = "", period: str = "", *, subtree: bool = False, cursor: str | None = None
    ) -> DocumentsPage:
        """A page of the documents that the ratios are counted from."""
        query = _query(agency, period, subtree) | {"cursor": cursor}
        return self.get(DocumentsPage, "/v1/ratios/documents", query)


def _query(agency: str, period: str, subtree: bool) -> dict[str, str | int | None]:
    return {
        "agency": agency or None,
        "period": period or None,
        "scope": "subtree" if subtree else "self",
    }
