"""Exit codes, and which error leads to which."""

from __future__ import annotations

from enum import IntEnum

from lienthong.errors import Conflict, ExchangeError, IntegrityFault, Rejected, Unavailable
from lienthong_client.errors import (
    ConfigurationInvalid,
    ConfigurationMissing,
    DraftInvalid,
    ExchangeUntrusted,
    FileUnreadable,
    FileUnwritable,
    KeyUnusable,
    PdfWriterMissing,
    PolicyFileInvalid,
    ProblemError,
    ProfileUnknown,
    ReportUnreadable,
    RevocationUnreadable,
    RowsInvalid,
    SeenUnreadable,
    SheetUnreadable,
    TablesMissing,
    TrustedListUnusable,
    TrustFileUnusable,
    TrustUnreadable,
)
from lienthong_client.witness.errors import LogNamedTwice, WitnessKeyUnusable


class ExitCode(IntEnum):
    """What the command's end means to a program."""

    DONE = 0
    REFUSED = 1
    MISUSE = 2
    CONFLICT = 3
    NOT_FOUND = 4
    UNAVAILABLE = 5
    INTEGRITY = 6
    INTERRUPTED = 130


#: What only the person at this computer can put right.
_MISUSE = (
    ConfigurationInvalid,
    ConfigurationMissing,
    DraftInvalid,
    ExchangeUntrusted,
    FileUnreadable,
    FileUnwritable,
    KeyUnusable,
    LogNamedTwice,
    PdfWriterMissing,
    PolicyFileInvalid,
    ProfileUnknown,
    ReportUnreadable,
    RevocationUnreadable,
    RowsInvalid,
    SeenUnreadable,
    SheetUnreadable,
    TablesMissing,
    TrustedListUnusable,
    TrustFileUnusable,
    TrustUnreadable,
    WitnessKeyUnusable,
)
_FAMILIES = (
    (_MISUSE, ExitCode.MISUSE),
    (Conflict, ExitCode.CONFLICT),
    (Unavailable, ExitCode.UNAVAILABLE),
    (IntegrityFault, ExitCode.INTEGRITY),
    (Rejected, ExitCode.REFUSED),
)


def exit_code_of(error: ExchangeError) -> ExitCode:
    """The exit code for an error, by its family; 401 and 404 have one of their own."""
    status = error.problem.status if isinstance(error, ProblemError) else error.http_status
    if status in (401, 404):
        return ExitCode.NOT_FOUND
    for family, code in _FAMILIES:
        if isinstance(error, family):
            return code
    return ExitCode.INTEGRITY
