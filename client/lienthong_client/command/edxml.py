"""``lienthong edxml``: messages of the national format; only sending and getting them needs an exchange."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.parameters import existing_file, today
from lienthong_client.errors import FileUnreadable
from lienthong_client.messages import say

if TYPE_CHECKING:
    from lienthong.edxml.findings import Finding

_DRAFT = click.Path(path_type=Path, exists=True, readable=True)
_WRITTEN = click.Path(path_type=Path, dir_okay=False)
#: Style and mark by weight: what refuses, what departs from the format, what is worth knowing.
_WEIGHTS = {"fail": ("red", "✗"), "warn": ("yellow", "!"), "info": ("dim", "•")}


@click.group("edxml", cls=BilingualGroup, help="edxml", no_args_is_help=True, add_help_option=False)
def edxml() -> None:
    """The national format."""


@edxml.command("read", cls=BilingualCommand, help="edxml read", add_help_option=False)
@click.argument("file", type=existing_file(), metavar="FILE")
@click.pass_context
def read(context: click.Context, file: Path) -> None:
    """Say what a message says, and everything that is wrong with it."""
    from lienthong.edxml.as_json import reading_to_json
    from lienthong.edxml.reading import read_message
    from lienthong_client.command.edxml_pages import show_reading

    desk = desk_of(context)
    reading = read_message(_content(file))
    if desk.as_json:
        desk.screen.json({"file": file.name, **reading_to_json(reading)})
    else:
        show_reading(file.name, reading, desk)
    context.exit(ExitCode.REFUSED if reading.message is None else ExitCode.DONE)


@edxml.command("validate", cls=BilingualCommand, help="edxml validate", add_help_option=False)
@click.argument("file", type=existing_file(), metavar="FILE")
@click.pass_context
def validate(context: click.Context, file: Path) -> None:
    """Hold a message to the schema and the rules."""
    from lienthong.edxml.strict import is_fault, validate_message

    desk = desk_of(context)
    findings = validate_message(_content(file), today())
    faults = [finding for finding in findings if is_fault(finding)]
    if desk.as_json:
        listed = [finding.to_json() for finding in findings]
        desk.screen.json({"file": file.name, "valid": not faults, "findings": listed})
    else:
        key, style = ("edxml.invalid", "bold red") if faults else ("edxml.valid", "bold green")
        desk.screen.say(key, style=style, file=file.name, count=len(faults))
        show_findings(findings, desk)
    context.exit(ExitCode.REFUSED if faults else ExitCode.DONE)


@edxml.command("write", cls=BilingualCommand, help="edxml write", add_help_option=False)
@click.argument("draft", type=_DRAFT, metavar="DRAFT")
@option("--out", type=_WRITTEN, required=True, metavar="FILE", help="option.edxml-out")
@option("--agencies", type=existing_file(), metavar="FILE", help="option.edxml-agencies")
@click.pass_context
def write(context: click.Context, draft: Path, out: Path, agencies: Path | None) -> None:
    """Write a draft as a message."""
    from lienthong.edxml.writing import write_message
    from lienthong.model.calendar import VIETNAM
    from lienthong_client.command.written_reports import save
    from lienthong_client.edxml_drafts import message_of_draft, read_names

    desk = desk_of(context)
    names = read_names(agencies) if agencies else {}
    message = message_of_draft(draft, names, datetime.now(VIETNAM))
    raw = write_message(message, today())
    save(out, raw)
    unnamed = [party.code for party in (message.sender, *message.recipients) if party.name == party.code]
    if desk.as_json:
        sha256 = hashlib.sha256(raw).hexdigest()
        desk.screen.json({"file": str(out), "size": len(raw), "sha256": sha256, "unnamed": unnamed})
        return
    desk.screen.say("edxml.written", style="green", path=out, document=message.document_id)
    if unnamed:
        desk.screen.note("edxml.unnamed", codes=", ".join(unnamed))


@edxml.command("send", cls=BilingualCommand, help="edxml send", add_help_option=False)
@click.argument("file", type=existing_file(), metavar="FILE")
@click.pass_context
def send(context: click.Context, file: Path) -> None:
    """Give the exchange a message."""
    desk = desk_of(context)
    content = _content(file)
    taken = desk.exchange(context).send_edxml(content)
    if desk.as_json:
        desk.screen.json(taken)
        return
    kind = say(f"edxml.type.{taken['type']}", desk.language)
    key = "edxml.taken-before" if taken["repeated"] else "edxml.taken"
    submission = taken["submission_id"]
    desk.screen.say(key, style="green", kind=kind, document=taken["document_id"], submission=submission)
    if taken["findings"]:
        desk.screen.say("edxml.taken-findings", style="yellow", count=len(taken["findings"]))
        for finding in taken["findings"]:
            style, mark = _WEIGHTS.get(finding["severity"], ("", "•"))
            sentence = finding["vi"] if desk.language == "vi" else finding["en"]
            desk.screen.paragraph(sentence, mark=mark, indent=2, style=style)


@edxml.command("get", cls=BilingualCommand, help="edxml get", add_help_option=False)
@click.argument("submission_id", metavar="SUBMISSION")
@option("--received", is_flag=True, help="option.received")
@option("--event", "event_id", metavar="EVENT", help="option.edxml-event")
@option("--out", type=_WRITTEN, required=True, metavar="FILE", help="option.edxml-out")
@click.pass_context
def get(context: click.Context, submission_id: str, received: bool, event_id: str | None, out: Path) -> None:
    """Save a submission, a delivery or an event as a message."""
    from lienthong_client.command.written_reports import save

    desk = desk_of(context)
    exchange = desk.exchange(context)
    if event_id is not None:
        raw = exchange.edxml_of_event(submission_id, event_id, received=received)
    elif received:
        raw = exchange.edxml_of_delivery(submission_id)
    else:
        raw = exchange.edxml_of_submission(submission_id)
    save(out, raw)
    if desk.as_json:
        sha256 = hashlib.sha256(raw).hexdigest()
        desk.screen.json({"file": str(out), "size": len(raw), "sha256": sha256})
    else:
        desk.screen.say("edxml.saved", style="green", path=out)


def show_findings(findings: Sequence[Finding], desk: Desk) -> None:
    """Each finding with its place, the gravest first."""
    for finding in sorted(findings, key=lambda one: list(_WEIGHTS).index(one.severity.value)):
        style, mark = _WEIGHTS[finding.severity.value]
        sentence = finding.vi if desk.language == "vi" else finding.en
        desk.screen.paragraph(sentence, mark=mark, indent=2, style=style)
        if finding.xpath:
            desk.screen.paragraph(finding.xpath, indent=4, style="dim")


def _content(path: Path) -> bytes:
    """The file, as far as it is read at all.

    Raises:
        FileUnreadable
    """
    from lienthong.edxml.limits import EDXML_LIMITS

    try:
        with path.open("rb") as file:
            return file.read(EDXML_LIMITS.message_bytes + 1)
    except OSError as refused:
        raise FileUnreadable(path=str(path), why=refused.strerror or type(refused).__name__) from refused
