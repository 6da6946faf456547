"""Whatever a stranger sends to the tracking page: an answer under its policy, nothing run, nothing raw."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from lienthong.onestop.tracking_page import HEADERS
from tests.doubles.composed import ComposedExchange, Response, composed, unsigned_event

FORM = "application/x-www-form-urlencoded"
KEPT = {name: value for name, value in HEADERS.items() if name != "content-type"}
#: What a page may be made of; a script, a picture or a frame is none of it.
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "h1", "h2", "p", "a"),
    *("div", "form", "label", "input", "button"),
}
anything = st.text() | st.text(alphabet="<>\"'&/ =\0\r\n\u202e%scriptonload", max_size=60)
headers = st.fixed_dictionaries(
    {
        "content-type": st.sampled_from([FORM, "application/json", "text/plain", ""]) | st.text(max_size=40),
        "accept": st.sampled_from(["text/html", "application/json", "*/*", ""]) | st.text(max_size=40),
    }
)


@pytest.fixture(scope="module")
def exchange() -> Iterator[ComposedExchange]:
    """An exchange without dossiers, whose hashes are quick and open nothing."""
    with composed() as parts, pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashlib, "scrypt", lambda _password, **_settings: bytes(32))
        yield parts


def post(exchange: ComposedExchange, body: bytes, sent: dict[str, str]) -> Response:
    event = unsigned_event("POST", "/v1/track")
    event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True, "headers": sent}
    # As if each came from another street; how often is another test's.
    exchange.tracking.looks.clear()
    return exchange.send(event)


def assert_harmless(answer: Response) -> None:
    assert answer.status in (200, 400, 404, 413), answer.text
    assert KEPT.items() <= dict(answer.headers).items()
    if answer.headers["content-type"].startswith("text/html"):
        page: Any = html.document_fromstring(answer.text)
        assert {one.tag for one in page.iter()} <= ELEMENTS
        names = {name for one in page.iter() for name in one.attrib}
        assert not {name for name in names if name.startswith("on")}
        assert all(link.startswith("/v1/track") for link in page.xpath("//a/@href"))
    else:
        json.loads(answer.text)


@given(body=st.binary(max_size=1_200), sent=headers)
def test_any_bytes_are_answered(exchange: ComposedExchange, body: bytes, sent: dict[str, str]) -> None:
    assert_harmless(post(exchange, body, sent))


@given(code=anything, secret=anything, lang=anything, sent=headers)
def test_any_two_codes_are_answered_and_the_secret_is_not_told_back(
    exchange: ComposedExchange, code: str, secret: str, lang: str, sent: dict[str, str]
) -> None:
    fields = {"code": code, "secret": f"{secret}SECRETQQ", "lang": lang}
    for media_type, body in (
        (FORM, urlencode(fields, errors="surrogatepass").encode()),
        ("application/json", json.dumps(fields).encode()),
    ):
        answer = post(exchange, body, sent | {"content-type": media_type})
        assert_harmless(answer)
        assert "SECRETQQ" not in answer.text.replace(code, "")


@given(code=anything.filter(bool), query=anything)
def test_any_address_is_answered_with_the_form(exchange: ComposedExchange, code: str, query: str) -> None:
    address = f"/v1/track/{quote(code, safe='', errors='surrogatepass')}"
    event = unsigned_event("GET", address, query=query)
    event |= {"routeKey": "GET /v1/track/{dossier}", "pathParameters": {"dossier": code}, "headers": {}}
    answer = exchange.send(event)

    assert_harmless(answer)
    assert '<form method="post"' in answer.text
