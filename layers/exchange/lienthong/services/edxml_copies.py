"""The message of a submission for one of its recipients, or for all.

A copy names nobody but its reader: agencies learn their fellow recipients only from the document itself. What
was received as a message keeps what only the format knows. Order of :meth:`EdxmlCopies.for_reader`:

1. Strictly, typed as the reader's own product reads types (the registry's rules).
2. Strictly, by the national list, where the format has no room for that.
3. As it was received, without the other recipients, where it makes sense but has no strict form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.mapping import document_message
from lienthong.edxml.message import DocumentMessage
from lienthong.edxml.narrowing import narrowed
from lienthong.edxml.reading import read_message
from lienthong.edxml.writing import MessageUnwritable, write_message
from lienthong.errors import IntegrityFault, Rejected
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.submission import Submission
from lienthong.model.type_rules import type_as_written
from lienthong.ports import Clock, ContentStore, Registry
from lienthong.services.authentication import Caller
from lienthong.services.edxml_acts import said_by
from lienthong.services.edxml_sent import as_sent

Addressed = Sequence[tuple[str, str]]


class TooLargeForMessage(Rejected):
    """The files are more than a message of the national format holds."""

    code = "edxml.too-large"
    en = (
        "The document's files have {size} bytes; a message holds at most {limit}. Open the delivery itself: "
        "its links lead to every file."
    )
    vi = (
        "Tổng dung lượng các tệp là {size} byte, vượt mức {limit} byte của một thông điệp edXML. Đề nghị mở "
        "văn bản qua giao diện của trục liên thông và tải từng tệp."
    )


def is_as_received(submission: Submission, reader: Caller) -> bool:
    """Whether the message that came names no other recipient, and types as its reader's product reads."""
    kind = submission.envelope.document_type
    is_typed_so = type_as_written(reader.agency.document_types, kind) == kind
    return bool(submission.message_sha256) and len(submission.recipients) == 1 and is_typed_so


@dataclass(frozen=True, slots=True)
class EdxmlCopies:
    """Makes messages of submissions."""

    registry: Registry
    content: ContentStore
    clock: Clock

    def for_reader(self, submission: Submission, reader: Caller) -> bytes:
        """The message to one recipient, as if it were the only one.

        Raises:
            TooLargeForMessage: its files are more than a message holds.
            MessageUnwritable: it has no form that the format allows.
        """
        kept = self._kept(submission)
        message = self._message(submission, self._addressed(submission, reader.holder), kept)
        kind = type_as_written(reader.agency.document_types, message.document_type)
        unwritable: MessageUnwritable | None = None
        for candidate in dict.fromkeys((kind, message.document_type)):
            try:
                return self._written(replace(message, document_type=candidate))
            except MessageUnwritable as fault:
                unwritable = fault
        copy = self._narrowed(submission, kept, reader) if kept else None
        if copy is None:
            assert unwritable is not None
            raise unwritable
        return copy

    def for_all(self, submission: Submission) -> bytes:
        """The message to all its recipients, of a submission that did not come as one.

        Raises:
            TooLargeForMessage, MessageUnwritable: as above.
        """
        return self._written(self._message(submission, self._addressed(submission), None))

    def stored(self, sha256: str) -> BinaryIO:
        """Content that must be there.

        Raises:
            IntegrityFault: it is not.
        """
        try:
            return self.content.open(sha256)
        except KeyError as absent:
            raise IntegrityFault(what=f"content {sha256} is absent") from absent

    def _written(self, message: DocumentMessage) -> bytes:
        return write_message(message, date_in_vietnam(self.clock.now()))

    def _narrowed(self, submission: Submission, kept: DocumentMessage, reader: Caller) -> bytes | None:
        own = {reader.holder, *submission.addressed_as(reader.holder)}
        known = self.registry.agencies([party.code for party in kept.recipients])
        names = {name for name, agency in known.items() if agency.code in own}
        return narrowed(kept.source.raw, names) if kept.source else None

    def _addressed(self, submission: Submission, recipient: str = "") -> Addressed:
        """Whom the message names, by code and as written: this recipient, or all where none is named."""
        names = submission.envelope.recipients
        known = self.registry.agencies(names)
        addressed = [(known[name].code if name in known else name, name) for name in names]
        if not recipient:
            return addressed
        # Who gets it in the place of an agency that has ended was not written by its own name.
        return [one for one in addressed if one[0] == recipient][:1] or [(recipient, recipient)]

    def _message(
        self, submission: Submission, addressed: Addressed, kept: DocumentMessage | None
    ) -> DocumentMessage:
        envelope = replace(submission.envelope, recipients=tuple(name for _, name in addressed))
        codes = [code for code, _ in addressed]
        sent = as_sent(replace(submission, envelope=envelope), codes, self.registry)
        contents = {file.name: file.content for file in kept.files} if kept else self._contents(submission)
        return document_message(sent, contents, kept)

    def _kept(self, submission: Submission) -> DocumentMessage | None:
        """What it was received as, said by its sender's canonical code."""
        if not submission.message_sha256:
            return None
        with self.stored(submission.message_sha256) as stream:
            message = read_message(stream.read()).message
        if not isinstance(message, DocumentMessage):
            raise IntegrityFault(what=f"message of {submission.submission_id} is no document")
        said = said_by(submission.sender, message)
        assert isinstance(said, DocumentMessage)
        return said

    def _contents(self, submission: Submission) -> Mapping[str, bytes]:
        size = sum(attachment.size for attachment in submission.envelope.attachments)
        if size > EDXML_LIMITS.content_bytes:
            raise TooLargeForMessage(size=size, limit=EDXML_LIMITS.content_bytes)
        contents = {}
        for attachment in submission.envelope.attachments:
            with self.stored(attachment.sha256) as stream:
                contents[attachment.name] = stream.read()
        return contents
