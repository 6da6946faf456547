"""The public tracking page: what an applicant reads on an old telephone, and what nobody reads there."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

import pytest
from lxml import html

from lienthong.model.event import JsonValue
from lienthong.onestop.tracked import Progress, Tracked
from lienthong.onestop.tracking_page import (
    HEADERS,
    page_limited,
    page_not_found,
    page_of,
    page_to_ask,
)
from lienthong.onestop.tracking_texts import PROGRESS, STATUS, TEXTS, Language
from lienthong.onestop.words import PortalStatus
from tests.builders.dossiers import CENTRE, LAND, LEAD, TAX, TRANSFER, Story, at

NAMES = {
    CENTRE: "Trung tâm Hành chính công huyện Cần Giuộc",
    LAND: "Chi nhánh Văn phòng Đăng ký đất đai",
    TAX: "Chi cục Thuế",
    LEAD: "Ủy ban nhân dân huyện Cần Giuộc",
}
LANGUAGES: tuple[Language, ...] = get_args(Language)
NOW = at("2019-06-05 09:00")
HOSTILE = "<script>alert(1)</script>\" onfocus='x' \u202eđảo &amp; </title><!--"


def tracked(story: Story) -> Tracked:
    return Tracked.of(story.dossier, story.procedure, NAMES)


def under_way() -> Story:
    return Story(under=TRANSFER).accepted().handed_over("2019-06-03 14:00", 1)


def side_by_side() -> Story:
    story = under_way().finished("2019-06-06 10:00", 1, LAND)
    return story.handed_over("2019-06-06 10:30", 2).handed_over("2019-06-06 11:00", 3)


def every_page(language: Language) -> dict[str, str]:
    found = tracked(side_by_side())
    answers = {status.name: page_of(replace(found, status=status), language, NOW) for status in PortalStatus}
    return answers | {
        "ask": page_to_ask(language, found.code),
        "missed": page_not_found(language, found.code),
        "limited": page_limited(language, 10),
        "late": page_of(found, language, at("2020-01-06 09:00")),
    }


def parsed(page: str) -> Any:
    """The page as a tree; lxml's XPath has as many types as questions."""
    return html.document_fromstring(page)


def words_of(page: str) -> str:
    """What is read on it, block by block."""
    tree = parsed(page)
    for style in tree.iter("style"):
        style.text = ""
    return " ".join(" ".join(tree.itertext()).split())


# --- the story that it tells ------------------------------------------------------------------------


def test_an_applicant_reads_where_it_is_since_when_and_due_when() -> None:
    said = words_of(page_of(tracked(under_way()), "vi", NOW))
    assert "Đang giải quyết." in said
    assert "Hẹn trả kết quả 17:00 ngày 17/06/2019" in said
    assert "Đang ở Chi nhánh Văn phòng Đăng ký đất đai Từ lúc 14:00 ngày 03/06/2019" in said
    assert "Bước 1: đang làm" in said
    assert "Bước 4: chưa đến" in said


def test_two_agencies_side_by_side_are_both_named_since_the_later_hand_over() -> None:
    found = tracked(side_by_side())
    assert found.where == ("Chi cục Thuế", "Chi nhánh Văn phòng Đăng ký đất đai")
    assert found.since == at("2019-06-06 11:00")
    assert [step.progress for step in found.steps] == [
        Progress.DONE,
        Progress.NOW,
        Progress.NOW,
        Progress.AHEAD,
    ]


def test_between_two_steps_it_is_at_the_centre_since_the_last_one_was_finished() -> None:
    found = tracked(under_way().finished("2019-06-06 10:00", 1, LAND))
    assert (found.where, found.since) == ((NAMES[CENTRE],), at("2019-06-06 10:00"))


def test_once_it_has_ended_it_lies_at_the_centre_whatever_step_was_open() -> None:
    assert tracked(under_way().stopped("2019-06-05 10:00")).where == (NAMES[CENTRE],)


