"""Stories of proof: a verdict comes out again from what it rests on; the log holds every event."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from lienthong.adapters.s3_log import S3Log
from lienthong.model.codes import Status
from lienthong.ports import Publication
from lienthong.services.sequencing import timestamp_event
from lienthong.signatures.token_facts import token_facts
from lienthong.tlog.attestations import PREFIX, Attestation
from lienthong.tlog.audit import check_log
from lienthong.tlog.checkpoints import VerifiedCheckpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.merkle import EMPTY_ROOT, HASH_BYTES
from lienthong.tlog.notes import parse_key
from lienthong.tlog.tiles import ENTRIES, Read, decode_entries, encode_entries, tile_at
from lienthong_client.logs import newest_checkpoint, opened_log
from lienthong_client.recorded import MATERIAL, confirm_recorded, fetch, report_path
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import expect
from lienthong_local.demo.receipts import Auditor
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, ENVIRONMENT
from lienthong_local.seeding import REGISTRAR


def report_comes_out_again(desk: Desk) -> str:
    """The recipient keeps report and material; without network the same report comes out, byte for byte, and
    not after one word of it was changed.
    """
    sent = desk.send_letter(CAN_GIUOC, (ENVIRONMENT,), "Báo cáo kết quả quan trắc môi trường")
    submission_id = sent["submission_id"]
    folder = desk.folder / "kept"
    opened = desk.online.client(ENVIRONMENT).open(submission_id, folder)
    report = _keep(desk, submission_id, folder)
    confirmed = confirm_recorded(report, opened.files[0], (), (folder / MATERIAL,))
    expect("the report comes out again", [finding.code for finding in confirmed.findings], [])
    document = report.read_bytes()
    report.write_bytes(document.replace(b'"indication":"TOTAL-PASSED"', b'"indication":"TOTAL-FAILED"', 1))
    changed = confirm_recorded(report, opened.files[0], (), (folder / MATERIAL,))
    expect("a changed report", [finding.code for finding in changed.findings], ["record.differs"])
    return f"{len(document):,} byte = {len(document):,} byte"


def _keep(desk: Desk, submission_id: str, folder: Path) -> Path:
    """The attachment's report and what it rests on, in a folder."""
    client = desk.online.client(ENVIRONMENT)
    (link,) = client.reports(submission_id, received=True)["reports"]
    transport = client.transport
    path = report_path(folder, link["attachment"])
    path.write_bytes(fetch(transport.http, link, link["attachment"], transport.patience))
    (folder / MATERIAL).mkdir()
    for blob in link["material"]:
        content = fetch(transport.http, blob, blob["sha256"], transport.patience)
        (folder / MATERIAL / blob["sha256"]).write_bytes(content)
    return path


def log_is_checked(desk: Desk) -> str:
    """The log is computed anew from its entries, as anybody reads them, and holds each event once.

    An operator who drops an entry, edits one, shows an older log or another history is found out.
    """
    desk.settle()
    stack = desk.online.stack
    place = f"{stack.api_url}/v1/log"
    key = parse_key(desk.online.client(REGISTRAR).get(dict[str, str], "/v1/log", signed=False)["key"])
    with opened_log(place, stack.ca_bundle) as read:
        copy = Copy(read)
        checkpoint = newest_checkpoint(copy.read, key, place)
        expect("faults of the log", _faults(checkpoint, copy.read), [])
    logged, events = _event_ids(desk, "LogTable"), _event_ids(desk, "ExchangeTable", "RegistryTable")
    expect("entries of the log", checkpoint.head.size, len(logged))
    expect("events that the log lacks", events - logged, set())
    expect("entries that are neither events nor time-stamps", logged - events - _timestamps(desk), set())
    bundle = tile_at(ENTRIES, 0, checkpoint.head.size)
    entries = decode_entries(copy.files[bundle.path], bundle)
    dropped = copy.files | {bundle.path: encode_entries(entries[:-1])}
    expect("a dropped entry", _faults(checkpoint, dropped.__getitem__), ["log.tile-wrong"])
    edited = copy.files | {bundle.path: encode_entries((*entries[:-1], entries[0]))}
    expect("an edited entry", "log.root-wrong" in _faults(checkpoint, edited.__getitem__), True)
    older, other = _smaller(checkpoint), _another(checkpoint)
    expect("an older log", _faults(older, copy.read, checkpoint), ["log.rolled-back"])
    expect("another history", _faults(checkpoint, copy.read, other), ["log.forked"])
    return f"{checkpoint.head.size} = {checkpoint.head.size}"


