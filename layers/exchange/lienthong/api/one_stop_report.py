"""Report 06 and the last inspection of a centre, as they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from lienthong.model.event import JsonValue, text_of
from lienthong.onestop.assessment import Indicator
from lienthong.onestop.covering import Covering
from lienthong.onestop.figures import Share
from lienthong.ports import JsonObject
from lienthong.services.desk_reading import DeskFigures
from lienthong.services.one_stop_report import OneStopReport

Body = dict[str, JsonValue]


def report_body(found: OneStopReport) -> Body:
    """The report with what belongs to it; every share with the two numbers that it is of."""
    report = found.report.to_json()
    lines = cast("list[Body]", report["lines"])
    names = found.names
    return {
        "agency": found.agency,
        "name": names.get(found.agency, ""),
        "first": report["first"],
        "last": report["last"],
        "as_of": text_of(found.as_of),
        "entries": found.folded.dossiers,
        "desk_entries": found.folded.desk,
        "total": report["total"],
        "lines": [{**line, "name": names.get(str(line["agency"]), "")} for line in lines],
        "centres": [
            {
                "centre": line.centre,
                "name": names.get(line.centre, ""),
                **line.counts.to_json(),
                "desk": _desk(line.desk) if line.desk else None,
            }
            for line in found.centres
        ],
        "desk": _desk(found.desk),
        "indicators": [_indicator(one, found.indicators[one]) for one in Indicator],
        "coverage": _coverage(found.covering, names),
    }


def _desk(figures: DeskFigures) -> Body:
    return {
        "visits": figures.visits,
        "consultations": figures.consultations,
        "votes": figures.votes.to_json(),
        "postings": _share(figures.postings),
    }


def _share(share: Share) -> Body:
    return {"part": share.part, "whole": share.whole, "share": share.plain()}


def _indicator(indicator: Indicator, share: Share | None) -> Body:
    return {
        "number": int(indicator),
        "vi": indicator.vi,
        "en": indicator.en,
        **_share(share or Share(0, 0)),
    }


def _coverage(covering: Covering, names: Mapping[str, str]) -> Body:
    without: list[JsonValue] = [{"agency": code, "name": names.get(code, "")} for code in covering.without]
    return {**_share(covering.share), "without": without}


def postings_body(centre: str, last: JsonObject | None) -> Body:
    """The last inspection of a centre's postings, as its event says it; null where there was none."""
    if last is None:
        return {"centre": centre, "inspection": None}
    share = Share(int(str(last["right"])), int(str(last["expected"])))
    return {"centre": centre, "inspection": {**last, "share": share.plain()}}
