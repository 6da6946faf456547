"""Absent oracles: skipped and named at the end, or a failure where they are required."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDY = """
import pytest

@pytest.mark.oracle("xmlsec1")
def test_needs_an_oracle():
    pass

def test_needs_none():
    pass
"""


def run_needy_test(
    tmp_path: Path, needed: str = "xmlsec1", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a test that needs an oracle, under the house's conftest, where no program at all is on the path."""
    (tmp_path / "tests").mkdir()
    # What was built earlier is not on the path, so it is hidden by name.
    conftest = (ROOT / "tests" / "conftest.py").read_bytes().replace(b"go_tools.are_installed", b"bool")
    (tmp_path / "tests" / "conftest.py").write_bytes(conftest)
    (tmp_path / "tests" / "test_needy.py").write_text(NEEDY.replace("xmlsec1", needed), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "LIEN"))}
    return subprocess.run(
        (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"),
        cwd=tmp_path,
        env={**inherited, "PATH": str(tmp_path), **environment},
        text=True,
        capture_output=True,
        check=False,
    )


def test_a_test_without_its_oracle_is_skipped_and_the_summary_says_what_was_not_proved(
    tmp_path: Path,
) -> None:
    finished = run_needy_test(tmp_path)
    assert finished.returncode == 0, finished.stdout
    assert "NOT PROVED: oracles absent" in finished.stdout
    assert "1 tests skipped, oracle absent: xmlsec1 (judges XML signatures)" in finished.stdout
    assert "1 passed, 1 skipped" in finished.stdout


def test_where_oracles_are_required_an_absent_one_is_a_failure(tmp_path: Path) -> None:
    finished = run_needy_test(tmp_path, LIENTHONG_REQUIRE_ORACLES="1")
    assert finished.returncode == pytest.ExitCode.TESTS_FAILED
    assert "apt-get install xmlsec1" in finished.stdout


def test_an_oracle_that_the_machine_cannot_have_is_skipped_even_where_oracles_are_required(
    tmp_path: Path,
) -> None:
    finished = run_needy_test(tmp_path, "go", LIENTHONG_REQUIRE_ORACLES="1")
    assert finished.returncode == 0, finished.stdout
    assert "1 tests skipped, oracle absent: go" in finished.stdout
