"""Looking a dossier up: its holder learns where it is; who guesses learns nothing, not by work either."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from lienthong.errors import Throttled
from lienthong.onestop.look_limits import (
    ONE_ADDRESS,
    ONE_CODE,
    ONE_CODE_FROM_ONE_ADDRESS,
    network_of,
    tallies,
)
from lienthong.onestop.tracking_errors import MOST_BYTES
from lienthong.onestop.tracking_page import HEADERS
from tests.builders.agencies import DEPARTMENT, ONE_STOP
from tests.builders.visits import NAME, NUMBER, PERMIT, STREET, TELEPHONE, Counter, handed, ready, visit
from tests.doubles.composed import ComposedExchange, Response, composed, unsigned_event
from tests.published_api import assert_as_published

FORM = "application/x-www-form-urlencoded"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
WRONG = "2" * 8
HOSTILE = "<script>alert('mã')</script>\"&"


@dataclass
class Street:
    """People with telephones, each at an address, in front of the exchange."""

    exchange: ComposedExchange
    code: str = ""
    secret: str = ""
    hashes: list[bytes] = field(default_factory=list)

    def ask(self, method: str, path: str, body: bytes = b"", query: str = "", **headers: str) -> Response:
        """Any request, unsigned; ``at`` is the address that it comes from."""
        at = headers.pop("at", "203.0.113.7")
        event = unsigned_event(method, path, body, query)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        event["headers"] = {"accept": BROWSER} | named
        event["requestContext"]["http"]["sourceIp"] = at
        return self.exchange.send(event)

    def look(self, code: str | None = None, secret: str | None = None, **headers: str) -> Response:
        """The page's form, filled in; with the slip's own codes unless said otherwise."""
        form = {"lang": headers.pop("lang", "vi"), "code": self.code if code is None else code}
        form["secret"] = self.secret if secret is None else secret
        return self.ask("POST", "/v1/track", urlencode(form).encode(), content_type=FORM, **headers)

    def work(self, code: str, secret: str, **headers: str) -> tuple[Response, list[str], int]:
        """A look, with what it made the stores and the processor do."""
        self.exchange.tracking.calls.clear()
        self.hashes.clear()
        answer = self.look(code, secret, **headers)
        return answer, list(self.exchange.tracking.calls), len(self.hashes)


@pytest.fixture
def street(monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    """A permit has been taken in; scrypt is counted, and runs."""
    with composed(watch=assert_as_published) as exchange:
        ready(exchange)
        taken = exchange.call(
            ONE_STOP, "POST", "/v1/dossiers", visit("luot-0000000000001", handed(PERMIT))
        ).body
        there = Street(exchange, taken["dossiers"][0]["code"], taken["secret"])
        real = hashlib.scrypt

        def counted(password: bytes, **settings: Any) -> bytes:
            there.hashes.append(password)
            return real(password, **settings)

        monkeypatch.setattr(hashlib, "scrypt", counted)
        yield there


@pytest.fixture
def quick_hashes(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that open nothing, where hundreds are asked for."""
    monkeypatch.setattr(hashlib, "scrypt", lambda _password, **_settings: bytes(32))


def assert_under_policy(answer: Response) -> None:
    kept = {name: value for name, value in HEADERS.items() if name != "content-type"}
    assert dict(answer.headers) | kept == dict(answer.headers)


# --- who holds the slip --------------------------------------------------------------------------------


def test_who_holds_the_slip_reads_where_the_dossier_is_and_nobodys_name(street: Street) -> None:
    page = street.look()

    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Đã tiếp nhận" in page.text
    assert ONE_STOP.name in page.text
    assert "Cấp giấy phép xây dựng" in page.text
    assert [said for said in (NAME, NUMBER, STREET, TELEPHONE, street.secret) if said in page.text] == []


