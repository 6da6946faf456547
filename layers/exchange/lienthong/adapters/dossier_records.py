"""The records of dossiers: keys, and values ↔ items (docs/adr/0019).

Two tables: the exchange's, whose stream is kept for ever in the log's bundles, and that of the people, which
has no stream and forgets.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from lienthong.adapters.attribute_values import from_item, to_item
from lienthong.adapters.frozen_values import Plain, decode, encode, instant_text
from lienthong.onestop.codes import SequenceKey
from lienthong.onestop.filing import Centre, DayCounter, FiledDossier, ProcedureEditions
from lienthong.onestop.people import Person
from lienthong.ports import DayMark, IntakeKey

if TYPE_CHECKING:
    from lienthong.adapters.attribute_values import Attribute, Item

#: Where all procedures are listed.
PROCEDURES = "PROCEDURES"
OPEN, ENDED = "0", "1"


def dossier_key(code: str) -> Item:
    """Where a dossier's entry lies; its events lie beside it."""
    return to_item({"PK": f"H#{code}", "SK": "DOSSIER"})


def dossier_to_item(filed: FiledDossier) -> Item:
    """The item of a dossier's entry, in its centre's list."""
    place: dict[str, Plain] = {"GSI1PK": f"CENTRE#{filed.centre}", "GSI1SK": position(filed)}
    return dossier_key(filed.code) | to_item(place | encode(filed))


def position(filed: FiledDossier) -> str:
    """Open ones first, by what is due first (before acceptance: by receipt); then the ended, by their end."""
    if filed.ended_at:
        return f"{ENDED}#{instant_text(filed.ended_at)}#{filed.code}"
    return f"{OPEN}#{instant_text(filed.due or filed.received_at)}#{filed.code}"


def dossier_from_item(item: Mapping[str, Attribute]) -> FiledDossier:
    """The entry of an item."""
    return decode(FiledDossier, from_item(item))


def counter_key(key: SequenceKey) -> Item:
    """Where the counter of an agency's day lies."""
    return to_item({"PK": f"H#{key}", "SK": "COUNTER"})


def counter_to_item(counter: DayCounter) -> Item:
    """The item of a counter."""
    return counter_key(counter.key) | to_item(encode(counter))


def counter_from_item(item: Mapping[str, Attribute]) -> DayCounter:
    """The counter of an item."""
    return decode(DayCounter, from_item(item))


def centre_key(code: str) -> Item:
    """Where a centre lies."""
    return to_item({"PK": f"C#{code}", "SK": "CENTRE"})


def centre_to_item(centre: Centre) -> Item:
    """The item of a centre."""
    return centre_key(centre.code) | to_item(encode(centre))


def centre_from_item(item: Mapping[str, Attribute]) -> Centre:
    """The centre of an item."""
    return decode(Centre, from_item(item))


def procedure_key(code: str) -> Item:
    """Where a procedure lies."""
    return to_item({"PK": f"P#{code}", "SK": "PROCEDURE"})


def procedure_to_item(procedure: ProcedureEditions) -> Item:
    """The item of a procedure, in the list of all."""
    place: dict[str, Plain] = {"GSI1PK": PROCEDURES, "GSI1SK": procedure.code}
    return procedure_key(procedure.code) | to_item(place | encode(procedure))


def procedure_from_item(item: Mapping[str, Attribute]) -> ProcedureEditions:
    """The procedure of an item."""
    return decode(ProcedureEditions, from_item(item))


# The people's table -----------------------------------------------------------------------------------


def person_key(code: str) -> Item:
    """Where the person behind a dossier lies."""
    return to_item({"PK": f"H#{code}"})


def person_to_item(person: Person) -> Item:
    """The item of a person; ``expires_at`` is the table's own attribute for what it deletes."""
    return person_key(person.dossier) | to_item(encode(person))


def person_from_item(item: Mapping[str, Attribute]) -> Person:
    """The person of an item."""
    return decode(Person, from_item(item))


def intake_key(centre: str, key: str) -> Item:
    """Where an intake's key lies."""
    return to_item({"PK": f"K#{centre}#{key}"})


def intake_to_item(intake: IntakeKey) -> Item:
    """The item of an intake's key."""
    return intake_key(intake.centre, intake.key) | to_item(encode(intake))


def intake_from_item(item: Mapping[str, Attribute]) -> IntakeKey:
    """The intake's key of an item."""
    return decode(IntakeKey, from_item(item))


def mark_key(centre: str, day: date, procedure: str, applicant: str) -> Item:
    """Where the mark of an applicant's day lies."""
    return to_item({"PK": f"M#{centre}#{day:%y%m%d}#{procedure}#{applicant}"})


def mark_to_item(mark: DayMark) -> Item:
    """The item of a mark."""
    return mark_key(mark.centre, mark.day, mark.procedure, mark.applicant) | to_item(encode(mark))


def mark_from_item(item: Mapping[str, Attribute]) -> DayMark:
    """The mark of an item."""
    return decode(DayMark, from_item(item))
