"""``lienthong submission``, ``outbox``, ``recall``: what became of what was sent."""

from __future__ import annotations

import click

from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.desk import desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.stories import show_story, show_submissions
from lienthong_client.messages import say


@click.command("submission", cls=BilingualCommand, help="submission", add_help_option=False)
@click.argument("submission_id", metavar="SUBMISSION")
@option("--predecessor", metavar="CODE", help="option.predecessor")
@click.pass_context
def submission(context: click.Context, submission_id: str, predecessor: str | None) -> None:
    """Show a submission's whole story; a rejected one ends with the code of a refusal."""
    desk = desk_of(context)
    story = desk.exchange(context).in_place_of(predecessor).submission(submission_id)
    if desk.as_json:
        desk.screen.json(story)
    else:
        show_story(story, desk.screen)
    if story["submission"]["state"] == "rejected":
        context.exit(ExitCode.REFUSED)


@click.command("outbox", cls=BilingualCommand, help="outbox", add_help_option=False)
@option("--limit", type=click.IntRange(1, 50), metavar="N", help="option.limit")
@option("--cursor", metavar="TEXT", help="option.cursor")
@option("--predecessor", metavar="CODE", help="option.predecessor")
@click.pass_context
def outbox(context: click.Context, limit: int | None, cursor: str | None, predecessor: str | None) -> None:
    """List what was sent, newest first."""
    desk = desk_of(context)
    page = desk.exchange(context).in_place_of(predecessor).outbox(limit=limit, cursor=cursor)
    if desk.as_json:
        desk.screen.json(page)
        return
    if page["submissions"]:
        show_submissions(page["submissions"], desk.screen)
    else:
        desk.screen.say("outbox.empty")
    if page["cursor"]:
        desk.screen.note("more", cursor=page["cursor"])


@click.command("recall", cls=BilingualCommand, help="recall", add_help_option=False)
@click.argument("submission_id", metavar="SUBMISSION")
@option("--reason", required=True, metavar="TEXT", help="option.reason")
@option("--predecessor", metavar="CODE", help="option.predecessor")
@click.pass_context
def recall(context: click.Context, submission_id: str, reason: str, predecessor: str | None) -> None:
    """Take a submission back."""
    desk = desk_of(context)
    record = desk.exchange(context).in_place_of(predecessor).recall(submission_id, reason)
    if desk.as_json:
        desk.screen.json({"submission": record})
        return
    desk.screen.say("recall.done", style="green", document=record["envelope"]["document_id"])
    desk.screen.line(say("send.follow", desk.language, submission=submission_id))
