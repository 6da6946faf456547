"""The monthly report: the ratios of every agency, computed from a named tree of the evidence log.

JSON in the form of RFC 8785, so that there is one digest of it, whoever writes it down. It says from which
entries it was counted (``tree``: the log's first ``size`` entries), under which checkpoint that tree is part
of the log (``consistency``: RFC 9162 2.1.4), and which report it corrects (``replaces``).

It is signed by being evidence itself: its digest is the event ``MeasuresReport`` in the same log, and the
receipt of that event carries the log's signature, the witnesses' and the time-stamp. So nobody can publish a
second report of a month that the log does not show, and no other key has to be trusted (docs/adr/0016).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import rfc8785

from lienthong.measures.figures import public_figures
from lienthong.measures.periods import Month
from lienthong.measures.ratios import GOAL
from lienthong.measures.tallies import SECRETS, Tally, sum_of
from lienthong.measures.tree import Tree
from lienthong.model.event import EventType, JsonValue
from lienthong.tlog.checkpoints import VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.merkle import verify_consistency
from lienthong.tlog.notes import VerifierKey
from lienthong.tlog.receipt_checks import VerifiedReceipt
from lienthong.tlog.receipts import UnverifiedReceipt

_VERSION = 1
_KIND = "lienthong-measures-report"
#: The subject of the events that name reports.
SUBJECT = "measures"
#: A province has some hundred agencies, of some hundred bytes each.
MOST_BYTES = 16 * 1024 * 1024
Report = Mapping[str, JsonValue]


class MalformedReport(TlogFault):
    """Bytes that are no published report."""

    code: ClassVar[str] = "measures.report-malformed"
    en = "This is not a published report of ratios ({what}). Get it again; keep the file as it is."
    vi = "Đây không phải báo cáo tỷ lệ đã công bố ({what}). Đề nghị tải lại và giữ nguyên tệp."


class UnprovenReport(TlogFault):
    """A report without its receipt."""

    code: ClassVar[str] = "measures.report-unproven"
    en = "The report of {what} has no receipt yet: it proves nothing. Get it again within the hour."
    vi = "Báo cáo kỳ {what} chưa có biên nhận nên chưa có giá trị chứng minh. Đề nghị tải lại sau một giờ."


class OtherReport(TlogFault):
    """A receipt that names another report."""

    code: ClassVar[str] = "measures.report-other"
    en = "The log names another report ({what}): this one was changed, or was never published."
    vi = "Nhật ký ghi nhận báo cáo khác ({what}): báo cáo này đã bị sửa hoặc chưa từng được công bố."


class WrongSums(TlogFault):
    """Figures that do not follow from the counts of the agencies."""

    code: ClassVar[str] = "measures.report-sums"
    en = "The figures of {what} do not follow from the agencies' counts. Tell the operator of the exchange."
    vi = "Số liệu mục {what} không khớp với số đếm của các cơ quan. Đề nghị báo đơn vị vận hành trục."


@dataclass(frozen=True, slots=True)
class CountedTree:
    """From what a report was counted: the log's first entries, under a checkpoint that covers them."""

    size: int
    root: bytes
    checkpoint: bytes
    consistency: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """A report as it is handed out; that the log names it is still to be seen."""

    report: Report
    receipt: UnverifiedReceipt | None

    def to_json(self) -> dict[str, JsonValue]:
        """Report and receipt together, as one keeps them."""
        return {
            "report": dict(self.report),
            "receipt": cast("JsonValue", self.receipt.to_json()) if self.receipt else None,
        }

    @classmethod
    def from_bytes(cls, content: bytes) -> PublishedReport:
        """Read :meth:`to_json`'s form.

        Raises:
            MalformedReport: it is none, or larger than any.
        """
        if len(content) > MOST_BYTES:
            raise MalformedReport(f"{len(content)} bytes", f"{len(content)} byte")
        try:
            document: dict[str, Any] = json.loads(content)
            report, receipt = document["report"], document["receipt"]
            if report["kind"] != _KIND or report["v"] != _VERSION:
                raise MalformedReport("v")
            read = UnverifiedReceipt.from_bytes(rfc8785.dumps(receipt)) if receipt else None
        except TlogFault as fault:
            raise MalformedReport(fault.code) from fault
        except (KeyError, TypeError, ValueError, RecursionError) as fault:
            raise MalformedReport(type(fault).__name__) from fault
        return cls(report, read)


