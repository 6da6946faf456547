"""``lienthong dossier report``: Report 06 on the screen, as CSV, Excel, PDF or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

import click

from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.parameters import Day, today
from lienthong_client.errors import PdfWriterMissing

if TYPE_CHECKING:
    from typing import Unpack

    from lienthong_client.centre_calls import Report06Answer
    from lienthong_client.report_06 import Json, PrintedReport

_FILE = click.Path(path_type=Path, dir_okay=False)


class ReportOptions(TypedDict):
    """The values of ``dossier report``; None where nothing was said."""

    first: date | None
    last: date | None
    csv: Path | None
    xlsx: Path | None
    pdf: Path | None


@click.command("report", cls=BilingualCommand, help="dossier report", add_help_option=False)
@click.argument("agency", required=False, metavar="[CODE]")
@option("--first", type=Day(), metavar="DATE", help="option.report-first")
@option("--last", type=Day(), metavar="DATE", help="option.report-last")
@option("--csv", type=_FILE, metavar="FILE", help="option.csv")
@option("--xlsx", type=_FILE, metavar="FILE", help="option.xlsx")
@option("--pdf", type=_FILE, metavar="FILE", help="option.report-06-pdf")
@click.pass_context
def report(context: click.Context, agency: str | None, **options: Unpack[ReportOptions]) -> None:
    """Show Report 06 of an agency and those below it, or save it."""
    from lienthong_client.report_06 import print_report

    first, last = _period(options["first"], options["last"], context)
    desk = desk_of(context)
    exchange = desk.exchange(context)
    answer = exchange.report_06(agency or desk.profile().agency, first, last)
    printed = print_report(cast("Json", answer), desk.language)
    files = dict(_files(printed, options))
    for path, content in files.items():
        from lienthong_client.command.written_reports import save

        save(path, content)
    if desk.as_json:
        desk.screen.json(answer)
    elif files:
        for path in files:
            desk.screen.say("report06.written", style="green", path=path)
    else:
        _show(printed, answer, desk)


def _period(first: date | None, last: date | None, context: click.Context) -> tuple[date, date]:
    """The days; of what is left out: from the month's first day, to the month's last."""
    begin = first or (last or today()).replace(day=1)
    following = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1, day=1)
    end = last or following - timedelta(days=1)
    if end < begin:
        raise BilingualMisuse("misuse.report-days", context)
    return begin, end


def _files(printed: PrintedReport, options: ReportOptions) -> Iterator[tuple[Path, bytes]]:
    """The files that are asked for, with their content.

    Raises:
        PdfWriterMissing
    """
    from lienthong_client.report_06_files import to_csv, to_pdf, to_xlsx

    if options["csv"]:
        yield options["csv"], to_csv(printed)
    if options["xlsx"]:
        yield options["xlsx"], to_xlsx(printed)
    if options["pdf"]:
        try:
            yield options["pdf"], to_pdf(printed, datetime.now(UTC))
        except ModuleNotFoundError as missing:
            if missing.name != "typst":
                raise
            raise PdfWriterMissing from missing


def _show(printed: PrintedReport, answer: Report06Answer, desk: Desk) -> None:
    from lienthong_client.command.report_table import report_table

    screen = desk.screen
    screen.line(printed.title, style="bold")
    screen.line(f"{printed.agency}. {printed.period}")
    if len(printed.lines) == 1:
        screen.say("report06.nothing", style="yellow")
    else:
        screen.show(report_table(printed, screen.width))
    for heading, facts in printed.beside:
        screen.line(heading, style="bold")
        screen.pairs(facts, indent=2)
    without = answer["coverage"]["without"]
    if without:
        screen.say("report06.without", style="dim", units=", ".join(one["name"] for one in without))
    for check in printed.checks:
        screen.line(check, style="dim")
