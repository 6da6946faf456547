"""The command at an agency's desk, over the real functions in memory: nothing between them is scripted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lienthong.model.agency import Agency
from lienthong_client import sdk
from lienthong_client.command.application import cli
from lienthong_client.credentials import RequestSigner
from tests.builders.agencies import DISTRICT, key_id, request_key
from tests.doubles.composed import ComposedExchange, composed, unsigned_event
from tests.published_api import assert_as_published

_URL = "https://exchange.example"


@dataclass(frozen=True, slots=True)
class Office:
    """A folder, the exchange behind the command, and whoever sits at the desk."""

    folder: Path
    exchange: ComposedExchange

    def run(
        self, *arguments: str | Path, lang: str = "vi", who: Agency = DISTRICT, typed: str = ""
    ) -> Result:
        """``lienthong`` with these arguments, as this agency; ``typed`` is piped in."""
        environment = {"LIENTHONG_CONFIG": str(self._configuration(who)), "LIENTHONG_LANG": lang}
        runner = CliRunner(env=environment)
        return runner.invoke(cli, [str(argument) for argument in arguments], input=typed)

    def _configuration(self, who: Agency) -> Path:
        key = self.folder / f"{who.code}.pem"
        key.write_bytes(
            request_key(who.code).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        key.chmod(0o600)
        path = self.folder / f"{who.code}.toml"
        values = {"url": _URL, "agency": who.code, "key_id": key_id(who.code), "key_file": key.name}
        path.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
        return path

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What API Gateway does with a request and the function's answer; a presigned link is S3's."""
        if not str(request.url).startswith(_URL):
            content, _, _ = self.exchange.content.fetch(str(request.url))
            return httpx.Response(200, stream=httpx.ByteStream(content))
        path, _, query = request.url.raw_path.decode().partition("?")
        event = unsigned_event(request.method, path, request.content, query)
        event["headers"] = {name.lower(): value for name, value in request.headers.items()}
        answered = self.exchange.send(event)
        return httpx.Response(answered.status, headers=dict(answered.headers), content=answered.content)


@contextmanager
def office(folder: Path, **parts: Any) -> Iterator[Office]:
    """An office whose exchange holds every answer against what is published; ``parts`` as it takes them."""
    with composed(watch=assert_as_published, **parts) as exchange, pytest.MonkeyPatch.context() as patch:
        desk = Office(folder, exchange)
        transport = httpx.MockTransport(desk.answer)
        patch.setattr(sdk, "open_http", lambda _bundle: httpx.Client(transport=transport))
        patch.setattr(sdk, "RequestSigner", partial(RequestSigner, now=exchange.clock.now))
        yield desk
