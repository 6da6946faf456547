"""An applicant with a slip in front of the deployed exchange: no key, no account, an old telephone."""

from __future__ import annotations

import json

import httpx
import pytest

from lienthong.onestop.look_limits import ONE_CODE_FROM_ONE_ADDRESS
from lienthong.onestop.tracking_page import HEADERS
from lienthong_local.seeding import ProvinceOnline
from tests.end_to_end import one_stop_probes as one_stop

WRONG = "2" * 8


@pytest.fixture(scope="module")
def slip(online: ProvinceOnline) -> tuple[str, str]:
    """The two codes of a building permit's slip."""
    one_stop.set_up(online)
    return one_stop.slip_of(online, one_stop.PERMIT)


def open_form(online: ProvinceOnline, path: str) -> httpx.Response:
    transport = online.client(one_stop.CENTRE).transport
    return transport.http.get(f"{transport.url}{path}", headers={"accept": "text/html"})


def assert_under_policy(answer: httpx.Response) -> None:
    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)


def test_the_qr_code_leads_to_the_form_and_the_form_to_the_dossier(
    online: ProvinceOnline, slip: tuple[str, str]
) -> None:
    code, secret = slip
    form = open_form(online, f"/v1/track/{code}")
    assert form.status_code == httpx.codes.OK
    assert f'value="{code}"' in form.text

    page = one_stop.look_up(online, code, secret)
    assert page.status_code == httpx.codes.OK
    assert "Đã tiếp nhận" in page.text
    assert "Trung tâm Hành chính công huyện Cần Giuộc" in page.text
    for answer in (form, page):
        assert_under_policy(answer)
    assert [said for said in ("Nguyễn Thị Bưởi", secret) if said in page.text] == []


def test_the_page_says_what_the_centre_waits_for(online: ProvinceOnline) -> None:
    code, secret = one_stop.slip_of(online, one_stop.PERMIT)
    one_stop.act(online, code, kind="supplement-requested", reason="papers-missing")
    assert "Đang chờ Ông/Bà bổ sung giấy tờ" in one_stop.look_up(online, code, secret).text

    one_stop.act(online, code, kind="supplement-received")
    one_stop.act(online, code, kind="withdrawn")
    assert "Đã rút hồ sơ theo đề nghị của Ông/Bà" in one_stop.look_up(online, code, secret).text


def test_a_program_is_answered_in_json(online: ProvinceOnline, slip: tuple[str, str]) -> None:
    code, secret = slip
    answer = one_stop.look_up(online, code, secret, accept="application/json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["code"] == code

    refused = one_stop.look_up(online, code, WRONG, accept="application/json")
    assert (refused.status_code, refused.json()["code"]) == (404, "tracking.not-found")


def test_a_wrong_secret_and_an_unknown_code_are_one_answer(online: ProvinceOnline) -> None:
    code, secret = one_stop.slip_of(online, one_stop.COPY)
    unknown = f"{code[:-4]}9999"
    wrong, none = one_stop.look_up(online, code, WRONG), one_stop.look_up(online, unknown, secret)

    assert (wrong.status_code, none.status_code) == (404, 404)
    assert wrong.text.replace(code, "") == none.text.replace(unknown, "")
    assert wrong.headers.keys() == none.headers.keys()
    assert_under_policy(wrong)


def test_who_guesses_is_told_when_to_try_again_and_is_found_in_no_table_and_no_log(
    online: ProvinceOnline,
) -> None:
    code, secret = one_stop.slip_of(online, one_stop.COPY)
    for _ in range(ONE_CODE_FROM_ONE_ADDRESS.most):
        one_stop.look_up(online, code, WRONG)
    refused = one_stop.look_up(online, code, secret)

    # A window may have ended between two tries.
    if refused.status_code == httpx.codes.OK:
        for _ in range(ONE_CODE_FROM_ONE_ADDRESS.most):
            refused = one_stop.look_up(online, code, WRONG)
    assert refused.status_code == httpx.codes.TOO_MANY_REQUESTS
    assert 0 < int(refused.headers["retry-after"]) <= ONE_CODE_FROM_ONE_ADDRESS.window.total_seconds()
    assert "Đã tra cứu quá nhiều lần" in refused.text
    assert_under_policy(refused)
    counters = _counters(online)
    assert counters
    lines = [line for line in online.stack.function_logs() if '"service":"track"' in line.replace(" ", "")]
    assert lines
    kept = json.dumps(counters) + "\n".join(lines)
    assert [said for said in (code, secret, WRONG, "127.0.0.1") if said in kept] == []


def _counters(online: ProvinceOnline) -> list[object]:
    """The counters of looks that stand."""
    table = online.stack.output("NonceTable")
    pages = online.stack.aws.dynamodb.get_paginator("scan").paginate(TableName=table)
    return [
        dict(item) for page in pages for item in page["Items"] if item["PK"].get("S", "").startswith("LOOK#")
    ]


def test_what_is_no_look_is_a_page_too(online: ProvinceOnline) -> None:
    transport = online.client(one_stop.CENTRE).transport
    url, browser = f"{transport.url}/v1/track", {"accept": "text/html"}
    form = browser | {"content-type": "application/x-www-form-urlencoded"}
    answers = {
        400: transport.http.post(url, content=b"code=%ff&secret=%ff", headers=form),
        413: transport.http.post(url, content=b"x" * 5_000, headers=form),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert '<form method="post"' in answer.text
        assert_under_policy(answer)
