"""The bodies of answers, from values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from lienthong.model.agency import Agency
from lienthong.model.codes import Role
from lienthong.model.delivery import Delivery
from lienthong.model.event import Event, JsonValue, text_of
from lienthong.model.limits import LIMITS
from lienthong.model.retention import RetentionRule
from lienthong.model.submission import Submission
from lienthong.model.type_rules import TypeRule
from lienthong.ports import DeadLetter, Page, Story, TrustAnchor
from lienthong.services.handling import Opened, legal_now
from lienthong.services.reading import pending
from lienthong.services.reporting import Reports
from lienthong.services.submission import Submitted
from lienthong.services.uploads import Tickets

if TYPE_CHECKING:
    # Only the function that makes receipts pays for what making them loads.
    from lienthong.services.receipting import ReceiptPage
    from lienthong.services.register_reading import RegisterPage
    from lienthong.services.registry_import import ImportReport

Body = dict[str, JsonValue]


def submitted(outcome: Submitted) -> Body:
    """The answer to a submission, new or repeated."""
    submission = outcome.submission
    return {
        "submission_id": submission.submission_id,
        "state": submission.state.value,
        "attempt": submission.attempt,
        "document_id": submission.envelope.document_id,
        "envelope_digest": submission.envelope_digest,
        "received_at": text_of(submission.received_at),
        "notes": [note.to_json() for note in submission.notes],
        "repeated": outcome.repeated,
    }


def tickets(submission_id: str, uploads: Sequence[Tickets]) -> Body:
    """What is missing of an upload, with the tickets for it."""
    return {
        "submission_id": submission_id,
        "complete": not uploads,
        "part_bytes": LIMITS.part_bytes,
        "uploads": [upload.to_json() for upload in uploads],
    }


def outbox_page(page: Page[Submission]) -> Body:
    """A page of what an agency has sent."""
    return {"submissions": [submission.to_json() for submission in page.items], "cursor": page.cursor}


def story(told: Story) -> Body:
    """Everything recorded about a submission."""
    return {
        "submission": told.submission.to_json(),
        "deliveries": [delivery.to_json() for delivery in told.deliveries],
        "pending": list(pending(told)),
        "events": events(told.events),
    }


def events(listed: Sequence[Event]) -> list[JsonValue]:
    """Events in their order."""
    return [event.to_json() for event in listed]


def inbox_page(page: Page[Delivery], rule: RetentionRule) -> Body:
    """A page of an inbox; each delivery with the time until which it can be opened."""
    return {"deliveries": [_listed(delivery, rule) for delivery in page.items], "cursor": page.cursor}


def _listed(delivery: Delivery, rule: RetentionRule) -> Body:
    until = rule.openable_until(delivery.received_at or delivery.consigned_at)
    return delivery.to_json() | {"openable_until": text_of(until) if until else None}


def delivery_view(submission: Submission, delivery: Delivery, rule: RetentionRule) -> Body:
    """One delivery as its recipient sees it."""
    until, deleted_at = rule.openable_until(submission.received_at), submission.content_deleted_at
    return {
        "delivery": delivery.to_json(),
        "envelope": _envelope_for(submission, delivery),
        "verdict": submission.verdict.to_json() if submission.verdict else None,
        "recall": submission.recall.to_json() if submission.recall else None,
        "openable_until": text_of(until) if until else None,
        "content_deleted_at": text_of(deleted_at) if deleted_at else None,
        "legal": list(legal_now(delivery)),
    }


def opened(outcome: Opened, rule: RetentionRule) -> Body:
    """An opened delivery with its links."""
    view = delivery_view(outcome.submission, outcome.delivery, rule)
    return view | {"links": [link.to_json() for link in outcome.links]}


def reports(found: Reports) -> Body:
    """The reports of a submission, with links to them and to what they rest on."""
    return {
        "submission_id": found.submission_id,
        "expires_at": text_of(found.expires_at),
        "reports": [
            {
                "attachment": report.attachment,
                "sha256": report.document.sha256,
                "url": report.document.url,
                "material": [{"sha256": blob.sha256, "url": blob.url} for blob in report.material],
            }
            for report in found.reports
        ],
    }


def receipts(page: ReceiptPage) -> Body:
    """A page of receipts."""
    return {
        "subject": page.subject,
        "receipts": [receipt.to_json() for receipt in page.receipts],
        "pending": list(page.pending),
        "cursor": page.cursor,
    }


def register_page(page: RegisterPage) -> Body:
    """A page of a register."""
    rows: list[JsonValue] = [dict(row) for row in page.rows]
    return {
        "agency": page.agency.code,
        "name": page.agency.name,
        "year": page.year,
        "rows": rows,
        "cursor": page.cursor,
    }


def receipt_pending(event_id: str) -> Body:
    """The answer while an event's place in the log is not published yet."""
    return {
        "event_id": event_id,
        "state": "pending",
        "detail": "The event is recorded; its receipt is there within seconds. Ask again then.",
        "detail_vi": "Sự kiện đã được ghi nhận; biên nhận sẽ có sau vài giây. Đề nghị hỏi lại khi đó.",
    }


