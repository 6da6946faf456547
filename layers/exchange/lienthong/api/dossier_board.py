"""The answers of the one-stop's board, from values; minutes are office time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from lienthong.model.event import JsonValue, text_of
from lienthong.onestop.lateness import Cause
from lienthong.onestop.timeliness import Judgement
from lienthong.onestop.warning import Outlook
from lienthong.services.dossier_board import CauseLine, Explanation, HandPage, LatenessSummary, WarningsPage
from lienthong.services.foreseeing import Foreseen

Body = dict[str, JsonValue]
_MINUTE = timedelta(minutes=1)


def hand_page(page: HandPage) -> Body:
    """A page of what an agency has in hand, or of what has ended for it."""
    return {
        "agency": page.agency,
        "as_of": text_of(page.as_of),
        "dossiers": [dict(one) for one in page.dossiers],
        "cursor": page.cursor,
    }


def warnings_page(page: WarningsPage) -> Body:
    """A page of warnings, with what all of them add up to."""
    foresight = page.foresight
    return {
        "agency": page.agency,
        "as_of": text_of(foresight.as_of),
        "looked_at": foresight.looked_at,
        "left_out": foresight.left_out,
        "warnings": [_warning(one) for one in page.items],
        "totals": _totals(page.totals),
        "centres": _totals(page.centres),
        "by_day": [{"day": day.isoformat(), "dossiers": n} for day, n in sorted(page.by_day.items())],
        "undated": len(foresight.undated),
        "missing_years": list(foresight.missing_years),
        "names": dict(page.names),
        "cursor": page.cursor,
    }


def _warning(one: Foreseen) -> Body:
    dossier, warning = one.dossier, one.warning
    return {
        "dossier": dossier.code,
        "procedure": dossier.procedure,
        "centre": dossier.centre,
        "lead": dossier.lead,
        "outlook": warning.outlook.value,
        "holders": list(warning.holders),
        "steps": list(warning.steps),
        "due": text_of(warning.due),
        "expected": text_of(warning.expected),
        "over_minutes": None if one.over is None else one.over // _MINUTE,
        "paused_since": _instant(dossier.paused.since if dossier.paused else None),
        "apology_by": _instant(warning.apology_by),
    }


def _totals(totals: Mapping[str, Mapping[Outlook, int]]) -> list[JsonValue]:
    return [{"agency": agency, **_outlooks(counts)} for agency, counts in sorted(totals.items())]


def _outlooks(counts: Mapping[Outlook, int]) -> Body:
    return {"late": counts[Outlook.LATE], "will_be_late": counts[Outlook.WILL_BE_LATE]}


def explanation(found: Explanation) -> Body:
    """Why one dossier is late; causes are empty where it is not."""
    return {
        "dossier": found.dossier.code,
        "procedure": found.dossier.procedure,
        "as_of": text_of(found.as_of),
        "judgement": _judgement(found.judgement) if found.judgement else None,
        "causes": [_cause(cause) for cause in found.causes],
        "missing_year": found.missing_year,
        "names": dict(found.names),
    }


def _judgement(judgement: Judgement) -> Body:
    return {
        "ended": judgement.ended,
        "timeliness": judgement.timeliness.value,
        "due": text_of(judgement.due),
        "end": text_of(judgement.end),
        "supplement_requests": judgement.requests,
    }


def _cause(cause: Cause) -> Body:
    return {
        "kind": cause.kind.value,
        "agency": cause.agency,
        "step": cause.step,
        "since": text_of(cause.since),
        "over_minutes": cause.over // _MINUTE,
    }


def lateness(found: LatenessSummary) -> Body:
    """The causes of a period, added up."""
    return {
        "agency": found.agency,
        "first": found.period.first.isoformat(),
        "last": found.period.last.isoformat(),
        "as_of": text_of(found.as_of),
        "counted": found.counted,
        "late": found.late,
        "looked_into": found.looked_into,
        "causes": [_line(line) for line in found.lines],
        "missing_years": list(found.missing_years),
        "names": dict(found.names),
    }


def _line(line: CauseLine) -> Body:
    return {
        "kind": line.key.kind.value,
        "agency": line.key.agency,
        "procedure": line.key.procedure,
        "step": line.key.step or None,
        "dossiers": line.dossiers,
        "over_minutes": line.over // _MINUTE,
        "worst": list(line.worst),
    }


def _instant(instant: datetime | None) -> str | None:
    return text_of(instant) if instant else None