def compose(
    month: Month,
    tallies: Mapping[str, Tally],
    tree: Tree,
    counted: CountedTree,
    *,
    version: int,
    computed_at: str,
    replaces: str | None,
) -> dict[str, JsonValue]:
    """The report of a month: every agency that the tree has, or that has issued something."""
    agencies = sorted({*tree.agencies, *tallies})
    public = {code: _public(tallies.get(code, Tally())) for code in agencies}
    return {
        "kind": _KIND,
        "v": _VERSION,
        "period": str(month),
        "version": version,
        "replaces": replaces,
        "computed_at": computed_at,
        "goal": GOAL,
        "tree": {"size": counted.size, "root": counted.root.hex()},
        "checkpoint": counted.checkpoint.decode(),
        "consistency": [sibling.hex() for sibling in counted.consistency],
        **_sums((tree.level(code), public[code]) for code in agencies),
        "agencies": [_agency(code, tree, public[code]) for code in agencies],
    }


def _public(tally: Tally) -> Tally:
    """Without the count of secrets, which is nobody's outside the administration."""
    return Tally({name: count for name, count in tally.counts.items() if name != SECRETS})


def _agency(code: str, tree: Tree, tally: Tally) -> dict[str, JsonValue]:
    entry = tree.agencies.get(code)
    return {
        "agency": code,
        "name": tree.name(code),
        "parent": entry.parent if entry else None,
        "level": tree.level(code),
        "counts": dict(tally.to_json()),
    }


def _sums(agencies: Any) -> dict[str, JsonValue]:
    levels: dict[str, list[Tally]] = {}
    for level, tally in agencies:
        levels.setdefault(level, []).append(tally)
    everybody = [tally for found in levels.values() for tally in found]
    return {
        "total": public_figures(sum_of(everybody)),
        "levels": {level: public_figures(sum_of(found)) for level, found in sorted(levels.items())},
    }


def digest_of(report: Report) -> str:
    """SHA-256 (hex) of the report in the form of RFC 8785."""
    return hashlib.sha256(to_bytes(report)).hexdigest()


def to_bytes(report: Report) -> bytes:
    """The report in the form of RFC 8785."""
    return rfc8785.dumps(dict(report))


def figures_of(report: Report) -> dict[str, JsonValue]:
    """What a report says, without when and from how much of the log it was computed."""
    return {name: report[name] for name in ("period", "goal", "total", "levels", "agencies")}


def event_details(report: Report) -> dict[str, JsonValue]:
    """What the event says that names the report."""
    return {
        "period": report["period"],
        "version": report["version"],
        "report": digest_of(report),
        "replaces": report["replaces"],
    }


# --- what a verifier does -------------------------------------------------------------------------


def verify_report(
    published: PublishedReport, receipt: VerifiedReceipt, key: VerifierKey
) -> VerifiedCheckpoint:
    """The checkpoint under which the report was counted, once everything about it holds.

    1. The receipt, verified before, is of an event that names this very report.
    2. The figures follow from the agencies' counts.
    3. The checkpoint is the log's, and the tree that was counted is a part of it.

    Raises:
        OtherReport, WrongSums, WrongProof, WrongOrigin, WrongSignature, MalformedReport.
    """
    report = published.report
    try:
        # 1.
        event = receipt.receipt.event
        if event["type"] != EventType.MEASURES_REPORT.value or event["details"] != event_details(report):
            raise OtherReport(f"{report['period']}")
        # 2.
        _require_sums(report)
        # 3.
        return _require_tree(report, key)
    except (KeyError, TypeError, AttributeError) as fault:
        raise MalformedReport(type(fault).__name__) from fault
    except TlogFault:
        raise
    except ValueError as fault:
        raise MalformedReport("tree") from fault


def _require_sums(report: Report) -> None:
    agencies = cast("Sequence[Mapping[str, Any]]", report["agencies"])
    summed = _sums((one["level"], Tally(one["counts"])) for one in agencies)
    for name, figures in summed.items():
        if report[name] != figures:
            raise WrongSums(name)


def _require_tree(report: Report, key: VerifierKey) -> VerifiedCheckpoint:
    checkpoint = verify_checkpoint(parse_checkpoint(str(report["checkpoint"]).encode()), key)
    tree = cast("Mapping[str, Any]", report["tree"])
    steps = [bytes.fromhex(step) for step in cast("list[str]", report["consistency"])]
    head = checkpoint.head
    verify_consistency(tree["size"], head.size, steps, bytes.fromhex(tree["root"]), head.root)
    return checkpoint
