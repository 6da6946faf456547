"""GET /v1/log, /v1/log/checkpoint, /v1/log/tile/…: the evidence log, for anybody (C2SP tlog-tiles)."""

from __future__ import annotations

from functools import lru_cache

from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, FileAnswer, Request, open_api
from lienthong.services.public_log import CHECKPOINT, WITNESS_POLICY, PublicLog


@lru_cache(maxsize=1)
def service() -> PublicLog:
    """The service with its adapters."""
    return PublicLog(exchange.log_files())


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


def _file(path: str) -> FileAnswer:
    found = service().read(path)
    return FileAnswer(found.content, found.media_type, found.max_age)


handler = open_api(
    {
        "GET /v1/log": about,
        "GET /v1/log/checkpoint": checkpoint,
        "GET /v1/log/witness-policy": witness_policy,
        "GET /v1/log/tile/{path+}": tile,
    }
)
