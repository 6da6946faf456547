"""Reports about files as pages to keep: HTML and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lienthong_client.command.desk import Desk
from lienthong_client.errors import FileUnwritable, PdfWriterMissing

if TYPE_CHECKING:
    from lienthong.signatures.rendering.page import Checked


def write_html(results: Sequence[Checked], path: Path, desk: Desk) -> None:
    """All reports in one page.

    Raises:
        FileUnwritable
    """
    from lienthong.signatures.rendering.html import render_html
    from lienthong.signatures.rendering.page import make_page

    pages = [make_page(result, desk.language) for result in results]
    write_file(path, render_html(pages, desk.language).encode("utf-8"), desk)


def write_pdf(results: Sequence[Checked], path: Path, desk: Desk) -> None:
    """All reports in one PDF.

    Raises:
        FileUnwritable, PdfWriterMissing
    """
    from lienthong.signatures.rendering.page import make_page

    try:
        from lienthong.signatures.rendering.pdf import render_pdf
    except ModuleNotFoundError as missing:
        if missing.name != "typst":
            raise
        raise PdfWriterMissing from missing
    pages = [make_page(result, desk.language) for result in results]
    write_file(path, render_pdf(pages, desk.language, results[0].at), desk)


def write_file(path: Path, content: bytes, desk: Desk) -> None:
    """Write, and say so.

    Raises:
        FileUnwritable
    """
    save(path, content)
    desk.screen.note("verify.written", path=path)


def save(path: Path, content: bytes) -> None:
    """Write; a folder that is not there may be a slip of the hand.

    Raises:
        FileUnwritable
    """
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise FileUnwritable(path=str(path), why=fault.strerror or str(fault)) from fault


def make_folder(path: Path) -> None:
    """A folder to keep things in, with those above it, unless it is there.

    Raises:
        FileUnwritable
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise FileUnwritable(path=str(path), why=fault.strerror or str(fault)) from fault
