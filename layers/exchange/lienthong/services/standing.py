"""What stands under a sender's DocumentId: the attempts to submit it, and the one that counts."""

from __future__ import annotations

from collections.abc import Iterator

from lienthong.model.codes import SubmissionState
from lienthong.model.identifiers import submission_id
from lienthong.model.submission import Submission
from lienthong.ports import ExchangeStore

#: A rejected document may be corrected and sent again under its id; nobody needs more tries than this.
MAX_ATTEMPTS = 20


def attempts_of(store: ExchangeStore, sender: str, document_id: str) -> Iterator[Submission]:
    """Every submission under the id, the first attempt first; all but the last were rejected."""
    for attempt in range(1, MAX_ATTEMPTS + 1):
        found = store.submission(submission_id(sender, document_id, attempt))
        if found is None:
            return
        yield found


def standing_submission(store: ExchangeStore, sender: str, document_id: str) -> Submission | None:
    """The submission that was not rejected, whatever else became of it; None where there is none."""
    standing = (
        found
        for found in attempts_of(store, sender, document_id)
        if found.state is not SubmissionState.REJECTED
    )
    return next(standing, None)
