r"""Send records once more that a reader of a table's stream gave up.

    lienthong-ops replay relay --stack lienthong \
        --since 2026-03-02T08:00:00+07:00 --until 2026-03-02T09:00:00+07:00
    lienthong-ops replay channels --stack lienthong

The stream forgets after a day; the table does not. Every consumer expects to see its message twice, so a
period that is chosen too wide costs calls and does no harm.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.deployed import Clients, outputs_of
from lienthong.adapters.attribute_values import as_streamed

BATCH = 100
#: ULIDs begin with the milliseconds since 1970 in ten digits of Crockford's alphabet.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Replay:
    """Which items of which table go to which function."""

    table: str
    function: str
    condition: str
    values: Mapping[str, Any]


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Replay; 0 when every batch was taken, 1 when the function refused one."""
    chosen = _parser().parse_args(arguments)
    clients = clients or Clients.of_operator()
    replay = _replay_of(chosen, outputs_of(clients, chosen.stack))
    items = sorted(_items(clients, replay), key=lambda item: str(item["SK"]["S"]))
    for start in range(0, len(items), BATCH):
        if not _taken(clients, replay.function, items[start : start + BATCH]):
            return 1
    print(f"{len(items)} records sent to {replay.function}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lienthong-ops replay", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    readers = parser.add_subparsers(dest="reader", required=True)
    relay = readers.add_parser("relay", help="the exchange's events of a period")
    relay.add_argument("--since", required=True, type=instant, help="ISO 8601 with its zone")
    relay.add_argument("--until", required=True, type=instant, help="ISO 8601 with its zone")
    channels = readers.add_parser("channels", help="the present entry of every agency")
    for reader in (relay, channels):
        reader.add_argument("--stack", required=True, help="name of the deployed stack")
    return parser


def instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("name the zone, as in 2026-03-02T08:00:00+07:00")
    return instant


def _replay_of(chosen: argparse.Namespace, outputs: Mapping[str, str]) -> Replay:
    function = f"{chosen.stack}-{chosen.reader}"
    if chosen.reader == "channels":
        return Replay(outputs["RegistryTable"], function, "SK = :entry", {":entry": {"S": "AGENCY"}})
    period = {":since": {"S": event_key(chosen.since)}, ":until": {"S": event_key(chosen.until)}}
    return Replay(outputs["ExchangeTable"], function, "SK BETWEEN :since AND :until", period)


def event_key(instant: datetime) -> str:
    """The lowest sort key that an event of this time could have."""
    rest, digits = int(instant.timestamp() * 1000), ""
    for _ in range(10):
        rest, digit = divmod(rest, 32)
        digits = DIGITS[digit] + digits
    return f"E#{digits}"


def _items(clients: Clients, replay: Replay) -> Iterator[Mapping[str, Any]]:
    pages = clients.dynamodb.get_paginator("scan").paginate(
        TableName=replay.table,
        FilterExpression=replay.condition,
        ExpressionAttributeValues=replay.values,
        ConsistentRead=True,
    )
    for page in pages:
        yield from page["Items"]


def _taken(clients: Clients, function: str, items: Sequence[Mapping[str, Any]]) -> bool:
    records = [{"eventName": "INSERT", "dynamodb": {"NewImage": as_streamed(item)}} for item in items]
    answer = clients.functions.invoke(FunctionName=function, Payload=json.dumps({"Records": records}))
    if answer.get("FunctionError"):
        print(
            f"{function} refused {items[0]['SK']['S']} and what follows: {answer['Payload'].read().decode()}"
        )
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
