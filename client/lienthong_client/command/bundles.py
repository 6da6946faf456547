"""``lienthong bundle``: everything that proves an exchange of documents, in one file for the archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.parameters import Moment, existing_file
from lienthong_client.command.receipts import make_checker

if TYPE_CHECKING:
    from lienthong_client.bundle_checks import BundleReport

_EXISTING = click.Path(path_type=Path, exists=True, readable=True)
_WRITTEN = click.Path(path_type=Path, dir_okay=False)


@click.group("bundle", cls=BilingualGroup, help="bundle", no_args_is_help=True, add_help_option=False)
def bundle() -> None:
    """Evidence bundles."""


@bundle.command("get", cls=BilingualCommand, help="bundle get", add_help_option=False)
@click.argument("submission_id", metavar="SUBMISSION")
@click.argument("files", nargs=-1, type=_EXISTING, metavar="[DOCUMENT]...")
@option("--received", is_flag=True, help="option.received")
@option("--tsa", required=True, metavar="URL", help="option.tsa")
@option("--out", required=True, type=_WRITTEN, metavar="OUT", help="option.bundle-out")
@option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="option.receipt-wait",
)
@click.pass_context
def get(
    context: click.Context,
    submission_id: str,
    files: tuple[Path, ...],
    received: bool,
    tsa: str,
    out: Path,
    wait: float,
) -> None:
    """Write a bundle; documents are taken from this computer, by their SHA-256."""
    from lienthong_client.bundling import collect, write_bundle
    from lienthong_client.exporting import TimeStamper
    from lienthong_client.transport import open_http

    desk = desk_of(context)
    exchange = desk.exchange(context)
    contents = collect(exchange, submission_id, files, received=received, seconds=wait)
    with open_http() as http:
        write_bundle(contents, out, TimeStamper(http, tsa).stamp, datetime.now(UTC).replace(microsecond=0))
    there, wanted = len(contents.documents), len({str(one["sha256"]) for one in contents.attachments})
    if desk.as_json:
        desk.screen.json(
            {"bundle": str(out), "receipts": len(contents.receipts), "documents": there, "of": wanted}
        )
        return
    desk.screen.say("bundle.written", style="green", path=out, receipts=len(contents.receipts))
    if there < wanted:
        desk.screen.note("bundle.documents-missing", missing=wanted - there)


@bundle.command("verify", cls=BilingualCommand, help="bundle verify", add_help_option=False)
@click.argument("file", type=existing_file(), metavar="FILE")
@option("--key", "key_line", required=True, metavar="VKEY", help="option.log-key")
@option("--witnesses", type=existing_file(), metavar="POLICY", help="option.receipt-witnesses")
@option("--trust", type=_EXISTING, multiple=True, metavar="PATH", help="option.trust")
@option("--crl", type=_EXISTING, multiple=True, metavar="PATH", help="option.crl")
@option("--at", type=Moment(), metavar="TIME", help="option.at")
@option("--require-quorum", is_flag=True, help="option.require-quorum")
@option("--require-time", is_flag=True, help="option.require-time")
@click.pass_context
def verify(
    context: click.Context,
    file: Path,
    key_line: str,
    witnesses: Path | None,
    trust: tuple[Path, ...],
    crl: tuple[Path, ...],
    at: datetime | None,
    require_quorum: bool,
    require_time: bool,
) -> None:
    """Check a bundle offline; 0 only if everything in it holds."""
    from lienthong_client.bundle_checks import BundleChecker
    from lienthong_client.verification import read_revocation, read_trust

    desk = desk_of(context)
    now = at or datetime.now(UTC).replace(microsecond=0)
    receipts = make_checker(
        context,
        key_line,
        witnesses,
        trust,
        crl,
        now,
        require_quorum=require_quorum,
        require_time=require_time,
    )
    report = BundleChecker(receipts, read_trust(trust), read_revocation(crl), now).check(file)
    _tell(report, desk)
    context.exit(ExitCode.DONE if report.holds else ExitCode.REFUSED)


def _tell(report: BundleReport, desk: Desk) -> None:
    from lienthong.signatures.rendering.words import readable_sentence
    from lienthong_client.command.screen import local_time
    from lienthong_client.messages import say, word

    screen, language = desk.screen, desk.language
    if desk.as_json:
        screen.json(report.to_json())
        return
    if report.holds:
        screen.say("bundle.holds", style="green", file=report.file)
    else:
        screen.say("bundle.refused", style="bold red", file=report.file)
    rows = []
    for one in report.proven:
        event, since = one.receipt.event, one.proven_since
        rows.append(
            (
                local_time(str(event["at"]), language),
                word("event", str(event["type"]), language),
                word("actor", str(event["agency"] or event["actor"]), language),
                str(one.entry.index),
                local_time(since.isoformat(), language) if since else say("receipt.unproven", language),
            )
        )
    if rows:
        columns = ("column.when", "column.what", "column.who", "column.index", "column.proven")
        screen.table(columns, rows, title="story.events")
    for finding in report.findings:
        text = readable_sentence(finding.vi if language == "vi" else finding.en, language)
        screen.paragraph(f"{finding.subject}: {text} [{finding.code}]", mark="•", indent=2)
