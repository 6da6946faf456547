"""Official letters as the decree on records asks (Decree 30/2020/NĐ-CP, Annex I), rendered to PDF."""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final

import typst

TEMPLATES: Final = Path(__file__).parent
DISCLAIMER: Final = "Văn bản minh họa của hệ thống Liên Thông, không có giá trị pháp lý"
"""Stands at the foot of every page: nobody shall take a demonstration for a real letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter (công văn) before it is rendered; with a `title`, another type of document.

    `parent_name` is empty where the decree shows no superior agency (People's Committees); a line break in
    `agency_name` breaks the letterhead's line. `number` and `notation` make "512/UBND-TNMT"; `subject` begins
    with "V/v" in a letter, and stands below the `title` ("BÁO CÁO") of anything else; `authority` is the
    formula above the position ("TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC") or empty.
    `recipients` are the addressees after "Kính gửi", `places` the list under "Nơi nhận".
    """

    parent_name: str
    agency_name: str
    number: str
    notation: str
    place: str
    issued_on: date
    subject: str
    recipients: tuple[str, ...]
    paragraphs: tuple[str, ...]
    places: tuple[str, ...]
    authority: str
    position: str
    signer: str
    title: str = ""

    @property
    def code(self) -> str:
        """Number and notation as they are cited: 512/UBND-TNMT."""
        return f"{self.number}/{self.notation}"


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """Where a signature is shown: zero-based page, and the box in PDF points from the page's top left."""

    name: str
    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter as PDF, with the places the decree gives to the leader's and the agency's signature."""

    pdf: bytes
    boxes: tuple[SignatureBox, ...]


def render_letter(letter: Letter) -> RenderedLetter:
    """The letter as an unsigned PDF 1.7; the same letter always gives the same bytes."""
    written_at = datetime.combine(letter.issued_on, time(0), tzinfo=UTC)
    inputs = {"letter": json.dumps(_fields(letter), ensure_ascii=False)}
    with _one_at_a_time:
        compiler = _compiler("letter.typ")
        pdf = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=written_at)
        boxes = compiler.query("<signature-box>", field="value")
    return RenderedLetter(pdf=_one_file(pdf), boxes=_signature_boxes(boxes))


def render_drawing(template: str, inputs: Mapping[str, str]) -> bytes:
    """One of the province's other Typst templates (seal, signature) as a PDF with a transparent page."""
    with _one_at_a_time:
        compiler = _compiler(template)
        return _one_file(compiler.compile(format="pdf", sys_inputs=dict(inputs), timestamp=0, pdf_tags=False))


def place_and_date(place: str, day: date) -> str:
    """As in "Cần Giuộc, ngày 09 tháng 6 năm 2019": zeros before days 1–9 and months 1, 2 (Annex I, II.4b)."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{place}, ngày {day.day:02} tháng {month} năm {day.year}"


def _fields(letter: Letter) -> dict[str, object]:
    written = asdict(letter)
    day = written.pop("issued_on")
    fields: dict[str, object] = {name: _nfc(value) for name, value in written.items()}
    return fields | {
        "place_and_date": _nfc(place_and_date(letter.place, day)),
        "disclaimer": DISCLAIMER,
    }


def _nfc(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return tuple(unicodedata.normalize("NFC", item) for item in value)


def _signature_boxes(found: str) -> tuple[SignatureBox, ...]:
    return tuple(
        SignatureBox(
            name=box["name"],
            page=box["page"] - 1,
            left=box["x"],
            top=box["y"],
            width=box["width"],
            height=box["height"],
        )
        for box in json.loads(found)
    )


def _one_file(rendered: bytes | list[bytes] | None) -> bytes:
    """Typst's answer for a PDF kept in memory is one file; images would be one a page."""
    if not isinstance(rendered, bytes):
        raise TypeError("a PDF is one file")
    return rendered


# A compiler belongs to one thread at a time, and a query answers for the compilation before it.
_one_at_a_time: Final = threading.Lock()


@cache
def _compiler(template: str) -> typst.Compiler:
    """One compiler a template: it keeps fonts and parsed sources between letters."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=fonts)
