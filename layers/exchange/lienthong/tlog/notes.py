"""Signed notes: text, an empty line, and signature lines (C2SP signed-note).

A note is believed for nothing but its signatures by known keys: :func:`parse_note` gives an
:class:`UnverifiedNote`, and :func:`verify_note` the text that a key has signed.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import ClassVar, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lienthong.tlog.faults import TlogFault

ED25519 = 0x01
#: A note with many post-quantum signatures is below this; the specification asks for a limit.
MOST_BYTES = 256 * 1024
MOST_SIGNATURES = 64
_DASH = "\u2014 "
_KEY_ID_BYTES = 4


class MalformedNote(TlogFault):
    """Not a signed note (signed-note, "Format")."""

    code: ClassVar[str] = "log.note-malformed"
    en = "This is not a signed note ({what}). Fetch the checkpoint again, unchanged and whole."
    vi = "Đây không phải bản ghi có chữ ký hợp lệ ({what}). Đề nghị tải lại nguyên vẹn điểm kiểm tra."


class WrongKey(TlogFault):
    """Not a verifier key (signed-note, "Verifier keys")."""

    code: ClassVar[str] = "log.key-wrong"
    en = "{what} is not a verifier key (name+id+base64). Copy it again from where the log publishes it."
    vi = "{what} không phải khóa kiểm tra (tên+mã+base64). Đề nghị sao chép lại từ nơi nhật ký công bố."


class WrongSignature(TlogFault):
    """A known key's signature that does not verify, or none by a key that is asked for."""

    code: ClassVar[str] = "log.signature-wrong"
    en = "The note is not signed by {what}: it was changed, or comes from somebody else."
    vi = "Bản ghi không có chữ ký hợp lệ của {what}: nội dung đã bị sửa hoặc do bên khác tạo ra."


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name and the kind of signatures that it makes.

    Attributes:
        name: without spaces and plus signs.
        kind: signature type identifier byte.
        public_key: its encoding for that type; 32 bytes for Ed25519.
    """

    name: str
    kind: int
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """SHA-256(name ‖ newline ‖ kind ‖ public key), the first four bytes."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public_key).digest()[:4]

    def __str__(self) -> str:
        """The key in one line, as people hand it on."""
        encoded = base64.b64encode(bytes([self.kind]) + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"


def parse_key(text: str) -> VerifierKey:
    """A verifier key from its line.

    Raises:
        WrongKey: it is not one, or its id belongs to another key.
    """
    name, _, rest = text.partition("+")
    encoded = rest.partition("+")[2]
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raw = b""
    if not is_key_name(name) or len(raw) < 2:
        raise WrongKey(text[:80])
    key = VerifierKey(name, raw[0], raw[1:])
    if str(key) != text:
        raise WrongKey(text[:80])
    return key


def is_key_name(name: str) -> bool:
    """Whether it may name a key: no Unicode spaces, no plus sign, no control characters, nothing but UTF-8.

    Half a surrogate pair is what Python makes of other bytes on a command line.
    """
    return bool(name) and not any(
        char.isspace() or char == "+" or char < " " or "\ud800" <= char <= "\udfff" for char in name
    )


class NoteSigner(Protocol):
    """Signs notes; the private key may be elsewhere."""

    @property
    def key(self) -> VerifierKey:
        """The public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature over these bytes, as the key's kind has it."""
        ...


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: whose it claims to be, and the signature."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line, with its newline."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether name and id are those of the key; whether it verifies is another question."""
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True, slots=True)
class UnverifiedNote:
    """A note whose signatures nobody has checked."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def to_bytes(self) -> bytes:
        """The note as it is published."""
        return (self.text + "\n" + "".join(signature.line for signature in self.signatures)).encode()

    def with_signatures(self, more: tuple[NoteSignature, ...]) -> UnverifiedNote:
        """The same text with further signatures; one of a key that is there replaces it."""
        new = {(one.name, one.key_id) for one in more}
        kept = tuple(one for one in self.signatures if (one.name, one.key_id) not in new)
        return UnverifiedNote(self.text, (*kept, *more))


@dataclass(frozen=True, slots=True)
class VerifiedNote:
    """Text that a key has signed."""

    text: str
    key: VerifierKey


def parse_note(content: bytes) -> UnverifiedNote:
    """Read a signed note.

    Raises:
        MalformedNote: it is not one, is too large, or has two signatures of one key.
    """
    if len(content) > MOST_BYTES:
        raise MalformedNote(f"{len(content)} bytes", f"{len(content)} byte")
    try:
        whole = content.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedNote("UTF-8") from None
    if any(char < " " and char != "\n" for char in whole):
        raise MalformedNote("U+0000–U+001F")
    text, separator, lines = whole.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise MalformedNote("—")
    signatures = parse_signature_lines(lines)
    return UnverifiedNote(text + "\n", signatures)


def parse_signature_lines(lines: str) -> tuple[NoteSignature, ...]:
    """One or more signature lines, each with its newline.

    Raises:
        MalformedNote: something else, too many, or two of one key.
    """
    if not lines.endswith("\n") or lines.count("\n") > MOST_SIGNATURES:
        raise MalformedNote("—")
    signatures = tuple(map(_parse_line, lines[:-1].split("\n")))
    if len({(one.name, one.key_id) for one in signatures}) < len(signatures):
        raise MalformedNote(f"2 × {signatures[0].name}" if len(signatures) == 2 else "2 ×")
    return signatures


def _parse_line(line: str) -> NoteSignature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raw = b""
    canonical = base64.b64encode(raw).decode() == encoded
    if not (
        line.startswith(_DASH) and space and is_key_name(name) and canonical and len(raw) > _KEY_ID_BYTES
    ):
        raise MalformedNote(line[:60])
    return NoteSignature(name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def sign_note(text: str, signer: NoteSigner) -> UnverifiedNote:
    """A note of this text (ending in a newline) with one signature."""
    if not text.endswith("\n") or any(char < " " and char != "\n" for char in text):
        raise MalformedNote(text[:60])
    signature = NoteSignature(signer.key.name, signer.key.key_id, signer.sign(text.encode()))
    return UnverifiedNote(text, (signature,))


def verify_note(note: UnverifiedNote, key: VerifierKey) -> VerifiedNote:
    """The text, once the key's signature has verified over it.

    Raises:
        WrongSignature: there is none by this key, or it is wrong.
        WrongKey: a kind of key that signs no plain notes.
    """
    if key.kind != ED25519:
        raise WrongKey(str(key))
    for signature in note.signatures:
        if signature.is_by(key):
            verify_ed25519(key, signature.signature, note.text.encode())
            return VerifiedNote(note.text, key)
    raise WrongSignature(key.name)


def verify_ed25519(key: VerifierKey, signature: bytes, message: bytes) -> None:
    """RFC 8032.

    Raises:
        WrongSignature, WrongKey.
    """
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public_key)
    except ValueError:
        raise WrongKey(str(key)) from None
    try:
        public.verify(signature, message)
    except InvalidSignature:
        raise WrongSignature(key.name) from None
