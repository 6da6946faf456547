"""What a sender wants to send: the facts of the envelope, and files.

From here a document goes on to :mod:`lienthong_client.measuring` (each file is read once) and
:mod:`lienthong_client.packing` (the request's JSON).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lienthong.errors import Fault
from lienthong.model.codes import Business, Priority, Purpose
from lienthong.model.envelope import DocumentType, Signer
from lienthong.model.event import JsonValue
from lienthong.model.text import normalise
from lienthong_client.errors import DraftInvalid, FileUnreadable


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file to attach. Empty fields are determined when it is measured."""

    path: Path
    name: str = ""
    purpose: Purpose | None = None
    signature_for: str | None = None
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the sender wants to send: the envelope's facts as the API takes them, and the files."""

    facts: Mapping[str, JsonValue]
    files: tuple[DraftFile, ...]

    @property
    def document_id(self) -> str:
        """The sender's own id of the document."""
        return str(self.facts.get("document_id", ""))

    @property
    def carries_secrecy(self) -> bool:
        """Whether the facts name a marking of secrecy, whatever it says."""
        return bool(self.facts.get("secrecy"))

    def about(self, business: Business, targets: Sequence[str], reason: str) -> Draft:
        """The same document as an update or a replacement of earlier ones (DocumentIds)."""
        changes: dict[str, JsonValue] = {
            "business": business.value,
            "targets": list(targets),
            "reason": normalise(reason),
        }
        return replace(self, facts={**self.facts, **changes})


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The facts of a document, typed; :meth:`to_json` is the envelope without attachments."""

    document_id: str
    number: str
    notation: str
    issued_on: date
    place: str
    document_type: DocumentType
    subject: str
    signer: Signer
    recipients: tuple[str, ...]
    sender: str = ""
    summary: str = ""
    due_on: date | None = None
    priority: Priority = Priority.NORMAL
    secrecy: str = ""
    also_on_paper: bool = False
    for_information: bool = False
    in_reply_to: tuple[str, ...] = ()

    def to_json(self) -> dict[str, JsonValue]:
        """The facts as the API takes them; what was not said is left out."""
        kind, signer = self.document_type, self.signer
        facts: dict[str, JsonValue] = {
            "sender": self.sender,
            "document_id": normalise(self.document_id),
            "number": normalise(self.number),
            "notation": normalise(self.notation),
            "issued_on": self.issued_on.isoformat(),
            "place": normalise(self.place),
            "document_type": {"group": kind.group, "detail": kind.detail, "name": kind.name},
            "subject": normalise(self.subject),
            "summary": normalise(self.summary),
            "signer": {
                "name": normalise(signer.name),
                "position": normalise(signer.position),
                "authority": normalise(signer.authority),
            },
            "recipients": [normalise(recipient) for recipient in self.recipients],
            "due_on": self.due_on.isoformat() if self.due_on else "",
            "priority": int(self.priority),
            "secrecy": normalise(self.secrecy),
            "also_on_paper": self.also_on_paper,
            "for_information": self.for_information,
            "in_reply_to": list(self.in_reply_to),
        }
        return {name: value for name, value in facts.items() if value not in ("", [])}


def default_document_id(sender: str, issued_on: date, number: str, notation: str) -> str:
    """The DocumentId in its first usual form (QCVN 102:2016): ``OrganId,yyyy/MM/dd,number/notation``."""
    return f"{sender},{issued_on:%Y/%m/%d},{normalise(number)}/{normalise(notation)}"


def read_envelope(path: Path) -> Draft:
    """A draft from a file of envelope JSON; each attachment names its ``file``, relative to that file.

    Raises:
        FileUnreadable: the file cannot be read.
        DraftInvalid: not a JSON object, or attachments that name no file; lists every fault.
    """
    content = _json_object(path)
    attachments = content.pop("attachments", [])
    faults: list[Fault] = []
    files = [
        _draft_file(one, index, path.parent, faults)
        for index, one in enumerate(attachments if isinstance(attachments, list) else [])
    ]
    if faults:
        raise DraftInvalid(faults)
    return Draft(content, tuple(file for file in files if file is not None))


def _json_object(path: Path) -> dict[str, JsonValue]:
    try:
        content = json.loads(path.read_bytes())
    except OSError as refused:
        raise FileUnreadable(path=str(path), why=refused.strerror or type(refused).__name__) from refused
    except ValueError as malformed:
        fault = Fault(
            "",
            "draft.not-json",
            f"{path.name} is not JSON: {malformed}.",
            f"{path.name} không phải JSON: {malformed}.",
        )
        raise DraftInvalid([fault]) from malformed
    if not isinstance(content, dict):
        fault = Fault(
            "",
            "draft.not-object",
            f"{path.name} holds no JSON object.",
            f"{path.name} không chứa đối tượng JSON.",
        )
        raise DraftInvalid([fault])
    return content


def _draft_file(value: JsonValue, index: int, folder: Path, faults: list[Fault]) -> DraftFile | None:
    pointer = f"/attachments/{index}"
    if not isinstance(value, dict) or not isinstance(value.get("file"), str):
        en, vi = "The attachment names no 'file'.", "Tệp đính kèm chưa có mục 'file'."
        faults.append(Fault(f"{pointer}/file", "draft.no-file", en, vi))
        return None
    purpose, target = value.get("purpose"), value.get("signature_for")
    if purpose is not None and purpose not in list(Purpose):
        known = ", ".join(Purpose)
        en, vi = f"'purpose' is one of {known}.", f"Mục 'purpose' phải là một trong: {known}."
        faults.append(Fault(f"{pointer}/purpose", "draft.purpose", en, vi))
        return None
    return DraftFile(
        path=folder / str(value["file"]),
        name=str(value.get("name") or ""),
        purpose=Purpose(str(purpose)) if purpose else None,
        signature_for=str(target) if target else None,
        media_type=str(value.get("media_type") or ""),
    )
