"""``lienthong ratios``: how electronic an agency is, as tables, a workbook, a chart, or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.parameters import existing_file
from lienthong_client.command.screen import local_time
from lienthong_client.command.written_reports import save
from lienthong_client.messages import say

if TYPE_CHECKING:
    from lienthong.tlog.faults import TlogFault

_FILE = click.Path(path_type=Path, dir_okay=False)
_SCOPES, _BREAKDOWNS = ("self", "subtree"), ("agency", "level")


@click.group("ratios", cls=BilingualGroup, help="ratios", invoke_without_command=True, add_help_option=False)
@option("--agency", default="", metavar="CODE", help="option.ratios-agency")
@option("--period", default="", metavar="PERIOD", help="option.ratios-period")
@option("--scope", type=click.Choice(_SCOPES), default="self", metavar="SCOPE", help="option.ratios-scope")
@option("--by", type=click.Choice(_BREAKDOWNS), default="agency", metavar="WHAT", help="option.ratios-by")
@option("--csv", type=_FILE, metavar="FILE", help="option.ratios-csv")
@option("--xlsx", type=_FILE, metavar="FILE", help="option.ratios-xlsx")
@option("--svg", type=_FILE, metavar="FILE", help="option.ratios-svg")
@click.pass_context
def ratios(
    context: click.Context,
    agency: str,
    period: str,
    scope: str,
    by: str,
    csv: Path | None,
    xlsx: Path | None,
    svg: Path | None,
) -> None:
    """The ratios; a subcommand speaks for itself."""
    if context.invoked_subcommand is not None:
        return
    desk = desk_of(context)
    exchange, subtree = desk.exchange(context), scope == "subtree"
    answer = exchange.ratios(agency, period, subtree=subtree, by=by)
    if csv is not None:
        _write(desk, csv, exchange.ratios_csv(agency, answer["period"], subtree=subtree, by=by))
    if xlsx is not None:
        from lienthong_client.ratio_sheets import ratios_xlsx

        _write(desk, xlsx, ratios_xlsx(answer, desk.language))
    if svg is not None:
        from lienthong_client.ratio_charts import ratios_svg

        _write(desk, svg, ratios_svg(answer, desk.language).encode())
    if desk.as_json:
        desk.screen.json(answer)
        return
    from lienthong_client.command.ratio_pages import show_ratios

    show_ratios(answer, desk)


def _write(desk: Desk, path: Path, content: bytes) -> None:
    save(path, content)
    desk.screen.note("ratios.written", path=path)


@ratios.command("documents", cls=BilingualCommand, help="ratios documents", add_help_option=False)
@option("--agency", default="", metavar="CODE", help="option.ratios-agency")
@option("--period", default="", metavar="PERIOD", help="option.ratios-period")
@option("--scope", type=click.Choice(_SCOPES), default="self", metavar="SCOPE", help="option.ratios-scope")
@option("--cursor", metavar="CURSOR", help="option.ratios-cursor")
@click.pass_context
def documents(context: click.Context, agency: str, period: str, scope: str, cursor: str | None) -> None:
    """The documents behind the ratios."""
    desk = desk_of(context)
    page = desk.exchange(context).ratio_documents(agency, period, subtree=scope == "subtree", cursor=cursor)
    if desk.as_json:
        desk.screen.json(page)
        return
    from lienthong_client.command.ratio_pages import document_row

    columns = ("column.agency", "column.number", "column.issued-on", "column.counted", "column.evidence")
    desk.screen.table(columns, [document_row(one, desk.language) for one in page["documents"]])
    if page["cursor"]:
        desk.screen.line(say("more", desk.language, cursor=page["cursor"]), style="dim")


@ratios.command("verify", cls=BilingualCommand, help="ratios verify", add_help_option=False)
@click.argument("file", type=existing_file(), metavar="FILE")
@option("--key", "key_line", required=True, metavar="VKEY", help="option.log-key")
@option("--witnesses", type=existing_file(), metavar="POLICY", help="option.receipt-witnesses")
@option("--trust", type=existing_file(), multiple=True, metavar="FILE", help="option.trust")
@click.pass_context
def verify(
    context: click.Context, file: Path, key_line: str, witnesses: Path | None, trust: tuple[Path, ...]
) -> None:
    """Check a published report offline; 0 only if everything about it holds."""
    from lienthong.tlog.faults import TlogFault
    from lienthong_client.command.receipts import make_checker
    from lienthong_client.ratio_reports import check_report
    from lienthong_client.verification import content_of

    desk = desk_of(context)
    checker = make_checker(context, key_line, witnesses, trust, (), None)
    try:
        told = check_report(content_of(file), checker)
    except TlogFault as fault:
        tell_refusal(fault, desk)
        context.exit(ExitCode.REFUSED)
    if desk.as_json:
        desk.screen.json({"holds": True, **told})
        return
    desk.screen.say("ratios.report.holds", style="green", **told)
    if told["since"]:
        desk.screen.say("ratios.report.since", time=local_time(str(told["since"]), desk.language))
    if told["replaces"]:
        desk.screen.say("ratios.report.corrects", sha256=told["replaces"])


def tell_refusal(fault: TlogFault, desk: Desk) -> None:
    """What does not hold."""
    sentences = {"en": fault.sentence("en"), "vi": fault.sentence("vi")}
    if desk.as_json:
        desk.screen.json({"holds": False, "code": fault.code, **sentences})
        return
    desk.screen.say("ratios.report.refused", style="bold red")
    desk.screen.paragraph(fault.sentence(desk.language), mark="•", indent=2)
