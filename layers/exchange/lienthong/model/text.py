"""Text as the exchange keeps it: NFC, no control characters, no zero-width characters.

Real registries and file names carry U+200B and mixed Unicode forms; they are normalised once, at the edge.
"""

from __future__ import annotations

import unicodedata

#: Zero-width and byte-order characters that copy-and-paste leaves behind.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
#: Unicode's own direction overrides can make a name read differently from what it is (CVE-2021-42574).
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def normalise(text: str) -> str:
    """NFC without zero-width characters and without surrounding white space."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE)).strip()


def has_control_characters(text: str) -> bool:
    """Whether a C0/C1 control, a surrogate or a direction override is in the text."""
    return any(unicodedata.category(char) in ("Cc", "Cs") or char in _BIDI_CONTROLS for char in text)


def fold_diacritics(text: str) -> str:
    """Lower case without diacritics, for look-up by people: ``Cần Giuộc`` becomes ``can giuoc``."""
    decomposed = unicodedata.normalize("NFD", normalise(text).casefold().replace("đ", "d"))
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


def is_safe_file_name(name: str) -> bool:
    """A plain file name: no path, no control characters, not hidden, not a device of some system."""
    return bool(name) and not (
        has_control_characters(name)
        or any(char in name for char in '/\\:*?"<>|')
        or name.startswith(".")
        or name.endswith((".", " "))
    )
