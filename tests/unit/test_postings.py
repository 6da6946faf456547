"""The public posting: what can be handed in at a centre today, as anybody reads it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from lxml import html

from lienthong.errors import NotFound
from lienthong.onestop.posting_page import HEADERS, PostingPlace, list_page, posting_page
from lienthong.onestop.procedures import Fee, Paper, Procedure
from lienthong.onestop.tracking_texts import Language
from lienthong.services.postings import Postings
from tests.builders.agencies import DEPARTMENT, ONE_STOP, REGISTRAR
from tests.builders.dossiers import TRANSFER as LAND_TRANSFER
from tests.builders.visits import COPY, PERMIT, SETTLED_BY, ready, tables
from tests.doubles.composed import ComposedExchange, composed

LANGUAGES: tuple[Language, ...] = get_args(Language)
HOSTILE = "<script>alert(1)</script>\" onfocus='x' \u202eđảo &amp; </title><!--"


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed() as parts:
        ready(parts)
        yield parts


def postings(exchange: ComposedExchange) -> Postings:
    return Postings(exchange.dossiers, exchange.registry, exchange.clock)


def parsed(page: str) -> Any:
    return html.document_fromstring(page)


def of_procedure(table: str, code: str) -> str:
    """A table's heading and the lines of one procedure."""
    heading, *lines = table.splitlines()
    return "\n".join([heading, *(line for line in lines if line.startswith(code))])


def words_of(page: str) -> str:
    tree = parsed(page)
    for style in tree.iter("style"):
        style.text = ""
    return " ".join(" ".join(tree.itertext()).split())


# --- what is posted --------------------------------------------------------------------------------------


def test_the_list_names_every_procedure_of_the_centres_level_by_field(exchange: ComposedExchange) -> None:
    place, found = postings(exchange).of_centre(ONE_STOP.code)
    assert {PERMIT, COPY} <= {one.code for one in found}
    assert "1.001193" not in {one.code for one in found}, "births are registered at communes"
    said = words_of(list_page(place, found, "vi"))
    assert f"Niêm yết thủ tục hành chính – {ONE_STOP.name}" in said
    assert "có hiệu lực ngày 02/03/2026" in said
    assert said.index("Chứng thực") < said.index("Đất đai") < said.index("Hộ tịch"), "Đ stands behind D"


def test_a_posting_says_fee_time_papers_steps_and_who_answers(exchange: ComposedExchange) -> None:
    said = words_of(posting_page(*postings(exchange).one(ONE_STOP.code, PERMIT), "vi"))
    for sentence in (
        "Thời hạn giải quyết 15 ngày làm việc",
        f"Nơi nộp hồ sơ và nhận kết quả {ONE_STOP.name}",
        "75.000đ/giấy phép",
        "bản chính",
        f"{DEPARTMENT.name} – ",
    ):
        assert sentence in said
    english = words_of(posting_page(*postings(exchange).one(ONE_STOP.code, COPY), "en"))
    assert "Time the same day" in english
    assert "2.000đ for each trang, at most 200.000đ" in english
    assert "It is settled where you hand in." in english


def test_a_new_edition_is_posted_from_its_first_day(exchange: ComposedExchange) -> None:
    only = {name: of_procedure(text, PERMIT) for name, text in tables().items()}
    only["procedures"] = only["procedures"].replace("2018-01-01", "2026-04-01").replace(",15,", ",20,")
    assert exchange.call(REGISTRAR, "POST", "/v1/procedures", only).body["changed"] == [PERMIT]
    before = postings(exchange).one(ONE_STOP.code, PERMIT)[1].duration.amount
    exchange.clock.advance(timedelta(days=31))
    after = postings(exchange).one(ONE_STOP.code, PERMIT)[1].duration.amount
    assert (before, after) == (15, 20)


@pytest.mark.parametrize(("centre", "procedure"), [("000.99.99.H39", PERMIT), (ONE_STOP.code, "9.999999")])
def test_what_is_not_posted_is_not_found(exchange: ComposedExchange, centre: str, procedure: str) -> None:
    with pytest.raises(NotFound):
        postings(exchange).one(centre, procedure)


def test_a_procedure_is_not_posted_where_nobody_would_settle_it(exchange: ComposedExchange) -> None:
    without = {role: code for role, code in SETTLED_BY["agencies"].items() if role != "construction-office"}
    body = SETTLED_BY | {"agencies": without}
    assert exchange.call(REGISTRAR, "PUT", f"/v1/centres/{ONE_STOP.code}", body).status == 200
    assert PERMIT not in {one.code for one in postings(exchange).of_centre(ONE_STOP.code)[1]}
    with pytest.raises(NotFound):
        postings(exchange).one(ONE_STOP.code, PERMIT)


# --- the pages -------------------------------------------------------------------------------------------


def place(name: str = "Trung tâm Hành chính công huyện Cần Giuộc") -> PostingPlace:
    return PostingPlace(
        "000.13.30.H39", name, {"land": "Chi nhánh Văn phòng Đăng ký đất đai"}, date(2026, 3, 2)
    )


def transfer(**changes: Any) -> Procedure:
    return replace(LAND_TRANSFER, **changes)


def every_page(language: Language) -> list[str]:
    bare = transfer(papers=(), fees=(), steps=())
    return [
        list_page(place(), [transfer()], language),
        list_page(place(), [], language),
        posting_page(place(), transfer(), language),
        posting_page(place(), bare, language),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_has_one_heading_and_loads_nothing(language: Language) -> None:
    for page in every_page(language):
        tree = parsed(page)
        assert tree.get("lang") == language
        assert len(tree.xpath("//h1")) == 1
        assert tree.xpath("//script|//img|//link|//iframe|//form|//@onclick|//@style") == []
        style = tree.xpath("string(//style)").encode()
        allowed = base64.b64encode(hashlib.sha256(style).digest()).decode()
        assert f"'sha256-{allowed}'" in HEADERS["content-security-policy"]
        (other,) = tree.xpath("//a[@hreflang]")
        assert other.get("href").endswith(f"?lang={other.get('hreflang')}")


def test_vietnamese_names_on_an_english_page_are_marked_as_such() -> None:
    tree = parsed(posting_page(place(), transfer(), "en"))
    marked = " ".join(" ".join(element.itertext()) for element in tree.xpath("//*[@lang='vi']"))
    for name in (transfer().name, place().name, "Chi nhánh Văn phòng Đăng ký đất đai"):
        assert name in marked


def test_steps_side_by_side_and_optional_papers_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    said = words_of(
        posting_page(place(), transfer(papers=(Paper("uq", "Giấy ủy quyền", 0, 1, False),)), "vi")
    )
    assert "(thực hiện song song)" in said
    assert "Giấy ủy quyền (nếu có): 1 bản sao" in said


def test_names_cannot_break_out_of_a_page() -> None:
    hostile = transfer(name=HOSTILE, field=HOSTILE, fees=(Fee("x", HOSTILE, 5, HOSTILE),))
    for page in (list_page(place(HOSTILE), [hostile], "vi"), posting_page(place(HOSTILE), hostile, "en")):
        assert parsed(page).xpath("//script|//@onfocus") == []
        assert "\u202e" not in page
        assert "<script>" not in page
