"""``lienthong completion``: the script with which a shell completes commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from lienthong_client.command.bilingual import BilingualCommand
from lienthong_client.command.desk import desk_of

_PROGRAM, _VARIABLE = "lienthong", "_LIENTHONG_COMPLETE"
_INSTALLATION = {
    "bash": ("~/.bashrc", 'eval "$(lienthong completion bash)"'),
    "zsh": ("~/.zshrc", 'eval "$(lienthong completion zsh)"'),
    "fish": ("~/.config/fish/completions/lienthong.fish", "lienthong completion fish | source"),
}


@click.command("completion", cls=BilingualCommand, help="completion", add_help_option=False)
@click.argument("shell", type=click.Choice(tuple(_INSTALLATION)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script."""
    kind = get_completion_class(shell)
    assert kind is not None, "click knows every shell that the choice allows"
    click.echo(kind(context.find_root().command, {}, _PROGRAM, _VARIABLE).source())
    file, line = _INSTALLATION[shell]
    desk_of(context).screen.note("completion.install", file=file, line=line)
