"""What a file is, said by its bytes and never by its name."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import SEEK_END
from typing import BinaryIO

PDF = "application/pdf"
CMS = "application/pkcs7-signature"
XML = "application/xml"
ZIP = "application/zip"
ASIC_S = "application/vnd.etsi.asic-s+zip"
ASIC_E = "application/vnd.etsi.asic-e+zip"
TEXT = "text/plain"
UNKNOWN = "application/octet-stream"

_HEAD = 4096
_SIGNED_DATA_OID = bytes.fromhex("06092a864886f70d010702")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
)
_OFFICE: tuple[tuple[str, str], ...] = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_PEM_CMS = re.compile(rb"-----BEGIN (PKCS7|CMS|PKCS #7 SIGNED DATA)-----")


def detect_media_type(content: BinaryIO) -> str:
    """The media type of a seekable stream; its position is left at the start."""
    size = content.seek(0, SEEK_END)
    content.seek(0)
    head = content.read(_HEAD)
    found = _by_signature(head, size) or _by_zip(content, head) or _by_text(head) or UNKNOWN
    content.seek(0)
    return found


def is_zip(content: BinaryIO) -> bool:
    """Whether the stream starts like a ZIP archive; its position is left at the start."""
    content.seek(0)
    head = content.read(4)
    content.seek(0)
    return head in (b"PK\x03\x04", b"PK\x05\x06")


def _by_signature(head: bytes, size: int) -> str | None:
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if _is_cms(head, size):
        return CMS
    # ISO 32000-2 7.5.2 puts the header first; readers accept it within the first 1024 bytes.
    if b"%PDF-" in head[:1024]:
        return PDF
    return None


def _is_cms(head: bytes, size: int) -> bool:
    if _PEM_CMS.match(head.lstrip()):
        return True
    return size > 20 and head[:1] == b"\x30" and 0 < head.find(_SIGNED_DATA_OID, 0, 24) <= 12


def _by_zip(content: BinaryIO, head: bytes) -> str | None:
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()[:2000]
            stated = _stated_mimetype(archive, names)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ):
        return ZIP
    if stated in (ASIC_S, ASIC_E):
        return stated
    if "[Content_Types].xml" in names:
        return next((kind for prefix, kind in _OFFICE if any(n.startswith(prefix) for n in names)), ZIP)
    if stated and re.fullmatch(r"[\w.+-]+/[\w.+-]+", stated):
        return stated
    if any(re.match(r"META-INF/.*signature.*\.(p7s|xml)$", name, re.IGNORECASE) for name in names):
        return ASIC_E
    return ZIP


def _stated_mimetype(archive: zipfile.ZipFile, names: list[str]) -> str:
    """EN 319 162-1 A.1: an uncompressed member called ``mimetype``."""
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > 256:
        return ""
    return archive.read("mimetype").decode("ascii", "replace").strip()


def _by_text(head: bytes) -> str | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"<?xml", b"<")) and _looks_like_xml(text):
        return XML
    if head.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return XML
    if not head or b"\x00" in head:
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as fault:
        # A multi-byte character may be cut in two at the end of what was read.
        if fault.start < len(head) - 3 or len(head) < _HEAD:
            return None
    return TEXT


def _looks_like_xml(text: bytes) -> bool:
    if text[:14].lower() == b"<!doctype html" or text[:5].lower() == b"<html":
        return False
    return re.match(rb"<(\?xml|!--|!DOCTYPE|[A-Za-z_][\w.:-]*[\s/>])", text) is not None