def test_the_page_moves_with_the_dossier(street: Street) -> None:
    permit = Counter(street.exchange, street.code)
    papers = permit.sent(ONE_STOP, DEPARTMENT, document="HS-2026-0001")
    permit.done("handed-over", step=1, submission=papers)

    assert DEPARTMENT.name in street.look().text
    assert "Step 1: in work" in street.look(lang="en").text


def test_a_program_is_answered_in_json(street: Street) -> None:
    body = json.dumps({"code": street.code, "secret": street.secret}).encode()
    answer = street.ask("POST", "/v1/track", body, accept="*/*", content_type="application/json")

    assert answer.body["code"] == street.code
    assert answer.body["centre"] == ONE_STOP.name
    assert answer.headers["content-type"] == "application/json"
    assert_under_policy(answer)


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (BROWSER, "text/html; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("text/vnd.wap.wml, image/gif", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/problem+json, application/json", "application/json"),
        ("application/json, text/html", "application/json"),
        ("text/html, application/json", "text/html; charset=utf-8"),
    ],
)
def test_the_form_of_the_answer_is_what_was_asked_for(street: Street, accept: str, wanted: str) -> None:
    assert street.look(accept=accept).headers["content-type"] == wanted


def test_the_secret_may_be_typed_as_people_type(street: Street) -> None:
    typed = f" {street.secret[:4].lower()}-{street.secret[4:]} "
    assert street.look(f" {street.code.lower()} ", typed).status == 200


def test_of_a_slip_that_was_printed_again_the_last_one_counts(street: Street) -> None:
    again = street.exchange.call(
        ONE_STOP, "POST", "/v1/dossiers", visit("luot-0000000000001", handed(PERMIT))
    )

    assert again.status == 200
    assert street.look().status == 404
    assert street.look(secret=again.body["secret"]).status == 200


# --- who guesses ---------------------------------------------------------------------------------------


def forgotten(street: Street) -> None:
    """The person is deleted, as the table does it by itself."""
    del street.exchange.dossiers._people[street.code]


def overdue_for_deletion(street: Street) -> None:
    """The person's time is over, and the table has not come to it yet."""
    person = street.exchange.dossiers._people[street.code]
    now = int(street.exchange.clock.now().timestamp())
    street.exchange.dossiers._people[street.code] = replace(person, expires_at=now)


@pytest.mark.parametrize("gone", [forgotten, overdue_for_deletion])
def test_a_person_who_is_deleted_a_wrong_secret_and_an_unknown_code_are_the_same_answer_and_work(
    street: Street, gone: Any
) -> None:
    wrong = street.work(street.code, WRONG)
    gone(street)
    right_but_gone = street.work(street.code, street.secret)
    street.exchange.dossiers._filed.clear()
    street.exchange.dossiers._people.clear()
    unknown = street.work(street.code, WRONG)

    assert wrong[0].status == 404
    assert wrong == right_but_gone == unknown
    assert wrong[1:] == (["count", "count", "count", "lock"], 1)


@pytest.mark.parametrize("code", ["hồ sơ của tôi", "000.00.14.H20-200730-0000", "x" * 300, "000.00.14.H20"])
def test_a_malformed_code_is_the_same_answer_and_work(street: Street, code: str) -> None:
    unknown, malformed = street.work(f"{street.code[:-4]}9999", WRONG), street.work(code, WRONG)

    assert (unknown[0].status, dict(unknown[0].headers)) == (malformed[0].status, dict(malformed[0].headers))
    assert unknown[1:] == malformed[1:]
    as_json = [
        street.look(one, WRONG, accept="application/json") for one in (f"{street.code[:-4]}9999", code)
    ]
    assert as_json[0] == as_json[1], "told to a program, they are one answer to the byte"


def test_only_who_has_opened_it_makes_the_exchange_read_the_story(street: Street) -> None:
    answer, calls, hashes = street.work(street.code, street.secret)

    assert answer.status == 200
    assert (calls, hashes) == (["count", "count", "count", "lock", "story", "described"], 1)


