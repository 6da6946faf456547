"""What an applicant is told by text message and e-mail, when, and at what cost."""

from __future__ import annotations

import string
import unicodedata
from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.onestop.notices import (
    MAY_BE_DECLINED,
    NoticeFacts,
    NoticeKind,
    NoticeRules,
    Send,
    Suppressed,
    Suppression,
    Wait,
    after_failure,
    decide,
    e_mail,
    end_of_quiet,
    short_text,
)
from lienthong.onestop.sms import Alphabet, measure, without_diacritics

FACTS = NoticeFacts(
    code="000.00.14.H39-180703-0002",
    centre="TT HCC Cần Giuộc",
    address="https://hcc.longan.example/tra-cuu",
    due=datetime(2018, 7, 24, 9, 30, tzinfo=UTC),
    amount=75_000,
)
RULES = NoticeRules()
#: 10:00 in Vietnam.
MORNING = datetime(2018, 7, 3, 3, tzinfo=UTC)


# --- the texts ------------------------------------------------------------------------------------


def test_a_receipt_says_where_what_and_until_when_in_vietnamese_time() -> None:
    assert short_text(NoticeKind.RECEIVED, FACTS, diacritics=True) == (
        "TT HCC Cần Giuộc đã tiếp nhận hồ sơ 000.00.14.H39-180703-0002, hẹn trả 16:30 ngày 24/07/2018. "
        "Tra cứu: https://hcc.longan.example/tra-cuu"
    )


def test_a_fee_is_written_as_people_write_amounts() -> None:
    assert "cần nộp 75.000đ." in short_text(NoticeKind.FEE_DUE, FACTS, diacritics=True)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_text_is_nfc_and_fits_one_segment_without_diacritics(kind: NoticeKind) -> None:
    whole, plain = (short_text(kind, FACTS, diacritics=marks) for marks in (True, False))
    assert unicodedata.is_normalized("NFC", whole)
    assert plain.isascii()
    assert measure(plain).alphabet is Alphabet.GSM
    assert measure(plain).segments <= 1 < measure(whole).segments


@pytest.mark.parametrize("kind", NoticeKind)
def test_an_e_mail_has_a_subject_and_a_whole_text(kind: NoticeKind) -> None:
    subject, body = e_mail(kind, FACTS)
    assert FACTS.code in subject
    assert "{" not in subject + body
    assert body.startswith("Kính gửi Ông/Bà,\n")


def test_nothing_personal_can_be_said_because_there_is_no_place_for_it() -> None:
    assert {field.name for field in fields(NoticeFacts)} == {"code", "centre", "address", "due", "amount"}


@pytest.mark.parametrize("kind", [NoticeKind.RECEIVED, NoticeKind.DELAYED])
def test_an_appointment_without_a_time_is_never_told(kind: NoticeKind) -> None:
    with pytest.raises(ValueError, match="appointment"):
        short_text(kind, replace(FACTS, due=None), diacritics=True)


# --- segments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "alphabet", "segments"),
    [
        ("", Alphabet.GSM, 1),
        ("a" * 160, Alphabet.GSM, 1),
        ("a" * 161, Alphabet.GSM, 2),
        ("a" * 306, Alphabet.GSM, 2),
        ("a" * 307, Alphabet.GSM, 3),
        ("€" * 80, Alphabet.GSM, 1),
        ("€" * 81, Alphabet.GSM, 2),
        # An escaped character is never torn apart: 152 + 1 left over, so the euro goes on in the next.
        ("a" * 152 + "€" + "a" * 151, Alphabet.GSM, 2),
        ("a" * 152 + "€" + "a" * 152, Alphabet.GSM, 3),
        ("ế" * 70, Alphabet.UCS2, 1),
        ("ế" * 71, Alphabet.UCS2, 2),
        ("ế" * 134, Alphabet.UCS2, 2),
        ("ế" * 135, Alphabet.UCS2, 3),
        ("😀" * 35, Alphabet.UCS2, 1),
        ("😀" * 36, Alphabet.UCS2, 2),
        # 67 is odd: a character of two units does not end a segment.
        ("😀" * 67, Alphabet.UCS2, 3),
    ],
)
def test_segments_are_counted_as_the_network_does(text: str, alphabet: Alphabet, segments: int) -> None:
    measured = measure(text)
    assert (measured.alphabet, measured.segments) == (alphabet, segments)


