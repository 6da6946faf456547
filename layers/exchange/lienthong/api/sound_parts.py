"""What of a faulty envelope is sound by itself, so that what the fields say together is judged as well.

Only imported where an envelope has faults: a sound one costs nothing of this.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from lienthong.api.bodies import AgencyName, AttachmentBody, Day, DocumentId, Reason
from lienthong.model.codes import Business

#: Lists whose entries stand by themselves: one bad entry leaves the others to be judged.
_LISTS = ("recipients", "attachments")


class SoundParts(BaseModel):
    """The fields that others depend on; ``None`` where a field, or an entry of a list, is not sound."""

    sender: AgencyName | None = None
    issued_on: Day | None = None
    due_on: Day | None = None
    recipients: list[AgencyName | None] = []
    attachments: list[AttachmentBody | None] = []
    business: Business | None = Business.NEW
    targets: list[DocumentId] | None = []
    reason: Reason | None = ""


def sound_parts(value: Mapping[str, Any], invalid: ValidationError) -> SoundParts:
    """The sound parts of the JSON whose faults are ``invalid``."""
    places = [entry["loc"] for entry in invalid.errors(include_url=False, include_input=False)]
    if () in places:
        # A name that is no Unicode text: nothing in the object has been looked at.
        return SoundParts()
    entries = {place[:2] for place in places if len(place) > 1 and place[0] in _LISTS}
    whole = {place[0] for place in places if place and place[:2] not in entries}
    return SoundParts.model_validate(
        {name: _sound(name, value[name], whole, entries) for name in SoundParts.model_fields if name in value}
    )


def _sound(name: str, value: Any, whole: Collection[Any], entries: Collection[Any]) -> Any:
    if name in whole:
        return [] if name in _LISTS else None
    if name in _LISTS:
        return [None if (name, index) in entries else entry for index, entry in enumerate(value)]
    return value