def status_set(delivery: Delivery) -> Body:
    """A delivery after a status code was set."""
    return {"delivery": delivery.to_json(), "legal": list(legal_now(delivery))}


def _envelope_for(submission: Submission, delivery: Delivery) -> Body:
    # Agencies learn their fellow recipients only from the document itself ("Nơi nhận").
    return submission.envelope.to_json() | {"recipients": [delivery.recipient]}


def agency(entry: Agency, *, viewer: Agency, on: date) -> Body:
    """A registry entry with its state on a day; channels are shown to itself and to registrars only."""
    private = viewer.code == entry.code or Role.REGISTRAR in viewer.roles
    body = _public(entry) | {"state": entry.state_on(on).value}
    if private:
        body["channels"] = [
            {"kind": channel.kind.value, "target": channel.target, "format": channel.format.value}
            for channel in entry.channels
        ]
    return body


def _public(entry: Agency) -> Body:
    return {
        "code": entry.code,
        "name": entry.name,
        "parent": entry.parent,
        "aliases": list(entry.aliases),
        "roles": [*sorted(role.value for role in entry.roles)],
        "effective_from": entry.effective_from.isoformat(),
        "ended_on": entry.ended_on.isoformat() if entry.ended_on else None,
        "successor": entry.successor,
        "receives_electronically": entry.receives_electronically,
        "level": entry.level.value,
        "mandatory_paper": [
            {"group": kind.group, "detail": kind.detail, "basis": kind.basis}
            for kind in entry.mandatory_paper
        ],
        "document_types": [_type_rule(rule) for rule in entry.document_types],
        "former": [
            {
                "until": former.until.isoformat(),
                "name": former.name,
                "parent": former.parent,
                "level": former.level.value,
            }
            for former in entry.former
        ],
        "keys": [
            {
                "key_id": key.key_id,
                "algorithm": key.algorithm,
                "public_key": key.public_key,
                "valid_from": text_of(key.valid_from),
                "valid_until": text_of(key.valid_until) if key.valid_until else None,
            }
            for key in entry.keys
        ],
        "certificates": [
            {"fingerprint": signer.fingerprint, "role": signer.role.value} for signer in entry.certificates
        ],
        "version": entry.version,
    }


def _type_rule(rule: TypeRule) -> Body:
    return {
        "group": rule.group,
        "detail": rule.detail,
        "accepted": rule.accepted,
        "written_group": rule.written_group,
        "written_detail": rule.written_detail,
        "written_name": rule.written_name,
    }


def import_report(report: ImportReport) -> Body:
    """What an import of agencies did or would do."""
    return {
        "dry_run": report.dry_run,
        "complete": not report.remaining,
        "added": list(report.added),
        "changed": [{"code": code, "fields": list(fields)} for code, fields in report.changed.items()],
        "ended": list(report.ended),
        "unchanged": list(report.unchanged),
        "remaining": list(report.remaining),
        "conflict": report.conflict,
    }


def anchor(entry: TrustAnchor, pem: str) -> Body:
    """A trust anchor with its certificate as PEM."""
    return {
        "fingerprint": entry.fingerprint,
        "certificate": pem,
        "is_root": entry.is_root,
        "valid_from": text_of(entry.valid_from),
        "valid_until": text_of(entry.valid_until) if entry.valid_until else None,
    }


def dead_letters(letters: Sequence[DeadLetter]) -> Body:
    """What lies in the dead-letter queues."""
    return {"dead_letters": [_dead_letter(letter) for letter in letters]}


def _dead_letter(letter: DeadLetter) -> Body:
    return {
        "letter_id": letter.letter_id,
        "queue": letter.queue,
        "kind": letter.kind,
        "subject": letter.subject,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "first_sent_at": text_of(letter.first_sent_at),
    }