def test_while_papers_are_missing_no_day_is_promised_and_nothing_is_late() -> None:
    found = tracked(under_way().asked("2019-06-04 09:00"))
    said = words_of(page_of(found, "vi", at("2019-12-02 09:00")))
    assert "Đang chờ Ông/Bà bổ sung giấy tờ." in said
    assert "sẽ hẹn lại sau khi Ông/Bà hoàn thành" in said
    assert "Từ lúc 09:00 ngày 04/06/2019" in said
    assert "17/06/2019" not in said
    assert "quá ngày hẹn" not in said


def test_a_day_that_a_supplement_has_moved_is_no_apology() -> None:
    found = tracked(under_way().asked("2019-06-04 09:00").supplied("2019-06-10 09:00"))
    assert found.apologised_for is None
    assert "phiếu xin lỗi" not in words_of(page_of(found, "vi", NOW))


def test_after_an_apology_both_days_are_there_also_when_a_supplement_follows() -> None:
    story = under_way().reappointed("2019-06-13 09:00", "2019-06-24")
    said = words_of(page_of(tracked(story), "vi", at("2019-06-18 09:00")))
    assert "Hẹn trả kết quả 17:00 ngày 24/06/2019" in said
    assert "Ngày hẹn trước đây 17:00 ngày 17/06/2019" in said
    later = story.asked("2019-06-19 09:00").supplied("2019-06-21 09:00")
    assert tracked(later).apologised_for == at("2019-06-17 17:00")


def test_what_is_late_is_said_first_and_in_words() -> None:
    page = page_of(tracked(under_way()), "vi", at("2019-06-17 17:01"))
    assert parsed(page).xpath("string((//main//p)[1])") == "Hồ sơ đã quá ngày hẹn."
    on_time = page_of(tracked(under_way()), "vi", at("2019-06-17 17:00"))
    assert "quá ngày hẹn" not in words_of(on_time)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (lambda story: story.decided("2019-06-05 10:00"), "Đã có kết quả. Đề nghị mang giấy hẹn đến nhận"),
        (lambda story: story.decided("2019-06-05 10:00", granted=False), "đề nghị chưa được chấp thuận"),
        (lambda s: s.decided("2019-06-05 10:00").returned("2019-06-06 08:00"), "Đã trả kết quả lúc 08:00"),
        (lambda story: story.withdrawn("2019-06-05 10:00"), "Đã rút hồ sơ"),
        (lambda story: story.stopped("2019-06-05 10:00"), "Đã dừng giải quyết"),
        (lambda story: story.refused("2019-06-05 10:00"), "Hồ sơ bị từ chối"),
    ],
)
def test_an_end_is_told_and_never_becomes_late(end: object, told: str) -> None:
    story = Story().accepted()
    assert callable(end)
    said = words_of(page_of(tracked(end(story)), "vi", at("2020-06-05 09:00")))
    assert told in said
    assert "quá ngày hẹn" not in said
    assert "Đang ở" not in said


def test_a_program_reads_the_same_and_no_more() -> None:
    found: JsonValue = tracked(side_by_side()).to_json()
    assert isinstance(found, dict)
    assert set(found) == {
        *("code", "procedure", "centre", "status", "received_at", "where", "since", "promised"),
        *("apologised_for", "ended_at", "returned_at", "granted", "steps"),
    }
    steps = found["steps"]
    assert isinstance(steps, list)
    assert {name for step in steps if isinstance(step, dict) for name in step} == {
        *("number", "name", "agency", "progress", "since", "until", "due"),
    }


# --- what it never tells ----------------------------------------------------------------------------


