"""The small bodies of acts: recalling, setting a status."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from lienthong.api.bodies import Reason, Strict
from lienthong.api.envelope_reader import read_json_object
from lienthong.api.faults import faults_of
from lienthong.errors import MalformedRequest
from lienthong.model.codes import Status

Body = TypeVar("Body", bound=BaseModel)


class RecallBody(Strict):
    """Why a document is taken back."""

    reason: Reason


class StatusBody(Strict):
    """A status code and, with 02 and 16, the reason."""

    status: Status
    reason: Reason = ""


def read_body(body: bytes, model: type[Body]) -> Body:
    """The JSON body as a model.

    Raises:
        MalformedRequest: with every fault.
    """
    try:
        return model.model_validate(read_json_object(body))
    except ValidationError as invalid:
        raise MalformedRequest(faults_of(invalid)) from invalid


def read_recall(body: bytes) -> str:
    """The reason of a recall."""
    return read_body(body, RecallBody).reason


def read_status_change(body: bytes) -> tuple[Status, str]:
    """The status code to set, and its reason."""
    change = read_body(body, StatusBody)
    return change.status, change.reason
