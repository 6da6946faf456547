"""The media type of a file, from its first bytes; its name decides only between types that look alike.

The table is ours, not the operating system's: the media type is part of the envelope's digest, and the same
file must give the same envelope on every machine. The exchange determines the type again for itself.
"""

from __future__ import annotations

from pathlib import PurePath

#: So many bytes are looked at.
PEEK = 512

_ZIP_KINDS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".asice": "application/vnd.etsi.asic-e+zip",
    ".sce": "application/vnd.etsi.asic-e+zip",
    ".asics": "application/vnd.etsi.asic-s+zip",
    ".scs": "application/vnd.etsi.asic-s+zip",
}
_OLE_KINDS = {".doc": "application/msword", ".xls": "application/vnd.ms-excel"}
_TEXT_KINDS = {".txt": "text/plain", ".csv": "text/csv", ".html": "text/html", ".json": "application/json"}
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"-----BEGIN PKCS7-----", "application/pkcs7-signature"),
    (b"-----BEGIN CMS-----", "application/pkcs7-signature"),
)
#: OBJECT IDENTIFIER id-signedData (RFC 5652 5.1), which follows the outer SEQUENCE of a CMS signature.
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
SIGNATURE = "application/pkcs7-signature"
UNKNOWN = "application/octet-stream"


def media_type_of(name: str, start: bytes) -> str:
    """The media type of a file called ``name`` that begins with ``start`` (:data:`PEEK` bytes suffice)."""
    suffix = PurePath(name).suffix.lower()
    for magic, media_type in _MAGIC:
        if start.startswith(magic):
            return media_type
    if start.startswith(b"PK\x03\x04"):
        return _zip_kind(suffix, start)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE_KINDS.get(suffix, "application/x-ole-storage")
    if start[:1] == b"\x30" and _SIGNED_DATA in start[:24]:
        return SIGNATURE
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml"):
        return "application/xml"
    return _TEXT_KINDS.get(suffix, UNKNOWN)


def _zip_kind(suffix: str, start: bytes) -> str:
    """ASiC (EN 319 162-1 A.1) and OpenDocument name their type in a first, stored entry ``mimetype``."""
    if start[30:38] == b"mimetype":
        length = int.from_bytes(start[18:22], "little")
        declared = start[38 : 38 + length]
        if 0 < length < 100 and declared.isascii() and declared.startswith(b"application/"):
            return declared.decode("ascii").strip()
    return _ZIP_KINDS.get(suffix, "application/zip")