class Copy:
    """Remembers every file of a log that was read."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.files: dict[str, bytes] = {}

    def read(self, path: str) -> bytes:
        """The file, read once."""
        if path not in self.files:
            self.files[path] = self._read(path)
        return self.files[path]


def _faults(checkpoint: VerifiedCheckpoint, read: Read, *seen: VerifiedCheckpoint) -> list[str]:
    checked = check_log(checkpoint, read, seen)
    return [one.code for one in checked if isinstance(one, TlogFault)]


def _smaller(checkpoint: VerifiedCheckpoint) -> VerifiedCheckpoint:
    """The empty log, as an operator would show it who wants to begin anew."""
    return replace(checkpoint, head=replace(checkpoint.head, size=0, root=EMPTY_ROOT))


def _another(checkpoint: VerifiedCheckpoint) -> VerifiedCheckpoint:
    """Another root for the same size: what a second witness would have been shown."""
    return replace(checkpoint, head=replace(checkpoint.head, root=bytes(HASH_BYTES)))


def _event_ids(desk: Desk, *tables: str) -> set[str]:
    """Ids of all events in these tables; the log's knows them by their first key."""
    stack, found = desk.online.stack, set()
    for table in tables:
        pages = stack.aws.dynamodb.get_paginator("scan").paginate(TableName=stack.output(table))
        keys = [item.get("SK", item["PK"])["S"] for page in pages for item in page["Items"]]
        found |= {key.removeprefix("E#") for key in keys if key.startswith("E#")}
    return found


def _timestamps(desk: Desk) -> set[str]:
    """Ids of the log's own events: one for each time-stamp that it has got."""
    stack = desk.online.stack
    files, found = S3Log(stack.aws.s3, stack.output("LogBucket")), set()
    for path in files.paths(PREFIX):
        token = Attestation.from_bytes(files.read(path)).token
        size, digest = int(path.removeprefix(PREFIX)), hashlib.sha256(token).hexdigest()
        attested = Publication(size, size, token_facts(token).time, digest)
        found.add(str(timestamp_event(attested).event["event_id"]))
    return found


def receipts_are_forged(desk: Desk) -> str:
    """The recipient's acceptance is proven; told otherwise, with another's proof or salt, it is not."""
    sent = desk.send_letter(CAN_GIUOC, (ENVIRONMENT,), "Đề nghị phối hợp kiểm tra hiện trường")
    submission_id = sent["submission_id"]
    desk.online.client(ENVIRONMENT).open(submission_id, desk.folder / "proven")
    desk.set_status(ENVIRONMENT, submission_id, Status.ACCEPTED)
    desk.settle()
    found = desk.online.client(CAN_GIUOC).every_receipt(submission_id, seconds=20).receipts
    first, *_, acceptance = found
    auditor = Auditor.of(desk, found)
    forged = {
        "another agency": replace(acceptance, event={**acceptance.event, "agency": CAN_GIUOC}),
        "another time": replace(acceptance, event={**acceptance.event, "at": first.event["at"]}),
        "another salt": replace(acceptance, salt=first.salt),
        "another proof": replace(acceptance, proof=first.proof),
        "no time-stamp": replace(acceptance, token=None),
    }
    for how, one in forged.items():
        expect(how, [checked.holds for checked in auditor.check([one])], [False])
    expect("as it came", [checked.holds for checked in auditor.check([acceptance])], [True])
    return f"1 ✓, {len(forged)} ✗"
