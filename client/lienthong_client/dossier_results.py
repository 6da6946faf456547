"""The result of a dossier as its applicant takes it home: the signed documents, and the proof of its way.

Results come to the centre as submissions of the agencies that decided (docs/adr/0019); the dossier's events
name them. Nothing is signed or changed here: documents are the agencies' own, receipts prove themselves.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lienthong.onestop.words import Kind
from lienthong_client.errors import ResultMissing
from lienthong_client.progress import SILENT, Progress
from lienthong_client.receipts import name_of

if TYPE_CHECKING:
    from lienthong_client.dossiers import DossierStory
    from lienthong_client.receipt_calls import Fetched
    from lienthong_client.sdk import Exchange, Opened


@dataclass(frozen=True, slots=True)
class Result:
    """What was fetched: each submission with its files, and the receipts of the dossier's events."""

    opened: tuple[Opened, ...]
    receipts: Fetched

    @property
    def files(self) -> tuple[Path, ...]:
        """Every document's file."""
        return tuple(path for one in self.opened for path in one.files)


def fetch_result(
    exchange: Exchange, code: str, folder: Path, *, seconds: float = 0.0, progress: Progress = SILENT
) -> Result:
    """Save a decided dossier's documents in ``folder``; its receipts are fetched and left to the caller.

    Each submission has a folder of its own, for two agencies may give their documents the same name.

    Raises:
        ResultMissing: it is not decided.
        ProblemRejected: no such dossier of the agency's. DownloadMismatch, DownloadFailed, FileInTheWay.
    """
    story = exchange.dossier(code)
    if not any(event["details"].get("kind") == Kind.DECIDED for event in story["events"]):
        raise ResultMissing(dossier=code)
    opened = tuple(
        exchange.open(submission, folder / submission, progress=progress)
        for submission in submissions_to_centre(story)
    )
    return Result(opened, exchange.every_receipt(code, seconds=seconds))


def submissions_to_centre(story: DossierStory) -> Iterator[str]:
    """What agencies have sent the centre for this dossier: opinions and results, in order, once each."""
    centre = story["dossier"]["centre"]
    from_centre = {step["number"] for step in story["dossier"]["steps"] if step["giver"] == centre}
    coming = [
        str(event["details"]["submission"])
        for event in story["events"]
        if event["details"].get("submission") and _comes_back(event["details"], from_centre)
    ]
    yield from dict.fromkeys(coming)


def _comes_back(details: Mapping[str, object], from_centre: Container[int]) -> bool:
    """A decision, or a step that the centre handed over and gets back."""
    if details.get("kind") != Kind.STEP_FINISHED:
        return details.get("kind") == Kind.DECIDED
    said = details.get("details")
    return isinstance(said, Mapping) and said.get("step") in from_centre


def receipt_names(found: Fetched) -> list[tuple[str, bytes]]:
    """A file name and the content of each receipt."""
    return [(name_of(one), one.to_bytes()) for one in found.receipts]
