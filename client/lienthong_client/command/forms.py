"""``lienthong dossier form`` and ``notice``: what a centre prints, from the exchange or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

import click

from lienthong.model.event import JsonValue
from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BadValue, BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.parameters import Day, Pair, existing_file, today
from lienthong_client.command.printing import FormPrinter, pdf_of, tracking_address
from lienthong_client.command.typed_secret import typed_secret
from lienthong_client.errors import FileUnreadable

if TYPE_CHECKING:
    from typing import Unpack

    from lienthong_client.forms.sheet import Sheet

_FILE = click.Path(path_type=Path, dir_okay=False)
_FORMS = ("01", "02", "03", "04", "05", "06")
#: The log, of all dossiers of some days; every other form is of one dossier.
_LOG = "06"
_SLIP = "01"


class FormOptions(TypedDict):
    """The values of ``dossier form``."""

    facts: Path | None
    pdf: Path
    place: str
    tracking: str
    ask_secret: bool
    first: date | None
    last: date | None


@click.command("form", cls=BilingualCommand, help="dossier form", add_help_option=False)
@click.argument("number", type=click.Choice(_FORMS), metavar="|".join(_FORMS))
@click.argument("code", required=False, metavar="[DOSSIER]")
@option("--facts", type=existing_file(), metavar="FILE", help="option.form-facts")
@option("--pdf", type=_FILE, required=True, metavar="FILE", help="option.form-pdf")
@option("--place", default="", metavar="TEXT", help="option.form-place")
@option("--tracking", default="", metavar="URL", help="option.form-tracking")
@option("--ask-secret", is_flag=True, help="option.form-secret")
@option("--from", "first", type=Day(), metavar="DATE", help="option.form-first")
@option("--to", "last", type=Day(), metavar="DATE", help="option.form-last")
@click.pass_context
def form(context: click.Context, number: str, code: str | None, **options: Unpack[FormOptions]) -> None:
    """Print one of the six forms."""
    from lienthong_client.forms.reading import sheets_of

    facts, desk = options["facts"], desk_of(context)
    _check_sources(number, code, options, context)
    sheets = sheets_of(number, _content(facts)) if facts else _of_exchange(number, code, options, context)
    _print(number, sheets, options["pdf"], desk)


def _check_sources(number: str, code: str | None, options: FormOptions, context: click.Context) -> None:
    """One source, and no option that has no meaning for it.

    Raises:
        BilingualMisuse
    """
    facts, first, last = options["facts"], options["first"], options["last"]
    is_log = number == _LOG
    if (code and (facts or is_log)) or not (code or facts or is_log):
        raise BilingualMisuse("misuse.form-source", context)
    if (first or last) and (facts or not is_log):
        raise BilingualMisuse("misuse.form-days", context)
    if first and first > (last or first):
        raise BilingualMisuse("misuse.form-days", context)
    if options["ask_secret"] and (facts or number != _SLIP):
        raise BilingualMisuse("misuse.form-secret", context)


@click.command("notice", cls=BilingualCommand, help="dossier notice", add_help_option=False)
@click.argument("procedure", required=False, metavar="[PROCEDURE]")
@option("--facts", type=existing_file(), metavar="FILE", help="option.form-facts")
@option("--pdf", type=_FILE, required=True, metavar="FILE", help="option.form-pdf")
@option("--place", default="", metavar="TEXT", help="option.form-place")
@option("--role", multiple=True, type=Pair("ROLE=CODE"), metavar="ROLE=CODE", help="option.form-role")
@click.pass_context
def notice(
    context: click.Context,
    procedure: str | None,
    facts: Path | None,
    pdf: Path,
    place: str,
    role: tuple[tuple[str, str], ...],
) -> None:
    """Print the public notice of a procedure."""
    from lienthong_client.forms.reading import sheets_of

    desk = desk_of(context)
    if (procedure is None) == (facts is None):
        raise BilingualMisuse("misuse.form-source", context)
    if facts is None:
        sheets = _of_procedure(str(procedure), role, place, context)
    else:
        sheets = sheets_of("notice", _content(facts))
    _print("notice", sheets, pdf, desk)


def _of_exchange(
    number: str, code: str | None, options: FormOptions, context: click.Context
) -> tuple[Sheet, ...]:
    """A form filled from the dossier's story, or the log of days from the stories of all.

    Raises:
        FormNotDue, FormFactsInvalid, ProblemRejected
    """
    desk = desk_of(context)
    profile = desk.profile()
    secret = typed_secret(context, "--ask-secret") if options["ask_secret"] else ""
    tracking = tracking_address(profile, options["tracking"])
    printer = FormPrinter(desk.exchange(context), options["place"], tracking)
    if code is not None:
        return printer.sheets(number, code, secret)
    last = options["last"] or options["first"] or today()
    with desk.screen.waiting("form.log-waiting"):
        return printer.log(profile.agency, options["first"] or last, last)


def _of_procedure(
    code: str, roles: Sequence[tuple[str, str]], place: str, context: click.Context
) -> tuple[Sheet, ...]:
    """The notice of what is in force today, as the calling centre posts it; on a wall a role needs a name."""
    from lienthong.onestop.posting import Posting
    from lienthong.onestop.procedure_records import procedure_of
    from lienthong_client.forms.notice import notice_of
    from lienthong_client.forms.reading import sheets_from

    desk, day = desk_of(context), today()
    printer = FormPrinter(desk.exchange(context), place)
    records = {one["code"]: one for one in printer.exchange.procedures(day)["procedures"]}
    if code not in records:
        raise BadValue("PROCEDURE", "misuse.unknown-procedure", context, code=code)
    procedure = procedure_of(cast("dict[str, JsonValue]", records[code]))
    names = printer.names
    names |= {role: names.get(agency, agency) for role, agency in roles}
    unnamed = sorted({step.responsible for step in procedure.steps} - names.keys())
    if unnamed:
        raise BilingualMisuse("misuse.form-roles", context, roles=", ".join(unnamed))
    office = printer.office(desk.profile().agency)
    return sheets_from("notice", notice_of(procedure, Posting.of(procedure, day), office, names))


def _print(kind: str, sheets: tuple[Sheet, ...], pdf: Path, desk: Desk) -> None:
    """Set, write, say so.

    Raises:
        FileUnwritable, PdfWriterMissing
    """
    from lienthong_client.command.written_reports import save

    save(pdf, pdf_of(sheets))
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
