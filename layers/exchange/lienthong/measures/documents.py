"""The facts of one document of the exchange, and what it counts.

Facts come in any order and more than once: each is the number of the log's entry that says so, and of two
entries that say the same the earlier stands. So the same entries give the same facts, whatever their order.

*By document.* R1: at least one recipient has it in its inbox. R4: every recipient of it has accepted it (03).
A document that others update or replace does not count: what stands in its place does. A recalled one counts
as what it was, unless its number was given to another: then that one counts.

*By document × recipient.* Each recipient counts with what became of its own copy; one for whom something
stands in the document's place counts there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from lienthong.measures.paper import NumberFacts, PaperEntry
from lienthong.measures.periods import Month
from lienthong.measures.ratios import Measure, Unit
from lienthong.measures.tallies import (
    LATE_ENTRIES,
    RECALLED,
    SUPERSEDED,
    UNDELIVERED,
    Tally,
    numerator_of,
    reason_for,
    total_of,
)
from lienthong.model.event import EventType, JsonValue

#: The reason of documents that say themselves that they went on paper as well.
UNSTATED = "unstated"
#: Which fact about a recipient's copy an event says.
_SAYS = {
    EventType.CONTENT_CONSIGNMENT: "consigned",
    EventType.CONTENT_CONSIGNMENT_FAILURE: "undelivered",
    EventType.CONSIGNMENT_ACCEPTANCE: "accepted",
    EventType.CONSIGNMENT_REJECTION: "refused",
}
#: The events of which :meth:`DocumentFacts.with_copy` takes notice.
COPY_EVENTS = frozenset(_SAYS)
#: So many submissions that stand in a document's place are listed.
MOST_REPLACEMENTS = 20


@dataclass(frozen=True, slots=True)
class Issue:
    """What a document's acceptance says of it.

    Attributes:
        event_id, entry: of the acceptance, and its number in the log.
        agency: who issued it.
        on_paper: it says that it went on paper as well, or does not say that it did not.
        valid: leader and agency have signed it, verified (ND30 5.1).
        kind: group, detail and name of its type.
    """

    event_id: str
    entry: int
    agency: str
    issued_on: date
    number: str
    notation: str
    kind: tuple[int, int, str]
    on_paper: bool
    valid: bool

    @classmethod
    def of_details(cls, event_id: str, entry: int, details: Mapping[str, JsonValue]) -> Issue | None:
        """Read the details of a ``SubmissionAcceptance``; ``None`` of those before they told of documents."""
        document = details.get("document")
        if not isinstance(document, dict):
            return None
        return cls(
            event_id=event_id,
            entry=entry,
            agency=str(document["sender"]),
            issued_on=date.fromisoformat(str(document["issued_on"])),
            number=str(document["number"]),
            notation=str(document["notation"]),
            kind=(
                cast("int", document["group"]),
                cast("int", document["detail"]),
                str(document["type_name"]),
            ),
            on_paper=bool(document["also_on_paper"]) or document.get("paper_known", True) is False,
            valid=bool(document["original_equivalent"]),
        )

    @classmethod
    def from_json(cls, record: Mapping[str, JsonValue]) -> Issue:
        """Read :meth:`to_json`'s form."""
        kind = cast("list[int | str]", record["kind"])
        return cls(
            event_id=str(record["event_id"]),
            entry=cast("int", record["entry"]),
            agency=str(record["agency"]),
            issued_on=date.fromisoformat(str(record["issued_on"])),
            number=str(record["number"]),
            notation=str(record["notation"]),
            kind=(cast("int", kind[0]), cast("int", kind[1]), str(kind[2])),
            on_paper=record["on_paper"] is True,
            valid=record["valid"] is True,
        )

    def to_json(self) -> dict[str, JsonValue]:
        """The issue as a view keeps it."""
        return {
            "event_id": self.event_id,
            "entry": self.entry,
            "agency": self.agency,
            "issued_on": self.issued_on.isoformat(),
            "number": self.number,
            "notation": self.notation,
            "kind": list(self.kind),
            "on_paper": self.on_paper,
            "valid": self.valid,
        }

    @property
    def month(self) -> Month:
        """The month to which the document belongs."""
        return Month.of(self.issued_on)


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of one recipient's copy: numbers of the log's entries that say so.

    Attributes:
        named: the acceptance names this recipient.
        superseded: of the acceptance of what stands in the document's place for this recipient.
    """

    named: bool = False
    consigned: int | None = None
    undelivered: int | None = None
    accepted: int | None = None
    refused: int | None = None
    superseded: int | None = None

    def saying(self, fact: str, entry: int) -> Copy:
        """With another fact; of two entries for one the earlier stands."""
        known: int | None = getattr(self, fact)
        if known is not None and known <= entry:
            return self
        changes: dict[str, Any] = {fact: entry}
        return replace(self, **changes)

    @property
    def row(self) -> list[JsonValue]:
        """The copy as a view keeps it, in the order of the attributes."""
        return [
            int(self.named),
            self.consigned,
            self.undelivered,
            self.accepted,
            self.refused,
            self.superseded,
        ]

    @classmethod
    def of_row(cls, row: list[JsonValue]) -> Copy:
        """Read :attr:`row`."""
        return cls(row[0] == 1, *cast("list[int | None]", row[1:]))


_UNKNOWN = Copy()
_NO_COPIES: Mapping[str, Copy] = {}


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of a submission's document.

    Attributes:
        issue: ``None`` until its acceptance is known.
        copies: by recipient; once the acceptance is known, of those that it names.
        recalled: number of the entry that recalls it.
        replaced_by: submissions that stand in its place, at most :data:`MOST_REPLACEMENTS`.
        gives_way: it was recalled, and its number given to another.
        paper: the entry of the paper register that bears its number.
    """

    issue: Issue | None = None
    copies: Mapping[str, Copy] = field(default_factory=lambda: _NO_COPIES)
    recalled: int | None = None
    replaced_by: tuple[str, ...] = ()
    gives_way: bool = False
    paper: PaperEntry | None = None

    # what becomes known ---------------------------------------------------------------------------

    def with_issue(self, issue: Issue, recipients: Sequence[str]) -> DocumentFacts:
        """It was accepted."""
        named = {code: replace(self.copies.get(code, _UNKNOWN), named=True) for code in recipients}
        return replace(self, issue=issue, copies=named)

    def with_copy(self, said: EventType, recipient: str, entry: int) -> DocumentFacts:
        """What became of one recipient's copy (one of :data:`COPY_EVENTS`)."""
        return self._saying(_SAYS[said], (recipient,), entry)

    def with_recall(self, entry: int) -> DocumentFacts:
        """Its sender has taken it back."""
        return replace(self, recalled=entry if self.recalled is None else min(self.recalled, entry))

    def with_replacement(self, submission_id: str, recipients: Sequence[str], entry: int) -> DocumentFacts:
        """Another submission stands in its place, for these recipients."""
        listed = sorted({*self.replaced_by, submission_id})[:MOST_REPLACEMENTS]
        return replace(self._saying("superseded", recipients, entry), replaced_by=tuple(listed))

    def under(self, number: NumberFacts, submission_id: str) -> DocumentFacts:
        """What is known of its number has changed."""
        gives_way = number.gives_way(submission_id)
        if (number.paper, gives_way) == (self.paper, self.gives_way):
            return self
        return replace(self, paper=number.paper, gives_way=gives_way)

    def _saying(self, fact: str, recipients: Sequence[str], entry: int) -> DocumentFacts:
        # Whoever the acceptance does not name is no recipient, in whatever order that becomes known.
        known = [code for code in recipients if self.issue is None or code in self.copies]
        if not known:
            return self
        said = {code: self.copies.get(code, _UNKNOWN).saying(fact, entry) for code in known}
        return replace(self, copies={**self.copies, **said})

    # what it counts -------------------------------------------------------------------------------

    @property
    def counts(self) -> bool:
        """Whether it counts as a document: it was accepted, and nothing stands in its place."""
        return self.issue is not None and not self.is_superseded

    @property
    def is_superseded(self) -> bool:
        """Whether another document stands in its place."""
        return bool(self.replaced_by) or self.gives_way

    @property
    def is_on_paper(self) -> bool:
        """Whether it went on paper as well."""
        return self.paper is not None or (self.issue is not None and self.issue.on_paper)

    def holds(self, measure: Measure) -> bool:
        """Whether it is counted in this numerator, by document."""
        issue, copies = self.issue, self.copies.values()
        if issue is None or not self.counts or all(copy.consigned is None for copy in copies):
            return False
        if measure is Measure.ELECTRONIC:
            return True
        if measure is Measure.ELECTRONIC_ONLY:
            return not self.is_on_paper
        if measure is Measure.VALID:
            return issue.valid
        return issue.valid and not self.is_on_paper and all(map(_is_complete, copies))

    def contribution(self) -> Tally:
        """What it adds to its issuer's month."""
        issue = self.issue
        if issue is None:
            return Tally()
        counts: dict[str, int] = {}
        if self.counts:
            counts[total_of(Unit.DOCUMENT)] = 1
            counts |= {numerator_of(Unit.DOCUMENT, one): 1 for one in Measure if self.holds(one)}
            if self.is_on_paper:
                counts[reason_for(self.paper.reason if self.paper else UNSTATED)] = 1
        counts |= self._by_recipient(issue)
        counts |= self._beside()
        return Tally(counts)

    def _by_recipient(self, issue: Issue) -> dict[str, int]:
        copies = () if self.gives_way else self.copies.values()
        standing = [copy for copy in copies if copy.superseded is None]
        sent = sum(1 for copy in standing if copy.consigned is not None)
        complete = sum(map(_is_complete, standing))
        on_paper = self.is_on_paper
        numbers = {
            total_of(Unit.RECIPIENT): len(standing) + self._on_paper_only(),
            numerator_of(Unit.RECIPIENT, Measure.ELECTRONIC): sent,
            numerator_of(Unit.RECIPIENT, Measure.ELECTRONIC_ONLY): 0 if on_paper else sent,
            numerator_of(Unit.RECIPIENT, Measure.VALID): sent if issue.valid else 0,
            numerator_of(Unit.RECIPIENT, Measure.COMPLETE): complete if issue.valid and not on_paper else 0,
        }
        return {name: count for name, count in numbers.items() if count}

    def _on_paper_only(self) -> int:
        """How many recipients got nothing but the paper."""
        if self.paper is None or not self.counts:
            return 0
        named = len(set(self.paper.recipients) - set(self.copies))
        return max(named, self.paper.recipient_count - len(self.copies))

    def _beside(self) -> dict[str, int]:
        """What is shown and listed, and changes no ratio."""
        numbers = {
            RECALLED: 0 if self.recalled is None else 1,
            SUPERSEDED: 1 if self.is_superseded else 0,
            LATE_ENTRIES: 1 if self.counts and self.paper and self.paper.is_late else 0,
            UNDELIVERED: sum(1 for copy in self.copies.values() if copy.undelivered is not None),
        }
        return {name: count for name, count in numbers.items() if count}

    # as a view keeps it ---------------------------------------------------------------------------

    @classmethod
    def from_json(cls, record: Mapping[str, JsonValue] | None) -> DocumentFacts:
        """Read :meth:`to_json`'s form; nothing is known where there is no record."""
        if record is None:
            return cls()
        issue, paper = record["issue"], record["paper"]
        rows = cast("dict[str, list[JsonValue]]", record["copies"])
        read = Issue.from_json(issue) if isinstance(issue, dict) else None
        return cls(
            issue=read,
            copies={code: Copy.of_row(row) for code, row in rows.items()},
            recalled=cast("int | None", record["recalled"]),
            replaced_by=tuple(cast("list[str]", record["replaced_by"])),
            gives_way=record["gives_way"] is True,
            paper=PaperEntry.of_details(str(paper["event_id"]), read.agency if read else "", paper)
            if isinstance(paper, dict)
            else None,
        )

    def to_json(self) -> dict[str, JsonValue]:
        """The facts as a view keeps them."""
        paper = self.paper
        return {
            "issue": self.issue.to_json() if self.issue else None,
            "copies": {code: self.copies[code].row for code in sorted(self.copies)},
            "recalled": self.recalled,
            "replaced_by": list(self.replaced_by),
            "gives_way": self.gives_way,
            "paper": paper.to_details() | {"event_id": paper.event_id} if paper else None,
        }


def _is_complete(copy: Copy) -> bool:
    return copy.consigned is not None and copy.accepted is not None
