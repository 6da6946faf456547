"""``lienthong dossier``: the one-stop's desk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from lienthong.errors import Unavailable
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.event import JsonValue
from lienthong.model.text import normalise
from lienthong.onestop.people import NoticeWish
from lienthong.onestop.words import Kind, Reason
from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BadValue, BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.dossier_board import list_in_hand
from lienthong_client.command.dossier_pages import show_list, show_procedures, show_story, status_text
from lienthong_client.command.parameters import Day
from lienthong_client.command.printing import FormPrinter, tracking_address
from lienthong_client.command.screen import local_time
from lienthong_client.command.slips import RECEIPT_SLIP, prepare, print_slips, told_how_to_print_again
from lienthong_client.messages import say

if TYPE_CHECKING:
    from typing import Unpack

    from lienthong_client.dossiers import ProcedurePaper, ProcedureRecord, TakenIn
    from lienthong_client.sdk import Exchange

Json = dict[str, JsonValue]
_PAPER = re.compile(r"(?P<code>[^=]+)=(?P<originals>\d{1,3})(/(?P<copies>\d{1,3}))?", re.ASCII)
_REASONS = click.Choice([reason.value for reason in Reason])
_KINDS = click.Choice([kind.value for kind in Kind if kind is not Kind.RECEIVED])


class TakeInOptions(TypedDict):
    """The values of ``dossier take-in``; empty where nothing was said."""

    procedure: tuple[str, ...]
    name: str
    id_number: str
    address: str
    telephone: str
    email: str
    notice: tuple[str, ...]
    paper: tuple[str, ...]
    all_papers: bool
    channel: str
    fee: int | None
    receipt_number: str
    refuse: bool
    receive: bool
    reason: str | None
    remark: str
    confirm: bool
    key: str | None
    slips: Path | None
    place: str
    tracking: str


@click.command("take-in", cls=BilingualCommand, help="dossier take-in", add_help_option=False)
@option("--procedure", multiple=True, required=True, metavar="CODE", help="option.procedure")
@option("--name", required=True, metavar="TEXT", help="option.applicant")
@option("--id-number", default="", metavar="TEXT", help="option.id-number")
@option("--address", default="", metavar="TEXT", help="option.address")
@option("--telephone", default="", metavar="TEXT", help="option.telephone")
@option("--email", default="", metavar="TEXT", help="option.email")
@option(
    "--notice",
    multiple=True,
    type=click.Choice([wish.value for wish in NoticeWish]),
    metavar="WAY",
    help="option.notice",
)
@option("--paper", multiple=True, metavar="PAPER", help="option.dossier-paper")
@option("--all-papers", is_flag=True, help="option.all-papers")
@option(
    "--channel",
    type=click.Choice(["direct", "online", "postal"]),
    default="direct",
    show_default=True,
    metavar="WAY",
    help="option.dossier-channel",
)
@option("--fee", type=click.IntRange(0), metavar="N", help="option.fee")
@option("--receipt-number", default="", metavar="TEXT", help="option.receipt-number")
@option("--refuse", is_flag=True, help="option.refuse")
@option("--receive", is_flag=True, help="option.receive")
@option("--reason", type=_REASONS, metavar="REASON", help="option.dossier-reason")
@option("--remark", default="", metavar="TEXT", help="option.remark")
@option("--confirm", is_flag=True, help="option.confirm")
@option("--key", metavar="TEXT", help="option.dossier-key")
@option(
    "--slips", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER", help="option.dossier-slips"
)
@option("--place", default="", metavar="TEXT", help="option.form-place")
@option("--tracking", default="", metavar="URL", help="option.form-tracking")
@click.pass_context
def take_in(context: click.Context, **options: Unpack[TakeInOptions]) -> None:
    """Take in the dossiers of one visit."""
    if options["refuse"] != bool(options["reason"]):
        raise BilingualMisuse("misuse.refusal", context)
    papers = [_paper(text, context) for text in options["paper"]]
    desk, folder = desk_of(context), options["slips"]
    tracking = ""
    if folder:
        tracking = tracking_address(desk.profile(), options["tracking"])
        prepare(folder, options["place"], tracking, context)
    exchange = desk.exchange(context)
    in_force = {one["code"]: one["papers"] for one in exchange.procedures()["procedures"]}
    # A code that is not in force goes along: the exchange tells it with all else that is wrong.
    handed = [_handed(code, in_force.get(code, ()), papers, options) for code in options["procedure"]]
    with key_told(desk, options["key"]) as key:
        taken = exchange.take_in(_applicant(options), handed, key=key, confirm=options["confirm"])
    printed = dict[Path, str]()
    if folder:
        with told_how_to_print_again(desk, key):
            printed = print_slips(taken, FormPrinter(exchange, options["place"], tracking), folder)
    _tell_taken_in(taken, printed, desk)


@contextmanager
def key_told(desk: Desk, given: str | None) -> Iterator[str]:
    """A key for what is about to be recorded; told where its answer is lost, so that it can be asked for."""
    from lienthong_client.dossiers import fresh_key

    key = given or fresh_key()
    try:
        yield key
    except Unavailable:
        desk.screen.complain(say("dossier.try-again", desk.language, again=key))
        raise


def _applicant(options: TakeInOptions) -> Json:
    said = {
        "name": options["name"],
        "id_number": options["id_number"],
        "address": options["address"],
        "telephone": options["telephone"],
        "email": options["email"],
    }
    return {**{name: normalise(text) for name, text in said.items()}, "notices": list(options["notice"])}


def _paper(text: str, context: click.Context) -> Json:
    match = _PAPER.fullmatch(text.strip())
    if match is None:
        raise BadValue("--paper", "misuse.paper", context, text=text)
    return {
        "code": normalise(match["code"]),
        "originals": int(match["originals"]),
        "copies": int(match["copies"] or 0),
    }


def _handed(
    procedure: str, asked: Sequence[ProcedurePaper], papers: Sequence[Json], options: TakeInOptions
) -> Json:
    """A dossier; each paper counts for the procedures that ask for it."""
    known = {paper["code"]: paper for paper in asked}
    handed = [paper for paper in papers if paper["code"] in known or len(options["procedure"]) == 1]
    if options["all_papers"]:
        handed = [
            {"code": code, "originals": paper["originals"], "copies": paper["copies"]}
            for code, paper in known.items()
        ]
    one: Json = {
        "procedure": normalise(procedure),
        "channel": options["channel"],
        "outcome": "refuse" if options["refuse"] else "receive" if options["receive"] else "accept",
        "papers": list(handed),
        "remark": normalise(options["remark"]),
    }
    if options["reason"]:
        one["reason"] = options["reason"]
    if options["fee"] is not None:
        one["payment"] = {"amount": options["fee"], "receipt_number": options["receipt_number"]}
    return one


def _tell_taken_in(taken: TakenIn, printed: Mapping[Path, str], desk: Desk) -> None:
    """What was recorded; the secret only where it stands on no paper."""
    on_paper = RECEIPT_SLIP in printed.values()
    if desk.as_json:
        told = {name: value for name, value in taken.items() if name != "secret" or not on_paper}
        desk.screen.json(told | {"slips": list(map(str, printed))} if printed else told)
        return
    for one in taken["dossiers"]:
        status = status_text(one["status"], desk.language)
        desk.screen.say("dossier.taken-in", style="green", code=one["code"], status=status)
        if one["promised"]:
            desk.screen.say("dossier.promised", when=local_time(one["promised"], desk.language))
    for path, form in printed.items():
        desk.screen.say("form.written", style="green", form=form, path=path)
    if not on_paper:
        desk.screen.say("dossier.secret", style="bold", secret=taken["secret"])
    if taken["repeated"]:
        desk.screen.note("dossier.again")


@click.command("list", cls=BilingualCommand, help="dossier list", add_help_option=False)
@option("--ended", is_flag=True, help="option.ended")
@option("--due", type=Day(), metavar="DATE", help="option.dossier-due")
@option("--agency", metavar="CODE", help="option.dossiers-agency")
@click.pass_context
def listing(context: click.Context, ended: bool, due: date | None, agency: str | None) -> None:
    """List the centre's dossiers, or what an agency has in hand."""
    desk = desk_of(context)
    exchange = desk.exchange(context)
    if agency:
        list_in_hand(exchange, agency, desk, ended=ended, due=due)
        return
    page = exchange.dossiers(ended=ended, due=due)
    found = list(page["dossiers"])
    while page["cursor"]:
        page = exchange.dossiers(ended=ended, due=due, cursor=page["cursor"])
        found += page["dossiers"]
    if desk.as_json:
        desk.screen.json({"dossiers": found})
    else:
        show_list(found, desk.screen)


