"""The slips of an intake, printed at once: its tracking secret goes onto paper, and onto no screen."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong.errors import ExchangeError
from lienthong.onestop.words import PortalStatus
from lienthong_client.command.complaints import BadValue
from lienthong_client.command.desk import Desk
from lienthong_client.command.printing import FormPrinter, pdf_of, require_pdf_writer, save_beside
from lienthong_client.command.written_reports import make_folder
from lienthong_client.errors import FileUnwritable
from lienthong_client.messages import say

if TYPE_CHECKING:
    from lienthong_client.dossiers import DossierRecord, TakenIn

RECEIPT_SLIP, REFUSAL = "01", "03"
#: As long as all codes are; what else stands on the form is the exchange's.
_ANY_CODE, _ANY = "000.00.00.H00-260101-0001", "…"


def prepare(folder: Path, place: str, tracking: str, context: click.Context) -> None:
    """Finds out before anything is recorded what would keep the slips from being printed.

    Raises:
        BadValue: no such place or address can stand on a form. FileUnwritable, PdfWriterMissing
    """
    require_pdf_writer()
    _check_heads(place, tracking, context)
    make_folder(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FileUnwritable(path=str(folder), why=os.strerror(errno.EACCES))


def _check_heads(place: str, tracking: str, context: click.Context) -> None:
    from pydantic import ValidationError

    from lienthong_client.forms.facts import Matter, Office

    try:
        Office(_ANY, place or _ANY)
    except ValidationError as error:
        raise BadValue("--place", "misuse.form-place", context) from error
    try:
        Matter(_ANY_CODE, _ANY, tracking=f"{tracking.rstrip('/')}/{_ANY_CODE}" if tracking else None)
    except ValidationError as error:
        raise BadValue("--tracking", "misuse.form-tracking", context) from error


def form_of(dossier: DossierRecord) -> str | None:
    """The paper that goes with the applicant; none for what the centre has still to look at."""
    if dossier["accepted_at"]:
        return RECEIPT_SLIP
    return REFUSAL if dossier["status"] == PortalStatus.NOT_ACCEPTED else None


def print_slips(taken: TakenIn, printer: FormPrinter, folder: Path) -> dict[Path, str]:
    """A file for each dossier that has a paper, with the form's number; never over a file that is there.

    Raises:
        FileUnwritable, FormNotDue, FormFactsInvalid, ProblemRejected
    """
    printed = {}
    for one in taken["dossiers"]:
        form = form_of(one)
        if form is not None:
            secret = taken["secret"] if form == RECEIPT_SLIP else ""
            sheets = printer.sheets(form, one["code"], secret)
            printed[save_beside(folder, f"{one['code']}-mau-{form}", pdf_of(sheets))] = form
    return printed


@contextmanager
def told_how_to_print_again(desk: Desk, key: str) -> Iterator[None]:
    """The dossiers stand whatever becomes of their paper; the key finds them, with a new secret."""
    try:
        yield
    except ExchangeError:
        desk.screen.complain(say("dossier.slips-again", desk.language, again=key))
        raise
