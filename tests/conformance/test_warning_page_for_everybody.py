"""The page of warnings, in both languages, judged by axe-core in a browser, and printed without loss."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from lienthong_client.command.warning_page import warning_page
from lienthong_client.dossier_boards import DossierWarnings
from lienthong_client.messages import Language
from tests.builders.axe import judged
from tests.builders.board_of_the_one_stop import DISTRICT, asked, board, past, transfer

pytestmark = pytest.mark.oracle("chromium")


def answer(*, late: bool) -> DossierWarnings:
    """What a district is answered: with dossiers late, paused and to be late, or with none."""
    stories = [transfer(1), transfer(2, "2019-06-14 08:00"), transfer(3).asked("2019-06-18 07:00")]
    with board("2019-06-18 07:30" if late else "2019-06-04 08:00", *stories, *past(5, days=9)) as exchange:
        path = f"/v1/agencies/{DISTRICT.code}/warnings"
        found: DossierWarnings = asked(exchange, DISTRICT, path, "scope=subtree")  # type: ignore[assignment]
        return found | {"missing_years": [2020], "undated": 1, "left_out": 7} if late else found


@pytest.mark.oracle("axe-core")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_of_warnings_breaks_a_rule_of_axe(tmp_path: Path, language: Language) -> None:
    pages = {
        str(name): warning_page(answer(late=late), {"2.000889": "Chuyển nhượng quyền sử dụng đất"}, language)
        for name, late in (("warned", True), ("none", False))
    }
    told = judged(tmp_path, pages)
    assert [one["name"] for one in told] == list(pages)
    assert [(one["name"], one["violations"]) for one in told if one["violations"]] == []
    assert all("color-contrast" in one["passed"] for one in told)


@pytest.mark.oracle("pdftotext")
def test_everything_on_the_page_comes_out_of_a_printer(tmp_path: Path) -> None:
    page = tmp_path / "canh-bao.html"
    page.write_text(warning_page(answer(late=True), {}, "vi"), encoding="utf-8")
    chromium = shutil.which("chromium")
    assert chromium is not None
    printed = tmp_path / "canh-bao.pdf"
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'p'}"]
    subprocess.run(
        [*command, f"--print-to-pdf={printed}", page.as_uri()], capture_output=True, timeout=120, check=True
    )
    text = subprocess.run(
        ["pdftotext", "-layout", printed, "-"], capture_output=True, timeout=60, check=True
    ).stdout.decode()
    for said in ("190603-0001", "190614-0002", "190603-0003", "đã quá hạn", "sẽ quá hạn", "2020", "28/06"):
        assert said in text
