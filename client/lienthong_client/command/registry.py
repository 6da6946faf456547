"""``lienthong registry``: the agencies, and, for the registrar, their entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong.model.agency import ChannelFormat
from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.entry_options import (
    EntryChange,
    EntryOptions,
    change_entry,
    change_options,
    entry_options,
    new_entry,
)
from lienthong_client.command.parameters import Day, existing_file
from lienthong_client.command.registry_tables import export_agencies, import_agencies
from lienthong_client.command.screen import local_date, local_time
from lienthong_client.command.stories import show_events
from lienthong_client.command.type_lines import paper_lines, type_rule_lines
from lienthong_client.messages import Language, say, word

if TYPE_CHECKING:
    from typing import Unpack

    from lienthong_client.answers import AgencyAnswer, AgencyRecord, FormerRecord, KeyRecord


@click.group("registry", cls=BilingualGroup, help="registry", no_args_is_help=True, add_help_option=False)
def registry() -> None:
    """The agencies."""


registry.add_command(import_agencies)
registry.add_command(export_agencies)


@registry.command("list", cls=BilingualCommand, help="registry list", add_help_option=False)
@click.argument("search", metavar="[TEXT]", default="")
@option("--on", type=Day(), metavar="DATE", help="option.registry-on")
@click.pass_context
def list_agencies(context: click.Context, search: str, on: date | None) -> None:
    """List the agencies that match."""
    desk = desk_of(context)
    agencies = desk.exchange(context).agencies(search, on=on)
    if desk.as_json:
        desk.screen.json({"agencies": agencies})
        return
    if not agencies:
        desk.screen.say("registry.empty")
        return
    rows = [
        (
            one["code"],
            one["name"],
            one["parent"] or "",
            _roles(one, desk.language),
            word("agency", one["state"], desk.language),
            say("yes" if one["receives_electronically"] else "no", desk.language),
        )
        for one in agencies
    ]
    columns = ("code", "name", "parent", "roles", "state", "electronic")
    desk.screen.table([f"column.{name}" for name in columns], rows)


def _roles(agency: AgencyRecord, language: Language) -> str:
    return ", ".join(word("role", role, language) for role in agency["roles"])


@registry.command("show", cls=BilingualCommand, help="registry show", add_help_option=False)
@click.argument("name", metavar="CODE")
@option("--on", type=Day(), metavar="DATE", help="option.registry-on")
@click.pass_context
def show(context: click.Context, name: str, on: date | None) -> None:
    """Show one agency, and whom it succeeds."""
    desk = desk_of(context)
    exchange = desk.exchange(context)
    agency = exchange.agency(name, on=on)
    predecessors = exchange.agencies(successor=agency["code"])
    if desk.as_json:
        codes = [one["code"] for one in predecessors]
        desk.screen.json({"agency": agency, "predecessors": codes})
    else:
        _show_agency(agency, predecessors, desk)


def _show_agency(agency: AgencyRecord, predecessors: Sequence[AgencyRecord], desk: Desk) -> None:
    language = desk.language
    channels = agency.get("channels", [])
    desk.screen.facts(
        {
            "column.code": agency["code"],
            "column.name": agency["name"],
            "column.state": word("agency", agency["state"], language),
            "column.parent": agency["parent"] or "",
            "column.level": word("level", agency["level"], language),
            "column.aliases": ", ".join(agency["aliases"]),
            "column.roles": _roles(agency, language),
            "column.electronic": say("yes" if agency["receives_electronically"] else "no", language),
            "column.mandatory-paper": "\n".join(paper_lines(agency)),
            "column.document-types": "\n".join(type_rule_lines(agency, language)),
            "column.channels": "\n".join(
                " ".join(
                    part
                    for part in (
                        word("channel", one["kind"], language),
                        "edXML" if one.get("format") == ChannelFormat.EDXML else "",
                        one["target"],
                    )
                    if part
                )
                for one in channels
            ),
            "column.effective": local_date(agency["effective_from"], language),
            "column.ended": local_date(agency["ended_on"], language),
            "column.successor": agency["successor"] or "",
            "column.predecessors": "\n".join(f"{one['code']} {one['name']}" for one in predecessors),
            "column.former": "\n".join(_former_text(one, language) for one in agency.get("former", [])),
            "column.keys": "\n".join(_key_text(key, language) for key in agency["keys"]),
            "column.certificates": "\n".join(
                f"{word('signer', one['role'], language)}: {one['fingerprint']}"
                for one in agency["certificates"]
            ),
            "column.version": str(agency["version"]),
        }
    )


def _former_text(former: FormerRecord, language: Language) -> str:
    until = local_date(former["until"], language)
    return say("registry.former", language, name=former["name"], until=until, parent=former["parent"] or "–")


def _key_text(key: KeyRecord, language: Language) -> str:
    start, end = local_time(key["valid_from"], language), local_time(key["valid_until"], language)
    return f"{key['key_id']} ({key['algorithm']}) {start} → {end or '…'}"


@registry.command("register", cls=BilingualCommand, help="registry register", add_help_option=False)
@click.argument("code", metavar="CODE")
@entry_options
@click.pass_context
def register(context: click.Context, code: str, **options: Unpack[EntryOptions]) -> None:
    """Register an agency."""
    entry = new_entry(code, options, context)
    _tell(desk_of(context).exchange(context).register_agency(entry), "registry.registered", context)


@registry.command("change", cls=BilingualCommand, help="registry change", add_help_option=False)
@click.argument("code", metavar="CODE")
@change_options
@click.pass_context
def change(context: click.Context, code: str, **options: Unpack[EntryChange]) -> None:
    """Change what is named, leave the rest as it is."""
    if not any(value not in (None, ()) for value in options.values()):
        raise BilingualMisuse("registry.nothing-to-change", context)
    exchange = desk_of(context).exchange(context)
    agency = exchange.agency(code)
    entry = change_entry(agency, options, context)
    _tell(exchange.change_agency(agency["code"], entry), "registry.changed", context)


@registry.command("lock", cls=BilingualCommand, help="registry lock", add_help_option=False)
@click.argument("code", metavar="CODE")
@option("--reason", required=True, metavar="TEXT", help="option.reason")
@click.pass_context
def lock(context: click.Context, code: str, reason: str) -> None:
    """Lock an agency."""
    _tell(desk_of(context).exchange(context).lock_agency(code, reason), "registry.locked", context)


@registry.command("unlock", cls=BilingualCommand, help="registry unlock", add_help_option=False)
@click.argument("code", metavar="CODE")
@option("--reason", required=True, metavar="TEXT", help="option.reason")
@click.pass_context
def unlock(context: click.Context, code: str, reason: str) -> None:
    """Unlock an agency."""
    _tell(desk_of(context).exchange(context).unlock_agency(code, reason), "registry.unlocked", context)


@registry.command("end", cls=BilingualCommand, help="registry end", add_help_option=False)
@click.argument("code", metavar="CODE")
@option("--on", "ended_on", type=Day(), metavar="DATE", help="option.ended-on")
@option("--withdraw", is_flag=True, help="option.withdraw-end")
@option("--successor", metavar="CODE", help="option.successor")
@option("--reason", required=True, metavar="TEXT", help="option.reason")
@click.pass_context
def end(
    context: click.Context,
    code: str,
    ended_on: date | None,
    withdraw: bool,
    successor: str | None,
    reason: str,
) -> None:
    """End an agency on a day, or withdraw an end to come."""
    if withdraw == (ended_on is not None) or (withdraw and successor):
        raise BilingualMisuse("misuse.end", context)
    exchange = desk_of(context).exchange(context)
    told = "registry.end-withdrawn" if withdraw else "registry.ended"
    _tell(exchange.end_agency(code, ended_on, reason, successor), told, context)


def _tell(answer: AgencyAnswer, key: str, context: click.Context) -> None:
    desk = desk_of(context)
    if desk.as_json:
        desk.screen.json(answer)
        return
    desk.screen.say(key, style="green", code=answer["agency"]["code"])
    if "effective_by" in answer:
        desk.screen.say("registry.effective", time=local_time(answer["effective_by"], desk.language))


@registry.command("history", cls=BilingualCommand, help="registry history", add_help_option=False)
@click.argument("code", metavar="CODE")
@click.pass_context
def history(context: click.Context, code: str) -> None:
    """List the changes of an entry."""
    desk = desk_of(context)
    events = desk.exchange(context).agency_history(code)
    if desk.as_json:
        desk.screen.json({"events": events})
    else:
        show_events(events, desk.screen)


@registry.command("anchors", cls=BilingualCommand, help="registry anchors", add_help_option=False)
@click.pass_context
def anchors(context: click.Context) -> None:
    """List the trusted certificates."""
    desk = desk_of(context)
    certificates = desk.exchange(context).trust_anchors()
    if desk.as_json:
        desk.screen.json({"anchors": certificates})
        return
    rows = [
        (
            one["fingerprint"],
            say("yes" if one["is_root"] else "no", desk.language),
            local_time(one["valid_from"], desk.language),
            local_time(one["valid_until"], desk.language),
        )
        for one in certificates
    ]
    desk.screen.table(("column.fingerprint", "column.root", "column.from", "column.until"), rows)


@registry.command("trust", cls=BilingualCommand, help="registry trust", add_help_option=False)
@click.argument("certificate", metavar="FILE", type=existing_file())
@option("--intermediate", is_flag=True, help="option.intermediate")
@option("--from", "valid_from", type=Day(), metavar="DATE", help="option.trust-from")
@option("--until", "valid_until", type=Day(), metavar="DATE", help="option.trust-until")
@click.pass_context
def trust(
    context: click.Context,
    certificate: Path,
    intermediate: bool,
    valid_from: date | None,
    valid_until: date | None,
) -> None:
    """Enter a certificate that validation trusts."""
    from lienthong_client.command.certificates import read_certificate, start_of_day

    found = read_certificate(certificate, context)
    desk = desk_of(context)
    desk.exchange(context).add_trust_anchor(
        found.pem,
        is_root=not intermediate,
        valid_from=start_of_day(valid_from) if valid_from else found.valid_from,
        valid_until=start_of_day(valid_until) if valid_until else None,
    )
    if desk.as_json:
        desk.screen.json({"fingerprint": found.fingerprint})
    else:
        desk.screen.say("registry.trusted", style="green", fingerprint=found.fingerprint)
