"""``lienthong inbox``, ``open``, ``status``: what has arrived, and what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong.model.codes import Status
from lienthong.model.delivery import NEEDS_REASON
from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.screen import size_text
from lienthong_client.command.stories import show_deliveries, show_verdict, status_text

if TYPE_CHECKING:
    from lienthong_client.sdk import Opened

_STATUSES = tuple(status.value for status in Status)
#: What a recipient sets; 01 is the arrival itself and 13 the sender's.
_SETTABLE = tuple(code for code in _STATUSES if code not in (Status.ARRIVED, Status.TAKE_BACK))


@click.command("inbox", cls=BilingualCommand, help="inbox", add_help_option=False)
@option("--status", type=click.Choice(_STATUSES), metavar="CODE", help="option.filter-status")
@option("--unopened", is_flag=True, help="option.unopened")
@option("--limit", type=click.IntRange(1, 50), metavar="N", help="option.limit")
@option("--cursor", metavar="TEXT", help="option.cursor")
@option("--predecessor", metavar="CODE", help="option.predecessor")
@click.pass_context
def inbox(
    context: click.Context,
    status: str | None,
    unopened: bool,
    limit: int | None,
    cursor: str | None,
    predecessor: str | None,
) -> None:
    """List what has arrived, the oldest unopened first."""
    desk = desk_of(context)
    wanted = Status(status) if status else None
    exchange = desk.exchange(context).in_place_of(predecessor)
    page = exchange.inbox(status=wanted, unopened=unopened, limit=limit, cursor=cursor)
    if desk.as_json:
        desk.screen.json(page)
        return
    if page["deliveries"]:
        show_deliveries(page["deliveries"], desk.screen)
    else:
        desk.screen.say("inbox.empty")
    if page["cursor"]:
        desk.screen.note("more", cursor=page["cursor"])


@click.command("open", cls=BilingualCommand, help="open", add_help_option=False)
@click.argument("submission_id", metavar="SUBMISSION")
@option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="option.into",
)
@option("--overwrite", is_flag=True, help="option.overwrite")
@option("--predecessor", metavar="CODE", help="option.predecessor")
@click.pass_context
def open_delivery(
    context: click.Context,
    submission_id: str,
    into: Path | None,
    overwrite: bool,
    predecessor: str | None,
) -> None:
    """Open a delivery and save its files."""
    desk = desk_of(context)
    folder = into if into is not None else Path.cwd() / submission_id
    exchange = desk.exchange(context).in_place_of(predecessor)
    with desk.screen.progress() as progress:
        opened = exchange.open(submission_id, folder, overwrite=overwrite, progress=progress)
    if desk.as_json:
        desk.screen.json({**opened.answer, "files": [str(path) for path in opened.files]})
    else:
        _show_opened(opened, desk)


def _show_opened(opened: Opened, desk: Desk) -> None:
    delivery, screen = opened.answer["delivery"], desk.screen
    screen.facts(
        {
            "column.sender": delivery["sender"],
            "column.number": f"{delivery['number']}/{delivery['notation']}",
            "column.subject": delivery["subject"],
            "column.document": delivery["document_id"],
        }
    )
    if opened.answer["verdict"]:
        show_verdict(opened.answer["verdict"], screen)
    rows = [
        (link["name"], size_text(link["size"]), str(path))
        for link, path in zip(opened.answer["links"], opened.files, strict=True)
    ]
    screen.table(("column.file", "column.size", "column.saved"), rows)
    if any(link["for_information"] for link in opened.answer["links"]):
        screen.say("open.information", style="yellow")
    screen.say("open.done", style="green", count=len(rows))
    if delivery["status"] == Status.ARRIVED:
        screen.say("open.next", submission=delivery["submission_id"])


@click.command("status", cls=BilingualCommand, help="status", add_help_option=False)
@click.argument("submission_id", metavar="SUBMISSION")
@click.argument("code", type=click.Choice(_SETTABLE), metavar="CODE")
@option("--reason", default="", metavar="TEXT", help="option.status-reason")
@option("--predecessor", metavar="CODE", help="option.predecessor")
@click.pass_context
def status(
    context: click.Context, submission_id: str, code: str, reason: str, predecessor: str | None
) -> None:
    """Set a delivery's status."""
    desk = desk_of(context)
    if Status(code) in NEEDS_REASON and not reason:
        raise BilingualMisuse("misuse.missing", context, name="--reason")
    exchange = desk.exchange(context).in_place_of(predecessor)
    answer = exchange.status(submission_id, Status(code), reason)
    if desk.as_json:
        desk.screen.json(answer)
        return
    screen, language = desk.screen, desk.language
    screen.say("status.done", style="green", submission=submission_id, status=status_text(code, language))
    if answer["delivery"]["destroyed_at"] and code == Status.AGREES:
        screen.say("status.destroy", style="yellow")
    legal = "; ".join(status_text(one, language) for one in answer["legal"])
    if legal:
        screen.say("status.legal", legal=legal)
    else:
        screen.say("status.final")
