"""Official letters, written as the decree on records asks (Decree 30/2020/NĐ-CP, Annex I) and rendered to PDF."""

from __future__ import annotations

import json
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
    """An official letter (công văn) before it is rendered.

    `parent_name` is empty where the decree shows no superior agency (People's Committees); a line break in
    `agency_name` breaks the letterhead's line. `number` and `notation` make "512/UBND-TNMT"; `subject` begins
    with "V/v"; `authority` is the formula above the position ("TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC") or empty.
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
    compiler = _compiler("letter.typ")
    compiler_inputs = {"letter": json.dumps(_fields(letter), ensure_ascii=False)}
    written_at = datetime.combine(letter.issued_on, time(0), tzinfo=UTC)
    pdf = compiler.compile(format="pdf", sys_inputs=compiler_inputs, timestamp=written_at)
    if not isinstance(pdf, bytes):
        raise TypeError("a letter renders to one file")
    return RenderedLetter(pdf=pdf, boxes=_signature_boxes(compiler.query("<signature-box>", field="value")))


def render_drawing(template: str, inputs: Mapping[str, str]) -> bytes:
    """One of the province's other Typst templates (seal, signature) as a PDF with a transparent page."""
    pdf = _compiler(template).compile(format="pdf", sys_inputs=dict(inputs), timestamp=0, pdf_tags=False)
    if not isinstance(pdf, bytes):
        raise TypeError("a drawing renders to one file")
    return pdf


def place_and_date(place: str, day: date) -> str:
    """ "Cần Giuộc, ngày 12 tháng 6 năm 2019": days below 10 and months 1 and 2 get a zero (Annex I, II.4b)."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{place}, ngày {day.day:02} tháng {month} năm {day.year}"


def _fields(letter: Letter) -> dict[str, object]:
    fields = {name: _nfc(value) for name, value in asdict(letter).items() if name not in ("place", "issued_on")}
    return fields | {
        "place_and_date": _nfc(place_and_date(letter.place, letter.issued_on)),
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


@cache
def _compiler(template: str) -> typst.Compiler:
    """One compiler a template: it keeps fonts and parsed sources between letters."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=fonts)
