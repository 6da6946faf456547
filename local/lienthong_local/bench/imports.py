"""Cold imports: a function in a fresh interpreter, beside boto3 and one client in the same run.

Both begin when the interpreter stands, and both are the best of several tries taken in turn: processor time,
for an import takes nothing else once its files are in memory. On a busy machine it varies too, so that each
function has boto3 measured beside it, and a ratio says more than a time. Byte code is on disk, as it is for
boto3 in Lambda's own runtime.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lienthong_local.bench.function_process import FUNCTIONS

#: Prints the milliseconds of processor time from here to the end of what is inserted.
_TIMED = """
import time
started = time.process_time()
{what}
print((time.process_time() - started) * 1000)
"""
_BOTO3 = 'import boto3\nboto3.client("dynamodb")'
_IMPORT = """import sys
sys.path.insert(0, {folder!r})
import app"""
#: What the first request builds: the service with its adapters, and what speaks of every request.
_FIRST_REQUEST = """
app.{provider}()
from lienthong.runtime import composition
composition.telemetry()
if {signed}: composition.authentication()
if {consumes}: composition.consumption()
"""
_PROVIDERS = {"channels": "subscriptions", "dossiers": "intake"}
_UNSIGNED = (
    *("about", "attest", "channels", "log", "postings", "relay", "track"),
    *("monthly_report", "morning", "notice_receipts", "notify", "project", "retire", "sequence"),
    *("validate", "deliver", "watch", "webhook"),
)
_CONSUMERS = ("validate", "deliver", "webhook", "notify")
#: Nothing is called, so nothing has to be there.
_SETTINGS = dict.fromkeys(
    (
        "EXCHANGE_TABLE",
        "REGISTRY_TABLE",
        "NONCE_TABLE",
        "CONTENT_BUCKET",
        "STAGING_BUCKET",
        "LOG_TABLE",
        "LOG_BUCKET",
        "VIEWS_TABLE",
        "PEOPLE_TABLE",
        "NOTICES_TABLE",
        "APPLICANT_KEY_ID",
        "TRACK_KEY_ID",
        "LOG_KEY_ID",
        "LOG_ORIGIN",
        "VALIDATION_QUEUE_URL",
        "ROUTING_QUEUE_URL",
        "NOTIFY_QUEUE_URL",
        "TRACKING_ADDRESS",
        "MAIL_SENDER",
        "MAIL_CONFIGURATION_SET",
        "NOTICES_TOPIC_ARN",
        "WEBHOOK_KEY_ID",
        "QUEUE_URL",
        "DEAD_LETTERS_URL",
        "REVOCATION_HOSTS",
        "TIMESTAMP_AUTHORITY_URL",
    ),
    "https://localhost/x",
) | {
    "TIMESTAMP_GRACE_SECONDS": "14400",
    "RECEIPT_RENEWAL_DAYS": "180",
    "DOCUMENT_RETENTION_DAYS": "0",
    "CONTENT_RETENTION_DAYS": "1",
    "PEOPLE_RETENTION_DAYS": "90",
    "QUIET_FROM": "21:00",
    "QUIET_UNTIL": "07:00",
    "SMS_SEGMENTS_A_DAY": "2000",
}


@dataclass(frozen=True, slots=True)
class ColdImport:
    """Milliseconds of processor time: of a function's import alone, and with its first request's clients."""

    function: str
    imported: float
    ready: float
    boto3: float

    @property
    def import_ratio(self) -> float:
        """The import alone, over boto3 with one client."""
        return self.imported / self.boto3

    @property
    def ready_ratio(self) -> float:
        """Import and clients, over boto3 with one client."""
        return self.ready / self.boto3


def measure_imports(tries: int, progress: Callable[[str], None]) -> list[ColdImport]:
    """Every function, the best of so many tries."""
    return [_measure(path.parent, tries, progress) for path in sorted(FUNCTIONS.glob("*/app.py"))]


def _measure(folder: Path, tries: int, progress: Callable[[str], None]) -> ColdImport:
    progress(folder.name)
    imported = _IMPORT.format(folder=str(folder))
    ready = imported + _first_request(folder.name)
    best = _best_of(tries, (imported, ready, _BOTO3))
    return ColdImport(folder.name, *best)


def _first_request(function: str) -> str:
    if function == "about":
        return "\nfrom lienthong.adapters import clients, kms_webhook_signer\nclients.kms()"
    return _FIRST_REQUEST.format(
        provider=_PROVIDERS.get(function, "service"),
        signed=function not in _UNSIGNED,
        consumes=function in _CONSUMERS,
    )


def _best_of(tries: int, programs: Sequence[str]) -> list[float]:
    """The shortest time of each program, the programs taken in turn; the first round only warms the disk."""
    rounds = [[_milliseconds(program) for program in programs] for _ in range(tries + 1)]
    return [min(times) for times in zip(*rounds[1:], strict=True)]


def _milliseconds(program: str) -> float:
    ran = subprocess.run(
        [sys.executable, "-c", _TIMED.format(what=program)],
        env=_environment(),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return float(ran.stdout.splitlines()[-1])


def _environment() -> Mapping[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONUTF8": "1",
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "REGISTRY_TTL_SECONDS": "5",
        "DEAD_LETTER_QUEUE_URLS": "x=https://localhost/x",
        **_SETTINGS,
    }
