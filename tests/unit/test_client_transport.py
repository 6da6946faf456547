from __future__ import annotations

import ssl

import httpx
import pytest

from lienthong.errors import Conflict, IntegrityFault, Rejected, Unavailable
from lienthong_client.answers import Agencies, Story
from lienthong_client.calls import Calls
from lienthong_client.errors import (
    AnswerUnreadable,
    ExchangeUnreachable,
    ExchangeUntrusted,
    ProblemConflict,
    ProblemError,
    ProblemFault,
    ProblemRejected,
    ProblemUnavailable,
)
from lienthong_client.patience import Patience, retry_after
from tests.builders.client_world import NOW, World, problem, reply, story


def test_a_request_is_signed_over_its_path_query_and_body() -> None:
    world = World()
    world.on("POST /v1/submissions", reply(202))
    world.on("GET /v1/agencies", reply(body={"agencies": []}))

    world.transport().call("POST", "/v1/submissions", body={"subject": "Về việc"})
    Calls(world.transport()).get(Agencies, "/v1/agencies", {"search": "Cần Giuộc & Đức Hòa", "limit": None})

    # The world verified both; an unsigned or altered one would have raised there.
    assert len(world.nonces) == 2
    assert world.requests[1].url.params["search"] == "Cần Giuộc & Đức Hòa"
    assert "limit" not in world.requests[1].url.params


def test_limits_are_asked_for_without_a_signature() -> None:
    world = World()
    world.transport().call("GET", "/v1/limits", signed=False)
    assert "signature" not in world.requests[0].headers


def test_a_repeated_attempt_has_a_new_nonce_and_the_same_body() -> None:
    world = World()
    world.on("POST /v1/submissions", reply(503), httpx.ReadTimeout("slow"), reply(202))

    answer = world.transport().call("POST", "/v1/submissions", body={"document_id": "x"})

    assert answer.attempts == 3
    assert len(set(world.nonces)) == 3
    assert {request.content for request in world.requests} == {b'{"document_id":"x"}'}


def test_waits_double_up_to_their_ceiling() -> None:
    waits: list[float] = []
    patience = Patience(first=1.0, longest=6.0, pause=waits.append, chance=lambda: 0.0)
    for attempt in range(1, 6):
        patience.wait(attempt)
    assert waits == [0.5, 1.0, 2.0, 3.0, 3.0]


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("Fri, 23 Nov 2018 02:00:09 GMT", 9.0)])
def test_a_retry_after_is_waited_for(header: str, seconds: float) -> None:
    world = World()
    refused = problem(429, "exchange.throttled")
    refused.headers["retry-after"] = header
    world.on("GET /v1/inbox", refused, reply())
    world.transport().call("GET", "/v1/inbox")
    assert world.waits == [seconds]


@pytest.mark.parametrize("header", [None, "", "soon", "Fri, 99 Nov 2018"])
def test_a_retry_after_that_says_nothing_asks_for_nothing(header: str | None) -> None:
    assert retry_after(header, NOW) == 0.0


def test_a_retry_after_beyond_our_patience_is_told_at_once() -> None:
    world = World()
    refused = problem(503, "exchange.throttled")
    refused.headers["retry-after"] = "3600"
    world.on("GET /v1/inbox", refused)
    with pytest.raises(ProblemUnavailable):
        world.transport().call("GET", "/v1/inbox")
    assert world.waits == []


@pytest.mark.parametrize(
    ("status", "code", "kind", "family"),
    [
        (400, "request.malformed", ProblemRejected, Rejected),
        (401, "request.unauthenticated", ProblemRejected, Rejected),
        (404, "request.not-found", ProblemRejected, Rejected),
        (409, "submission.document-id-conflict", ProblemConflict, Conflict),
        (422, "envelope.rejected", ProblemRejected, Rejected),
        (500, "exchange.integrity-fault", ProblemFault, IntegrityFault),
    ],
)
def test_what_repeating_cannot_mend_is_raised_at_once(
    status: int, code: str, kind: type[ProblemError], family: type[Exception]
) -> None:
    world = World()
    world.on("GET /v1/inbox", problem(status, code))
    with pytest.raises(kind) as caught:
        world.transport().call("GET", "/v1/inbox")
    assert isinstance(caught.value, family)
    assert caught.value.code == code
    assert world.waits == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_until_patience_ends(status: int) -> None:
    world = World()
    world.on("GET /v1/inbox", lambda _: problem(status, "exchange.unavailable"))
    with pytest.raises(ProblemUnavailable) as caught:
        world.transport(attempts=3).call("GET", "/v1/inbox")
    assert isinstance(caught.value, Unavailable)
    assert caught.value.attempts == len(world.requests) == 3


