"""Sheets as PDF, set by Typst; texts are data: strings, never markup."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

from lienthong_client.forms.sheet import Sheet

_FOLDER: Final = Path(__file__).parent
#: Longer than any Vietnamese word (seven letters): may be broken, so that it stays on the paper.
_LONG: Final = re.compile(r"\S{13,}")
#: So many capitals go into the narrowest cell.
_PIECE: Final = re.compile(r"\S{6}(?=\S)")
#: Errors up to 15% are corrected: a slip is folded and carried about.
_QR_LEVEL: Final = "m"


def to_pdf(sheets: Sequence[Sheet], at: datetime) -> bytes:
    """The sheets one after the other, each with its own page numbers; the same sheets give the same bytes.

    Raises:
        ModuleNotFoundError: Typst or segno, which set it, is not installed.
    """
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(_FOLDER / "sheet.typ", root=_FOLDER, font_paths=fonts)
    inputs = {"sheets": json.dumps([_printable(sheet) for sheet in sheets], ensure_ascii=False)}
    rendered = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=at.replace(microsecond=0))
    if not isinstance(rendered, bytes):
        raise TypeError("a PDF is one file")
    return rendered


def _printable(sheet: Sheet) -> dict[str, object]:
    """The sheet for the typesetter, with the picture of each address."""
    page = asdict(sheet)
    for block in page["blocks"]:
        if block.get("address"):
            block["picture"] = qr_picture(block["address"])
    return {name: _breakable(value) for name, value in page.items()}


def qr_picture(address: str) -> str:
    """The QR code as SVG, with the quiet zone of four modules that readers need (ISO/IEC 18004 6.3.8)."""
    import segno

    picture = io.BytesIO()
    code = segno.make(address, error=_QR_LEVEL, micro=False)
    code.save(picture, kind="svg", border=4, xmldecl=False, light="#fff")
    return picture.getvalue().decode()


def _breakable(value: object) -> object:
    """Zero-width spaces in what has no blank; pictures and codes stay as they are."""
    if isinstance(value, str):
        return _LONG.sub(lambda long: _PIECE.sub(lambda piece: piece[0] + "\u200b", long[0]), value)
    if isinstance(value, dict):
        kept = ("picture", "address", "code", "kind", "align", "paper")
        return {name: inner if name in kept else _breakable(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_breakable(inner) for inner in value]
    return value
