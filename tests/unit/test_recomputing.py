"""A view made anew from the log alone comes out as the one that stands, or every difference is told."""

from __future__ import annotations

from lienthong.ports import JsonObject, ViewKey
from lienthong.services.measures_view import MeasuresView, tally_key
from lienthong.services.recomputing import Difference, differences, recomputed
from tests.builders.agencies import DISTRICT
from tests.builders.measured import NOVEMBER, Counted, folded


def logged() -> Counted:
    counted = Counted().sent(1).on_paper(2).recalled(1).sent(3, targets=[])
    for event in counted.events:
        counted.logged.append(event)
    return counted


def standing(counted: Counted, until: int) -> list[tuple[ViewKey, JsonObject]]:
    return list(folded(counted.entries()[:until]).items())


def test_after_any_number_of_entries_the_view_made_anew_is_the_one_that_stands() -> None:
    counted = logged()
    for until in range(len(counted.events) + 1):
        anew = recomputed(MeasuresView(), counted.logged.following, until)
        assert list(differences(standing(counted, until), anew)) == []


def test_a_changed_a_missing_and_an_invented_record_are_each_told() -> None:
    counted = logged()
    anew = recomputed(MeasuresView(), counted.logged.following, len(counted.events))
    key = tally_key(NOVEMBER, DISTRICT.code)
    records = dict(standing(counted, len(counted.events)))
    first = next(one for one in records if one != key)
    missing = records.pop(first)
    records |= {key: {"document.total": 99}, ("C#2018-12", "nobody"): {"document.total": 1}}
    assert list(differences(records.items(), anew)) == [
        Difference(key, {"document.total": 99}, anew[key]),
        Difference(("C#2018-12", "nobody"), {"document.total": 1}, None),
        Difference(first, None, missing),
    ]