def test_a_problem_carries_both_languages_every_fault_and_its_facts() -> None:
    world = World()
    faults = [
        {"pointer": "/number", "code": "envelope.missing", "en": "Number is missing.", "vi": "Thiếu số."},
        {"pointer": "/place", "code": "envelope.missing", "en": "Place is missing.", "vi": "Thiếu địa danh."},
    ]
    world.on("GET /v1/inbox", problem(422, "envelope.rejected", faults=faults, legal=["03"], count=2))
    with pytest.raises(ProblemRejected) as caught:
        world.transport().call("GET", "/v1/inbox")
    error = caught.value
    assert error.sentence("en") == "What happened. What to do."
    assert error.sentence("vi") == "Việc đã xảy ra. Đề nghị xử lý."
    assert [fault.to_json() for fault in error.faults] == faults
    assert error.facts == {"legal": ["03"], "count": 2}


def test_a_problem_tells_how_far_our_clock_is_off() -> None:
    world = World()
    late = problem(401, "request.unauthenticated")
    late.headers["date"] = "Fri, 23 Nov 2018 02:10:00 GMT"
    world.on("GET /v1/inbox", late)
    with pytest.raises(ProblemRejected) as caught:
        world.transport().call("GET", "/v1/inbox")
    assert caught.value.problem.clock_offset_seconds == 600


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"[1, 2]", b'{"code": 5}', b"\xff\xfe"])
def test_a_page_of_some_proxy_becomes_a_problem_with_both_languages(body: bytes) -> None:
    world = World()
    world.on("GET /v1/inbox", httpx.Response(403, content=body))
    with pytest.raises(ProblemRejected) as caught:
        world.transport().call("GET", "/v1/inbox")
    assert caught.value.code == "http.403"
    assert "403" in caught.value.sentence("vi")
    assert "403" in caught.value.sentence("en")


def test_no_answer_at_all_names_the_address_and_the_attempts() -> None:
    world = World()
    world.on("GET /v1/inbox", *[httpx.ConnectError("refused")] * 3)
    with pytest.raises(ExchangeUnreachable) as caught:
        world.transport(attempts=3).call("GET", "/v1/inbox")
    assert caught.value.facts["attempts"] == 3
    assert "https://exchange.example" in caught.value.sentence("vi")


def test_a_wrong_certificate_is_no_matter_of_patience() -> None:
    world = World()
    refused = httpx.ConnectError("certificate verify failed")
    refused.__cause__ = ssl.SSLCertVerificationError("self-signed certificate")
    refused.__cause__.verify_message = "self-signed certificate"
    world.on("GET /v1/inbox", refused)
    with pytest.raises(ExchangeUntrusted) as caught:
        world.transport().call("GET", "/v1/inbox")
    assert "self-signed" in caught.value.sentence("en")
    assert world.waits == []


def test_a_redirect_is_not_followed_with_a_signed_request() -> None:
    world = World()
    world.on("GET /v1/inbox", httpx.Response(302, headers={"location": "https://elsewhere.example/"}))
    with pytest.raises(AnswerUnreadable):
        world.transport().call("GET", "/v1/inbox")
    assert len(world.requests) == 1


@pytest.mark.parametrize("body", [b"", b"not json", b"{}", b'{"agencies": [{"code": 5}]}'])
def test_an_answer_of_another_shape_is_told_as_such(body: bytes) -> None:
    world = World()
    world.on("GET /v1/agencies", httpx.Response(200, content=body))
    with pytest.raises(AnswerUnreadable):
        Calls(world.transport()).get(Agencies, "/v1/agencies")


def test_members_of_a_newer_exchange_are_kept() -> None:
    world = World()
    world.on("GET /v1/submissions/x", reply(body={**story(), "of_next_year": {"a": 1}}))
    answer = Calls(world.transport()).get(Story, "/v1/submissions/x")
    assert dict(answer)["of_next_year"] == {"a": 1}
