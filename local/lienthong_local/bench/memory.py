"""Memory of the function that validates, with an attachment of one gigabyte that came by ticket."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lienthong.model.codes import Purpose
from lienthong_client.drafts import DraftFile
from lienthong_local.bench.costs import SENDER
from lienthong_local.bench.function_process import FunctionFailed, Functions
from lienthong_local.bench.letters import LetterBox
from lienthong_local.bench.way import Way, nothing_runs_by_itself
from lienthong_local.seeding import ProvinceOnline

RECIPIENT: Final = "000.00.09.H39"
MIB: Final = 1024 * 1024
#: A TIFF by its bytes: an annex for information, as maps are.
_TIFF: Final = b"II*\x00"
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in bytes of the function's process and its children.

    Attributes:
        before: the peak after a small letter had been validated.
        peak: the peak after the large attachment.
    """

    attachment_bytes: int
    before: int
    peak: int
    seconds: float


def measure_memory(
    online: ProvinceOnline, letters: LetterBox, size: int, progress: Callable[[str], None]
) -> Memory:
    """Validate a letter, then a letter with an annex of this size, in one warm instance."""
    with nothing_runs_by_itself(online.stack), Functions(online.stack) as functions:
        progress("a letter")
        before = _validate(online, functions, letters, None)[0]
        annex = letters.desk.folder / "annex.tif"
        with annex.open("wb") as file:
            file.write(_TIFF)
            file.truncate(size)
        progress(f"an annex of {size // MIB} MiB: upload and validation")
        peak, seconds = _validate(online, functions, letters, annex)
        annex.unlink()
        return Memory(size, before, peak, seconds)


def _validate(
    online: ProvinceOnline, functions: Functions, letters: LetterBox, annex: Path | None
) -> tuple[int, float]:
    """Send it through the API, then validate it here; peak bytes, and seconds of the validation."""
    draft = letters.draft(SENDER, (RECIPIENT,))
    if annex:
        file = DraftFile(annex, "Bản đồ quy hoạch.tif", Purpose.INFORMATION)
        draft = replace(draft, files=(*draft.files, file))
    submission_id = online.client(SENDER).send(draft)["submission_id"]
    way = Way(online, functions, patience=2)
    _carry(way, submission_id)
    way.require_accepted(submission_id)
    ran = [run for run in way.take() if run.step == "validate"][-1]
    return ran.peak_bytes, ran.seconds


def _carry(way: Way, submission_id: str) -> None:
    """As a queue does: a message that could not be processed comes again.

    The emulator reads a whole object before it sends the first byte, which on a busy machine takes longer
    than the function's clients wait.
    """
    for _ in range(_TRIES):
        with suppress(FunctionFailed):
            way.carry(submission_id)
            return
