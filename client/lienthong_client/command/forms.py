"""``lienthong dossier form`` and ``notice``: what a centre prints, from the exchange or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, cast

import click

from lienthong.model.event import JsonValue
from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BadValue, BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.parameters import Pair, existing_file, today
from lienthong_client.errors import FileUnreadable, PdfWriterMissing

if TYPE_CHECKING:
    from typing import Unpack

    from lienthong_client.answers import AgencyRecord
    from lienthong_client.forms.facts import Office
    from lienthong_client.forms.sheet import Sheet
    from lienthong_client.sdk import Exchange

_FILE = click.Path(path_type=Path, dir_okay=False)
_FORMS = ("01", "02", "03", "04", "05", "06")
#: The log is of many dossiers, and of people whom no list names: it comes from a file.
_OF_ONE_DOSSIER = _FORMS[:-1]
_NEEDED = frozenset({"typst", "segno"})


class FormOptions(TypedDict):
    """The values of ``dossier form``."""

    facts: Path | None
    pdf: Path
    place: str
    tracking: str
    secret: str


@click.command("form", cls=BilingualCommand, help="dossier form", add_help_option=False)
@click.argument("number", type=click.Choice(_FORMS), metavar="|".join(_FORMS))
@click.argument("code", required=False, metavar="[DOSSIER]")
@option("--facts", type=existing_file(), metavar="FILE", help="option.form-facts")
@option("--pdf", type=_FILE, required=True, metavar="FILE", help="option.form-pdf")
@option("--place", default="", metavar="TEXT", help="option.form-place")
@option("--tracking", default="", metavar="URL", help="option.form-tracking")
@option("--secret", default="", metavar="TEXT", help="option.form-secret")
@click.pass_context
def form(context: click.Context, number: str, code: str | None, **options: Unpack[FormOptions]) -> None:
    """Print one of the six forms."""
    from lienthong_client.forms.reading import sheets_of

    facts, desk = options["facts"], desk_of(context)
    if (code is None) == (facts is None) or (code and number not in _OF_ONE_DOSSIER):
        raise BilingualMisuse("misuse.form-source", context)
    sheets = sheets_of(number, _content(facts)) if facts else _of_dossier(number, str(code), options, context)
    _print(number, sheets, options["pdf"], desk)


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


def _of_dossier(number: str, code: str, options: FormOptions, context: click.Context) -> tuple[Sheet, ...]:
    """A form filled from the dossier's story.

    Raises:
        FormNotDue, FormFactsInvalid, ProblemRejected
    """
    from pydantic import ValidationError

    from lienthong.onestop.procedure_records import procedure_of
    from lienthong_client.forms import filled
    from lienthong_client.forms.reading import invalid, sheets_from

    exchange = desk_of(context).exchange(context)
    story = exchange.dossier(code)
    events = filled.events_of(cast("list[dict[str, Any]]", story["events"]))
    dossier = filled.dossier_of(events)
    # Editions of one code never overlap, so on its first day this one alone is in force.
    editions = exchange.procedures(dossier.edition)["procedures"]
    record = next(one for one in editions if one["code"] == dossier.procedure)
    agencies = {one["code"]: one for one in exchange.agencies()}
    fill = {
        "01": filled.receipt_slip,
        "02": filled.supplement_request,
        "03": filled.refusal,
        "04": filled.apology,
        "05": filled.control_slip,
    }[number]
    try:
        known = filled.Printing(
            events=events,
            dossier=dossier,
            procedure=procedure_of(cast("dict[str, JsonValue]", record)),
            office=_office(agencies, dossier.centre, options["place"]),
            names={one: entry["name"] for one, entry in agencies.items()},
            person=story["person"],
            tracking=options["tracking"],
            secret=options["secret"].strip().upper(),
        )
        return sheets_from(number, fill(known))
    except ValidationError as error:
        raise invalid(number, error) from None


def _of_procedure(
    code: str, roles: Sequence[tuple[str, str]], place: str, context: click.Context
) -> tuple[Sheet, ...]:
    """The notice of what is in force today, as the calling centre posts it; on a wall a role needs a name."""
    from lienthong.onestop.posting import Posting
    from lienthong.onestop.procedure_records import procedure_of
    from lienthong_client.forms.notice import notice_of
    from lienthong_client.forms.reading import sheets_from

    desk, day = desk_of(context), today()
    exchange: Exchange = desk.exchange(context)
    records = {one["code"]: one for one in exchange.procedures(day)["procedures"]}
    if code not in records:
        raise BadValue("PROCEDURE", "misuse.unknown-procedure", context, code=code)
    procedure = procedure_of(cast("dict[str, JsonValue]", records[code]))
    agencies = {one["code"]: one for one in exchange.agencies()}
    centre = desk.profile().agency
    names = {one: entry["name"] for one, entry in agencies.items()}
    names |= {role: names.get(agency, agency) for role, agency in roles}
    unnamed = sorted({step.responsible for step in procedure.steps} - names.keys())
    if unnamed:
        raise BilingualMisuse("misuse.form-roles", context, roles=", ".join(unnamed))
    office = _office(agencies, centre, place)
    return sheets_from("notice", notice_of(procedure, Posting.of(procedure, day), office, names))


def _office(agencies: dict[str, AgencyRecord], centre: str, place: str) -> Office:
    """The head: the centre, under the agency above it where the registry has one."""
    from lienthong_client.forms.facts import Office
    from lienthong_client.forms.filled import place_of

    own = agencies.get(centre)
    desk = own["name"] if own else centre
    above = agencies.get((own["parent"] if own else None) or "")
    authority = above["name"] if above else ""
    return Office(desk, place or place_of(authority or desk), authority)


def _print(kind: str, sheets: tuple[Sheet, ...], pdf: Path, desk: Desk) -> None:
    """Set, write, say so.

    Raises:
        FileUnwritable, PdfWriterMissing
    """
    from lienthong_client.command.written_reports import save
    from lienthong_client.forms.printing import to_pdf

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
