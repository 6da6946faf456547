"""The answers about a one-stop centre as a whole: what was found about its postings."""

from __future__ import annotations

from lienthong.model.event import JsonValue, text_of
from lienthong.onestop.posting import PostingFinding
from lienthong.services.inspections import MOST_FINDINGS, Inspected

Body = dict[str, JsonValue]
#: Of a text that was posted, or ought to be, so many characters are shown.
_SHOWN = 500


def inspected(outcome: Inspected) -> Body:
    """An inspection: what was found, in both languages; the same stands in the log by codes."""
    inspection, event = outcome.inspection, outcome.event
    return {
        "centre": inspection.centre,
        "event_id": event.event_id,
        "inspected_at": text_of(event.at),
        "inspected_by": event.actor,
        "on": inspection.on.isoformat(),
        "expected": inspection.right.whole,
        "right": inspection.right.part,
        "share": inspection.right.plain(),
        "found": len(inspection.findings),
        "findings": [_finding(one) for one in inspection.findings[:MOST_FINDINGS]],
        "posted": outcome.posted,
        "in_force": outcome.in_force,
    }


def _finding(found: PostingFinding) -> Body:
    shown = PostingFinding(
        found.procedure, found.aspect, found.flaw, _clipped(found.posted), _clipped(found.in_force)
    )
    return {**shown.to_json(), "en": shown.sentence("en"), "vi": shown.sentence("vi")}


def _clipped(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
