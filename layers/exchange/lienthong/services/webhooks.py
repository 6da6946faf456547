"""Webhooks: a notice posted to an agency's own address, signed so that nobody else can post it.

Standard Webhooks with asymmetric signatures (``v1a``, Ed25519): the agency verifies with the exchange's
published key, and no shared secret has to be kept anywhere. ``webhook-id`` is the notice's id and the same on
every attempt, by which the agency leaves out repetitions.

An agency whose channel has the format edXML gets the notice as such, by webhook or in its own queue. What the
relay publishes is JSON, so what goes to such a queue is published here once more, for it only.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from dataclasses import dataclass

from lienthong.errors import Unavailable
from lienthong.model.agency import Agency, Channel, ChannelFormat, ChannelKind
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import AgencyState
from lienthong.ports import Clock, Metrics, Notice, NoticeTopic, Registry, WebhookSigner, WebhookTransport

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
    """Posts notices. ``as_edxml`` words a notice in the national format; what that needs is loaded then."""

    registry: Registry
    signer: WebhookSigner
    transport: WebhookTransport
    topic: NoticeTopic
    as_edxml: Callable[[Notice], bytes]
    metrics: Metrics
    clock: Clock

    def post(self, notice: Notice) -> None:
        """Post the notice to its agency's webhook; nothing to do where there is none any more.

        Raises:
            WebhookRefused: answered, but not 2xx. Unavailable: no answer.
        """
        agency = self.registry.agencies([notice.agency]).get(notice.agency)
        if agency is None or not self._is_active(agency):
            return
        queue = agency.channel(ChannelKind.QUEUE)
        if queue and queue.format is ChannelFormat.EDXML:
            # Before the webhook, which may have to be tried for a day; a repetition has the same notice id.
            self.topic.publish_edxml(notice, self.as_edxml(notice).decode())
        channel = agency.channel(ChannelKind.WEBHOOK)
        if channel is None:
            return
        body, media_type = self._body(notice, channel)
        headers = self._headers(notice, body) | {"content-type": media_type}
        status = self.transport.post(channel.target, body, headers)
        if not 200 <= status < 300:
            self.metrics.count("WebhookRefused")
            raise WebhookRefused(agency=agency.code, status=status)
        self.metrics.count("WebhookDelivered")

    def _is_active(self, agency: Agency) -> bool:
        return agency.state_on(date_in_vietnam(self.clock.now())) is AgencyState.ACTIVE

    def _body(self, notice: Notice, channel: Channel) -> tuple[bytes, str]:
        if channel.format is ChannelFormat.EDXML:
            return self.as_edxml(notice), "application/xml"
        fields = {
            "type": notice.payload.get("type"),
            "timestamp": notice.payload.get("at"),
            "data": notice.payload,
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode(), "application/json"

    def _headers(self, notice: Notice, body: bytes) -> dict[str, str]:
        # Standard Webhooks: the signature is over "id.timestamp.payload".
        timestamp = str(int(self.clock.now().timestamp()))
        signed = self.signer.sign(b".".join((notice.notice_id.encode(), timestamp.encode(), body)))
        return {
            "webhook-id": notice.notice_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": "v1a," + base64.b64encode(signed).decode(),
        }


def wait_before_next(attempts: int, randomness: random.Random) -> int | None:
    """Seconds until the next attempt after this many, with ± 20 % jitter; ``None`` when a day is over."""
    if attempts > len(_WAITS):
        return None
    return max(1, round(_WAITS[attempts - 1] * randomness.uniform(0.8, 1.2)))
