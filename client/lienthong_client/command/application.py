"""The root of the command: every subcommand by name, and what becomes of errors.

A subcommand's module is imported when it is used, so that ``lienthong --help``, completion and commands that
work offline load neither httpx nor cryptography.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from lienthong.errors import ExchangeError
from lienthong_client.command.bilingual import BilingualGroup
from lienthong_client.command.complaints import tell_error, tell_misuse
from lienthong_client.command.desk import Desk, open_desk
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.messages import say

_HERE = "lienthong_client.command"
#: Name → where it is, in the order of the work. A new command adds a line here and its texts in help_texts.
COMMANDS = {
    "send": f"{_HERE}.sending:send",
    "update": f"{_HERE}.sending:update",
    "replace": f"{_HERE}.sending:replace",
    "recall": f"{_HERE}.sent:recall",
    "submission": f"{_HERE}.sent:submission",
    "outbox": f"{_HERE}.sent:outbox",
    "inbox": f"{_HERE}.receiving:inbox",
    "open": f"{_HERE}.receiving:open_delivery",
    "status": f"{_HERE}.receiving:status",
    "verify": f"{_HERE}.verifying:verify",
    "report": f"{_HERE}.reports:report",
    "receipt": f"{_HERE}.receipts:receipt",
    "bundle": f"{_HERE}.bundles:bundle",
    "log": f"{_HERE}.logs:log",
    "witness": f"{_HERE}.witnessing:witness",
    "register": f"{_HERE}.register:register",
    "dossier": f"{_HERE}.dossier:dossier",
    "board": f"{_HERE}.board:board",
    "edxml": f"{_HERE}.edxml:edxml",
    "registry": f"{_HERE}.registry:registry",
    "ratios": f"{_HERE}.ratios:ratios",
    "deadletters": f"{_HERE}.deadletters:deadletters",
    "completion": f"{_HERE}.completion:completion",
}


class Application(BilingualGroup):
    """The root group. It ends the process with an exit code that means something."""

    def main(  # type: ignore[override]  # click's overloads tell the two modes apart; there is one here
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        **extra: Any,
    ) -> NoReturn:
        """Run, tell any error, exit."""
        extra.pop("standalone_mode", None)
        arguments = list(sys.argv[1:] if args is None else args)
        desk = open_desk(arguments, os.environ)
        sys.exit(self._run(arguments, prog_name or "lienthong", complete_var, desk, extra))

    def _run(
        self, arguments: list[str], name: str, complete_var: str | None, desk: Desk, extra: dict[str, Any]
    ) -> int:
        try:
            code = super().main(arguments, name, complete_var, standalone_mode=False, obj=desk, **extra)
        except ExchangeError as error:
            return tell_error(error, desk.screen)
        except click.exceptions.NoArgsIsHelpError as asked:
            click.echo(asked.format_message())
            return ExitCode.MISUSE
        except click.UsageError as misuse:
            return tell_misuse(misuse, desk.screen)
        except click.Abort:
            desk.screen.complain(say("error.interrupted", desk.language))
            return ExitCode.INTERRUPTED
        return code if isinstance(code, int) else ExitCode.DONE


cli = Application(
    name="lienthong", help="lienthong", lazy=COMMANDS, no_args_is_help=True, add_help_option=False
)
