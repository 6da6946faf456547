"""``lienthong report``: the exchange's verdicts in full, and whether a kept one comes out again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lienthong_client.command.bilingual import BilingualCommand, BilingualGroup, option
from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.parameters import existing_file
from lienthong_client.command.written_reports import make_folder, save, write_html, write_pdf
from lienthong_client.errors import ReportUnreadable

if TYPE_CHECKING:
    from lienthong.signatures.rendering.page import Checked
    from lienthong.signatures.verdict_confirmation import Confirmation
    from lienthong_client.answers import ReportLink
    from lienthong_client.sdk import Exchange

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_SAVED = click.Path(path_type=Path, file_okay=False)
_WRITTEN = click.Path(path_type=Path, dir_okay=False)


@click.group("report", cls=BilingualGroup, help="report", no_args_is_help=True, add_help_option=False)
def report() -> None:
    """Reports on signatures."""


@report.command("show", cls=BilingualCommand, help="report show", add_help_option=False)
@click.argument("submission_id", metavar="SUBMISSION")
@option("--received", is_flag=True, help="option.received")
@option("--save", "folder", type=_SAVED, metavar="FOLDER", help="option.save-report")
@option("--html", "html_file", type=_WRITTEN, metavar="OUT", help="option.html")
@option("--pdf", "pdf_file", type=_WRITTEN, metavar="OUT", help="option.pdf")
@click.pass_context
def show(
    context: click.Context,
    submission_id: str,
    received: bool,
    folder: Path | None,
    html_file: Path | None,
    pdf_file: Path | None,
) -> None:
    """Show every attachment's report; one that did not pass ends with the code of a refusal."""
    desk = desk_of(context)
    exchange = desk.exchange(context)
    links = exchange.reports(submission_id, received=received)["reports"]
    documents = [_document(exchange, link) for link in links]
    if folder is not None:
        for link, document in zip(links, documents, strict=True):
            _save(exchange, link, document, folder, desk)
    if desk.as_json:
        desk.screen.json({"reports": [json.loads(document) for document in documents]})
    results = [] if desk.as_json and not (html_file or pdf_file) else _laid_out(links, documents)
    if not desk.as_json:
        _show(desk, documents, results)
    if html_file is not None:
        write_html(results, html_file, desk)
    if pdf_file is not None:
        write_pdf(results, pdf_file, desk)
    passed = all(json.loads(document)["indication"] == "TOTAL-PASSED" for document in documents)
    context.exit(ExitCode.DONE if passed else ExitCode.REFUSED)


def _document(exchange: Exchange, link: ReportLink) -> bytes:
    from lienthong_client.recorded import fetch

    return fetch(exchange.transport.http, link, link["attachment"], exchange.transport.patience)


def _save(exchange: Exchange, link: ReportLink, document: bytes, folder: Path, desk: Desk) -> None:
    from lienthong_client.recorded import MATERIAL, fetch, report_path

    path = report_path(folder, link["attachment"])
    make_folder(folder / MATERIAL)
    save(path, document)
    for blob in link["material"]:
        content = fetch(exchange.transport.http, blob, blob["sha256"], exchange.transport.patience)
        save(folder / MATERIAL / blob["sha256"], content)
    desk.screen.note("report.saved", path=path)


def _laid_out(links: Sequence[ReportLink], documents: Sequence[bytes]) -> list[Checked]:
    results = []
    for link, document in zip(links, documents, strict=True):
        try:
            results += _results(json.loads(document))
        except (KeyError, TypeError, ValueError) as fault:
            raise ReportUnreadable(name=link["attachment"]) from fault
    return results


def _results(document: dict[str, Any]) -> list[Checked]:
    from lienthong.signatures.rendering.page import Checked
    from lienthong.signatures.report import FileReport

    rests_on = document["rests_on"]
    digests = [rests_on["content"], *rests_on["detached"]]
    return [
        Checked(FileReport.from_json(one), datetime.fromisoformat(rests_on["at"]), sha256)
        for one, sha256 in zip(document["reports"], digests, strict=True)
    ]


