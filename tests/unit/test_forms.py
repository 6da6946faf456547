"""The six forms and the public notice as they are printed: read back from the PDF, and from the QR code."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from pyhanko.pdf_utils.reader import PdfFileReader

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.clock import PausePolicy
from lienthong.onestop.posting import Posting
from lienthong.onestop.procedures import Counting, Duration, Fee, Paper, Procedure, Step, Unit
from lienthong_client.forms.facts import Office
from lienthong_client.forms.notice import notice_of, notice_sheet
from lienthong_client.forms.printing import to_pdf
from lienthong_client.forms.reading import sheets_of
from lienthong_client.forms.sheet import day_in_words
from tests.builders.forms import APPLICANT, CODE, FACTS, MATTER, OFFICE, SECRET, TRACKING, facts
from tests.doubles.fixed_clock import FixedClock

pytestmark = pytest.mark.oracle("pdftotext")

AT = FixedClock().now()
A4, A5 = (595, 842), (420, 595)
HOSTILE = (
    '#set page(fill: red) #panic("x")',
    "<script>alert(1)</script>",
    "\\ $x$ `y` *z* _k_ @ref <label> // /* ]",
    "Nguyễn \u202eẫM nễyugN\u2066",
    "một\x00hai\x1b[31m ba\nbốn",
    "A" * 700,
    "Nguyễn Thị Minh Khai Ngọc Bảo Trân " * 40,
)


#: Members of facts in which people write freely.
_FREE = {
    *("name", "procedure", "remark", "reason", "officer", "address", "giver", "receiver", "note"),
    *("responsible", "contact", "applicant", "signer", "field", "complaints", "per"),
}


def printed(form: str, said: dict[str, Any]) -> bytes:
    return to_pdf(sheets_of(form, json.dumps(said).encode()), AT)


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    pages = PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Kids"]
    boxes = [page.get_object()["/MediaBox"] for page in pages]
    return [(round(float(box[2])), round(float(box[3]))) for box in boxes]


def words_of(pdf: bytes, *options: str) -> str:
    """The text in reading order, blanks and the places to break a long word taken out of it."""
    program = shutil.which("pdftotext")
    assert program is not None, "both programs come with the oracle"
    done = subprocess.run([program, *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().replace("\u200b", "").split())


def off_the_paper(pdf: bytes) -> list[str]:
    """Words that reach beyond the paper's edges."""
    program = shutil.which("pdftotext")
    assert program is not None, "both programs come with the oracle"
    done = subprocess.run([program, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    outside, width, height = [], 0.0, 0.0
    for line in done.stdout.decode().splitlines():
        if page := re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line):
            width, height = float(page[1]), float(page[2])
        if word := re.search(r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*)</word>', line):
            left, top, right, bottom = (float(word[number]) for number in range(1, 5))
            if left < 0 or top < 0 or right > width or bottom > height:
                outside.append(word[5])
    return outside


def codes_on(pdf: bytes, folder: Path) -> list[list[str]]:
    """What a reader of QR codes sees on each page, at the resolution of a cheap scanner."""
    program = shutil.which("pdftoppm")
    assert program is not None, "both programs come with the oracle"
    subprocess.run([program, "-r", "150", "-gray", "-", str(folder / "page")], input=pdf, check=True)
    found = []
    for path in sorted(folder.glob("page*.pgm")):
        _, size, _, pixels = path.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        seen = zxingcpp.read_barcodes(memoryview(pixels).cast("B", shape=[height, width]))
        found.append([code.text for code in seen])
    return found


# --- what each form says ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (
            "01",
            (
                "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
                "Số: 0002/TNHS",
                "Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 02 tháng 3 năm 2026",
                "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 23 tháng 3 năm 2026",
                "75.000 đồng (biên lai số BL-00123)",
                "NGƯỜI TIẾP NHẬN HỒ SƠ",
            ),
        ),
        (
            "02",
            (
                "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
                "1. Bản vẽ mặt cắt móng (02 bản chính)",
                "Đề nghị bổ sung trước hết: ngày 18 tháng 3 năm 2026",
            ),
        ),
        ("03", ("PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ", "1. Thửa đất không thuộc khu vực")),
        (
            "04",
            (
                "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
                "chân thành xin lỗi Ông/Bà",
                "Thời gian trả kết quả mới: 17 giờ 00 phút, ngày 30 tháng 3 năm 2026",
                "GIÁM ĐỐC",
            ),
        ),
        ("05", ("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "Trước hạn", "Quá hạn", "chậm 01")),
        ("06", ("SỔ THEO DÕI HỒ SƠ", "Từ ngày 01/03/2026 đến ngày 31/03/2026", "23/03/2026")),
        (
            "notice",
            (
                "NIÊM YẾT CÔNG KHAI THỦ TỤC HÀNH CHÍNH",
                "Cấp giấy phép xây dựng nhà ở riêng lẻ",
                "Thời hạn giải quyết: 15 ngày làm việc",
                "75.000 đồng",
                "Văn bản ủy quyền (nếu có)",
                "Chuyên viên quản lý",
            ),
        ),
    ],
)
def test_a_form_says_what_the_circular_wants_under_the_head_of_the_decree(
    form: str, told: tuple[str, ...]
) -> None:
    said = words_of(printed(form, FACTS[form]), "-layout")
    for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", *told):
        assert text in said


