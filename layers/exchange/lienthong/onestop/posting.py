"""What a centre posts publicly about a procedure, and the inspection: posted against what is in force.

Fee, time, steps, papers and responsible officers are posted from the day on which they bind (Decree 61/2018).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lienthong.model.agency_level import AgencyLevel
from lienthong.model.event import JsonValue
from lienthong.onestop.figures import Share
from lienthong.onestop.procedures import Catalogue, Duration, Fee, Paper, Procedure, Step


@dataclass(frozen=True, slots=True)
class Posting:
    """What hangs out, and since when; the members are a procedure's, as the centre has them."""

    procedure: str
    posted_on: date
    duration: Duration
    fees: tuple[Fee, ...]
    papers: tuple[Paper, ...]
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, procedure: Procedure, posted_on: date) -> Posting:
        """The right posting of an edition."""
        return cls(
            procedure.code, posted_on, procedure.duration, procedure.fees, procedure.papers, procedure.steps
        )


class Aspect(StrEnum):
    """What of a posting is looked at."""

    POSTING = "posting"
    TIME = "time"
    FEE = "fee"
    PAPERS = "papers"
    STEPS = "steps"
    OFFICER = "officer"

    @property
    def vi(self) -> str:
        """The aspect, for a clerk."""
        return {
            "posting": "niêm yết",
            "time": "thời hạn giải quyết",
            "fee": "phí, lệ phí",
            "papers": "thành phần hồ sơ",
            "steps": "quy trình các bước",
            "officer": "người chịu trách nhiệm",
        }[self.value]


class Flaw(StrEnum):
    """What is wrong."""

    MISSING = "missing"
    LATE = "late"
    WRONG = "wrong"
    #: Posted, though it is not in force.
    ENDED = "ended"

    @property
    def vi(self) -> str:
        """What is wrong, for a clerk."""
        return {
            "missing": "chưa niêm yết",
            "late": "niêm yết chậm",
            "wrong": "niêm yết sai",
            "ended": "còn niêm yết thủ tục hết hiệu lực",
        }[self.value]


@dataclass(frozen=True, slots=True)
class PostingFinding:
    """One finding: what stands there, and what ought to; texts are Vietnamese, as posted."""

    procedure: str
    aspect: Aspect
    flaw: Flaw
    posted: str
    in_force: str

    def sentence(self, language: str) -> str:
        """The finding with the next step, in ``en`` or ``vi``."""
        template = _SENTENCES[self.flaw][language == "vi"]
        aspect = self.aspect.vi if language == "vi" else self.aspect.value
        return template.format(
            procedure=self.procedure, aspect=aspect, posted=self.posted or "-", in_force=self.in_force or "-"
        )

    def to_json(self) -> dict[str, JsonValue]:
        """As the inspection's event and programs have it."""
        return {
            "procedure": self.procedure,
            "aspect": self.aspect.value,
            "flaw": self.flaw.value,
            "posted": self.posted,
            "in_force": self.in_force,
        }


_SENTENCES: Mapping[Flaw, tuple[str, str]] = {
    Flaw.MISSING: (
        "{procedure} is in force ({in_force}) and not posted. Post it.",
        "Thủ tục {procedure} có hiệu lực ({in_force}) nhưng chưa niêm yết. Đề nghị niêm yết.",
    ),
    Flaw.LATE: (
        "{procedure} was posted on {posted}, after it came into force ({in_force}). Post changes in time.",
        (
            "Thủ tục {procedure} niêm yết ngày {posted}, chậm so với ngày có hiệu lực ({in_force}). "
            "Đề nghị niêm yết đúng thời hạn."
        ),
    ),
    Flaw.WRONG: (
        "{procedure}, {aspect}: posted '{posted}', in force '{in_force}'. Correct the posting.",
        "Thủ tục {procedure}, {aspect}: đang niêm yết '{posted}', quy định là '{in_force}'. Đề nghị sửa.",
    ),
    Flaw.ENDED: (
        "{procedure} is posted and not in force for this centre. Take the posting down.",
        "Thủ tục {procedure} còn niêm yết nhưng không có hiệu lực tại nơi này. Đề nghị gỡ niêm yết.",
    ),
}


@dataclass(frozen=True, slots=True)
class Inspection:
    """One centre on one day: how many ought to be posted, and every finding."""

    centre: str
    on: date
    expected: int
    findings: tuple[PostingFinding, ...]

    @property
    def right(self) -> Share:
        """Procedures posted rightly and in time, of those that ought to be posted."""
        at_fault = {finding.procedure for finding in self.findings if finding.flaw is not Flaw.ENDED}
        return Share(self.expected - len(at_fault), self.expected)

    def to_json(self) -> dict[str, JsonValue]:
        """As the event that is signed has it."""
        return {
            "centre": self.centre,
            "on": self.on.isoformat(),
            "expected": self.expected,
            "findings": [finding.to_json() for finding in self.findings],
        }


def inspect(
    centre: str, level: AgencyLevel, postings: Iterable[Posting], catalogue: Catalogue, on: date
) -> Inspection:
    """Holds a centre's postings to what is in force at its level; of two of one code the later counts."""
    posted = {posting.procedure: posting for posting in sorted(postings, key=lambda one: one.posted_on)}
    in_force = {one.code: one for one in catalogue.all_in_force(on) if level in one.levels}
    findings = [
        finding
        for code, procedure in in_force.items()
        for finding in _of_procedure(procedure, posted.get(code), on)
    ]
    findings += [
        PostingFinding(code, Aspect.POSTING, Flaw.ENDED, _day(posting.posted_on), "")
        for code, posting in sorted(posted.items())
        if code not in in_force
    ]
    return Inspection(centre, on, len(in_force), tuple(findings))


def _of_procedure(procedure: Procedure, posting: Posting | None, on: date) -> Iterator[PostingFinding]:
    since = _day(procedure.effective_from)
    if posting is None or posting.posted_on > on:
        yield PostingFinding(procedure.code, Aspect.POSTING, Flaw.MISSING, "", since)
        return
    if posting.posted_on > procedure.effective_from:
        yield PostingFinding(procedure.code, Aspect.POSTING, Flaw.LATE, _day(posting.posted_on), since)
    right = Posting.of(procedure, posting.posted_on)
    for aspect, read in _READ.items():
        stands, ought = read(posting), read(right)
        if stands != ought:
            yield PostingFinding(procedure.code, aspect, Flaw.WRONG, stands, ought)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đ"


def _fee(fee: Fee) -> str:
    most = f", tối đa {_money(fee.at_most)}" if fee.at_most is not None else ""
    return f"{fee.name}: {_money(fee.amount)}/{fee.per}{most}"


def _paper(paper: Paper) -> str:
    optional = "" if paper.required else " (nếu có)"
    return f"{paper.name}: {paper.originals} bản chính, {paper.copies} bản sao{optional}"


def _step(step: Step) -> str:
    return f"{step.number}. {step.name} ({step.duration.written('vi')})"


_READ: Mapping[Aspect, Callable[[Posting], str]] = {
    Aspect.TIME: lambda posting: posting.duration.written("vi"),
    Aspect.FEE: lambda posting: "; ".join(map(_fee, posting.fees)) or "không thu",
    Aspect.PAPERS: lambda posting: "; ".join(map(_paper, posting.papers)),
    Aspect.STEPS: lambda posting: "; ".join(map(_step, posting.steps)),
    Aspect.OFFICER: lambda posting: "; ".join(f"{s.number}. {s.officer}" for s in posting.steps),
}
