"""``lienthong registry import`` and ``export``: the registry as a CSV or Excel file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.parameters import Day, existing_file

if TYPE_CHECKING:
    from lienthong_client.answers import ImportAnswer
    from lienthong_client.registry_table import TableRow
    from lienthong_client.sdk import Exchange
    from lienthong_client.sheets import Sheet


@click.command("import", cls=BilingualCommand, help="registry import", add_help_option=False)
@click.argument("file", type=existing_file(), metavar="FILE")
@option("--dry-run", is_flag=True, help="option.import-dry-run")
@option("--reason", default="", metavar="TEXT", help="option.import-reason")
@click.pass_context
def import_agencies(context: click.Context, file: Path, dry_run: bool, reason: str) -> None:
    """Import a table: judged whole, then recorded."""
    from lienthong_client.registry_table import rows_of
    from lienthong_client.sheets import read_sheet

    desk = desk_of(context)
    sheet = read_sheet(file)
    rows = rows_of(sheet)
    report = _imported(desk.exchange(context), rows, sheet, dry_run, reason)
    if desk.as_json:
        desk.screen.json({**report, "cleaned_rows": list(sheet.cleaned)})
    else:
        _tell(report, sheet, desk)
    if report["conflict"]:
        from lienthong_client.errors import ImportCutOff

        raise ImportCutOff(code_=report["conflict"], remaining=len(report["remaining"]))


def _imported(
    exchange: Exchange, rows: list[TableRow], sheet: Sheet, dry_run: bool, reason: str
) -> ImportAnswer:
    """The whole import: one request gets as far as its time allows, the same again goes on from there."""
    from lienthong_client.errors import ProblemRejected
    from lienthong_client.registry_table import by_row

    entries = [row.entry for row in rows]
    try:
        report = exchange.import_agencies(entries, dry_run=dry_run, reason=reason)
    except ProblemRejected as rejected:
        if not rejected.faults:
            raise
        raise by_row(rejected, rows, sheet.heading) from rejected
    while not dry_run and not report["complete"] and not report["conflict"]:
        further = exchange.import_agencies(entries, dry_run=False, reason=reason)
        if further["remaining"] == report["remaining"]:
            break
        report = {
            **further,
            "added": [*report["added"], *further["added"]],
            "changed": [*report["changed"], *further["changed"]],
            "ended": [*report["ended"], *further["ended"]],
            "unchanged": report["unchanged"],
        }
    return report


def _tell(report: ImportAnswer, sheet: Sheet, desk: Desk) -> None:
    screen = desk.screen
    screen.say("registry.would-import" if report["dry_run"] else "registry.imported", style="green")
    rows = [
        *(("added", code, "") for code in report["added"]),
        *(("changed", one["code"], ", ".join(one["fields"])) for one in report["changed"]),
        *(("ended", code, "") for code in report["ended"]),
    ]
    if rows:
        from lienthong_client.messages import word

        screen.table(
            ("column.change", "column.code", "column.fields"),
            [(word("import", kind, desk.language), code, fields) for kind, code, fields in rows],
        )
    screen.say(
        "registry.import-counts",
        added=len(report["added"]),
        changed=len(report["changed"]),
        ended=len(report["ended"]),
        unchanged=len(report["unchanged"]),
    )
    if sheet.cleaned:
        screen.say("registry.cleaned", rows=", ".join(map(str, sheet.cleaned)))


@click.command("export", cls=BilingualCommand, help="registry export", add_help_option=False)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@option("--on", type=Day(), metavar="DATE", help="option.registry-on")
@click.pass_context
def export_agencies(context: click.Context, file: Path, on: date | None) -> None:
    """Write the registry to a table."""
    from lienthong_client.errors import FileUnwritable
    from lienthong_client.registry_table import table_of, write_table

    desk = desk_of(context)
    agencies = desk.exchange(context).agencies(on=on)
    try:
        write_table(file, table_of(agencies))
    except OSError as refused:
        raise FileUnwritable(path=str(file), why=refused.strerror or type(refused).__name__) from refused
    if desk.as_json:
        desk.screen.json({"file": str(file), "agencies": len(agencies)})
    else:
        desk.screen.say("registry.exported", style="green", count=len(agencies), path=file)
