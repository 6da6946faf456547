"""Texts of a message as the exchange keeps them: NFC, and nothing that a reader's eye cannot see."""

from __future__ import annotations

import unicodedata

from lienthong.model.text import has_control_characters, normalise

_ALLOWED = "\n\t"


def clean(text: str) -> tuple[str, bool]:
    """The text, and whether something invisible was left out of it."""
    plain = text.replace("\r\n", "\n")
    normal = normalise(plain)
    if has_control_characters(normal.replace("\n", "").replace("\t", "")):
        kept = (char for char in normal if char in _ALLOWED or not has_control_characters(char))
        return normalise("".join(kept)), True
    return normal, normal != unicodedata.normalize("NFC", plain).strip()


def is_xml_text(text: str) -> bool:
    """Whether XML 1.0 can carry every character (production 2)."""
    return all(
        char in "\t\n" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"
        for char in text
    )
