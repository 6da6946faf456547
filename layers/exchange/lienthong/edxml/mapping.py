"""What a message is in the exchange's own words, and back; docs/edxml-mapping.md lists every field.

From a message, :func:`act_of` gives the one act that it asks for. To a message, there are
:func:`document_message`, :func:`recall_message`, :func:`status_message` and :func:`event_message`.

What an envelope knows and the format has no place for travels in the exchange's extension; a message is
mapped back to find out what that is, so that nothing is lost. What the format knows and an envelope has no
place for stays in the message that was received: whoever keeps it hands it in as ``kept``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from lienthong.edxml.document_ids import is_standard_document_id, split_document_id, standard_document_id
from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.message import (
    NO_EXTENSION,
    Answered,
    BusinessInfo,
    BusinessType,
    DocumentMessage,
    EncodedFile,
    Extension,
    FilePurpose,
    Message,
    OtherInfo,
    Party,
    Replaced,
    StatusMessage,
    Trace,
    UpdateInfo,
)
from lienthong.edxml.one_entry_zip import is_packed
from lienthong.model.calendar import VIETNAM
from lienthong.model.codes import Business, Priority, Purpose, Status, Withholding
from lienthong.model.envelope import Attachment, Envelope, Signer
from lienthong.model.event import Event, EventType

Parties = Callable[[str], Party]
"""An agency as messages name it, by its code."""

_SIGNATURES = (".p7s", ".p7m", ".sig", ".asc")


# --- from a message -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SubmissionAct:
    """A document is sent: the envelope as the API would have it, and the bytes of its attachments by name."""

    envelope: Envelope
    contents: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecallAct:
    """The sender takes back what it sent under this DocumentId (business type 1, status 13)."""

    sender: str
    document_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class StatusAct:
    """A recipient sets a status, or answers; ``owner`` is the agency that sent the document."""

    actor: str
    owner: str
    document_id: str
    status: Status
    reason: str


Act: TypeAlias = SubmissionAct | RecallAct | StatusAct


def act_of(message: Message) -> Act:
    """What the message asks the exchange to do."""
    if isinstance(message, StatusMessage):
        return _status_act(message)
    if message.business.type is BusinessType.RECALL:
        return RecallAct(message.sender.code, _recalled_id(message), message.business.reason)
    return SubmissionAct(_envelope(message), {file.name: file.content for file in message.files})


def _status_act(message: StatusMessage) -> RecallAct | StatusAct:
    document_id = message.extension.document_id or message.answered.document_id
    if message.status is Status.TAKE_BACK:
        return RecallAct(message.sender.code, document_id, message.description)
    return StatusAct(
        message.sender.code, message.answered.code, document_id, message.status, message.description
    )


def _recalled_id(message: DocumentMessage) -> str:
    return message.extension.document_id or message.business.document_id or message.document_id


def _envelope(message: DocumentMessage) -> Envelope:
    extension, business = message.extension, message.business
    other = message.other or OtherInfo()
    envelope = Envelope(
        sender=message.sender.code,
        document_id=extension.document_id or message.document_id,
        number=message.number,
        notation=message.notation,
        issued_on=message.issued_on,
        place=message.place,
        document_type=message.document_type,
        subject=message.subject,
        signer=message.signer or Signer("", ""),
        recipients=_recipients(message),
        attachments=_attachments(message),
        summary=message.summary,
        due_on=message.due_on,
        priority=Priority.NORMAL if other.priority is None else other.priority,
        business=business.type.business or Business.NEW,
        targets=_targets(message),
        reason=business.reason,
        also_on_paper=bool(business.on_paper),
        for_information=extension.for_information,
        in_reply_to=extension.in_reply_to or tuple(one.document_id for one in message.answered),
    )
    return envelope if extension.document_id else _told_apart(envelope)


def _recipients(message: DocumentMessage) -> tuple[str, ...]:
    """As the sender wrote them, one name for each addressee; whoever resolves them compares the two."""
    written = message.extension.recipients
    codes = tuple(party.code for party in message.recipients)
    return written if len(written) == len(codes) else codes


def _targets(message: DocumentMessage) -> tuple[str, ...]:
    """What an update or replacement is about; an update that names nothing is about its own DocumentId."""
    business = message.business
    if business.type is BusinessType.NEW:
        return ()
    if message.extension.targets:
        return message.extension.targets
    if business.type is BusinessType.REPLACEMENT and business.replaced:
        return tuple(dict.fromkeys(replaced.document_id for replaced in business.replaced))
    return (business.document_id or message.document_id,)


def _told_apart(envelope: Envelope) -> Envelope:
    """An update under the very id of what it updates gets an id of its own, the same for the same content.

    In the format both carry one DocumentId; in the exchange a DocumentId names one submission for ever.
    """
    if envelope.document_id not in envelope.targets:
        return envelope
    digest = hashlib.sha256(envelope.digest().encode()).hexdigest()[:8]
    return replace(envelope, document_id=f"{envelope.document_id};{digest}")


def _attachments(message: DocumentMessage) -> tuple[Attachment, ...]:
    names = tuple(file.name for file in message.files)
    said = {one.content_id: one for one in message.extension.purposes}
    found = []
    for file in message.files:
        one = said.get(file.content_id) or _purpose_by_name(file, names)
        size, target = len(file.content), one.signature_for or None
        found.append(Attachment(file.name, file.media_type, size, file.sha256, one.purpose, target))
    return tuple(found)


def _purpose_by_name(file: EncodedFile, names: tuple[str, ...]) -> FilePurpose:
    """``letter.pdf.p7s`` signs ``letter.pdf``; all else is an original until validation knows better."""
    stem, dot, suffix = file.name.rpartition(".")
    if f"{dot}{suffix}".lower() in _SIGNATURES and stem in names:
        return FilePurpose(file.content_id, Purpose.SIGNATURE, stem)
    return FilePurpose(file.content_id, Purpose.ORIGINAL)


# --- to a document message ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission as a message tells it.

    Attributes:
        envelope: what the sender said.
        recipients: canonical codes, in the order of the envelope's recipients.
        at: when the exchange received it.
        parties: how agencies are called.
        recall_reason: why it was taken back, if it was.
    """

    envelope: Envelope
    recipients: tuple[str, ...]
    at: datetime
    parties: Parties
    recall_reason: str = ""


