"""Deadlines as the SDK offers them: the board, and how a month was kept."""

from __future__ import annotations

from lienthong_client.answers import DeadlinePage, DeadlineRecord, DeadlineSummary
from lienthong_client.calls import Calls


class DeadlineCalls(Calls):
    """What the agency and those below it owe."""

    def deadlines(
        self,
        *,
        agency: str | None = None,
        scope: str = "self",
        state: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> DeadlinePage:
        """A page of what is owed; ``state`` leaves only that (open, due-soon, late, done-late).

        Raises:
            ProblemRejected: no such agency that may be seen.
        """
        query = {"agency": agency, "scope": scope, "state": state, "cursor": cursor, "limit": limit}
        return self.get(DeadlinePage, "/v1/deadlines", query)

    def all_deadlines(
        self, *, agency: str | None = None, scope: str = "self", state: str | None = None
    ) -> tuple[list[DeadlineRecord], list[int]]:
        """Every page of it, the latest first, and the years whose working days are not loaded.

        What is late stands before what is not; of each, what was due first.
        """
        page = self.deadlines(agency=agency, scope=scope, state=state)
        found = list(page["deadlines"])
        while page["cursor"]:
            page = self.deadlines(agency=agency, scope=scope, state=state, cursor=page["cursor"])
            found += page["deadlines"]
        return sorted(found, key=lambda one: (one["due"], one["agency"])), page["missing_years"]

    def deadline_summary(
        self, *, agency: str | None = None, scope: str = "self", month: str | None = None
    ) -> DeadlineSummary:
        """How an agency, or it and those below it, has kept its deadlines in a month (``YYYY-MM``).

        Raises:
            ProblemRejected: no such agency that may be seen.
        """
        query = {"agency": agency, "scope": scope, "month": month}
        return self.get(DeadlineSummary, "/v1/deadlines/summary", query)
