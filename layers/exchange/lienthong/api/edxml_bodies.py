"""The bodies of the gateway: a message itself, or where it was uploaded to; and the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from lienthong.api.actions import read_body
from lienthong.api.bodies import Sha256, Strict
from lienthong.model.event import JsonValue, text_of
from lienthong.model.limits import LIMITS

if TYPE_CHECKING:
    from lienthong.services.edxml_acts import Taken
    from lienthong.services.edxml_uploads import UploadTicket

Body = dict[str, JsonValue]


class EdxmlUploadBody(Strict):
    """A message that is to be uploaded: its size in bytes and its SHA-256."""

    size: Annotated[int, Field(ge=1, le=LIMITS.edxml_bytes, strict=True)]
    sha256: Sha256


class EdxmlUploadedBody(Strict):
    """A message that has been uploaded, by its SHA-256."""

    upload: Sha256


def read_upload(body: bytes) -> EdxmlUploadBody:
    """What is to be uploaded.

    Raises:
        MalformedRequest: with every fault.
    """
    return read_body(body, EdxmlUploadBody)


def read_uploaded(body: bytes) -> str | None:
    """The SHA-256 of the message that was uploaded; None where the body is the message itself.

    No message begins with a brace, and no reference with anything else; so the media type, which software
    sets as it likes, is not asked.

    Raises:
        MalformedRequest: with every fault.
    """
    if body.lstrip()[:1] != b"{":
        return None
    return read_body(body, EdxmlUploadedBody).upload


def taken(outcome: Taken) -> Body:
    """The answer to a message."""
    submission = outcome.submission
    return {
        "type": outcome.type.value,
        "submission_id": submission.submission_id,
        "document_id": submission.envelope.document_id,
        "state": submission.state.value,
        "status": outcome.status.value if outcome.status else None,
        "repeated": outcome.repeated,
        "message_sha256": outcome.sha256,
        "findings": [dict(finding.to_json()) for finding in outcome.findings],
        "findings_left_out": outcome.left_out,
    }


def upload_ticket(ticket: UploadTicket) -> Body:
    """Where a message is to be put."""
    return {
        "upload": ticket.part.sha256,
        "url": ticket.part.url,
        "headers": dict(ticket.part.headers),
        "expires_at": text_of(ticket.expires_at),
    }
