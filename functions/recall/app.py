"""POST /v1/submissions/{id}/recall: the sender takes a document back (13)."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.actions import read_recall
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.recall import Recalling


@lru_cache(maxsize=1)
def service() -> Recalling:
    """The service with its adapters."""
    return exchange.recalling()


def recall(request: Request, caller: Caller) -> Answer:
    """Recall from all recipients; each delivery's fate follows in the submission's story."""
    holder = exchange.in_place_of(request, caller)
    recalled = service().recall(holder, request.parameters["id"], read_recall(request.body))
    return Answer({"submission": recalled.to_json()})


handler = signed_api({"POST /v1/submissions/{id}/recall": recall}, exchange.verify, exchange.telemetry)