def test_one_secret_opens_no_dossier_of_another_visit(street: Street) -> None:
    body = visit("luot-0000000000002", handed(PERMIT), confirm=True)
    other = street.exchange.call(ONE_STOP, "POST", "/v1/dossiers", body).body

    assert street.look(other["dossiers"][0]["code"], street.secret).status == 404
    assert street.look(street.code, other["secret"]).status == 404


# --- how often -----------------------------------------------------------------------------------------


def test_who_tries_one_code_too_often_waits_and_costs_no_hash(street: Street) -> None:
    for _ in range(ONE_CODE_FROM_ONE_ADDRESS.most):
        assert street.look(secret=WRONG).status == 404
    refused, calls, hashes = street.work(street.code, street.secret)

    assert (refused.status, calls, hashes) == (429, ["count"], 0)
    wait = int(refused.headers["retry-after"])
    assert 0 < wait <= ONE_CODE_FROM_ONE_ADDRESS.window.total_seconds()
    assert "Đề nghị thử lại sau" in refused.text
    assert "Looked up too often" in street.look(lang="en").text
    assert_under_policy(refused)
    street.exchange.clock.advance(wait - 1)
    assert street.look().status == 429
    street.exchange.clock.advance(1)
    assert street.look().status == 200


def test_who_guesses_at_anothers_dossier_does_not_keep_the_applicant_out(street: Street) -> None:
    for _ in range(3 * ONE_CODE_FROM_ONE_ADDRESS.most):
        street.look(secret=WRONG, at="198.51.100.66")

    assert street.look(at="203.0.113.7").status == 200


@pytest.mark.usefixtures("quick_hashes")
def test_one_address_may_ask_for_many_dossiers_and_not_for_all_of_them(street: Street) -> None:
    for number in range(ONE_ADDRESS.most):
        assert street.look(f"{street.code[:-4]}{number + 2:04}", WRONG).status == 404

    assert street.look().status == 429
    assert street.look(at="203.0.113.8").status == 404, "it was compared again"


@pytest.mark.usefixtures("quick_hashes")
def test_many_addresses_together_may_not_guess_at_one_dossier_and_a_minute_later_it_is_free(
    street: Street,
) -> None:
    for number in range(ONE_CODE.most):
        assert street.look(secret=WRONG, at=f"198.51.100.{number}").status == 404

    refused = street.look(at="203.0.113.7")
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) <= ONE_CODE.window.total_seconds()
    street.exchange.clock.advance(ONE_CODE.window)
    assert street.look(at="203.0.113.7").status == 404, "it was compared again"


def test_what_one_counter_refuses_the_next_does_not_count(street: Street) -> None:
    for _ in range(ONE_CODE.most):
        street.look(secret=WRONG, at="198.51.100.66")

    assert sorted(street.exchange.tracking.looks.values()) == [ONE_CODE_FROM_ONE_ADDRESS.most] * 3


@pytest.mark.parametrize("form", ["application/json", BROWSER])
def test_too_often_is_told_to_programs_and_to_people_alike(street: Street, form: str) -> None:
    for _ in range(ONE_CODE_FROM_ONE_ADDRESS.most):
        street.look(secret=WRONG)
    refused = street.look(accept=form)

    assert refused.status == 429
    assert int(refused.headers["retry-after"]) > 0
    if form == "application/json":
        assert refused.code == "tracking.too-often"
        assert refused.body["seconds"] == int(refused.headers["retry-after"])


