"""The ratios as one SVG: month by month with the goal, and the agencies in their order.

Text stays text, in whatever sans-serif face the reader has; title and description say in words what the lines
show. Lines differ in dash and mark as well as in colour (after Okabe and Ito, for the colour-blind).
Coordinates are whole numbers, so the same figures give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lienthong.measures.ratios import Measure
from lienthong_client.messages import Language, say
from lienthong_client.ratio_calls import RatiosAnswer, RatioValue

_WIDTH, _LEFT, _RIGHT = 1000, 70, 250
_TREND_TOP, _TREND_HEIGHT = 90, 300
_BAR, _NAMES = 26, 380
#: So many agencies are drawn, those with the lowest R4.
MOST_BARS = 60
_STYLES = {
    Measure.ELECTRONIC: ("#0072B2", "none", "circle"),
    Measure.ELECTRONIC_ONLY: ("#B57900", "9 4", "square"),
    Measure.VALID: ("#007A5A", "3 3", "triangle"),
    Measure.COMPLETE: ("#C04A00", "none", "diamond"),
}
_GOAL, _BELOW, _ABOVE = "#A00000", "#C04A00", "#3F7D6B"
_FONT = "font-family=\"'Noto Sans','Segoe UI','Liberation Sans',Arial,sans-serif\""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A line of the ranking: whose, R4, and R1; ``None`` where nothing was issued."""

    name: str
    complete: RatioValue
    electronic: RatioValue


def ratios_svg(answer: RatiosAnswer, language: Language) -> str:
    """The chart of an answer."""
    bars = _bars(answer)
    drawn = bars[:MOST_BARS]
    height = _TREND_TOP + _TREND_HEIGHT + 70 + (len(drawn) * _BAR + 90 if len(drawn) > 1 else 0)
    title = say("ratios.chart.title", language, name=answer["name"])
    told = say(
        "ratios.chart.description", language, goal=answer["goal"], values=_in_words(answer, drawn, language)
    )
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
            f'height="{height}" role="img" aria-labelledby="title description" xml:lang="{language}" {_FONT}>'
        ),
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(told)}</desc>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(24, 36, title, size=22, weight="bold"),
        *_trend(answer, language),
    ]
    if len(drawn) > 1:
        top = _TREND_TOP + _TREND_HEIGHT + 80
        parts += _ranking(answer, drawn, len(bars) - len(drawn), top, language)
    return "\n".join((*parts, "</svg>", ""))


# --- month by month -------------------------------------------------------------------------------


def _trend(answer: RatiosAnswer, language: Language) -> Iterator[str]:
    yield _text(24, 64, say("ratios.chart.trend", language), size=15, colour="#444444")
    right = _WIDTH - _RIGHT
    for percent in range(0, 101, 20):
        y = _y(percent * 1000, 100_000)
        yield f'<line x1="{_LEFT}" y1="{y}" x2="{right}" y2="{y}" stroke="#dddddd"/>'
        yield _text(_LEFT - 10, y + 5, f"{percent} %", anchor="end", colour="#444444")
    months = [month["month"] for month in answer["trend"]]
    for at, month in enumerate(months):
        yield _text(
            _x(at, len(months)),
            _TREND_TOP + _TREND_HEIGHT + 24,
            _month(month, language),
            anchor="middle",
            size=12,
        )
    goal = _y(answer["goal"] * 1000, 100_000)
    yield f'<line x1="{_LEFT}" y1="{goal}" x2="{right}" y2="{goal}" stroke="{_GOAL}" stroke-width="2"/>'
    words = say("ratios.chart.goal", language, goal=answer["goal"])
    yield _text(_LEFT + 6, goal - 6, words, colour=_GOAL, size=13)
    for measure in Measure:
        yield from _line(measure, [month["document"][measure.value] for month in answer["trend"]])
    yield from _legend(answer, language)


def _line(measure: Measure, values: Sequence[RatioValue]) -> Iterator[str]:
    colour, dash, mark = _STYLES[measure]
    for run in _runs(values):
        points = [(_x(at, len(values)), _y(value["numerator"], value["denominator"])) for at, value in run]
        joined = " ".join(f"{x},{y}" for x, y in points)
        yield (
            f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="{dash}"/>'
        )
        yield from (_mark(mark, x, y, colour) for x, y in points)


