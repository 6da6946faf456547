"""Times in ASN.1: UTCTime and GeneralizedTime as signatures and tokens carry them (X.680 46, 47)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from lienthong.signatures import der
from lienthong.signatures.der import DerFault

_TIME = re.compile(rb"(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:[.,](\d{1,9}))?(Z|[+-]\d{4})")


def read_time(value: bytes) -> datetime:
    """A UTCTime or GeneralizedTime element as UTC (fractions kept, X.680 46 and 47).

    Raises:
        ValueError: neither, or no such moment.
    """
    element = der.root(value)
    found = _TIME.fullmatch(value[element.content : element.end])
    if found is None or element.tag != (0x17 if len(found[1]) == 2 else 0x18):
        raise DerFault("not a time")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if len(found[1]) == 2:
        # RFC 5280 4.1.2.5.1: two digits mean 1950 to 2049.
        year += 2000 if year < 50 else 1900
    micro = int((found[7] or b"0").ljust(6, b"0")[:6])
    moment = datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
    try:
        return moment - _offset(found[8].decode("ascii"))
    except OverflowError as fault:
        raise DerFault("not a time") from fault


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta(0)
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
    return ahead if zone[0] == "+" else -ahead
