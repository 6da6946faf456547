"""Metrics and the functions' log lines in memory."""

from __future__ import annotations

from typing import NamedTuple

from tests.doubles.memory_metrics import MemoryMetrics


class Answered(NamedTuple):
    """A request's line: route, status, stable code of a problem, code of the caller."""

    route: str
    status: int
    code: str
    caller: str


class Failed(NamedTuple):
    """A message's line: what it was about, stable code, attempts, whether it was given up."""

    subject: str
    code: str
    attempts: int
    given_up: bool


class MemoryTelemetry(MemoryMetrics):
    """Everything counted and logged."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Answered] = []
        self.failures: list[Failed] = []

    def answered(self, route: str, status: int, code: str, caller: str) -> None:
        self.requests.append(Answered(route, status, code, caller))

    def failed(self, subject: str, code: str, attempts: int, *, given_up: bool) -> None:
        self.failures.append(Failed(subject, code, attempts, given_up))
