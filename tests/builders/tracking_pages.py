"""The tracking function's own answers, state by state: what an applicant may come to see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from lienthong.onestop.look_limits import ONE_CODE_FROM_ONE_ADDRESS
from lienthong.onestop.tracking_texts import Language
from tests.builders.agencies import DEPARTMENT, ONE_STOP
from tests.builders.visits import PERMIT, Counter, handed, ready, visit
from tests.doubles.composed import ComposedExchange, Response, composed, unsigned_event

FORM = "application/x-www-form-urlencoded"
WRONG = "2" * 8


def answers(language: Language) -> dict[str, Response]:
    """Every answer by the name of what it shows."""
    with composed() as exchange:
        return dict(_story(exchange, language))


def _story(exchange: ComposedExchange, language: Language) -> Iterator[tuple[str, Response]]:
    ready(exchange)
    visited = visit("luot-0000000000001", handed(PERMIT, outcome="receive"))
    taken = exchange.call(ONE_STOP, "POST", "/v1/dossiers", visited).body
    permit, secret = Counter(exchange, taken["dossiers"][0]["code"]), taken["secret"]

    def look(name: str, secret: str = secret) -> tuple[str, Response]:
        # Nobody has to wait for a counter: a quarter of an hour lies between two looks.
        exchange.clock.advance(timedelta(minutes=15))
        return name, _posted(exchange, language, permit.code, secret)

    yield "ask", _asked(exchange, f"/v1/track/{permit.code}", language)
    yield look("missed", WRONG)
    yield look("unreadable", "")
    yield look("new")
    permit.done("accepted")
    yield look("accepted")
    papers = permit.sent(ONE_STOP, DEPARTMENT, document="HS-1")
    permit.done("handed-over", step=1, submission=papers)
    yield look("in work")
    permit.done("supplement-requested", reason="papers-wrong")
    yield look("waiting for papers")
    permit.done("supplement-received")
    permit.done("obligation-imposed")
    yield look("waiting for payment")
    permit.done("obligation-met")
    exchange.clock.advance(timedelta(days=60))
    yield look("overdue")
    opinion = permit.sent(DEPARTMENT, ONE_STOP, document="KQ-1")
    permit.done("step-finished", DEPARTMENT, step=1, submission=opinion)
    permit.done("decided", granted=False)
    yield look("done")
    permit.done("returned")
    yield look("returned")
    for _ in range(ONE_CODE_FROM_ONE_ADDRESS.most):
        _posted(exchange, language, permit.code, WRONG)
    yield "limited", _posted(exchange, language, permit.code, secret)


def _asked(exchange: ComposedExchange, path: str, language: Language) -> Response:
    return exchange.send(unsigned_event("GET", path, query=f"lang={language}"))


def _posted(exchange: ComposedExchange, language: Language, code: str, secret: str) -> Response:
    form = urlencode({"lang": language, "code": code, "secret": secret}).encode()
    event = unsigned_event("POST", "/v1/track", form)
    event["headers"] = {"accept": "text/html", "content-type": FORM}
    return exchange.send(event)
