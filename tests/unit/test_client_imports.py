"""What the client loads: never AWS's SDK, and nothing of the network until a command goes there."""

from __future__ import annotations

import subprocess
import sys

import pytest

AWS = {"boto3", "botocore", "aws_lambda_powertools"}
NETWORK = {"httpx", "cryptography", "pydantic", "http_message_signatures"}


def loaded_by(code: str) -> set[str]:
    """The top-level packages that a fresh interpreter holds after running the code."""
    report = "import sys; print('\\nLOADED', *{name.partition('.')[0] for name in sys.modules})"
    program = f"try:\n  {code}\nexcept SystemExit:\n  pass\n{report}"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(finished.stdout.rpartition("LOADED ")[2].split())


def test_the_whole_client_needs_no_aws_sdk_and_nothing_behind_the_exchange() -> None:
    walk = (
        "import pkgutil, importlib, lienthong_client; "
        "[importlib.import_module(m.name) for m in pkgutil.walk_packages(lienthong_client.__path__, "
        "'lienthong_client.') if not m.name.endswith('__main__')]"
    )
    loaded = loaded_by(walk)
    assert "lienthong_client" in loaded
    assert "httpx" in loaded, "the walk reached the transport"
    assert loaded & AWS == set()
    assert "lienthong_local" not in loaded


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["completion", "bash"],
        ["nosuch"],
        ["send", "--help"],
        ["registry", "--help"],
        ["inbox", "--limit", "0"],
    ],
    ids=" ".join,
)
def test_what_needs_no_network_loads_none(arguments: list[str]) -> None:
    loaded = loaded_by(f"from lienthong_client.command.application import cli; cli.main({arguments!r})")
    assert "click" in loaded
    assert loaded & (NETWORK | AWS) == set()
