"""Report 06 as a table on the screen: numbers to the right, each level's sum above its units."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from lienthong_client.messages import say
from lienthong_client.report_06 import COLUMNS, PrintedReport

#: From so many columns on no name has to be broken.
_WIDE = 150
_STYLES = {"level": "bold", "total": "bold", "unit": ""}


def report_table(report: PrintedReport, width: int) -> Table:
    """The table for a screen of so many columns; a group's title stands above its first column.

    On a narrow one shares are left out: the numbers that they are of stand there.
    """
    language = report.language
    shown = [at for at, column in enumerate(COLUMNS) if width >= _WIDE or column.group != "report06.shares"]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    unit = say("report06.unit", language)
    table.add_column(unit, no_wrap=width >= _WIDE, overflow="fold", min_width=22, vertical="bottom")
    group = ""
    for column in (COLUMNS[at] for at in shown):
        above = "" if column.group == group else say(f"{column.group}.screen", language)
        group = column.group
        # Numbers are short: titles of several words stand below each other.
        title = say(column.title, language).replace(" ", "\n")
        heading = Text(f"{above}\n{title}", justify="right")
        table.add_column(heading, justify="right", vertical="bottom", no_wrap=True)
    for number, line in enumerate(report.lines):
        total_follows = number + 1 < len(report.lines) and report.lines[number + 1].kind == "total"
        name = line.name if line.kind != "unit" else f"  {line.name}"
        texts = line.texts(language)
        cells = (Text(texts[at]) for at in shown)
        table.add_row(Text(name), *cells, style=_STYLES[line.kind], end_section=total_follows)
    return table
