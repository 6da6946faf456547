"""The monthly report: published once, corrected by versions that stay, proven by the log, checked offline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from lienthong.errors import Unavailable
from lienthong.measures.periods import Month
from lienthong.measures.reports import PublishedReport, digest_of, to_bytes
from lienthong.model.event import EventType
from lienthong.ports import ExchangeStore, LogFiles
from lienthong.services.measures_reading import MeasuresReading
from lienthong.services.measures_reports import MeasuresReports
from lienthong.services.published_reports import page_path, receipt_path, report_path, versions_of
from lienthong_client.command.exit_codes import ExitCode
from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.builders.command_office import Office, office
from tests.builders.letters import letter
from tests.builders.register_entries import entries, paper, secrets
from tests.doubles.composed import LOG_SIGNER, ComposedExchange
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.flaky import Disturbance, Flakiness, Strike

MARCH = Month(2026, 3)
VKEY = str(LOG_SIGNER.key)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """March 2026 is over: a letter was sent, another went on paper, and there were secrets."""
    with office(tmp_path) as made:
        exchange = made.exchange
        exchange.call(DISTRICT, "POST", "/v1/submissions", letter(recipients=[DEPARTMENT.code]))
        exchange.settle()
        _report_paper(exchange)
        exchange.project()
        _go_to(exchange.clock, datetime(2026, 4, 5, 17, 10, tzinfo=UTC))
        yield made


def _report_paper(exchange: ComposedExchange, number: str = "57") -> None:
    entry = paper() | {"number": number, "issued_on": "2026-03-01"}
    secret = secrets() | {"month": "2026-03"}
    answer = exchange.call(DISTRICT, "POST", "/v1/register/entries", entries(entry, secret))
    assert answer.status in (200, 201), answer.text


def _go_to(clock: FixedClock, at: datetime) -> None:
    clock.advance(at - clock.now())


def reports(exchange: ComposedExchange, **ports: Any) -> MeasuresReports:
    return MeasuresReports(
        MeasuresReading(exchange.views),
        ports.get("files", exchange.log_files),
        exchange.log_table,
        ports.get("store", exchange.exchange),
        exchange.clock,
    )


def published(exchange: ComposedExchange, version: int = 1, period: str = "2026-03") -> dict[str, Any]:
    """The report as anybody gets it, once the log has taken it in."""
    return exchange.call(None, "GET", f"/v1/log/reports/{period}/{version}").body


def publish(exchange: ComposedExchange) -> None:
    """Two hours of the schedule: the report, then its receipt."""
    reports(exchange).publish()
    exchange.log()
    exchange.clock.advance(timedelta(hours=1))
    reports(exchange).publish()


def test_the_month_before_is_reported_once_its_reporting_has_ended(desk: Office) -> None:
    exchange = desk.exchange
    publish(exchange)
    publish(exchange)
    assert exchange.call(None, "GET", "/v1/log/reports").body["reports"] == [
        {"period": "2026-03", "version": 1}
    ]
    report = published(exchange)["report"]
    ratios = report["total"]["by"]["document"]["ratios"]
    assert ratios["R1"] == {"numerator": 1, "denominator": 2, "percent": "50.0"}
    assert report["replaces"] is None
    named = [event for event in exchange.exchange.committed if event.type is EventType.MEASURES_REPORT]
    assert [event.details["report"] for event in named] == [digest_of(report)]


def test_before_the_sixth_in_vietnam_the_month_before_is_not_reported_yet(desk: Office) -> None:
    exchange = desk.exchange
    early = FixedClock(datetime(2026, 4, 5, 16, 59, tzinfo=UTC))
    MeasuresReports(
        MeasuresReading(exchange.views), exchange.log_files, exchange.log_table, exchange.exchange, early
    ).publish()
    assert versions_of(exchange.log_files, MARCH) == []


def test_what_is_public_names_no_document_and_no_count_of_secrets(desk: Office) -> None:
    exchange = desk.exchange
    publish(exchange)
    told = json.dumps(published(exchange)) + exchange.call(None, "GET", _page()).content.decode()
    assert "secret" not in told
    assert "lt-" not in told
    assert DISTRICT.code in told


def _page() -> str:
    return "/v1/log/reports/2026-03/1/page"


def test_the_page_says_the_ratios_in_both_languages_and_runs_nothing(desk: Office) -> None:
    publish(desk.exchange)
    answer = desk.exchange.call(None, "GET", _page())
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = answer.content.decode()
    assert "50,0 % (1/2)" in page
    assert "Electronic documents" in page
    assert "<script" not in page
    assert "http" not in page


@pytest.mark.parametrize("address", ["2026-03/2", "2026-02/1", "2026-03/0", "2026/1", "x/1", "2026-03/01"])
def test_a_report_that_is_not_there_is_not_found(desk: Office, address: str) -> None:
    publish(desk.exchange)
    assert desk.exchange.call(None, "GET", f"/v1/log/reports/{address}").status == 404


def test_late_entries_lead_to_one_corrected_version_a_month_that_names_the_one_before(desk: Office) -> None:
    exchange = desk.exchange
    publish(exchange)
    first = published(exchange)
    _report_paper(exchange, "58")
    exchange.project()
    publish(exchange)
    assert versions_of(exchange.log_files, MARCH) == [1]
    _go_to(exchange.clock, datetime(2026, 5, 6, 1, 0, tzinfo=UTC))
    publish(exchange)
    publish(exchange)
    assert versions_of(exchange.log_files, MARCH) == [1, 2]
    second = published(exchange, 2)["report"]
    assert second["replaces"] == digest_of(first["report"])
    assert second["total"]["late_entries"] == 1
    assert second["total"]["by"]["document"]["ratios"]["R1"]["denominator"] == 3
    assert published(exchange) == first


def test_a_report_whose_figures_stand_is_not_published_again(desk: Office) -> None:
    exchange = desk.exchange
    publish(exchange)
    _go_to(exchange.clock, datetime(2026, 5, 6, 1, 0, tzinfo=UTC))
    publish(exchange)
    assert versions_of(exchange.log_files, MARCH) == [1]


def test_whatever_call_fails_the_next_run_comes_to_one_report_one_event_and_its_receipt(desk: Office) -> None:
    exchange = desk.exchange
    for call in range(40):
        for disturbance in (Disturbance.FAILS_BEFORE, Disturbance.FAILS_AFTER):
            flaky = Flakiness()
            files = cast("LogFiles", flaky.around("files", exchange.log_files))
            store = cast("ExchangeStore", flaky.around("exchange", exchange.exchange))
            flaky.arm(Strike(call, disturbance))
            with suppress(Unavailable):
                reports(exchange, files=files, store=store).publish()
            exchange.log()
    publish(exchange)
    assert versions_of(exchange.log_files, MARCH) == [1]
    named = [event for event in exchange.exchange.committed if event.type is EventType.MEASURES_REPORT]
    assert len(named) == 1
    assert published(exchange)["receipt"]


# --- offline --------------------------------------------------------------------------------------


@pytest.fixture
def kept(desk: Office) -> Path:
    """The report as somebody keeps it."""
    publish(desk.exchange)
    path = desk.folder / "report.json"
    path.write_text(json.dumps(published(desk.exchange)))
    return path


def verified(desk: Office, path: Path, lang: str = "en") -> tuple[int, str]:
    result = desk.run("ratios", "verify", path, "--key", VKEY, lang=lang)
    return result.exit_code, result.output


def test_a_report_is_proven_offline_by_the_logs_key_alone(desk: Office, kept: Path) -> None:
    code, told = verified(desk, kept)
    assert code == ExitCode.DONE, told
    assert "2026-03" in told
    code, told = verified(desk, kept, "vi")
    assert "đúng là báo cáo nhật ký ghi nhận" in told
    answer = json.loads(desk.run("ratios", "verify", kept, "--key", VKEY, "--json").output)
    assert answer["holds"] is True
    assert answer["counted"] <= answer["index"]


def _changed(kept: Path, change: Any) -> Path:
    document = json.loads(kept.read_text())
    change(document)
    kept.write_text(json.dumps(document))
    return kept


def _set_ratio(document: dict[str, Any]) -> None:
    document["report"]["total"]["by"]["document"]["ratios"]["R1"]["numerator"] = 2


def _set_counts(document: dict[str, Any]) -> None:
    document["report"]["agencies"][0]["counts"]["document.R4"] = 1


def _drop_receipt(document: dict[str, Any]) -> None:
    document["receipt"] = None


def _drop_agencies(document: dict[str, Any]) -> None:
    del document["report"]["agencies"]


def _set_kind(document: dict[str, Any]) -> None:
    document["report"]["kind"] = "report"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_set_ratio, "measures.report-other"),
        (_set_counts, "measures.report-other"),
        (_drop_agencies, "measures.report-other"),
        (_drop_receipt, "measures.report-unproven"),
        (_set_kind, "measures.report-malformed"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_changed_report_is_refused_with_the_reason(
    desk: Office, kept: Path, change: Any, code: str
) -> None:
    result = desk.run("ratios", "verify", _changed(kept, change), "--key", VKEY, "--json")
    assert result.exit_code == ExitCode.REFUSED
    assert json.loads(result.output)["code"] == code


def test_a_report_that_the_log_names_and_that_does_not_add_up_is_refused(desk: Office) -> None:
    exchange = desk.exchange
    reports(exchange).publish()
    path = report_path(MARCH, 1)
    del exchange.log_files.files[page_path(MARCH, 1)]
    report = json.loads(exchange.log_files.files[path])
    report["total"]["recalled"] = 7
    exchange.log_files.files[path] = to_bytes(report)
    exchange.exchange.committed = [
        event for event in exchange.exchange.committed if event.type is not EventType.MEASURES_REPORT
    ]
    publish(exchange)
    kept = desk.folder / "report.json"
    kept.write_text(json.dumps(published(exchange)))
    result = desk.run("ratios", "verify", kept, "--key", VKEY, "--json")
    assert json.loads(result.output)["code"] == "measures.report-sums"


def test_another_logs_key_proves_nothing(desk: Office, kept: Path) -> None:
    from tests.builders.note_keys import signer

    other = str(signer("lienthong.example/other").key)
    result = desk.run("ratios", "verify", kept, "--key", other, "--json")
    assert result.exit_code == ExitCode.REFUSED
    assert json.loads(result.output)["code"] == "receipt.refused"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\x00", b"[" * 100_000, b'{"report":{},"receipt":1}']
)
def test_whatever_is_no_report_is_refused_as_that(desk: Office, content: bytes) -> None:
    path = desk.folder / "x.json"
    path.write_bytes(content)
    result = desk.run("ratios", "verify", path, "--key", VKEY, "--json")
    assert json.loads(result.output)["code"] == "measures.report-malformed"


def test_a_published_report_is_read_back_as_it_is_handed_out(desk: Office, kept: Path) -> None:
    read = PublishedReport.from_bytes(kept.read_bytes())
    assert read.to_json() == json.loads(kept.read_text())
    assert receipt_path(MARCH, 1) in desk.exchange.log_files.files
