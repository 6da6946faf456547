"""Coverage-guided search for files that validation cannot bear: ``python -m tests.fuzzing.coverage_guided``.

atheris keeps every file that reaches code which none reached before, and goes on from it; what it changes is
the file's structure (:mod:`tests.builders.mutations`). It ends after ``--seconds``, or with the first file on
which the property does not hold: the fault is told, and the file kept below ``--findings``.
"""

from __future__ import annotations

import argparse
import logging
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

INSTALLED = Path(__file__).resolve().parents[2] / ".cache" / "atheris"
#: A sample takes 5 to 50 KB; what grows beyond that reaches nothing new.
_MOST_BYTES = 200_000
_MOST_MEMORY_MIB = 2048
#: Seconds for one file. The engine's own bound is 2 s; instrumented code is several times slower.
_MOST_SECONDS = 25

Check = Callable[[str, bytes], None]
Mutate = Callable[[bytes, Random], bytes]


def search(
    check: Check, samples: Mapping[str, bytes], mutate: Mutate, seconds: int, findings: Path
) -> None:  # pragma: no cover - ends the process
    """Search from ``samples`` (by kind) for content on which ``check`` raises; the process ends with it.

    Every input is the number of its kind in one byte, then the content.
    """
    import atheris

    kinds = list(samples)

    def test_one(data: bytes) -> None:
        if data:
            check(kinds[data[0] % len(kinds)], data[1:])

    def change(data: bytes, most: int, seed: int) -> bytes:
        changed = data[:1] + mutate(data[1:], Random(seed))
        return changed if len(changed) <= most else data

    with TemporaryDirectory() as corpus:
        for number, kind in enumerate(kinds):
            (Path(corpus) / str(number)).write_bytes(bytes([number]) + samples[kind])
        settings = {
            "max_total_time": seconds,
            "max_len": _MOST_BYTES,
            "rss_limit_mb": _MOST_MEMORY_MIB,
            "timeout": _MOST_SECONDS,
            "artifact_prefix": f"{findings}/",
            "print_final_stats": 1,
        }
        arguments = [sys.argv[0], corpus, *(f"-{name}={value}" for name, value in settings.items())]
        atheris.Setup(arguments, test_one, custom_mutator=change)
        atheris.Fuzz()


def main() -> None:
    """Search the samples of every kind."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seconds", type=int, default=120)
    reader.add_argument("--findings", type=Path, default=Path.cwd())
    chosen = reader.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    import atheris

    with atheris.instrument_imports(include=["lienthong.signatures"]):
        from tests.builders import hostile
    from tests.builders.mutations import mutate

    search(hostile.check_verdict, hostile.samples(), mutate, chosen.seconds, chosen.findings)


if __name__ == "__main__":
    sys.path.insert(0, str(INSTALLED))
    main()
