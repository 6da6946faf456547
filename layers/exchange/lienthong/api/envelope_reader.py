"""The request body of ``POST /v1/submissions``: from JSON to a frozen envelope, with every fault at once.

Order, each step before the next so that nothing of a state secret is ever kept:

1. The body is JSON and an object.
2. No state-secret marking (D28 1.2).
3. Fields, lengths and code lists (QCVN 102:2016; Decree 30/2020, Annex VI).
4. What the fields say together: dates, names, references, inline content against its digest and size.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ValidationError

from lienthong.api.bodies import AttachmentBody, EnvelopeBody
from lienthong.api.faults import fault, faults_of
from lienthong.errors import EnvelopeRejected, Fault, MalformedRequest, StateSecretRefused
from lienthong.model.codes import Business, Purpose
from lienthong.model.envelope import Attachment, DocumentType, Envelope, Signer
from lienthong.model.limits import LIMITS
from lienthong.model.text import fold_diacritics

if TYPE_CHECKING:
    from lienthong.api.sound_parts import SoundParts

#: Markings that say a document is *not* secret; anything else in the field is a marking.
_NOT_SECRET = frozenset({"", "0", "khong", "khong mat", "thuong", "none", "no", "false"})


@dataclass(frozen=True, slots=True)
class ParsedSubmission:
    """A parsed envelope with what came along: inline bytes, or the part digests (hex) of ticketed files."""

    envelope: Envelope
    inline: Mapping[str, bytes]
    part_digests: Mapping[str, tuple[str, ...]]


#: The whole envelope, or what of it is sound.
Judged: TypeAlias = "EnvelopeBody | SoundParts"


def read_json_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        MalformedRequest: not UTF-8, not JSON, no object, a repeated key, or a number JSON has no room for.
    """
    try:
        value = json.loads(body, object_pairs_hook=_no_repeated_keys, parse_constant=_no_constants)
    except (ValueError, RecursionError) as malformed:
        raise MalformedRequest([_MALFORMED]) from malformed
    if not isinstance(value, dict):
        raise MalformedRequest([_NOT_AN_OBJECT])
    return value


_MALFORMED = fault(
    "",
    "json.malformed",
    "The body is not valid JSON in UTF-8, or an object in it repeats a name.",
    "Nội dung không phải JSON hợp lệ (UTF-8), hoặc có tên trường lặp lại.",
)
_NOT_AN_OBJECT = fault(
    "", "json.not-an-object", "The body must be a JSON object.", "Nội dung phải là một đối tượng JSON."
)


def _no_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # RFC 8259 4 leaves repeated names open; two readers could then see two different envelopes.
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise ValueError("repeated name")
    return unique


def _no_constants(constant: str) -> None:
    raise ValueError(constant)


def read_submission(body: bytes, *, caller: str, today: date) -> ParsedSubmission:
    """Parse the body of a submission.

    Args:
        caller: canonical code of the agency whose key signed the request.
        today: the date in Vietnam.

    Raises:
        MalformedRequest: not a JSON object.
        StateSecretRefused: a state-secret marking, whatever else is wrong.
        EnvelopeRejected: with every fault.
    """
    value = read_json_object(body)
    refuse_state_secret(value)
    try:
        parsed = EnvelopeBody.model_validate(value)
    except ValidationError as invalid:
        raise EnvelopeRejected(
            [*faults_of(invalid), *_faults_of_the_rest(value, invalid, caller, today)]
        ) from invalid
    inline, faults = _decode_inline(parsed.attachments)
    faults += _faults_together(parsed, inline, caller, today)
    if faults:
        raise EnvelopeRejected(faults)
    digests = {
        entry.name: tuple(entry.part_digests or ()) for entry in parsed.attachments if entry.content is None
    }
    return ParsedSubmission(_envelope(parsed, caller), inline, digests)


def refuse_state_secret(value: Mapping[str, Any]) -> None:
    """Refuse any marking of secrecy, in whatever spelling, before anything else is looked at (D28 1.2).

    Raises:
        StateSecretRefused: the envelope carries a marking.
    """
    marking = value.get("secrecy")
    if marking is None or marking is False or marking == 0:
        return
    if not isinstance(marking, str) or fold_diacritics(marking) not in _NOT_SECRET:
        raise StateSecretRefused


def _faults_of_the_rest(
    value: Mapping[str, Any], invalid: ValidationError, caller: str, today: date
) -> list[Fault]:
    """What the sound fields of a faulty envelope say wrongly together."""
    from lienthong.api.sound_parts import sound_parts

    sound = sound_parts(value, invalid)
    inline, faults = _decode_inline(sound.attachments)
    return [*faults, *_faults_together(sound, inline, caller, today)]


