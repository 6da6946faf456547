"""One function in a process of its own: ``python -m lienthong_local.bench.worker FOLDER``.

It loads ``FOLDER/app.py`` as Lambda does, with only the environment that the template gives, so that what a
function remembers from request to request is its own. A JSON event comes on every line of standard input, and
for each a line goes out: the answer, the AWS calls it took, and what it cost in time and memory.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from io import SEEK_END
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import botocore

from lienthong_local.bench.calls import CallCounter

MIB = 1024 * 1024


class Context:
    """What the batch processor of Powertools asks of Lambda's context."""

    aws_request_id = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Nobody is in a hurry."""
        return 900_000


def main(arguments: Sequence[str]) -> int:
    """Serve until the input ends."""
    counter = CallCounter()
    botocore.register_initializer(counter.watch)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers, tempfile.TemporaryFile() as log:
        # What the function writes is its log; the answers keep the pipe.
        os.dup2(log.fileno(), 1)
        handler = load_function(Path(arguments[0])).handler
        for line in sys.stdin:
            json.dump(_run(handler, json.loads(line), counter, log), answers)
            answers.write("\n")
            answers.flush()
    return 0


def load_function(folder: Path) -> ModuleType:
    """The module ``app`` of a function's folder."""
    spec = spec_from_file_location("app", folder / "app.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder / "app.py")
    module = module_from_spec(spec)
    sys.modules["app"] = module
    spec.loader.exec_module(module)
    return module


def _run(
    handler: Callable[[Any, object], Any], event: Any, counter: CallCounter, log: IO[bytes]
) -> dict[str, Any]:
    before = log.seek(0, SEEK_END)
    started = time.perf_counter()
    answer = handler(event, Context())
    seconds = time.perf_counter() - started
    sys.stdout.flush()
    log.seek(before)
    return {
        "answer": answer,
        "calls": [call.to_json() for call in counter.take()],
        "seconds": seconds,
        "log": log.read().decode(),
        "peak_bytes": peak_bytes(),
    }


def peak_bytes() -> int:
    """The most resident memory that this process and its living children have had, together.

    Linux remembers a process's own peak across ``exec``, and with it that of whoever started it, in
    ``ru_maxrss``; ``VmHWM`` begins anew.
    """
    family = _descendants(os.getpid(), _parents())
    own = [_high_water(process) for process in (os.getpid(), *family)]
    return sum(own) or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _parents() -> dict[int, int]:
    """Every process that there is, and its parent; empty where there is no /proc."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            # The command's name, in parentheses, may hold anything.
            fields = status.read_text().rpartition(")")[2].split()
            parents[int(status.parent.name)] = int(fields[1])
    return parents


def _descendants(process: int, parents: dict[int, int]) -> Iterator[int]:
    for child, parent in parents.items():
        if parent == process:
            yield child
            yield from _descendants(child, parents)


def _high_water(process: int) -> int:
    try:
        status = Path("/proc", str(process), "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return sum(int(words[1]) * 1024 for words in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
