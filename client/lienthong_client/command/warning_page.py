"""The warnings as one page to print or to mail: no scripts, nothing loaded, in both languages (WCAG 2.2, AA).

Colour never says anything alone: what is late is also marked in words, and the chart's numbers stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from lienthong_client.command.dossier_board import office_time, outlook_text, to_act
from lienthong_client.command.screen import local_time
from lienthong_client.messages import Language, say

if TYPE_CHECKING:
    from lienthong_client.dossier_boards import DossierWarning, DossierWarnings, WarningsOfDay, WarningTotal

#: So many days of the chart; what is due later is far enough away.
_DAYS = 15
_BAR, _GAP, _HEIGHT, _HEAD = 40, 8, 120, 20
_CSS = (
    "@page{size:A4 landscape;margin:12mm}"
    "body{margin:0 auto;max-width:75em;padding:1em;font:1em/1.45 sans-serif;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.4em;line-height:1.25;margin:.2em 0}h2{font-size:1.1em;margin:1.4em 0 .4em}"
    "p{margin:.3em 0}.hint{color:#4a4a4a}.sum{font-weight:bold}"
    "table{border-collapse:collapse;width:100%;font-size:.92em}"
    "th,td{border:1px solid #8c8c8c;padding:.35em .5em;text-align:left;vertical-align:top}"
    "th{background:#eef2f7}thead{display:table-header-group}tr{break-inside:avoid}"
    ".n{text-align:right;white-space:nowrap}.c{white-space:nowrap}"
    "tr.late td:first-child{border-left:6px solid #a11616}.late b{color:#a11616}"
    "svg{max-width:100%;height:auto}svg rect{fill:#0b4f9e}svg text{font:12px sans-serif;fill:#1a1a1a}"
    "@media print{body{padding:0;font-size:10pt}tr.late td:first-child{border-left-width:4px}}"
)


def warning_page(answer: DossierWarnings, procedures: Mapping[str, str], language: Language) -> str:
    """The page; ``procedures`` are names by code, as far as they are known."""
    title = say("warnings.title", language)
    name = answer["names"].get(answer["agency"], answer["agency"])
    as_of = say("warnings.as-of", language, when=local_time(answer["as_of"], language))
    parts = (
        f"<h1>{escape(title)}</h1>",
        f"<p><b>{escape(name)}</b> ({escape(answer['agency'])}). {escape(as_of)}.</p>",
        *_summary(answer, language),
        *_totals(answer, language),
        *_chart(answer["by_day"], language),
        *_dossiers(answer, procedures, language),
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)} – {escape(name)}</title><style>{_CSS}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _summary(answer: DossierWarnings, language: Language) -> Iterator[str]:
    found = answer["warnings"]
    if not found:
        yield f"<p>{escape(say('warnings.none', language))}</p>"
    late = sum(one["outlook"] == "late" for one in found)
    said = say("warnings.sum", language, late=late, soon=len(found) - late, looked_at=answer["looked_at"])
    yield f'<p class="sum">{escape(said)}</p>'
    if answer["left_out"]:
        yield f"<p>{escape(say('warnings.left-out', language, count=answer['left_out']))}</p>"
    if answer["missing_years"]:
        years = ", ".join(map(str, answer["missing_years"]))
        said = say("warnings.missing-year", language, count=answer["undated"], years=years)
        yield f"<p><b>{escape(said)}</b></p>"


def _totals(answer: DossierWarnings, language: Language) -> Iterator[str]:
    if len(answer["centres"]) > 1:
        yield from _counted("warnings.centres", answer["centres"], answer["names"], language)
    if not answer["totals"]:
        return
    yield from _counted("warnings.totals", answer["totals"], answer["names"], language)
    if any(len(one["holders"]) > 1 for one in answer["warnings"]):
        yield f'<p class="hint">{escape(say("warnings.both", language))}</p>'


def _counted(
    title: str, totals: Sequence[WarningTotal], names: Mapping[str, str], language: Language
) -> Iterator[str]:
    yield f"<h2>{escape(say(title, language))}</h2>"
    rows = (
        f"<tr><td>{_name(one['agency'], names)}</td>"
        f'<td class="n">{one["late"]}</td><td class="n">{one["will_be_late"]}</td></tr>'
        for one in sorted(totals, key=_most_first)
    )
    yield _table(("agency-name", "late-count", "soon-count"), rows, language)


def _most_first(one: WarningTotal) -> tuple[int, int, str]:
    return -one["late"], -one["will_be_late"], one["agency"]


def _chart(days: Sequence[WarningsOfDay], language: Language) -> Iterator[str]:
    """A bar for each day, its number above and its day below."""
    shown = days[:_DAYS]
    if not shown:
        return
    title = escape(say("warnings.by-day", language))
    most = max(one["dossiers"] for one in shown)
    width = len(shown) * (_BAR + _GAP) + _GAP
    yield f'<h2 id="by-day">{title}</h2>'
    yield (
        f'<svg role="img" aria-labelledby="by-day chart" viewBox="0 0 {width} {_HEIGHT + 2 * _HEAD}" '
        f'width="{width}" height="{_HEIGHT + 2 * _HEAD}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="chart">{escape("; ".join(_day_and_number(one) for one in shown))}</title>'
    )
    for at, one in enumerate(shown):
        height = max(2, round(_HEIGHT * one["dossiers"] / most))
        left = _GAP + at * (_BAR + _GAP)
        top, middle = _HEAD + _HEIGHT - height, left + _BAR // 2
        yield (
            f'<rect x="{left}" y="{top}" width="{_BAR}" height="{height}"/>'
            f'<text x="{middle}" y="{top - 5}" text-anchor="middle">{one["dossiers"]}</text>'
            f'<text x="{middle}" y="{_HEAD + _HEIGHT + 15}" text-anchor="middle">{_day(one["day"])}</text>'
        )
    yield "</svg>"


def _day_and_number(one: WarningsOfDay) -> str:
    return f"{_day(one['day'])}: {one['dossiers']}"


def _day(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m}"


def _dossiers(answer: DossierWarnings, procedures: Mapping[str, str], language: Language) -> Iterator[str]:
    if not answer["warnings"]:
        return
    yield f"<h2>{escape(say('warnings.list', language))}</h2>"
    columns = ("dossier", "procedure", "outlook", "to-act", "due-at", "expected", "over", "apology-by")
    rows = (_dossier(one, answer["names"], procedures, language) for one in answer["warnings"])
    yield _table(columns, rows, language)
    if any(one["apology_by"] for one in answer["warnings"]):
        yield f'<p class="hint">{escape(say("warnings.apology", language))}</p>'


def _dossier(
    one: DossierWarning, names: Mapping[str, str], procedures: Mapping[str, str], language: Language
) -> str:
    late = one["outlook"] == "late"
    outlook = escape(outlook_text(one, language))
    cells = (
        f'<td class="c">{escape(one["dossier"])}</td>',
        f"<td>{escape(procedures.get(one['procedure'], one['procedure']))}</td>",
        f"<td>{f'<b>{outlook}</b>' if late else outlook}</td>",
        f"<td>{escape(to_act(one, names))}</td>",
        f'<td class="c">{_when(one["due"], language)}</td>',
        f'<td class="c">{_when(None if one["paused_since"] else one["expected"], language)}</td>',
        f'<td class="n">{escape(office_time(one["over_minutes"], language)) or "–"}</td>',
        f'<td class="c">{_when(one["apology_by"], language)}</td>',
    )
    row = '<tr class="late">' if late else "<tr>"
    return f"{row}{''.join(cells)}</tr>"


def _when(instant: str | None, language: Language) -> str:
    return escape(local_time(instant, language)) or "–"


def _name(code: str, names: Mapping[str, str]) -> str:
    name = names.get(code)
    return f"{escape(name)} ({escape(code)})" if name else escape(code)


def _table(columns: Sequence[str], rows: Iterator[str], language: Language) -> str:
    head = "".join(f'<th scope="col">{escape(say(f"column.{name}", language))}</th>' for name in columns)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
