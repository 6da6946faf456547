"""Every answer of the tracking function, in both languages, judged by axe-core in a browser.

axe finds what a machine can find of WCAG 2.2 (contrast, names, roles, languages, structure), and no more: how
the page reads on an old telephone is measured beside this, and a person has to look.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from lienthong.onestop.tracking_texts import Language
from tests.builders.axe import judged
from tests.builders.tracking_pages import answers

pytestmark = [pytest.mark.oracle("chromium"), pytest.mark.oracle("axe-core")]


@pytest.mark.parametrize("language", get_args(Language))
def test_no_answer_of_the_function_breaks_a_rule_of_axe(tmp_path: Path, language: Language) -> None:
    pages = {name: answer.text for name, answer in answers(language).items()}
    told = judged(tmp_path, pages)

    assert [one["name"] for one in told] == list(pages)
    assert [(one["name"], one["violations"]) for one in told if one["violations"]] == []
    assert all("color-contrast" in one["passed"] for one in told)


def test_axe_finds_what_is_wrong(tmp_path: Path) -> None:
    """So that an oracle that fell silent is no approval."""
    page = answers("vi")["ask"].text
    wrong = {
        "color-contrast": page.replace("color:#1a1a1a;background:#fff}", "color:#ddd;background:#fff}", 1),
        "html-has-lang": page.replace('<html lang="vi">', "<html>"),
        "label": page.replace('<label for="secret">', "<label>"),
    }
    told = judged(tmp_path, wrong)

    assert {one["name"] for one in told if one["name"] in {rule for rule, *_ in one["violations"]}} == set(
        wrong
    )
