"""``lienthong dossier result``: what an applicant takes home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.screen import size_text
from lienthong_client.command.stories import show_verdict
from lienthong_client.command.written_reports import make_folder, save

if TYPE_CHECKING:
    from lienthong_client.dossier_results import Result

#: Below the folder of the result.
_RECEIPTS = "bien-nhan"


@click.command("result", cls=BilingualCommand, help="dossier result", add_help_option=False)
@click.argument("code", metavar="DOSSIER")
@option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="option.result-into",
)
@option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="option.receipt-wait",
)
@click.pass_context
def result(context: click.Context, code: str, into: Path | None, wait: float) -> None:
    """Save the documents that answer a dossier, and the receipts of its way."""
    from lienthong_client.dossier_results import fetch_result, receipt_names

    desk = desk_of(context)
    folder = into if into is not None else Path.cwd() / code
    with desk.screen.progress() as progress:
        fetched = fetch_result(desk.exchange(context), code, folder, seconds=wait, progress=progress)
    make_folder(folder / _RECEIPTS)
    for name, content in receipt_names(fetched.receipts):
        save(folder / _RECEIPTS / name, content)
    if desk.as_json:
        desk.screen.json(
            {
                "folder": str(folder),
                "files": [str(path) for path in fetched.files],
                "receipts": len(fetched.receipts.receipts),
                "pending": list(fetched.receipts.pending),
            }
        )
    else:
        _tell(code, fetched, folder, desk)
    context.exit(ExitCode.UNAVAILABLE if fetched.receipts.pending else ExitCode.DONE)


def _tell(code: str, fetched: Result, folder: Path, desk: Desk) -> None:
    screen = desk.screen
    for opened in fetched.opened:
        if opened.answer["verdict"]:
            show_verdict(opened.answer["verdict"], screen)
    if fetched.files:
        rows = [(path.name, size_text(path.stat().st_size), str(path)) for path in fetched.files]
        screen.table(("column.file", "column.size", "column.saved"), rows)
    else:
        screen.say("result.nothing-sent", style="yellow")
    receipts = fetched.receipts
    screen.say("receipt.saved", count=len(receipts.receipts), folder=folder / _RECEIPTS)
    if receipts.pending:
        screen.say("receipt.pending", style="bold", count=len(receipts.pending))
    screen.say("result.next", code=code)
