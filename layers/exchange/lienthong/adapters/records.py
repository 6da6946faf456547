"""The records of the tables: keys, and values ↔ items (docs/adr/0001, "Keys").

One item holds one record, whole and readable in any console. The largest submission (20 attachments of 5 GiB
to 500 recipients) stays under DynamoDB's 400 KB.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from lienthong.adapters.attribute_values import from_item, to_item
from lienthong.adapters.frozen_values import Plain, decode, encode, instant_text
from lienthong.model.agency import Agency
from lienthong.model.delivery import Delivery, legal_codes
from lienthong.model.event import Event
from lienthong.model.register import EntryPlace, RegisterEntry
from lienthong.model.submission import Submission
from lienthong.onestop.codes import is_dossier_code
from lienthong.ports import TrustAnchor

if TYPE_CHECKING:
    from lienthong.adapters.attribute_values import Attribute, Item

T = TypeVar("T")

#: The index of both tables: inboxes and outboxes in one, all agencies in the other.
INDEX = "GSI1"
AGENCIES = "AGENCIES"
TRUST = "TRUST"


def submission_key(submission_id: str) -> Item:
    """Where a submission lies."""
    return to_item({"PK": f"S#{submission_id}", "SK": "SUBMISSION"})


def delivery_key(submission_id: str, recipient: str) -> Item:
    """Where a delivery lies."""
    return to_item({"PK": f"S#{submission_id}", "SK": f"D#{recipient}"})


def entry_key(place: EntryPlace) -> Item:
    """Where an entry of an agency's outgoing register lies."""
    return to_item({"PK": f"R#{place.agency}#{place.year}", "SK": f"R#{place.slot}"})


def agency_key(code: str) -> Item:
    """Where an agency lies."""
    return to_item({"PK": f"A#{code}", "SK": "AGENCY"})


def alias_key(alias: str) -> Item:
    """Where an alias points to its agency."""
    return to_item({"PK": f"A#{alias}", "SK": "ALIAS"})


def submission_to_item(submission: Submission) -> Item:
    """The item of a submission; in the outbox by the time of its arrival."""
    place: dict[str, Plain] = {
        "GSI1PK": f"OUTBOX#{submission.sender}",
        "GSI1SK": f"{instant_text(submission.received_at)}#{submission.submission_id}",
    }
    return submission_key(submission.submission_id) | to_item(place | encode(submission))


def delivery_to_item(delivery: Delivery) -> Item:
    """The item of a delivery; in the inbox by :func:`inbox_position`."""
    place: dict[str, Plain] = {
        "GSI1PK": f"INBOX#{delivery.recipient}",
        "GSI1SK": inbox_position(delivery),
    }
    return delivery_key(delivery.submission_id, delivery.recipient) | to_item(place | encode(delivery))


def inbox_position(delivery: Delivery) -> str:
    """Unopened first, then those that still wait for a word, then closed ones; each group oldest first."""
    group = "2" if not legal_codes(delivery) else "1" if delivery.opened_at else "0"
    return f"{group}#{instant_text(delivery.consigned_at)}#{delivery.submission_id}"


def partition_of(subject: str) -> str:
    """The partition of a subject's events: a dossier's own, else that of a submission or an agency."""
    return f"H#{subject}" if is_dossier_code(subject) else f"S#{subject}"


def exchange_event_key(subject: str, event_id: str) -> Item:
    """Where an event of a submission, a dossier or an agency's acts lies."""
    return to_item({"PK": partition_of(subject), "SK": f"E#{event_id}"})


def exchange_event_to_item(event: Event) -> Item:
    """The item of an event of a submission, or of an agency's register; ULIDs keep them in order."""
    return exchange_event_key(event.subject, event.event_id) | to_item(encode(event))


def registry_event_to_item(event: Event) -> Item:
    """The item of an event of the registry."""
    return to_item({"PK": f"A#{event.subject}", "SK": f"E#{event.event_id}"} | encode(event))


def entry_to_item(entry: RegisterEntry) -> Item:
    """The item of an entry of an agency's outgoing register."""
    return entry_key(entry.place) | to_item(encode(entry))


def agency_to_item(agency: Agency) -> Item:
    """The item of an agency, in the index of all agencies."""
    place: dict[str, Plain] = {"GSI1PK": AGENCIES, "GSI1SK": agency.code}
    return agency_key(agency.code) | to_item(place | encode(agency))


def alias_to_item(alias: str, code: str) -> Item:
    """The item of an alias."""
    return alias_key(alias) | to_item({"code": code})


def anchor_to_item(anchor: TrustAnchor) -> Item:
    """The item of a trust anchor."""
    return to_item({"PK": TRUST, "SK": f"ANCHOR#{anchor.fingerprint}"} | encode(anchor))


def submission_from_item(item: Mapping[str, Attribute]) -> Submission:
    """The submission of an item, also of one in the table's stream."""
    return _from(Submission, item)


def delivery_from_item(item: Mapping[str, Attribute]) -> Delivery:
    """The delivery of an item."""
    return _from(Delivery, item)


def event_from_item(item: Mapping[str, Attribute]) -> Event:
    """The event of an item, also of one in a table's stream."""
    return _from(Event, item)


def entry_from_item(item: Mapping[str, Attribute]) -> RegisterEntry:
    """The entry of an item."""
    return _from(RegisterEntry, item)


def agency_from_item(item: Mapping[str, Attribute]) -> Agency:
    """The agency of an item, also of one in the registry's stream."""
    return _from(Agency, item)


def anchor_from_item(item: Mapping[str, Attribute]) -> TrustAnchor:
    """The trust anchor of an item."""
    return _from(TrustAnchor, item)


def _from(kind: type[T], item: Mapping[str, Attribute]) -> T:
    return decode(kind, from_item(item))


def sort_key(item: Mapping[str, Attribute]) -> str:
    """The item's SK, which says what record it is."""
    return item["SK"].get("S", "")
