"""What every story needs: letters, senders, recipients, and the exchange coming to rest."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lienthong.model.codes import Purpose, Status
from lienthong.model.envelope import DocumentType, Signer
from lienthong_client.answers import StatusAnswer, Story, SubmissionAnswer
from lienthong_client.drafts import DocumentFacts, Draft, DraftFile, default_document_id
from lienthong_local.demo.errors import expect
from lienthong_local.demo.webhook_receiver import WebhookReceiver
from lienthong_local.province import Letter
from lienthong_local.seeding import ProvinceOnline

OFFICIAL_LETTER = DocumentType(2, 18, "Công văn")


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the paper of a dossier beside its code: who took it in, and the tracking secret."""

    centre: str
    secret: str = field(repr=False)


@dataclass
class Desk:
    """The clerk's desk of the demonstration.

    ``sent`` remembers every submission with its sender, ``taken_in`` every dossier with its slip, for the
    count at the end; letters are numbered from ``first_number`` on, so that two desks on one stack do not
    take each other's numbers.
    """

    online: ProvinceOnline
    receiver: WebhookReceiver
    folder: Path
    sent: dict[str, str] = field(default_factory=dict)
    taken_in: dict[str, Slip] = field(default_factory=dict)
    first_number: int = 501
    _numbers: itertools.count[int] = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(self.first_number)

    def letter(self, sender: str, to: Sequence[str], subject: str) -> Letter:
        """An official letter with the sender's next number."""
        row = self.online.province.agency(sender)
        return self.online.province.compose_letter(
            sender,
            number=str(next(self._numbers)),
            notation=f"{row.notation}-VP",
            # "V/v" (về việc) stands before the subject of an official letter (ND30, Annex III, form 1.5).
            subject=f"V/v {subject[0].lower()}{subject[1:]}",
            to=to,
            paragraphs=(
                f"Căn cứ chức năng, nhiệm vụ được giao, {row.name} {subject[0].lower() + subject[1:]}.",
                "Đề nghị các cơ quan, đơn vị phối hợp thực hiện và phản hồi qua trục liên thông văn bản.",
            ),
        )

    def signed(self, letter: Letter, sender: str) -> bytes:
        """The letter as PDF, signed by the leader and sealed by the agency."""
        province = self.online.province
        return province.sign_letter(province.write_letter(letter), sender)

    def draft(self, letter: Letter, pdf: bytes, sender: str, to: Sequence[str], **more: str) -> Draft:
        """The draft of a submission with the letter as its only original."""
        path = self.folder / f"{letter.number}-{hashlib.sha256(pdf).hexdigest()[:8]}.pdf"
        path.write_bytes(pdf)
        name = f"{letter.number}-{letter.notation}.pdf"
        facts = DocumentFacts(
            document_id=default_document_id(sender, letter.issued_on, letter.number, letter.notation),
            number=letter.number,
            notation=letter.notation,
            issued_on=letter.issued_on,
            place=letter.place,
            document_type=OFFICIAL_LETTER,
            subject=letter.subject,
            signer=Signer(letter.signer, letter.position, letter.authority),
            recipients=tuple(to),
            secrecy=more.get("secrecy", ""),
        )
        return Draft(facts.to_json(), (DraftFile(path, name, Purpose.ORIGINAL),))

    def send(self, sender: str, draft: Draft) -> SubmissionAnswer:
        """Send as the agency, and remember it."""
        answer = self.online.client(sender).send(draft)
        self.sent[answer["submission_id"]] = sender
        return answer

    def send_letter(self, sender: str, to: Sequence[str], subject: str) -> SubmissionAnswer:
        """Write, sign and send a letter, and let it arrive."""
        letter = self.letter(sender, to, subject)
        answer = self.send(sender, self.draft(letter, self.signed(letter, sender), sender, to))
        self.settle()
        return answer

    def story(self, submission_id: str) -> Story:
        """The submission as its sender sees it."""
        return self.online.client(self.sent[submission_id]).submission(submission_id)

    def statuses(self, submission_id: str) -> dict[str, str]:
        """The status at each recipient."""
        return {entry["recipient"]: entry["status"] for entry in self.story(submission_id)["deliveries"]}

    def set_status(self, agency: str, submission_id: str, code: Status, reason: str = "") -> StatusAnswer:
        """Set a status as a recipient."""
        return self.online.client(agency).status(submission_id, code, reason)

    def run(self, function: str) -> None:
        """Run a function that otherwise a schedule starts; it must not fail."""
        stack = self.online.stack
        name = stack.deployment.physical_ids[f"{function}Function"]
        answer = stack.aws.functions.invoke(FunctionName=name, Payload=b"{}")
        expect(f"errors of {function}", answer.get("FunctionError"), None)

    def settle(self) -> None:
        """Wait until every queue and stream has come to rest."""
        self.online.stack.wait_until_idle(60)
