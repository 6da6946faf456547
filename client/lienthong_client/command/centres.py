"""``lienthong dossier vote``, ``inspect`` and ``postings``: what is counted and inspected at a centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong.onestop.figures import Share
from lienthong.onestop.words import Vote
from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.dossiers import key_told
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.parameters import Day
from lienthong_client.command.screen import local_date
from lienthong_client.messages import say, word

if TYPE_CHECKING:
    from lienthong_client.centre_calls import LastInspection, PostingInspection


@click.command("vote", cls=BilingualCommand, help="dossier vote", add_help_option=False)
@click.argument("pressed", type=click.Choice([vote.value for vote in Vote]), metavar="VOTE")
@option("--dossier", metavar="DOSSIER", help="option.voted-dossier")
@option("--key", metavar="TEXT", help="option.dossier-key")
@click.pass_context
def vote(context: click.Context, pressed: str, dossier: str | None, key: str | None) -> None:
    """Count how satisfied a visitor says to be."""
    desk = desk_of(context)
    exchange = desk.exchange(context)
    with key_told(desk, key) as key_of_vote:
        counted = exchange.vote(Vote(pressed), dossier=dossier, key=key_of_vote)
    if desk.as_json:
        desk.screen.json(counted)
        return
    told, style = ("vote.counted-before", "yellow") if counted["repeated"] else ("vote.counted", "green")
    desk.screen.say(told, style=style, vote=word("vote", pressed, desk.language))


@click.command("inspect", cls=BilingualCommand, help="dossier inspect", add_help_option=False)
@click.argument("centre", metavar="CENTRE")
@click.argument("tables", type=click.Path(exists=True, path_type=Path), metavar="FILE")
@option("--on", "day", type=Day(), metavar="DATE", help="option.inspected-on")
@click.pass_context
def inspect(context: click.Context, centre: str, tables: Path, day: date | None) -> None:
    """Hold what a centre has posted to what is in force; 0 only where nothing is found."""
    from lienthong_client.procedure_tables import read_tables

    desk = desk_of(context)
    found = desk.exchange(context).inspect_postings(centre, read_tables(tables), day)
    if desk.as_json:
        desk.screen.json(found)
    else:
        _show_findings(found, desk)
    context.exit(ExitCode.REFUSED if found["found"] else ExitCode.DONE)


@click.command("postings", cls=BilingualCommand, help="dossier postings", add_help_option=False)
@click.argument("centre", metavar="CENTRE")
@click.pass_context
def postings(context: click.Context, centre: str) -> None:
    """Show what was last found about a centre's postings."""
    desk = desk_of(context)
    known = desk.exchange(context).last_inspection(centre)
    last = known["inspection"]
    if desk.as_json:
        desk.screen.json(known)
    elif last is None:
        desk.screen.say("posting.never", centre=known["centre"])
    else:
        _show_last(last, desk)


def _show_findings(found: PostingInspection, desk: Desk) -> None:
    _tell_share(found, desk)
    rows = [
        (
            one["procedure"],
            word("aspect", one["aspect"], desk.language),
            word("flaw", one["flaw"], desk.language),
            one["posted"],
            one["in_force"],
        )
        for one in found["findings"]
    ]
    _show(rows, ("procedure", "aspect", "flaw", "posted", "in-force"), found["found"], desk)
    desk.screen.note("posting.recorded", event=found["event_id"])


def _show_last(last: LastInspection, desk: Desk) -> None:
    _tell_share(last, desk)
    desk.screen.say("posting.last", day=local_date(last["on"], desk.language), who=last["inspected_by"])
    rows = [
        (
            one["procedure"],
            word("aspect", one["aspect"], desk.language),
            word("flaw", one["flaw"], desk.language),
        )
        for one in last["findings"]
    ]
    _show(rows, ("procedure", "aspect", "flaw"), last["found"], desk)


def _tell_share(found: PostingInspection | LastInspection, desk: Desk) -> None:
    key, style = ("posting.flawed", "yellow") if found["found"] else ("posting.flawless", "green")
    share = Share(found["right"], found["expected"]).written(desk.language)
    told = {"right": found["right"], "expected": found["expected"], "share": share, "found": found["found"]}
    desk.screen.say(key, style=style, centre=found["centre"], **told)


def _show(rows: Sequence[tuple[str, ...]], columns: Sequence[str], found: int, desk: Desk) -> None:
    if rows:
        desk.screen.table([f"column.{name}" for name in columns], rows)
    if found > len(rows):
        desk.screen.line(say("posting.more", desk.language, more=found - len(rows)), style="dim")