def _decode_inline(attachments: Sequence[AttachmentBody | None]) -> tuple[dict[str, bytes], list[Fault]]:
    contents: dict[str, bytes] = {}
    faults: list[Fault] = []
    for index, entry in enumerate(attachments):
        if entry is None or entry.content is None:
            continue
        try:
            contents[entry.name] = base64.b64decode(entry.content, validate=True)
        except ValueError:
            faults.append(
                fault(
                    f"/attachments/{index}/content",
                    "attachment.base64",
                    "The content is not base64 (RFC 4648, section 4); encode it again.",
                    "Nội dung tệp không phải base64 hợp lệ (RFC 4648, mục 4); đề nghị mã hóa lại.",
                )
            )
    return contents, faults


def _faults_together(body: Judged, inline: Mapping[str, bytes], caller: str, today: date) -> list[Fault]:
    return [
        *_sender_faults(body, caller),
        *_date_faults(body, today),
        *_recipient_faults(body),
        *_business_faults(body),
        *_name_faults(body),
        *_content_faults(body, inline),
    ]


def _sender_faults(body: Judged, caller: str) -> list[Fault]:
    if body.sender in (None, caller):
        return []
    return [
        fault(
            "/sender",
            "envelope.sender-mismatch",
            "The sender is not the agency that signed the request; send with that agency's own key.",
            "Cơ quan gửi không phải cơ quan đã ký yêu cầu; đề nghị gửi bằng khóa của chính cơ quan đó.",
        )
    ]


def _date_faults(body: Judged, today: date) -> list[Fault]:
    faults: list[Fault] = []
    if body.issued_on is None:
        return faults
    if body.issued_on > today:
        faults.append(
            fault(
                "/issued_on",
                "envelope.issued-in-the-future",
                "The date of issue is in the future; correct it.",
                "Ngày ban hành ở tương lai; đề nghị sửa lại.",
            )
        )
    if body.due_on and body.due_on < body.issued_on:
        faults.append(
            fault(
                "/due_on",
                "envelope.due-before-issue",
                "The due date is before the date of issue; correct one of them.",
                "Hạn xử lý trước ngày ban hành; đề nghị sửa lại.",
            )
        )
    return faults


def _recipient_faults(body: Judged) -> list[Fault]:
    return [
        fault(
            f"/recipients/{index}",
            "recipient.duplicate",
            "This recipient is named twice; leave one.",
            "Nơi nhận này bị lặp; đề nghị chỉ để một lần.",
        )
        for index, name in enumerate(body.recipients)
        if name is not None and name in body.recipients[:index]
    ]


def _business_faults(body: Judged) -> list[Fault]:
    if body.business is None:
        return []
    if body.business is Business.NEW:
        return [_TARGETS_OF_NEW] if body.targets else []
    faults = []
    if body.targets == []:
        faults.append(_NO_TARGETS)
    if body.reason == "":
        faults.append(_NO_REASON)
    return faults


_TARGETS_OF_NEW = fault(
    "/targets",
    "envelope.targets-of-new",
    "A new document has no targets; set 'business' to update or replacement, or remove them.",
    "Văn bản mới không có văn bản bị cập nhật, thay thế; đề nghị sửa 'business' hoặc bỏ trường này.",
)
_NO_TARGETS = fault(
    "/targets",
    "envelope.no-targets",
    "An update or a replacement names the documents it is about; add their DocumentIds.",
    "Văn bản cập nhật, thay thế phải nêu mã văn bản bị cập nhật, thay thế; đề nghị bổ sung.",
)
_NO_REASON = fault(
    "/reason",
    "envelope.no-reason",
    "An update or a replacement states its reason; add it.",
    "Văn bản cập nhật, thay thế phải nêu lý do; đề nghị bổ sung.",
)


def _name_faults(body: Judged) -> list[Fault]:
    names = [entry.name if entry else None for entry in body.attachments]
    faults = [
        fault(
            f"/attachments/{index}/name",
            "attachment.duplicate-name",
            "Two attachments have this name; rename one.",
            "Có hai tệp trùng tên; đề nghị đổi tên một tệp.",
        )
        for index, name in enumerate(names)
        if name is not None
        and name.casefold() in (earlier.casefold() for earlier in names[:index] if earlier)
    ]
    for index, entry in enumerate(body.attachments):
        if entry is None:
            continue
        is_signature = entry.purpose is Purpose.SIGNATURE
        refers = entry.signature_for is not None
        # The name referred to may be that of an attachment which is not sound.
        is_dangling = refers and None not in names and entry.signature_for not in names
        if is_signature != refers or is_dangling:
            faults.append(_signature_reference_fault(index))
    return faults


