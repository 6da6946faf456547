"""``lienthong receipt``: get the proof of what happened, and check it with nobody's help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.log_options import read_log_key, read_witness_policy
from lienthong_client.command.parameters import Moment, existing_file
from lienthong_client.command.written_reports import make_folder, save

if TYPE_CHECKING:
    from lienthong.tlog.receipt_checks import VerifiedReceipt
    from lienthong.tlog.receipts import UnverifiedReceipt
    from lienthong_client.receipts import CheckedReceipt, ReceiptChecker

_EXISTING = click.Path(path_type=Path, exists=True, readable=True)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group("receipt", cls=BilingualGroup, help="receipt", no_args_is_help=True, add_help_option=False)
def receipt() -> None:
    """Receipts."""


@receipt.command("get", cls=BilingualCommand, help="receipt get", add_help_option=False)
@click.argument("submission_id", metavar="SUBMISSION|DOSSIER")
@click.argument("event_id", metavar="[EVENT]", required=False)
@option("--received", is_flag=True, help="option.received")
@option("--out", "folder", type=_FOLDER, default=".", metavar="FOLDER", help="option.receipt-out")
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
    event_id: str | None,
    received: bool,
    folder: Path,
    wait: float,
) -> None:
    """Save the receipts of a whole story, or of one event; what is not there yet ends with code 5."""
    desk = desk_of(context)
    exchange = desk.exchange(context)
    if event_id is None:
        found = exchange.every_receipt(submission_id, received=received, seconds=wait)
    else:
        found = exchange.receipt(submission_id, event_id, received=received, seconds=wait)
    saved = _save(found.receipts, folder)
    if desk.as_json:
        desk.screen.json({"saved": [str(path) for path in saved], "pending": list(found.pending)})
    else:
        desk.screen.say("receipt.saved", count=len(saved), folder=folder)
        if found.pending:
            desk.screen.say("receipt.pending", style="bold", count=len(found.pending))
    context.exit(ExitCode.UNAVAILABLE if found.pending else ExitCode.DONE)


def _save(receipts: Sequence[UnverifiedReceipt], folder: Path) -> list[Path]:
    from lienthong_client.receipts import name_of

    make_folder(folder)
    saved = []
    for one in receipts:
        path = folder / name_of(one)
        save(path, one.to_bytes())
        saved.append(path)
    return saved


@receipt.command("verify", cls=BilingualCommand, help="receipt verify", add_help_option=False)
@click.argument("files", nargs=-1, required=True, type=_EXISTING, metavar="FILE...")
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
    files: tuple[Path, ...],
    key_line: str,
    witnesses: Path | None,
    trust: tuple[Path, ...],
    crl: tuple[Path, ...],
    at: datetime | None,
    require_quorum: bool,
    require_time: bool,
) -> None:
    """Check receipts offline; 0 only if everything about every one of them holds."""
    desk = desk_of(context)
    checker = make_checker(
        context, key_line, witnesses, trust, crl, at, require_quorum=require_quorum, require_time=require_time
    )
    checked = []
    for one in checker.check(files):
        checked.append(one)
        show_receipt(one, desk)
    if not checked and not desk.as_json:
        desk.screen.say("receipt.none", style="bold red")
    context.exit(ExitCode.DONE if checked and all(one.holds for one in checked) else ExitCode.REFUSED)


def make_checker(
    context: click.Context,
    key_line: str,
    witnesses: Path | None,
    trust: Sequence[Path],
    crl: Sequence[Path],
    at: datetime | None,
    *,
    require_quorum: bool = False,
    require_time: bool = False,
) -> ReceiptChecker:
    """What the command line says that receipts are held against.

    Raises:
        BilingualMisuse: something is required that nothing was given for.
    """
    from lienthong.signatures.checkpoint_stamps import judging
    from lienthong.tlog.receipt_checks import Demands
    from lienthong_client.receipts import ReceiptChecker
    from lienthong_client.verification import read_revocation, read_trust

    if require_quorum and witnesses is None:
        raise BilingualMisuse("misuse.quorum-without-policy", context)
    if require_time and not trust:
        raise BilingualMisuse("misuse.time-without-trust", context)
    key = read_log_key(key_line, context)
    policy = read_witness_policy(witnesses, "--witnesses", context) if witnesses else None
    revocation = read_revocation(crl)
    now = at or datetime.now(UTC).replace(microsecond=0)
    judge = judging(read_trust(trust), revocation.crls, revocation.ocsps, now)
    return ReceiptChecker(key, judge, policy, Demands(quorum=require_quorum, time=require_time))


def show_receipt(one: CheckedReceipt, desk: Desk) -> None:
    """One receipt for a clerk: what is proven, then everything that was found."""
    from lienthong.signatures.rendering.words import readable_sentence

    screen = desk.screen
    if desk.as_json:
        screen.json_line(one.to_json())
        return
    if one.report.verified is None:
        screen.say("receipt.refused", style="bold red", file=one.file)
    else:
        screen.say("receipt.holds", style="green", file=one.file)
        screen.facts(_facts(one.report.verified, desk))
    for finding in one.report.findings:
        text = readable_sentence(finding.vi if desk.language == "vi" else finding.en, desk.language)
        screen.paragraph(f"{text} [{finding.code}]", mark="•", indent=2)


def _facts(proven: VerifiedReceipt, desk: Desk) -> dict[str, str]:
    from lienthong_client.command.screen import local_time
    from lienthong_client.messages import say, word

    event, language = proven.receipt.event, desk.language
    details = event["details"]
    assert isinstance(details, dict)
    head, since = proven.checkpoint.head, proven.proven_since
    cosigned = [
        f"{one.witness.name} ({local_time(one.time.isoformat(), language)})"
        for one in (proven.quorum.cosignatures if proven.quorum else ())
    ]
    return {
        "column.what": word("event", str(event["type"]), language),
        "column.submission": str(event["subject"]),
        "column.document": str(details.get("document_id") or ""),
        "column.who": word("actor", str(event["actor"]), language),
        "column.recipient": str(event["agency"] or ""),
        "column.when": local_time(str(event["at"]), language),
        "column.entry": f"{head.origin}: {proven.entry.index} / {head.size}",
        "column.proven": local_time(since.isoformat(), language)
        if since
        else say("receipt.unproven", language),
        "column.cosigned": ", ".join(cosigned),
    }
