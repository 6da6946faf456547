"""How submissions, deliveries, verdicts and events are shown to people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lienthong.model.codes import Status
from lienthong_client.command.screen import Screen, local_time
from lienthong_client.messages import MESSAGES, Language, say, word

if TYPE_CHECKING:
    from lienthong_client.answers import (
        AttachmentVerdictRecord,
        DeliveryRecord,
        EventRecord,
        Story,
        SubmissionRecord,
        VerdictRecord,
    )

#: On a narrower terminal a table of identifiers, times and subjects would break every cell.
_TABLE_WIDTH = 160


def show_story(story: Story, screen: Screen) -> None:
    """A submission as its sender sees it: what, verdict, every recipient, every event."""
    submission, language = story["submission"], screen.language
    screen.facts(_submission_facts(submission, language))
    if submission["verdict"]:
        show_verdict(submission["verdict"], screen)
    if submission["state"] == "rejected":
        show_reasons(submission, screen)
    if story["deliveries"] or story["pending"]:
        pending = [(code, say("story.pending", language), "", "") for code in story["pending"]]
        rows = [_recipient_row(delivery, language) for delivery in story["deliveries"]]
        columns = ("column.recipient", "column.status", "column.opened", "column.note")
        screen.table(columns, [*rows, *pending], title="story.deliveries")
    show_events(story["events"], screen)


def _submission_facts(submission: SubmissionRecord, language: Language) -> dict[str, str]:
    envelope, recall = submission["envelope"], submission["recall"]
    recalled = f"{local_time(recall['requested_at'], language)}: {recall['reason']}" if recall else ""
    return {
        "column.document": envelope["document_id"],
        "column.number": f"{envelope['number']}/{envelope['notation']}",
        "column.subject": envelope["subject"],
        "column.submission": submission["submission_id"],
        "column.sent": local_time(submission["received_at"], language),
        "column.state": word("state", submission["state"], language),
        "event.RecallRequest": recalled,
        "event.ContentDeletion": local_time(submission.get("content_deleted_at"), language),
    }


def _recipient_row(delivery: DeliveryRecord, language: Language) -> tuple[str, str, str, str]:
    return (
        delivery["recipient"],
        status_text(delivery["status"], language),
        local_time(delivery["opened_at"], language),
        note_text(delivery, language),
    )


def note_text(delivery: DeliveryRecord, language: Language) -> str:
    """What else is to be known of a delivery."""
    notes = []
    if delivery["business"] != "new":
        notes.append(word("business", delivery["business"], language))
    if delivery["withheld"]:
        notes.append(word("withheld", delivery["withheld"], language))
    if delivery["destroyed_at"]:
        notes.append(say("event.CopyDestruction", language))
    if until := delivery.get("openable_until"):
        notes.append(_openable_text(until, language))
    if delivery["question"]:
        notes.append(word("question", delivery["question"], language))
    if delivery["for_information"]:
        notes.append(say("validity.information", language))
    return "; ".join(notes)


def _openable_text(until: str, language: Language) -> str:
    """Until when it can be opened, or since when no longer."""
    ended = datetime.fromisoformat(until) <= datetime.now(UTC)
    return say("note.content-ended" if ended else "note.openable", language, time=local_time(until, language))


def status_text(code: str, language: Language) -> str:
    """``03 Đã tiếp nhận …``: the code with its meaning."""
    if code not in list(Status):
        return code
    status = Status(code)
    return f"{code} {status.vi if language == 'vi' else status.en}"


def show_verdict(verdict: VerdictRecord, screen: Screen) -> None:
    """The verdict on every file. The envelope's own signature is another matter and stands apart."""
    language = screen.language
    screen.say("verdict.envelope", what=word("envelope", verdict["envelope_signature"], language))
    rows = [_verdict_row(one, language) for one in verdict["attachments"]]
    columns = ("column.file", "column.signatures", "column.value", "column.findings")
    screen.table(columns, rows)


def _verdict_row(one: AttachmentVerdictRecord, language: Language) -> tuple[str, str, str, str]:
    signatures = word("indication", one["indication"], language)
    if one["sub_indication"]:
        signatures += f" ({one['sub_indication']})"
    value = ""
    if one["for_information"]:
        value = say("validity.information", language)
    elif one["original_equivalent"]:
        value = say("validity.original", language)
    return one["name"], signatures, value, "\n".join(explain(code, language) for code in one["findings"])


