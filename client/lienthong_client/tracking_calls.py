"""Looking a dossier up with the two codes of a slip, as anybody may: the request is not signed."""

from __future__ import annotations

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from lienthong_client.calls import Calls

_OPEN = with_config(ConfigDict(extra="allow"))


@_OPEN
class TrackedStep(TypedDict):
    """A step of a dossier's way; what has not happened is null."""

    number: int
    name: str
    agency: str
    progress: str
    since: str | None
    until: str | None
    due: str | None


@_OPEN
class TrackedDossier(TypedDict):
    """Where a dossier is, for its applicant: agencies by name, and no person."""

    code: str
    procedure: str
    centre: str
    status: int
    received_at: str
    where: list[str]
    since: str
    promised: str | None
    apologised_for: str | None
    ended_at: str | None
    returned_at: str | None
    granted: bool | None
    steps: list[TrackedStep]


class TrackingCalls(Calls):
    """What the public may ask."""

    def track(self, code: str, secret: str) -> TrackedDossier:
        """Where the dossier of a slip is.

        Raises:
            ProblemRejected: 404: no such code, or another secret; the two are told alike.
            ProblemUnavailable: 429: looked up too often; it says in how many seconds to try again.
        """
        body = {"code": code, "secret": secret}
        return self.post(TrackedDossier, "/v1/track", dict(body), signed=False)
