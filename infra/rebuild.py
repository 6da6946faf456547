r"""Restore the tables of a new stack from S3 alone, and prove that nothing is missing.

    lienthong-ops rebuild --stack lienthong --key "$(cat log.vkey)" \
        [--log-bucket NAME] [--content-bucket NAME]

Buckets are the stack's own unless others are named. Everything is checked before anything is written; nothing
is written over what stands. See infra/runbooks/restore.md.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from infra.deployed import Clients, outputs_of
from infra.rebuilding import Kept, newest_images, read_everything
from infra.restored_tables import RestoredTables
from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.adapters.s3_log import S3Log
from lienthong.errors import ExchangeError
from lienthong.ports import LogHead
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.timestamps import read_token
from lienthong.tlog.attestations import PREFIX, Attestation
from lienthong.tlog.audit import Progress
from lienthong.tlog.checkpoints import VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import parse_key


class NoLog(TlogFault):
    """A bucket without a checkpoint."""

    code = "rebuild.log-missing"
    en = "There is no checkpoint in the bucket {what}. Name the bucket of the lost stack with --log-bucket."
    vi = "Kho {what} không có điểm kiểm tra. Đề nghị nêu kho nhật ký của hệ thống cũ bằng --log-bucket."


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Rebuild; 0 when everything stands and is proved, 1 when something does not fit."""
    chosen = _parser().parse_args(arguments)
    clients = clients or Clients.of_operator()
    outputs = outputs_of(clients, chosen.stack)
    files = S3Log(clients.s3, chosen.log_bucket or outputs["LogBucket"])
    tables = RestoredTables(
        clients.dynamodb,
        {"exchange": outputs["ExchangeTable"], "registry": outputs["RegistryTable"]},
        outputs["LogTable"],
    )
    try:
        tables.require_empty()
        checkpoint = _checkpoint(files, chosen.key)
        kept = _checked(
            checkpoint, files, _content(clients, chosen.content_bucket or outputs["ContentBucket"])
        )
        if kept is None:
            return 1
        written = tables.write_records(newest_images(files, kept))
        tables.prove()
        head = checkpoint.head
        tables.write_log(LogHead(head.size, head.root, kept.last_bundle, kept.timestamped), kept.indexes)
        _mark(DynamoDbLog(clients.dynamodb, outputs["LogTable"]), files, head.size)
    except (TlogFault, ExchangeError) as refused:
        print(f"{refused.code}: {refused.sentence('en')}\n{refused.sentence('vi')}")
        return 1
    counts = ", ".join(f"{name} {count}" for name, count in written.items())
    print(f"Restored and proved / Đã khôi phục và đối chiếu: {counts}; log {head.size} ({head.root.hex()})")
    print(f"Not in the log yet / Chưa vào nhật ký: {kept.not_logged}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lienthong-ops rebuild",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="name of the new stack, whose tables are empty")
    parser.add_argument("--key", required=True, help="the log's key in one line, as published at /v1/log")
    parser.add_argument("--log-bucket", help="the log's bucket, where it is not the stack's own")
    parser.add_argument("--content-bucket", help="the content's bucket, where it is not the stack's own")
    return parser


def _checkpoint(files: S3Log, key: str) -> VerifiedCheckpoint:
    found = files.checkpoint()
    if found is None:
        raise NoLog(files.bucket)
    return verify_checkpoint(parse_checkpoint(found.note), parse_key(key))


def _mark(table: DynamoDbLog, files: S3Log, size: int) -> None:
    """How far the log is published, and the newest time-stamp that there is."""
    table.mark_published(size, datetime.now(UTC))
    *_, newest = [*files.paths(PREFIX)] or [""]
    if newest:
        attestation = Attestation.from_bytes(files.read(newest))
        _, stated = read_token(attestation.token, DEFAULT.limits)
        covered = parse_checkpoint(attestation.note).head.size
        table.mark_attested(covered, stated.time, hashlib.sha256(attestation.token).hexdigest())


def _checked(checkpoint: VerifiedCheckpoint, files: S3Log, content: frozenset[str]) -> Kept | None:
    """What is kept; ``None`` where anything does not fit, all of it told."""
    kept, faults = Kept(), 0
    for one in read_everything(checkpoint, files, content, kept):
        if isinstance(one, Progress):
            print(f"\r{one.entries}/{checkpoint.head.size}", end="", file=sys.stderr, flush=True)
        else:
            faults += 1
            print(f"{one.code}: {one.sentence('en')}\n{one.sentence('vi')}")
    print(file=sys.stderr)
    return None if faults else kept


def _content(clients: Clients, bucket: str) -> frozenset[str]:
    pages = clients.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return frozenset(entry["Key"] for page in pages for entry in page.get("Contents", []))


if __name__ == "__main__":
    raise SystemExit(main())
