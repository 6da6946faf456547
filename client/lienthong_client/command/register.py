"""``lienthong register``: what an agency reports to its outgoing register beside what it sends."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from lienthong.model.document_types import UnknownDocumentType, read_document_type
from lienthong.model.event import JsonValue
from lienthong.model.register import Carriage, PaperReason
from lienthong.model.text import normalise
from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.complaints import BadValue, BilingualMisuse
from lienthong_client.command.desk import desk_of
from lienthong_client.command.parameters import Day, existing_file, today
from lienthong_client.command.register_pages import next_number, show
from lienthong_client.command.screen import local_date
from lienthong_client.messages import Language, say, word

if TYPE_CHECKING:
    from typing import Unpack

    from lienthong_client.answers import EntryRecord


class AddOptions(TypedDict):
    """The values of ``register add``; None and empty where nothing was said."""

    number: str | None
    notation: str | None
    issued_on: date | None
    type_: str
    type_name: str
    reason: str | None
    parallel: bool
    to: tuple[str, ...]
    recipient_count: int | None
    subject: str
    signer: str
    secret: str | None
    count: int | None


#: What a document cannot do without, by the name of its value.
_REQUIRED = {
    "number": "--number",
    "notation": "--notation",
    "reason": "--reason",
}


@click.group("register", cls=BilingualGroup, help="register", no_args_is_help=True, add_help_option=False)
def register() -> None:
    """The registers."""


@register.command("add", cls=BilingualCommand, help="register add", add_help_option=False)
@option("--number", metavar="TEXT", help="option.register-number")
@option("--notation", metavar="TEXT", help="option.register-notation")
@option("--issued-on", type=Day(), metavar="DATE", help="option.issued-on")
@option("--type", "type_", default="18", show_default=True, metavar="TYPE", help="option.type")
@option("--type-name", default="", metavar="TEXT", help="option.type-name")
@option(
    "--reason",
    type=click.Choice([reason.value for reason in PaperReason]),
    metavar="REASON",
    help="option.paper-reason",
)
@option("--parallel", is_flag=True, help="option.parallel")
@option("--to", multiple=True, metavar="CODE", help="option.register-to")
@option("--recipient-count", type=click.IntRange(0), metavar="N", help="option.recipient-count")
@option("--subject", default="", metavar="TEXT", help="option.register-subject")
@option("--signer", default="", metavar="TEXT", help="option.register-signer")
@option("--secret", metavar="MONTH", help="option.secret")
@option("--count", type=click.IntRange(1), metavar="N", help="option.secret-count")
@click.pass_context
def add(context: click.Context, **options: Unpack[AddOptions]) -> None:
    """Report one entry."""
    desk = desk_of(context)
    entry = (
        _secrets(options, context) if options["secret"] or options["count"] else _document(options, context)
    )
    (recorded,) = desk.exchange(context).report_entries([entry])
    if desk.as_json:
        desk.screen.json({"entry": recorded})
        return
    key, style = ("register.stood", "yellow") if recorded.get("repeated") else ("register.added", "green")
    desk.screen.say(key, style=style, entry=entry_text(recorded, desk.language))
    desk.screen.say("register.entry-id", entry_id=recorded["entry_id"])


def _document(options: AddOptions, context: click.Context) -> dict[str, JsonValue]:
    missing = [name for value, name in _REQUIRED.items() if not options[value]]  # type: ignore[literal-required]
    issued_on = options["issued_on"] or today()
    if missing:
        raise BilingualMisuse("misuse.missing", context, name="', '".join(missing))
    try:
        kind = read_document_type(options["type_"], options["type_name"])
    except UnknownDocumentType as unknown:
        raise BadValue("--type", "misuse.type", context) from unknown
    entry: dict[str, JsonValue] = {
        "carriage": (Carriage.PARALLEL if options["parallel"] else Carriage.PAPER).value,
        "number": normalise(options["number"] or ""),
        "notation": normalise(options["notation"] or ""),
        "issued_on": issued_on.isoformat(),
        "document_type": {"group": kind.group, "detail": kind.detail, "name": kind.name},
        "reason": options["reason"],
        "recipients": list(options["to"]),
        "subject": normalise(options["subject"]),
        "signer": normalise(options["signer"]),
    }
    if options["recipient_count"] is not None:
        entry["recipient_count"] = options["recipient_count"]
    return entry


def _secrets(options: AddOptions, context: click.Context) -> dict[str, JsonValue]:
    told = [name for name, value in options.items() if value and name not in ("secret", "count", "type_")]
    if told or not options["secret"] or not options["count"]:
        raise BilingualMisuse("misuse.secret", context)
    for form in ("%m/%Y", "%Y-%m"):
        try:
            # Only the month is taken: no zone is meant.
            month = datetime.strptime(options["secret"], form)  # noqa: DTZ007
        except ValueError:
            continue
        return {"carriage": Carriage.SECRET.value, "month": f"{month:%Y-%m}", "count": options["count"]}
    raise BadValue("--secret", "misuse.month", context)


@register.command("import", cls=BilingualCommand, help="register import", add_help_option=False)
@click.argument("file", type=existing_file(), metavar="FILE")
@option("--dry-run", is_flag=True, help="option.dry-run")
@click.pass_context
def import_entries(context: click.Context, file: Path, dry_run: bool) -> None:
    """Report the rows of a table: judged whole, then recorded."""
    from lienthong_client.register_import import check_rows, entries_of, record_rows
    from lienthong_client.sheets import read_sheet

    desk = desk_of(context)
    rows = entries_of(read_sheet(file), desk.profile().agency)
    exchange = desk.exchange(context)
    checked = check_rows(exchange, rows)
    recorded = [] if dry_run else record_rows(exchange, rows)
    if desk.as_json:
        desk.screen.json({**checked, "dry_run": dry_run, "entries": recorded})
        return
    key = "register.checked" if dry_run else "register.imported"
    desk.screen.say(key, style="green", new=checked["new"], repeated=checked["repeated"])


register.add_command(show)
register.add_command(next_number)


@register.command("withdraw", cls=BilingualCommand, help="register withdraw", add_help_option=False)
@click.argument("entry_id", metavar="ENTRY")
@option("--reason", required=True, metavar="TEXT", help="option.reason")
@click.pass_context
def withdraw(context: click.Context, entry_id: str, reason: str) -> None:
    """Withdraw an entry made by mistake."""
    desk = desk_of(context)
    entry = desk.exchange(context).withdraw_entry(entry_id, reason)
    if desk.as_json:
        desk.screen.json({"entry": entry})
    else:
        desk.screen.say("register.withdrawn", style="green", entry=entry_text(entry, desk.language))


def entry_text(entry: EntryRecord, language: Language) -> str:
    """An entry in a line."""
    if entry["carriage"] == Carriage.SECRET.value:
        year, month, _ = entry["issued_on"].split("-")
        return say("register.secrets", language, count=entry["count"], month=f"{month}/{year}")
    return say(
        "register.document",
        language,
        type=entry["type_name"],
        number=entry["number"],
        notation=entry["notation"],
        day=local_date(entry["issued_on"], language),
        carriage=word("carriage", entry["carriage"], language),
        count=entry["recipient_count"],
    )
