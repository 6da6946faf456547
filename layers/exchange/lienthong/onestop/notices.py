"""What an applicant is told, when, and at what cost: rules without I/O.

A notice is made of the facts in :class:`NoticeFacts` and of nothing else: there is no place in it for a name,
a telephone number or the subject of a dossier, so that a text message can be read by whoever holds the
telephone. Who wants to know more opens the tracking address and enters the secret of the slip.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from lienthong.model.calendar import VIETNAM, date_in_vietnam
from lienthong.onestop.sms import measure, without_diacritics


class NoticeKind(StrEnum):
    """Why an applicant is told."""

    RECEIVED = "received"
    SUPPLEMENT_NEEDED = "supplement-needed"
    FEE_DUE = "fee-due"
    DELAYED = "delayed"
    NOT_ACCEPTED = "not-accepted"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice may say.

    Attributes:
        code: the dossier's code.
        centre: the centre's short name, e.g. ``TT HCC Cần Giuộc``.
        address: of the tracking page, without code and secret.
        due: the appointment, or the new one; ``None`` where there is none.
        amount: đồng to be paid; 0 where the notice does not say how much.
    """

    code: str
    centre: str
    address: str
    due: datetime | None = None
    amount: int = 0


_SHORT = {
    NoticeKind.RECEIVED: "{centre} đã tiếp nhận hồ sơ {code}, hẹn trả {due}. Tra cứu: {address}",
    NoticeKind.SUPPLEMENT_NEEDED: "{centre}: hồ sơ {code} cần bổ sung giấy tờ. Xem nội dung tại {address}",
    NoticeKind.FEE_DUE: "{centre}: hồ sơ {code} cần nộp {amount}. Xem hướng dẫn tại {address}",
    NoticeKind.DELAYED: "{centre} xin lỗi vì hồ sơ {code} trễ hẹn, hẹn trả lại {due}. Chi tiết: {address}",
    NoticeKind.NOT_ACCEPTED: "{centre}: hồ sơ {code} chưa được tiếp nhận. Xem lý do tại {address}",
    NoticeKind.STOPPED: "{centre}: hồ sơ {code} đã dừng giải quyết. Xem lý do tại {address}",
    NoticeKind.DONE: "{centre}: hồ sơ {code} đã có kết quả. Mời đến nhận, mang theo giấy hẹn.",
}
_TITLES = {
    NoticeKind.RECEIVED: "Hồ sơ {code} đã được tiếp nhận",
    NoticeKind.SUPPLEMENT_NEEDED: "Hồ sơ {code} cần bổ sung giấy tờ",
    NoticeKind.FEE_DUE: "Hồ sơ {code} cần thực hiện nghĩa vụ tài chính",
    NoticeKind.DELAYED: "Xin lỗi và hẹn lại ngày trả kết quả hồ sơ {code}",
    NoticeKind.NOT_ACCEPTED: "Hồ sơ {code} chưa được tiếp nhận",
    NoticeKind.STOPPED: "Hồ sơ {code} đã dừng giải quyết",
    NoticeKind.DONE: "Hồ sơ {code} đã có kết quả",
}
_NEEDS_DUE = frozenset({NoticeKind.RECEIVED, NoticeKind.DELAYED})


def short_text(kind: NoticeKind, facts: NoticeFacts, *, diacritics: bool) -> str:
    """The text message; without diacritics it costs a half or a third.

    Raises:
        ValueError: a notice that names an appointment has none.
    """
    text = _filled(_SHORT[kind], kind, facts)
    return text if diacritics else without_diacritics(text)


def e_mail(kind: NoticeKind, facts: NoticeFacts) -> tuple[str, str]:
    """Subject and body of the e-mail.

    Raises:
        ValueError: a notice that names an appointment has none.
    """
    told = _filled(_SHORT[kind], kind, facts)
    closing = "Thư này được gửi tự động. Đề nghị không trả lời và không chuyển mã tra cứu cho người khác."
    body = f"Kính gửi Ông/Bà,\n\n{told}\n\n{closing}\n"
    return _TITLES[kind].format(code=facts.code), body


def _filled(template: str, kind: NoticeKind, facts: NoticeFacts) -> str:
    if kind in _NEEDS_DUE and facts.due is None:
        raise ValueError(f"a notice of {kind.value} names an appointment")
    due = facts.due.astimezone(VIETNAM) if facts.due else None
    return template.format(
        centre=facts.centre,
        code=facts.code,
        address=facts.address,
        due=f"{due:%H:%M} ngày {due:%d/%m/%Y}" if due else "",
        amount=_amount(facts.amount),
    )


