"""Text as the exchange keeps it."""

from __future__ import annotations

import unicodedata

import pytest

from lienthong.model.text import fold_diacritics, has_control_characters, is_safe_file_name, normalise


def test_decomposed_vietnamese_becomes_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Ủy ban nhân dân huyện Cần Giuộc")
    assert normalise(decomposed) == "Ủy ban nhân dân huyện Cần Giuộc"


@pytest.mark.parametrize("invisible", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"])
def test_characters_that_nobody_sees_are_dropped(invisible: str) -> None:
    assert normalise(f" Sở{invisible} Y tế{invisible} ") == "Sở Y tế"


@pytest.mark.parametrize("text", ["a\x00b", "a\x1fb", "a\x7fb", "a\x9fb", "a\ud800b", "a\u202eb", "a\u200fb"])
def test_controls_surrogates_and_direction_overrides_are_noticed(text: str) -> None:
    assert has_control_characters(text)


def test_ordinary_vietnamese_holds_no_control_characters() -> None:
    assert not has_control_characters("V/v báo cáo – số 12/UBND-VP, “khẩn”")


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Cần Giuộc", "can giuoc"),
        ("ĐỨC HÒA", "duc hoa"),
        ("Sở  Lao động -\tThương binh", "so lao dong - thuong binh"),
        ("Mộc\u200b Hóa", "moc hoa"),
    ],
)
def test_a_name_is_found_without_its_diacritics(name: str, folded: str) -> None:
    assert fold_diacritics(name) == folded


@pytest.mark.parametrize("name", ["cong-van.pdf", "Công văn số 12.pdf", "a..b.pdf"])
def test_a_plain_file_name_is_safe(name: str) -> None:
    assert is_safe_file_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../x",
        "a/b",
        "a\\b",
        "C:x",
        ".bashrc",
        "..",
        "a.",
        "a ",
        'a"b',
        "a?b",
        "a*b",
        "a<b",
        "a|b",
        "a\x00",
    ],
)
def test_a_name_that_could_lead_elsewhere_is_not_safe(name: str) -> None:
    assert not is_safe_file_name(name)