def test_an_address_stands_in_no_counter_as_it_is_and_no_two_windows_can_be_joined(street: Street) -> None:
    now, key = street.exchange.clock.now(), bytes(32)
    first = tallies(street.code, "203.0.113.7", now, key)
    later = tallies(street.code, "203.0.113.7", now + timedelta(minutes=10), key)
    other_key = tallies(street.code, "203.0.113.7", now, b"\1" * 32)

    keys = [one.key for told in (first, later, other_key) for one in told]
    assert len(set(keys)) == len(keys) == 9
    assert all(len(bytes.fromhex(key)) == 32 for key in keys)
    assert all(timedelta() < one.until - now <= timedelta(minutes=10) for one in first)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2ff:ffff::1", False),
        ("2001:db8:1:200::1", "2001:db8:1:2ff:ffff::1", True),
        ("2001:db8:1:300::1", "2001:db8:1:2ff:ffff::1", False),
        ("", "unknown", True),
    ],
)
def test_a_subscriber_of_ipv6_counts_as_one_whatever_address_is_taken(
    one: str, other: str, same: bool
) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_the_key_of_a_day_is_asked_for_once(street: Street) -> None:
    asked = street.exchange.digests._known
    before = len(asked)
    for _ in range(3):
        street.look()
    assert len(asked) == before + 1
    street.exchange.clock.advance(timedelta(days=1))
    assert street.look().status == 200
    assert len(asked) == before + 2


# --- the form ------------------------------------------------------------------------------------------


def test_the_slips_address_fills_its_code_in_and_reads_nothing(street: Street) -> None:
    page = street.ask("GET", f"/v1/track/{street.code.lower()}")

    assert page.status == 200
    assert f'value="{street.code}"' in page.text
    assert street.exchange.tracking.calls == []
    assert_under_policy(page)


@pytest.mark.parametrize("code", [HOSTILE, "x" * 200, "javascript:alert(1)", "%0d%0aset-cookie:x"])
def test_what_is_no_code_is_not_repeated_from_an_address(street: Street, code: str) -> None:
    page = street.ask("GET", f"/v1/track/{quote(code, safe='')}")

    assert page.status == 200
    assert 'name="code" value=""' in page.text
    assert code not in page.text
    assert_under_policy(page)


@pytest.mark.parametrize("code", ["\0", "x" * 10_000, "a\nb", "\u202eđảo"])
def test_an_address_that_nothing_can_have_is_answered_with_the_form(street: Street, code: str) -> None:
    page = street.ask("GET", f"/v1/track/{quote(code, safe='')}")

    assert page.status == 404
    assert '<form method="post"' in page.text
    assert code not in page.text
    assert_under_policy(page)


@pytest.mark.parametrize(
    ("query", "language"), [("", "vi"), ("lang=en", "en"), ("lang=xx", "vi"), ("&lang=en&", "en")]
)
def test_the_page_speaks_the_language_that_the_address_names(
    street: Street, query: str, language: str
) -> None:
    assert f'<html lang="{language}">' in street.ask("GET", "/v1/track", query=query).text


# --- what is no look -----------------------------------------------------------------------------------

UNREADABLE: Mapping[str, tuple[str, bytes]] = {
    "no content type": ("", b"code=1&secret=2"),
    "another content type": ("text/plain", b"code=1&secret=2"),
    "a file": ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--"),
    "XML": ("application/xml", b"<code/>"),
    "nothing": (FORM, b""),
    "no secret": (FORM, b"code=000.00.14.H20-200703-0002"),
    "an empty secret": (FORM, b"code=000.00.14.H20-200703-0002&secret="),
    "a blank secret": (FORM, b"code=000.00.14.H20-200703-0002&secret=++"),
    "a field twice": (FORM, b"code=1&secret=2&secret=3"),
    "another field": (FORM, b"code=1&secret=2&debug=1"),
    "not UTF-8": (FORM, b"code=\xff\xfe&secret=2"),
    "not UTF-8, encoded": (FORM, b"code=%ff%fe&secret=2"),
    "no form": (FORM, b"&&&"),
    "not JSON": ("application/json", b"{"),
    "a list": ("application/json", b'["code", "secret"]'),
    "numbers": ("application/json", b'{"code": 1, "secret": 2}'),
    "a member twice": ("application/json", b'{"code": "1", "secret": "2", "secret": "3"}'),
    "deep JSON": ("application/json", b"[" * 1000),
    "nested": ("application/json", b'{"code": {"code": "1"}, "secret": "2"}'),
}


