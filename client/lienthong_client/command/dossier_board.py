"""``lienthong dossier warnings``, ``why``, ``lateness``: what will be late, and why things were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.dossier_pages import status_text
from lienthong_client.command.parameters import Day
from lienthong_client.command.screen import Screen, local_date, local_time
from lienthong_client.messages import MESSAGES, Language, say

if TYPE_CHECKING:
    from lienthong_client.dossier_boards import (
        DossierLateness,
        DossierOfAgency,
        DossierWarning,
        DossierWarnings,
        LatenessOfAgency,
        WarningTotal,
    )
    from lienthong_client.sdk import Exchange

_MINUTES = 60
_HELD = ("dossier", "procedure", "status", "steps-now", "since", "due-at", "whole-due", "dossier-ended")
_WARNED = ("dossier", "outlook", "to-act", "due-at", "expected", "over", "apology-by")
_SCOPE = option(
    "--scope",
    type=click.Choice(["self", "subtree"]),
    default="subtree",
    show_default=True,
    metavar="SCOPE",
    help="option.warnings-scope",
)


@click.command("warnings", cls=BilingualCommand, help="dossier warnings", add_help_option=False)
@click.argument("agency", required=False, metavar="[AGENCY]")
@_SCOPE
@option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="option.warnings-html"
)
@click.pass_context
def warnings(context: click.Context, agency: str | None, scope: str, html: Path | None) -> None:
    """Show what is late or will be."""
    desk = desk_of(context)
    exchange = desk.exchange(context)
    answer = exchange.all_warnings(agency or desk.profile().agency, scope=scope)
    if html:
        from lienthong_client.command.warning_page import warning_page
        from lienthong_client.command.written_reports import save

        procedures = {one["code"]: one["name"] for one in exchange.procedures()["procedures"]}
        save(html, warning_page(answer, procedures, desk.language).encode("utf-8"))
    if desk.as_json:
        desk.screen.json(answer)
        return
    show_warnings(answer, desk.screen)
    if html:
        desk.screen.note("verify.written", path=html)


@click.command("why", cls=BilingualCommand, help="dossier why", add_help_option=False)
@click.argument("code", metavar="DOSSIER")
@click.pass_context
def why(context: click.Context, code: str) -> None:
    """Say why a dossier is late."""
    desk = desk_of(context)
    answer = desk.exchange(context).why_late(code)
    if desk.as_json:
        desk.screen.json(answer)
    else:
        show_why(answer, desk.screen)


@click.command("lateness", cls=BilingualCommand, help="dossier lateness", add_help_option=False)
@click.argument("agency", required=False, metavar="[AGENCY]")
@_SCOPE
@option("--first", type=Day(), metavar="DATE", help="option.lateness-first")
@option("--last", type=Day(), metavar="DATE", help="option.lateness-last")
@click.pass_context
def lateness(
    context: click.Context, agency: str | None, scope: str, first: date | None, last: date | None
) -> None:
    """Add up what made dossiers late."""
    if (first is None) != (last is None):
        raise BilingualMisuse("misuse.period-days", context)
    desk = desk_of(context)
    named = agency or desk.profile().agency
    answer = desk.exchange(context).lateness(named, scope=scope, first=first, last=last)
    if desk.as_json:
        desk.screen.json(answer)
    else:
        show_lateness(answer, desk.screen)


def list_in_hand(exchange: Exchange, agency: str, desk: Desk, *, ended: bool, due: date | None) -> None:
    """``dossier list --agency``: what an agency has in hand, or what has ended for it."""
    page = exchange.dossiers_of(agency, ended=ended, due=due)
    found = list(page["dossiers"])
    while page["cursor"]:
        page = exchange.dossiers_of(agency, ended=ended, due=due, cursor=page["cursor"])
        found += page["dossiers"]
    if desk.as_json:
        desk.screen.json({"agency": page["agency"], "dossiers": found})
    elif not found:
        desk.screen.say("dossier.none")
    else:
        rows = [_held(one, desk.language) for one in found]
        desk.screen.table([f"column.{name}" for name in _HELD], rows)


def _held(one: DossierOfAgency, language: Language) -> tuple[str, ...]:
    return (
        one["code"],
        one["procedure"],
        status_text(one["status"], language),
        ", ".join(map(str, one.get("steps", ()))),
        local_time(one.get("since"), language),
        local_time(one["due"], language),
        local_time(one.get("whole_due"), language),
        local_time(one.get("ended_at"), language),
    )


# --- on the screen --------------------------------------------------------------------------------


def show_warnings(answer: DossierWarnings, screen: Screen) -> None:
    """Who has to act, then the dossiers."""
    language, found, names = screen.language, answer["warnings"], answer["names"]
    if not found:
        screen.say("warnings.none", style="green")
    else:
        _show_totals(answer["centres"], names, screen, "warnings.centres")
        _show_totals(answer["totals"], names, screen, "warnings.totals")
        screen.table([f"column.{name}" for name in _WARNED], [_warned(one, names, language) for one in found])
    late = sum(one["outlook"] == "late" for one in found)
    style = "bold red" if late else ""
    screen.say("warnings.sum", style=style, late=late, soon=len(found) - late, looked_at=answer["looked_at"])
    _note_limits(answer, screen)


def _show_totals(
    totals: Sequence[WarningTotal], names: Mapping[str, str], screen: Screen, title: str
) -> None:
    """By agency; of a single one its dossiers say it all."""
    rows = [
        (one["agency"], names.get(one["agency"], ""), str(one["late"]), str(one["will_be_late"]))
        for one in totals
    ]
    if len(rows) > 1:
        columns = ("code", "agency-name", "late-count", "soon-count")
        screen.table([f"column.{name}" for name in columns], rows, title=title)


def _note_limits(answer: DossierWarnings, screen: Screen) -> None:
    if answer["left_out"]:
        screen.note("warnings.left-out", count=answer["left_out"])
    if answer["missing_years"]:
        years = ", ".join(map(str, answer["missing_years"]))
        screen.note("warnings.missing-year", count=answer["undated"], years=years)


def _warned(one: DossierWarning, names: Mapping[str, str], language: Language) -> tuple[str, ...]:
    return (
        one["dossier"],
        outlook_text(one, language),
        to_act(one, names),
        local_time(one["due"], language),
        "" if one["paused_since"] else local_time(one["expected"], language),
        office_time(one["over_minutes"], language),
        local_time(one["apology_by"], language) if one["apology_by"] else "",
    )


def outlook_text(one: DossierWarning, language: Language) -> str:
    """Late or will be, and whether the clock stands still."""
    said = say(f"outlook.{one['outlook']}", language)
    return f"{said} ({say('warnings.paused', language)})" if one["paused_since"] else said


def to_act(one: DossierWarning, names: Mapping[str, str]) -> str:
    """The agencies that have it in hand, by name."""
    return ", ".join(names.get(code, code) for code in one["holders"])


def office_time(minutes: int | None, language: Language) -> str:
    """Office time as people read it; nothing where nobody can say."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, _MINUTES)
    return say("warnings.hours", language, hours=hours, minutes=f"{rest:02}")


