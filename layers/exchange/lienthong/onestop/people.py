"""Who applies, what was handed in and paid: personal data, which stands in no event (docs/adr/0019).

Nothing here is shown by ``repr``, so that no log line can name a person by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lienthong.model.event import JsonValue


class NoticeWish(StrEnum):
    """How the applicant wants to be told; without any wish nobody is told."""

    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, repr=False)
class Applicant:
    """Who applies; what was not said is empty.

    ``only_needed``: no notices but those without which a deadline would be lost.
    """

    name: str
    id_number: str = ""
    address: str = ""
    telephone: str = ""
    email: str = ""
    notices: tuple[NoticeWish, ...] = ()
    only_needed: bool = False

    def to_json(self) -> dict[str, JsonValue]:
        """As the centre sees it."""
        return {
            "name": self.name,
            "id_number": self.id_number,
            "address": self.address,
            "telephone": self.telephone,
            "email": self.email,
            "notices": [wish.value for wish in self.notices],
            "only_needed": self.only_needed,
        }


@dataclass(frozen=True, slots=True, repr=False)
class HandedPaper:
    """A paper that was handed in, by its code in the procedure."""

    code: str
    originals: int = 0
    copies: int = 0
    remark: str = ""

    def to_json(self) -> dict[str, JsonValue]:
        """As the centre sees it."""
        return {
            "code": self.code,
            "originals": self.originals,
            "copies": self.copies,
            "remark": self.remark,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Payment:
    """A fee that was paid: đồng, and the number of the receipt."""

    amount: int
    receipt_number: str

    def to_json(self) -> dict[str, JsonValue]:
        """As the centre sees it."""
        return {"amount": self.amount, "receipt_number": self.receipt_number}


@dataclass(frozen=True, slots=True, repr=False)
class Remark:
    """What somebody wrote to an act; ``event_id`` is the act's."""

    event_id: str
    text: str

    def to_json(self) -> dict[str, JsonValue]:
        """As the centre sees it."""
        return {"event_id": self.event_id, "text": self.text}


@dataclass(frozen=True, slots=True)
class Person:
    """The personal side of one dossier.

    Attributes:
        salt, secret_hash: of the tracking secret on the slip; the secret itself is kept nowhere.
        expires_at: Unix time from which it is deleted by itself; ``None`` as long as the dossier is open.
    """

    dossier: str
    applicant: Applicant
    papers: tuple[HandedPaper, ...] = ()
    payment: Payment | None = None
    remarks: tuple[Remark, ...] = ()
    salt: bytes = field(default=b"", repr=False)
    secret_hash: bytes = field(default=b"", repr=False)
    expires_at: int | None = None
    version: int = 1

    def wishing(self, notices: tuple[NoticeWish, ...], *, only_needed: bool) -> Person:
        """The next version, to be told in another way."""
        applicant = replace(self.applicant, notices=notices, only_needed=only_needed)
        return replace(self, applicant=applicant, version=self.version + 1)

    def with_remark(self, event_id: str, text: str) -> Person:
        """The next version, with a remark; the same remarks where there is nothing to say."""
        remarks = (*self.remarks, Remark(event_id, text)) if text else self.remarks
        return replace(self, remarks=remarks, version=self.version + 1)

    def deleted_after(self, closed_at: datetime, kept: timedelta) -> Person:
        """The same version, to be deleted by itself once this time has passed."""
        return replace(self, expires_at=int((closed_at + kept).timestamp()))

    def to_json(self) -> dict[str, JsonValue]:
        """As the centre that took the dossier in sees it."""
        return {
            "applicant": self.applicant.to_json(),
            "papers": [paper.to_json() for paper in self.papers],
            "payment": self.payment.to_json() if self.payment else None,
            "remarks": [remark.to_json() for remark in self.remarks],
        }
