r"""Stop the evidence log, let it go on, or bring into it what the tables' streams have forgotten.

    lienthong-ops log stop --stack lienthong --reason "…"
    lienthong-ops log resume --stack lienthong --reason "…"
    lienthong-ops log catch-up --stack lienthong --since 2026-03-02T08:00:00+07:00

A stream forgets after a day; the tables do not. What is in the log already is left out by the log itself, so
a period that is chosen too wide costs calls and does no harm. See infra/runbooks/log.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.deployed import Clients, outputs_of
from infra.replay import event_key, instant
from lienthong.adapters.attribute_values import as_streamed
from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.adapters.dynamodb_reads import read_collection

#: Indexes asked for at once, and records sent at once: an invocation takes 6 MB, an item at most 400 KB.
READ, SENT = 98, 10
_EVENT = "E#"


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Carry it out; 0 when it is done."""
    chosen = _parser().parse_args(arguments)
    clients = clients or Clients.of_operator()
    if chosen.action == "stop":
        return _stop(clients, chosen.stack, chosen.reason)
    if chosen.action == "resume":
        return _resume(clients, chosen.stack, chosen.reason)
    return _catch_up(clients, chosen.stack, chosen.since)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lienthong-ops log", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="action", required=True)
    stop = actions.add_parser("stop", help="let nothing more into the log until a person resumes it")
    stop.add_argument("--reason", required=True, help="what does not fit, and who has decided")
    resume = actions.add_parser("resume", help="let a stopped log go on, once the cause is known")
    resume.add_argument("--reason", required=True, help="what the cause was, and who has decided")
    catch_up = actions.add_parser("catch-up", help="enter events that the streams have forgotten")
    catch_up.add_argument("--since", required=True, type=instant, help="ISO 8601 with its zone")
    for action in (stop, resume, catch_up):
        action.add_argument("--stack", required=True, help="name of the deployed stack")
    return parser


# --- stop and resume ------------------------------------------------------------------------------


def _stop(clients: Clients, stack: str, reason: str) -> int:
    table = DynamoDbLog(clients.dynamodb, outputs_of(clients, stack)["LogTable"])
    table.stop(reason)
    print(f"Stopped because / Dừng vì: {table.read([]).stopped}")
    return 0


def _resume(clients: Clients, stack: str, reason: str) -> int:
    table = DynamoDbLog(clients.dynamodb, outputs_of(clients, stack)["LogTable"])
    stopped = table.read([]).stopped
    if not stopped:
        print("The log has not stopped; nothing was done.\nNhật ký không bị dừng; không có gì thay đổi.")
        return 1
    table.resume()
    print(f"Stopped because / Dừng vì: {stopped}\nGoes on because / Chạy tiếp vì: {reason}")
    return 0


# --- catch-up -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """An item, with the table that it stands in."""

    table: str
    item: Mapping[str, Any]
    is_new: bool

    def as_record(self) -> Mapping[str, Any]:
        """As a stream would show it. It has no place in one, so it has the lowest number."""
        return {
            "eventName": "INSERT" if self.is_new else "MODIFY",
            "eventSourceARN": f"arn:aws:dynamodb:::table/{self.table}/stream/-",
            "dynamodb": {
                "Keys": {name: self.item[name] for name in ("PK", "SK")},
                "NewImage": as_streamed(self.item),
                "SequenceNumber": "0",
            },
        }


def _catch_up(clients: Clients, stack: str, since: datetime) -> int:
    """Events that the log does not know, with the other records of what they are about."""
    outputs, sent = outputs_of(clients, stack), 0
    log = DynamoDbLog(clients.dynamodb, outputs["LogTable"])
    for table in (outputs["ExchangeTable"], outputs["RegistryTable"]):
        missing = _missing_events(clients, table, log, since)
        found = [_Found(table, item, True) for item in missing]
        partitions = dict.fromkeys(item["PK"]["S"] for item in missing)
        if table == outputs["RegistryTable"] and missing:
            # A change of the registry may concern aliases and trust anchors, which stand elsewhere.
            found += [_Found(table, item, False) for item in _scan(clients, table) if not _is_event(item)]
        else:
            found += [
                _Found(table, item, False)
                for partition in partitions
                for item in read_collection(clients.dynamodb, table, partition)
                if not _is_event(item)
            ]
        for start in range(0, len(found), SENT):
            if not _taken(clients, f"{stack}-sequence", found[start : start + SENT]):
                return 1
        sent += len(missing)
    print(f"{sent} events entered the log / {sent} sự kiện đã vào nhật ký")
    return 0


def _missing_events(
    clients: Clients, table: str, log: DynamoDbLog, since: datetime
) -> list[Mapping[str, Any]]:
    events = sorted(
        (item for item in _scan(clients, table) if _is_event(item) and item["SK"]["S"] >= event_key(since)),
        key=lambda item: str(item["SK"]["S"]),
    )
    missing = []
    for start in range(0, len(events), READ):
        part = events[start : start + READ]
        known = log.read([_event_id(item) for item in part]).indexes
        missing += [item for item in part if _event_id(item) not in known]
    return missing


def _scan(clients: Clients, table: str) -> Iterator[Mapping[str, Any]]:
    for page in clients.dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def _is_event(item: Mapping[str, Any]) -> bool:
    return str(item["SK"]["S"]).startswith(_EVENT)


def _event_id(item: Mapping[str, Any]) -> str:
    return str(item["SK"]["S"]).removeprefix(_EVENT)


def _taken(clients: Clients, function: str, found: Sequence[_Found]) -> bool:
    records = [one.as_record() for one in found]
    answer = clients.functions.invoke(FunctionName=function, Payload=json.dumps({"Records": records}))
    if answer.get("FunctionError"):
        print(f"{function}: {answer['Payload'].read().decode()}")
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
