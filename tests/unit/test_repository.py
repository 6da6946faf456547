"""Promises the repository makes about itself: locks, checks, targets."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from scripts import check

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted([*ROOT.glob("requirements/*.txt"), *ROOT.glob("layers/*/requirements.txt")])
LAYERS = sorted(ROOT.glob("layers/*/requirements.txt"))
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)")


def entries_of(lock: Path) -> list[str]:
    """One text for each requirement: the pin with its markers and hashes on one line."""
    return lock.read_text(encoding="utf-8").replace("\\\n", " ").strip().splitlines()


def pins_of(lock: Path) -> set[tuple[str, str]]:
    """Names and versions of a lock; one name has two versions where Python versions differ."""
    return {
        (found["name"], found["version"])
        for entry in entries_of(lock)
        if (found := PIN.match(entry)) is not None
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_every_line_of_a_lock_is_pinned_and_hashed_and_names_no_origin(lock: Path) -> None:
    entries = entries_of(lock)
    assert entries
    for entry in entries:
        assert PIN.match(entry), entry
        assert "--hash=sha256:" in entry, entry
        assert "://" not in entry, entry
        assert "index-url" not in entry, entry


def test_the_readme_counts_the_demonstrations_stories() -> None:
    from lienthong_local.demo.programme import STORIES

    said = re.search(r"tells (\d+) stories", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert said
    assert int(said[1]) == len(STORIES)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.parent.name)
def test_tests_run_with_exactly_what_a_layer_deploys(layer: Path) -> None:
    assert pins_of(layer) <= pins_of(ROOT / "requirements" / "dev.txt")


def test_no_layer_carries_the_sdk_that_the_runtime_brings() -> None:
    assert not {"boto3", "botocore"} & {name for layer in LAYERS for name, _ in pins_of(layer)}


@pytest.mark.parametrize("oracle", ["axe-core", "dynamodb-local"])
def test_the_lock_of_the_oracle_is_hashed_and_names_no_origin(oracle: str) -> None:
    text = (ROOT / "requirements" / oracle / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: facts for name, facts in json.loads(text)["packages"].items() if name}
    assert packages
    assert all(facts["integrity"].startswith("sha512-") for facts in packages.values())
    assert "://" not in text


def test_the_lock_of_the_logs_oracles_hashes_every_module_and_names_no_origin() -> None:
    folder = ROOT / "requirements" / "go-oracles"
    asked, hashed = (folder / name for name in ("go.mod", "go.sum"))
    modules = set(re.findall(r"^\t(\S+ v\S+)", asked.read_text(encoding="utf-8"), re.MULTILINE))
    assert modules
    assert modules <= set(re.findall(r"^(\S+ v\S+) h1:", hashed.read_text(encoding="utf-8"), re.MULTILINE))
    assert "://" not in asked.read_text(encoding="utf-8") + hashed.read_text(encoding="utf-8")


def test_what_the_project_asks_for_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split(r"[\[<>=]", text)[0] for text in project["dependencies"]}
    assert asked <= {name for name, _ in pins_of(ROOT / "requirements" / "dev.txt")}


def test_every_skipped_check_of_the_template_has_its_reason_above_it() -> None:
    text = (ROOT / ".checkov.yaml").read_text(encoding="utf-8")
    skipped = yaml.safe_load(text)["skip-check"]
    reasons = re.findall(r"((?:^  #.*\n)+)  - (\S+)$", text, flags=re.MULTILINE)
    assert [name for _, name in reasons] == skipped


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not on this machine")
def test_make_alone_lists_every_target_with_what_it_does() -> None:
    listed = subprocess.run(("make",), cwd=ROOT, text=True, capture_output=True, check=True).stdout
    targets = dict(re.findall(r"^  make ([a-z-]+) +(\S.*)$", listed, flags=re.MULTILINE))
    assert {"demo", "up", "test", "check", "sweep", "bench", "package", "schemas", "lock", "clean"} <= set(
        targets
    )
    assert all(" / " in description for description in targets.values()), "English / Vietnamese"


def test_all_steps_run_and_one_failure_makes_the_whole_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = (
        check.Step("fails", (("sh", "-c", "echo what is wrong; exit 3"),)),
        check.Step("is not installed", (("/nowhere/linter",),)),
        check.Step("passes", (("true",), ("true",))),
    )
    monkeypatch.setattr(check, "steps", lambda: steps)
    assert check.main([]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"✗ fails .*\n    what is wrong\n", printed)
    assert "✗ is not installed" in printed
    assert "make check" in printed
    assert "✓ passes" in printed
    assert check.main(["passes"]) == 0


def test_a_step_nobody_knows_is_not_a_pass() -> None:
    assert check.main(["no such step"]) == 2


def test_the_checks_are_the_ones_the_house_promises() -> None:
    names = " ".join(step.name for step in check.steps())
    for word in (
        "format",
        "lint",
        "mypy",
        "import-linter",
        "cfn-lint",
        "sam",
        "checkov",
        "iam_lint",
        "schemas",
    ):
        assert word in names
