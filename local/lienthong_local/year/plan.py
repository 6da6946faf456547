"""A year of the province, planned: every document, and what becomes of it.

Numbered plan of :func:`plan_year`:

1. The twelve months that end with the last whole one before today.
2. How many documents each agency issues, and on which days, in whole numbers that add up to the size.
3. Which of them are electronic, and which of those went on paper too: by the agency's pace, which rises from
   month to month. Shares are carried over from document to document, so that 300 have the shape of 10,000.
4. Of what type and urgency, to whom, and what each recipient does with its copy.
5. Which are taken back, which replace an earlier one, and how many state secrets there are, by count.

The same agencies, size, seed and day give the same year. A different size gives different documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random

from lienthong.model.codes import Status
from lienthong.model.register import PaperReason
from lienthong_client.drafts import default_document_id
from lienthong_local.province import AgencyKind, AgencyRow
from lienthong_local.year import shapes
from lienthong_local.year.addressees import Addressees
from lienthong_local.year.shapes import OFFICIAL_LETTER, Form, Pace

MONTHS = 12
_MIB = 1024 * 1024


class Way(StrEnum):
    """How a document goes out."""

    ELECTRONIC = "electronic"
    PARALLEL = "parallel"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class PlannedCopy:
    """What a recipient does with its copy.

    Attributes:
        statuses: that it sets, in their order; empty where it opens the copy at most.
        reason: with a refusal.
        opens: whether it opens the copy.
        late: only in the month after.
    """

    recipient: str
    statuses: tuple[Status, ...] = ()
    reason: str = ""
    opens: bool = True
    late: bool = False

    @property
    def accepts(self) -> bool:
        """Whether it sets 03."""
        return Status.ACCEPTED in self.statuses


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """A document of the year.

    Attributes:
        paper_reason: why it went on paper; ``None`` where nobody says.
        annex_bytes: of the annex that goes with it; 0 where there is none.
        replaces: DocumentId of the document in whose place it stands; replaced: another stands in its place.
    """

    sender: str
    number: str
    notation: str
    issued_on: date
    form: Form
    subject: str
    way: Way
    copies: tuple[PlannedCopy, ...]
    paper_reason: PaperReason | None = None
    priority: int = 0
    annex_bytes: int = 0
    recalled: bool = False
    replaces: str = ""
    replaced: bool = False

    @property
    def document_id(self) -> str:
        """Its DocumentId: the same whenever the year is planned."""
        return default_document_id(self.sender, self.issued_on, self.number, self.notation)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Their codes."""
        return tuple(copy.recipient for copy in self.copies)

    @property
    def is_sent(self) -> bool:
        """Whether it goes through the exchange."""
        return self.way is not Way.PAPER

    @property
    def is_reported(self) -> bool:
        """Whether its paper is reported to the register."""
        return self.paper_reason is not None

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of its issue."""
        return self.issued_on.year, self.issued_on.month


@dataclass(frozen=True, slots=True)
class PlannedSecrets:
    """How many state secrets an agency issued in a month."""

    agency: str
    month: tuple[int, int]
    count: int


@dataclass(frozen=True, slots=True)
class Year:
    """A planned year; ``lagging``: the district that hardly moves, for the ratios to find by themselves."""

    months: tuple[tuple[int, int], ...]
    documents: tuple[PlannedDocument, ...]
    secrets: tuple[PlannedSecrets, ...]
    lagging: str

    def of_month(self, month: tuple[int, int]) -> tuple[PlannedDocument, ...]:
        """The documents issued in a month, in the order of their days."""
        return tuple(document for document in self.documents if document.month == month)


def plan_year(agencies: Sequence[AgencyRow], size: int, seed: int, today: date) -> Year:
    """A year of so many documents (see the module's plan); ``today`` is the day in Vietnam."""
    return _Planner(agencies, size, seed, today).plan()


def last_months(today: date, count: int = MONTHS) -> tuple[tuple[int, int], ...]:
    """The months that end with the last whole one before a day."""
    last = today.year * 12 + today.month - 2
    return tuple((at // 12, at % 12 + 1) for at in range(last - count + 1, last + 1))


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers that add up to the total, each as near to its weight's share as can be."""
    sums = list(accumulate(weights))
    ends = [total * one // sums[-1] for one in sums]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


class _Planner:
    def __init__(self, agencies: Sequence[AgencyRow], size: int, seed: int, today: date) -> None:
        self.agencies, self.size = agencies, size
        self.months = last_months(today)
        self.random = Random(f"year {seed} {size}")
        self.rows = {row.code: row for row in agencies}
        self.addressees = Addressees(agencies, self.random)
        self.lagging = self._one_of(AgencyKind.DISTRICT_COMMITTEE)
        self.never = self._one_of(AgencyKind.DEPARTMENT)
        spread = shapes.SPREAD
        self.ahead = {row.code: round((2 * self.random.random() - 1) * spread) for row in agencies}

    def plan(self) -> Year:
        counts = apportion(self.size, [shapes.WEIGHTS[row.kind] for row in self.agencies])
        documents = [
            document
            for row, count in zip(self.agencies, counts, strict=True)
            for document in self._with_changes_of_mind(list(self._documents(row, count)))
        ]
        documents.sort(key=lambda one: (one.issued_on, one.sender, int(one.number)))
        return Year(self.months, tuple(documents), tuple(self._secrets()), self.lagging)

    def _one_of(self, kind: AgencyKind) -> str:
        codes = [row.code for row in self.agencies if row.kind is kind]
        return codes[int(self.random.random() * len(codes))]

    # 2., 3. ---------------------------------------------------------------------------------------

    def _documents(self, row: AgencyRow, count: int) -> Iterator[PlannedDocument]:
        pace, numbers = self.pace(row.code), {year: 0 for year, _ in self.months}
        electronic, parallel = (0.3 + 0.4 * self.random.random() for _ in range(2))
        for day in self._days(count):
            numbers[day.year] += 1
            passed = self.months.index((day.year, day.month)) / (MONTHS - 1)
            way, electronic = Way.PAPER, electronic + _between(pace.first, pace.last, passed)
            if electronic >= 1:
                way, electronic = Way.ELECTRONIC, electronic - 1
                parallel += _between(pace.parallel, pace.parallel / 4, passed)
                if parallel >= 1:
                    way, parallel = Way.PARALLEL, parallel - 1
            yield self._document(row, str(numbers[day.year]), day, way)

    def _days(self, count: int) -> list[date]:
        """Days on which so many documents are issued: each month its share, weekends none."""
        start = self.random.random()
        shares = [shapes.MONTHS[month - 1] for _, month in self.months]
        ends = [end / sum(shares) for end in accumulate(shares)]
        places = ((at + start) / count for at in range(count))
        days = [self._day(self.months[_index(ends, place)]) for place in places]
        return sorted(days)

    def _day(self, month: tuple[int, int]) -> date:
        year, number = month
        first = date(year, number, 1)
        length = (date(year + number // 12, number % 12 + 1, 1) - first).days
        working = [day for day in (first + timedelta(at) for at in range(length)) if day.weekday() < 5]
        return working[int(self.random.random() * len(working))]

    def pace(self, code: str) -> Pace:
        """An agency's own pace; the lagging district's is its centre's, too."""
        row = self.rows[code]
        if self.lagging in (code, row.parent):
            return shapes.LAGGING
        pace, ahead = shapes.PACES[row.kind], self.ahead[code]
        return replace(
            pace,
            first=pace.first + ahead,
            last=min(100, pace.last + ahead),
            accepts=shapes.NEVER_ACCEPTS if code == self.never else pace.accepts,
        )

    # 4. -------------------------------------------------------------------------------------------

    def _document(self, row: AgencyRow, number: str, day: date, way: Way) -> PlannedDocument:
        form = shapes.FORMS[self._weighted([form.weight for form in shapes.FORMS])]
        recipients = self.addressees.of(row, electronic=way is not Way.PAPER)
        return PlannedDocument(
            sender=row.code,
            number=number,
            notation=self._notation(row, form),
            issued_on=day,
            form=form,
            subject=shapes.SUBJECTS[int(self.random.random() * len(shapes.SUBJECTS))],
            way=way,
            copies=tuple(map(self._copy, recipients)),
            paper_reason=self._reason(way, recipients),
            priority=self._priority(),
            annex_bytes=self._annex() if way is not Way.PAPER else 0,
        )

    def _notation(self, row: AgencyRow, form: Form) -> str:
        unit = shapes.UNITS[int(self.random.random() * len(shapes.UNITS))]
        return f"{row.notation}-{unit}" if form is OFFICIAL_LETTER else f"{form.abbreviation}-{row.notation}"

    def _weighted(self, weights: Sequence[int]) -> int:
        ends = list(accumulate(weights))
        return _index([end / ends[-1] for end in ends], self.random.random())

    def _percent(self, share: float) -> bool:
        return self.random.random() * 100 < share

    def _priority(self) -> int:
        place, reached = self.random.random() * 100, 0
        for priority, share in shapes.URGENCY:
            reached += share
            if place < reached:
                return priority
        return 0

    def _annex(self) -> int:
        if not self._percent(shapes.WITH_ANNEX):
            return 0
        # One in ten is too large for a request and goes up by ticket.
        large = self._percent(10)
        return 6 * _MIB if large else 20_000 + int(self.random.random() * 400_000)

    def _reason(self, way: Way, recipients: Sequence[str]) -> PaperReason | None:
        if way is Way.ELECTRONIC:
            return None
        if any(not self.rows[code].receives_electronically for code in recipients):
            return PaperReason.CANNOT_RECEIVE
        if way is Way.PARALLEL and self._percent(50):
            # The envelope says that it went on paper too, and nobody says why.
            return None
        reasons = (PaperReason.MANDATORY_LIST, PaperReason.NOT_DIGITISABLE, PaperReason.LEADERS_DECISION)
        return (*reasons, PaperReason.OTHER)[self._weighted((15, 15, 50, 20))]

    def _copy(self, recipient: str) -> PlannedCopy:
        if not self._percent(self.pace(recipient).accepts):
            return PlannedCopy(recipient, opens=self._percent(50))
        if self._percent(shapes.REFUSED):
            reason = shapes.REFUSALS[int(self.random.random() * len(shapes.REFUSALS))]
            return PlannedCopy(recipient, (Status.REFUSED,), reason)
        further = (Status.ASSIGNED, Status.PROCESSING, Status.FINISHED)
        place = self.random.random() * 100
        reached = sum(1 for share in shapes.GOES_ON if place < share)
        return PlannedCopy(recipient, (Status.ACCEPTED, *further[:reached]), late=self._percent(10))

    # 5. -------------------------------------------------------------------------------------------

    def _with_changes_of_mind(self, documents: list[PlannedDocument]) -> list[PlannedDocument]:
        """An agency's documents, some taken back, some replaced by a later one to the same recipients."""
        for at, document in enumerate(documents):
            if not document.is_sent or document.replaces:
                continue
            if self._percent(shapes.RECALLED):
                documents[at] = replace(document, recalled=True)
            elif self._percent(shapes.REPLACED):
                self._replace(documents, at)
        return documents

    def _replace(self, documents: list[PlannedDocument], at: int) -> None:
        """The next electronic document of a later month stands in this one's place, where there is one."""
        replaced = documents[at]
        for later, other in enumerate(documents[at + 1 :], start=at + 1):
            if other.is_sent and not other.replaces and other.month > replaced.month:
                # Nobody acts on it any more when its replacement has come.
                in_time = tuple(replace(copy, late=False) for copy in replaced.copies)
                documents[at] = replace(replaced, replaced=True, copies=in_time)
                documents[later] = replace(
                    other,
                    form=replaced.form,
                    notation=replaced.notation,
                    subject=replaced.subject,
                    copies=tuple(map(self._copy, replaced.recipients)),
                    replaces=replaced.document_id,
                )
                return

    def _secrets(self) -> Iterator[PlannedSecrets]:
        """Two of a hundred documents, besides the size: of the province and of three departments."""
        issuing = [row.code for row in self.agencies if row.kind is not AgencyKind.DISTRICT_CENTRE][:6]
        counts = apportion(max(1, self.size // 50), [1] * (MONTHS * len(issuing)))
        places = [(agency, month) for month in self.months for agency in issuing]
        for (agency, month), count in zip(places, counts, strict=True):
            if count:
                yield PlannedSecrets(agency, month, count)


def _between(first: float, last: float, passed: float) -> float:
    """A share between two of a hundred, by how much of the year has passed."""
    return (first + (last - first) * passed) / 100


def _index(ends: Sequence[float], place: float) -> int:
    """The first part whose end lies beyond a place."""
    return next((at for at, end in enumerate(ends) if place < end), len(ends) - 1)


def counts_by_way(documents: Sequence[PlannedDocument]) -> Mapping[Way, int]:
    """How many documents go which way."""
    return {way: sum(1 for one in documents if one.way is way) for way in Way}