def show_why(answer: DossierLateness, screen: Screen) -> None:
    """The judgement, then the causes."""
    code, judgement, language = answer["dossier"], answer["judgement"], screen.language
    if judgement is None:
        screen.say("lateness.not-accepted", code=code)
        return
    if judgement["timeliness"] != "late":
        screen.say("lateness.not-late", style="green", code=code)
        return
    due, end = local_time(judgement["due"], language), local_time(judgement["end"], language)
    screen.say("lateness.late", style="bold red", code=code, due=due, end=end)
    rows = [
        (
            cause_text(one["kind"], language),
            answer["names"].get(one["agency"], one["agency"]),
            str(one["step"] or ""),
            local_time(one["since"], language),
            office_time(one["over_minutes"], language),
        )
        for one in answer["causes"]
    ]
    if rows:
        columns = ("cause", "agency-name", "step", "since", "over")
        screen.table([f"column.{name}" for name in columns], rows)
    if answer["missing_year"]:
        screen.note("lateness.missing-year", year=answer["missing_year"])


def cause_text(kind: str, language: Language) -> str:
    """A cause in words; its code where a newer exchange has a new one."""
    key = f"cause.{kind}"
    return say(key, language) if key in MESSAGES else kind


def show_lateness(answer: LatenessOfAgency, screen: Screen) -> None:
    """The causes of a period, the dearest first."""
    language, names = screen.language, answer["names"]
    first, last = local_date(answer["first"], language), local_date(answer["last"], language)
    screen.say("lateness.sum", first=first, last=last, late=answer["late"], counted=answer["counted"])
    rows: Sequence[tuple[str, ...]] = [
        (
            cause_text(one["kind"], language),
            names.get(one["agency"], one["agency"]),
            one["procedure"],
            str(one["step"] or ""),
            str(one["dossiers"]),
            office_time(one["over_minutes"], language),
            next(iter(one["worst"]), ""),
        )
        for one in answer["causes"]
    ]
    if rows:
        columns = ("cause", "agency-name", "procedure", "step", "dossier-count", "over", "worst")
        screen.table([f"column.{name}" for name in columns], rows)
    else:
        screen.say("lateness.none")
    if answer["missing_years"]:
        screen.note("lateness.missing-year", year=", ".join(map(str, answer["missing_years"])))
