"""Whatever is sent, the answer is one of those published, and what is refused leaves nothing behind."""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.model.agency import Agency
from lienthong_local.schemas.examples import EXAMPLES
from lienthong_local.schemas.routes import ROUTES, Route
from tests.builders.agencies import DEPARTMENT, DISTRICT, REGISTRAR
from tests.builders.certificates import self_signed_pem
from tests.builders.letters import letter, ticketed
from tests.doubles.composed import ComposedExchange, Response, composed, encode
from tests.published_api import assert_as_published

Json = Any
#: What a platform carries of an answer.
LARGEST_ANSWER = 1_000_000
WITH_BODY = [route for route in ROUTES if route.takes]
CALLERS = (DISTRICT, DEPARTMENT, REGISTRAR)
#: A sound body of each kind, from which the mutations start.
SOUND: dict[str, list[Json]] = {
    "submit": [
        letter(),
        letter("VB-2", attachments=[ticketed()]),
        letter("VB-3", business="replacement", targets=["VB-1"], reason="Sai số liệu", due_on="2026-04-01"),
    ],
    "changeAgency": [EXAMPLES["registerAgency"]["department"]],
    "addTrustAnchor": [
        {"certificate": self_signed_pem("Gốc"), "is_root": True, "valid_from": "2025-01-01T00:00:00Z"}
    ],
} | {name: list(named.values()) for name, named in EXAMPLES.items() if name != "submit"}

# Lone surrogates stand in JSON as escapes; every other character is sent as it is.
any_text = st.text(st.characters(), max_size=60)
any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | any_text
    | st.sampled_from(
        ["", "Mật", "\ud800", "2026-02-30", "9999-12-31", "0001-01-01T00:00:00+14:00", "=" * 9]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)


class Watched:
    """An exchange whose every answer is checked, and in which a refusal must change nothing."""

    def __init__(self, exchange: ComposedExchange) -> None:
        self.exchange = exchange
        self.standing = consigned(exchange)

    def send(self, event: dict[str, Any]) -> Response:
        before = self.stored()
        response = self.exchange.send(event)
        assert len(response.text.encode()) < LARGEST_ANSWER
        if response.status >= 400:
            assert self.stored() == before
        return response

    def stored(self) -> tuple[int, ...]:
        parts = self.exchange
        return (
            len(parts.exchange.committed),
            len(parts.exchange._submissions),
            len(parts.content.digests()),
            len(parts.staging._open),
            len(parts.registry.committed),
            len(parts.trust.committed),
        )

    def event(self, caller: Agency, route: Route, body: bytes = b"", query: str = "") -> dict[str, Any]:
        known = {"id": self.standing, "code": "000.00.30.H39", "queue": "routing"}
        # Nothing stands under the other names; there is nothing to find, and that is an answer too.
        path = route.path.format_map(defaultdict(lambda: "01KAB000000000000000000000", known))
        return self.exchange.signed(caller, route.method.upper(), path, body or None, query)


def consigned(exchange: ComposedExchange) -> str:
    """The id of a letter that stands in the department's inbox."""
    sent = exchange.call(DISTRICT, "POST", "/v1/submissions", letter("VB-1"))
    exchange.settle()
    return str(sent.body["submission_id"])


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with composed(watch=assert_as_published) as exchange:
        yield Watched(exchange)


def callers_and_routes() -> st.SearchStrategy[tuple[Agency, Route]]:
    return st.tuples(st.sampled_from(CALLERS), st.sampled_from(WITH_BODY))


@given(whom_and_what=callers_and_routes(), body=st.binary(max_size=200))
def test_arbitrary_bytes_get_a_published_answer(
    watched: Watched, whom_and_what: tuple[Agency, Route], body: bytes
) -> None:
    watched.send(watched.event(*whom_and_what, body))


@given(whom_and_what=callers_and_routes(), body=any_json)
def test_arbitrary_json_gets_a_published_answer(
    watched: Watched, whom_and_what: tuple[Agency, Route], body: Json
) -> None:
    watched.send(watched.event(*whom_and_what, json.dumps(body).encode()))