def _amount(dong: int) -> str:
    return f"{dong:,}".replace(",", ".") + "đ" if dong else "tiền theo thông báo"


# --- when, and whether ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """A centre's rules: data, not constants.

    Attributes:
        quiet_from, quiet_until: nobody is woken between them (Vietnamese time, across midnight).
        most_segments_a_day: beyond it text messages wait for the next day: the cost cap.
        pauses: before each further attempt; after the last one the notice is given up.
        diacritics: whether text messages carry them.
    """

    quiet_from: time = time(21)
    quiet_until: time = time(7)
    most_segments_a_day: int = 2_000
    pauses: tuple[timedelta, ...] = (
        timedelta(minutes=1),
        timedelta(minutes=10),
        timedelta(hours=1),
        timedelta(hours=6),
    )
    diacritics: bool = False


class Suppression(StrEnum):
    """Why a notice is not sent at all."""

    OPTED_OUT = "opted-out"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now; it takes so many segments."""

    text: str
    segments: int


@dataclass(frozen=True, slots=True)
class Letter:
    """Send this e-mail now."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before this time (UTC)."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Never."""

    why: Suppression


def decide(
    kind: NoticeKind,
    facts: NoticeFacts,
    *,
    now: datetime,
    sent_today: int,
    opted_out: Collection[NoticeKind] = (),
    rules: NoticeRules,
) -> Send | Wait | Suppressed:
    """What to do with a text message now.

    1. Whoever has opted out of a kind is not told; a supplement, a fee and a delay are told all the same,
       for silence would cost the applicant the deadline.
    2. In the quiet hours it waits for their end.
    3. Beyond the day's cap (``sent_today`` segments) it waits for the next day.
    """
    held = _held_back(kind, now, opted_out, rules)
    if held:
        return held
    text = short_text(kind, facts, diacritics=rules.diacritics)
    segments = measure(text).segments
    if sent_today + segments > rules.most_segments_a_day:
        return Wait(tomorrow(now, rules))
    return Send(text, segments)


def decide_letter(
    kind: NoticeKind,
    facts: NoticeFacts,
    *,
    now: datetime,
    opted_out: Collection[NoticeKind] = (),
    rules: NoticeRules,
) -> Letter | Wait | Suppressed:
    """What to do with an e-mail now: as with a text message, but that it has no segments and no cap."""
    return _held_back(kind, now, opted_out, rules) or Letter(*e_mail(kind, facts))


def _held_back(
    kind: NoticeKind, now: datetime, opted_out: Collection[NoticeKind], rules: NoticeRules
) -> Wait | Suppressed | None:
    if kind in opted_out and kind in MAY_BE_DECLINED:
        return Suppressed(Suppression.OPTED_OUT)
    loud = end_of_quiet(now, rules)
    return Wait(loud) if loud > now else None


#: Notices without which nothing is lost but comfort.
MAY_BE_DECLINED = frozenset({NoticeKind.RECEIVED, NoticeKind.DONE})


def after_failure(attempts: int, now: datetime, rules: NoticeRules) -> Wait | Suppressed:
    """What follows the ``attempts``-th failed attempt (from 1)."""
    if attempts > len(rules.pauses):
        return Suppressed(Suppression.GIVEN_UP)
    return Wait(end_of_quiet(now + rules.pauses[attempts - 1], rules))


def end_of_quiet(at: datetime, rules: NoticeRules) -> datetime:
    """The first time from ``at`` on at which somebody may be told."""
    local = at.astimezone(VIETNAM)
    start, end = rules.quiet_from, rules.quiet_until
    clock = local.time()
    quiet = start <= clock or clock < end if start > end else start <= clock < end
    if not quiet:
        return at
    day = local.date() + timedelta(days=1 if start > end and clock >= start else 0)
    return datetime.combine(day, end, VIETNAM).astimezone(at.tzinfo)


def tomorrow(now: datetime, rules: NoticeRules) -> datetime:
    """When the next day's messages begin: its budget is a new one."""
    midnight = datetime.combine(date_in_vietnam(now) + timedelta(days=1), time(), VIETNAM)
    return end_of_quiet(midnight.astimezone(now.tzinfo), rules)
