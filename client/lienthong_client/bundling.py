"""Making an evidence bundle: everything that proves what was exchanged, in one time-stamped ASiC-E.

Numbered plan of :func:`collect`, as sender or auditor, or as a recipient (``received``):

1. the record: what was sent, and what has become of it
2. the receipts of the whole story; a bundle is made only when all of them are there
3. the reports with what they rest on
4. the registry entries of the agencies concerned, with the keys that signed their requests
5. the log's newest checkpoint and its witness policy
6. documents from this computer, recognised by their SHA-256; a bundle proves as much without them
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import cast

from lienthong.model.event import JsonValue
from lienthong.signatures import media_types
from lienthong.signatures.asic_writer import Member, Stamp, write_container
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong_client import bundle_layout as layout
from lienthong_client.bundle_index import render_index
from lienthong_client.errors import FileUnwritable, ProblemConflict, ProblemError, ReceiptsPending
from lienthong_client.receipts import name_of
from lienthong_client.recorded import fetch, report_path
from lienthong_client.sdk import Exchange
from lienthong_client.verification import open_file, sha256_of

_BYTES, _JSON, _TEXT = "application/octet-stream", "application/json", "text/plain"
_HTML = "text/html"


@dataclass(slots=True)
class Contents:
    """What goes into a bundle.

    Attributes:
        record: the submission, or as a recipient the delivery, as the exchange showed it.
        documents: files of this computer by SHA-256.
        reports, registry, log: contents by the path below their folder.
    """

    submission_id: str
    record: Mapping[str, object]
    receipts: tuple[UnverifiedReceipt, ...]
    reports: dict[str, bytes] = field(default_factory=dict)
    material: dict[str, bytes] = field(default_factory=dict)
    registry: dict[str, Mapping[str, object]] = field(default_factory=dict)
    log: dict[str, bytes] = field(default_factory=dict)
    documents: dict[str, Path] = field(default_factory=dict)

    @property
    def envelope(self) -> Mapping[str, object]:
        """The envelope as it was recorded."""
        submission = self.record.get("submission", self.record)
        return cast("Mapping[str, Mapping[str, object]]", submission)["envelope"]

    @property
    def attachments(self) -> Sequence[Mapping[str, object]]:
        """The attachments that the envelope declares."""
        return cast("Sequence[Mapping[str, object]]", self.envelope["attachments"])

    def name_of(self, code: str) -> str:
        """An agency's name with its code, where its entry is here."""
        entry = self.registry.get(code)
        return f"{entry['name']} ({code})" if entry else code

    def verdicts(self) -> Iterator[tuple[str, str]]:
        """Each report's attachment and indication."""
        for name, document in self.reports.items():
            report = json.loads(document)
            yield str(report.get("attachment", name)), str(report.get("indication", "?"))


def collect(
    exchange: Exchange, submission_id: str, files: Iterable[Path], *, received: bool, seconds: float
) -> Contents:
    """Everything for a bundle; the numbered plan stands in the module's docstring.

    Args:
        files: files and folders in which the documents may be.
        seconds: how long to wait for receipts that are not there yet.

    Raises:
        ReceiptsPending: some are still to come.
        What the calls raise; FileUnreadable.
    """
    # 1.
    record = cast(
        "Mapping[str, object]",
        exchange.delivery(submission_id) if received else exchange.submission(submission_id),
    )
    # 2.
    fetched = exchange.every_receipt(submission_id, received=received, seconds=seconds)
    if fetched.pending:
        raise ReceiptsPending(count=len(fetched.pending))
    contents = Contents(submission_id, record, fetched.receipts)
    # 3.
    _add_reports(exchange, contents, received)
    # 4.
    for code in _agencies_of(contents):
        contents.registry[code] = cast("Mapping[str, object]", exchange.agency(code))
    # 5.
    _add_log(exchange, contents)
    # 6.
    contents.documents = _matching(files, {str(one["sha256"]) for one in contents.attachments})
    return contents


