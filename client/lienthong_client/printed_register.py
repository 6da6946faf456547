"""A register as it is printed: the columns of Decree 30/2020, Annex IV, filled from the exchange's rows.

Columns that are filled by hand (who keeps the copy, who signs for it) stay empty, as in the bound book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import Status
from lienthong.model.register import Carriage
from lienthong_client.answers import IncomingRow, OutgoingRow
from lienthong_client.messages import Language, say, word


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of its title, and its share of the page's width."""

    title: str
    width: int


@dataclass(frozen=True, slots=True)
class PrintedRegister:
    """A register in one language: title, whose it is, the days it covers, its columns and rows of text."""

    title: str
    agency: str
    period: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    language: Language

    @property
    def heading(self) -> tuple[str, ...]:
        """The titles of the columns."""
        return tuple(say(column.title, self.language) for column in self.columns)


#: ND30, Annex IV, sổ đăng ký văn bản đi.
_OUTGOING = (
    Column("register.code", 11),
    Column("register.day", 9),
    Column("register.about", 26),
    Column("register.signed-by", 10),
    Column("register.to", 16),
    Column("register.copy-kept", 8),
    Column("register.copies", 6),
    Column("register.passed-on", 8),
    Column("register.signed-for", 6),
    Column("register.note", 14),
)
#: ND30, Annex IV, sổ đăng ký văn bản đến.
_INCOMING = (
    Column("register.arrived-on", 9),
    Column("register.arrival", 6),
    Column("register.author", 16),
    Column("register.code", 11),
    Column("register.day", 9),
    Column("register.about", 26),
    Column("register.handled-by", 10),
    Column("register.passed-on", 8),
    Column("register.signed-for", 6),
    Column("register.note", 13),
)
#: So many recipients are named, the others counted: a row stays a row.
_NAMED = 6


def print_outgoing(
    rows: Sequence[OutgoingRow], names: Mapping[str, str], agency: str, period: str, language: Language
) -> PrintedRegister:
    """The outgoing register; ``names`` are the agencies' by code."""
    return PrintedRegister(
        say("register.title-outgoing", language),
        agency,
        period,
        _OUTGOING,
        tuple(_outgoing_cells(row, names, language) for row in rows),
        language,
    )


def print_incoming(
    rows: Sequence[IncomingRow], names: Mapping[str, str], agency: str, period: str, language: Language
) -> PrintedRegister:
    """The incoming register; ``names`` are the agencies' by code."""
    return PrintedRegister(
        say("register.title-incoming", language),
        agency,
        period,
        _INCOMING,
        tuple(_incoming_cells(row, names, language) for row in rows),
        language,
    )


def _outgoing_cells(row: OutgoingRow, names: Mapping[str, str], language: Language) -> tuple[str, ...]:
    if row["carriage"] == Carriage.SECRET.value:
        month = "/".join(reversed(row["issued_on"][:7].split("-")))
        told = say("register.secrets", language, count=row["count"], month=month)
        return ("", month, told, "", "", "", str(row["count"]), "", "", outgoing_note(row, language))
    on_paper = row["carriage"] != "electronic"
    return (
        code_of(row["number"], row["notation"]),
        day_text(row["issued_on"]),
        about(row["type_name"], row["subject"]),
        row["signer"] or "",
        recipients_text(row, names, language),
        "",
        str(row["recipient_count"]) if on_paper else "",
        day_text(row["recorded_at"]) if row["submission_id"] else "",
        "",
        outgoing_note(row, language),
    )


def _incoming_cells(row: IncomingRow, names: Mapping[str, str], language: Language) -> tuple[str, ...]:
    sender = row["sender"] or ""
    return (
        day_text(row["arrived_on"]),
        f"{row['arrival']:02}",
        names.get(sender, sender),
        code_of(row["number"], row["notation"]),
        day_text(row["issued_on"]),
        about(row["type_name"], row["subject"]),
        "",
        "",
        "",
        incoming_note(row, language),
    )


def outgoing_note(row: OutgoingRow, language: Language) -> str:
    """What is to be known of a document beside its columns."""
    notes = [word("carriage", row["carriage"], language)]
    if row["reason"]:
        notes.append(word("paper-reason", row["reason"], language))
    notes += [
        say(f"register.{name}", language)
        for name, holds in (
            ("recalled", row["recalled"]),
            ("replaced", row["replaced_by"]),
            ("updated", row["updated_by"]),
            ("doubled", row["duplicates"]),
        )
        if holds
    ]
    if row["withdrawn"] is not None:
        notes.append(say("register.struck", language, reason=row["withdrawn"]))
    return "; ".join(notes)


def incoming_note(row: IncomingRow, language: Language) -> str:
    """What is to be known of a document beside its columns."""
    notes = [status_text(row["status"], language)]
    if row["due_on"]:
        notes.append(say("register.due", language, day=day_text(row["due_on"])))
    if row["recall"]:
        notes.append(say(f"register.recall-{row['recall']}", language))
    if row["duplicate"]:
        notes.append(say("register.doubled", language))
    return "; ".join(notes)


def status_text(code: str, language: Language) -> str:
    """What a status code means; the code itself where a newer exchange sends a new one."""
    if code not in {status.value for status in Status}:
        return code
    status = Status(code)
    return status.vi if language == "vi" else status.en


def code_of(number: str | None, notation: str | None) -> str:
    """Number and notation as on the document; numbers below ten with a nought (ND30, Annex I)."""
    if number is None:
        return ""
    return f"{number.zfill(2) if number.isascii() and number.isdigit() else number}/{notation}"


def about(type_name: str | None, subject: str | None) -> str:
    """Name of the type and subject, as one column has them."""
    return ". ".join(text for text in (type_name, subject) if text)


def recipients_text(row: OutgoingRow, names: Mapping[str, str], language: Language) -> str:
    """The recipients by name; of many the first ones and how many more."""
    listed = [names.get(code, code) for code in row["recipients"]]
    more = max(row["recipient_count"], len(listed)) - len(listed[:_NAMED])
    named = "; ".join(listed[:_NAMED])
    if more <= 0:
        return named
    key = "register.and-more" if named else "register.unnamed"
    return (f"{named}; " if named else "") + say(key, language, count=more)


def day_text(instant: str | None) -> str:
    """A day as registers have it, in Vietnam: ``27/02/2026``."""
    if not instant:
        return ""
    is_day = len(instant) == len("2026-02-27")
    day = date.fromisoformat(instant) if is_day else date_in_vietnam(datetime.fromisoformat(instant))
    return f"{day:%d/%m/%Y}"
