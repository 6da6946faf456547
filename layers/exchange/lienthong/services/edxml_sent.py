"""A submission as messages tell it, with the agencies' names as the registry has them now."""

from __future__ import annotations

from collections.abc import Sequence

from lienthong.edxml.mapping import Sent
from lienthong.edxml.message import Party
from lienthong.model.submission import Submission
from lienthong.ports import Registry


def as_sent(submission: Submission, recipients: Sequence[str], registry: Registry) -> Sent:
    """The submission to these recipients (canonical codes, in the order of its envelope's)."""
    known = registry.agencies([submission.sender, *recipients])
    names = {code: agency.name for code, agency in known.items()}
    return Sent(
        submission.envelope,
        tuple(recipients),
        submission.received_at,
        lambda code: Party(code, names.get(code, "")),
        submission.recall.reason if submission.recall else "",
    )
