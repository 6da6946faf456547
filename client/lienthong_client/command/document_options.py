"""The options that describe a document, shared by ``send``, ``update`` and ``replace``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypedDict, TypeVar

import click

from lienthong.model.codes import Priority, Purpose
from lienthong.model.document_types import UnknownDocumentType, read_document_type
from lienthong.model.envelope import Signer
from lienthong_client.command.bilingual import option
from lienthong_client.command.complaints import BadValue, BilingualMisuse
from lienthong_client.command.parameters import Day, existing_file, today
from lienthong_client.drafts import DocumentFacts, Draft, DraftFile, default_document_id, read_envelope

F = TypeVar("F", bound=Callable[..., None])


class DocumentOptions(TypedDict):
    """The values of :func:`document_options`; None and empty where nothing was said."""

    main_file: Path | None
    envelope: Path | None
    number: str | None
    notation: str | None
    type_: str
    type_name: str
    subject: str | None
    summary: str
    signer_name: str | None
    signer_position: str | None
    signer_authority: str
    place: str | None
    issued_on: date | None
    to: tuple[str, ...]
    priority: str
    due: date | None
    reply_to: tuple[str, ...]
    paper: bool
    information: bool
    secrecy: str
    document_id: str | None
    attach: tuple[Path, ...]
    attach_information: tuple[Path, ...]
    wait: int
    no_wait: bool


#: What a document cannot do without, by the name of its value.
_REQUIRED = {
    "number": "--number",
    "notation": "--notation",
    "subject": "--subject",
    "signer_name": "--signer-name",
    "signer_position": "--signer-position",
    "place": "--place",
    "to": "--to",
    "main_file": "MAIN_FILE",
}
_OPTIONS = (
    click.argument("main_file", metavar="[MAIN_FILE]", required=False, type=existing_file()),
    option("--to", multiple=True, metavar="CODE", help="option.to"),
    option("--number", metavar="TEXT", help="option.number"),
    option("--notation", metavar="TEXT", help="option.notation"),
    option("--subject", metavar="TEXT", help="option.subject"),
    option("--signer-name", metavar="TEXT", help="option.signer-name"),
    option("--signer-position", metavar="TEXT", help="option.signer-position"),
    option("--signer-authority", default="", metavar="TEXT", help="option.signer-authority"),
    option("--place", metavar="TEXT", help="option.place"),
    option("--issued-on", type=Day(), metavar="DATE", help="option.issued-on"),
    option("--type", "type_", default="18", show_default=True, metavar="TYPE", help="option.type"),
    option("--type-name", default="", metavar="TEXT", help="option.type-name"),
    option("--summary", default="", metavar="TEXT", help="option.summary"),
    option("--attach", multiple=True, type=existing_file(), metavar="FILE", help="option.attach"),
    option(
        "--attach-information",
        multiple=True,
        type=existing_file(),
        metavar="FILE",
        help="option.attach-information",
    ),
    option(
        "--priority",
        type=click.Choice([str(int(one)) for one in Priority]),
        default="0",
        show_default=True,
        metavar="0-4",
        help="option.priority",
    ),
    option("--due", type=Day(), metavar="DATE", help="option.due"),
    option("--reply-to", multiple=True, metavar="ID", help="option.reply-to"),
    option("--paper", is_flag=True, help="option.paper"),
    option("--information", is_flag=True, help="option.information"),
    option("--secrecy", default="", metavar="TEXT", help="option.secrecy"),
    option("--document-id", metavar="ID", help="option.document-id"),
    option("--envelope", type=existing_file(), metavar="FILE", help="option.envelope"),
    option("--no-wait", is_flag=True, help="option.no-wait"),
    option(
        "--wait",
        type=click.IntRange(1, 86_400),
        default=120,
        show_default=True,
        metavar="SECONDS",
        help="option.wait",
    ),
)


def document_options(function: F) -> F:
    """Add the options to a command."""
    for decorate in reversed(_OPTIONS):
        function = decorate(function)
    return function


def draft_of(options: DocumentOptions, agency: str, context: click.Context) -> Draft:
    """The draft that the options describe, or that ``--envelope`` holds.

    Raises:
        BilingualMisuse: something is missing (all of it is named), contradicts itself or cannot be read.
        DraftInvalid, FileUnreadable: the file of ``--envelope``.
    """
    if options["envelope"] is not None:
        said = [name for value, name in _REQUIRED.items() if options[value]]  # type: ignore[literal-required]
        if said:
            raise BilingualMisuse("misuse.envelope-and-options", context, names=", ".join(said))
        return read_envelope(options["envelope"])
    return Draft(_facts(options, agency, context).to_json(), _files(options))


def _facts(options: DocumentOptions, agency: str, context: click.Context) -> DocumentFacts:
    missing = [name for value, name in _REQUIRED.items() if not options[value]]  # type: ignore[literal-required]
    number, notation, subject, place = (
        options["number"],
        options["notation"],
        options["subject"],
        options["place"],
    )
    name, position = options["signer_name"], options["signer_position"]
    if missing or not (number and notation and subject and place and name and position):
        raise BilingualMisuse("misuse.missing", context, name="', '".join(missing))
    try:
        document_type = read_document_type(options["type_"], options["type_name"])
    except UnknownDocumentType as unknown:
        raise BadValue("--type", "misuse.type", context) from unknown
    issued_on = options["issued_on"] or today()
    return DocumentFacts(
        sender=agency,
        document_id=options["document_id"] or default_document_id(agency, issued_on, number, notation),
        number=number,
        notation=notation,
        issued_on=issued_on,
        place=place,
        document_type=document_type,
        subject=subject,
        summary=options["summary"],
        signer=Signer(name, position, options["signer_authority"]),
        recipients=options["to"],
        due_on=options["due"],
        priority=Priority(int(options["priority"])),
        secrecy=options["secrecy"],
        also_on_paper=options["paper"],
        for_information=options["information"],
        in_reply_to=options["reply_to"],
    )


def _files(options: DocumentOptions) -> tuple[DraftFile, ...]:
    """The document first, then what is attached. A detached signature is recognised when it is measured."""
    assert options["main_file"] is not None, "checked with the other required values"
    main = Purpose.INFORMATION if options["information"] else None
    informing = [DraftFile(path, purpose=Purpose.INFORMATION) for path in options["attach_information"]]
    attached = [DraftFile(path) for path in options["attach"]]
    return (DraftFile(options["main_file"], purpose=main), *attached, *informing)
