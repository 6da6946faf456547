"""A report as a page for anybody: Vietnamese with English beside it; no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from lienthong.measures.ratios import Measure, Share, Unit
from lienthong.measures.reports import Report, digest_of
from lienthong.measures.tallies import Tally, numerator_of, total_of
from lienthong.model.agency_level import AgencyLevel

_STYLE = (
    "body{font:16px/1.5 'Noto Sans','Segoe UI',Arial,sans-serif;margin:2rem auto;max-width:72rem}"
    "body{padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:right}"
    "th{background:#f0f0f0}td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}code{overflow-wrap:anywhere}"
    ".en{color:#555;font-size:.85em}"
)


def report_page(report: Report) -> str:
    """The page."""
    year, _, month = str(report["period"]).partition("-")
    agencies: list[Mapping[str, Any]] = list(report["agencies"])  # type: ignore[arg-type]
    tree: Mapping[str, Any] = report["tree"]  # type: ignore[assignment]
    tables = "".join(_table(unit, agencies) for unit in Unit)
    measures = "".join(
        f"<li><b>{one.value}</b> {escape(one.vi)} <span class=en>{escape(one.en)}</span></li>"
        for one in Measure
    )
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        f"<title>Tỷ lệ văn bản điện tử {month}/{year}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Tỷ lệ văn bản điện tử tháng {month}/{year}"
        f"<br><span class=en>Electronic documents, {year}-{month}</span></h1><ul>{measures}</ul>{tables}"
        f"<p>Lần công bố {report['version']}, tính từ {tree['size']} bản ghi đầu tiên của nhật ký bằng chứng "
        f"(gốc <code>{escape(tree['root'])}</code>). <span class=en>Version {report['version']}, counted "
        f"from the first {tree['size']} entries of the evidence log.</span></p>"
        f"<p>SHA-256: <code>{digest_of(report)}</code></p></body></html>\n"
    )


def _table(unit: Unit, agencies: list[Mapping[str, Any]]) -> str:
    head = "".join(f"<th>{one.value}</th>" for one in Measure)
    rows = "".join(_rows(unit, agencies))
    return (
        f"<h2>{escape(_heading(unit.vi))} <span class=en>{escape(unit.en)}</span></h2><table><tr>"
        f"<th>Cơ quan <span class=en>agency</span></th><th>Cấp <span class=en>level</span></th>"
        f"<th>Ban hành <span class=en>issued</span></th>{head}</tr>{rows}</table>"
    )


def _heading(words: str) -> str:
    return words[:1].upper() + words[1:]


def _rows(unit: Unit, agencies: list[Mapping[str, Any]]) -> Iterator[str]:
    levels = {level.value: level.vi for level in AgencyLevel}
    for one in agencies:
        tally = Tally(one["counts"])
        cells = "".join(f"<td>{_cell(tally, unit, measure)}</td>" for measure in Measure)
        level = levels.get(one["level"], "")
        yield (
            f"<tr><td>{escape(one['name'])} ({escape(one['agency'])})</td><td>{escape(level)}</td>"
            f"<td>{tally[total_of(unit)]}</td>{cells}</tr>"
        )


def _cell(tally: Tally, unit: Unit, measure: Measure) -> str:
    ratio = tally.ratio(unit, measure)
    if not isinstance(ratio, Share):
        return "không tính"
    return (
        f"{ratio.percent.replace('.', ',')} % ({tally[numerator_of(unit, measure)]}/{tally[total_of(unit)]})"
    )
