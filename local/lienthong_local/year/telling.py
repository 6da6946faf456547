"""The year's end as people read it: the districts by their ratios, and where everything lies."""

from __future__ import annotations

from collections import Counter

from rich import box
from rich.console import Console
from rich.table import Table

from lienthong_local.year.chapter import Chapter
from lienthong_local.year.ranking import MEASURES, Standing, share_of
from lienthong_local.year.words import month_name, percent, words, written


def months_table(chapter: Chapter, language: str) -> Table:
    """The province month by month."""
    said = words(language)
    table = _table(said["province"])
    table.add_column(said["month-column"])
    _ratio_columns(table, said["documents"])
    for month in chapter.year.months:
        counts = sum((found for (_, at), found in chapter.counts.items() if at == month), Counter[str]())
        table.add_row(month_name(month, language), *_ratios(counts, language))
    return table


def districts_table(chapter: Chapter, language: str) -> Table:
    """All districts, the most electronic first; the last stands out."""
    said, months = words(language), chapter.year.months
    title = said["title"].format(first=month_name(months[0], language), last=month_name(months[-1], language))
    table = _table(title)
    table.caption, table.caption_justify = said["explained"], "left"
    table.add_column("", justify="right")
    table.add_column(said["district"], no_wrap=True)
    _ratio_columns(table, said["documents"])
    table.add_column(said["way"], justify="right", no_wrap=True)
    for place, one in enumerate(chapter.standings, start=1):
        last = place == len(chapter.standings)
        table.add_row(str(place), *_cells(one, language), style="bold red" if last else "")
    return table


def _cells(one: Standing, language: str) -> list[str]:
    first, last = (percent(share_of(counts, "R1"), language) for counts in (one.first, one.last))
    return [one.name, *_ratios(one.counts, language), f"{first} → {last}"]


def _table(title: str) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD)
    # With these, fifteen districts and their ratios fit into 80 columns.
    table.padding, table.pad_edge = (0, 0, 0, 1), False
    return table


def _ratio_columns(table: Table, documents: str) -> None:
    table.add_column(documents, justify="right", no_wrap=True)
    for measure in MEASURES:
        table.add_column(measure, justify="right", no_wrap=True, min_width=5)


def _ratios(counts: Counter[str], language: str) -> list[str]:
    shares = [percent(share_of(counts, measure), language) for measure in MEASURES]
    return [written(counts["document.total"], language), *shares]


def print_end(chapter: Chapter, console: Console, language: str) -> None:
    """The districts' table, where the files lie, and what a replay cannot show."""
    if not chapter.standings:
        return
    said = words(language)
    console.print(months_table(chapter, language))
    console.print(districts_table(chapter, language))
    console.print(said["files"].format(folder=chapter.into), soft_wrap=True, highlight=False)
    console.print(said["deadlines"], highlight=False)
