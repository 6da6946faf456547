"""Counted facts as CloudWatch EMF, and one line of log for what happened: no person, no body, no address.

The submission id is the correlation of every line about a document, through all functions on its way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric


class Telemetry:
    """:class:`lienthong.ports.Metrics`, and the functions' logs."""

    def __init__(self) -> None:
        self._service = os.environ.get("POWERTOOLS_SERVICE_NAME", "lienthong")
        self._namespace = os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "LienThong")
        self._log = Logger(service=self._service, stream=sys.stdout)

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Write a metric; CloudWatch counts what it reads in the log. No AWS call."""
        self._write(name, MetricUnit.Count, value, dimensions)

    def seconds(self, name: str, value: float, **dimensions: str) -> None:
        """Write a duration in seconds, as :meth:`count` does. No AWS call."""
        self._write(name, MetricUnit.Seconds, value, dimensions)

    def _write(self, name: str, unit: MetricUnit, value: float, dimensions: Mapping[str, str]) -> None:
        with single_metric(
            name=name,
            unit=unit,
            value=value,
            namespace=self._namespace,
            default_dimensions={"service": self._service},
        ) as metric:
            for dimension, text in dimensions.items():
                metric.add_dimension(dimension, text)

    def answered(self, route: str, status: int, code: str, caller: str) -> None:
        """Write that a request was answered: its route, never its path. A refusal is counted by its code.

        A state secret leaves this count and nothing else (D28 1.2).
        """
        if code:
            self.count("RequestRefused", code=code)
        self._log.info("answered", extra={"route": route, "status": status, "code": code, "caller": caller})

    def failed(self, subject: str, code: str, attempts: int, *, given_up: bool) -> None:
        """Write that a message could not be processed."""
        facts = {"correlation_id": subject, "code": code, "attempts": attempts, "given_up": given_up}
        self._log.warning("failed", extra=facts)
