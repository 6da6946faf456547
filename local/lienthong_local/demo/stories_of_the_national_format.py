"""Stories of the national format: an agency whose software speaks only edXML, and one that speaks the API.

The district's software writes and reads messages and knows documents by their DocumentId alone; the
department's speaks the API. Neither does anything for the other's sake.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lienthong.edxml.message import (
    Answered,
    BusinessInfo,
    BusinessType,
    DocumentMessage,
    EncodedFile,
    Party,
    Replaced,
    StatusMessage,
    Trace,
    UpdateInfo,
)
from lienthong.edxml.reading import read_message
from lienthong.edxml.writing import write_message
from lienthong.model.calendar import VIETNAM
from lienthong.model.codes import Status
from lienthong.model.envelope import Signer
from lienthong_client.answers import EdxmlTaken
from lienthong_client.errors import ProblemConflict
from lienthong_local.demo.desk import OFFICIAL_LETTER, Desk
from lienthong_local.demo.errors import Difference, expect
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, ENVIRONMENT

_ORDINARY = (Status.ACCEPTED, Status.ASSIGNED, Status.PROCESSING, Status.FINISHED)


@dataclass(frozen=True, slots=True)
class EdxmlOffice:
    """An agency's software that speaks nothing but edXML."""

    desk: Desk
    code: str

    def letter(
        self, to: Sequence[str], subject: str, business: BusinessInfo | None = None
    ) -> DocumentMessage:
        """A new signed letter as a message."""
        written = self.desk.letter(self.code, to, subject)
        pdf = self.desk.signed(written, self.code)
        return DocumentMessage(
            sender=self._party(self.code),
            recipients=tuple(self._party(code) for code in to),
            document_id=f"{self.code},{written.issued_on:%Y/%m/%d},{written.number}/{written.notation}",
            number=written.number,
            notation=written.notation,
            issued_on=written.issued_on,
            place=written.place,
            document_type=OFFICIAL_LETTER,
            subject=written.subject,
            files=(_file(f"{written.number}.pdf", pdf),),
            signer=Signer(written.signer, written.position, written.authority),
            traces=(Trace(self.code, datetime.now(VIETNAM).replace(microsecond=0)),),
            business=business or BusinessInfo(on_paper=False),
        )

    def again(self, letter: DocumentMessage, subject: str, business: BusinessInfo) -> DocumentMessage:
        """A letter sent once more with another text, under the DocumentId that it has."""
        other = self.letter([party.code for party in letter.recipients], subject)
        return replace(letter, subject=other.subject, files=other.files, business=business)

    def send(self, message: DocumentMessage | StatusMessage) -> EdxmlTaken:
        """Give the message to the exchange, and let everything happen that follows."""
        taken = self.desk.online.client(self.code).send_edxml(write_message(message))
        if isinstance(message, DocumentMessage) and taken["status"] is None:
            self.desk.sent[taken["submission_id"]] = self.code
        self.desk.settle()
        return taken

    def received(self, submission_id: str) -> DocumentMessage:
        """A delivery, opened as a message."""
        message = read_message(self.desk.online.client(self.code).edxml_of_delivery(submission_id)).message
        if not isinstance(message, DocumentMessage):
            raise Difference("what the delivery is opened as", "a document message", message)
        return message

    def set_status(self, letter: DocumentMessage, code: Status, reason: str = "") -> EdxmlTaken:
        """Set a status, or answer, by the DocumentId that the letter shows."""
        about = Answered(
            letter.sender.code, f"{letter.number}/{letter.notation}", letter.document_id, letter.issued_on
        )
        now = datetime.now(VIETNAM).replace(microsecond=0)
        return self.send(StatusMessage(self._party(self.code), about, code, reason, now))

    def statuses(self, submission_id: str) -> list[str]:
        """The statuses of a letter of its own, each read as a message, in their order."""
        client, found = self.desk.online.client(self.code), []
        for event in client.submission(submission_id)["events"]:
            if event["type"] in ("ContentConsignment", *_TOLD):
                raw = client.edxml_of_event(submission_id, str(event["event_id"]))
                message = read_message(raw).message
                if isinstance(message, StatusMessage):
                    found.append(message.status.value)
        return found

    def _party(self, code: str) -> Party:
        return Party(code, self.desk.online.province.agency(code).name)


