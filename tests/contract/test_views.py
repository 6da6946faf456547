"""The contract of lienthong.ports.ViewStore."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from lienthong.adapters.dynamodb_views import DynamoDbViews
from lienthong.ports import JsonObject, Position, PositionMoved, ViewStore
from tests.contract.conftest import DYNAMODB_ENGINES, aws
from tests.doubles.memory_views import MemoryViews

START, ONE, TWO = Position(), Position(3, 0), Position(5, 3)
WHOLE: JsonObject = {
    "text": "Sở Nội vụ",
    "number": 2**40,
    "truth": True,
    "nothing": None,
    "list": ["a", 1, {"b": []}],
    "empty": {},
}


@pytest.fixture(params=DYNAMODB_ENGINES)
def views(request: pytest.FixtureRequest) -> ViewStore:
    engine = aws(request)
    return MemoryViews() if engine is None else DynamoDbViews(engine.dynamodb, engine.views_table)


@pytest.fixture
def view() -> str:
    return f"v{uuid.uuid4().hex[:12]}.1"


def test_a_view_that_was_never_folded_stands_at_the_beginning(views: ViewStore, view: str) -> None:
    assert views.position(view) == START
    assert views.items(view, [("p", "s")]) == {}
    assert views.items(view, []) == {}
    assert views.page(view, "p").items == ()


def test_records_and_position_are_read_as_they_were_written(views: ViewStore, view: str) -> None:
    views.commit(view, START, ONE, {("p#1", "s"): WHOLE, ("p#1", "đ"): {}})
    assert views.position(view) == ONE
    assert views.items(view, [("p#1", "s"), ("p#1", "đ"), ("p#1", "x"), ("p#1", "s")]) == {
        ("p#1", "s"): WHOLE,
        ("p#1", "đ"): {},
    }


def test_a_run_that_changes_nothing_still_moves_on(views: ViewStore, view: str) -> None:
    views.commit(view, START, ONE, {})
    views.commit(view, ONE, TWO, {})
    assert views.position(view) == TWO


def test_from_another_position_nothing_is_written(views: ViewStore, view: str) -> None:
    views.commit(view, START, ONE, {("p", "s"): {"n": 1}})
    for stale in (START, TWO):
        with pytest.raises(PositionMoved):
            views.commit(view, stale, TWO, {("p", "s"): {"n": 2}, ("p", "t"): {}})
        with pytest.raises(PositionMoved):
            views.commit(view, stale, TWO, {})
    assert views.position(view) == ONE
    assert views.items(view, [("p", "s"), ("p", "t")]) == {("p", "s"): {"n": 1}}


def test_records_are_replaced_and_deleted(views: ViewStore, view: str) -> None:
    views.commit(view, START, ONE, {("p", "a"): {"n": 1}, ("p", "b"): {"n": 1}, ("p", "c"): {"n": 1}})
    views.commit(view, ONE, TWO, {("p", "a"): {"n": 2}, ("p", "b"): None, ("p", "never"): None})
    views.remove(view, ("p", "c"))
    views.remove(view, ("p", "never"))
    assert views.page(view, "p").items == (("a", {"n": 2}),)


def test_of_many_runs_at_once_exactly_one_writes(views: ViewStore, view: str) -> None:
    gate = threading.Barrier(4)

    def run(number: int) -> bool:
        gate.wait()
        try:
            views.commit(view, START, ONE, {("p", "winner"): {"n": number}})
        except PositionMoved:
            return False
        return True

    with ThreadPoolExecutor(4) as runs:
        won = list(runs.map(run, range(4)))
    assert won.count(True) == 1
    assert views.items(view, [("p", "winner")]) == {("p", "winner"): {"n": won.index(True)}}


def test_a_transaction_takes_99_records(views: ViewStore, view: str) -> None:
    keys = [("p", f"{number:03d}") for number in range(99)]
    views.commit(view, START, ONE, {key: {} for key in keys})
    assert len(views.items(view, keys)) == 99


def test_a_partition_is_read_in_order_by_pages_from_both_ends(views: ViewStore, view: str) -> None:
    names = [f"{number:02d}" for number in range(7)]
    views.commit(view, START, ONE, {("p", name): {"n": name} for name in names} | {("q", "00"): {}})

    def read(*, newest_first: bool) -> list[str]:
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = views.page(view, "p", cursor=cursor, limit=3, newest_first=newest_first)
            found += [sort for sort, _ in page.items]
            cursor = page.cursor
            if cursor is None:
                return found

    assert read(newest_first=False) == names
    assert read(newest_first=True) == names[::-1]
    assert [sort for sort, _ in views.page(view, "p", first="02", last="04").items] == ["02", "03", "04"]
    assert views.page(view, "p", limit=7).cursor is None


def test_views_and_their_versions_do_not_see_each_other(views: ViewStore, view: str) -> None:
    later = view.replace(".1", ".2")
    views.commit(view, START, ONE, {("p", "s"): {"n": 1}})
    assert views.position(later) == START
    assert views.items(later, [("p", "s")]) == {}
    assert views.page(later, "p").items == ()
