"""Letters made bad on purpose, as somebody between sender and receiver would make them."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import Final

from pyhanko.pdf_utils.generic import StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from lienthong_local.province.errors import LetterNotAlterable

_SHOWN_LINE: Final = re.compile(rb"\[[^\n]+?\]TJ")
"""One line of text shown on a page (ISO 32000-1 9.4.3), as Typst writes it."""


def alter_in_place(pdf: bytes) -> bytes:
    """The PDF with its longest line of text erased inside the signed bytes; length and all offsets stay.

    Raises `LetterNotAlterable`.
    """
    page_text = PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"][0]["/Contents"]
    signed_bytes = page_text.encoded_data
    altered = zlib.compress(_without_longest_line(page_text.data), 9).ljust(len(signed_bytes), b"\0")
    if len(altered) != len(signed_bytes) or pdf.count(signed_bytes) != 1:
        raise LetterNotAlterable
    return pdf.replace(signed_bytes, altered)


def alter_by_update(pdf: bytes) -> bytes:
    """The PDF with that line erased by an incremental update: the signed bytes stay, the page shown does not.

    Raises `LetterNotAlterable`.
    """
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    altered = StreamObject(stream_data=_without_longest_line(page["/Contents"].data))
    page[pdf_name("/Contents")] = writer.add_object(altered)
    writer.update_container(page)
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def _without_longest_line(page_text: bytes) -> bytes:
    lines = _SHOWN_LINE.findall(page_text)
    if not lines:
        raise LetterNotAlterable
    return page_text.replace(max(lines, key=len), b"[]TJ", 1)
