"""What an entry says of levels and of types of documents, and what becomes of entries of earlier days."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.adapters import records
from lienthong.api import answers
from lienthong.api.registry_bodies import read_agency
from lienthong.model.agency import Agency
from lienthong.model.agency_level import AgencyLevel, level_of_code
from lienthong.model.envelope import DocumentType
from lienthong.model.type_rules import PaperType, TypeRule, type_as_written
from lienthong.model.type_texts import (
    UnreadableTypeRule,
    paper_type_text,
    read_paper_type,
    read_type_rule,
    type_rule_text,
)
from lienthong_local.province import load_agencies
from tests.builders.agencies import DEPARTMENT, REGISTRAR
from tests.doubles.composed import composed
from tests.doubles.services import Services

LETTER = DocumentType(2, 18, "Công văn")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("000.00.00.H39", "province"),
        ("000.00.18.H39", "province"),
        ("000.02.01.H39", "province"),
        ("000.00.30.H39", "district"),
        ("000.13.44.H39", "district"),
        ("000.20.31.H39", "commune"),
        ("H39", "province"),
        ("H39.7", "province"),
        ("H39.1.20", "province"),
        ("H39.30", "district"),
        ("H39.30.13", "district"),
        ("H39.31.20", "commune"),
        ("H39.31.20.2", "commune"),
        ("of no form", "province"),
    ],
)
def test_a_code_of_either_form_tells_the_level(code: str, level: str) -> None:
    assert level_of_code(code) == level


def test_the_level_of_every_agency_of_the_province_is_what_its_code_tells() -> None:
    assert [row.code for row in load_agencies() if row.level is not level_of_code(row.code)] == []


def test_an_entry_of_earlier_days_has_the_level_of_its_code_and_no_rules() -> None:
    entry = Agency("000.00.30.H39", "Ủy ban nhân dân huyện Cần Giuộc")
    item = records.agency_to_item(entry)
    for later in ("level", "mandatory_paper", "document_types"):
        item.pop(later, None)

    assert records.agency_from_item(item) == entry
    assert (entry.level, entry.mandatory_paper, entry.document_types) == (AgencyLevel.DISTRICT, (), ())


def test_a_level_that_is_said_goes_before_that_of_the_code() -> None:
    said = Agency("000.00.30.H39", "Ủy ban nhân dân phường Tân An", level=AgencyLevel.COMMUNE)
    assert replace(said, name="khác").level is AgencyLevel.COMMUNE
    assert AgencyLevel.COMMUNE.vi == "cấp xã"


def test_the_event_of_a_change_says_who_the_agency_is_from_then_on() -> None:
    exchange = Services()
    wanted = replace(DEPARTMENT, name="Sở Nội vụ", parent="000.00.30.H39")
    exchange.registering.change(exchange.caller(REGISTRAR), DEPARTMENT.code, wanted)
    assert exchange.registry.committed[-1].details["entry"] == {
        "name": "Sở Nội vụ",
        "parent": "000.00.30.H39",
        "level": "province",
        "effective_from": "2018-01-01",
        "ended_on": None,
        "successor": None,
        "receives_electronically": True,
        "aliases": ["H39.7", "SLĐTBXH.H39"],
    }


def test_what_is_entered_about_types_is_shown_as_it_was_entered() -> None:
    paper = [{"group": 2, "detail": 16, "basis": "QĐ 45/QĐ-UBND"}]
    rules = [
        {
            "group": 2,
            "detail": 18,
            "accepted": True,
            "written_group": 2,
            "written_detail": 0,
            "written_name": "CV",
        },
        {
            "group": 1,
            "detail": 0,
            "accepted": False,
            "written_group": None,
            "written_detail": None,
            "written_name": "",
        },
    ]
    entry = {
        "code": "H39.31.20",
        "name": "Ủy ban nhân dân xã An Vĩnh Ngãi",
        "effective_from": "2018-01-01",
        "mandatory_paper": paper,
        "document_types": rules,
    }
    with composed() as exchange:
        entered = exchange.call(REGISTRAR, "POST", "/v1/agencies", entry).body["agency"]
        shown = exchange.call(DEPARTMENT, "GET", "/v1/agencies/H39.31.20").body["agency"]
    assert (entered["level"], shown["level"]) == ("commune", "commune")
    assert (shown["mandatory_paper"], shown["document_types"]) == (paper, rules)


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "village"},
        {"mandatory_paper": [{"group": 3, "detail": 1}]},
        {"mandatory_paper": [{"group": 2, "detail": 0}]},
        {"document_types": [{"group": 2, "detail": 18, "written_group": 18}]},
        {"document_types": [{"group": 2, "detail": 18, "written_name": "x" * 101}]},
        {"document_types": [{"group": 2, "detail": 18, "written_name": "\u202e"}]},
        {"document_types": [{"group": 2, "detail": True}]},
        {"mandatory_paper": [{"group": 2, "detail": 1}] * 101},
    ],
)
def test_what_is_no_level_and_no_rule_is_refused(wrong: dict[str, object]) -> None:
    entry = {"code": "H39.19", "name": "Ban Quản lý", "effective_from": "2018-01-01", **wrong}
    with composed() as exchange:
        answer = exchange.call(REGISTRAR, "POST", "/v1/agencies", entry)
        assert answer.code == "request.malformed"
        assert [fault["pointer"].split("/")[1] for fault in answer.body["faults"]] == [next(iter(wrong))]
        assert exchange.registry.committed == []


# --- types as an agency has them --------------------------------------------------------------------


def test_a_type_is_written_as_the_agency_reads_it_and_the_closest_rule_decides() -> None:
    own = TypeRule(2, 18, written_group=2, written_detail=0)
    group = TypeRule(2, 0, written_group=1)
    named = TypeRule(2, 18, written_name="Công văn hành chính")
    assert type_as_written((), LETTER) == LETTER
    assert type_as_written((group, own), LETTER) == DocumentType(2, 0, "Công văn")
    assert type_as_written((group,), LETTER) == DocumentType(1, 18, "Công văn")
    assert type_as_written((named,), LETTER) == DocumentType(2, 18, "Công văn hành chính")
    assert type_as_written((own,), DocumentType(2, 16, "Tờ trình")) == DocumentType(2, 16, "Tờ trình")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2.18=1.1", TypeRule(2, 18, written_group=1, written_detail=1)),
        ("Công văn=2", TypeRule(2, 18, written_group=2, written_detail=0)),
        ("cong van = 2.18 Công văn hành chính", TypeRule(2, 18, True, 2, 18, "Công văn hành chính")),
        ("1.*=-", TypeRule(1, 0, accepted=False)),
    ],
)
def test_a_rule_is_read_as_a_registrar_writes_it(text: str, rule: TypeRule) -> None:
    assert read_type_rule(text) == rule


@pytest.mark.parametrize("text", ["", "2.18", "2.18=", "2.18=18", "3.1=2", "2.0=2", "Thư tay=2", "=2"])
def test_what_is_no_rule_is_told(text: str) -> None:
    with pytest.raises(UnreadableTypeRule):
        read_type_rule(text)


def test_what_goes_on_paper_is_read_with_the_list_that_says_so() -> None:
    assert read_paper_type("Tờ trình = QĐ 45/QĐ-UBND") == PaperType(2, 16, "QĐ 45/QĐ-UBND")
    assert read_paper_type("2.16") == PaperType(2, 16)
    for wrong in ("", "2.*", "2.0", "x"):
        with pytest.raises(UnreadableTypeRule):
            read_paper_type(wrong)


@given(
    st.integers(1, 2),
    st.integers(1, 99),
    st.text("abcđăâ =.", max_size=20).map(lambda text: " ".join(text.split())),
)
def test_what_is_written_is_read_as_it_was(group: int, detail: int, words: str) -> None:
    paper = PaperType(group, detail, words.strip())
    assert read_paper_type(paper_type_text(paper)) == paper
    for rule in (TypeRule(group, detail, True, group, detail, words), TypeRule(group, 0, accepted=False)):
        assert read_type_rule(type_rule_text(rule)) == rule


def test_an_entry_with_rules_survives_its_body_and_its_item() -> None:
    rules = (TypeRule(2, 18, written_group=2, written_detail=0), TypeRule(1, 0, accepted=False))
    entry = replace(
        DEPARTMENT,
        mandatory_paper=(PaperType(2, 16, "QĐ 45"),),
        document_types=rules,
        ended_on=date(2030, 1, 1),
    )
    assert records.agency_from_item(records.agency_to_item(entry)) == entry
    body = answers.agency(entry, viewer=REGISTRAR, on=date(2026, 3, 2))
    for own in ("state", "ended_on", "successor", "former"):
        body.pop(own)
    read = read_agency(json.dumps(body).encode())
    assert (read.mandatory_paper, read.document_types, read.level) == (
        entry.mandatory_paper,
        entry.document_types,
        entry.level,
    )
