"""The notify queue: applicants are told what happened to their dossiers, by text message and e-mail."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from lienthong import settings
from lienthong.adapters import clients
from lienthong.adapters.ses_letters import SesLetters
from lienthong.adapters.sns_texts import SnsTexts
from lienthong.adapters.sqs_queue import message_from_text
from lienthong.onestop.notices import NoticeRules
from lienthong.runtime import composition as exchange
from lienthong.runtime.consumers import patient_wait, queue_handler, understood
from lienthong.services.telling import Carriers, Telling


@lru_cache(maxsize=1)
def service() -> Telling:
    """The service with its adapters."""
    texts = SnsTexts(clients.sns_once(), settings.optional("SMS_SENDER_ID"))
    letters = SesLetters(
        clients.ses_once(), settings.required("MAIL_SENDER"), settings.required("MAIL_CONFIGURATION_SET")
    )
    return Telling(
        exchange.notice_store(),
        exchange.registry(),
        Carriers(texts, letters),
        rules(),
        settings.required("TRACKING_ADDRESS"),
        exchange.telemetry(),
        exchange.clock(),
        exchange.ids(),
    )


def rules() -> NoticeRules:
    """When applicants may be told, and at what cost."""
    return NoticeRules(
        settings.time_of_day("QUIET_FROM"),
        settings.time_of_day("QUIET_UNTIL"),
        int(settings.required("SMS_SEGMENTS_A_DAY")),
        diacritics=settings.is_on("SMS_DIACRITICS"),
    )


def tell(body: str) -> timedelta | None:
    """Tell of the event that the message names; how long to wait, where it is not time yet."""
    message = understood(message_from_text, body)
    return service().tell(message.submission_id, understood(_event_of, body))


def _event_of(body: str) -> str:
    event_id = message_from_text(body).body.get("event_id")
    if not isinstance(event_id, str):
        raise ValueError("names no event")  # noqa: TRY004  # one error for every wrong form
    return event_id


handler = queue_handler(tell, exchange.consumption, exchange.telemetry, patient_wait)