def _signature_reference_fault(index: int) -> Fault:
    return fault(
        f"/attachments/{index}/signature_for",
        "attachment.signature-for",
        "A detached signature (purpose 'signature'), and only it, names the attachment it covers.",
        "Chữ ký rời (purpose 'signature') và chỉ chữ ký rời mới phải nêu tên tệp mà nó ký.",
    )


def _content_faults(body: Judged, inline: Mapping[str, bytes]) -> list[Fault]:
    faults: list[Fault] = []
    ticketed = [entry.content is None for entry in body.attachments if entry]
    if any(ticketed) and not all(ticketed):
        faults.append(_MIXED)
    if sum(entry.size for entry in body.attachments if entry) > LIMITS.submission_bytes:
        faults.append(_TOGETHER_TOO_LARGE)
    for index, entry in enumerate(body.attachments):
        if entry is None:
            continue
        if entry.content is None:
            faults += _part_faults(index, entry)
        elif entry.name in inline:
            faults += _inline_faults(index, entry, inline[entry.name])
    return faults


_MIXED = fault(
    "/attachments",
    "attachment.mixed",
    "Either every attachment carries its content, or none does and all are uploaded by ticket.",
    "Hoặc mọi tệp đều kèm nội dung, hoặc không tệp nào kèm nội dung và tất cả được tải lên theo phiếu.",
)

_TOGETHER_TOO_LARGE = fault(
    "/attachments",
    "attachment.together-too-large",
    f"All attachments together hold at most {LIMITS.submission_bytes} bytes; "
    "send the rest in another submission.",
    f"Tổng dung lượng các tệp tối đa {LIMITS.submission_bytes} byte; "
    "đề nghị gửi phần còn lại ở lần gửi khác.",
)


def _part_faults(index: int, entry: AttachmentBody) -> list[Fault]:
    expected = part_count(entry.size)
    digests = entry.part_digests or []
    if len(digests) == expected and (expected > 1 or digests[0] == entry.sha256):
        return []
    return [
        fault(
            f"/attachments/{index}/part_digests",
            "attachment.part-digests",
            f"Give the SHA-256 of each of the {expected} part(s); a single part's is the file's own.",
            f"Cần nêu SHA-256 của đủ {expected} phần; nếu chỉ một phần thì chính là mã băm của tệp.",
        )
    ]


def part_count(size: int) -> int:
    """Into how many parts a file of this size is uploaded: one up to the single-upload limit."""
    return 1 if size <= LIMITS.single_upload_bytes else -(-size // LIMITS.part_bytes)


def _inline_faults(index: int, entry: AttachmentBody, content: bytes) -> list[Fault]:
    faults = []
    if len(content) != entry.size:
        faults.append(
            fault(
                f"/attachments/{index}/size",
                "attachment.size-mismatch",
                "The content has another size than declared; declare the size of the decoded bytes.",
                "Dung lượng thực khác dung lượng đã khai; đề nghị khai theo nội dung đã giải mã.",
            )
        )
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        faults.append(
            fault(
                f"/attachments/{index}/sha256",
                "attachment.digest-mismatch",
                "The content has another SHA-256 than declared; the file was changed or the digest is wrong.",
                "Mã băm SHA-256 thực khác mã đã khai; tệp đã bị thay đổi hoặc mã băm sai.",
            )
        )
    return faults


def _envelope(body: EnvelopeBody, caller: str) -> Envelope:
    return Envelope(
        sender=caller,
        document_id=body.document_id,
        number=body.number,
        notation=body.notation,
        issued_on=body.issued_on,
        place=body.place,
        document_type=DocumentType(
            body.document_type.group, body.document_type.detail, body.document_type.name
        ),
        subject=body.subject,
        signer=Signer(body.signer.name, body.signer.position, body.signer.authority),
        recipients=tuple(body.recipients),
        attachments=tuple(
            Attachment(
                entry.name, entry.media_type, entry.size, entry.sha256, entry.purpose, entry.signature_for
            )
            for entry in body.attachments
        ),
        summary=body.summary,
        due_on=body.due_on,
        priority=body.priority,
        business=body.business,
        targets=tuple(body.targets),
        reason=body.reason,
        also_on_paper=body.also_on_paper,
        for_information=body.for_information,
        in_reply_to=tuple(body.in_reply_to),
    )