def _show(desk: Desk, documents: list[bytes], results: list[Checked]) -> None:
    from lienthong.signatures.rendering.page import make_page
    from lienthong_client.command.verdicts import show_page

    if not results:
        desk.screen.say("report.none")
    for result in results:
        show_page(make_page(result, desk.language), desk.screen)
    for document in map(json.loads, documents):
        for finding in document["findings"]:
            sentence = finding["vi" if desk.language == "vi" else "en"]
            desk.screen.paragraph(f"{document['attachment']}: {sentence}", mark="•")


@report.command("export", cls=BilingualCommand, help="report export", add_help_option=False)
@click.argument("recorded", type=existing_file(), metavar="REPORT")
@click.argument("file", type=existing_file(), metavar="FILE")
@click.argument("signatures", nargs=-1, type=existing_file(), metavar="[SIGNATURE]...")
@option("--material", type=_FOLDER, multiple=True, metavar="FOLDER", help="option.material")
@option("--tsa", required=True, metavar="URL", help="option.tsa")
@option("--out", required=True, type=_WRITTEN, metavar="OUT", help="option.export-out")
@click.pass_context
def export(
    context: click.Context,
    recorded: Path,
    file: Path,
    signatures: tuple[Path, ...],
    material: tuple[Path, ...],
    tsa: str,
    out: Path,
) -> None:
    """Confirm the report, then write everything into one time-stamped container."""
    from lienthong_client.exporting import TimeStamper
    from lienthong_client.exporting import export as write_export
    from lienthong_client.recorded import confirm_recorded
    from lienthong_client.transport import open_http

    desk = desk_of(context)
    folders = _material_folders(recorded, material)
    confirmation = confirm_recorded(recorded, file, signatures, folders)
    if not confirmation.same:
        _tell_confirmation(desk, recorded, file, confirmation)
        context.exit(ExitCode.REFUSED)
    with open_http() as http:
        write_export(recorded, file, signatures, folders, TimeStamper(http, tsa), out)
    if desk.as_json:
        desk.screen.json({"file": str(file), "container": str(out)})
    else:
        desk.screen.say("report.exported", style="green", path=out)


@report.command("confirm", cls=BilingualCommand, help="report confirm", add_help_option=False)
@click.argument("recorded", type=existing_file(), metavar="REPORT")
@click.argument("file", type=existing_file(), metavar="FILE")
@click.argument("signatures", nargs=-1, type=existing_file(), metavar="[SIGNATURE]...")
@option("--material", type=_FOLDER, multiple=True, metavar="FOLDER", help="option.material")
@click.pass_context
def confirm(
    context: click.Context,
    recorded: Path,
    file: Path,
    signatures: tuple[Path, ...],
    material: tuple[Path, ...],
) -> None:
    """Validate again with exactly what the report rests on."""
    from lienthong_client.recorded import confirm_recorded

    desk = desk_of(context)
    confirmation = confirm_recorded(recorded, file, signatures, _material_folders(recorded, material))
    _tell_confirmation(desk, recorded, file, confirmation)
    context.exit(ExitCode.DONE if confirmation.same else ExitCode.REFUSED)


def _material_folders(recorded: Path, material: tuple[Path, ...]) -> tuple[Path, ...]:
    """Those given, or what `report show --save` has put beside the report."""
    from lienthong_client.recorded import MATERIAL

    return material or (recorded.parent / MATERIAL, recorded.parent)


def _tell_confirmation(desk: Desk, recorded: Path, file: Path, confirmation: Confirmation) -> None:
    if desk.as_json:
        desk.screen.json(
            {
                "report": str(recorded),
                "file": str(file),
                "same": confirmation.same,
                "findings": [finding.to_json() for finding in confirmation.findings],
            }
        )
    elif confirmation.same:
        desk.screen.say("report.same", style="green", file=file)
    else:
        desk.screen.say("report.differs", style="bold red", file=file)
        for finding in confirmation.findings:
            desk.screen.paragraph(finding.vi if desk.language == "vi" else finding.en, mark="•", indent=2)
