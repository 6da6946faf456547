"""The bench itself: every number that README quotes can be measured again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.sweep
def test_the_bench_measures_every_bar(tmp_path: Path) -> None:
    """What is counted must hold on any machine; what takes time is only measured."""
    numbers = tmp_path / "numbers.json"
    done = subprocess.run(
        [sys.executable, "-m", "lienthong_local.bench", "--quick", "--json", str(numbers)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    bars = {bar["what"]: bar for bar in json.loads(numbers.read_text(encoding="utf-8"))["bars"]}
    assert len(bars) == 9
    counted = [bar for what, bar in bars.items() if what.startswith("AWS calls")]
    assert len(counted) == 3
    assert all(bar["held"] for bar in counted), counted
