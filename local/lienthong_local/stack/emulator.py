"""The emulator's own process: ``python -m lienthong_local.stack.emulator SCRATCH SOCKET CERTIFICATE KEY``.

It serves ministack on a socket that its parent has bound, so that a port once chosen cannot be taken by
somebody else, and ends when its standard input ends. A parent that is killed cannot stop anything any more,
but its end of the pipe closes with it: nothing survives an interrupted run, not even the scratch folder,
which this process removes as its last act.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import TypeAlias, cast

from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.typing import Framework
from ministack.app import app
from ministack.core import lambda_runtime

from lienthong_local.stack import batch_actions, mail_rights, mailboxes, pollers
from lienthong_local.stack.emulator_paths import IDLE_PATH
from lienthong_local.stack.idleness import answer_when_idle

Message: TypeAlias = MutableMapping[str, object]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Ministack, and one path more: it answers once the stack has nothing left to do."""
    if scope["type"] == "http" and scope["path"] == IDLE_PATH:
        await answer_when_idle(scope, send)
    else:
        await app(scope, receive, send)


def configure(descriptor: str, certificate: str, key: str) -> Config:
    """Serve TLS on an inherited listening socket."""
    config = Config()
    config.bind = [f"fd://{descriptor}"]
    config.certfile = certificate
    config.keyfile = key
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    return config


async def serve_until_orphaned(config: Config) -> None:
    """Serve until standard input ends or SIGTERM comes."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    loop.add_reader(sys.stdin.fileno(), over.set)
    serving = loop.create_task(serve(cast(Framework, application), config, shutdown_trigger=_never))
    ending = loop.create_task(over.wait())
    await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        serving.result()


async def _never() -> None:
    await asyncio.Future()


def main() -> None:
    """Serve, then leave nothing: no function's process, no file.

    The server is not shut down in good order: it would wait for its clients to close their connections, and
    there is nothing to save.
    """
    scratch, descriptor, certificate, key = sys.argv[1:]
    batch_actions.install()
    mail_rights.install()
    mailboxes.install()
    pollers.install()
    loop = asyncio.new_event_loop()
    loop.run_until_complete(serve_until_orphaned(configure(descriptor, certificate, key)))
    lambda_runtime.reset()
    shutil.rmtree(Path(scratch), ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main()
