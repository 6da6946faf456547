"""``lienthong register show`` and ``next``: registers on the screen and as files, and the free numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

import click

from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.parameters import Day
from lienthong_client.errors import PdfWriterMissing
from lienthong_client.messages import say

if TYPE_CHECKING:
    from typing import Unpack

    from lienthong_client.answers import IncomingPage, NumberSequence, OutgoingPage
    from lienthong_client.printed_register import PrintedRegister
    from lienthong_client.register import RegisterSpan
    from lienthong_client.sdk import Exchange

PageT = TypeVar("PageT", "OutgoingPage", "IncomingPage")
_FILE = click.Path(path_type=Path, dir_okay=False)
_YEARS = click.IntRange(1900, 2199)
#: Columns of the decree that are shown on a screen; those that are filled by hand are left out.
_ON_SCREEN = {
    "outgoing": (0, 1, 2, 4, 9),
    "incoming": (1, 0, 2, 3, 4, 5, 9),
}
_MOST_SHOWN = 12


class ShowOptions(TypedDict):
    """The values of ``register show``."""

    agency: str | None
    year: int | None
    first: date | None
    last: date | None
    csv: Path | None
    xlsx: Path | None
    pdf: Path | None


@click.command("show", cls=BilingualCommand, help="register show", add_help_option=False)
@click.argument("which", type=click.Choice(["outgoing", "incoming"]), metavar="outgoing|incoming")
@option("--year", type=_YEARS, metavar="YEAR", help="option.register-year")
@option("--from", "first", type=Day(), metavar="DATE", help="option.register-from")
@option("--to", "last", type=Day(), metavar="DATE", help="option.register-to-day")
@option("--agency", metavar="CODE", help="option.register-agency")
@option("--csv", type=_FILE, metavar="FILE", help="option.csv")
@option("--xlsx", type=_FILE, metavar="FILE", help="option.xlsx")
@option("--pdf", type=_FILE, metavar="FILE", help="option.register-pdf")
@click.pass_context
def show(context: click.Context, which: str, **options: Unpack[ShowOptions]) -> None:
    """Show a register, or save it."""
    from lienthong_client.register import RegisterSpan

    desk = desk_of(context)
    exchange = desk.exchange(context)
    span = RegisterSpan(options["agency"], options["year"], options["first"], options["last"])
    if which == "outgoing":
        sent = _whole(exchange.outgoing_register, span)
        register, whole = _outgoing(sent, exchange, span, desk), {**sent}
    else:
        received = _whole(exchange.incoming_register, span)
        register, whole = _incoming(received, exchange, span, desk), {**received}
    files = dict(_files(register, options))
    for path, content in files.items():
        from lienthong_client.command.written_reports import save

        save(path, content)
    if desk.as_json:
        desk.screen.json({name: value for name, value in whole.items() if name != "cursor"})
    elif files:
        for path in files:
            desk.screen.say("register.written", style="green", count=len(register.rows), path=path)
    else:
        _show_table(register, which, desk)


def _whole(read: Callable[[RegisterSpan, str | None], PageT], span: RegisterSpan) -> PageT:
    """The register with the rows of all its pages."""
    page = whole = read(span, None)
    while page["cursor"]:
        page = read(span, page["cursor"])
        whole["rows"].extend(page["rows"])
    return whole


def _outgoing(page: OutgoingPage, exchange: Exchange, span: RegisterSpan, desk: Desk) -> PrintedRegister:
    from lienthong_client.printed_register import print_outgoing

    names = _names(exchange)
    return print_outgoing(page["rows"], names, page["name"], _period(span, page["year"], desk), desk.language)


def _incoming(page: IncomingPage, exchange: Exchange, span: RegisterSpan, desk: Desk) -> PrintedRegister:
    from lienthong_client.printed_register import print_incoming

    names = _names(exchange)
    return print_incoming(page["rows"], names, page["name"], _period(span, page["year"], desk), desk.language)


def _names(exchange: Exchange) -> dict[str, str]:
    return {agency["code"]: agency["name"] for agency in exchange.agencies()}


def _period(span: RegisterSpan, year: int, desk: Desk) -> str:
    if span.first is None and span.last is None:
        return say("register.whole-year", desk.language, year=year)
    first, last = span.first or date(year, 1, 1), span.last or date(year, 12, 31)
    return say("register.days", desk.language, first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")


def _files(register: PrintedRegister, options: ShowOptions) -> Iterator[tuple[Path, bytes]]:
    """The files that are asked for, with their content.

    Raises:
        PdfWriterMissing
    """
    from lienthong_client.register_files import to_csv, to_pdf, to_xlsx

    if options["csv"]:
        yield options["csv"], to_csv(register)
    if options["xlsx"]:
        yield options["xlsx"], to_xlsx(register)
    if options["pdf"]:
        try:
            yield options["pdf"], to_pdf(register, datetime.now(UTC))
        except ModuleNotFoundError as missing:
            if missing.name != "typst":
                raise
            raise PdfWriterMissing from missing


def _show_table(register: PrintedRegister, which: str, desk: Desk) -> None:
    if not register.rows:
        desk.screen.say("register.empty")
        return
    shown = _ON_SCREEN[which]
    columns = [register.columns[index].title for index in shown]
    desk.screen.table(columns, [[row[index] for index in shown] for row in register.rows])


@click.command("next", cls=BilingualCommand, help="register next", add_help_option=False)
@option("--year", type=_YEARS, metavar="YEAR", help="option.register-year")
@option("--agency", metavar="CODE", help="option.register-agency")
@click.pass_context
def next_number(context: click.Context, year: int | None, agency: str | None) -> None:
    """Show the next number of each type of document."""
    desk = desk_of(context)
    numbers = desk.exchange(context).numbers(year, agency)
    if desk.as_json:
        desk.screen.json(numbers)
        return
    if not numbers["sequences"]:
        desk.screen.say("register.no-numbers", year=numbers["year"])
        return
    rows = [
        (one["type_name"], str(one["next"]), str(one["used"]), str(one["missing"] or ""), _gaps(one))
        for one in numbers["sequences"]
    ]
    desk.screen.table([f"column.{name}" for name in ("type", "next", "used", "missing", "gaps")], rows)
    desk.screen.note("register.next-advice")


def _gaps(sequence: NumberSequence) -> str:
    told = [
        str(gap["first"]) if gap["first"] == gap["last"] else f"{gap['first']}–{gap['last']}"
        for gap in sequence["gaps"]
    ]
    return ", ".join(told[:_MOST_SHOWN]) + (" …" if len(told) > _MOST_SHOWN else "")
