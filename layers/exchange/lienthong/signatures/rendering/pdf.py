"""The report as PDF, set by Typst: the same words as on the web page, for the file and the printer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

import typst

from lienthong.signatures.rendering.page import Page
from lienthong.signatures.rendering.words import Language, label

_FOLDER: Final = Path(__file__).parent


def render_pdf(pages: Sequence[Page], language: Language, at: datetime) -> bytes:
    """The pages of all files as one tagged PDF, dated ``at``; the same pages always give the same bytes."""
    report = {
        "title": label("title", language),
        "advice": label("advice", language),
        "footer": label("footer", language),
        "language": language,
        "pages": [_printable(asdict(page)) for page in pages],
    }
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(_FOLDER / "report.typ", root=_FOLDER, font_paths=fonts)
    inputs = {"report": json.dumps(report, ensure_ascii=False)}
    rendered = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=at.replace(microsecond=0))
    if not isinstance(rendered, bytes):
        raise TypeError("a PDF is one file")
    return rendered


def _printable(value: object) -> object:
    """Without empty facts, and without what would steer the reading order."""
    if isinstance(value, str):
        return "".join(character if character.isprintable() else "·" for character in value)
    if isinstance(value, dict):
        return {name: _printable(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(inner) for inner in value if not _is_empty_fact(inner)]
    return value


def _is_empty_fact(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and value[1] == ""
