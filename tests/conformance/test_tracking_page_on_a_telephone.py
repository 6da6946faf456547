"""The tracking page in a browser as narrow as an old telephone: no scrolling sideways, nothing too small.

The page has no scripts and may run none; what is measured is measured by the page around it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from lienthong.onestop.tracked import Tracked
from lienthong.onestop.tracking_page import page_limited, page_not_found, page_of, page_to_ask
from tests.builders.dossiers import CENTRE, LAND, LEAD, TAX, TRANSFER, Story, at
from tests.builders.tracking_pages import answers

pytestmark = pytest.mark.oracle("chromium")

#: WCAG 2.2, 1.4.10: 320 CSS pixels; and an ordinary screen.
WIDTHS = (320, 1280)
#: WCAG 2.2, 2.5.8.
SMALLEST_TARGET = 24
_MEASURE = """
<script>addEventListener("load", () => {
  const told = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument;
    return {
      name: frame.name,
      overflow: page.documentElement.scrollWidth - frame.clientWidth,
      targets: [...page.querySelectorAll("a,button,input:not([type=hidden])")].map(one => {
        const box = one.getBoundingClientRect();
        return [one.outerHTML, box.width, box.height];
      }),
      ran: page.documentElement.dataset.ran || "",
      shown: page.body.innerText,
    };
  });
  document.body.textContent = JSON.stringify(told);
})</script>
"""


def pages() -> dict[str, str]:
    story = Story(under=TRANSFER).accepted().handed_over("2019-06-03 14:00", 1)
    names = {
        CENTRE: "Trung tâm Hành chính công huyện Cần Giuộc",
        LAND: "Chi nhánh Văn phòng Đăng ký đất đai huyện Cần Giuộc",
        TAX: "Chi cục Thuế khu vực Cần Đước - Cần Giuộc",
        LEAD: "W" * 120,
    }
    found = Tracked.of(story.dossier, story.procedure, names)
    answered = {f"answered: {name}": answer.text for name, answer in answers("vi").items()}
    return answered | {
        "ask": page_to_ask("vi", found.code),
        "missed": page_not_found("en", "<script>document.documentElement.dataset.ran = 'yes'</script>"),
        "limited": page_limited("vi", 10),
        "answer": page_of(found, "vi", at("2019-06-05 09:00")),
        "late": page_of(found, "en", at("2019-07-05 09:00")),
    }


def measured(folder: Path, width: int) -> list[dict[str, Any]]:
    """Every page in a frame of this width, as the browser lays it out."""
    frames = "".join(
        f'<iframe name="{name}" style="width:{width}px;height:900px;border:0" srcdoc="{escape(page)}">'
        "</iframe>"
        for name, page in pages().items()
    )
    outer = folder / "frames.html"
    outer.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><body>{frames}{_MEASURE}</body>', encoding="utf-8"
    )
    program = shutil.which("chromium")
    assert program is not None
    command = [
        program,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder / 'profile'}",
    ]
    done = subprocess.run(
        [*command, "--dump-dom", outer.as_uri()], capture_output=True, timeout=120, check=True
    )
    body = done.stdout.decode().split("<body>", 1)[1].split("</body>", 1)[0]
    told: list[dict[str, Any]] = json.loads(unescape(body))
    return told


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways_and_every_target_is_large_enough(tmp_path: Path, width: int) -> None:
    told = measured(tmp_path, width)
    assert {one["name"] for one in told} == set(pages())
    for page in told:
        assert page["overflow"] <= 0, page["name"]
        assert page["targets"]
        for element, wide, high in page["targets"]:
            assert min(wide, high) >= SMALLEST_TARGET, (page["name"], element)


def test_what_was_typed_runs_nowhere_and_the_steps_can_be_read(tmp_path: Path) -> None:
    told = {page["name"]: page for page in measured(tmp_path, WIDTHS[0])}
    assert not any(page["ran"] for page in told.values())
    assert "Bước 1: đang làm" in told["answer"]["shown"]
    assert told["late"]["shown"].index("Late: the appointment") < told["late"]["shown"].index("Where it is")