def places_in(value: Json, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value below its root."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in inner:
        yield (*at, key)
        yield from places_in(entry, (*at, key))


def mutate(data: st.DataObject, body: Json) -> Json:
    """The body with one thing removed, replaced, doubled or added somewhere."""
    changed = copy.deepcopy(body)
    *way, last = data.draw(st.sampled_from(list(places_in(changed))), label="place")
    holder: Json = changed
    for step in way:
        holder = holder[step]
    act = data.draw(st.sampled_from(["remove", "replace", "double", "add"]), label="act")
    if act == "remove":
        del holder[last]
    elif act == "replace":
        holder[last] = data.draw(any_json, label="value")
    elif act == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[0]))
    elif isinstance(holder, dict):
        holder[data.draw(any_text, label="name")] = data.draw(any_json, label="value")
    return changed


@given(whom_and_what=callers_and_routes(), data=st.data())
def test_a_sound_body_with_faults_somewhere_gets_a_published_answer(
    watched: Watched, whom_and_what: tuple[Agency, Route], data: st.DataObject
) -> None:
    caller, route = whom_and_what
    body = data.draw(st.sampled_from(SOUND[route.operation]), label="sound body")
    for _ in range(data.draw(st.integers(1, 4), label="faults")):
        body = mutate(data, body) if isinstance(body, dict) and body else body

    watched.send(watched.event(caller, route, json.dumps(body).encode()))


@given(data=st.data(), query=any_text.map(lambda text: quote(text, safe="=&+", errors="replace")))
def test_an_arbitrary_query_gets_a_published_answer(
    watched: Watched, data: st.DataObject, query: str
) -> None:
    route = data.draw(st.sampled_from([route for route in ROUTES if route.query]))
    name = data.draw(st.sampled_from(route.query))

    watched.send(watched.event(DISTRICT, route, query=f"{name}={query}"))


@given(query=any_text.filter(bool))
def test_a_query_changed_on_its_way_gets_nothing_but_401(watched: Watched, query: str) -> None:
    event = watched.exchange.signed(DISTRICT, "GET", "/v1/inbox")

    assert watched.send(event | {"rawQueryString": query}).status == 401


@given(data=st.data(), address=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_an_arbitrary_address_gets_a_published_answer(
    watched: Watched, data: st.DataObject, address: str
) -> None:
    pattern = data.draw(st.sampled_from(["/v1/submissions/{}", "/v1/inbox/{}", "/v1/agencies/{}"]))
    event = watched.exchange.signed(DISTRICT, "GET", pattern.format(quote(address, safe="")))

    watched.send(event)


@given(
    headers=st.fixed_dictionaries(
        {},
        optional={
            name: any_text
            | st.sampled_from(['lienthong=("@method");keyid="a#b"', "sha-256=:AA==:", "a=:AA==:"])
            for name in ("signature-input", "signature", "content-digest")
        },
    )
)
def test_arbitrary_signature_headers_get_nothing_but_401(watched: Watched, headers: dict[str, str]) -> None:
    event = watched.exchange.signed(DISTRICT, "POST", "/v1/submissions", encode(letter("VB-9")))
    event["headers"] = {"content-type": "application/json", **headers}

    assert watched.send(event).status == 401


@given(data=st.data())
def test_a_signed_request_with_any_byte_changed_gets_nothing_but_401(
    watched: Watched, data: st.DataObject
) -> None:
    event = watched.exchange.signed(DISTRICT, "POST", "/v1/submissions", encode(letter("VB-9")))
    name = data.draw(st.sampled_from(["signature-input", "signature", "content-digest", "body"]))
    text: str = event["body"] if name == "body" else event["headers"][name]
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(lambda c: c != text[place]))
    spoiled = text[:place] + other + text[place + 1 :]
    if name == "body":
        event["body"] = spoiled
    else:
        event["headers"][name] = spoiled

    response = watched.send(event)

    # A Base64 text may have more than one spelling of the same bytes: then nothing has changed.
    assert response.status == 401 or name == "signature"
