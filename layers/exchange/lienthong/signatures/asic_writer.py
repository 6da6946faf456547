"""Writing ASiC-E containers with a time-stamp (EN 319 162-1 4.4): how things leave for an archive.

The order of :func:`write_container`:

1. ``mimetype`` comes first, stored, so that the format shows in the first bytes (A.1)
2. the files, stored one after the other as they stream in, each hashed on the way
3. a manifest that states the digest of every file (A.4)
4. a time-stamp token over the manifest, which so proves that all of them existed (4.4.3.3)

The same files and the same token always give the same bytes: no clock, no system, no compression shows.
"""

from __future__ import annotations

import hashlib
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, Final
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from lienthong.signatures.media_types import ASIC_E

MANIFEST: Final = "META-INF/ASiCManifest.xml"
TIMESTAMP: Final = "META-INF/timestamp.tst"
_TIMESTAMP_TYPE: Final = "application/vnd.etsi.timestamp-token"
_ASIC: Final = "http://uri.etsi.org/02918/v1.2.1#"
_XMLDSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_CHUNK: Final = 1024 * 1024
#: Beyond, sizes take eight bytes (APPNOTE 4.3.9.2).
_ZIP64_FROM: Final = 0x7FFFFFFF
#: The first day that a ZIP archive can name.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16

Stamp = Callable[[bytes], bytes]
"""SHA-256 (32 bytes) → time-stamp token (DER), as :meth:`lienthong.ports.TimeStamping.stamp`."""


class UnfitMember(ValueError):
    """A file that cannot go into a container under this name, or is not of the size announced."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file: a relative path with ``/`` between folders, media type, size in bytes, and content."""

    name: str
    media_type: str
    size: int
    content: BinaryIO


def write_container(out: BinaryIO, members: Iterable[Member], stamp: Stamp) -> None:
    """Write a container of these files; the numbered steps stand in the module's docstring.

    Args:
        out: seekable, empty.
        members: read one by one, each in pieces of a mebibyte.
        stamp: whatever it raises passes through; the container is worth nothing then.

    Raises:
        UnfitMember: a name that is taken, reserved or leads elsewhere; another size than announced; no file.
    """
    with zipfile.ZipFile(out, "w", allowZip64=True) as archive:
        archive.writestr(_entry("mimetype"), ASIC_E)
        digests: dict[str, tuple[str, bytes]] = {}
        for member in members:
            _require_fit(member.name, digests)
            digests[member.name] = (member.media_type, _copy(member, archive))
        if not digests:
            raise UnfitMember("a container without files proves nothing")
        manifest = _manifest(digests)
        archive.writestr(_entry(MANIFEST), manifest)
        archive.writestr(_entry(TIMESTAMP), stamp(hashlib.sha256(manifest).digest()))


def _entry(name: str, size: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.create_system, entry.external_attr, entry.file_size = _UNIX, _PLAIN_FILE, size
    return entry


def _require_fit(name: str, taken: Iterable[str]) -> None:
    """No name that a reader would have to refuse, or that stands for something else (A.1, 4.4.2)."""
    steps = name.split("/")
    if any(step in ("", ".", "..") for step in steps) or "\\" in name or ":" in steps[0]:
        raise UnfitMember(f"{name!r} leads out of the container")
    if not name.isprintable():
        raise UnfitMember(f"{name!r} holds control characters")
    if name == "mimetype" or steps[0].upper() == "META-INF" or name in taken:
        raise UnfitMember(f"{name!r} is taken")


def _copy(member: Member, archive: zipfile.ZipFile) -> bytes:
    """Store the content; its SHA-256."""
    digest, remaining = hashlib.sha256(), member.size
    entry = _entry(member.name, member.size)
    with archive.open(entry, "w", force_zip64=member.size > _ZIP64_FROM) as stored:
        # One byte more than is announced shows that there is more.
        while chunk := member.content.read(min(_CHUNK, remaining + 1)):
            remaining -= len(chunk)
            if remaining < 0:
                break
            digest.update(chunk)
            stored.write(chunk)
    if remaining:
        raise UnfitMember(f"{member.name!r} is not of the {member.size} bytes announced")
    return digest.digest()


def _manifest(digests: dict[str, tuple[str, bytes]]) -> bytes:
    """The ASiCManifest of a token (A.4): what it stands for, and every file with its digest."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<asic:ASiCManifest xmlns:asic="{_ASIC}" xmlns:ds="{_XMLDSIG}">',
        f'<asic:SigReference URI="{TIMESTAMP}" MimeType="{_TIMESTAMP_TYPE}"/>',
        *(_reference(name, media_type, digest) for name, (media_type, digest) in digests.items()),
        "</asic:ASiCManifest>",
    ]
    return "\n".join(lines).encode()


def _reference(name: str, media_type: str, digest: bytes) -> str:
    return (
        f"<asic:DataObjectReference URI={quoteattr(quote(name))} MimeType={quoteattr(media_type)}>"
        '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{b64encode(digest).decode()}</ds:DigestValue></asic:DataObjectReference>"
    )
