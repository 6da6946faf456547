"""A log's key and a witness policy, as they are given on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.complaints import BadValue

if TYPE_CHECKING:
    from lienthong.tlog.notes import VerifierKey
    from lienthong.tlog.witness_policy import WitnessPolicy


def read_log_key(line: str, context: click.Context) -> VerifierKey:
    """The key of ``--key``.

    Raises:
        BadValue: no key that signs checkpoints.
    """
    from lienthong.tlog.notes import ED25519, WrongKey, parse_key

    try:
        key = parse_key(line)
    except WrongKey:
        raise BadValue("--key", "misuse.log-key", context) from None
    if key.kind != ED25519:
        raise BadValue("--key", "misuse.log-key", context)
    return key


def read_witness_policy(path: Path, option: str, context: click.Context) -> WitnessPolicy:
    """The policy in a file that was given with this option.

    Raises:
        BadValue: no policy. FileUnreadable.
    """
    from lienthong.tlog.faults import TlogFault
    from lienthong.tlog.witness_policy import parse_policy
    from lienthong_client.verification import content_of

    try:
        return parse_policy(content_of(path))
    except TlogFault as fault:
        raise BadValue(option, "misuse.policy", context, what=fault.what) from None
