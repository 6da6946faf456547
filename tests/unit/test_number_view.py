"""Numbers are unique to an agency, a year and a type (ND30 15.1); two documents under one are told."""

from __future__ import annotations

from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.register import Carriage
from lienthong.services.number_view import NumberView
from lienthong.services.viewing import Held
from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.builders.logged import Logged, document_facts, entries, submission_id
from tests.doubles.memory_views import MemoryViews

FIRST, SECOND, THIRD = (submission_id(number) for number in (1, 2, 3))


def told(*events: Event) -> list[tuple[str, str]]:
    """Who is told about which earlier one: (submission, earlier)."""
    view, held = NumberView(), Held("numbers.2", MemoryViews())
    for entry in entries(*events):
        view.fold(entry, held)
    return [
        (str(value["subject"]), str(details["earlier"]))
        for (partition, _), value in held.changes.items()
        if partition == "ANNOUNCE" and value and isinstance(details := value["details"], dict)
    ]


def accepted(log: Logged, submission: int, **facts: JsonValue) -> Event:
    return log.acceptance(submission, number="512", **facts)


def recalled(log: Logged, submission: int) -> Event:
    return log.event(EventType.RECALL_REQUEST, submission_id(submission), actor=DISTRICT.code)


def test_the_second_document_under_a_number_is_told_with_the_first() -> None:
    log = Logged()
    assert told(accepted(log, 1), accepted(log, 2)) == [(SECOND, FIRST)]
    assert told(accepted(log, 1), log.acceptance(2)) == []


def test_a_number_runs_for_one_year_one_type_and_one_agency() -> None:
    log = Logged()
    others: list[dict[str, JsonValue]] = [
        {"issued_on": "2019-01-01"},
        {"detail": 2},
        {"group": 1},
        {"sender": DEPARTMENT.code},
        {"notation": "UBND-NV"},
    ]
    for other in others:
        assert told(accepted(log, 1, issued_on="2018-12-31"), accepted(log, 2, **other)) == []


def test_a_recalled_document_gives_its_number_back() -> None:
    log = Logged()
    assert told(accepted(log, 1), recalled(log, 1), accepted(log, 2)) == []
    assert told(accepted(log, 1), accepted(log, 2), recalled(log, 1), accepted(log, 3)) == [
        (SECOND, FIRST),
        (THIRD, SECOND),
    ]


def test_a_replacement_bears_the_number_of_what_it_replaces() -> None:
    log = Logged()
    replacement = accepted(log, 2, business="replacement", targets=[FIRST])
    assert told(accepted(log, 1), replacement) == []
    assert told(accepted(log, 1), replacement, accepted(log, 3)) == [(THIRD, SECOND)]


def test_an_entry_that_comes_twice_says_nothing_new() -> None:
    log = Logged()
    first = accepted(log, 1)
    assert told(first, first) == []


def test_what_was_accepted_before_events_said_so_is_passed_over() -> None:
    log = Logged()
    old = log.event(EventType.SUBMISSION_ACCEPTANCE, FIRST, details={"document_id": "VB-1"})
    assert told(old, accepted(log, 2), recalled(log, 1)) == []


# --- with paper -------------------------------------------------------------------------------------


def reported(log: Logged, carriage: Carriage = Carriage.PAPER, number: str = "512") -> Event:
    """A paper letter of the district under the number, as its register has it."""
    written = {name: document_facts(1)[name] for name in ("notation", "issued_on", "group", "detail")}
    details: dict[str, JsonValue] = {**written, "number": number, "carriage": carriage.value}
    return log.event(EventType.REGISTER_ENTRY, DISTRICT.code, actor=DISTRICT.code, details=details)


def withdrawn(log: Logged, entry: Event) -> Event:
    details: dict[str, JsonValue] = {"entry": entry.event_id, "withdrawn": dict(entry.details)}
    return log.event(EventType.REGISTER_CORRECTION, DISTRICT.code, actor=DISTRICT.code, details=details)


def test_paper_and_electronic_documents_have_one_sequence() -> None:
    log = Logged()
    on_paper = reported(log)
    assert told(on_paper, accepted(log, 1)) == [(FIRST, on_paper.event_id)]
    assert told(accepted(log, 1), reported(log)) == [(DISTRICT.code, FIRST)]


def test_a_document_that_was_also_reported_as_parallel_is_one_whichever_came_first() -> None:
    log = Logged()
    parallel = reported(log, Carriage.PARALLEL)
    assert told(parallel, accepted(log, 1)) == []
    assert told(accepted(log, 1), parallel) == []
    assert told(accepted(log, 1), parallel, accepted(log, 2)) == [(SECOND, FIRST)]
    assert told(parallel, reported(log)) == [(DISTRICT.code, parallel.event_id)]


def test_a_withdrawn_entry_holds_no_number() -> None:
    log = Logged()
    entry = reported(log)
    assert told(entry, withdrawn(log, entry), accepted(log, 1)) == []
    assert told(withdrawn(log, entry), accepted(log, 1)) == []


def test_written_forms_of_one_number_are_one_number() -> None:
    log = Logged()
    assert told(accepted(log, 1), log.acceptance(2, number="0512", notation=" ubnd-vp")) == [(SECOND, FIRST)]


def test_of_secrets_there_is_no_number_to_be_borne_twice() -> None:
    log = Logged()
    details: dict[str, JsonValue] = {"number": None, "carriage": "secret", "issued_on": "2018-11-01"}
    secret = log.event(EventType.REGISTER_ENTRY, DISTRICT.code, actor=DISTRICT.code, details=details)
    assert told(secret, secret) == []


def test_a_hundred_documents_under_one_number_do_not_let_its_record_grow() -> None:
    log = Logged()
    view, held = NumberView(), Held("numbers.2", MemoryViews())
    for entry in entries(*(accepted(log, number) for number in range(1, 151))):
        view.fold(entry, held)
    longest = [value["holders"] for value in held.changes.values() if value and "holders" in value]
    assert [len(holders) for holders in longest if isinstance(holders, list)] == [100]
