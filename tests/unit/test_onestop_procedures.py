"""Procedures as data: editions, papers, tables with faults, postings and their inspection."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.errors import Fault
from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.clock import OfficeTime, PausePolicy, WorkingDays
from lienthong.onestop.detail_rows import FEES, PAPERS, STEPS, ProcedureTables
from lienthong.onestop.errors import PapersMissing, ProcedureNotInForce, ProceduresRejected
from lienthong.onestop.figures import Share
from lienthong.onestop.posting import Aspect, Flaw, Inspection, Posting, inspect
from lienthong.onestop.procedure_records import posting_json, posting_of, procedure_json, procedure_of
from lienthong.onestop.procedure_rows import PROCEDURES, read_procedures
from lienthong.onestop.procedures import Catalogue, Fee, Paper, Procedure, Unit
from lienthong_local.province.one_stop import district_settling, load_procedures
from lienthong_local.province.registry import load_agencies
from tests.builders.dossiers import days, hours, procedure, step

HEAD = "code,name,field,levels,effective_from,effective_until,time,unit,counting,pause,online_level\n"
LINE = "1.001612,Đăng ký hộ kinh doanh,Doanh nghiệp,district,2019-01-01,,3,days,days,resume,3\n"
STEP_HEAD = "procedure,number,group,name,responsible,officer,time,unit\n"


# --- what is in force -------------------------------------------------------------------------------


def editions() -> Catalogue:
    old = replace(procedure(days(10)), effective_until=date(2019, 6, 30))
    return Catalogue([replace(procedure(days(7)), effective_from=date(2019, 7, 1)), old])


def test_a_dossier_is_taken_in_under_the_edition_of_its_day() -> None:
    catalogue = editions()
    assert catalogue.in_force("2.000889", date(2019, 6, 30)).duration == days(10)
    assert catalogue.in_force("2.000889", date(2019, 7, 1)).duration == days(7)
    assert len(catalogue) == 2
    assert [one.duration.amount for one in catalogue] == [10, 7]


@pytest.mark.parametrize(
    ("code", "day", "en"),
    [
        ("9.999999", date(2019, 6, 3), "not in the catalogue"),
        ("2.000889", date(2017, 12, 31), "2018-01-01 to 2019-06-30; 2019-07-01 to now"),
    ],
)
def test_an_unknown_or_ended_procedure_is_refused_with_the_editions_there_are(
    code: str, day: date, en: str
) -> None:
    with pytest.raises(ProcedureNotInForce) as refused:
        editions().in_force(code, day)
    assert en in refused.value.sentence("en")
    assert day.isoformat() in refused.value.sentence("vi")


def test_all_missing_papers_are_listed_at_once_and_optional_ones_are_not() -> None:
    papers = (
        Paper("don", "Đơn đề nghị", 1, 0),
        Paper("gcn", "Giấy chứng nhận", 0, 2),
        Paper("cam-ket", "Bản cam kết", 1, 0, required=False),
    )
    asked = replace(procedure(), papers=papers)
    asked.check_papers({"don": (1, 0), "gcn": (1, 1)})
    with pytest.raises(PapersMissing) as refused:
        asked.check_papers({"don": (0, 5), "gcn": (0, 1)})
    assert refused.value.facts["papers"] == ["Đơn đề nghị", "Giấy chứng nhận"]
    assert "Giấy chứng nhận" in refused.value.sentence("vi")


# --- tables -----------------------------------------------------------------------------------------


def faults_of(tables: ProcedureTables) -> list[Fault]:
    with pytest.raises(ProceduresRejected) as refused:
        read_procedures(tables)
    return list(refused.value.faults)


def test_the_demonstration_s_eight_procedures_are_read_with_amounts_and_times_as_posted() -> None:
    catalogue = load_procedures()
    assert len(catalogue) == 8
    day = date(2019, 6, 3)
    copies = catalogue.in_force("2.000815", day)
    assert [(fee.amount, fee.per, fee.at_most) for fee in copies.fees] == [
        (2_000, "trang", 200_000),
        (1_000, "trang", 200_000),
    ]
    assert catalogue.in_force("1.001193", day).allowance == WorkingDays(0)
    assert not catalogue.in_force("1.001193", day).fees
    permit = catalogue.in_force("1.009994", day)
    assert (permit.allowance, permit.fees[0].amount) == (WorkingDays(15), 75_000)
    assert catalogue.in_force("2.000889", day).allowance == WorkingDays(10)
    assert [s.group for s in catalogue.in_force("2.000889", day).steps] == [1, 2, 2, 3]
    business = catalogue.in_force("2.001610", day)
    assert (business.allowance.to_json(), business.pause) == (
        {"office_time": 86_400_000_000},
        PausePolicy.RESTART,
    )
    assert catalogue.in_force("2.000488", day).fees[0].amount == 200_000


def test_a_district_s_roles_are_agencies_with_codes_of_their_own() -> None:
    known = {row.code for row in load_agencies()}
    settling = district_settling("000.00.30.H39")
    assert settling.lead in known
    assert settling.agency_of("district-committee") == "000.00.30.H39"
    assert settling.agency_of("tax-office") == "000.12.30.H39"
    assert settling.agency_of("000.00.05.H39") == "000.00.05.H39"


def test_vietnamese_headings_words_dates_and_semicolons_are_read_too() -> None:
    table = (
        "\ufeffMã thủ tục;Tên thủ tục;LĨNH VỰC;Cấp thực hiện;Hiệu lực từ;"
        "Thời hạn;Đơn vị thời gian;muc do truc tuyen\n"
        "1.001612;Đăng ký\u200b hộ kinh doanh;Doanh nghiệp;cấp huyện, cấp xã;01/07/2019;24;giờ làm việc;3\n"
        ";;;;;;;\n"
    )
    (read,) = read_procedures(ProcedureTables(table))
    assert read.name == "Đăng ký hộ kinh doanh"
    assert read.levels == {AgencyLevel.DISTRICT, AgencyLevel.COMMUNE}
    assert read.effective_from == date(2019, 7, 1)
    assert isinstance(read.allowance, OfficeTime)
    fees = "Mã thủ tục;Mã phí;Tên phí, lệ phí;Mức thu;Tối đa\n1.001612;lp;Lệ phí;100.000;\n"
    (read,) = read_procedures(ProcedureTables(table, fees=fees))
    assert read.fees == (Fee("lp", "Lệ phí", 100_000),)


def test_a_line_for_one_edition_only_names_its_first_day() -> None:
    table = HEAD + LINE.replace(",,3,", ",2019-06-30,3,") + LINE.replace("2019-01-01", "2019-07-01")
    fees = (
        "procedure,effective_from,code,name,amount\n"
        "1.001612,,a,Lệ phí,1\n1.001612,2019-01-01,b,Phí,2\n1.001612,2019-07-01,b,Phí,3\n"
    )
    old, new = read_procedures(ProcedureTables(table, fees=fees))
    assert [fee.amount for fee in old.fees] == [1, 2]
    assert [fee.amount for fee in new.fees] == [1, 3]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"code": "1.1"}, "code", "procedure.code"),
        ({"code": ""}, "code", "procedure.cell-empty"),
        ({"name": ""}, "name", "procedure.cell-empty"),
        ({"name": "a\x07b"}, "name", "procedure.cell-text"),
        ({"name": "a" * 1001}, "name", "procedure.cell-text"),
        ({"levels": "district;ward"}, "levels", "procedure.level"),
        ({"effective_from": ""}, "effective_from", "procedure.cell-empty"),
        ({"effective_from": "2019-02-30"}, "effective_from", "procedure.cell-date"),
        ({"effective_from": "2019-W01-1"}, "effective_from", "procedure.cell-date"),
        ({"effective_from": "1/7/19"}, "effective_from", "procedure.cell-date"),
        ({"effective_until": "2018-12-31"}, "effective_until", "procedure.period"),
        ({"time": "-1"}, "time", "procedure.cell-number"),
        ({"time": "1.5"}, "time", "procedure.cell-number"),
        ({"time": "３"}, "time", "procedure.cell-number"),
        ({"time": "0", "unit": "hours"}, "time", "procedure.cell-number"),
        ({"unit": "weeks"}, "unit", "procedure.cell-word"),
        ({"counting": "nights"}, "counting", "procedure.cell-word"),
        ({"pause": "never"}, "pause", "procedure.cell-word"),
        ({"online_level": "5"}, "online_level", "procedure.cell-number"),
    ],
)
def test_each_fault_of_a_procedure_is_told_by_row_and_column(
    cells: dict[str, str], column: str, code: str
) -> None:
    row = dict(zip(PROCEDURES.headings, LINE.strip().split(","), strict=True)) | cells
    found = faults_of(
        ProcedureTables(HEAD + LINE.replace("1.001612", "1.000001") + ",".join(row.values()) + "\n")
    )
    assert (f"/procedures/3/{column}", code) in [(fault.pointer, fault.code) for fault in found]
    fault = next(fault for fault in found if fault.code == code)
    assert f"procedures, row 3, column {column}: " in fault.en
    assert f"bảng procedures, dòng 3, cột {PROCEDURES.headings[column]}: " in fault.vi


@pytest.mark.parametrize(
    ("tables", "pointer", "code"),
    [
        (ProcedureTables(""), "/procedures/1/code", "procedure.table-column"),
        (ProcedureTables(HEAD.replace("name", "nmae") + LINE), "/procedures/1", "procedure.table-column"),
        (ProcedureTables(HEAD.replace("name", "code") + LINE), "/procedures/1", "procedure.table-column"),
        (ProcedureTables(HEAD + LINE.strip() + ",x\n"), "/procedures/2", "procedure.row-long"),
        (ProcedureTables(HEAD + LINE + LINE), "/procedures/3/effective_from", "procedure.overlap"),
        (ProcedureTables(HEAD + '"' + "x" * 200_000), "/procedures/1", "procedure.table-form"),
        (ProcedureTables(HEAD + "x" * 9_000_000), "/procedures/1", "procedure.table-size"),
        (ProcedureTables(HEAD + "\n" * 20_001), "/procedures/1", "procedure.table-size"),
        (
            ProcedureTables(HEAD + LINE, fees="procedure,code,name,amount\n1.000001,a,b,1\n"),
            "/fees/2/procedure",
            "procedure.unknown",
        ),
        (
            ProcedureTables(HEAD + LINE, fees="procedure,code,name,amount\n" + "1.001612,a,b,1\n" * 2),
            "/fees/3/code",
            "procedure.twice",
        ),
        (
            ProcedureTables(HEAD + LINE, papers="procedure,code,name,originals,copies\n1.001612,a,b,0,0\n"),
            "/papers/2/originals",
            "procedure.paper",
        ),
        (
            ProcedureTables(
                HEAD + LINE, papers="procedure,code,name,originals,copies,required\n1.001612,a,b,1,,maybe\n"
            ),
            "/papers/2/required",
            "procedure.cell-yes-no",
        ),
        (
            ProcedureTables(HEAD + LINE, steps=STEP_HEAD + "1.001612,1,2,a,b,c,1,days\n"),
            "/procedures/2/code",
            "procedure.groups",
        ),
        (
            ProcedureTables(
                HEAD + LINE, steps=STEP_HEAD + "1.001612,1,1,a,b,c,2,days\n1.001612,2,2,a,b,c,9,hours\n"
            ),
            "/procedures/2/time",
            "procedure.steps-too-long",
        ),
    ],
)
def test_each_fault_of_tables_is_told_where_it_is(tables: ProcedureTables, pointer: str, code: str) -> None:
    assert (pointer, code) in [(fault.pointer, fault.code) for fault in faults_of(tables)]


def test_steps_side_by_side_count_once_for_the_whole_time() -> None:
    steps = STEP_HEAD + "1.001612,1,1,a,b,c,2,days\n1.001612,2,2,a,b,c,8,hours\n1.001612,3,2,a,b,c,1,days\n"
    (read,) = read_procedures(ProcedureTables(HEAD + LINE, steps=steps))
    assert [one.duration.unit for one in read.steps] == [Unit.WORKING_DAYS, Unit.HOURS, Unit.WORKING_DAYS]


def test_all_faults_of_all_tables_are_told_at_once_and_nothing_is_loaded() -> None:
    found = faults_of(
        ProcedureTables(
            HEAD + LINE.replace(",3,days", ",x,days") + LINE.replace("1.001612", "1"),
            fees="procedure,code,name,amount\n1.001612,a,b,nhiều\n",
            steps=STEP_HEAD + "1.001612,0,1,a,b,,1,days\n",
        )
    )
    assert {fault.pointer.split("/")[1] for fault in found} == {"procedures", "fees", "steps"}
    assert len(found) >= 5


def test_a_table_of_another_kind_is_told_by_its_first_faults_and_their_number() -> None:
    with pytest.raises(ProceduresRejected) as refused:
        read_procedures(
            ProcedureTables(HEAD + "x,,,,,,,,,,\n" * 40 + "".join(f"y{n},,,,,,,,,,\n" for n in range(900)))
        )
    assert len(refused.value.faults) == 500
    assert int(str(refused.value.facts["count"])) > 5_000


def test_more_editions_than_anybody_has_are_refused_in_a_moment() -> None:
    lines = "".join(LINE.replace("2019-01-01", f"{1900 + n}-01-01") for n in range(120)) * 100
    found = faults_of(
        ProcedureTables(
            HEAD + lines, papers="procedure,code,name,originals,copies\n" + "1.001612,a,b,1,0\n" * 5_000
        )
    )
    assert "procedure.editions" in {fault.code for fault in found}


def test_a_fault_of_a_line_for_several_editions_is_told_once() -> None:
    table = HEAD + LINE.replace(",,3,", ",2019-06-30,3,") + LINE.replace("2019-01-01", "2019-07-01")
    found = faults_of(ProcedureTables(table, fees="procedure,code,name,amount\n1.001612,a,Lệ phí,x\n"))
    assert [fault.pointer for fault in found] == ["/fees/2/amount"]


@given(st.lists(st.text(max_size=80), min_size=4, max_size=4))
def test_no_text_makes_reading_fail_otherwise_than_with_faults(texts: list[str]) -> None:
    heads = [",".join(columns.headings) for columns in (PROCEDURES, PAPERS, FEES, STEPS)]
    tables = ProcedureTables(*(f"{head}\n{text}" for head, text in zip(heads, texts, strict=True)))
    read_or_faults(tables)
    read_or_faults(ProcedureTables(*texts))


def read_or_faults(tables: ProcedureTables) -> None:
    try:
        read_procedures(tables)
    except ProceduresRejected as refused:
        assert refused.faults or pytest.fail("refused without a fault")  # noqa: PT017  # either is right


def test_procedures_and_postings_are_read_back_as_they_were_recorded() -> None:
    ended = replace(PERMIT, effective_until=date(2019, 5, 31), levels=frozenset(AgencyLevel))
    for one in (*load_procedures(), *editions(), PERMIT, ended):
        record = json.loads(json.dumps(procedure_json(one)))
        assert procedure_of(record) == one
        posting = Posting.of(one, date(2019, 6, 3))
        assert posting_of(json.loads(json.dumps(posting_json(posting)))) == posting


# --- postings ---------------------------------------------------------------------------------------

ON = date(2019, 6, 3)
PERMIT = replace(
    procedure(days(10), step(1, 1, "land", days(4))),
    papers=(Paper("don", "Đơn đề nghị", 1, 0),),
    fees=(Fee("le-phi", "Lệ phí", 75_000),),
)
RIGHT = Posting.of(PERMIT, date(2018, 1, 1))


def inspected(*postings: Posting, known: tuple[Procedure, ...] = (PERMIT,), on: date = ON) -> Inspection:
    return inspect("000.13.30.H39", AgencyLevel.DISTRICT, postings, Catalogue(known), on)


def told(inspection: Inspection) -> list[tuple[Aspect, Flaw]]:
    return [(finding.aspect, finding.flaw) for finding in inspection.findings]


def test_a_right_posting_has_no_findings() -> None:
    assert told(inspected(RIGHT)) == []
    assert inspected(RIGHT).right == Share(1, 1)


def test_what_is_in_force_and_not_posted_is_missing() -> None:
    inspection = inspected()
    assert told(inspection) == [(Aspect.POSTING, Flaw.MISSING)]
    assert inspection.right == Share(0, 1)
    assert "chưa niêm yết" in inspection.findings[0].sentence("vi")


def test_what_is_to_be_posted_tomorrow_is_missing_today() -> None:
    assert told(inspected(replace(RIGHT, posted_on=date(2019, 6, 4)))) == [(Aspect.POSTING, Flaw.MISSING)]


def test_what_was_posted_after_it_came_into_force_is_late() -> None:
    inspection = inspected(replace(RIGHT, posted_on=date(2018, 1, 2)))
    assert told(inspection) == [(Aspect.POSTING, Flaw.LATE)]
    assert "02/01/2018" in inspection.findings[0].sentence("vi")


@pytest.mark.parametrize(
    ("wrong", "aspect", "posted", "in_force"),
    [
        ({"duration": days(12)}, Aspect.TIME, "12 ngày làm việc", "10 ngày làm việc"),
        ({"duration": hours(80)}, Aspect.TIME, "80 giờ làm việc", "10 ngày làm việc"),
        ({"fees": ()}, Aspect.FEE, "không thu", "Lệ phí: 75.000 đ/hồ sơ"),
        (
            {"fees": (Fee("le-phi", "Lệ phí", 75_000, at_most=90_000),)},
            Aspect.FEE,
            "Lệ phí: 75.000 đ/hồ sơ, tối đa 90.000 đ",
            "Lệ phí: 75.000 đ/hồ sơ",
        ),
        ({"papers": ()}, Aspect.PAPERS, "-", "Đơn đề nghị: 1 bản chính, 0 bản sao"),
        ({"steps": ()}, Aspect.STEPS, "-", "1. Bước 1 (4 ngày làm việc)"),
        (
            {"steps": (replace(PERMIT.steps[0], officer="Phó phòng"),)},
            Aspect.OFFICER,
            "1. Phó phòng",
            "1. Chuyên viên",
        ),
    ],
)
def test_what_is_posted_wrongly_is_told_beside_what_is_right(
    wrong: dict[str, object], aspect: Aspect, posted: str, in_force: str
) -> None:
    inspection = inspected(replace(RIGHT, **wrong))  # type: ignore[arg-type]
    finding = next(finding for finding in inspection.findings if finding.aspect is aspect)
    assert finding.flaw is Flaw.WRONG
    assert f"'{posted}'" in finding.sentence("vi")
    assert f"'{in_force}'" in finding.sentence("en")


def test_what_has_ended_or_is_another_level_s_is_to_be_taken_down() -> None:
    ended = replace(PERMIT, effective_until=date(2019, 5, 31))
    commune = replace(PERMIT, levels=frozenset({AgencyLevel.COMMUNE}))
    for known in ((ended,), (commune,), ()):
        inspection = inspected(RIGHT, known=known)
        assert told(inspection) == [(Aspect.POSTING, Flaw.ENDED)]
        assert inspection.right == Share(0, 0)


def test_the_old_posting_of_a_new_edition_is_wrong() -> None:
    old = replace(PERMIT, effective_until=date(2019, 5, 31))
    new = replace(PERMIT, effective_from=date(2019, 6, 1), duration=days(7))
    assert told(inspected(RIGHT, known=(old, new))) == [(Aspect.TIME, Flaw.WRONG)]
    corrected = Posting.of(new, date(2019, 6, 1))
    assert told(inspected(RIGHT, corrected, known=(old, new))) == []


def test_an_inspection_becomes_an_event_without_a_person_in_it() -> None:
    record = inspected(replace(RIGHT, duration=days(12))).to_json()
    assert record["centre"] == "000.13.30.H39"
    assert record["findings"] == [
        {
            "procedure": "2.000889",
            "aspect": "time",
            "flaw": "wrong",
            "posted": "12 ngày làm việc",
            "in_force": "10 ngày làm việc",
        }
    ]
    assert all(aspect.vi for aspect in Aspect)
    assert all(flaw.vi for flaw in Flaw)
