"""A slip's tracking secret as somebody types it: never as an argument, which a shell remembers."""

from __future__ import annotations

import sys

import click

from lienthong_client.command.complaints import BadValue
from lienthong_client.command.desk import desk_of
from lienthong_client.messages import say


def typed_secret(context: click.Context, option: str) -> str:
    """Asked for without echo at a terminal; elsewhere the first line of what is piped in.

    Raises:
        BadValue: it cannot be a secret of ours; what was typed is not told back.
    """
    from lienthong.onestop.tracking import ALPHABET, LENGTH, written

    if sys.stdin.isatty():
        typed = click.prompt(say("form.secret-prompt", desk_of(context).language), hide_input=True, err=True)
    else:
        typed = sys.stdin.readline()
    secret = written(typed.strip())
    if len(secret) != LENGTH or not set(secret) <= set(ALPHABET):
        raise BadValue(option, "misuse.tracking-secret", context, length=LENGTH)
    return secret