def document_message(
    sent: Sent, contents: Mapping[str, bytes], kept: DocumentMessage | None = None
) -> DocumentMessage:
    """The message of a submission.

    Args:
        sent: the submission.
        contents: the bytes of its attachments by name.
        kept: the message that it was received as, if it was; where it says what the envelope says, it comes
            back as it is, bytes and all. Otherwise what only the format knows is taken over from it.
    """
    if kept is not None and act_of(kept) == SubmissionAct(sent.envelope, contents):
        return kept
    envelope = sent.envelope
    files = tuple(
        EncodedFile(str(number), one.name, one.media_type, contents[one.name], one.sha256)
        for number, one in enumerate(envelope.attachments, 1)
    )
    message = _bare_message(sent, files, _business(sent))
    if kept is not None:
        message = _with_kept(message, kept)
    return _with_extension(message, envelope)


def recall_message(sent: Sent, reason: str) -> DocumentMessage:
    """The take-back of a submission, as the format's business type 1."""
    message = _bare_message(sent, (), BusinessInfo(BusinessType.RECALL, "", reason))
    if _recalled_id(message) == sent.envelope.document_id:
        return message
    return replace(message, extension=Extension(document_id=sent.envelope.document_id))


def _bare_message(sent: Sent, files: tuple[EncodedFile, ...], business: BusinessInfo) -> DocumentMessage:
    """What the format has a place for."""
    envelope = sent.envelope
    return DocumentMessage(
        sender=sent.parties(envelope.sender),
        recipients=tuple(sent.parties(code) for code in sent.recipients),
        document_id=_standard_id(envelope),
        number=envelope.number,
        notation=envelope.notation,
        issued_on=envelope.issued_on,
        place=envelope.place,
        document_type=envelope.document_type,
        subject=envelope.subject,
        files=files,
        summary=envelope.summary,
        signer=envelope.signer if envelope.signer.name else None,
        due_on=envelope.due_on,
        other=OtherInfo(priority=envelope.priority),
        answered=_answered(envelope),
        traces=(Trace(envelope.sender, sent.at.astimezone(VIETNAM).replace(microsecond=0)),),
        business=business,
    )


def _standard_id(envelope: Envelope) -> str:
    """The DocumentId in a form that the format has: the sender's own where it has one.

    An update that was told apart from its target goes out under the target's id, as it came.
    """
    target = envelope.targets[0] if len(envelope.targets) == 1 else ""
    if target and _told_apart(replace(envelope, document_id=target)) == envelope:
        return target if is_standard_document_id(target) else _made_up_id(envelope)
    return envelope.document_id if is_standard_document_id(envelope.document_id) else _made_up_id(envelope)


def _made_up_id(envelope: Envelope) -> str:
    return standard_document_id(envelope.sender, envelope.issued_on, envelope.number, envelope.notation)


def _answered(envelope: Envelope) -> tuple[Answered, ...]:
    """References that ResponseFor can carry: it wants agency, number and date beside the id."""
    found = []
    for document_id in envelope.in_reply_to:
        parts = split_document_id(document_id)
        if parts is not None and parts.issued_on is not None and is_standard_document_id(document_id):
            found.append(Answered(parts.agency, parts.rest, document_id, parts.issued_on))
    return tuple(found)


def _business(sent: Sent) -> BusinessInfo:
    envelope = sent.envelope
    standard = [target for target in envelope.targets if is_standard_document_id(target)]
    business = BusinessInfo(
        BusinessType.of(envelope.business), reason=envelope.reason, on_paper=envelope.also_on_paper
    )
    if envelope.business is Business.UPDATE:
        own = _standard_id(envelope)
        target = next((one for one in standard if one != own), "")
        return replace(business, document_id=target, update=UpdateInfo(document=1, recipients=0))
    if envelope.business is Business.REPLACEMENT:
        return replace(business, replaced=tuple(Replaced(one, sent.recipients) for one in standard))
    return business


