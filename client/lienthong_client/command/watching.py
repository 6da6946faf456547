"""``lienthong log watch``: whoever keeps looking finds out a log that forgets or shows two histories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong.errors import ExchangeError
from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.log_options import read_log_key, read_witness_policy
from lienthong_client.command.parameters import existing_file
from lienthong_client.command.stopping import asked_to_stop
from lienthong_client.messages import say

if TYPE_CHECKING:
    from lienthong.tlog.tiles import Read
    from lienthong_client.watching import Alarm, Step, Watcher

_VIETNAM = timezone(timedelta(hours=7))
_SECONDS = click.FloatRange(min=1)


@click.command("watch", cls=BilingualCommand, help="log watch", add_help_option=False)
@click.argument("place", metavar="ADDRESS-OR-FOLDER")
@option("--key", "key_line", required=True, metavar="VKEY", help="option.log-key")
@option("--state", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="option.watch-state")
@option("--every", type=_SECONDS, metavar="SECONDS", help="option.watch-every")
@option("--once", is_flag=True, help="option.watch-once")
@option("--witness-policy", "policy", type=existing_file(), metavar="FILE", help="option.watch-policy")
@option("--at-least", type=click.IntRange(min=1), metavar="COUNT", help="option.watch-at-least")
@option(
    "--grace",
    type=click.FloatRange(min=0),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="option.watch-grace",
)
@option("--stale", type=_SECONDS, metavar="SECONDS", help="option.watch-stale")
@option("--entries", is_flag=True, help="option.watch-entries")
@option(
    "--evidence",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="option.watch-evidence",
)
@option("--ca", type=existing_file(), metavar="FILE", help="option.log-ca")
@click.pass_context
def watch(
    context: click.Context,
    place: str,
    key_line: str,
    state: Path | None,
    every: float | None,
    once: bool,
    policy: Path | None,
    at_least: int | None,
    grace: float,
    stale: float | None,
    entries: bool,
    evidence: Path | None,
    ca: Path | None,
) -> None:
    """Look at the log's newest checkpoint, once or again and again."""
    from lienthong_client.logs import opened_log
    from lienthong_client.watching import Demands, Watcher

    if once and every is not None:
        raise BilingualMisuse("misuse.one-form", context, names="--once, --every")
    if at_least is not None and policy is None:
        raise BilingualMisuse("misuse.at-least", context)
    desk, key = desk_of(context), read_log_key(key_line, context)
    demands = Demands(
        policy=read_witness_policy(policy, "--witness-policy", context) if policy else None,
        at_least=at_least,
        grace=timedelta(seconds=grace),
        longest=timedelta(seconds=stale) if stale else None,
        entries=entries,
    )
    if state is None and every is None:
        desk.screen.note("watch.forgetful")
    with asked_to_stop() as stop, opened_log(place, ca) as read:
        evidence = evidence or (state.parent if state else Path())
        watcher = Watcher(key, demands, state, evidence, stop.wait)
        teller = _Teller(desk, place, is_repeated=every is not None)
        while True:
            teller.look(watcher, read)
            if every is None or stop.wait(every):
                break
    context.exit(ExitCode.REFUSED if teller.alarms else ExitCode.DONE)


class _Teller:
    """Says what each look has found, a line for each step, and counts what does not hold."""

    def __init__(self, desk: Desk, place: str, *, is_repeated: bool) -> None:
        self._desk, self._place, self._is_repeated = desk, place, is_repeated
        self.alarms = 0

    def look(self, watcher: Watcher, read: Read) -> None:
        """Look once; who looks again and again is not stopped by a log that is away for a while."""
        from lienthong_client.watching import Step

        try:
            for one in watcher.look(read, self._place):
                if isinstance(one, Step):
                    self._tell_step(one)
                else:
                    self._tell_alarm(one)
        except ExchangeError as error:
            if not self._is_repeated:
                raise
            self._tell_failure(error)

    def _tell_step(self, step: Step) -> None:
        if self._desk.as_json:
            self._json(step.name, **step.facts)
        else:
            self._line("✓", say(f"watch.{step.name}", self._desk.language, **step.facts), "green")

    def _tell_alarm(self, alarm: Alarm) -> None:
        self.alarms += 1
        fault, evidence = alarm.fault, str(alarm.evidence) if alarm.evidence else None
        if self._desk.as_json:
            sentences = {language: fault.sentence(language) for language in ("en", "vi")}
            self._json("alarm", code=fault.code, subject=fault.what, **sentences, evidence=evidence)
            return
        self._line("✗", fault.sentence(self._desk.language), "bold red")
        if evidence:
            self._line("→", say("watch.evidence", self._desk.language, path=evidence), "bold red")

    def _tell_failure(self, error: ExchangeError) -> None:
        self.alarms += 1
        if self._desk.as_json:
            sentences = {language: error.sentence(language) for language in ("en", "vi")}
            self._json("failed", code=error.code, **sentences)
        else:
            self._line("✗", error.sentence(self._desk.language), "bold yellow")

    def _json(self, event: str, **facts: object) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._desk.screen.json_line({"event": event, "at": at, **facts})

    def _line(self, mark: str, sentence: str, style: str) -> None:
        at = f"{datetime.now(_VIETNAM):%Y-%m-%d %H:%M:%S}  " if self._is_repeated else ""
        self._desk.screen.line(f"{at}{mark} {sentence}", style=style)