def test_an_unknown_code_and_a_wrong_secret_have_one_page_and_no_page_repeats_a_secret() -> None:
    page = page_not_found("vi", "000.00.14.H20-200703-0002")
    tree = parsed(page)
    assert tree.xpath("string(//input[@id='code']/@value)") == "000.00.14.H20-200703-0002"
    assert tree.xpath("//input[@id='secret']/@value") == []
    assert tree.xpath("//form/@method") == ["post"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_text(language: Language) -> None:
    found = tracked(under_way())
    hostile = replace(
        found,
        procedure=HOSTILE,
        centre=HOSTILE,
        where=(HOSTILE,),
        steps=tuple(replace(step, name=HOSTILE, agency=HOSTILE) for step in found.steps),
    )
    plain = {element.tag for element in parsed(page_of(found, language, NOW)).iter()}
    for page in (page_of(hostile, language, NOW), page_not_found(language, HOSTILE * 50)):
        tree = parsed(page)
        assert {element.tag for element in tree.iter()} <= plain | {"form", "input", "label", "button"}
        assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
        assert "\u202e" not in page
        assert len(page.encode()) < 15_000


def test_an_address_is_made_of_codes_alone() -> None:
    page = page_not_found("vi", "//evil.example/\"><a href='x'>")
    assert parsed(page).xpath("//a/@href") == ["/v1/track?lang=en"]
    page = page_to_ask("vi", "000.00.14.H20-200703-0002")
    assert parsed(page).xpath("//a/@href") == ["/v1/track/000.00.14.H20-200703-0002?lang=en"]


# --- for every eye and every telephone --------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_small_without_scripts_and_loads_nothing(language: Language) -> None:
    for name, page in every_page(language).items():
        assert len(page.encode()) < 15_000, name
        tree = parsed(page)
        assert tree.xpath("//script | //link | //img | //iframe | //@src | //@style | //object") == [], name


def test_a_way_of_thirty_steps_is_still_small() -> None:
    found = tracked(side_by_side())
    steps = tuple(replace(found.steps[1], number=number) for number in range(1, 31))
    assert len(page_of(replace(found, steps=steps), "en", NOW).encode()) < 15_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_language_title_one_heading_and_a_label_for_each_field(language: Language) -> None:
    for name, page in every_page(language).items():
        tree = parsed(page)
        assert tree.xpath("string(/html/@lang)") == language, name
        assert tree.xpath("string(//title)"), name
        assert len(tree.xpath("//h1")) == len(tree.xpath("//main")) == 1, name
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        for field in tree.xpath("//input[@type!='hidden' or not(@type)]"):
            assert tree.xpath(f"//label[@for='{field.get('id')}']"), name
            assert set(field.get("aria-describedby").split()) <= set(ids), name


def test_vietnamese_names_on_an_english_page_are_marked_as_vietnamese() -> None:
    tree = parsed(page_of(tracked(under_way()), "en", NOW))
    marked = " ".join(" ".join(one.itertext()) for one in tree.xpath("//body//*[@lang='vi']"))
    for name in (*{NAMES[CENTRE], NAMES[LAND], NAMES[TAX]}, TRANSFER.name):
        assert name in marked
    unmarked = tree.xpath("//body//text()[not(ancestor::*[@lang='vi'])]")
    assert not re.search("[ăđơưạảấầ]", " ".join(unmarked))


def test_progress_is_told_by_a_word_and_a_sign_not_by_colour() -> None:
    said = words_of(page_of(tracked(side_by_side()), "en", NOW))
    for sign, english, _ in PROGRESS.values():
        assert sign in said
        assert english in said


def test_colours_have_the_contrast_that_aa_asks_for() -> None:
    """WCAG 2.2, 1.4.3: 4.5 for text; 1.4.11: 3 for borders and the focus."""
    style = parsed(page_to_ask("vi")).xpath("string(//style)")
    colours = set(re.findall(r"#[0-9a-f]{3,6}", style))
    assert len(colours) > 5
    for colour in colours - {"#fff"}:
        asked = 3.0 if colour in ("#8c8c8c", "#b34700") else 4.5
        assert contrast(colour, "#ffffff") >= asked, colour


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_policy_lets_the_one_style_through_and_nothing_else() -> None:
    style = parsed(page_to_ask("vi")).xpath("string(//style)")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = HEADERS["content-security-policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert HEADERS["cache-control"] == "no-store"


def test_every_status_and_step_has_its_words_in_both_languages() -> None:
    assert set(STATUS) == set(PortalStatus)
    assert set(PROGRESS) == set(Progress)
    for english, vietnamese in TEXTS.values():
        assert english != vietnamese


def test_instants_are_told_in_vietnam_and_carry_their_zone() -> None:
    tree = parsed(page_of(tracked(under_way()), "en", NOW))
    first = tree.xpath("(//time)[1]")[0]
    assert datetime.fromisoformat(first.get("datetime")) == at("2019-06-17 17:00")
    assert first.text == "17:00, 17 Jun 2019"
