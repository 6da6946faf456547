"""What providers say of notices that they took: recorded once each, in whatever order it comes.

1. The provider's id leads to the notice. An id that is nobody's is counted; a fresh one comes again, for the
   sending itself may not have been recorded yet.
2. Only a stronger word than the last one is news: after "delivered" may come "reported as unwanted", but
   "delivered" after "returned" changes nothing.
3. Claim, event and, where the applicant cannot or will not be reached any more, the silence that follows are
   one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from lienthong.errors import Unavailable
from lienthong.onestop.telling import SILENCING, ApplicantNotice, NoticeOutcome, ProviderReceipt
from lienthong.ports import (
    Clock,
    Ids,
    Metrics,
    NoticeChange,
    NoticeClaim,
    NoticeRefused,
    NoticeStore,
    Silence,
)
from lienthong.services.telling import notice_event

#: For so long a message may be known to its provider and not yet to us.
_FRESH = timedelta(minutes=10)
_TRIES = 4


@dataclass(frozen=True, slots=True)
class ProviderReceipts:
    """Records receipts."""

    store: NoticeStore
    metrics: Metrics
    clock: Clock
    ids: Ids

    def note(self, receipts: Iterable[ProviderReceipt]) -> None:
        """Record all of them; those that cannot be recorded yet keep none of the others waiting.

        Raises:
            Unavailable: some of them have to come again.
        """
        left = [receipt for receipt in receipts if not self._is_noted(receipt)]
        if left:
            raise Unavailable

    def _is_noted(self, receipt: ProviderReceipt) -> bool:
        for _ in range(_TRIES):
            claim = self.store.sent_as(receipt.provider_id)
            if claim is None:
                self.metrics.count("NoticeReceiptUnknown")
                return self.clock.now() > receipt.at + _FRESH
            if not receipt.is_news_after(claim.receipt):
                return True
            try:
                self._record(claim, receipt)
            except NoticeRefused:
                continue
            return True
        return False

    def _record(self, claim: NoticeClaim, receipt: ProviderReceipt) -> None:
        now, reason = self.clock.now(), receipt.reason
        said = replace(
            claim,
            receipt=reason.value if reason else NoticeOutcome.DELIVERED.value,
            version=claim.version + 1,
        )
        notice = ApplicantNotice(
            claim.event_id,
            claim.kind,
            claim.channel,
            receipt.outcome,
            reason,
            claim.attempts,
            claim.segments,
            claim.provider_id,
        )
        silence = (
            Silence(claim.dossier, claim.channel, reason, claim.expires_at) if reason in SILENCING else None
        )
        event = notice_event(self.ids, claim.dossier, notice, now)
        self.store.record(NoticeChange(said, silence=silence, events=(event,)))
        self.metrics.count("ApplicantNotice", channel=claim.channel.value, outcome=receipt.outcome.value)
