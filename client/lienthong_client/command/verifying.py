"""``lienthong verify``: are these files signed, by whom, and as they were signed?

It works without network, configuration and exchange; what it needs is imported only when it runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.parameters import Moment, existing_file
from lienthong_client.command.written_reports import write_html, write_pdf

if TYPE_CHECKING:
    from lienthong.signatures.rendering.page import Checked

_EXISTING = click.Path(path_type=Path, exists=True, readable=True)
_WRITTEN = click.Path(path_type=Path, dir_okay=False)


@click.command("verify", cls=BilingualCommand, help="verify", add_help_option=False)
@click.argument("files", nargs=-1, required=True, type=existing_file(), metavar="FILE...")
@option("--content", type=existing_file(), metavar="FILE", help="option.content")
@option("--trust", type=_EXISTING, multiple=True, metavar="PATH", help="option.trust")
@option("--trusted-list", type=existing_file(), multiple=True, metavar="FILE", help="option.trusted-list")
@option("--list-signer", type=_EXISTING, multiple=True, metavar="PATH", help="option.list-signer")
@option("--crl", type=_EXISTING, multiple=True, metavar="PATH", help="option.crl")
@option("--at", type=Moment(), metavar="TIME", help="option.at")
@option("--policy", type=existing_file(), metavar="FILE", help="option.policy")
@option("--xml", "as_xml", is_flag=True, help="option.xml")
@option("--html", "html_file", type=_WRITTEN, metavar="OUT", help="option.html")
@option("--pdf", "pdf_file", type=_WRITTEN, metavar="OUT", help="option.pdf")
@click.pass_context
def verify(
    context: click.Context,
    files: tuple[Path, ...],
    content: Path | None,
    trust: tuple[Path, ...],
    trusted_list: tuple[Path, ...],
    list_signer: tuple[Path, ...],
    crl: tuple[Path, ...],
    at: datetime | None,
    policy: Path | None,
    as_xml: bool,
    html_file: Path | None,
    pdf_file: Path | None,
) -> None:
    """Check the signatures of files."""
    desk = desk_of(context)
    _refuse_several_forms(context, desk, as_xml=as_xml, html_file=html_file, pdf_file=pdf_file)
    if bool(trusted_list) != bool(list_signer):
        raise BilingualMisuse("misuse.list-and-signer", context)

    from lienthong.signatures.policy import DEFAULT
    from lienthong_client.verification import (
        read_policy_file,
        read_revocation,
        read_trust,
        read_trusted_lists,
        verify_files,
    )

    now = datetime.now(UTC).replace(microsecond=0)
    listed = read_trusted_lists(trusted_list, signers=read_trust(list_signer), now=now, at=at or now)
    checks = verify_files(
        files,
        trust=(*read_trust(trust), *listed),
        revocation=read_revocation(crl),
        at=at or now,
        policy=read_policy_file(policy) if policy else DEFAULT,
        content=content,
    )
    if not trust and not trusted_list:
        desk.screen.note("verify.nothing-trusted")
    results: list[Checked] = []
    for result in checks:
        results.append(result)
        if not as_xml:
            _show(result, desk)
    if as_xml:
        _print_xml(results)
    if html_file is not None:
        write_html(results, html_file, desk)
    if pdf_file is not None:
        write_pdf(results, pdf_file, desk)
    context.exit(_exit_code(results))


def _refuse_several_forms(
    context: click.Context, desk: Desk, *, as_xml: bool, html_file: Path | None, pdf_file: Path | None
) -> None:
    chosen = {"--json": desk.as_json, "--xml": as_xml, "--html": html_file, "--pdf": pdf_file}
    names = [name for name, value in chosen.items() if value]
    if len(names) > 1:
        raise BilingualMisuse("misuse.one-form", context, names=", ".join(names))


def _exit_code(results: Sequence[Checked]) -> ExitCode:
    from lienthong.signatures.report import Indication

    passed = all(result.report.indication is Indication.TOTAL_PASSED for result in results)
    return ExitCode.DONE if passed else ExitCode.REFUSED


def _show(result: Checked, desk: Desk) -> None:
    if desk.as_json:
        desk.screen.json_line(result.report.to_json())
        return
    from lienthong.signatures.rendering.page import make_page
    from lienthong_client.command.verdicts import show_page

    show_page(make_page(result, desk.language), desk.screen)


def _print_xml(results: Sequence[Checked]) -> None:
    from lienthong.signatures.rendering.etsi import render_xml

    click.echo(render_xml(results), nl=False)
