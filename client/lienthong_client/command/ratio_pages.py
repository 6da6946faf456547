"""The ratios as tables: of all together, of each, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from lienthong.measures.ratios import Measure, Unit
from lienthong_client.command.desk import Desk
from lienthong_client.command.screen import local_date
from lienthong_client.messages import Language, say, word
from lienthong_client.ratio_calls import Figures, ForecastRecord, RatiosAnswer, RatioValue
from lienthong_client.ratio_charts import rank_of, written


def show_ratios(answer: RatiosAnswer, desk: Desk) -> None:
    """The whole answer."""
    screen, language = desk.screen, desk.language
    title = "ratios.title.subtree" if answer["scope"] == "subtree" else "ratios.title"
    period = _period(answer["period"], language)
    screen.line(say(title, language, name=answer["name"], period=period), style="bold")
    if not answer["total"]["by"]["document"]["total"]:
        screen.say("ratios.nothing", style="yellow")
    _show_total(answer, desk)
    if len(answer["rows"]) > 1:
        for unit in Unit:
            _show_rows(answer, unit, desk)
    _show_beside(answer["total"], desk)
    screen.say("ratios.entries", style="dim", entries=answer["entries"])


def _show_total(answer: RatiosAnswer, desk: Desk) -> None:
    language, by = desk.language, answer["total"]["by"]
    cells = [
        (
            f"{one.value}  {say(f'measure.{one.value}', language)}",
            by["document"]["ratios"][one.value],
            by["recipient"]["ratios"][one.value],
            _forecast(answer["forecasts"]["document"][one.value], language),
        )
        for one in Measure
    ]
    document = _aligned([_ratio(one, language) for _, one, _, _ in cells])
    recipient = _aligned([_ratio(one, language) for _, _, one, _ in cells])
    rows = [(cell[0], document[at], recipient[at], cell[3]) for at, cell in enumerate(cells)]
    columns = ("column.ratio", "column.by-document", "column.by-recipient", "column.goal")
    desk.screen.table(columns, rows)


def _show_rows(answer: RatiosAnswer, unit: Unit, desk: Desk) -> None:
    language = desk.language
    ordered = sorted(
        answer["rows"],
        key=lambda row: (*rank_of(row["figures"]["by"][unit.value]["ratios"]["R4"]), row["agency"]),
    )
    figures = [row["figures"]["by"][unit.value] for row in ordered]
    measured = [
        _aligned([_ratio(one["ratios"][name.value], language) for one in figures]) for name in Measure
    ]
    issued = _aligned([str(one["total"]) for one in figures])
    rows = [
        (
            row["agency"],
            row["name"],
            word("level", row["level"], language) if row["level"] else say("ratios.level.none", language),
            issued[at],
            *(column[at] for column in measured),
        )
        for at, row in enumerate(ordered)
    ]
    desk.screen.line(say("ratios.rows", language, unit=say(f"unit.{unit.value}", language)), style="bold")
    columns = ("column.code", "column.agency", "column.level", "column.issued")
    desk.screen.table((*columns, *(f"column.{one.value}" for one in Measure)), rows)


def _show_beside(figures: Figures, desk: Desk) -> None:
    shown, language = figures["shown"], desk.language
    told = {
        "ratios.secrets": figures["excluded"]["secrets"],
        "ratios.mandatory": shown["mandatory_paper"],
        "ratios.cannot-receive": shown["cannot_receive"],
        "ratios.undelivered": shown["undelivered"],
        "ratios.recalled": figures["recalled"],
        "ratios.superseded": figures["superseded"],
        "ratios.late": figures["late_entries"],
    }
    desk.screen.facts({key: str(count) if count else "" for key, count in told.items()})
    if figures["reasons"]:
        desk.screen.say("ratios.reasons", style="bold")
        pairs = [(word("paper-reason", code, language), str(n)) for code, n in figures["reasons"].items()]
        desk.screen.pairs(pairs, indent=2)


def _ratio(value: RatioValue, language: Language) -> str:
    if value["percent"] is None:
        return say("ratios.na", language)
    return say("ratios.count", language, **{**value, "percent": written(value, language)})


def _aligned(texts: Sequence[str]) -> list[str]:
    """To the right, so that numbers stand below each other."""
    width = max(map(len, texts), default=0)
    return [text.rjust(width) for text in texts]


def _period(period: str, language: Language) -> str:
    year, _, part = period.partition("-")
    if language == "vi" and part:
        return f"quý {part.removeprefix('Q')}/{year}" if part.startswith("Q") else f"{part}/{year}"
    return period


def _forecast(found: ForecastRecord, language: Language) -> str:
    key = f"ratios.forecast.{found['state']}"
    if found["state"] != "expected":
        return say(key, language)
    latest = _month(found["latest"], language) or say("ratios.forecast.open", language)
    month, earliest = _month(found["month"], language), _month(found["earliest"], language)
    return say(key, language, month=month, earliest=earliest, latest=latest)


def _month(month: str | None, language: Language) -> str:
    return _period(month, language) if month else ""


# --- documents ------------------------------------------------------------------------------------


def document_row(document: Mapping[str, object], language: Language) -> tuple[str, ...]:
    """A document in a line: whose, which, of when, what it counts, and what says so."""
    paper = cast("Mapping[str, object] | None", document["paper"])
    named = document if document["kind"] == "submission" else paper or {}
    number = "/".join(str(named[part]) for part in ("number", "notation") if named.get(part))
    day = local_date(str(named.get("issued_on") or ""), language)
    return str(document["agency"]), number, day, _counted(document, language), str(document["id"])


def _counted(document: Mapping[str, object], language: Language) -> str:
    if document["kind"] == "submission":
        holds = cast("Mapping[str, bool]", document["ratios"])
        if not document["counts"]:
            return say("ratios.superseded", language)
        return " ".join(name for name, counted in holds.items() if counted) or "—"
    paper = cast("Mapping[str, object] | None", document["paper"])
    if paper is None:
        return say("ratios.withdrawn", language)
    carriage = word("carriage", str(paper["carriage"]), language)
    return carriage if paper["count"] == 1 else f"{carriage} × {paper['count']}"
