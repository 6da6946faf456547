"""POST /v1/submissions: take a submission in."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.answers import submitted
from lienthong.api.envelope_reader import ParsedSubmission, read_submission
from lienthong.errors import StateSecretRefused
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import EXCHANGING
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.submission import Draft, Submitting


@lru_cache(maxsize=1)
def service() -> Submitting:
    """The service with its adapters."""
    return exchange.submitting()


def submit(request: Request, caller: Caller) -> Answer:
    """Parse, record, answer 202, or 200 where the same had been recorded."""
    caller.require(EXCHANGING)
    parsed = _parse(request.body, caller)
    outcome = service().submit(caller, Draft(parsed.envelope, parsed.inline, parsed.part_digests))
    return Answer(submitted(outcome), status=200 if outcome.repeated else 202)


def _parse(body: bytes, caller: Caller) -> ParsedSubmission:
    today = date_in_vietnam(exchange.clock().now())
    try:
        return read_submission(body, caller=caller.code, today=today)
    except StateSecretRefused:
        # D28 1.2: that it happened is counted; nothing of it is kept.
        exchange.telemetry().count("StateSecretRefused")
        raise


handler = signed_api({"POST /v1/submissions": submit}, exchange.verify, exchange.telemetry)
