"""One embedded stack with the demonstration province on it, shared by every test of the session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lienthong_local.province import Province
from lienthong_local.seeding import ProvinceOnline, province_online
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.witnesses import RunningWitness, witnessed

# The province's keys are kept there between runs: making RSA keys is what takes long.
STATE = Path(__file__).resolve().parents[2] / ".lienthong"


@pytest.fixture(scope="session")
def province() -> Iterator[Province]:
    """The province with its certificate authority and time-stamping service."""
    with Province.open(STATE, now=lambda: datetime.now(UTC)) as opened:
        yield opened


@pytest.fixture(scope="session")
def stack(province: Province) -> Iterator[EmbeddedStack]:
    """`template.yaml`, deployed, with IAM and TLS on."""
    with EmbeddedStack.start(
        STATE,
        revocation_hosts=sorted(province.allowed_hosts),
        time_stamping_url=province.time_stamping_url,
    ) as running:
        yield running


@pytest.fixture(scope="session")
def witnesses(stack: EmbeddedStack) -> Iterator[list[RunningWitness]]:
    """Two witnesses that are asked from the first entry of the log on."""
    with witnessed(stack) as running:
        yield running
        # A test may have started one again in the place of another.
        for witness in running:
            witness.stop()


@pytest.fixture(scope="session")
def online(
    stack: EmbeddedStack,
    province: Province,
    witnesses: list[RunningWitness],
) -> Iterator[ProvinceOnline]:
    """Every agency of the province registered, with a client for each."""
    with province_online(stack, province) as seeded:
        yield seeded
