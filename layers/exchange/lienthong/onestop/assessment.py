"""The applicants' assessment: votes, coverage, and the nine indicators as far as they are facts.

Decree 61/2018 (article 31) asks nine things of each centre. Six follow from evidence; attitude is what
the votes say; two nobody but an applicant can tell, and they are n/a here and never a full mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from lienthong.model.event import JsonValue
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.figures import Share
from lienthong.onestop.report import Period
from lienthong.onestop.timeliness import Judgement, Timeliness, judge
from lienthong.onestop.words import Channel, Kind


@dataclass(frozen=True, slots=True)
class Votes:
    """What visitors pressed at the desk."""

    satisfied: int = 0
    acceptable: int = 0
    dissatisfied: int = 0

    @property
    def total(self) -> int:
        """All votes."""
        return self.satisfied + self.acceptable + self.dissatisfied

    @property
    def satisfied_share(self) -> Share:
        """Of those who voted, not of those who came."""
        return Share(self.satisfied, self.total)

    def __add__(self, other: Votes) -> Votes:
        return Votes(
            self.satisfied + other.satisfied,
            self.acceptable + other.acceptable,
            self.dissatisfied + other.dissatisfied,
        )

    def to_json(self) -> dict[str, JsonValue]:
        """As programs read it."""
        return {
            "satisfied": self.satisfied,
            "acceptable": self.acceptable,
            "dissatisfied": self.dissatisfied,
            "total": self.total,
            "satisfied_share": self.satisfied_share.plain(),
        }


def coverage(live: Iterable[str], centres: Iterable[str]) -> Share:
    """Centres with an electronic one-stop, of all that there are; what is no centre counts for nothing."""
    every = frozenset(centres)
    return Share(len(every & frozenset(live)), len(every))


class Indicator(IntEnum):
    """The nine, in the decree's order."""

    WHOLE_TIME = 1
    AGENCIES_TIME = 2
    CONTACTS = 3
    AGENCIES_CONTACTED = 4
    GUIDANCE = 5
    PUBLICITY = 6
    ATTITUDE = 7
    ANSWERS = 8
    ONLINE = 9

    @property
    def vi(self) -> str:
        """What is assessed, for a clerk."""
        return _INDICATORS[self][1]

    @property
    def en(self) -> str:
        """What is assessed, in English."""
        return _INDICATORS[self][0]


_INDICATORS = {
    Indicator.WHOLE_TIME: ("settled within its time", "thời gian giải quyết so với quy định"),
    Indicator.AGENCIES_TIME: (
        "steps finished within their time",
        "thời gian thực hiện của từng cơ quan tham gia so với quy định",
    ),
    Indicator.CONTACTS: (
        "complete at the first contact",
        "số lần liên hệ nơi tiếp nhận để hoàn thiện hồ sơ (đủ ngay lần đầu)",
    ),
    Indicator.AGENCIES_CONTACTED: (
        "no other agency to be contacted",
        "số cơ quan phải liên hệ để hoàn thiện hồ sơ (chỉ một nơi)",
    ),
    Indicator.GUIDANCE: ("guidance as prescribed", "thực hiện quy định về hướng dẫn, thành phần hồ sơ"),
    Indicator.PUBLICITY: ("postings right and in time", "công khai thủ tục hành chính"),
    Indicator.ATTITUDE: ("satisfied with the officers", "thái độ của công chức, viên chức"),
    Indicator.ANSWERS: ("complaints answered", "tiếp thu, giải trình phản ánh, kiến nghị"),
    Indicator.ONLINE: ("handed in online", "tiến độ, chất lượng dịch vụ công trực tuyến (nộp trực tuyến)"),
}


class Assessing:
    """The indicators of a period as dossiers come, one by one: nothing of them is kept but counts."""

    def __init__(self, period: Period) -> None:
        self._start, self._end = period.start, period.end
        self._accepted = self._in_time = self._complete = self._one_place = self._online = 0
        self._steps = self._steps_in_time = 0

    def add(self, dossier: Dossier, judgement: Judgement) -> None:
        """Take a dossier in, judged as of the period's end; what was accepted before it is passed over."""
        if dossier.accepted_at is None or dossier.accepted_at < self._start:
            return
        end = self._end
        self._accepted += 1
        self._in_time += judgement.timeliness is not Timeliness.LATE
        self._complete += judgement.requests == 0
        self._one_place += not any(
            p.cause is Kind.OBLIGATION_IMPOSED and p.since <= end for p in dossier.pauses
        )
        self._online += dossier.channel is Channel.ONLINE
        finished = [part for part in dossier.parts if part.finished_at and part.finished_at <= end]
        self._steps += len(finished)
        self._steps_in_time += sum(not part.was_late for part in finished)

    def indicators(self, postings: Share, votes: Votes) -> dict[Indicator, Share | None]:
        """The nine; ``None``: no facts tell. ``postings``: right ones of all (the inspection)."""
        return {
            Indicator.WHOLE_TIME: Share(self._in_time, self._accepted),
            Indicator.AGENCIES_TIME: Share(self._steps_in_time, self._steps),
            Indicator.CONTACTS: Share(self._complete, self._accepted),
            Indicator.AGENCIES_CONTACTED: Share(self._one_place, self._accepted),
            Indicator.GUIDANCE: None,
            Indicator.PUBLICITY: postings,
            Indicator.ATTITUDE: votes.satisfied_share,
            Indicator.ANSWERS: None,
            Indicator.ONLINE: Share(self._online, self._accepted),
        }


def assess(
    dossiers: Iterable[Dossier], period: Period, postings: Share, votes: Votes
) -> dict[Indicator, Share | None]:
    """The indicators of the dossiers accepted in a period, as of its end; ``None``: no facts tell.

    ``postings``: right ones of all (the inspection); dossiers are folded up to the period's end or beyond.
    """
    assessing, end = Assessing(period), period.end
    for dossier in dossiers:
        judgement = judge(dossier, end)
        if judgement is not None:
            assessing.add(dossier, judgement)
    return assessing.indicators(postings, votes)
