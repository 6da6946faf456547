"""GET /v1/log, /v1/log/checkpoint, /v1/log/tile/…, /v1/log/reports/…: the evidence log, for anybody."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from lienthong.model.event import JsonValue
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, FileAnswer, Request, open_api
from lienthong.services.public_log import A_YEAR, CHECKPOINT, WITNESS_POLICY, PublicLog
from lienthong.services.published_reports import PublishedReports


@lru_cache(maxsize=1)
def service() -> PublicLog:
    """The service with its adapters."""
    return PublicLog(exchange.log_files())


@lru_cache(maxsize=1)
def published() -> PublishedReports:
    """The reports."""
    return PublishedReports(exchange.log_files())


@lru_cache(maxsize=1)
def verifier_key() -> str:
    """The log's key in one line, asked of KMS once."""
    return str(exchange.log_signer().key)


def about(_request: Request) -> Answer:
    """The key that every receipt is checked with."""
    return Answer({"key": verifier_key()})


def checkpoint(_request: Request) -> FileAnswer:
    """The newest checkpoint."""
    return _file(CHECKPOINT)


def witness_policy(_request: Request) -> FileAnswer:
    """Which witnesses the log asks."""
    return _file(WITNESS_POLICY)


def tile(request: Request) -> FileAnswer:
    """A tile or an entry bundle."""
    return _file(f"tile/{request.parameters['path']}")


def reports(_request: Request) -> Answer:
    """Which monthly reports of ratios there are."""
    return Answer({"reports": cast("JsonValue", published().all())})


def report(request: Request) -> Answer:
    """A report with the receipt that proves it."""
    return Answer(published().one(request.parameters["period"], request.parameters["version"]))


def report_page(request: Request) -> FileAnswer:
    """A report as a page; it never changes."""
    page = published().page(request.parameters["period"], request.parameters["version"])
    return FileAnswer(page, "text/html; charset=utf-8", A_YEAR)


def _file(path: str) -> FileAnswer:
    found = service().read(path)
    return FileAnswer(found.content, found.media_type, found.max_age)


handler = open_api(
    {
        "GET /v1/log": about,
        "GET /v1/log/checkpoint": checkpoint,
        "GET /v1/log/witness-policy": witness_policy,
        "GET /v1/log/tile/{path+}": tile,
        "GET /v1/log/reports": reports,
        "GET /v1/log/reports/{period}/{version}": report,
        "GET /v1/log/reports/{period}/{version}/page": report_page,
    }
)
