"""Which events an applicant is told of, whether a notice is still true, and how it is recorded.

What is recorded of a notice stands in the log for ever: which event, what kind, by which way, with what
outcome. Never a number, an address or the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lienthong.model.event import JsonValue
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import DossierEvent
from lienthong.onestop.notices import NoticeFacts, NoticeKind
from lienthong.onestop.people import NoticeWish
from lienthong.onestop.words import Channel, Kind

#: Of what an applicant is told. Whoever withdraws knows it; hand-overs are the centre's own business.
TOLD: Mapping[Kind, NoticeKind] = {
    Kind.ACCEPTED: NoticeKind.RECEIVED,
    Kind.SUPPLEMENT_REQUESTED: NoticeKind.SUPPLEMENT_NEEDED,
    Kind.OBLIGATION_IMPOSED: NoticeKind.FEE_DUE,
    Kind.REAPPOINTED: NoticeKind.DELAYED,
    Kind.NOT_ACCEPTED: NoticeKind.NOT_ACCEPTED,
    Kind.STOPPED: NoticeKind.STOPPED,
    Kind.DECIDED: NoticeKind.DONE,
}
_ENDS = frozenset({Kind.NOT_ACCEPTED, Kind.WITHDRAWN, Kind.STOPPED, Kind.DECIDED, Kind.RETURNED})
#: What makes a notice untrue that has not been sent yet.
_OVERTAKEN_BY: Mapping[NoticeKind, frozenset[Kind]] = {
    NoticeKind.RECEIVED: _ENDS,
    NoticeKind.SUPPLEMENT_NEEDED: _ENDS | {Kind.SUPPLEMENT_RECEIVED},
    NoticeKind.FEE_DUE: _ENDS | {Kind.OBLIGATION_MET},
    NoticeKind.DELAYED: _ENDS | {Kind.REAPPOINTED},
    NoticeKind.NOT_ACCEPTED: frozenset(),
    NoticeKind.STOPPED: frozenset(),
    NoticeKind.DONE: frozenset({Kind.RETURNED}),
}
#: Later than this after its event a notice is no news any more. Queues keep messages for 14 days, so each
#: ends with an outcome that is recorded, and none by being forgotten.
MOST_WAIT = timedelta(days=7)


class NoticeOutcome(StrEnum):
    """What became of a notice."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class NoticeReason(StrEnum):
    """Why a notice failed, or was not sent."""

    OPTED_OUT = "opted-out"
    OVERTAKEN = "overtaken"
    TOO_LATE = "too-late"
    NO_ADDRESS = "no-address"
    UNREACHABLE = "unreachable"
    GIVEN_UP = "given-up"
    REFUSED = "refused"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class ApplicantNotice:
    """One notice by one way, as it is recorded.

    Attributes:
        of: id of the dossier's event that it tells of.
        attempts: how often it was handed to the provider, those included of which nobody knows the outcome.
        segments: of the text message that was sent; 0 of an e-mail, and where nothing was sent.
        provider_id: the provider's id of the message; ``None`` where it never took one.
    """

    of: str
    kind: NoticeKind
    channel: NoticeWish
    outcome: NoticeOutcome
    reason: NoticeReason | None = None
    attempts: int = 0
    segments: int = 0
    provider_id: str | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """As the event carries it; ``kind`` is the dossier's own word for what happened, so not used here."""
        return {
            "of": self.of,
            "notice": self.kind.value,
            "channel": self.channel.value,
            "outcome": self.outcome.value,
            "reason": self.reason.value if self.reason else None,
            "attempts": self.attempts,
            "segments": self.segments,
            "provider_id": self.provider_id,
        }


#: What a provider may say later, from the weakest word to the strongest: only a stronger one is news.
_WORDS = (
    NoticeOutcome.SENT,
    NoticeOutcome.DELIVERED,
    NoticeReason.UNDELIVERED,
    NoticeReason.BOUNCED,
    NoticeReason.OPTED_OUT,
    NoticeReason.COMPLAINED,
)
#: After these nothing more is sent by this way to the applicant of this dossier.
SILENCING = frozenset({NoticeReason.BOUNCED, NoticeReason.OPTED_OUT, NoticeReason.COMPLAINED})


@dataclass(frozen=True, slots=True)
class ProviderReceipt:
    """What a provider says of a message that it took: delivered (no reason), or why it was not.

    ``at`` is when the provider said so, UTC.
    """

    provider_id: str
    at: datetime
    reason: NoticeReason | None = None

    @property
    def outcome(self) -> NoticeOutcome:
        """What became of the notice."""
        return NoticeOutcome.FAILED if self.reason else NoticeOutcome.DELIVERED

    def is_news_after(self, said: str | None) -> bool:
        """Whether it says more than was recorded; receipts come twice, and in any order."""
        word = self.reason or NoticeOutcome.DELIVERED
        return _WORDS.index(word) > (_WORDS.index(_word(said)) if said else 0)


def _word(said: str) -> NoticeOutcome | NoticeReason:
    return NoticeOutcome.DELIVERED if said == NoticeOutcome.DELIVERED.value else NoticeReason(said)


def told_of(event: DossierEvent, dossier: Dossier) -> NoticeKind | None:
    """What the applicant is told of an event; nothing of a refusal that was handed over at the desk."""
    if event.kind is Kind.NOT_ACCEPTED and dossier.channel is Channel.DIRECT:
        return None
    return TOLD.get(event.kind)


def is_overtaken(kind: NoticeKind, of: str, events: Sequence[DossierEvent]) -> bool:
    """Whether a later event of the dossier has made the notice untrue; ``events`` in their order."""
    ids = [event.id for event in events]
    later = events[ids.index(of) + 1 :]
    return any(event.kind in _OVERTAKEN_BY[kind] for event in later)


def facts_of(dossier: Dossier, centre: str, address: str) -> NoticeFacts:
    """What the notice says, as the dossier stands: an appointment that has moved is told as it is now."""
    promised = dossier.appointments[-1].promised if dossier.appointments else None
    return NoticeFacts(dossier.code, short_name(centre), address, promised)


_SHORTER: Iterable[tuple[str, str]] = (
    (r"Trung tâm\s+Phục vụ\s+hành chính công", "TT PVHCC"),
    (r"Trung tâm\s+hành chính công", "TT HCC"),
    (r"Bộ phận\s+(tiếp nhận và trả kết quả|một cửa)", "BP Một cửa"),
    (r"Ủy ban nhân dân", "UBND"),
    (r"\b(tỉnh|huyện|thị xã|thành phố|thị trấn|xã|phường)\s+", ""),
)
#: A longer name would cost a second text message each time.
_LONGEST_NAME = 40


def short_name(name: str) -> str:
    """A centre's name as a text message has room for it: ``TT HCC Cần Giuộc``."""
    for pattern, shorter in _SHORTER:
        name = re.sub(pattern, shorter, name, flags=re.IGNORECASE)
    return " ".join(name.split())[:_LONGEST_NAME].strip(" ,.-")


_TELEPHONE = re.compile(r"(?:\+?84|0)([35789]\d{8})", re.ASCII)


def mobile_number(written: str) -> str | None:
    """A Vietnamese mobile number as networks want it (E.164, ``+84…``), however it was written; else none."""
    found = _TELEPHONE.fullmatch(re.sub(r"[ .()\-]", "", written))
    return f"+84{found[1]}" if found else None
