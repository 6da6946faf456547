"""Base64 in XML, decoded piece by piece, so that no file is held more often than it must be (RFC 4648 4)."""

from __future__ import annotations

import binascii
import hashlib
import io
from collections.abc import Iterator

_PIECE = 1 << 20
_SPACES = b" \t\r\n"


class NotBase64(ValueError):
    """A character outside the alphabet, or a wrong length or padding."""


class ContentTooLarge(ValueError):
    """More bytes than may still be taken."""


def decoded_pieces(text: str) -> Iterator[bytes]:
    """The decoded bytes, in pieces; white space anywhere is as XML allows it.

    Raises:
        NotBase64: it is not base64.
    """
    rest = b""
    for start in range(0, len(text), _PIECE):
        piece = rest + _squeezed(text[start : start + _PIECE])
        whole = len(piece) - len(piece) % 4
        rest = piece[whole:]
        # Padding ends base64: more text after it is none.
        is_last = start + _PIECE >= len(text) or b"=" in piece
        if whole:
            yield _decode(piece[:whole])
        if is_last and (rest or text[start + _PIECE :].strip()):
            raise NotBase64


def _squeezed(text: str) -> bytes:
    try:
        piece = text.encode("ascii")
    except UnicodeEncodeError:
        raise NotBase64 from None
    # Looking for what is rarely there costs less than copying without it.
    return piece.translate(None, _SPACES) if any(space in piece for space in _SPACES) else piece


def _decode(piece: bytes) -> bytes:
    try:
        return binascii.a2b_base64(piece, strict_mode=True)
    except binascii.Error:
        raise NotBase64 from None


def decode(text: str, most: int) -> tuple[bytes, str]:
    """The bytes and their SHA-256 in hex.

    Raises:
        NotBase64: it is not base64.
        ContentTooLarge: more than ``most`` bytes.
    """
    buffer, digest = io.BytesIO(), hashlib.sha256()
    for piece in decoded_pieces(text):
        if buffer.tell() + len(piece) > most:
            raise ContentTooLarge
        digest.update(piece)
        buffer.write(piece)
    # The buffer hands its bytes over without copying them.
    return buffer.getvalue(), digest.hexdigest()