def _add_reports(exchange: Exchange, contents: Contents, received: bool) -> None:
    transport = exchange.transport
    try:
        links = exchange.reports(contents.submission_id, received=received)["reports"]
    except ProblemConflict:
        # What was taken back is no longer shown to its recipient, nor what was said of it; the receipts stay.
        if not received:
            raise
        return
    for link in links:
        document = fetch(transport.http, link, link["attachment"], transport.patience)
        contents.reports[report_path(Path(), link["attachment"]).name] = document
        for blob in link["material"]:
            if blob["sha256"] not in contents.material:
                found = fetch(transport.http, blob, blob["sha256"], transport.patience)
                contents.material[blob["sha256"]] = found


def _agencies_of(contents: Contents) -> list[str]:
    """Whoever acted or received, by the events."""
    named = {receipt.event[name] for receipt in contents.receipts for name in ("actor", "agency")}
    return sorted({str(code) for code in named if code} - {"exchange"})


def _add_log(exchange: Exchange, contents: Contents) -> None:
    for name in ("checkpoint", "witness-policy"):
        try:
            contents.log[name] = exchange.transport.call("GET", f"/v1/log/{name}", signed=False).body
        except ProblemError as problem:
            # A log without witnesses has no policy.
            if problem.problem.status != 404:
                raise


def _matching(files: Iterable[Path], wanted: set[str]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in files:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if not file.is_file():
                continue
            with open_file(file) as stream:
                digest = sha256_of(stream, file)
            if digest in wanted:
                found.setdefault(digest, file)
    return found


# --- writing --------------------------------------------------------------------------------------


def write_bundle(contents: Contents, out: Path, stamp: Stamp, made_at: datetime) -> None:
    """Write the container; nothing is left of one that could not be finished.

    Raises:
        FileUnreadable, FileUnwritable; what ``stamp`` raises.
    """
    partial = out.with_name(f"{out.name}.partial")
    try:
        with ExitStack() as opened, partial.open("w+b") as stream:
            write_container(stream, _members(contents, made_at, opened), stamp)
        partial.replace(out)
    except OSError as refused:
        raise FileUnwritable(path=str(out), why=refused.strerror or str(refused)) from refused
    finally:
        partial.unlink(missing_ok=True)


def _members(contents: Contents, made_at: datetime, opened: ExitStack) -> Iterator[Member]:
    yield _small(layout.INDEX, _HTML, render_index(contents, made_at))
    yield _small(layout.SUBMISSION, _JSON, _json(contents.record))
    for receipt in contents.receipts:
        yield _small(f"{layout.RECEIPTS}{name_of(receipt)}", _JSON, receipt.to_bytes())
    for name, document in contents.reports.items():
        yield _small(f"{layout.REPORTS}{name}", _JSON, document)
    for digest, blob in sorted(contents.material.items()):
        yield _small(f"{layout.MATERIAL}{digest}", _BYTES, blob)
    for code, entry in contents.registry.items():
        yield _small(f"{layout.REGISTRY}{code}.json", _JSON, _json(entry))
    for name, content in contents.log.items():
        yield _small(f"{layout.LOG}{name}", _TEXT, content)
    for attachment in contents.attachments:
        path = contents.documents.get(str(attachment["sha256"]))
        if path is not None:
            stream = opened.enter_context(open_file(path))
            media_type = media_types.detect_media_type(stream)
            stream.seek(0)
            # The name that the document had when it was sent, not the one it has here.
            name = f"{layout.DOCUMENTS}{attachment['name']}"
            yield Member(name, media_type, path.stat().st_size, stream)


def _small(name: str, media_type: str, content: bytes) -> Member:
    return Member(name, media_type, len(content), BytesIO(content))


def _json(value: object) -> bytes:
    return json.dumps(cast("JsonValue", value), ensure_ascii=False, indent=1, sort_keys=True).encode()