@pytest.mark.parametrize("accept", [BROWSER, "application/json"], ids=["page", "json"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_not_two_codes_is_refused_before_anything_is_counted(
    street: Street, name: str, accept: str
) -> None:
    content_type, body = UNREADABLE[name]
    answer = street.ask("POST", "/v1/track", body, accept=accept, content_type=content_type)

    assert answer.status == 400
    assert street.exchange.tracking.calls == []
    assert_under_policy(answer)
    if accept == BROWSER:
        assert "Đề nghị điền đủ hai mã" in answer.text
        assert "Fill in both codes" in answer.text
    else:
        assert answer.code == "tracking.unreadable"


def test_who_left_a_field_empty_need_not_type_the_code_again(street: Street) -> None:
    page = street.look(secret="")

    assert page.status == 400
    assert f'value="{street.code}"' in page.text
    assert f"/v1/track/{street.code}?lang=en" in page.text
    assert 'name="code" value=""' in street.look(HOSTILE, "").text


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 10_000, 7_000_000])
def test_more_than_a_kilobyte_is_not_looked_at(street: Street, size: int) -> None:
    answer = street.ask("POST", "/v1/track", b"code=" + b"x" * (size - 5), content_type=FORM)

    assert answer.status == 413
    assert street.exchange.tracking.calls == []
    assert '<form method="post"' in answer.text
    assert_under_policy(answer)


@pytest.mark.parametrize("code", [HOSTILE, "\0\x1b[2J", "\u202eđảo", "' OR 1=1 --", "{{7*7}}", "x" * 400])
def test_what_was_typed_for_a_code_is_repeated_escaped_and_short(street: Street, code: str) -> None:
    page = street.look(code, WRONG)

    assert page.status == 404
    assert "<script>alert" not in page.text
    assert "\0" not in page.text
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text
    assert "x" * 41 not in page.text


@pytest.mark.parametrize("fails", ["count", "lock", "story", "described"])
def test_whatever_fails_people_are_told_to_try_again_and_then_it_works(
    street: Street, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def busy(*_: object) -> None:
        raise Throttled

    with monkeypatch.context() as patch:
        patch.setattr(street.exchange.tracking, fails, busy)
        page, problem = street.look(), street.look(accept="application/json")
        english = street.look(lang="en").text

    assert (page.status, problem.status) == (503, 503)
    assert "Đề nghị thử lại sau ít phút" in page.text
    assert "Try again in a few minutes" in english
    assert problem.headers["retry-after"] == "2"
    assert_under_policy(page)
    assert_under_policy(problem)
    assert street.look().status == 200


@pytest.mark.parametrize("lost", ["_procedures", "_filed"])
def test_records_that_contradict_are_a_page_and_name_nobody(street: Street, lost: str) -> None:
    """A dossier without procedure or events: its slip's holder is told so, and the operator as well."""
    getattr(street.exchange.dossiers, lost).clear()
    page, problem = street.look(), street.look(accept="application/json")

    assert (page.status, problem.code) == (500, "exchange.integrity-fault")
    assert "Hiện chưa tra cứu được" in page.text
    assert NAME not in problem.text
    assert_under_policy(page)
    assert street.exchange.telemetry.requests[-1].code == "exchange.integrity-fault"


def test_neither_code_nor_secret_nor_address_is_in_a_log_line_or_a_metric(street: Street) -> None:
    street.look()
    street.look(secret=WRONG)
    street.ask("GET", f"/v1/track/{street.code}")
    for _ in range(ONE_CODE_FROM_ONE_ADDRESS.most):
        street.look(secret=WRONG)

    told = street.exchange.telemetry.requests[-4:]
    assert {(one.route, one.caller) for one in told} == {("POST /v1/track", "")}
    lines = repr(street.exchange.telemetry.requests) + repr(vars(street.exchange.telemetry))
    assert [said for said in (street.secret, WRONG, street.code, "203.0.113.7") if said in lines] == []
    assert told[-1].code == "tracking.too-often"