@click.command("show", cls=BilingualCommand, help="dossier show", add_help_option=False)
@click.argument("code", metavar="DOSSIER")
@click.pass_context
def show(context: click.Context, code: str) -> None:
    """Show a dossier."""
    desk = desk_of(context)
    story = desk.exchange(context).dossier(code)
    if desk.as_json:
        desk.screen.json(story)
    else:
        show_story(story, desk.screen)


class ActOptions(TypedDict):
    """The values of ``dossier act``; None where nothing was said."""

    step: int | None
    submission: str | None
    reason: str | None
    day: date | None
    granted: bool | None
    remark: str
    key: str | None


@click.command("act", cls=BilingualCommand, help="dossier act", add_help_option=False)
@click.argument("code", metavar="DOSSIER")
@click.argument("kind", type=_KINDS, metavar="KIND")
@option("--step", type=click.IntRange(1, 99), metavar="N", help="option.step")
@option("--submission", metavar="ID", help="option.submission")
@option("--reason", type=_REASONS, metavar="REASON", help="option.dossier-reason")
@option("--day", type=Day(), metavar="DATE", help="option.day")
@option("--granted/--not-granted", default=None, help="option.granted")
@option("--remark", default="", metavar="TEXT", help="option.remark")
@option("--key", metavar="TEXT", help="option.dossier-key")
@click.pass_context
def act(context: click.Context, code: str, kind: str, **options: Unpack[ActOptions]) -> None:
    """Record what happens to a dossier."""
    desk = desk_of(context)
    said: Json = {
        "step": options["step"],
        "submission": options["submission"],
        "reason": options["reason"],
        "day": options["day"].isoformat() if options["day"] else None,
        "granted": options["granted"],
        "remark": normalise(options["remark"]) or None,
    }
    members = {name: value for name, value in said.items() if value is not None}
    exchange = desk.exchange(context)
    with key_told(desk, options["key"]) as key_of_act:
        acted = exchange.act_on_dossier(code, kind, key=key_of_act, **members)
    if desk.as_json:
        desk.screen.json(acted)
        return
    key, style = ("dossier.acted-before", "yellow") if acted["repeated"] else ("dossier.acted", "green")
    status = status_text(acted["dossier"]["status"], desk.language)
    desk.screen.say(key, style=style, act=say(f"act.{kind}", desk.language), code=code, status=status)


