"""CRLs that were fetched a moment ago serve the next documents too: one round of validation instead of two.

OCSP answers speak of one certificate each and are not remembered. Data is remembered, never a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from lienthong.ports import Clock
from lienthong.signatures.revocation import RevocationRequest, RevocationSource
from lienthong.signatures.trust import RevocationMaterial

#: A revocation that was published takes effect here within this time.
_REMEMBERED = timedelta(minutes=5)
#: A province has a handful of authorities; more CRLs than this are somebody's experiment.
_MOST = 16
_MOST_BYTES = 32 * 1024 * 1024


class RememberedRevocation:
    """A :class:`~lienthong.signatures.revocation.RevocationSource` with a short memory for CRLs."""

    def __init__(self, source: RevocationSource, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._crls: dict[bytes, datetime] = {}

    def known(self) -> RevocationMaterial:
        """The CRLs fetched within the last minutes, oldest first."""
        now = self._clock.now()
        self._crls = {crl: until for crl, until in self._crls.items() if now < until}
        return RevocationMaterial(tuple(self._crls), ())

    def allows(self, request: RevocationRequest) -> bool:
        """As the source says."""
        return self._source.allows(request)

    def fetch(self, requests: Sequence[RevocationRequest]) -> RevocationMaterial:
        """What could be had, and what is known beside it."""
        fetched = self._source.fetch(requests)
        until = self._clock.now() + _REMEMBERED
        self._crls.update(dict.fromkeys(fetched.crls, until))
        while len(self._crls) > _MOST or sum(map(len, self._crls)) > _MOST_BYTES:
            del self._crls[next(iter(self._crls))]
        return self.known() + fetched
