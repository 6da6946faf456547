"""A file that came packed in a zip of its own, as some products send it, often under another name."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from lienthong.edxml.base64_text import ContentTooLarge

_MOST_LAYERS = 3
_ZIP = b"PK\x03\x04"
#: Formats that are zips themselves: what they hold is their own affair.
_OF_ITSELF = (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".asice", ".asics", ".sce", ".scs")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The one file of a zip."""

    name: str
    content: bytes
    sha256: str


class UnsafeZip(ValueError):
    """The zip cannot be unpacked safely; ``why`` in English and Vietnamese."""

    def __init__(self, why: tuple[str, str]) -> None:
        self.why = why
        super().__init__(why[0])


def unpack(content: bytes, name: str, most: int) -> Unpacked | None:
    """The file inside, also of a zip in a zip; None where the content is none, or by its name means to be.

    A zip of several files, or one that is damaged, is left to whoever judges the file.

    Raises:
        UnsafeZip: a bomb, or zips in zips without end.
        ContentTooLarge: more than ``most`` bytes.
    """
    found: Unpacked | None = None
    for _ in range(_MOST_LAYERS):
        inner = _unpack_once(content, name, most)
        if inner is None:
            return found
        found, content = inner, inner.content
    raise UnsafeZip(("zips within zips", "nhiều lớp zip lồng nhau"))


def is_packed(content: bytes, name: str, most: int) -> bool:
    """Whether a reader would unpack the file, or refuse to."""
    try:
        return unpack(content, name, most) is not None
    except (UnsafeZip, ContentTooLarge):
        return True


def _unpack_once(content: bytes, name: str, most: int) -> Unpacked | None:
    if not content.startswith(_ZIP) or name.lower().endswith(_OF_ITSELF):
        return None
    # Only messages with a packed file pay for what reading containers loads.
    from lienthong.signatures.cms import TooMuch
    from lienthong.signatures.policy import Limits
    from lienthong.signatures.zip_archive import MalformedArchive, SafeArchive

    try:
        archive = SafeArchive(io.BytesIO(content), Limits())
        if len(archive.names) != 1:
            return None
        (inner,) = archive.names
        if archive.size(inner) > most:
            raise ContentTooLarge
        unpacked = b"".join(archive.chunks(inner))
    except MalformedArchive:
        return None
    except TooMuch as fault:
        raise UnsafeZip(_why(fault)) from fault
    return Unpacked(inner, unpacked, hashlib.sha256(unpacked).hexdigest())


def _why(fault: Exception) -> tuple[str, str]:
    from lienthong.signatures.bilingual import DAMAGED, cause_of

    cause = cause_of(fault) or DAMAGED
    return cause.en, cause.vi