def show_reasons(submission: SubmissionRecord, screen: Screen) -> None:
    """Why a submission was rejected, every reason."""
    reasons = (submission["verdict"] or {"reasons": []})["reasons"]
    document = submission["envelope"]["document_id"]
    screen.say("send.rejected", style="bold red", document=document, count=len(reasons))
    for code in reasons:
        screen.line(f"  • {explain(code, screen.language)}")
    screen.say("send.rejected.next")


def explain(code: str, language: Language) -> str:
    """A finding or a reason by its code: the sentence, then the code."""
    if f"reason.{code}" in MESSAGES:
        return f"{say(f'reason.{code}', language)} [{code}]"
    # The catalogue of findings is large; only who has findings to show loads it.
    from lienthong.signatures.catalogue import CATALOGUE

    rule = CATALOGUE.get(code)
    if rule is None:
        return code
    sentence = (rule.vi if language == "vi" else rule.en).format_map(_Unsaid(language))
    return f"{sentence[:1].upper()}{sentence[1:]} [{code}]"


class _Unsaid(dict[str, str]):
    """The verdict carries codes only; the facts of a finding stand in the full report."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, name: str) -> str:
        return word("unsaid", name, self._language) if f"unsaid.{name}" in MESSAGES else "…"


def show_events(events: Sequence[EventRecord], screen: Screen) -> None:
    """What happened, in order."""
    language = screen.language
    rows = [
        (
            local_time(event["at"], language),
            word("event", event["type"], language),
            word("actor", event["agency"] or event["actor"], language),
            _detail_text(event, language),
        )
        for event in events
    ]
    screen.table(("column.when", "column.what", "column.who", "column.note"), rows, title="story.events")


def _detail_text(event: EventRecord, language: Language) -> str:
    """What was done, to which status, and why; codes of ours in words, reasons as people gave them."""
    details = event["details"]
    texts = [
        word("detail", str(details[name]), language) for name in ("act", "reason", "why") if details.get(name)
    ]
    if event["type"] == "StatusChange" and details.get("status"):
        texts.insert(0, status_text(str(details["status"]), language))
    return "; ".join(texts)


def show_submissions(submissions: Iterable[SubmissionRecord], screen: Screen) -> None:
    """A list of what was sent."""
    language = screen.language
    rows = [
        (
            one["submission_id"],
            f"{one['envelope']['number']}/{one['envelope']['notation']}",
            local_time(one["received_at"], language),
            word("state", one["state"], language),
            str(len(one["recipients"])),
            one["envelope"]["subject"],
        )
        for one in submissions
    ]
    if screen.width < _TABLE_WIDTH:
        for submission_id, number, sent, state, count, subject in rows:
            recipients = f"{say('column.recipients', language)}: {count}"
            screen.block(number, [sent, state, recipients], subject, [submission_id])
        return
    columns = ("submission", "number", "sent", "state", "recipients", "subject")
    screen.table([f"column.{name}" for name in columns], rows)


def show_deliveries(deliveries: Iterable[DeliveryRecord], screen: Screen) -> None:
    """A list of what has arrived."""
    language = screen.language
    rows = [
        (
            one["submission_id"],
            f"{one['number']}/{one['notation']}",
            one["sender"],
            local_time(one["consigned_at"], language),
            word("priority", str(one["priority"]), language) if one["priority"] else "",
            status_text(one["status"], language),
            _opened_text(one["opened_at"], language),
            note_text(one, language),
            one["subject"],
        )
        for one in deliveries
    ]
    if screen.width < _TABLE_WIDTH:
        for submission_id, number, sender, arrived, priority, status, opened, note, subject in rows:
            screen.block(
                number, [sender, arrived, priority], subject, [status, opened, note], [submission_id]
            )
        return
    columns = ("submission", "number", "sender", "arrived", "priority", "status", "opened", "note", "subject")
    screen.table([f"column.{name}" for name in columns], rows)


def _opened_text(instant: str | None, language: Language) -> str:
    if instant is None:
        return say("inbox.unopened", language)
    return say("inbox.opened", language, time=local_time(instant, language))
