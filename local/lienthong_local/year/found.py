"""What the exchange counts of a year: asked for by its API, and counted anew from its log alone."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from infra import measures
from infra.deployed import Clients
from lienthong.adapters.s3_log import S3Log
from lienthong.services.following import Following
from lienthong_local.seeding import ProvinceOnline
from lienthong_local.stack.errors import StackStillBusy
from lienthong_local.stack.stack import STACK_NAME, EmbeddedStack
from lienthong_local.year.expected import Counts, Month

#: The People's Committee of the province sees what every agency below it counts.
OVERSEER: Final = "000.00.00.H39"
#: A run of `project` ends after 45 seconds; 10,000 documents of which nothing was folded take three.
_RUNS: Final = 20


def fold_on(online: ProvinceOnline) -> int:
    """Have the views folded as far as the log is published; after how many entries that is.

    On AWS the schedule does it each minute, and here, too; nobody waits for the minute.

    Raises:
        StackStillBusy: they do not get there.
    """
    stack = online.stack
    size = Following(S3Log(stack.aws.s3, stack.output("LogBucket"))).published()
    for _ in range(_RUNS):
        entries = _position(online)
        if entries >= size:
            return entries
        stack.aws.functions.invoke(FunctionName=stack.deployment.physical_ids["ProjectFunction"])
    behind = size - _position(online)
    raise StackStillBusy(seconds=_RUNS * 45, what=[f"views end {behind} entries before the log"])


def _position(online: ProvinceOnline) -> int:
    return int(online.client(OVERSEER).get(dict[str, Any], "/v1/ratios", {"period": "2020"})["entries"])


def found_counts(online: ProvinceOnline, months: Sequence[Month]) -> Counts:
    """What each agency's month counts, as the ratios' API has it."""
    counts: Counts = {}
    for month in months:
        for row in ratios_of(online, month)["rows"]:
            if found := counts_of(row["figures"]):
                counts[row["agency"], month] = found
    return counts


def ratios_of(online: ProvinceOnline, month: Month) -> Mapping[str, Any]:
    """The province's month, agency by agency."""
    query = {"agency": OVERSEER, "scope": "subtree", "by": "agency", "period": text_of(month)}
    return online.client(OVERSEER).get(dict[str, Any], "/v1/ratios", query)


def text_of(month: Month) -> str:
    """As the API writes it: ``2020-03``."""
    return f"{month[0]}-{month[1]:02}"


def counts_of(figures: Mapping[str, Any]) -> Counter[str]:
    """Published figures as counts by name; what counts nothing is left out."""
    counts: dict[str, int] = {
        "secrets": figures["excluded"]["secrets"],
        "undelivered": figures["shown"]["undelivered"],
        **{name: figures[name] for name in ("recalled", "superseded", "late_entries")},
        **{f"reason.{reason}": count for reason, count in figures["reasons"].items()},
    }
    for unit, found in figures["by"].items():
        counts[f"{unit}.total"] = found["total"]
        counts |= {f"{unit}.{name}": ratio["numerator"] for name, ratio in found["ratios"].items()}
    return Counter({name: count for name, count in counts.items() if count})


def differences(expected: Counts, found: Counts) -> list[str]:
    """Every count that is not as planned, in words."""
    return [
        f"{agency} {text_of(month)} {name}: {wanted[name]} ≠ {seen[name]}"
        for agency, month in sorted(expected.keys() | found.keys())
        for wanted in (expected.get((agency, month), Counter()),)
        for seen in (found.get((agency, month), Counter()),)
        for name in sorted(wanted.keys() | seen.keys())
        if wanted[name] != seen[name]
    ]


def less(counts: Counts, before: Counts) -> Counts:
    """What has been added since."""
    left = {key: found - before.get(key, Counter()) for key, found in counts.items()}
    return {key: found for key, found in left.items() if found}


def recomputed(stack: EmbeddedStack) -> tuple[bool, str]:
    """Whether counting anew from the log alone gives the same, and what the operator's command says."""
    aws = stack.aws
    clients = Clients(aws.cloudformation, aws.dynamodb, aws.functions, aws.s3)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = measures.main(["recompute", "--stack", STACK_NAME], clients)
    return code == 0, said.getvalue().strip()
