"""Which submission of the exchange carried a dossier's papers to an agency, or its result back.

Nothing is signed on the server: agencies exchange the papers themselves, with their own signatures, and a
dossier's act names the submission. Here it is only held against what the exchange has recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.model.codes import SubmissionState
from lienthong.model.submission import Submission
from lienthong.onestop.asked import Asked
from lienthong.onestop.desk_errors import SubmissionUnfit
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import DossierEvent
from lienthong.onestop.words import Kind
from lienthong.ports import ExchangeStore


@dataclass(frozen=True, slots=True)
class Carrying:
    """Looks submissions up."""

    exchange: ExchangeStore

    def check(self, dossier: Dossier, event: DossierEvent, asked: Asked) -> str | None:
        """The submission that carried what the act hands on; ``None`` where nothing leaves its agency.

        Raises:
            SubmissionUnfit: none is named, or the one that is did not go from here to there; another
                agency's and one that does not exist are told in the same words.
        """
        recipient = _recipient(dossier, event, asked)
        if recipient is None or recipient == event.by:
            if asked.submission:
                raise _unfit(
                    asked.submission, event.by, "nothing leaves the agency here", "văn bản không gửi đi"
                )
            return None
        if asked.submission is None:
            raise _unfit("-", recipient, "none is named", "chưa nêu lần gửi")
        standing = self.exchange.submissions([asked.submission]).get(asked.submission)
        why = _why_not(standing, event.by, recipient)
        if why:
            raise _unfit(asked.submission, recipient, *why)
        return asked.submission


def _recipient(dossier: Dossier, event: DossierEvent, asked: Asked) -> str | None:
    """To whom something goes with this act: papers to the step's agency, results to who handed it over."""
    if event.kind is Kind.HANDED_OVER and asked.step is not None:
        planned = dossier.planned(asked.step)
        return planned.agency if planned else None
    if event.kind is Kind.STEP_FINISHED and asked.step is not None:
        part = dossier.part(asked.step)
        return part.giver if part else None
    return dossier.centre if event.kind is Kind.DECIDED else None


def _why_not(submission: Submission | None, sender: str, recipient: str) -> tuple[str, str] | None:
    if submission is None or submission.sender != sender:
        return "your agency has sent no such submission", "cơ quan không có lần gửi này"
    if submission.recall is not None:
        return "it was recalled", "văn bản đã bị thu hồi"
    if submission.state is not SubmissionState.ACCEPTED:
        return "it was not accepted", "văn bản chưa được chấp nhận"
    if recipient not in submission.recipients:
        return f"it did not go to {recipient}", f"văn bản không gửi đến {recipient}"
    return None


def _unfit(submission: str, recipient: str, why: str, why_vi: str) -> SubmissionUnfit:
    return SubmissionUnfit(submission=submission, recipient=recipient, why=why, why_vi=why_vi)
