"""Values for the contract suite; a ``tag`` keeps the tests of one shared engine out of each other's way."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lienthong.model.agency import Agency, Channel, ChannelKind, RequestKey, SignerCertificate, SignerRole
from lienthong.model.codes import Priority, Purpose, SubmissionState
from lienthong.model.delivery import Delivery
from lienthong.model.envelope import Attachment, DocumentType, Envelope, Signer
from lienthong.model.event import Event, EventType, RequestProof
from lienthong.model.identifiers import submission_id
from lienthong.model.register import Carriage, PaperDocument, PaperReason, RegisterEntry
from lienthong.model.submission import AttachmentVerdict, Recall, Submission, Upload, Verdict
from lienthong.ports import Nonce
from tests.doubles.seeded_ids import SeededIds

NOON = datetime(2026, 3, 2, 5, 0, 0, 123_000, tzinfo=UTC)


class Builder:
    """Builds values that no other test has seen."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.sender = f"{tag}.S"
        self.ids = SeededIds(int(hashlib.sha256(tag.encode()).hexdigest()[:8], 16))

    def recipient(self, number: int = 1) -> str:
        return f"{self.tag}.R{number}"

    def nonce(self) -> Nonce:
        return Nonce(f"{self.sender}#khóa-1", self.ids.nonce(), NOON + timedelta(minutes=4))

    def envelope(self, document_id: str = "VB-1") -> Envelope:
        return Envelope(
            sender=self.sender,
            document_id=document_id,
            number="125",
            notation="UBND-VX",
            issued_on=date(2026, 3, 2),
            place="Cần Giuộc",
            document_type=DocumentType(2, 16, "Công văn"),
            subject="V/v triển khai liên thông văn bản điện tử",
            signer=Signer("Nguyễn Thị Ánh", "Phó Chủ tịch", "KT. CHỦ TỊCH"),
            recipients=(self.recipient(1), self.recipient(2)),
            attachments=(
                Attachment("công văn.pdf", "application/pdf", 3, "ab" * 32, Purpose.ORIGINAL),
                Attachment(
                    "a.p7s", "application/pkcs7-signature", 2, "cd" * 32, Purpose.SIGNATURE, "công văn.pdf"
                ),
            ),
            due_on=date(2026, 3, 9),
            priority=Priority.URGENT,
        )

    def submission(self, document_id: str = "VB-1", *, at: datetime = NOON) -> Submission:
        envelope = self.envelope(document_id)
        return Submission(
            submission_id=submission_id(self.sender, document_id),
            envelope=envelope,
            envelope_digest=envelope.digest(),
            recipients=(self.recipient(1), self.recipient(2)),
            received_at=at,
            uploads=(Upload("công văn.pdf", "lt-1/0", "upload-1", ("ab" * 32, "cd" * 32)),),
            sender_certificates=(SignerCertificate("ef" * 32, SignerRole.AGENCY),),
            notify_sender=True,
        )

    def accepted(self, submission: Submission) -> Submission:
        verdict = Verdict(
            "TOTAL-PASSED",
            (
                AttachmentVerdict(
                    "công văn.pdf", "application/pdf", "TOTAL-PASSED", None, True, False, "12" * 32, ("a.b",)
                ),
            ),
        )
        return replace(
            submission,
            state=SubmissionState.ACCEPTED,
            verdict=verdict,
            decided_at=NOON + timedelta(seconds=2),
            version=submission.version + 1,
        )

    def recalled(self, submission: Submission) -> Submission:
        recall = Recall(NOON + timedelta(hours=1), "Ban hành nhầm phụ lục")
        return replace(submission, recall=recall, version=submission.version + 1)

    def delivery(self, submission: Submission, number: int = 1, *, at: datetime = NOON) -> Delivery:
        return Delivery(
            submission_id=submission.submission_id,
            recipient=self.recipient(number),
            sender=self.sender,
            document_id=submission.envelope.document_id,
            subject=submission.envelope.subject,
            number="125",
            notation="UBND-VX",
            priority=1,
            consigned_at=at,
            notify_sender=True,
        )

    def entry(self, number: str = "57") -> RegisterEntry:
        return RegisterEntry(
            agency=self.sender,
            carriage=Carriage.PAPER,
            issued_on=date(2026, 2, 27),
            document=PaperDocument(
                number,
                "BC-UBND",
                DocumentType(2, 14, "Báo cáo"),
                PaperReason.NOT_DIGITISABLE,
                (self.recipient(1),),
                3,
                "Báo cáo công tác phòng, chống thiên tai",
            ),
            count=1,
            reported_at=NOON,
            event_id=self.ids.event_id(NOON),
        )

    def event(
        self, subject: str, kind: EventType = EventType.SUBMISSION_ARRIVAL, at: datetime = NOON
    ) -> Event:
        return Event(
            event_id=self.ids.event_id(at),
            type=kind,
            subject=subject,
            at=at,
            actor=self.sender,
            salt=self.ids.salt(),
            agency=self.recipient(1),
            notify=(self.recipient(1),),
            details={"attempt": 1, "codes": ["03", None], "more": {"đúng": True}},
            proof=RequestProof(f"{self.sender}#1", "ed25519", '"@method": POST', "c2ln"),
        )

    def agency(self, name: str = "A", *, aliases: tuple[str, ...] = (), version: int = 1) -> Agency:
        return Agency(
            code=f"{self.tag}.{name}",
            name="Ủy ban nhân dân huyện Cần Đước",
            parent=f"{self.tag}.P",
            aliases=aliases,
            channels=(Channel(ChannelKind.WEBHOOK, "https://example.vn/hook"), Channel(ChannelKind.PULL)),
            keys=(RequestKey("1", "ed25519", "-----BEGIN PUBLIC KEY-----", NOON),),
            certificates=(SignerCertificate("ef" * 32, SignerRole.LEADER),),
            version=version,
        )
