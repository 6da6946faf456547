"""``lienthong log``: an auditor's check of the evidence log, from its address or a copy of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.parameters import existing_file

if TYPE_CHECKING:
    from lienthong.tlog.checkpoints import VerifiedCheckpoint
    from lienthong.tlog.faults import TlogFault
    from lienthong.tlog.tiles import Read


_HERE = "lienthong_client.command"


@click.group(
    "log",
    cls=BilingualGroup,
    help="log",
    lazy={"check": f"{_HERE}.logs:check", "watch": f"{_HERE}.watching:watch"},
    no_args_is_help=True,
    add_help_option=False,
)
def log() -> None:
    """The evidence log."""


@click.command("check", cls=BilingualCommand, help="log check", add_help_option=False)
@click.argument("place", metavar="ADDRESS-OR-FOLDER")
@option("--key", "key_line", required=True, metavar="VKEY", help="option.log-key")
@option("--from", "seen", type=existing_file(), multiple=True, metavar="CHECKPOINT", help="option.log-from")
@option("--ca", type=existing_file(), metavar="FILE", help="option.log-ca")
@option("--save", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="option.log-save")
@click.pass_context
def check(
    context: click.Context,
    place: str,
    key_line: str,
    seen: tuple[Path, ...],
    ca: Path | None,
    save: Path | None,
) -> None:
    """Check every entry, tile and root, and that the log goes on from what was seen before."""
    from lienthong.tlog.checkpoints import parse_checkpoint, verify_checkpoint
    from lienthong.tlog.faults import TlogFault
    from lienthong.tlog.notes import parse_key
    from lienthong_client.logs import newest_checkpoint, opened_log
    from lienthong_client.verification import content_of

    desk = desk_of(context)
    checkpoint, faults = None, []
    try:
        key = parse_key(key_line)
        before = [verify_checkpoint(parse_checkpoint(content_of(path)), key) for path in seen]
        with opened_log(place, ca) as read:
            checkpoint = newest_checkpoint(read, key, place)
            faults = _check(desk, checkpoint, read, before)
    except TlogFault as fault:
        faults = [fault]
    _tell(desk, place, checkpoint, faults)
    if save is not None and checkpoint is not None and not faults:
        from lienthong_client.command.written_reports import save as write

        write(save, checkpoint.note.to_bytes())
        desk.screen.note("log.saved", path=save)
    context.exit(ExitCode.REFUSED if faults else ExitCode.DONE)


def _check(
    desk: Desk, checkpoint: VerifiedCheckpoint, read: Read, before: list[VerifiedCheckpoint]
) -> list[TlogFault]:
    from lienthong.tlog.audit import Progress, check_log

    faults, done = [], 0
    with desk.screen.progress() as bars:
        bars.begin(checkpoint.head.origin, checkpoint.head.size)
        for one in check_log(checkpoint, read, before):
            if isinstance(one, Progress):
                bars.advance(checkpoint.head.origin, one.entries - done)
                done = one.entries
            else:
                faults.append(one)
        bars.finish(checkpoint.head.origin)
    return faults


def _tell(desk: Desk, place: str, checkpoint: VerifiedCheckpoint | None, faults: list[TlogFault]) -> None:
    head = checkpoint.head if checkpoint else None
    if desk.as_json:
        desk.screen.json(
            {
                "log": place,
                "origin": head.origin if head else None,
                "size": head.size if head else None,
                "root": head.root.hex() if head else None,
                "sound": not faults,
                "findings": [
                    {
                        "code": one.code,
                        "subject": one.what,
                        "en": one.sentence("en"),
                        "vi": one.sentence("vi"),
                    }
                    for one in faults
                ],
            }
        )
        return
    if head and not faults:
        desk.screen.say("log.sound", style="green", origin=head.origin, size=head.size)
        return
    desk.screen.say("log.unsound", style="bold red", place=place, count=len(faults))
    for fault in faults:
        desk.screen.paragraph(fault.sentence(desk.language), mark="•", indent=2)