def test_one_letter_outside_the_alphabet_makes_the_whole_message_dear() -> None:
    assert measure("a" * 150).segments == 1
    assert measure("a" * 149 + "ạ").segments == 3


def test_diacritics_go_and_letters_stay() -> None:
    assert without_diacritics("Đề nghị bổ sung “giấy tờ” – đúng hẹn…") == (
        'De nghi bo sung "giay to" - dung hen...'
    )


@given(
    st.text(alphabet=string.ascii_letters + "ăâđêôơưĂÂĐÊÔƠƯáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợ ")
)
def test_without_diacritics_every_text_is_in_the_cheap_alphabet_and_as_long(text: str) -> None:
    plain = without_diacritics(text)
    assert plain.isascii()
    assert len(plain) == len(text)
    assert measure(plain).segments <= measure(text).segments
    assert without_diacritics(unicodedata.normalize("NFD", text)) == plain


# --- when -------------------------------------------------------------------------------------------


def test_by_day_it_is_sent_at_once() -> None:
    decided = decide(NoticeKind.RECEIVED, FACTS, now=MORNING, sent_today=0, rules=RULES)
    assert isinstance(decided, Send)
    assert decided.segments == measure(decided.text).segments


@pytest.mark.parametrize(
    ("hour", "waits_until"),
    [(20, None), (21, (4, 7)), (23, (4, 7)), (0, (3, 7)), (6, (3, 7)), (7, None)],
)
def test_nobody_is_woken(hour: int, waits_until: tuple[int, int] | None) -> None:
    now = datetime(2018, 7, 3, hour, 59 if hour in (20, 23, 6) else 0, tzinfo=UTC) - timedelta(hours=7)
    decided = decide(NoticeKind.DONE, FACTS, now=now, sent_today=0, rules=RULES)
    if waits_until is None:
        assert isinstance(decided, Send)
    else:
        day, end = waits_until
        assert decided == Wait(datetime(2018, 7, day, end, tzinfo=UTC) - timedelta(hours=7))


@given(st.integers(0, 3 * 366 * 24 * 60), st.times(), st.times())
def test_the_end_of_quiet_is_less_than_a_day_away_and_not_quiet(minute: int, start: time, end: time) -> None:
    at = MORNING + timedelta(minutes=minute)
    rules = replace(RULES, quiet_from=start, quiet_until=end)
    loud = end_of_quiet(at, rules)
    assert at <= loud < at + timedelta(days=1)
    assert end_of_quiet(loud, rules) == loud


def test_beyond_the_days_cap_it_waits_for_the_next_morning() -> None:
    limit = RULES.most_segments_a_day
    assert isinstance(decide(NoticeKind.DONE, FACTS, now=MORNING, sent_today=limit - 1, rules=RULES), Send)
    decided = decide(NoticeKind.DONE, FACTS, now=MORNING, sent_today=limit, rules=RULES)
    assert decided == Wait(datetime(2018, 7, 4, tzinfo=UTC))


@pytest.mark.parametrize("kind", NoticeKind)
def test_whoever_opts_out_is_still_told_what_would_cost_the_deadline(kind: NoticeKind) -> None:
    decided = decide(kind, FACTS, now=MORNING, sent_today=0, opted_out=set(NoticeKind), rules=RULES)
    if kind in MAY_BE_DECLINED:
        assert decided == Suppressed(Suppression.OPTED_OUT)
    else:
        assert isinstance(decided, Send)


def test_failed_attempts_are_repeated_ever_more_slowly_and_then_given_up() -> None:
    waits = [after_failure(attempt, MORNING, RULES) for attempt in range(1, 6)]
    assert [wait.until - MORNING for wait in waits if isinstance(wait, Wait)] == list(RULES.pauses)
    assert waits[-1] == Suppressed(Suppression.GIVEN_UP)


def test_a_further_attempt_wakes_nobody_either() -> None:
    evening = datetime(2018, 7, 3, 13, 30, tzinfo=UTC)
    assert after_failure(3, evening, RULES) == Wait(datetime(2018, 7, 4, tzinfo=UTC))