@click.command("procedures", cls=BilingualCommand, help="dossier procedures", add_help_option=False)
@option("--on", "day", type=Day(), metavar="DATE", help="option.on")
@option(
    "--load",
    "tables",
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE",
    help="option.load",
)
@option("--export", "written", type=click.Path(path_type=Path), metavar="FILE", help="option.export-tables")
@click.pass_context
def procedures(context: click.Context, day: date | None, tables: Path | None, written: Path | None) -> None:
    """List the procedures in force, write them to tables, or load them."""
    if tables and (written or day):
        raise BilingualMisuse("misuse.load-alone", context)
    desk = desk_of(context)
    exchange = desk.exchange(context)
    if tables:
        _load(tables, exchange, desk)
        return
    found = exchange.procedures(day)
    if written:
        _export(written, found["procedures"])
    if desk.as_json:
        desk.screen.json(found)
    elif written:
        desk.screen.say("dossier.exported", style="green", count=len(found["procedures"]), path=written)
    else:
        show_procedures(found["procedures"], desk.screen)


def _load(tables: Path, exchange: Exchange, desk: Desk) -> None:
    from lienthong_client.procedure_tables import read_tables

    loaded = exchange.load_procedures(read_tables(tables))
    if desk.as_json:
        desk.screen.json(loaded)
    else:
        counts = {"changed": len(loaded["changed"]), "unchanged": loaded["unchanged"]}
        desk.screen.say("dossier.loaded", style="green", **counts)


def _export(path: Path, found: Sequence[ProcedureRecord]) -> None:
    from lienthong_client.errors import FileUnwritable
    from lienthong_client.procedure_tables import write_tables

    try:
        write_tables(path, found)
    except OSError as refused:
        raise FileUnwritable(path=str(path), why=refused.strerror or type(refused).__name__) from refused


@click.command("centre", cls=BilingualCommand, help="dossier centre", add_help_option=False)
@click.argument("code", metavar="CODE")
@option("--lead", required=True, metavar="CODE", help="option.lead")
@option(
    "--level",
    required=True,
    type=click.Choice([level.value for level in AgencyLevel]),
    metavar="LEVEL",
    help="option.dossier-level",
)
@option("--role", multiple=True, metavar="ROLE=CODE", help="option.dossier-role")
@click.pass_context
def centre(context: click.Context, code: str, lead: str, level: str, role: tuple[str, ...]) -> None:
    """Say which agencies settle what a centre takes in."""
    agencies: dict[str, str] = {}
    for text in role:
        name, separator, agency = text.partition("=")
        if not (separator and name and agency):
            raise BadValue("--role", "misuse.role", context, text=text)
        agencies[normalise(name)] = normalise(agency)
    desk = desk_of(context)
    settled = desk.exchange(context).set_up_centre(code, lead, level, agencies)
    if desk.as_json:
        desk.screen.json(settled)
    else:
        desk.screen.say("dossier.centre", style="green", code=code)
