"""Reading submissions: the sender's own and, for auditors, any."""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.errors import NotFound
from lienthong.model.codes import Role
from lienthong.model.submission import Submission
from lienthong.ports import ExchangeStore, Page, Story
from lienthong.services.authentication import Authentication, Caller


@dataclass(frozen=True, slots=True)
class Reading:
    """A sender's view of what it has sent."""

    store: ExchangeStore
    authentication: Authentication

    def story(self, caller: Caller, submission_id: str) -> Story:
        """Everything recorded about a submission.

        Raises:
            NotFound: neither the sender's own nor an auditor's request.
        """
        self.authentication.spend(caller)
        story = self.store.story(submission_id)
        if story is None or not may_read(caller, story.submission):
            raise NotFound
        return story

    def outbox(self, caller: Caller, *, cursor: str | None, limit: int) -> Page[Submission]:
        """What the caller has sent, newest first."""
        self.authentication.spend(caller)
        return self.store.outbox(caller.holder, cursor=cursor, limit=limit)


def may_read(caller: Caller, submission: Submission) -> bool:
    """Whether the caller is the sender, or an auditor."""
    return submission.sender == caller.holder or Role.AUDITOR in caller.agency.roles


def pending(story: Story) -> list[str]:
    """Recipients of an accepted submission whose delivery has not been consigned yet."""
    consigned = {delivery.recipient for delivery in story.deliveries}
    return [code for code in story.submission.recipients if code not in consigned]
