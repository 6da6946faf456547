"""A draft as ``lienthong send`` takes it, as an edXML message: the same facts, the same files, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.mapping import Sent, document_message
from lienthong.edxml.message import DocumentMessage, Party
from lienthong.errors import Fault, StateSecretRefused
from lienthong.model.codes import Business, Priority
from lienthong.model.envelope import Attachment, DocumentType, Envelope, Signer
from lienthong.model.event import JsonValue
from lienthong.model.limits import LIMITS
from lienthong.model.text import normalise
from lienthong_client.drafts import Draft, default_document_id, read_envelope
from lienthong_client.errors import DraftInvalid, FileUnreadable
from lienthong_client.measuring import MeasuredFile, measure

#: The file of a draft in a folder of its own.
ENVELOPE = "envelope.json"


def message_of_draft(path: Path, names: Mapping[str, str], at: datetime) -> DocumentMessage:
    """The message of a draft.

    Args:
        path: the envelope's JSON, or a folder that holds it as ``envelope.json``.
        names: what agencies are called, by code; a code without a name stands for itself.
        at: when it is sent.

    Raises:
        DraftInvalid: every fault of the facts or files.
        FileUnreadable: a file cannot be read.
        StateSecretRefused: the draft carries a marking of secrecy.
    """
    draft = read_envelope(path / ENVELOPE if path.is_dir() else path)
    if draft.carries_secrecy:
        raise StateSecretRefused
    files = measure(draft, LIMITS)
    _refuse_too_much(files)
    envelope = _Facts(draft).envelope(files)
    contents = {file.name: _content(file) for file in files}
    sent = Sent(envelope, envelope.recipients, at, lambda code: Party(code, names.get(code, code)))
    return document_message(sent, contents)


def read_names(path: Path) -> dict[str, str]:
    """What agencies are called, from the answer of ``lienthong registry list --json``.

    Raises:
        FileUnreadable: the file cannot be read.
        DraftInvalid: it is no such answer.
    """
    try:
        listed = json.loads(path.read_bytes())["agencies"]
        return {str(one["code"]): str(one["name"]) for one in listed}
    except OSError as refused:
        raise FileUnreadable(path=str(path), why=refused.strerror or type(refused).__name__) from refused
    except (ValueError, KeyError, TypeError) as malformed:
        en = f"{path.name} is not what 'lienthong registry list --json' prints: save that and name it here."
        vi = f"{path.name} không phải kết quả của lệnh 'lienthong registry list --json': đề nghị lưu lại."
        raise DraftInvalid([Fault("", "draft.not-agencies", en, vi)]) from malformed


def _refuse_too_much(files: tuple[MeasuredFile, ...]) -> None:
    limit = EDXML_LIMITS.content_bytes
    if sum(file.size for file in files) > limit:
        en = f"The files have more than {limit} bytes together: send the document with 'lienthong send'."
        vi = f"Tổng dung lượng các tệp vượt {limit} byte: đề nghị gửi bằng lệnh 'lienthong send'."
        raise DraftInvalid([Fault("/attachments", "draft.too-large", en, vi)])


def _content(file: MeasuredFile) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as refused:
        raise FileUnreadable(path=str(file.path), why=refused.strerror or type(refused).__name__) from refused


class _Facts:
    """The facts of a draft, typed one by one; every one that cannot be read is a fault."""

    def __init__(self, draft: Draft) -> None:
        self._facts = draft.facts
        self._faults: list[Fault] = []

    def envelope(self, files: tuple[MeasuredFile, ...]) -> Envelope:
        """The envelope.

        Raises:
            DraftInvalid: every fault.
        """
        sender, issued_on = self._text("sender"), self._day("issued_on") or date.min
        number, notation = self._text("number"), self._text("notation")
        document_id = self._optional_text("document_id")
        envelope = Envelope(
            sender=sender,
            document_id=document_id or default_document_id(sender, issued_on, number, notation),
            number=number,
            notation=notation,
            issued_on=issued_on,
            place=self._text("place"),
            document_type=DocumentType(
                self._number("document_type/group"),
                self._number("document_type/detail"),
                self._text("document_type/name"),
            ),
            subject=self._text("subject"),
            signer=Signer(
                self._text("signer/name"),
                self._text("signer/position"),
                self._optional_text("signer/authority"),
            ),
            recipients=self._texts("recipients", needed=True),
            attachments=tuple(_attachment(file) for file in files),
            summary=self._optional_text("summary"),
            due_on=self._day("due_on") if self._value("due_on") else None,
            priority=self._priority(),
            business=self._business(),
            targets=self._texts("targets"),
            reason=self._optional_text("reason"),
            also_on_paper=self._value("also_on_paper") is True,
            for_information=self._value("for_information") is True,
            in_reply_to=self._texts("in_reply_to"),
        )
        if self._faults:
            raise DraftInvalid(self._faults)
        return envelope

    def _value(self, name: str) -> JsonValue:
        """The value under a name, or under ``group/name``."""
        group, slash, member = name.partition("/")
        value = self._facts.get(group)
        return (value.get(member) if isinstance(value, dict) else None) if slash else value

    def _fault(self, name: str) -> None:
        if self._value(name) in (None, "", []):
            code, en, vi = (
                "draft.missing",
                f"'{name}' is missing: add it.",
                f"Thiếu '{name}': đề nghị bổ sung.",
            )
        else:
            code, en, vi = "draft.value", f"'{name}' is wrong: correct it.", f"'{name}' sai: đề nghị sửa."
        self._faults.append(Fault(f"/{name}", code, en, vi))

    def _text(self, name: str) -> str:
        value = self._value(name)
        if isinstance(value, str) and value.strip():
            return normalise(value)
        self._fault(name)
        return ""

    def _optional_text(self, name: str) -> str:
        return self._text(name) if self._value(name) not in (None, "") else ""

    def _number(self, name: str) -> int:
        value = self._value(name)
        if type(value) is int:
            return value
        self._fault(name)
        return 0

    def _texts(self, name: str, *, needed: bool = False) -> tuple[str, ...]:
        value = self._value(name)
        if value in (None, []) and not needed:
            return ()
        if isinstance(value, list) and value and all(isinstance(one, str) and one for one in value):
            return tuple(normalise(str(one)) for one in value)
        self._fault(name)
        return ()

    def _day(self, name: str) -> date | None:
        value = self._value(name)
        try:
            if isinstance(value, str):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self._fault(name)
        return None

    def _priority(self) -> Priority:
        value = self._value("priority")
        if value is None:
            return Priority.NORMAL
        if type(value) is int and value in list(Priority):
            return Priority(value)
        self._fault("priority")
        return Priority.NORMAL

    def _business(self) -> Business:
        value = self._value("business")
        if value is None:
            return Business.NEW
        if value in list(Business):
            return Business(str(value))
        self._fault("business")
        return Business.NEW


def _attachment(file: MeasuredFile) -> Attachment:
    return Attachment(file.name, file.media_type, file.size, file.sha256, file.purpose, file.signature_for)
