"""The search by coverage finds what is planted for it, and nothing in what is built here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzzing.coverage_guided import INSTALLED

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.oracle("atheris")

SECONDS = 180

PLANTED = """
import sys
from pathlib import Path
from random import Random
from tests.builders.mutated_der import mutate_der
from tests.fuzzing.coverage_guided import search
import atheris

@atheris.instrument_func
def check(kind, content):
    if content[:1] == b"\\x30":
        if content[2:3] == b"\\x02":
            if content[3:4] == b"\\x00":
                raise RuntimeError("an empty number, planted")

search(check, {"number": bytes.fromhex("3003020101")}, mutate_der, 60, Path(sys.argv[1]))
"""


def run(*programme: str) -> subprocess.CompletedProcess[str]:
    paths = [str(INSTALLED), str(ROOT), *sys.path]
    return subprocess.run(
        [sys.executable, *programme],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_planted_fault_is_found_and_its_file_kept(tmp_path: Path) -> None:
    done = run("-c", PLANTED, str(tmp_path))
    assert done.returncode != 0
    assert "an empty number, planted" in done.stdout + done.stderr
    [kept] = tmp_path.iterdir()
    assert kept.read_bytes()[3:5] == b"\x02\x00"


@pytest.mark.sweep
def test_no_file_found_by_coverage_is_more_than_validation_bears(tmp_path: Path) -> None:
    done = run("-m", "tests.fuzzing.coverage_guided", "--seconds", str(SECONDS), "--findings", str(tmp_path))
    # The fault is told on one stream, how far the search came on the other.
    told = done.stdout[-4000:] + done.stderr[-2000:]
    assert done.returncode == 0, told
    assert not list(tmp_path.iterdir()), told
    runs = re.search(r"Done (\d+) runs", told)
    assert runs, told
    assert int(runs[1]) > SECONDS * 10, told