def _with_extension(message: DocumentMessage, envelope: Envelope) -> DocumentMessage:
    """The message with all that it would otherwise not say of the envelope."""
    told = _envelope(message)
    spoken = dict(zip((file.name for file in message.files), told.attachments, strict=True))
    extension = Extension(
        document_id=envelope.document_id if told.document_id != envelope.document_id else "",
        recipients=envelope.recipients if told.recipients != envelope.recipients else (),
        targets=envelope.targets if told.targets != envelope.targets else (),
        in_reply_to=envelope.in_reply_to if told.in_reply_to != envelope.in_reply_to else (),
        for_information=envelope.for_information,
        purposes=tuple(
            FilePurpose(file.content_id, one.purpose, one.signature_for or "")
            for file, one in zip(message.files, envelope.attachments, strict=True)
            if (spoken[file.name].purpose, spoken[file.name].signature_for)
            != (one.purpose, one.signature_for)
        ),
        as_is=tuple(
            file.content_id
            for file in message.files
            if is_packed(file.content, file.name, EDXML_LIMITS.content_bytes)
        ),
    )
    extended = message if extension == NO_EXTENSION else replace(message, extension=extension)
    if _envelope(extended).document_id == envelope.document_id:
        return extended
    # Other facts of the extension enter the digest by which an update is told apart from its target.
    return replace(extended, extension=replace(extension, document_id=envelope.document_id))


def _with_kept(message: DocumentMessage, kept: DocumentMessage) -> DocumentMessage:
    """What only the format knows, from the message that was received."""
    parties = {party.code: party for party in (kept.sender, *kept.recipients)}
    files = {(file.name, file.sha256): file.description for file in kept.files}
    other = message.other or OtherInfo()
    return replace(
        message,
        sender=parties.get(message.sender.code, message.sender),
        recipients=tuple(parties.get(party.code, party) for party in message.recipients),
        distribution=kept.distribution,
        steering=kept.steering,
        other=replace(kept.other, priority=other.priority) if kept.other else message.other,
        traces=kept.traces or message.traces,
        business=replace(
            message.business,
            on_paper=_paper_of(message, kept),
            update=_update_for(message, kept),
            staff=kept.business.staff,
        ),
        files=tuple(
            replace(file, description=files.get((file.name, file.sha256), "")) for file in message.files
        ),
    )


def _paper_of(message: DocumentMessage, kept: DocumentMessage) -> bool | None:
    """What was said of paper; nothing, where nothing was and nothing else is known."""
    is_said_so = bool(kept.business.on_paper) == bool(message.business.on_paper)
    return kept.business.on_paper if is_said_so else message.business.on_paper


def _update_for(message: DocumentMessage, kept: DocumentMessage) -> UpdateInfo | None:
    """What the update changes, without those recipients that the copy does not name."""
    update = kept.business.update
    if update is None:
        return message.business.update
    named = {party.code for party in message.recipients}
    return replace(update, changes=tuple(one for one in update.changes if one.code in named))


# --- to a status message --------------------------------------------------------------------------


def status_message(sent: Sent, act: StatusAct | RecallAct, at: datetime, to: str = "") -> StatusMessage:
    """A status of the submission as a message.

    Args:
        sent: the submission.
        act: who says what.
        at: when it was said.
        to: to whom a take-back goes; every other status goes to the submission's sender.
    """
    envelope = sent.envelope
    is_recall = isinstance(act, RecallAct)
    answered = Answered(
        code=to if is_recall else envelope.sender,
        number=f"{envelope.number}/{envelope.notation}",
        document_id=_standard_id(envelope),
        issued_on=envelope.issued_on,
    )
    is_plain = answered.document_id == envelope.document_id
    return StatusMessage(
        sender=sent.parties(act.sender if isinstance(act, RecallAct) else act.actor),
        answered=answered,
        status=Status.TAKE_BACK if isinstance(act, RecallAct) else act.status,
        description=act.reason,
        at=at.astimezone(VIETNAM).replace(microsecond=0),
        extension=NO_EXTENSION if is_plain else Extension(document_id=envelope.document_id),
    )


_TAKE_BACKS = frozenset({EventType.RECALL_NOTIFICATION, EventType.COPY_WITHHOLDING})


def event_message(sent: Sent, event: Event) -> StatusMessage | None:
    """The status that an event of a delivery is in the format; None for events that it has no code for."""
    agency, envelope = event.agency, sent.envelope
    reason = event.details.get("reason")
    words = reason if isinstance(reason, str) else ""
    if agency is None:
        return None
    if event.type in _TAKE_BACKS and words == Withholding.RECALLED.value:
        act: StatusAct | RecallAct = RecallAct(envelope.sender, envelope.document_id, sent.recall_reason)
        return status_message(sent, act, event.at, to=agency)
    code = event.details.get("status")
    if event.type is EventType.CONTENT_CONSIGNMENT:
        code = Status.ARRIVED.value
    if code not in list(Status):
        return None
    act = StatusAct(agency, envelope.sender, envelope.document_id, Status(str(code)), words)
    return status_message(sent, act, event.at)
