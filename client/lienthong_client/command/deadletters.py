"""``lienthong deadletters``: what the exchange could not process, why, and sending it on its way again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.screen import local_time
from lienthong_client.errors import NothingFound
from lienthong_client.messages import say

if TYPE_CHECKING:
    from lienthong_client.answers import DeadLetterRecord


@click.group(
    "deadletters", cls=BilingualGroup, help="deadletters", no_args_is_help=True, add_help_option=False
)
def deadletters() -> None:
    """The operator's part."""


@deadletters.command("list", cls=BilingualCommand, help="deadletters list", add_help_option=False)
@click.pass_context
def list_letters(context: click.Context) -> None:
    """List the dead letters."""
    desk = desk_of(context)
    letters = desk.exchange(context).dead_letters()
    if desk.as_json:
        desk.screen.json({"dead_letters": letters})
        return
    if not letters:
        desk.screen.say("deadletters.empty", style="green")
        return
    columns = ("letter", "queue", "kind", "concerns", "attempts", "since", "reason")
    rows = [
        (
            one["letter_id"],
            one["queue"],
            one["kind"],
            one["subject"],
            str(one["attempts"]),
            local_time(one["first_sent_at"], desk.language),
            one["reason"],
        )
        for one in letters
    ]
    desk.screen.table([f"column.{name}" for name in columns], rows)


@deadletters.command("explain", cls=BilingualCommand, help="deadletters explain", add_help_option=False)
@click.argument("letter_id", metavar="LETTER")
@click.pass_context
def explain(context: click.Context, letter_id: str) -> None:
    """Explain one dead letter."""
    desk = desk_of(context)
    letters = desk.exchange(context).dead_letters()
    letter = next((one for one in letters if one["letter_id"] == letter_id), None)
    if letter is None:
        raise NothingFound(
            what="dead letter", what_vi="thông điệp lỗi", name=letter_id, command="lienthong deadletters list"
        )
    if desk.as_json:
        desk.screen.json({"dead_letter": letter})
    else:
        _show_letter(letter, desk)


def _show_letter(letter: DeadLetterRecord, desk: Desk) -> None:
    since = local_time(letter["first_sent_at"], desk.language)
    attempts, subject = letter["attempts"], letter["subject"]
    screen = desk.screen
    screen.say("deadletters.stands", attempts=attempts, since=since, subject=subject)
    screen.facts(
        {
            "column.queue": letter["queue"],
            "column.kind": letter["kind"],
            "column.reason": letter["reason"],
        }
    )
    screen.say("deadletters.safe")
    screen.say("deadletters.next", queue=letter["queue"])


@deadletters.command("redrive", cls=BilingualCommand, help="deadletters redrive", add_help_option=False)
@click.argument("queue", metavar="QUEUE")
@option("--yes", is_flag=True, help="option.yes")
@click.pass_context
def redrive(context: click.Context, queue: str, yes: bool) -> None:
    """Send a dead-letter queue back to its source."""
    desk = desk_of(context)
    if not yes:
        _confirm(queue, desk, context)
    answer = desk.exchange(context).redrive(queue)
    if desk.as_json:
        desk.screen.json(answer)
    else:
        desk.screen.say("deadletters.redriven", style="green", queue=queue)


def _confirm(queue: str, desk: Desk, context: click.Context) -> None:
    if not sys.stdin.isatty():
        raise BilingualMisuse("misuse.confirm", context)
    click.confirm(say("deadletters.confirm", desk.language, queue=queue), abort=True, err=True)
