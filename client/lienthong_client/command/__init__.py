"""The command ``lienthong``: words in, tables or JSON out.

``application`` knows every subcommand by name and imports only the one that is asked for.
"""

from __future__ import annotations


def main() -> None:
    """Run the command with the process's own arguments, and end the process with its exit code."""
    from lienthong_client.command.application import cli

    cli.main(prog_name="lienthong")
