"""Content, uploads, and what judges them, as contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol

from lienthong.model.envelope import Attachment
from lienthong.model.submission import AttachmentVerdict, Submission


@dataclass(frozen=True, slots=True)
class Removal:
    """What became of the stored versions of some bytes.

    Attributes:
        deleted: versions that are gone.
        locked: versions that the store refused to delete: somebody else needs them, or they are held.
        young: versions that were stored too lately to be the ones that were meant.
    """

    deleted: int = 0
    locked: int = 0
    young: int = 0


class ContentStore(Protocol):
    """Content addressed by SHA-256 (hex): written once, never changed, locked against deletion.

    The same bytes serve everybody who sends them, and the store's locks are what counts their uses
    (docs/adr/0010): whoever finds them there locks them for as long as it needs them itself, and what is
    locked nobody can delete.
    """

    def put(self, sha256: str, content: bytes, until: datetime | None = None) -> None:
        """Store the bytes under their digest. Where they already are, lock those until then.

        Raises:
            lienthong.errors.UploadMismatch: the bytes have another digest.
        """
        ...

    def keep(self, sha256: str, content: bytes) -> None:
        """Store bytes that are never to be deleted, under a legal hold.

        Raises:
            lienthong.errors.UploadMismatch: the bytes have another digest.
        """
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The content as a stream from its start.

        Raises:
            KeyError: it is not there.
        """
        ...

    def adopt(self, sha256: str, staging_key: str, version: str, until: datetime | None = None) -> None:
        """Copy one version of staged bytes, whose digest the caller has just checked; else as :meth:`put`."""
        ...

    def retain(self, sha256: str, until: datetime) -> bool:
        """Lock the bytes at least until then, never for shorter; false where they are not there."""
        ...

    def remove(self, sha256: str, *, stored_before: datetime, now: datetime) -> Removal:
        """Delete the versions that were stored before then and that no lock and no hold protects ``now``."""
        ...

    def link(self, sha256: str, *, name: str, media_type: str, seconds: int) -> str:
        """An HTTPS address from which the content can be read for this long, saved under ``name``."""
        ...

    def hold(self, sha256: str) -> None:
        """Place a legal hold: the content cannot be deleted while a recall is on record."""
        ...


@dataclass(frozen=True, slots=True)
class PartTicket:
    """Where one part goes: PUT the bytes to ``url`` with exactly these headers."""

    number: int
    url: str
    headers: Mapping[str, str]
    sha256: str


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A complete staged file: a stream over one version, which later steps name again."""

    stream: BinaryIO
    size: int
    version: str


class StagingStore(Protocol):
    """Uploads that are not content yet: unverified, short-lived."""

    def begin(self, key: str) -> str:
        """Open a multipart upload; its upload id."""
        ...

    def tickets(
        self, key: str, upload_id: str, parts: Mapping[int, str], *, seconds: int
    ) -> tuple[PartTicket, ...]:
        """Presigned PUTs for these parts (number → SHA-256 hex); one where ``upload_id`` is empty."""
        ...

    def whole_ticket(self, key: str, sha256: str, *, size: int, seconds: int) -> PartTicket:
        """A presigned PUT for exactly this many bytes with this SHA-256 (hex), and for no others."""
        ...

    def uploaded_parts(self, key: str, upload_id: str) -> Mapping[int, str]:
        """The parts that have arrived (number → SHA-256 hex).

        With an empty ``upload_id``: part 1 with the whole file's digest where the single PUT has arrived.
        After :meth:`complete`, every part counts as arrived only through the submission's state.
        """
        ...

    def complete(self, key: str, upload_id: str, parts: Mapping[int, str]) -> None:
        """Join the parts; harmless when they have been joined."""
        ...

    def remove(self, key: str, version: str) -> None:
        """Delete one version of a staged file for good; harmless when it is gone."""
        ...

    def lay(self, key: str, content: bytes) -> None:
        """Put bytes of our own there, for :meth:`link`; the same key again replaces them."""
        ...

    def link(self, key: str, *, media_type: str, seconds: int) -> str:
        """An HTTPS address from which the staged file can be read for this long."""
        ...

    def open(self, key: str) -> StagedFile:
        """The staged file.

        Raises:
            KeyError: it is not there.
        """
        ...


@dataclass(frozen=True, slots=True)
class Assessment:
    """What validation says of one attachment: the verdict, the full report (JSON) and why it must be refused.

    Attributes:
        reasons: stable codes; empty when the attachment may pass for the purpose it declares.
        material: what the report rests on beside the file, by SHA-256 (hex): to be kept as content.
    """

    verdict: AttachmentVerdict
    report: bytes
    reasons: tuple[str, ...] = ()
    material: Mapping[str, bytes] = field(default_factory=dict)


class AttachmentValidator(Protocol):
    """Validates the signatures of one attachment whose size and digest are known to be the declared ones."""

    def assess(
        self,
        attachment: Attachment,
        content: BinaryIO,
        *,
        detached_signatures: Sequence[bytes],
        submission: Submission,
    ) -> Assessment:
        """The assessment of seekable content. Hostile content ends as a verdict, never as an exception."""
        ...
