"""The machine's clock and identifiers, and what is written to the log."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from lienthong.adapters.system import SystemClock, SystemIds
from lienthong.adapters.telemetry import Telemetry

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def test_the_clock_tells_utc_to_the_millisecond() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_event_ids_rise_with_time_and_within_a_millisecond() -> None:
    ids = SystemIds()
    made = [ids.event_id(NOON + timedelta(milliseconds=number // 100)) for number in range(1000)]
    assert made == sorted(set(made))
    assert all(len(one) == 26 for one in made)


def test_event_ids_differ_between_threads_and_processes() -> None:
    ids = SystemIds()
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: ids.event_id(NOON), range(400)))
    assert len(set(made)) == 400
    assert SystemIds().event_id(NOON) not in made


def test_nonces_hold_at_least_128_bits_of_url_safe_text() -> None:
    ids = SystemIds()
    made = {ids.nonce() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) * 6 >= 128 and one.replace("-", "").replace("_", "").isalnum() for one in made)


@pytest.fixture
def service(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The service's name, another for each test: Powertools keeps one logger, and its output, for each."""
    name = str(request.node.name)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", name)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "LienThong")
    return name


def test_a_count_is_a_metric_of_its_service(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    telemetry = Telemetry()
    telemetry.count("SubmissionRejected", 2)
    telemetry.count("Verdict", indication="TOTAL-PASSED")
    rejected, verdict = map(json.loads, capsys.readouterr().out.splitlines())
    (directive,) = rejected["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "LienThong"
    assert directive["Dimensions"] == [["service"]]
    assert (rejected["service"], rejected["SubmissionRejected"]) == (service, [2])
    assert verdict["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service", "indication"]]
    assert verdict["indication"] == "TOTAL-PASSED"


def test_a_failure_is_correlated_by_the_submission(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    Telemetry().failed("lt-1", "exchange.throttled", 3, given_up=False)
    line = json.loads(capsys.readouterr().out)
    assert (line["correlation_id"], line["code"], line["attempts"]) == ("lt-1", "exchange.throttled", 3)
    assert line["service"] == service


def test_an_answer_is_logged_by_its_route(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    Telemetry().answered("GET /v1/inbox/{id}", 404, "request.not-found", "H39")
    count, line = (json.loads(text) for text in capsys.readouterr().out.splitlines())
    assert (count["RequestRefused"], count["code"]) == ([1.0], "request.not-found")
    assert (line["route"], line["status"], line["caller"]) == ("GET /v1/inbox/{id}", 404, "H39")
    assert line["service"] == service
