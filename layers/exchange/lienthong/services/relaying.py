"""Relaying: from the events on the table's stream to whoever must act on them.

The stream is the outbox (no function writes state and then sends a message that matters). A record may come
again; every consumer expects its message twice and in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.model.identifiers import SUBMISSION_ID
from lienthong.onestop.telling import TOLD
from lienthong.ports import Message, MessageQueue, Notice, NoticeTopic
from lienthong.services.alarm_texts import alarm_text, is_alarm, is_of_a_duty
from lienthong.services.consigning import group_size

VALIDATE = "validate"
CONSIGN = "consign"
TAKE_BACK = "take-back"
TELL = "tell"

#: What an agency reads about an event that concerns it: subject and text, without content or persons.
_NEWS: dict[EventType, tuple[str, str]] = {
    EventType.CONTENT_CONSIGNMENT: (
        "Văn bản đến mới trên trục liên thông",
        "Có văn bản đến mới trên trục liên thông, mã {id}. Đề nghị tiếp nhận trong ngày.",
    ),
    EventType.RECALL_NOTIFICATION: (
        "Bên gửi yêu cầu thu hồi văn bản",
        "Bên gửi yêu cầu thu hồi văn bản mã {id}. Đề nghị trả lời đồng ý hoặc từ chối.",
    ),
    EventType.SUBMISSION_ACCEPTANCE: (
        "Văn bản đi đã được chấp nhận",
        "Văn bản đi mã {id} đã qua kiểm tra và đang chuyển đến nơi nhận.",
    ),
    EventType.SUBMISSION_REJECTION: (
        "Văn bản đi không được chấp nhận",
        "Văn bản đi mã {id} không qua kiểm tra. Đề nghị xem lý do, sửa và gửi lại.",
    ),
    EventType.CONTENT_CONSIGNMENT_FAILURE: (
        "Văn bản đi không chuyển được đến một nơi nhận",
        "Văn bản đi mã {id} không chuyển được đến một nơi nhận. Đề nghị xem lý do và gửi bản giấy.",
    ),
    EventType.CONSIGNMENT_REJECTION: (
        "Nơi nhận từ chối văn bản",
        "Một nơi nhận đã từ chối văn bản mã {id}. Đề nghị xem lý do.",
    ),
    EventType.DUPLICATE_DOCUMENT_ID: (
        "Văn bản khác được gửi trùng mã định danh",
        "Có văn bản khác được gửi với mã định danh của văn bản {id} và đã bị từ chối. Đề nghị kiểm tra.",
    ),
    EventType.DUPLICATE_NUMBER: (
        "Văn bản đi trùng số, ký hiệu",
        "Văn bản đi mã {id} trùng số, ký hiệu với văn bản đã phát hành. Đề nghị kiểm tra sổ văn bản đi.",
    ),
}
_OTHER_NEWS = (
    "Trạng thái văn bản thay đổi",
    "Văn bản mã {id} có thay đổi trạng thái. Đề nghị xem quá trình xử lý.",
)


@dataclass(frozen=True, slots=True)
class Relaying:
    """Sends every event's messages and notices, batched."""

    validation: MessageQueue
    routing: MessageQueue
    telling: MessageQueue
    topic: NoticeTopic

    def relay(self, events: Sequence[Event]) -> None:
        """Send what these events call for; on any failure all of it is sent again."""
        self._send(self.validation, [_validation_message(event) for event in events if _is_arrival(event)])
        self._send(self.routing, [message for event in events for message in _routing_messages(event)])
        self._send(self.telling, [_telling_message(event) for event in events if _is_told(event)])
        notices = [notice for event in events for notice in _notices(event)]
        if notices:
            self.topic.publish(notices)

    def _send(self, queue: MessageQueue, messages: Sequence[Message]) -> None:
        if messages:
            queue.send(messages)


def _is_arrival(event: Event) -> bool:
    return event.type is EventType.SUBMISSION_ARRIVAL


def _validation_message(event: Event) -> Message:
    return Message(VALIDATE, event.subject)


def _is_told(event: Event) -> bool:
    return event.type is EventType.DOSSIER_EVENT and event.details.get("kind") in TOLD


def _telling_message(event: Event) -> Message:
    return Message(TELL, event.subject, {"event_id": event.event_id})


def _routing_messages(event: Event) -> Iterator[Message]:
    kind = {EventType.SUBMISSION_ACCEPTANCE: CONSIGN, EventType.RECALL_REQUEST: TAKE_BACK}.get(event.type)
    recipients = event.details.get("recipients")
    targets = event.details.get("targets", 0)
    if kind is None or not isinstance(recipients, list) or not isinstance(targets, int):
        return
    size = group_size(targets)
    for start in range(0, len(recipients), size):
        yield Message(kind, event.subject, {"recipients": recipients[start : start + size]})


def _notices(event: Event) -> Iterator[Notice]:
    for agency in event.notify:
        subject, text = alarm_text(event, agency) if is_alarm(event) else _news(event)
        payload: dict[str, JsonValue] = {
            "type": event.type.value,
            "event_id": event.event_id,
            "submission_id": event.subject if SUBMISSION_ID.fullmatch(event.subject) else None,
            "recipient": event.agency,
            "status": event.details.get("status"),
            "at": text_of(event.at),
            "deadline": _deadline(event),
        }
        yield Notice(f"{event.event_id}.{agency}", agency, payload, subject, text)


def _news(event: Event) -> tuple[str, str]:
    subject, text = _NEWS.get(event.type, _OTHER_NEWS)
    return subject, text.format(id=event.subject)


def _deadline(event: Event) -> JsonValue:
    """Which duty an alarm is about, and when it is or was due."""
    return {name: event.details[name] for name in ("duty", "due", "done_at")} if is_of_a_duty(event) else None
