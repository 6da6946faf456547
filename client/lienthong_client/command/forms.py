"""``lienthong dossier form`` and ``notice``: what a centre prints, from facts in a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.parameters import existing_file
from lienthong_client.errors import FileUnreadable, PdfWriterMissing

_FILE = click.Path(path_type=Path, dir_okay=False)
_FORMS = ("01", "02", "03", "04", "05", "06")
_NEEDED = frozenset({"typst", "segno"})


@click.command("form", cls=BilingualCommand, help="dossier form", add_help_option=False)
@click.argument("number", type=click.Choice(_FORMS), metavar="|".join(_FORMS))
@option("--facts", type=existing_file(), required=True, metavar="FILE", help="option.form-facts")
@option("--pdf", type=_FILE, required=True, metavar="FILE", help="option.form-pdf")
@click.pass_context
def form(context: click.Context, number: str, facts: Path, pdf: Path) -> None:
    """Print one of the six forms."""
    _print(number, facts, pdf, desk_of(context))


@click.command("notice", cls=BilingualCommand, help="dossier notice", add_help_option=False)
@option("--facts", type=existing_file(), required=True, metavar="FILE", help="option.form-facts")
@option("--pdf", type=_FILE, required=True, metavar="FILE", help="option.form-pdf")
@click.pass_context
def notice(context: click.Context, facts: Path, pdf: Path) -> None:
    """Print the public notice of a procedure."""
    _print("notice", facts, pdf, desk_of(context))


def _print(kind: str, facts: Path, pdf: Path, desk: Desk) -> None:
    """Read, set, write, say so.

    Raises:
        FileUnreadable, FileUnwritable, FormFactsInvalid, PdfWriterMissing
    """
    from lienthong_client.command.written_reports import save
    from lienthong_client.forms.printing import to_pdf
    from lienthong_client.forms.reading import sheets_of

    sheets = sheets_of(kind, _content(facts))
    try:
        content = to_pdf(sheets, datetime.now(UTC))
    except ModuleNotFoundError as missing:
        if missing.name not in _NEEDED:
            raise
        raise PdfWriterMissing from missing
    save(pdf, content)
    if desk.as_json:
        desk.screen.json({"form": kind, "pdf": str(pdf), "sheets": len(sheets)})
    else:
        key = "form.notice-written" if kind == "notice" else "form.written"
        desk.screen.say(key, style="green", form=kind, path=pdf)


def _content(path: Path) -> bytes:
    """The file, no more of it than is read anyway.

    Raises:
        FileUnreadable
    """
    from lienthong_client.forms.reading import LARGEST

    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as fault:
        raise FileUnreadable(path=str(path), why=fault.strerror or str(fault)) from fault