_TOLD = (
    "ConsignmentAcceptance",
    "StatusChange",
    "RecallAgreement",
    "ReplacementAgreement",
    "ReplacementRefusal",
)


def two_softwares(desk: Desk) -> str:
    """A letter goes each way; every status, an update, a replacement and a recall are understood by both."""
    district, department = EdxmlOffice(desk, CAN_GIUOC), desk.online.client(ENVIRONMENT)
    letter = district.letter((ENVIRONMENT,), "Đề nghị thẩm định hồ sơ môi trường")
    first = district.send(letter)["submission_id"]
    expect("the same message again", district.send(letter)["repeated"], True)
    opened = department.open(first, desk.folder / "edxml")
    expect("the file", opened.files[0].read_bytes(), letter.files[0].content)
    for code in _ORDINARY:
        department.status(first, code)
    expect("statuses as messages", district.statuses(first), ["01", "03", "04", "05", "06"])
    _answer_comes_as_edxml(desk, district)
    _changes_of_mind(desk, district, letter, first)
    return "edXML ⇄ API"


def _answer_comes_as_edxml(desk: Desk, district: EdxmlOffice) -> None:
    """The department answers by the API; the district reads a message, and sets its statuses as messages."""
    sent = desk.send_letter(ENVIRONMENT, (CAN_GIUOC,), "Trả lời về hồ sơ môi trường")
    received = district.received(sent["submission_id"])
    declared = desk.story(sent["submission_id"])["submission"]["envelope"]["attachments"][0]["sha256"]
    expect("the file's digest", hashlib.sha256(received.files[0].content).hexdigest(), declared)
    for code in (Status.ARRIVED, *_ORDINARY):
        district.set_status(received, code)
    expect("status at the district", desk.statuses(sent["submission_id"]), {CAN_GIUOC: "06"})


def _changes_of_mind(desk: Desk, district: EdxmlOffice, letter: DocumentMessage, first: str) -> None:
    """An update under the same DocumentId, a replacement of it, and the replacement's take-back."""
    department = desk.online.client(ENVIRONMENT)
    info = BusinessInfo(BusinessType.UPDATE, "", "Bổ sung phụ lục", False, update=UpdateInfo(1, 0))
    updated = district.send(district.again(letter, "Đề nghị thẩm định hồ sơ môi trường (bổ sung)", info))
    department.open_links(updated["submission_id"])
    department.status(updated["submission_id"], Status.DISAGREES, "Đã thẩm định xong")
    expect("the answer to the update", district.statuses(updated["submission_id"]), ["01", "16"])
    replaced = (Replaced(letter.document_id, (ENVIRONMENT,)),)
    replacing = BusinessInfo(BusinessType.REPLACEMENT, "", "Sai số liệu", False, replaced=replaced)
    newer = district.letter((ENVIRONMENT,), "Đề nghị thẩm định hồ sơ môi trường (thay thế)", replacing)
    second = district.send(newer)["submission_id"]
    department.open_links(second)
    department.status(second, Status.AGREES)
    expect("the replaced copy", desk.story(first)["deliveries"][0]["withheld"], "superseded")
    taking_back = replace(newer, files=(), business=BusinessInfo(BusinessType.RECALL, "", "Gửi nhầm"))
    expect("the take-back", district.send(taking_back)["status"], "13")
    department.status(second, Status.AGREES)
    expect("answers as messages", district.statuses(second), ["01", "15", "15"])
    try:
        department.open_links(second)
    except ProblemConflict as refused:
        expect("opening what was taken back", refused.code, "delivery.withheld")
        return
    raise Difference("opening what was taken back", "delivery.withheld", "opened")


def _file(name: str, content: bytes) -> EncodedFile:
    return EncodedFile("1", name, "application/pdf", content, hashlib.sha256(content).hexdigest())
