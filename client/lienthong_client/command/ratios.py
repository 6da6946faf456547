"""``lienthong ratios``: how electronic an agency is, as tables, a workbook, a chart, or JSON."""

from __future__ import annotations

from pathlib import Path

import click

from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.written_reports import save
from lienthong_client.messages import say

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
