"""A message as a page that a clerk reads: what it is, about what, from whom, to whom, with which files."""

from __future__ import annotations

from datetime import date

from lienthong.edxml.message import BusinessType, DocumentMessage, Message, Party, StatusMessage
from lienthong.edxml.reading import Reading
from lienthong_client.command.desk import Desk
from lienthong_client.command.edxml import show_findings
from lienthong_client.command.screen import local_date, local_time, size_text
from lienthong_client.messages import Language, say, word

_KINDS = {
    BusinessType.NEW: "new",
    BusinessType.RECALL: "recall",
    BusinessType.UPDATE: "update",
    BusinessType.REPLACEMENT: "replacement",
}
#: So many recipients are named on a page; the rest is counted.
_NAMED = 12


def show_reading(name: str, reading: Reading, desk: Desk) -> None:
    """The verdict, what was understood, and what was found."""
    screen, language = desk.screen, desk.language
    screen.line(name, style="bold")
    message, count = reading.message, len(reading.findings)
    if message is None:
        refusals = len(reading.refusals)
        screen.paragraph(say("edxml.refused", language, count=refusals), indent=2, style="bold red")
    else:
        key = "edxml.read-with-findings" if count else "edxml.read"
        sentence = say(key, language, what=_what(message, language), count=count)
        screen.paragraph(sentence, indent=2, style="bold yellow" if count else "bold green")
        screen.pairs(_facts(message, language), indent=2)
        screen.line("")
    show_findings(reading.findings, desk)
    if reading.left_out:
        screen.say("edxml.left-out", count=reading.left_out)


def _what(message: Message, language: Language) -> str:
    if isinstance(message, DocumentMessage):
        return say(f"edxml.kind.{_KINDS[message.business.type]}", language)
    meaning = message.status.vi if language == "vi" else message.status.en
    return say("edxml.kind.status", language, code=message.status.value, meaning=meaning)


def _facts(message: Message, language: Language) -> list[tuple[str, str]]:
    facts = (
        _status_facts(message, language)
        if isinstance(message, StatusMessage)
        else _document_facts(message, language)
    )
    envelope = "edxml.signature-unchecked" if message.signature else "edxml.signature-none"
    facts.append(("edxml.label.envelope-signature", say(envelope, language)))
    return [(say(label, language), value) for label, value in facts]


def _document_facts(message: DocumentMessage, language: Language) -> list[tuple[str, str]]:
    business, signer = message.business, message.signer
    issued = ", ".join(part for part in (message.place, _day(message.issued_on, language)) if part)
    signed = [signer.authority, signer.position, signer.name] if signer else []
    paper = {None: "", True: say("yes", language), False: say("no", language)}[business.on_paper]
    is_information = message.extension.for_information
    priority = message.other.priority if message.other else None
    facts = [
        ("column.number", "/".join(part for part in (message.number, message.notation) if part)),
        ("edxml.label.type", message.document_type.name),
        ("column.subject", message.subject),
        ("edxml.label.issued", issued),
        ("edxml.label.signer", " ".join(part for part in signed if part)),
        ("column.sender", _party(message.sender)),
        ("column.recipient", _parties(message.recipients, language)),
        ("column.priority", word("priority", str(int(priority)), language) if priority else ""),
        ("edxml.label.due", _day(message.due_on, language)),
        ("edxml.label.paper", paper),
        ("column.value", word("validity", "information", language) if is_information else ""),
        ("edxml.label.reason", business.reason),
        ("edxml.label.about", "\n".join(_targets(message))),
        ("edxml.label.reply", "\n".join(one.document_id for one in message.answered)),
        ("column.document", message.document_id),
    ]
    files = [f"{file.name} ({file.media_type}, {size_text(len(file.content))})" for file in message.files]
    facts.append(("column.file", "\n".join(files)))
    if files:
        facts.append(("edxml.label.file-signatures", say("edxml.files-unchecked", language)))
    return facts


def _targets(message: DocumentMessage) -> list[str]:
    business = message.business
    listed = [replaced.document_id for replaced in business.replaced]
    return listed or ([business.document_id] if business.document_id else [])


def _status_facts(message: StatusMessage, language: Language) -> list[tuple[str, str]]:
    answered = message.answered
    return [
        ("column.sender", _party(message.sender)),
        ("edxml.label.to", answered.code),
        ("column.number", answered.number),
        ("edxml.label.issued", _day(answered.issued_on, language)),
        ("column.document", answered.document_id),
        ("edxml.label.reason", message.description),
        ("column.when", local_time(message.at.isoformat(), language) if message.at else ""),
    ]


def _day(day: date | None, language: Language) -> str:
    return local_date(day.isoformat() if day else None, language)


def _party(party: Party) -> str:
    return f"{party.name} ({party.code})" if party.name else party.code


def _parties(parties: tuple[Party, ...], language: Language) -> str:
    named = [_party(party) for party in parties[:_NAMED]]
    if len(parties) > _NAMED:
        named.append(say("edxml.more-recipients", language, count=len(parties) - _NAMED))
    return "\n".join(named)