def test_forms_01_to_05_are_a5_the_log_a4_lying_and_the_notice_a4() -> None:
    for form in ("01", "02", "03", "04", "05"):
        assert set(sizes(printed(form, FACTS[form]))) == {A5}
    assert sizes(printed("06", FACTS["06"])) == [A4[::-1]]
    assert sizes(printed("notice", FACTS["notice"])) == [A4]


def test_each_copy_of_an_ordinary_slip_fits_on_its_page() -> None:
    assert len(sizes(printed("01", FACTS["01"]))) == 2
    for form in ("02", "03", "04", "05"):
        assert len(sizes(printed(form, FACTS[form]))) == 1


def test_a_hand_over_shows_the_hour_in_vietnam() -> None:
    assert re.search(r"15:40 .*02/03/2026", words_of(printed("05", FACTS["05"]), "-layout"))


def test_days_and_months_are_written_as_the_decree_has_them() -> None:
    assert day_in_words(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert day_in_words(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"


# --- the secret and the address ---------------------------------------------------------------------


def test_the_secret_stands_on_the_applicants_copy_alone() -> None:
    applicants, offices = sheets_of("01", json.dumps(FACTS["01"]).encode())
    assert SECRET in words_of(to_pdf([applicants], AT))
    assert SECRET not in words_of(to_pdf([offices], AT))
    assert "Mã tra cứu" not in words_of(to_pdf([offices], AT))


@pytest.mark.parametrize("form", ["01", "02", "03", "04", "05"])
def test_a_telephone_reads_the_tracking_address_from_the_paper(form: str, tmp_path: Path) -> None:
    pages = codes_on(printed(form, FACTS[form]), tmp_path)
    assert pages == [[TRACKING]] * len(pages)
    assert SECRET not in TRACKING


def test_without_a_tracking_address_a_slip_has_no_code_and_no_empty_place(tmp_path: Path) -> None:
    matter = {name: value for name, value in MATTER.items() if name != "tracking"}
    pdf = printed("01", facts("01", matter=matter, secret=""))
    assert codes_on(pdf, tmp_path) == [[], []]
    assert "Tra cứu" not in words_of(pdf)


# --- long and hostile -------------------------------------------------------------------------------


def test_many_papers_flow_onto_numbered_pages_with_the_tables_head_on_each() -> None:
    papers = [{"name": f"Giấy tờ thứ {number}", "originals": 1} for number in range(1, 81)]
    pdf = printed("01", facts("01", papers=papers))
    pages = len(sizes(pdf)) // 2
    said = words_of(pdf)
    assert pages > 2
    assert f"Trang {pages}/{pages}" in said
    assert said.count("Thành phần hồ sơ nộp ") >= 2 * pages - 2
    assert said.count(f"{CODE} (tiếp theo)") == 2 * (pages - 1)
    assert all(said.count(f"Giấy tờ thứ {number} ") >= 2 for number in (1, 40, 80))


def test_a_year_of_dossiers_fills_a_log_whose_head_is_on_each_page() -> None:
    row = FACTS["06"]["rows"][0]
    pdf = printed("06", facts("06", rows=[row] * 400))
    assert set(sizes(pdf)) == {A4[::-1]}
    assert words_of(pdf, "-layout").count("Mã hồ sơ") == len(sizes(pdf)) > 15


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("form", list(FACTS))
def test_what_others_have_written_stays_text_and_on_the_paper(form: str, text: str) -> None:
    said = json.loads(json.dumps(FACTS[form]), object_hook=lambda members: _with_hostile(members, text))
    pdf = printed(form, said)
    shown = re.sub(r"\s", "", words_of(pdf))
    for sample in ("#setpage", "<script>alert(1)", "$x$`y`*z*_k_@ref<label>"):
        if sample in text.replace(" ", ""):
            assert sample.casefold() in shown.casefold()
    assert not any(mark in shown for mark in "\u202e\u2066\x1b\x00")
    assert off_the_paper(pdf) == []


def _with_hostile(members: dict[str, Any], text: str) -> dict[str, Any]:
    heading = {"desk", "authority", "place"}
    said = {name: text for name in members.keys() & _FREE if isinstance(members[name], str)}
    return members | said | dict.fromkeys(members.keys() & heading, text[:200])


def test_the_same_facts_give_the_same_bytes() -> None:
    assert printed("01", FACTS["01"]) == printed("01", FACTS["01"])


def test_facts_show_no_person_in_a_log() -> None:
    from pydantic import TypeAdapter

    from lienthong_client.forms.facts import ReceiptSlip

    slip = TypeAdapter(ReceiptSlip).validate_python(json.loads(json.dumps(FACTS["01"])))
    assert APPLICANT["name"] not in repr(slip)
    assert SECRET not in repr(slip)


# --- from the rules ---------------------------------------------------------------------------------


def test_a_notice_says_what_the_posting_says() -> None:
    step = Step(1, 1, "Thẩm định", "land-office", "Chuyên viên", Duration(10, Unit.WORKING_DAYS))
    procedure = Procedure(
        code="1.009994",
        name="Đăng ký biến động đất đai",
        field="Đất đai",
        levels=frozenset({AgencyLevel.DISTRICT}),
        effective_from=date(2026, 1, 1),
        effective_until=None,
        duration=Duration(0, Unit.WORKING_DAYS),
        counting=Counting.DAYS,
        pause=PausePolicy.RESUME,
        online_level=4,
        papers=(Paper("don", "Đơn đăng ký", 1, 1),),
        fees=(Fee("phi", "Phí thẩm định", 500_000, at_most=2_000_000),),
        steps=(step, Step(2, 1, "Xác nhận thuế", "tax", "Đội trưởng", Duration(4, Unit.HOURS))),
    )
    posting = Posting.of(procedure, date(2025, 12, 30))
    names = {"land-office": "Chi nhánh Văn phòng Đăng ký đất đai"}
    notice = notice_of(procedure, posting, Office(OFFICE["desk"], "Cần Giuộc"), names)
    said = words_of(to_pdf(notice_sheet(notice), AT), "-layout")
    for told in ("trong ngày", "500.000 đồng", "2.000.000 đồng", "1 bản chính, 1 bản sao", "song song"):
        assert told in said
    assert "Chi nhánh Văn" in said
    assert "land-office" not in said


def test_what_is_free_and_needs_no_papers_is_said_in_words() -> None:
    said = words_of(printed("notice", facts("notice", fees=[], papers=[], steps=[])))
    for told in ("Phí, lệ phí: Không thu", "Không yêu cầu giấy tờ", "Giải quyết ngay tại nơi tiếp nhận"):
        assert told in said
