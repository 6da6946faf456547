"""The pages of the public posting, in both languages, judged by axe-core in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders.agencies import ONE_STOP
from tests.builders.axe import judged
from tests.builders.visits import COPY, PERMIT, TRANSFER, ready
from tests.doubles.composed import composed

pytestmark = pytest.mark.oracle("chromium")


@pytest.mark.oracle("axe-core")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_posting_breaks_a_rule_of_axe(tmp_path: Path, language: str) -> None:
    paths = {"list": "/page"} | {code: f"/{code}/page" for code in (PERMIT, COPY, TRANSFER)}
    with composed() as exchange:
        ready(exchange)
        answers = {
            name: exchange.call(None, "GET", f"/v1/postings/{ONE_STOP.code}{path}", query=f"lang={language}")
            for name, path in paths.items()
        }
    told = judged(tmp_path, {name: answer.content.decode() for name, answer in answers.items()})
    assert [one["name"] for one in told] == list(paths)
    assert [(one["name"], one["violations"]) for one in told if one["violations"]] == []
    assert all("color-contrast" in one["passed"] for one in told)
