"""`make check`: every check of the house, one after the other; all of them run even when one fails.

A step is a name and one or more commands. A step passes when all its commands end with 0; the output of a
step is shown only when it fails. With words on the command line only the steps whose names contain one of
them run: ``python scripts/check.py ruff types``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TEMPLATE = "template.yaml"
# The emulated country has no region of its own; the linters want one that offers every service used.
REGION = "ap-southeast-1"
TYPED = ("layers/exchange", "client", "local", "functions", "tests", "infra", "scripts", "bench")

Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One named check: the commands that make it up, all of which run."""

    name: str
    commands: tuple[Command, ...]


def tool(name: str, environment: str = "") -> str:
    """Path of a program in this environment, or in one of those that hold a linter apart."""
    return str(ROOT / environment / "bin" / name if environment else BIN / name)


def steps() -> tuple[Step, ...]:
    """What the house checks, in the order of the time it takes to find a fault."""
    python = sys.executable
    ruff, cfn_lint = tool("ruff"), tool("cfn-lint")
    sam, checkov = tool("sam", ".venv-sam"), tool("checkov", ".venv-checkov")
    existing = tuple(folder for folder in TYPED if any((ROOT / folder).rglob("*.py")))
    return (
        Step("format (ruff)", ((ruff, "format", "--check", "--quiet", "."),)),
        Step("lint (ruff)", ((ruff, "check", "--output-format", "concise", "."),)),
        Step("types (mypy --strict)", ((tool("mypy"), "--strict", *existing),)),
        Step("direction (import-linter)", ((tool("lint-imports"), "--no-cache", "--no-logo"),)),
        Step("template (cfn-lint)", ((cfn_lint, "--regions", REGION, "--template", TEMPLATE),)),
        Step("template (sam validate)", ((sam, "validate", "--lint", "--region", REGION, "-t", TEMPLATE),)),
        Step("template (checkov)", ((checkov, "--config-file", ".checkov.yaml", "--file", TEMPLATE),)),
        Step("rights (iam_lint)", ((python, "-m", "infra.iam_lint", TEMPLATE),)),
        Step("published schemas have not drifted", ((python, "-m", "lienthong_local.schemas", "--check"),)),
    )


def run(step: Step) -> bool:
    """Run one step, print its line, and its output when it failed."""
    started = time.monotonic()
    finished = [_run(command) for command in step.commands]
    passed = all(process.returncode == 0 for process in finished)
    print(f"{'✓' if passed else '✗'} {step.name}  {time.monotonic() - started:.1f} s", flush=True)
    for process in finished:
        if process.returncode != 0:
            print(_indented(process.stdout), flush=True)
    return passed


def _run(command: Command) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": REGION, "NO_COLOR": "1"},
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except FileNotFoundError as missing:
        sentence = f"{missing.filename} is not there; `make check` installs it.\n"
        return subprocess.CompletedProcess(command, 127, stdout=sentence)


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.strip().splitlines())


def main(words: Sequence[str]) -> int:
    """Run the steps asked for; 0 when all passed, 1 when any failed, 2 when the words choose none."""
    chosen = [step for step in steps() if not words or any(word in step.name for word in words)]
    if not chosen:
        print("no step has such a name: " + ", ".join(step.name for step in steps()), file=sys.stderr)
        return 2
    started = time.monotonic()
    passed = [run(step) for step in chosen]
    print(f"{sum(passed)} of {len(passed)} checks passed in {time.monotonic() - started:.0f} s")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
