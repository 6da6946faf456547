"""What is read of one message at most; a message beyond one of these is refused before it costs anything."""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.model.limits import LIMITS, MIB


@dataclass(frozen=True, slots=True)
class EdxmlLimits:
    """Sizes in bytes, counts, and lengths in characters.

    Attributes:
        message_bytes: the message as it comes; base64 makes a third more of ``content_bytes``.
        markup: occurrences of ``<`` and, apart, of ``=``: an upper bound of elements and of attributes that
            is known before a tree is built. A message to 500 agencies has some 8,000.
        depth: of nested elements; a message needs 9, a signature within it some 15.
        content_bytes: all attachments together, decoded and unpacked.
        text_length: of one text. The format's own limits are only findings; beyond this it is no text.
    """

    message_bytes: int = LIMITS.edxml_bytes
    markup: int = 50_000
    depth: int = 32
    content_bytes: int = 47 * MIB
    attachments: int = LIMITS.attachments
    recipients: int = LIMITS.recipients
    text_length: int = 4_000
    findings: int = LIMITS.faults


EDXML_LIMITS = EdxmlLimits()
