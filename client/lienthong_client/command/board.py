"""``lienthong board``: what is due and what is late, by whom and since when; how a month was kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

import click

from lienthong.model.calendar import VIETNAM
from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BadValue, BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.messages import Language, say

if TYPE_CHECKING:
    from typing import Unpack

    from lienthong_client.answers import DeadlineRecord, DutyRecord
    from lienthong_client.sdk import Exchange

_MINUTES = 60


class BoardOptions(TypedDict):
    """The values of ``board``."""

    agency: str | None
    scope: str
    late: bool
    done_late: bool
    month: str | None


@click.command("board", cls=BilingualCommand, help="board", add_help_option=False)
@option("--agency", metavar="CODE", help="option.board-agency")
@option(
    "--scope",
    type=click.Choice(["self", "subtree"]),
    default="self",
    show_default=True,
    metavar="SCOPE",
    help="option.scope",
)
@option("--late", is_flag=True, help="option.late")
@option("--done-late", is_flag=True, help="option.done-late")
@option("--month", metavar="MONTH", help="option.board-month")
@click.pass_context
def board(context: click.Context, **options: Unpack[BoardOptions]) -> None:
    """Show the board, or a month's counts."""
    if sum((options["late"], options["done_late"], options["month"] is not None)) > 1:
        raise BilingualMisuse("misuse.board", context)
    if options["month"] is not None:
        _month(context, options, options["month"])
    else:
        _owed(context, options)


# --- the board ---------------------------------------------------------------------------------------


def _owed(context: click.Context, options: BoardOptions) -> None:
    desk = desk_of(context)
    exchange = desk.exchange(context)
    state = "late" if options["late"] else "done-late" if options["done_late"] else None
    found, missing = exchange.all_deadlines(agency=options["agency"], scope=options["scope"], state=state)
    if desk.as_json:
        desk.screen.json({"deadlines": found, "missing_years": missing})
        return
    if not found:
        desk.screen.say(f"board.none.{state or 'owed'}", style="green")
    else:
        _table(desk, found, _names(exchange) if options["scope"] == "subtree" else {})
    late = [one["agency"] for one in found if one["state"] == "late"]
    if late:
        desk.screen.say("board.late", style="bold red", late=len(late), agencies=len(set(late)))
    for year in missing:
        desk.screen.note("board.missing-year", year=year)


def _names(exchange: Exchange) -> dict[str, str]:
    return {one["code"]: one["name"] for one in exchange.agencies()}


def _table(desk: Desk, found: Sequence[DeadlineRecord], names: dict[str, str]) -> None:
    columns = ("code", "name", "duty", "number", "submission", "due", "standing", "late-by")
    rows = [
        (
            one["agency"] if names else "",
            names.get(one["agency"], ""),
            say(f"duty.{one['duty']}", desk.language),
            _number(one),
            one["submission_id"],
            due_text(one["due"]),
            _standing(one, desk.language),
            _late_by(one, desk.language),
        )
        for one in found
    ]
    desk.screen.table([f"column.{name}" for name in columns], rows)


def _number(one: DeadlineRecord) -> str:
    return f"{one['number']}/{one['notation']}" if one["number"] else ""


def _standing(one: DeadlineRecord, language: Language) -> str:
    return say("standing.suspended" if one["suspended"] else f"standing.{one['state']}", language)


def _late_by(one: DeadlineRecord, language: Language) -> str:
    """Working days begun since the end, and office time; nothing where it is not late or cannot be said."""
    if one["state"] not in ("late", "done-late") or one["late_minutes"] is None:
        return ""
    hours, minutes = divmod(one["late_minutes"], _MINUTES)
    return say("board.late-by", language, days=one["late_days"], hours=hours, minutes=f"{minutes:02}")


def due_text(due: str) -> str:
    """A deadline by the clock on the wall; midnight is the end of the day before."""
    local = datetime.fromisoformat(due).astimezone(VIETNAM)
    if (local.hour, local.minute) == (0, 0):
        return f"{local - timedelta(days=1):%d/%m/%Y} 24:00"
    return f"{local:%d/%m/%Y %H:%M}"


# --- a month -----------------------------------------------------------------------------------------


def _month(context: click.Context, options: BoardOptions, text: str) -> None:
    desk = desk_of(context)
    exchange = desk.exchange(context)
    month = _read_month(text, context)
    summary = exchange.deadline_summary(agency=options["agency"], scope=options["scope"], month=month)
    if desk.as_json:
        desk.screen.json(summary)
        return
    if not summary["duties"]:
        desk.screen.say("board.none.month", month=text)
        return
    names = _names(exchange) if options["scope"] == "subtree" else {}
    rows = [_kept(one, names, desk.language) for one in summary["duties"]]
    columns = ("code", "name", "duty", "in-time", "late", "share", "mean-late", "most-late")
    desk.screen.table([f"column.{name}" for name in columns], rows)


def _read_month(text: str, context: click.Context) -> str:
    for form in ("%m/%Y", "%Y-%m"):
        try:
            # Only the month is taken: no zone is meant.
            return f"{datetime.strptime(text, form):%Y-%m}"  # noqa: DTZ007
        except ValueError:
            continue
    raise BadValue("--month", "misuse.month", context)


def _kept(one: DutyRecord, names: dict[str, str], language: Language) -> tuple[str, ...]:
    total = one["in_time"] + one["late"]
    return (
        one["agency"] if names else "",
        names.get(one["agency"], ""),
        say(f"duty.{one['duty']}", language),
        str(one["in_time"]),
        str(one["late"]),
        _percent(one["in_time"], total, language),
        _duration(one["late_minutes"] // one["late"] if one["late"] else 0),
        _duration(one["latest_minutes"]),
    )


def _percent(part: int, whole: int, language: Language) -> str:
    if not whole:
        return ""
    text = f"{100 * part / whole:.1f}%"
    return text.replace(".", ",") if language == "vi" else text


def _duration(minutes: int) -> str:
    return f"{minutes // _MINUTES}:{minutes % _MINUTES:02}" if minutes else ""
