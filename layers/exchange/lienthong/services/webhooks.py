"""Webhooks: a notice posted to an agency's own address, signed so that nobody else can post it.

Standard Webhooks with asymmetric signatures (``v1a``, Ed25519): the agency verifies with the exchange's
published key, and no shared secret has to be kept anywhere. ``webhook-id`` is the notice's id and the same on
every attempt, by which the agency leaves out repetitions.
"""

from __future__ import annotations

import base64
import json
import random
from dataclasses import dataclass

from lienthong.errors import Unavailable
from lienthong.model.agency import Agency, ChannelKind
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import AgencyState
from lienthong.ports import Clock, Metrics, Notice, Registry, WebhookSigner, WebhookTransport

#: Waits before each further attempt, in seconds: quick at first, up to a day in all.
_WAITS = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 21600, 36000)


class WebhookRefused(Unavailable):
    """The agency's address answered, but not with success."""

    code = "webhook.refused"
    en = "The webhook of {agency} answered {status}. It is tried again; ask the agency to check its endpoint."
    vi = (
        "Địa chỉ webhook của {agency} trả về mã {status}. Hệ thống sẽ gửi lại; "
        "đề nghị cơ quan kiểm tra điểm nhận."
    )


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Posts notices."""

    registry: Registry
    signer: WebhookSigner
    transport: WebhookTransport
    metrics: Metrics
    clock: Clock

    def post(self, notice: Notice) -> None:
        """Post the notice to its agency's webhook; nothing to do where there is none any more.

        Raises:
            WebhookRefused: answered, but not 2xx. Unavailable: no answer.
        """
        agency = self.registry.agencies([notice.agency]).get(notice.agency)
        channel = agency.channel(ChannelKind.WEBHOOK) if agency else None
        if agency is None or channel is None or not self._is_active(agency):
            return
        body = json.dumps(
            {
                "type": notice.payload.get("type"),
                "timestamp": notice.payload.get("at"),
                "data": notice.payload,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        status = self.transport.post(channel.target, body, self._headers(notice, body))
        if not 200 <= status < 300:
            self.metrics.count("WebhookRefused")
            raise WebhookRefused(agency=agency.code, status=status)
        self.metrics.count("WebhookDelivered")

    def _is_active(self, agency: Agency) -> bool:
        return agency.state_on(date_in_vietnam(self.clock.now())) is AgencyState.ACTIVE

    def _headers(self, notice: Notice, body: bytes) -> dict[str, str]:
        # Standard Webhooks: the signature is over "id.timestamp.payload".
        timestamp = str(int(self.clock.now().timestamp()))
        signed = self.signer.sign(b".".join((notice.notice_id.encode(), timestamp.encode(), body)))
        return {
            "content-type": "application/json",
            "webhook-id": notice.notice_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": "v1a," + base64.b64encode(signed).decode(),
        }


def wait_before_next(attempts: int, randomness: random.Random) -> int | None:
    """Seconds until the next attempt after this many, with ± 20 % jitter; ``None`` when a day is over."""
    if attempts > len(_WAITS):
        return None
    return max(1, round(_WAITS[attempts - 1] * randomness.uniform(0.8, 1.2)))
