"""Reading registers: a page of the outgoing or the incoming one, and the sequence of numbers of a year.

Rows come from the views, so they are a minute behind. What events do not say, subject and signer, is read
from the submissions and reported entries, for the agency itself and for auditors only: who oversees an agency
learns what it exchanged with whom, not what about (docs/adr/0017).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from lienthong.errors import CURSOR_FAULT, MalformedRequest
from lienthong.model.agency import Agency
from lienthong.model.codes import Role
from lienthong.model.event import JsonValue
from lienthong.model.register import Carriage, EntryPlace, RegisterEntry, place_of_facts
from lienthong.model.submission import Submission
from lienthong.ports import ExchangeStore, JsonObject, RegisterStore, ViewKey, ViewStore
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.number_view import PARALLEL, NumberView, holders_of, number_key
from lienthong.services.oversight import Oversight
from lienthong.services.register_view import RegisterView, incoming, kinds_key, outgoing
from lienthong.services.viewing import stored_name

_REGISTERS, _NUMBERS = stored_name(RegisterView()), stored_name(NumberView())
#: A sequence is told up to so many numbers of one type and year; no agency of a province has more.
_PAGE, _PAGES = 1000, 30
#: So many gaps are listed, and the rest counted.
_MOST_GAPS = 100
#: Sorts behind everything of a day.
_END = "~"


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one year that a register is asked for, both included; one register is one year's."""

    first: date
    last: date

    @property
    def year(self) -> int:
        """The year."""
        return self.first.year


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of a register; ``cursor`` is opaque and ``None`` on the last."""

    agency: Agency
    year: int
    rows: tuple[JsonObject, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class NumberSequence:
    """The numbers of one type of document in a year.

    Attributes:
        highest: the largest number; what is no plain number (``57a``) has no place in the order.
        gaps: first and last of each run of numbers that nothing bears, at most a hundred runs.
        missing: how many numbers they are, those of unlisted runs included.
        whole: whether all numbers were looked at.
    """

    kind: str
    type_name: str
    used: int
    highest: int
    missing: int
    gaps: tuple[tuple[int, int], ...]
    whole: bool

    def to_json(self) -> dict[str, JsonValue]:
        """As the API tells it; ``next`` is advice, not a reservation."""
        group, _, detail = self.kind.partition(".")
        gaps: list[JsonValue] = [{"first": first, "last": last} for first, last in self.gaps]
        return {
            "group": int(group),
            "detail": int(detail),
            "type_name": self.type_name,
            "used": self.used,
            "highest": self.highest,
            "next": self.highest + 1,
            "missing": self.missing,
            "gaps": gaps,
            "whole": self.whole,
        }


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """Reads the registers of the caller, or of whom it oversees."""

    views: ViewStore
    exchange: ExchangeStore
    register: RegisterStore
    oversight: Oversight
    authentication: Authentication

    def outgoing(
        self, caller: Caller, agency: str | None, span: Span, *, cursor: str | None, limit: int
    ) -> RegisterPage:
        """A page of the outgoing register, by day of issue and number.

        Raises:
            NotFound: nobody whom the caller may see. MalformedRequest: no cursor of ours.
        """
        whose = self._whose(caller, agency)
        found, following = self._page(outgoing(whose.code, span.year), span, cursor, limit)
        numbers = self._numbers([row | {"sender": whose.code} for row in found])
        rows = [
            _outgoing_row(row, holders)
            for row, holders in zip(found, numbers, strict=True)
            if not _is_told_by_its_submission(row, holders)
        ]
        return RegisterPage(whose, span.year, self._described(caller, whose, rows), following)

    def incoming(
        self, caller: Caller, agency: str | None, span: Span, *, cursor: str | None, limit: int
    ) -> RegisterPage:
        """A page of the incoming register, by number of arrival.

        Raises:
            NotFound: nobody whom the caller may see. MalformedRequest: no cursor of ours.
        """
        whose = self._whose(caller, agency)
        found, following = self._page(incoming(whose.code, span.year), span, cursor, limit)
        rows = [_incoming_row(row, holders) for row, holders in zip(found, self._numbers(found), strict=True)]
        return RegisterPage(whose, span.year, self._described(caller, whose, rows), following)

    def sequences(
        self, caller: Caller, agency: str | None, year: int
    ) -> tuple[Agency, Sequence[NumberSequence]]:
        """The numbers of each type of document in a year.

        Raises:
            NotFound: nobody whom the caller may see.
        """
        whose = self._whose(caller, agency)
        key = kinds_key(whose.code, year)
        kinds = self.views.items(_REGISTERS, [key]).get(key, {})
        return whose, [self._sequence(whose.code, year, kind, str(kinds[kind])) for kind in sorted(kinds)]

    # --- whose, and what of it --------------------------------------------------------------------------

    def _whose(self, caller: Caller, agency: str | None) -> Agency:
        self.authentication.spend(caller)
        return self.oversight.agency(caller, agency or caller.code)

    def _page(
        self, partition: str, span: Span, cursor: str | None, limit: int
    ) -> tuple[list[dict[str, JsonValue]], str | None]:
        first, last = span.first.isoformat(), span.last.isoformat() + _END
        after = _decoded(cursor) if cursor else None
        if after is not None and not first <= after <= last:
            # Not of this listing: the store takes only places within the bounds.
            raise MalformedRequest([CURSOR_FAULT])
        page = self.views.page(_REGISTERS, partition, first=first, last=last, cursor=after, limit=limit)
        return [dict(value) for _, value in page.items], _encoded(page.cursor) if page.cursor else None

    def _numbers(self, rows: Sequence[JsonObject]) -> list[list[str]]:
        """What else holds the number of each row."""
        keys: list[ViewKey | None] = [
            number_key(row) if row.get("number") is not None else None for row in rows
        ]
        held = self.views.items(_NUMBERS, [key for key in keys if key])
        return [holders_of(held.get(key)) if key else [] for key in keys]

    def _described(
        self, caller: Caller, whose: Agency, rows: Sequence[dict[str, JsonValue]]
    ) -> tuple[JsonObject, ...]:
        """The rows with subject and signer, for whom they are meant."""
        if caller.code != whose.code and Role.AUDITOR not in caller.agency.roles:
            return tuple(row | {"subject": None, "signer": None} for row in rows)
        submissions = self.exchange.submissions(
            [str(row["submission_id"]) for row in rows if row["submission_id"]]
        )
        places = {
            str(row["entry_id"]): place_of_facts(whose.code, row)
            for row in rows
            if row.get("entry_id") and row["carriage"] != Carriage.SECRET.value
        }
        entries = self.register.standing(list(places.values())) if places else {}
        return tuple(row | _told(row, submissions, places, entries) for row in rows)

    # --- the sequence -------------------------------------------------------------------------------------

    def _sequence(self, agency: str, year: int, kind: str, type_name: str) -> NumberSequence:
        used = missing = highest = 0
        gaps: list[tuple[int, int]] = []
        cursor, pages = None, 0
        while pages < _PAGES:
            page = self.views.page(_NUMBERS, f"{agency}#{year}#{kind}", cursor=cursor, limit=_PAGE)
            for number in _plain_numbers(sort for sort, _ in page.items):
                used += number != highest
                if number > highest + 1:
                    gaps.append((highest + 1, number - 1))
                    missing += number - 1 - highest
                highest = max(highest, number)
            cursor, pages = page.cursor, pages + 1
            if cursor is None:
                break
        return NumberSequence(
            kind, type_name, used, highest, missing, tuple(gaps[:_MOST_GAPS]), whole=cursor is None
        )


def _plain_numbers(sorts: Iterator[str]) -> Iterator[int]:
    for sort in sorts:
        number = sort.partition("/")[0]
        if number.isascii() and number.isdigit() and int(number):
            yield int(number)


def _is_told_by_its_submission(row: JsonObject, holders: Sequence[str]) -> bool:
    """A parallel entry whose document went through the exchange: one document is one row."""
    is_parallel = row["carriage"] == Carriage.PARALLEL.value and row.get("entry") and "withdrawn" not in row
    return bool(is_parallel) and any(":" not in holder for holder in holders)


def _outgoing_row(row: JsonObject, holders: Sequence[str]) -> dict[str, JsonValue]:
    submission, entry = row.get("submission"), row.get("entry")
    own = f"{row['carriage']}:{entry}" if entry else str(submission)
    parallel = next((holder for holder in holders if holder.startswith(PARALLEL)), "") if submission else ""
    others: list[JsonValue] = [
        holder.rpartition(":")[2] for holder in holders if holder not in (own, parallel)
    ]
    recipients = cast("list[JsonValue]", row["recipients"])
    return {
        **{name: row[name] for name in ("number", "notation", "issued_on", "group", "detail", "type_name")},
        "carriage": Carriage.PARALLEL.value if parallel else row["carriage"],
        "count": row.get("count", 1),
        "recipients": recipients,
        "recipient_count": row.get("recipient_count", len(recipients)),
        "reason": row.get("reason"),
        "submission_id": submission,
        "entry_id": entry or parallel.removeprefix(PARALLEL) or None,
        "recorded_at": row["recorded_at"],
        "recalled": row.get("recalled", False),
        "replaced_by": row.get("replaced_by"),
        "updated_by": row.get("updated_by"),
        "withdrawn": row.get("withdrawn"),
        "duplicates": others,
    }


def _incoming_row(row: JsonObject, holders: Sequence[str]) -> dict[str, JsonValue]:
    others = [h for h in holders if h != row["submission"] and not h.startswith(PARALLEL)]
    names = ("arrival", "arrived_on", "sender", "number", "notation", "issued_on", "group", "detail")
    return {
        **{name: row[name] for name in (*names, "type_name")},
        "due_on": row.get("due_on"),
        "submission_id": row["submission"],
        "status": row["status"],
        "recall": row.get("recall"),
        "duplicate": bool(others),
    }


def _told(
    row: JsonObject,
    submissions: Mapping[str, Submission],
    places: Mapping[str, EntryPlace],
    entries: Mapping[EntryPlace, RegisterEntry],
) -> dict[str, JsonValue]:
    submission = submissions.get(str(row["submission_id"]))
    if submission:
        return {"subject": submission.envelope.subject, "signer": submission.envelope.signer.name}
    entry_id = str(row.get("entry_id"))
    entry = entries.get(places[entry_id]) if entry_id in places else None
    document = entry.document if entry and entry.event_id == entry_id else None
    return {
        "subject": document.subject if document else "",
        "signer": document.signer if document else "",
    }


def _encoded(cursor: str) -> str:
    return base64.urlsafe_b64encode(cursor.encode()).decode().rstrip("=")


def _decoded(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError as error:
        raise MalformedRequest([CURSOR_FAULT]) from error
