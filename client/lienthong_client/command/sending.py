"""``lienthong send``, ``update``, ``replace``: a document goes out, and its verdict comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, Unpack

import click

from lienthong.model.codes import Business
from lienthong.model.identifiers import SUBMISSION_ID
from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.document_options import DocumentOptions, document_options, draft_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.stories import show_reasons, show_verdict
from lienthong_client.drafts import Draft

if TYPE_CHECKING:
    from lienthong_client.answers import Story
    from lienthong_client.sdk import Exchange

F = TypeVar("F", bound=Callable[..., None])


@click.command("send", cls=BilingualCommand, help="send", add_help_option=False)
@document_options
@click.pass_context
def send(context: click.Context, **options: Unpack[DocumentOptions]) -> None:
    """Send a document."""
    desk = desk_of(context)
    draft = draft_of(options, desk.profile().agency, context)
    _send_and_tell(desk.exchange(context), draft, options, context)


def _later_business(function: F) -> F:
    function = option("--reason", required=True, metavar="TEXT", help="option.reason")(function)
    return option("--target", multiple=True, required=True, metavar="ID", help="option.target")(function)


@click.command("update", cls=BilingualCommand, help="update", add_help_option=False)
@_later_business
@document_options
@click.pass_context
def update(
    context: click.Context, target: tuple[str, ...], reason: str, **options: Unpack[DocumentOptions]
) -> None:
    """Send a document that updates earlier ones."""
    _send_about(Business.UPDATE, target, reason, options, context)


@click.command("replace", cls=BilingualCommand, help="replace", add_help_option=False)
@_later_business
@document_options
@click.pass_context
def replace(
    context: click.Context, target: tuple[str, ...], reason: str, **options: Unpack[DocumentOptions]
) -> None:
    """Send a document that replaces earlier ones."""
    _send_about(Business.REPLACEMENT, target, reason, options, context)


def _send_about(
    business: Business,
    targets: tuple[str, ...],
    reason: str,
    options: DocumentOptions,
    context: click.Context,
) -> None:
    desk = desk_of(context)
    draft = draft_of(options, desk.profile().agency, context)
    exchange = desk.exchange(context)
    document_ids = [_document_id(target, exchange) for target in targets]
    if draft.document_id in document_ids:
        raise BilingualMisuse("misuse.same-document-id", context, id=draft.document_id)
    _send_and_tell(exchange, draft.about(business, document_ids, reason), options, context)


def _document_id(target: str, exchange: Exchange) -> str:
    """The DocumentId of what is updated or replaced; people also have the submission's id at hand."""
    if not SUBMISSION_ID.fullmatch(target):
        return target
    return exchange.submission(target)["submission"]["envelope"]["document_id"]


def _send_and_tell(
    exchange: Exchange, draft: Draft, options: DocumentOptions, context: click.Context
) -> None:
    desk = desk_of(context)
    screen = desk.screen
    with screen.progress() as progress:
        answer = exchange.send(draft, progress=progress)
    sent = "send.repeated" if answer["repeated"] else "send.sent"
    for note in answer.get("notes", []):
        screen.note(f"note.{note['kind']}", **{**note, "basis": note["basis"] and f"({note['basis']})"})
    if options["no_wait"]:
        if desk.as_json:
            screen.json(answer)
        else:
            screen.say(sent, submission=answer["submission_id"])
            screen.say("send.follow", submission=answer["submission_id"])
        return
    screen.note(sent, submission=answer["submission_id"])
    with screen.waiting("send.waiting"):
        story = exchange.wait_for_verdict(answer["submission_id"], options["wait"])
    _tell_verdict(story, desk)
    if story["submission"]["state"] == "rejected":
        context.exit(ExitCode.REFUSED)


def _tell_verdict(story: Story, desk: Desk) -> None:
    submission, screen = story["submission"], desk.screen
    if desk.as_json:
        screen.json(story)
        return
    if submission["verdict"]:
        show_verdict(submission["verdict"], screen)
    if submission["state"] == "rejected":
        show_reasons(submission, screen)
        return
    document, count = submission["envelope"]["document_id"], len(submission["recipients"])
    screen.say("send.accepted", style="bold green", document=document, count=count)
    screen.say("send.follow", submission=submission["submission_id"])
