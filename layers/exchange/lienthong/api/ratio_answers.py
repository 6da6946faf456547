"""The answers about ratios: JSON, and a table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from lienthong.measures.documents import Copy, DocumentFacts
from lienthong.measures.figures import figures, forecasts, trend
from lienthong.measures.paper import PaperEntry
from lienthong.measures.ratios import GOAL, Measure, Share, Unit
from lienthong.measures.tallies import (
    LATE_ENTRIES,
    RECALLED,
    SECRETS,
    SUPERSEDED,
    UNDELIVERED,
    Tally,
    numerator_of,
    total_of,
)
from lienthong.model.event import JsonValue, text_of
from lienthong.services.measures_reading import ListedDocument
from lienthong.services.ratios import DocumentsPage, RatioRow, Ratios

Body = dict[str, JsonValue]
_COPY_FACTS = ("consigned", "undelivered", "accepted", "refused", "superseded")
_BESIDE = (SECRETS, RECALLED, SUPERSEDED, LATE_ENTRIES, UNDELIVERED)
#: A sheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def ratios_body(answer: Ratios) -> Body:
    """The figures with their breakdown, their trend and the forecast of the goal."""
    return {
        "agency": answer.agency,
        "name": answer.name,
        "period": answer.period.text,
        "scope": answer.scope.value,
        "by": answer.by.value,
        "goal": GOAL,
        "entries": answer.entries,
        "total": figures(answer.total),
        "rows": [_row(row) for row in answer.rows],
        "trend": trend(answer.months),
        "forecasts": forecasts(answer.months),
    }


def _row(row: RatioRow) -> Body:
    return {"agency": row.agency, "name": row.name, "level": row.level, "figures": figures(row.tally)}


def documents_body(page: DocumentsPage) -> Body:
    """Documents behind a number, each with what it counts and the log's entries that say so."""
    return {
        "agency": page.agency,
        "period": page.period.text,
        "scope": page.scope.value,
        "entries": page.entries,
        "documents": [_document(one) for one in page.documents],
        "cursor": page.cursor,
    }


def _document(listed: ListedDocument) -> Body:
    if listed.document and listed.document.issue:
        return _sent(listed.id, listed.document)
    return _reported(listed)


def _sent(submission_id: str, facts: DocumentFacts) -> Body:
    issue = facts.issue
    assert issue is not None
    return {
        "kind": "submission",
        "id": submission_id,
        "agency": issue.agency,
        "number": issue.number,
        "notation": issue.notation,
        "issued_on": issue.issued_on.isoformat(),
        "type_name": issue.kind[2],
        "counts": facts.counts,
        "ratios": {measure.value: facts.holds(measure) for measure in Measure},
        "on_paper": facts.is_on_paper,
        "valid": issue.valid,
        "event_id": issue.event_id,
        "entry": issue.entry,
        "recalled": facts.recalled,
        "replaced_by": list(facts.replaced_by),
        "recipients": [_copy(code, copy) for code, copy in sorted(facts.copies.items())],
        "paper": _paper(facts.paper) if facts.paper else None,
    }


def _copy(code: str, copy: Copy) -> Body:
    return {"agency": code} | {name: getattr(copy, name) for name in _COPY_FACTS}


def _reported(listed: ListedDocument) -> Body:
    """An entry of the paper register; ``entry`` is ``None`` where it was withdrawn."""
    entry = listed.number.entries.get(listed.id)
    alone = listed.number.alone()
    return {
        "kind": "paper",
        "id": listed.id,
        "agency": listed.agency,
        "withdrawn": entry is None,
        "counts": entry is not None and alone == entry and not entry.is_secret,
        "beside": list(listed.number.holders) if entry else [],
        "paper": _paper(entry) if entry else None,
    }


def _paper(entry: PaperEntry) -> Body:
    return {
        "event_id": entry.event_id,
        "number": entry.number or None,
        "notation": entry.notation or None,
        "issued_on": entry.issued_on.isoformat(),
        "carriage": entry.carriage.value,
        "count": entry.count,
        "reason": None if entry.is_secret else entry.reason,
        "recipient_count": entry.recipient_count,
        "reported_at": text_of(entry.reported_at),
        "late": entry.is_late,
    }


# --- CSV ------------------------------------------------------------------------------------------


def ratios_csv(answer: Ratios) -> str:
    """A line for each row and unit, the total first; with the mark by which sheets know UTF-8."""
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\r\n")
    sheet.writerow(_headings())
    total = RatioRow(answer.agency, answer.name, "", answer.total)
    for kind, row in (("total", total), *((answer.by.value, row) for row in answer.rows)):
        for unit in Unit:
            start = (kind, row.agency, row.name, row.level, answer.period.text)
            sheet.writerow([_plain(cell) for cell in (*start, *_cells(row.tally, unit))])
    return "\ufeff" + written.getvalue()


def _headings() -> Sequence[str]:
    measured = [name for one in Measure for name in (one.value, f"{one.value}_percent")]
    return ("row", "agency", "name", "level", "period", "unit", "total", *measured, *_BESIDE)


def _cells(tally: Tally, unit: Unit) -> Iterator[str]:
    yield unit.value
    yield str(tally[total_of(unit)])
    for measure in Measure:
        ratio = tally.ratio(unit, measure)
        yield str(tally[numerator_of(unit, measure)])
        yield ratio.percent if isinstance(ratio, Share) else ""
    yield from (str(tally[name]) for name in _BESIDE)


def _plain(cell: str) -> str:
    """Text that no sheet computes."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
