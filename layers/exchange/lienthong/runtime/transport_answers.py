"""Answers in the national platforms' own form, to who asks for XML (Accept); everybody else gets JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from lienthong.runtime.api_gateway import LambdaEvent, LambdaHandler, LambdaResponse

_XML = ("application/xml", "text/xml")


def in_either_form(handler: LambdaHandler, *routes: str) -> LambdaHandler:
    """The handler, whose JSON answers of these routes become transport answers where XML is asked for.

    The HTTP status stays: software that looks only at it is told no success that is none.
    """

    def answered(event: LambdaEvent, context: object) -> LambdaResponse:
        response = handler(event, context)
        if event.get("routeKey") not in routes or not _wants_xml(event):
            return response
        content = _transport_answer(response["statusCode"], json.loads(response["body"]))
        headers = {**response["headers"], "content-type": "application/xml"}
        return {**response, "headers": headers, "body": content}

    return answered


def _wants_xml(event: LambdaEvent) -> bool:
    """Whether XML is named before JSON; what is not named at all is not wanted (RFC 9110 12.5.1)."""
    headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    wanted = [part.partition(";")[0].strip().lower() for part in headers.get("accept", "").split(",")]
    first = next((part for part in wanted if part in _XML or part == "application/json"), "")
    return first in _XML


def _transport_answer(status: int, body: Mapping[str, Any]) -> str:
    from lienthong.edxml.transport import (
        ErrorNumber,
        MessageType,
        TransportAnswer,
        error_number,
        write_transport_answer,
    )

    if status < HTTPStatus.BAD_REQUEST:
        number = ErrorNumber.SUCCESS
        answer = TransportAnswer(
            number=number,
            vi=number.vi,
            en=number.en,
            type=MessageType(body["type"]),
            document_id=body["document_id"],
            submission_id=body["submission_id"],
            remarks=_remarks(body["findings"], "xpath"),
        )
    else:
        faults: Sequence[Mapping[str, str]] = body.get("faults", ())
        answer = TransportAnswer(
            number=error_number(body["code"], [fault["code"] for fault in faults]),
            vi=body["detail_vi"],
            en=body["detail"],
            remarks=_remarks(faults, "pointer"),
        )
    return write_transport_answer(answer).decode()


def _remarks(listed: Sequence[Mapping[str, str]], place: str) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((one["code"], one[place], one["vi"], one["en"]) for one in listed)
