"""Which Go is new enough for the log's oracles, and what is said where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lienthong_local.oracles import go_tools
from lienthong_local.oracles.loopback_server import OracleAbsent


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("go version go1.26.8 linux/amd64", True),
        ("go version go1.24.0 linux/arm64", True),
        ("go version go1.23.12 linux/amd64", False),
        ("go version go1.19 linux/amd64", False),
        ("go version devel +abcdef", False),
    ],
)
def test_a_go_older_than_the_lock_asks_for_counts_as_none(
    version: str, enough: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    go.write_text(f"#!/bin/sh\necho '{version}'\n", encoding="utf-8")
    go.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert go_tools.can_be_built() is enough


def test_where_there_is_no_go_nothing_can_be_built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not go_tools.can_be_built()


def test_a_tool_that_has_not_been_built_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(go_tools, "INSTALLED", tmp_path)
    with pytest.raises(OracleAbsent, match="make oracles"):
        go_tools.find_tool("fsck")
