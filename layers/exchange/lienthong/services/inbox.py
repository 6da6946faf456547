"""The inbox: what has been delivered to an agency."""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.model.codes import Status
from lienthong.model.delivery import Delivery
from lienthong.ports import ExchangeStore, Page
from lienthong.services.authentication import Authentication, Caller


@dataclass(frozen=True, slots=True)
class Inbox:
    """Lists deliveries of the caller or of its predecessors, and of nobody else."""

    store: ExchangeStore
    authentication: Authentication

    def page(
        self, caller: Caller, *, status: Status | None, unopened: bool, cursor: str | None, limit: int
    ) -> Page[Delivery]:
        """A page of the caller's deliveries: the oldest unopened first."""
        self.authentication.spend(caller)
        return self.store.inbox(caller.holder, status=status, unopened=unopened, cursor=cursor, limit=limit)
