"""``lienthong witness``: an agency vouches for evidence logs by cosigning what it has seen of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.complaints import BadValue
from lienthong_client.command.decision_lines import DecisionLines
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.parameters import existing_file
from lienthong_client.command.stopping import asked_to_stop

if TYPE_CHECKING:
    from lienthong.tlog.notes import VerifierKey
    from lienthong_client.witness.errors import StateDamaged
    from lienthong_client.witness.keys import WitnessSigner
    from lienthong_client.witness.memory import WitnessMemory
    from lienthong_client.witness.server import WitnessServer

_ADDRESS = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^:\[\]\s]+)):(?P<port>\d{1,5})", re.ASCII)


class Address(click.ParamType[tuple[str, int]]):
    """``HOST:PORT``, ``[IPv6]:PORT``; port 0 takes a free one."""

    name = "address"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,  # noqa: ARG002
        ctx: click.Context | None,
    ) -> tuple[str, int]:
        """Host and port.

        Raises:
            BadValue: not of the form.
        """
        if isinstance(value, tuple):
            return value
        match = _ADDRESS.fullmatch(str(value))
        if match is None or int(match["port"]) > 65_535:
            raise BadValue("--listen", "misuse.pair", ctx, form="HOST:PORT (127.0.0.1:8123)")
        return match["six"] or match["host"], int(match["port"])


@click.group("witness", cls=BilingualGroup, help="witness", no_args_is_help=True, add_help_option=False)
def witness() -> None:
    """A witness of evidence logs."""


@witness.command("new-key", cls=BilingualCommand, help="witness new-key", add_help_option=False)
@click.argument("name", metavar="NAME")
@option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="option.witness-out",
)
@click.pass_context
def new_key(context: click.Context, name: str, out: Path) -> None:
    """Make a witness's key."""
    from lienthong.tlog.notes import is_key_name
    from lienthong_client.witness.keys import new_key as make

    if not is_key_name(name) or len(name.encode()) > 255:
        raise BadValue("NAME", "misuse.key-name", context)
    desk = desk_of(context)
    key = make(name, out)
    if desk.as_json:
        desk.screen.json({"name": name, "key": str(key), "policy": _policy_line(key), "file": str(out)})
        return
    desk.screen.say("witness.new-key", style="green", path=out)
    desk.screen.say("witness.key-line")
    desk.screen.line(f"  {key}")
    desk.screen.say("witness.policy-line-without-address")
    desk.screen.line(f"  {_policy_line(key)}")
    desk.screen.note("witness.keep-key", path=out)


def _policy_line(key: VerifierKey, url: str = "") -> str:
    """The witness's line in a policy file (C2SP tlog-policy)."""
    return " ".join(part for part in ("witness", key.name, str(key), url) if part)


@witness.command("serve", cls=BilingualCommand, help="witness serve", add_help_option=False)
@option("--key", "key_file", type=existing_file(), required=True, metavar="FILE", help="option.witness-key")
@option("--log", "logs", required=True, multiple=True, metavar="VKEY", help="option.witness-log")
@option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="FOLDER",
    help="option.witness-state",
)
@option(
    "--listen",
    type=Address(),
    default="127.0.0.1:8123",
    show_default=True,
    metavar="HOST:PORT",
    help="option.witness-listen",
)
@option("--url", metavar="ADDRESS", help="option.witness-url")
@click.pass_context
def serve(
    context: click.Context,
    key_file: Path,
    logs: tuple[str, ...],
    state: Path,
    listen: tuple[str, int],
    url: str | None,
) -> None:
    """Witness logs until Ctrl-C or SIGTERM."""
    from lienthong_client.credentials import others_may_read
    from lienthong_client.witness.keys import read_key
    from lienthong_client.witness.memory import opened_memory

    desk = desk_of(context)
    signer, keys = read_key(key_file), _log_keys(logs, context)
    if others_may_read(key_file):
        desk.screen.note("hint.key-exposed", path=key_file)
    with opened_memory(state, key_file, signer, tuple(keys)) as memory:
        if not memory.is_marked:
            desk.screen.note("witness.not-marked", path=key_file)
        damaged = _serve(desk, signer, keys, memory, listen, url)
    if damaged is not None:
        raise damaged
    context.exit(ExitCode.DONE)


def _log_keys(lines: Sequence[str], context: click.Context) -> dict[str, VerifierKey]:
    """The logs' keys by origin."""
    from lienthong.tlog.notes import ED25519, WrongKey, parse_key
    from lienthong_client.witness.errors import LogNamedTwice

    keys: dict[str, VerifierKey] = {}
    for line in lines:
        try:
            key = parse_key(line)
        except WrongKey:
            raise BadValue("--log", "misuse.log-key", context) from None
        if key.kind != ED25519:
            raise BadValue("--log", "misuse.log-key", context)
        if keys.setdefault(key.name, key) != key:
            raise LogNamedTwice(origin=key.name)
    return keys


def _serve(
    desk: Desk,
    signer: WitnessSigner,
    keys: dict[str, VerifierKey],
    memory: WitnessMemory,
    listen: tuple[str, int],
    url: str | None,
) -> StateDamaged | None:
    """Serve until somebody stops us, or until what is remembered turns out damaged."""
    from lienthong_client.witness.decisions import Witness
    from lienthong_client.witness.server import WitnessServer, serving

    damages: list[StateDamaged] = []
    with asked_to_stop() as stop:

        def halt(damaged: StateDamaged) -> None:
            damages.append(damaged)
            stop.set()

        lines = DecisionLines(desk)
        server = WitnessServer(listen, Witness(signer, keys, memory), lines.tell, halt)
        with lines.telling(), serving(server):
            _announce(desk, server, url)
            lines.begin()
            stop.wait()
    if not damages:
        desk.screen.note("witness.stopped")
    return damages[0] if damages else None


def _announce(desk: Desk, server: WitnessServer, url: str | None) -> None:
    """What is witnessed, where, and what the log's operator needs to know of it."""
    host, port = server.server_name, server.server_port
    address = url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    witness, policy = server.witness, _policy_line(server.witness.key, address)
    sizes = {origin: witness.remembered_size(origin) for origin in witness.logs}
    if desk.as_json:
        desk.screen.json_line(
            {
                "event": "listening",
                "url": address,
                "port": port,
                "key": str(witness.key),
                "policy": policy,
                "logs": [{"origin": origin, "size": size} for origin, size in sizes.items()],
            }
        )
        return
    desk.screen.say("witness.listening", style="green", name=witness.key.name, host=host, port=port)
    for origin, size in sizes.items():
        desk.screen.say("witness.log" if size else "witness.log-new", origin=origin, size=size)
    desk.screen.say("witness.policy-line")
    desk.screen.line(f"  {policy}")
    desk.screen.note("witness.how-to-stop")
