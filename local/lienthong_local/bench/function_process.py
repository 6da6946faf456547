"""Functions run outside Lambda, each in a process of its own, with its AWS calls counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from lienthong_local.bench.calls import Call
from lienthong_local.stack.deployment import ROOT
from lienthong_local.stack.stack import EmbeddedStack

FUNCTIONS = ROOT / "functions"


class FunctionFailed(RuntimeError):
    """A function ended instead of answering; its own words are on standard error."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of a function.

    Attributes:
        step: where on the document's way.
        memory_mib: as the template gives it to the function.
        http_bytes: of the request, 0 where nobody asked over HTTP.
        log: what the function wrote.
        messages: taken from a queue, each of which Lambda receives and deletes.
        peak_bytes: resident memory of the process and its children up to now.
    """

    step: str
    function: str
    memory_mib: int
    seconds: float
    calls: tuple[Call, ...]
    log: str
    peak_bytes: int
    http_bytes: int = 0
    messages: int = 0


class FunctionProcess:
    """One warm instance of a function, against the embedded stack, with the stack's own credentials."""

    def __init__(self, stack: EmbeddedStack, function: str, changes: Mapping[str, str]) -> None:
        self.function = function
        name = stack.deployment.physical_ids[f"{_pascal(function)}Function"]
        configuration = stack.aws.functions.get_function_configuration(FunctionName=name)
        self.memory_mib = int(configuration["MemorySize"])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lienthong_local.bench.worker", str(FUNCTIONS / function)],
            env={**_environment(stack), **configuration["Environment"]["Variables"], **changes},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> FunctionProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def invoke(
        self, step: str, event: Mapping[str, Any], *, http_bytes: int = 0, messages: int = 0
    ) -> tuple[Any, Invocation]:
        """Run the handler with an event: its answer, and what it took.

        Raises:
            FunctionFailed: the handler raised, and the process ended with it.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(event) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise FunctionFailed(f"{self.function} at {step}")
        ran = json.loads(line)
        return ran["answer"], Invocation(
            step=step,
            function=self.function,
            memory_mib=self.memory_mib,
            seconds=ran["seconds"],
            calls=tuple(Call.from_json(call) for call in ran["calls"]),
            log=ran["log"],
            peak_bytes=ran["peak_bytes"],
            http_bytes=http_bytes,
            messages=messages,
        )


class Functions:
    """Every function, started when it is first asked for; ``changes`` go over the template's environment."""

    def __init__(self, stack: EmbeddedStack, changes: Mapping[str, str] | None = None) -> None:
        self.stack = stack
        self._changes = changes or {}
        self._open = ExitStack()
        self._started: dict[str, FunctionProcess] = {}

    def __enter__(self) -> Functions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def __getitem__(self, function: str) -> FunctionProcess:
        if function not in self._started:
            process = FunctionProcess(self.stack, function, self._changes)
            self._started[function] = self._open.enter_context(process)
        return self._started[function]


def _environment(stack: EmbeddedStack) -> dict[str, str]:
    """What Lambda itself would set, and where the emulator is."""
    credentials = stack.emulator.credentials
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "AWS_REGION": stack.emulator.region,
        "AWS_DEFAULT_REGION": stack.emulator.region,
        "AWS_ENDPOINT_URL": stack.aws.endpoint,
        "AWS_CA_BUNDLE": stack.aws.authority,
        "AWS_ACCESS_KEY_ID": credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def _pascal(folder: str) -> str:
    return "".join(word.capitalize() for word in folder.split("_"))
