"""Receipts as AWS hands them to a function: SES's events by SNS, SNS's delivery status by CloudWatch Logs.

Formats: SES developer guide, "Contents of event data that Amazon SES publishes to Amazon SNS"; SNS developer
guide, "Amazon SNS SMS delivery status"; Logs user guide, "Subscription filters with AWS Lambda". A delivery
status holds the telephone number: it is read past, and written nowhere.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from lienthong.onestop.telling import NoticeReason, ProviderReceipt

#: CloudWatch Logs sends at most 6 MB, and its lines are small.
_MOST_BYTES = 8 * 1024 * 1024
_LONGEST_ID = 200
#: By these words SNS says that the number gets nothing any more (developer guide, "SMS delivery failures").
_OPTED_OUT = ("opted out", "blocked sms")
_INVALID = ("invalid phone number", "no longer available")


def receipts_in(event: Mapping[str, Any]) -> tuple[tuple[ProviderReceipt, ...], int]:
    """The receipts of an event, and how many of its parts were none that this release understands."""
    found, strange = [], 0
    for part in _parts(event):
        try:
            receipt = _receipt(part)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            strange += 1
            continue
        if receipt:
            found.append(receipt)
    return tuple(found), strange


def _parts(event: Mapping[str, Any]) -> Iterator[object]:
    if "awslogs" in event:
        yield from _lines(event["awslogs"])
        return
    records = event.get("Records")
    for record in records if isinstance(records, list) else [event]:
        try:
            yield record["Sns"]["Message"]
        except (KeyError, TypeError):
            yield record


def _lines(logs: object) -> Iterator[object]:
    """The messages of a subscription's data: base64 over gzip over JSON."""
    try:
        packed = base64.b64decode(logs["data"])  # type: ignore[index]  # whatever it is, it is no mapping
        content = json.loads(_unpacked(packed))
        if content["messageType"] == "CONTROL_MESSAGE":
            return
        yield from [line["message"] for line in content["logEvents"]]
    except (KeyError, TypeError, ValueError, binascii.Error, zlib.error):
        yield None


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    text = unpacking.decompress(packed, _MOST_BYTES)
    if unpacking.unconsumed_tail:
        raise ValueError("longer than CloudWatch Logs sends")
    return text


def _receipt(part: object) -> ProviderReceipt | None:
    said: dict[str, Any] = json.loads(part) if isinstance(part, str) else {}
    if "delivery" in said and "status" in said:
        return _of_text(said)
    return _of_letter(said)


def _of_text(said: Mapping[str, Any]) -> ProviderReceipt:
    at = datetime.strptime(said["notification"]["timestamp"], "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    provider_id = _id(said["notification"]["messageId"])
    if said["status"] == "SUCCESS":
        return ProviderReceipt(provider_id, at)
    if said["status"] != "FAILURE":
        raise ValueError("neither success nor failure")
    words = str(said["delivery"].get("providerResponse", "")).lower()
    if any(word in words for word in _OPTED_OUT):
        return ProviderReceipt(provider_id, at, NoticeReason.OPTED_OUT)
    never = any(word in words for word in _INVALID)
    return ProviderReceipt(provider_id, at, NoticeReason.BOUNCED if never else NoticeReason.UNDELIVERED)


def _of_letter(said: Mapping[str, Any]) -> ProviderReceipt | None:
    """``None`` of what says nothing of the outcome, such as that it was sent."""
    kind = said["eventType"]
    provider_id = _id(said["mail"]["messageId"])
    at = datetime.fromisoformat(said["mail"]["timestamp"]).astimezone(UTC)
    if kind == "Delivery":
        return ProviderReceipt(provider_id, at)
    if kind == "Bounce":
        for_ever = said["bounce"]["bounceType"] == "Permanent"
        return ProviderReceipt(
            provider_id, at, NoticeReason.BOUNCED if for_ever else NoticeReason.UNDELIVERED
        )
    if kind == "Complaint":
        return ProviderReceipt(provider_id, at, NoticeReason.COMPLAINED)
    if kind == "Reject":
        return ProviderReceipt(provider_id, at, NoticeReason.UNDELIVERED)
    return None


def _id(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID:
        raise ValueError("no id of a message")
    return value
