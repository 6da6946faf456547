"""The wire between the adapters and AWS, on which the sweep lets one call fail.

Every call an adapter makes is counted when botocore begins it. Every try of it passes
:meth:`Wire.before_send`, where the fault strikes: before anything is sent, after it took effect, long after
the caller has given up, or as the service's own request to slow down.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, ReadTimeoutError
from botocore.httpsession import URLLib3Session
from botocore.model import OperationModel


class Kind(StrEnum):
    """How a call fails."""

    #: No try is ever sent.
    REFUSED = "refused"
    #: The first try takes effect, its answer is lost, and the next try tells the truth.
    LOST_ONCE = "lost-once"
    #: Every try takes effect, every answer is lost.
    LOST = "lost"
    #: Every try times out, and takes effect only after the caller has given up.
    LATE = "late"
    #: Every try is asked to slow down.
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the call with this number, counted from 0."""

    call: int
    kind: Kind


class Wire:
    """Counts calls, lets one of them fail, and carries late requests when their time has come."""

    def __init__(self, authority: str) -> None:
        self._http = URLLib3Session(verify=authority, timeout=10)  # type: ignore[arg-type]
        self.begin(None)

    def begin(self, fault: Fault | None) -> None:
        """Start counting anew, with or without a fault to come."""
        self.calls: list[str] = []
        self._fault, self._tries, self.struck = fault, 0, False
        self._late: list[AWSPreparedRequest] = []

    def watch(self, client: Any) -> None:
        """Let a client's calls pass here."""
        client.meta.events.register("before-call", self.before_call)
        client.meta.events.register_first("before-send", self.before_send)

    def before_call(self, model: OperationModel, **_: object) -> None:
        """A call begins."""
        self.calls.append(f"{model.service_model.service_name}.{model.name}")
        self._tries = 0

    def before_send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        """One try of the call; nothing to say where it may go its ordinary way."""
        self._tries += 1
        fault = self._fault
        if fault is None or fault.call != len(self.calls) - 1:
            return None
        self.struck = True
        if fault.kind is Kind.THROTTLED:
            return _slow_down(request, self.calls[-1].partition(".")[0])
        if fault.kind is Kind.REFUSED:
            raise EndpointConnectionError(endpoint_url=request.url)
        if fault.kind is Kind.LATE:
            self._late.append(request)
            raise ReadTimeoutError(endpoint_url=request.url)
        if fault.kind is Kind.LOST_ONCE and self._tries > 1:
            return None
        self._carry(request)
        raise ConnectionClosedError(endpoint_url=request.url)

    def deliver_late(self) -> None:
        """What the caller has given up takes effect now."""
        late, self._late = self._late, []
        for request in late:
            self._carry(request)

    def _carry(self, request: AWSPreparedRequest) -> None:
        request.reset_stream()
        self._http.send(request).raw.close()


class _Raw(io.BytesIO):
    """A body as botocore reads it."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


_JSON = b'{"__type":"ThrottlingException","message":"Rate exceeded"}'
_XML = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
_QUERY = (
    b"<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message>"
    b"</Error><RequestId>1</RequestId></ErrorResponse>"
)


def _slow_down(request: AWSPreparedRequest, service: str) -> AWSResponse:
    status, body = {"s3": (503, _XML), "sns": (400, _QUERY)}.get(service, (400, _JSON))
    content = b"" if request.method == "HEAD" else body
    return AWSResponse(request.url, status, {}, _Raw(content))  # type: ignore[arg-type]