def _runs(values: Sequence[RatioValue]) -> Iterator[list[tuple[int, RatioValue]]]:
    """Neighbouring months that have a ratio: a line over one that has none would invent it."""
    run: list[tuple[int, RatioValue]] = []
    for at, value in enumerate(values):
        if value["percent"] is not None:
            run.append((at, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _legend(answer: RatiosAnswer, language: Language) -> Iterator[str]:
    x = _WIDTH - _RIGHT + 24
    for at, measure in enumerate(Measure):
        y = _TREND_TOP + 24 + at * 62
        colour, dash, mark = _STYLES[measure]
        yield (
            f'<line x1="{x}" y1="{y}" x2="{x + 36}" y2="{y}" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="{dash}"/>'
        )
        yield _mark(mark, x + 18, y, colour)
        newest = _percent(answer["total"]["by"]["document"]["ratios"][measure.value], language)
        yield _text(x + 46, y + 5, f"{measure.value}  {newest}", weight="bold", colour=colour)
        yield _text(x, y + 26, say(f"measure.{measure.value}", language), size=12, colour="#444444")


# --- the agencies in their order ------------------------------------------------------------------


def _bars(answer: RatiosAnswer) -> list[_Bar]:
    """The lowest R4 first; who issued nothing comes last."""
    bars = [
        _Bar(row["name"] or row["level"] or row["agency"], ratios["R4"], ratios["R1"])
        for row in answer["rows"]
        for ratios in [row["figures"]["by"]["document"]["ratios"]]
    ]
    return sorted(bars, key=lambda bar: (*rank_of(bar.complete), bar.name))


def rank_of(value: RatioValue) -> tuple[bool, int, int]:
    """The order of ratios, the lowest first and those of nothing last; of equal ones what rests on more."""
    if value["percent"] is None:
        return True, 0, 0
    share = value["numerator"] * 1_000_000 // value["denominator"]
    return False, share, -value["denominator"]


def _ranking(
    answer: RatiosAnswer, bars: Sequence[_Bar], left_out: int, top: int, language: Language
) -> Iterator[str]:
    heading = say("ratios.chart.rank", language, period=answer["period"])
    yield _text(24, top, heading, size=15, colour="#444444")
    width = _WIDTH - _NAMES - 190
    for at, bar in enumerate(bars):
        y = top + 22 + at * _BAR
        yield _text(_NAMES - 12, y + 15, _short(bar.name), anchor="end", size=13)
        yield f'<rect x="{_NAMES}" y="{y}" width="{width}" height="{_BAR - 8}" fill="#f0f0f0"/>'
        yield from _one_bar(bar, y, width, answer["goal"])
        label = _count(bar.complete, language)
        yield _text(_NAMES + width + 10, y + 15, label, size=13)
    goal = _NAMES + width * answer["goal"] // 100
    bottom = top + 22 + len(bars) * _BAR
    yield f'<line x1="{goal}" y1="{top + 16}" x2="{goal}" y2="{bottom}" stroke="{_GOAL}" stroke-width="2"/>'
    yield _text(
        goal,
        bottom + 16,
        say("ratios.chart.goal", language, goal=answer["goal"]),
        anchor="middle",
        colour=_GOAL,
        size=13,
    )
    if left_out:
        words = say("ratios.chart.left-out", language, count=left_out)
        yield _text(24, bottom + 36, words, size=13, colour="#444444")


def _one_bar(bar: _Bar, y: int, width: int, goal: int) -> Iterator[str]:
    if bar.complete["percent"] is None:
        return
    reached = bar.complete["numerator"] * 100 >= goal * bar.complete["denominator"]
    length = width * bar.complete["numerator"] // bar.complete["denominator"]
    colour = _ABOVE if reached else _BELOW
    yield f'<rect x="{_NAMES}" y="{y}" width="{length}" height="{_BAR - 8}" fill="{colour}"/>'
    sent = _NAMES + width * bar.electronic["numerator"] // bar.electronic["denominator"]
    yield (
        f'<line x1="{sent}" y1="{y - 2}" x2="{sent}" y2="{y + _BAR - 6}" '
        f'stroke="{_STYLES[Measure.ELECTRONIC][0]}" stroke-width="3"/>'
    )


# --- words, places and marks ----------------------------------------------------------------------


def _in_words(answer: RatiosAnswer, bars: Sequence[_Bar], language: Language) -> str:
    total = answer["total"]["by"]["document"]["ratios"]
    told = [f"{measure.value} {_count(total[measure.value], language)}" for measure in Measure]
    told += [f"{bar.name}: R4 {_count(bar.complete, language)}" for bar in bars[:5] if len(bars) > 1]
    return "; ".join(told) + "."


def _percent(value: RatioValue, language: Language) -> str:
    return say("ratios.na", language) if value["percent"] is None else f"{written(value, language)} %"


def _count(value: RatioValue, language: Language) -> str:
    if value["percent"] is None:
        return say("ratios.na", language)
    return say("ratios.count", language, **{**value, "percent": written(value, language)})


def written(value: RatioValue, language: Language) -> str:
    """Per cent as it is written in the language: Vietnamese has a comma."""
    percent = value["percent"] or ""
    return percent.replace(".", ",") if language == "vi" else percent


def _month(month: str, language: Language) -> str:
    year, _, number = month.partition("-")
    return f"{number}/{year}" if language == "vi" else month


def _short(name: str) -> str:
    return name if len(name) <= 46 else f"{name[:45]}…"


def _x(at: int, count: int) -> int:
    width = _WIDTH - _RIGHT - _LEFT - 60
    return _LEFT + 30 + (width * at // (count - 1) if count > 1 else width // 2)


def _y(numerator: int, denominator: int) -> int:
    return _TREND_TOP + _TREND_HEIGHT - _TREND_HEIGHT * numerator // denominator


def _mark(kind: str, x: int, y: int, colour: str) -> str:
    if kind == "circle":
        return f'<circle cx="{x}" cy="{y}" r="5" fill="{colour}"/>'
    corners = {
        "square": ((-5, -5), (5, -5), (5, 5), (-5, 5)),
        "triangle": ((0, -6), (6, 5), (-6, 5)),
        "diamond": ((0, -7), (7, 0), (0, 7), (-7, 0)),
    }[kind]
    points = " ".join(f"{x + across},{y + down}" for across, down in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'


def _text(
    x: int,
    y: int,
    words: str,
    *,
    size: int = 14,
    weight: str = "normal",
    anchor: str = "start",
    colour: str = "#111111",
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{colour}">{escape(words)}</text>'
    )
