"""Files measured in one pass, without holding them in memory: media type, size, SHA-256, parts' digests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from lienthong.errors import Fault
from lienthong.model.codes import Purpose
from lienthong.model.event import JsonValue
from lienthong.model.limits import Limits
from lienthong.model.text import is_safe_file_name, normalise
from lienthong_client.drafts import Draft, DraftFile
from lienthong_client.errors import DraftInvalid, FileUnreadable
from lienthong_client.media_types import PEEK, SIGNATURE, media_type_of
from lienthong_client.progress import SILENT, Progress

_BLOCK = 1 << 20
_SIGNATURE_SUFFIXES = (".p7s", ".p7m", ".sig", ".asc")


@dataclass(frozen=True, slots=True)
class MeasuredFile:
    """A file as it will be declared. ``part_digests``: SHA-256 in hex; of a small file, that of the whole."""

    path: Path
    name: str
    media_type: str
    size: int
    sha256: str
    part_digests: tuple[str, ...] = field(repr=False)
    purpose: Purpose = Purpose.ORIGINAL
    signature_for: str | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """The attachment's declaration, without content and parts."""
        declared: dict[str, JsonValue] = {
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "purpose": self.purpose.value,
        }
        return declared | ({"signature_for": self.signature_for} if self.signature_for else {})


def measure(draft: Draft, limits: Limits, progress: Progress = SILENT) -> tuple[MeasuredFile, ...]:
    """Read every file once and determine what the draft left open.

    A detached signature is recognised by its bytes or its name, and belongs to the file whose name it
    extends (``letter.pdf.p7s`` to ``letter.pdf``).

    Raises:
        DraftInvalid: no file, unsafe or double names, signatures of files that are not attached.
        FileUnreadable: a file cannot be read.
    """
    names = [file.name or normalise(file.path.name) for file in draft.files]
    faults = _name_faults(names) or _reference_faults(draft.files, names)
    if faults:
        raise DraftInvalid(faults)
    return tuple(
        measure_file(file, name, limits, names, progress)
        for file, name in zip(draft.files, names, strict=True)
    )


def _name_faults(names: Sequence[str]) -> list[Fault]:
    if not names:
        en, vi = (
            "No file is attached: name the document's file.",
            "Chưa có tệp nào: đề nghị nêu tệp văn bản cần gửi.",
        )
        return [Fault("/attachments", "draft.no-attachment", en, vi)]
    faults = []
    for index, name in enumerate(names):
        pointer = f"/attachments/{index}/name"
        if not is_safe_file_name(name):
            en = (
                f"'{name}' cannot be an attachment's name: rename the file (no path, control or reserved "
                f"characters)."
            )
            vi = (
                f"Tên tệp '{name}' không hợp lệ: đề nghị đổi tên (không chứa đường dẫn, ký tự điều khiển, "
                f"ký tự cấm)."
            )
            faults.append(Fault(pointer, "draft.unsafe-name", en, vi))
        if name.casefold() in (earlier.casefold() for earlier in names[:index]):
            en, vi = (
                f"Two files are called '{name}': rename one.",
                f"Có hai tệp cùng tên '{name}': đề nghị đổi tên một tệp.",
            )
            faults.append(Fault(pointer, "draft.double-name", en, vi))
    return faults


def _reference_faults(files: Sequence[DraftFile], names: Sequence[str]) -> list[Fault]:
    return [
        Fault(
            f"/attachments/{index}/signature_for",
            "draft.signature-for-nothing",
            f"'{file.signature_for}', which '{names[index]}' signs, is not attached.",
            f"Tệp '{file.signature_for}' được ký bởi '{names[index]}' chưa được đính kèm.",
        )
        for index, file in enumerate(files)
        if file.signature_for and file.signature_for not in names
    ]


def measure_file(
    file: DraftFile, name: str, limits: Limits, names: Sequence[str], progress: Progress = SILENT
) -> MeasuredFile:
    """Read one file once, in blocks.

    Raises:
        FileUnreadable: it cannot be read.
    """
    try:
        with file.path.open("rb") as stream:
            media_type = file.media_type or media_type_of(name, stream.read(PEEK))
            stream.seek(0)
            size, sha256, parts = _digest(stream, limits, name, file.path.stat().st_size, progress)
    except OSError as refused:
        raise FileUnreadable(path=str(file.path), why=refused.strerror or type(refused).__name__) from refused
    target = file.signature_for or _signed_file(name, media_type, file.purpose, names)
    purpose = file.purpose or (Purpose.SIGNATURE if target else Purpose.ORIGINAL)
    return MeasuredFile(file.path, name, media_type, size, sha256, parts, purpose, target)


def _signed_file(name: str, media_type: str, purpose: Purpose | None, names: Sequence[str]) -> str | None:
    if purpose not in (None, Purpose.SIGNATURE):
        return None
    stem, dot, _ = name.rpartition(".")
    looks_like_one = media_type == SIGNATURE or name.lower().endswith(_SIGNATURE_SUFFIXES)
    if not (dot and looks_like_one):
        return None
    return next((other for other in names if other != name and other in (stem, f"{stem}.pdf")), None)


def _digest(
    stream: BinaryIO, limits: Limits, name: str, expected: int, progress: Progress
) -> tuple[int, str, tuple[str, ...]]:
    """Size, SHA-256 and the digests of the parts, in one pass."""
    whole, part, in_part, size = hashlib.sha256(), hashlib.sha256(), 0, 0
    parts: list[str] = []
    progress.begin(name, expected)
    while block := stream.read(min(_BLOCK, limits.part_bytes - in_part)):
        whole.update(block)
        part.update(block)
        size += len(block)
        in_part += len(block)
        progress.advance(name, len(block))
        if in_part == limits.part_bytes:
            parts.append(part.hexdigest())
            part, in_part = hashlib.sha256(), 0
    progress.finish(name)
    if size <= limits.single_upload_bytes:
        return size, whole.hexdigest(), (whole.hexdigest(),)
    return size, whole.hexdigest(), (*parts, *([part.hexdigest()] if in_part else []))
