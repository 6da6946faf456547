"""The demonstration province's agencies."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from lienthong_local.province.errors import RegistryFileInvalid
from lienthong_local.province.registry import AGENCY_CODE, AgencyKind, load_agencies, read_agencies

CSV = Path(__file__).parents[2] / "local" / "lienthong_local" / "province" / "agencies.csv"
HEADER, FIRST, SECOND = CSV.read_text(encoding="utf-8").splitlines()[:3]


def test_the_province_has_its_fifty_agencies() -> None:
    counted = Counter(row.kind for row in load_agencies())
    assert counted == {
        AgencyKind.PROVINCE_COMMITTEE: 1,
        AgencyKind.OFFICE: 1,
        AgencyKind.ONE_STOP_CENTRE: 1,
        AgencyKind.DEPARTMENT: 17,
        AgencyKind.DISTRICT_COMMITTEE: 15,
        AgencyKind.DISTRICT_CENTRE: 15,
    }


def test_codes_fit_the_message_format_and_name_one_agency_each() -> None:
    codes = [row.code for row in load_agencies()]
    assert all(AGENCY_CODE.fullmatch(code) and len(code) <= 13 for code in codes)
    assert len(set(codes)) == len(codes)


def test_the_agencies_of_the_sample_messages_keep_their_codes() -> None:
    names = {row.code: row.short_name for row in load_agencies()}
    assert names["000.00.30.H39"] == "UBND huyện Cần Giuộc"
    departments = {row.code: row.name for row in load_agencies()}
    assert departments["000.00.12.H39"] == "Sở Tài nguyên và Môi trường"
    assert departments["000.00.16.H39"] == "Sở Xây dựng"


def test_every_agency_but_the_province_reports_to_an_agency_of_the_registry() -> None:
    rows = load_agencies()
    codes = {row.code for row in rows}
    assert [row.code for row in rows if row.parent is None] == ["000.00.00.H39"]
    assert all(row.parent in codes for row in rows if row.parent is not None)


def test_each_district_centre_reports_to_its_own_district() -> None:
    rows = {row.code: row for row in load_agencies()}
    for row in rows.values():
        if row.kind is AgencyKind.DISTRICT_CENTRE:
            assert row.parent is not None
            assert rows[row.parent].place == row.place
            assert "one-stop" in row.roles


def test_all_text_is_in_unicode_form_nfc() -> None:
    assert unicodedata.is_normalized("NFC", CSV.read_text(encoding="utf-8"))


def test_some_agencies_cannot_receive_electronically_and_every_channel_occurs() -> None:
    rows = load_agencies()
    assert {row.channel for row in rows} == {"pull", "webhook", "queue", "email"}
    assert {row.receives_electronically for row in rows} == {True, False}


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ([HEADER, FIRST, FIRST], "000.00.00.H39"),
        ([HEADER, FIRST.replace("000.00.00.H39", "0.0.H39")], "0.0.H39"),
        ([HEADER, SECOND], "000.00.01.H39"),
        ([HEADER, FIRST, SECOND.replace("H39.1;", "H39;")], "000.00.01.H39"),
        ([HEADER, unicodedata.normalize("NFD", FIRST)], "the whole file"),
        ([HEADER, FIRST.replace("Long An", "Long\u200b An")], "the whole file"),
    ],
    ids=["doubled code", "malformed code", "missing parent", "alias taken", "decomposed", "zero-width space"],
)
def test_a_slip_in_the_file_is_refused_and_its_place_is_named(lines: list[str], place: str) -> None:
    with pytest.raises(RegistryFileInvalid) as refused:
        read_agencies("\n".join(lines))
    assert refused.value.facts["where"] == place
    assert place in refused.value.sentence("vi")
