"""A delivery: one submission to one recipient, and the automaton of its status codes.

The automaton (QCVN 102:2016 codes; order inferred from the field's practice, see the domain notes):

* 01 → 02, 03; 03 → 04, 05, 06; 04 → 05, 06; 05 → 05, 06; 02 and 06 end the ordinary way.
* 13 (the sender's take-back) suspends the ordinary way: only 15 or 16 may answer it.
* An update or a replacement asks beside the ordinary way: 15 or 16 may answer it at any time, once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from lienthong.errors import IllegalTransition, ReasonRequired
from lienthong.model.codes import Business, Question, Status, Withholding
from lienthong.model.event import JsonValue, text_of

_ORDINARY: dict[Status, frozenset[Status]] = {
    Status.ARRIVED: frozenset({Status.REFUSED, Status.ACCEPTED}),
    Status.REFUSED: frozenset(),
    Status.ACCEPTED: frozenset({Status.ASSIGNED, Status.PROCESSING, Status.FINISHED}),
    Status.ASSIGNED: frozenset({Status.PROCESSING, Status.FINISHED}),
    Status.PROCESSING: frozenset({Status.PROCESSING, Status.FINISHED}),
    Status.FINISHED: frozenset(),
}
_ANSWERS = frozenset({Status.AGREES, Status.DISAGREES})
#: D28 5.4 and 9.1 ask for feedback with a refusal; so does every refusal of a request.
NEEDS_REASON = frozenset({Status.REFUSED, Status.TAKE_BACK, Status.DISAGREES})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One submission to one recipient.

    Attributes:
        status: the ordinary way's present code.
        question: what the sender has asked and the recipient has not yet answered.
        answer: the last answer, 15 or 16, so that the same answer sent again is recognised.
        answered: the question to which it was the answer: only a refused recall leaves the copy openable.
        withheld: why it can no longer be opened, if so.
        business: what the submission does to earlier ones.
        addressed_as: ended agencies that were addressed and in whose place the recipient gets it.
        successor: who holds this inbox now, where the recipient itself ended before it was consigned.
        inherits: ended agencies whose copies of what it updates or replaces the recipient answers for.
        received_at: when the submission arrived, from which its retention counts; ``None`` in old records.
    """

    submission_id: str
    recipient: str
    sender: str
    document_id: str
    subject: str
    number: str
    notation: str
    priority: int
    consigned_at: datetime
    status: Status = Status.ARRIVED
    business: Business = Business.NEW
    question: Question | None = None
    answer: Status | None = None
    answered: Question | None = None
    withheld: Withholding | None = None
    opened_at: datetime | None = None
    destroyed_at: datetime | None = None
    for_information: bool = False
    notify_sender: bool = False
    received_at: datetime | None = None
    addressed_as: tuple[str, ...] = ()
    successor: str | None = None
    inherits: tuple[str, ...] = ()
    version: int = 1

    def to_json(self) -> dict[str, JsonValue]:
        """The delivery as its sender and its recipient see it."""
        return {
            "submission_id": self.submission_id,
            "recipient": self.recipient,
            "sender": self.sender,
            "document_id": self.document_id,
            "subject": self.subject,
            "number": self.number,
            "notation": self.notation,
            "priority": self.priority,
            "consigned_at": text_of(self.consigned_at),
            "status": self.status.value,
            "business": self.business.value,
            "question": self.question.value if self.question else None,
            "answer": self.answer.value if self.answer else None,
            "withheld": self.withheld.value if self.withheld else None,
            "opened_at": text_of(self.opened_at) if self.opened_at else None,
            "destroyed_at": text_of(self.destroyed_at) if self.destroyed_at else None,
            "for_information": self.for_information,
            "addressed_as": list(self.addressed_as),
            "successor": self.successor,
        }


def question_of(business: Business) -> Question | None:
    """What an arriving document asks of its recipient, by its business type."""
    return {Business.UPDATE: Question.UPDATE, Business.REPLACEMENT: Question.REPLACEMENT}.get(business)


def legal_codes(delivery: Delivery) -> frozenset[Status]:
    """The codes that the recipient may set now; empty when nothing is left to say."""
    if delivery.withheld:
        return frozenset()
    if delivery.question is Question.RECALL:
        return _ANSWERS
    return _ORDINARY[delivery.status] | (_ANSWERS if delivery.question else frozenset())


def apply_status(delivery: Delivery, code: Status, reason: str, at: datetime) -> Delivery:
    """The delivery after its recipient has set ``code``.

    Agreeing to a recall withholds the delivery and records the destruction of the opened copy
    (D28 9.2; ND30 18.4b).

    The same code sent again (a repeated request whose first answer was lost) changes nothing; only 05 may
    really happen more than once.

    Raises:
        IllegalTransition: the code is not legal now; names those that are.
        ReasonRequired: 02 or 16 without a reason.
    """
    if _is_repetition(delivery, code):
        return delivery
    legal = legal_codes(delivery)
    if code not in legal:
        raise IllegalTransition(
            wanted=code.value, current=_describe(delivery), legal=sorted(c.value for c in legal) or ["-"]
        )
    if code in NEEDS_REASON and not reason:
        raise ReasonRequired(wanted=code.value)
    changed = replace(delivery, version=delivery.version + 1)
    if code not in _ANSWERS:
        return replace(changed, status=code)
    answered = replace(changed, question=None, answer=code, answered=delivery.question)
    if code is Status.AGREES and delivery.question is Question.RECALL:
        return replace(answered, withheld=Withholding.RECALLED, destroyed_at=at)
    return answered


def changes(delivery: Delivery, code: Status) -> bool:
    """Whether the recipient may set ``code`` now, and something would be different then."""
    return not _is_repetition(delivery, code) and code in legal_codes(delivery)


def _is_repetition(delivery: Delivery, code: Status) -> bool:
    if code in _ANSWERS:
        return delivery.question is None and delivery.answer is code
    suspended = delivery.question is Question.RECALL
    return delivery.status is code and code not in (Status.ARRIVED, Status.PROCESSING) and not suspended


def _describe(delivery: Delivery) -> str:
    return f"13 ({delivery.status.value})" if delivery.question is Question.RECALL else delivery.status.value


def open_copy(delivery: Delivery, at: datetime) -> Delivery:
    """The delivery after its recipient has opened it; the first time counts."""
    if delivery.opened_at:
        return delivery
    return replace(delivery, opened_at=at, version=delivery.version + 1)


def take_back(delivery: Delivery) -> Delivery:
    """The delivery after the sender's 13: an unopened copy is withheld, an opened one is asked for.

    A recipient that has answered is not asked again, however often the message comes.
    """
    if delivery.withheld or Question.RECALL in (delivery.question, delivery.answered):
        return delivery
    changed = replace(delivery, version=delivery.version + 1)
    if delivery.opened_at is None:
        return replace(changed, question=None, withheld=Withholding.RECALLED)
    return replace(changed, question=Question.RECALL, answer=None, answered=None)


def supersede(delivery: Delivery, at: datetime) -> Delivery:
    """The delivery after its replacement is in force at this recipient; an opened copy counts as destroyed.

    Called when the replaced copy had not been opened, or when the recipient has agreed (15).
    """
    if delivery.withheld:
        return delivery
    return replace(
        delivery,
        question=None,
        withheld=Withholding.SUPERSEDED,
        destroyed_at=at if delivery.opened_at else None,
        version=delivery.version + 1,
    )
