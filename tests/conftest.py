"""What all tests share: how thoroughly properties are searched, and which independent oracles are there.

A test that needs a program or data set from outside says so with ``@pytest.mark.oracle("name")``. Where the
oracle is absent the test is skipped, loudly: the summary names the oracle, what it would have proved and how
to get it. With ``LIENTHONG_REQUIRE_ORACLES=1``, as in `.ci/run`, an absent oracle is a failure.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lienthong_local.oracles import go_tools
from lienthong_local.oracles.dynamodb_local import find_installation, running_dynamodb_local

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT / ".." / "shared" / "vectors"
DOMAIN = ROOT / ".." / "shared" / "domain"

SWEEPING = os.environ.get("LIENTHONG_SWEEP") == "1"
REQUIRED = os.environ.get("LIENTHONG_REQUIRE_ORACLES") == "1"

# Tests of the whole stack share one running stack, so they share one worker of `-n 2`.
FOLDERS_OF_THE_STACK = ("end_to_end", "browser")


@dataclass(frozen=True, slots=True)
class Oracle:
    """An independent judge: whether it is here, what it judges, and how to get it.

    ``can_be_had`` says whether this machine could have it at all; where it could not, even a run that
    requires oracles skips, as loudly as any.
    """

    is_here: Callable[[], bool]
    judges: str
    install: str
    can_be_had: Callable[[], bool] = lambda: True


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _dynamodb_local_is_here() -> bool:
    return find_installation() is not None


ORACLES = {
    "atheris": Oracle(
        (ROOT / ".cache" / "atheris" / ".installed").exists,
        "hostile files, by the code that they reach",
        "make oracles (x86-64 Linux)",
        lambda: (platform.system(), platform.machine()) == ("Linux", "x86_64"),
    ),
    "axe-core": Oracle(
        (ROOT / ".cache" / "axe-core" / ".installed").exists,
        "pages that everybody can use (WCAG)",
        "apt-get install npm, then make oracles",
    ),
    "chromium": Oracle(_program("chromium"), "pages as a person sees them", "apt-get install chromium"),
    "dynamodb-local": Oracle(
        _dynamodb_local_is_here,
        "conditional writes and transactions",
        "apt-get install openjdk-17-jre-headless npm, then make oracles",
    ),
    "domain": Oracle(DOMAIN.is_dir, "edXML messages and schema of the field", "lay ../shared/domain"),
    "go": Oracle(
        go_tools.are_installed,
        "the log's tiles and checkpoints",
        "Go 1.24 or newer (https://go.dev/dl/), then make oracles",
        go_tools.can_be_built,
    ),
    "openssl": Oracle(_program("openssl"), "CMS signatures and time stamps", "apt-get install openssl"),
    "pdfsig": Oracle(_program("pdfsig"), "PDF signatures", "apt-get install poppler-utils"),
    "pdftotext": Oracle(_program("pdftotext"), "what printed pages say", "apt-get install poppler-utils"),
    "runtime-interface-emulator": Oracle(
        lambda: any(
            (ROOT / ".venv-sam").glob("lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie*")
        ),
        "the functions' built artifacts",
        "make .venv-sam/.installed",
    ),
    "ssh-agent": Oracle(
        _program("ssh-agent"), "the log's checkpoints, by a witness", "apt-get install openssh-client"
    ),
    "vectors": Oracle(VECTORS.is_dir, "conformance with public test vectors", "lay ../shared/vectors"),
    "xmlsec1": Oracle(_program("xmlsec1"), "XML signatures", "apt-get install xmlsec1"),
}

ABSENT = "oracle absent: "

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "sweep", max_examples=5_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("sweep" if SWEEPING else "ci" if os.environ.get("CI") else "dev")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that share the running stack together."""
    for item in items:
        if any(folder in item.path.relative_to(ROOT).parts for folder in FOLDERS_OF_THE_STACK):
            item.add_marker(pytest.mark.xdist_group("stack"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose oracle is absent, or fail it where oracles are required."""
    for marker in item.iter_markers("oracle"):
        name = marker.args[0]
        oracle = ORACLES[name]
        if not oracle.is_here():
            sentence = f"{ABSENT}{name} (judges {oracle.judges}); get it with: {oracle.install}"
            if REQUIRED and oracle.can_be_had():
                pytest.fail(sentence, pytrace=False)
            pytest.skip(sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every absent oracle at the end, where nobody can overlook it."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.getreports("skipped")
        if isinstance(report.longrepr, tuple) and ABSENT in report.longrepr[2]
    )
    if reasons:
        terminalreporter.section("NOT PROVED: oracles absent", sep="!", red=True, bold=True)
        for reason, count in sorted(reasons.items()):
            terminalreporter.line(f"{count:4d} tests skipped, {reason}")


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of the public test vectors; use together with the marker ``oracle("vectors")``."""
    return VECTORS.resolve()


@pytest.fixture(scope="session")
def domain() -> Path:
    """The folder of the field's facts and messages; use together with the marker ``oracle("domain")``."""
    return DOMAIN.resolve()


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[str]:
    """The endpoint of a running DynamoDB Local; use together with the marker ``oracle("dynamodb-local")``."""
    with running_dynamodb_local() as endpoint:
        yield endpoint


@pytest.fixture(scope="session", autouse=True)
def _no_account_by_accident() -> Iterator[None]:
    """Nothing reaches a real account or an instance's credentials unless LIENTHONG_ACCOUNT names one."""
    if os.environ.get("LIENTHONG_ACCOUNT"):
        yield
        return
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            environment.delenv(name, raising=False)
        environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
        environment.setenv("AWS_CONFIG_FILE", os.devnull)
        environment.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        environment.setenv("AWS_DEFAULT_REGION", "ap-southeast-1")
        yield
