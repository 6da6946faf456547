"""The request's JSON: small documents travel inside the one request, larger ones by upload tickets.

The envelope's digest does not depend on the way (:meth:`lienthong.model.envelope.Envelope.digest`).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from lienthong.model.event import JsonValue
from lienthong.model.limits import Limits
from lienthong_client.drafts import Draft
from lienthong_client.errors import FileChanged, FileUnreadable
from lienthong_client.measuring import MeasuredFile
from lienthong_client.transport import encode_json

#: What JSON adds around an attachment's content: ``,"content":"…"``.
_CONTENT_FRAME = 16


def fits_inline(draft: Draft, files: Sequence[MeasuredFile], limits: Limits) -> bool:
    """Whether the envelope with the files' content in base64 stays within one request.

    A draft that carries a marking of secrecy never does: the exchange is to refuse it (D28 1.2), and its
    content need not leave the agency for that.
    """
    if draft.carries_secrecy:
        return False
    metadata = len(encode_json(_body(draft, [file.to_json() for file in files])))
    content = sum(_CONTENT_FRAME + 4 * ((file.size + 2) // 3) for file in files)
    return metadata + content <= limits.request_bytes


def inline_body(draft: Draft, files: Sequence[MeasuredFile]) -> bytes:
    """The request with every file's content.

    Raises:
        FileUnreadable: a file cannot be read any more.
        FileChanged: a file is no longer what was measured.
    """
    attachments = [
        file.to_json() | {"content": base64.b64encode(_unchanged_content(file)).decode()} for file in files
    ]
    return encode_json(_body(draft, attachments))


def _unchanged_content(file: MeasuredFile) -> bytes:
    try:
        content = file.path.read_bytes()
    except OSError as refused:
        raise FileUnreadable(path=str(file.path), why=refused.strerror or type(refused).__name__) from refused
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise FileChanged(path=str(file.path))
    return content


def ticketed_body(draft: Draft, files: Sequence[MeasuredFile]) -> bytes:
    """The request without content; the exchange answers that uploads are awaited."""
    return encode_json(
        _body(draft, [file.to_json() | {"part_digests": list(file.part_digests)} for file in files])
    )


def _body(draft: Draft, attachments: Sequence[JsonValue]) -> JsonValue:
    return {**draft.facts, "attachments": list(attachments)}
