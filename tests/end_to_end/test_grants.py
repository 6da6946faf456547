"""Each grant of each role is dropped in turn, and something fails: no role has a right that it does not need.

A grant is one action on one resource. It is needed either by the function's own work, which its probe shows
by running into the refusal, or by the platform (`platform_needs.py`), where no emulator enforces it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from lienthong.errors import ExchangeError
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.province import Letter, Province
from lienthong_local.seeding import Channels, province_online
from lienthong_local.stack.resolution import Resolver
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.transform import resources_of
from tests.end_to_end.granting import SCHEDULER, Grant, grants_of_template, without
from tests.end_to_end.platform_needs import platform_needs
from tests.end_to_end.probes import PROBES, RECIPIENT, SENDER, WORKERS, Broken, World, postpone

STATE = Path(__file__).resolve().parents[2] / ".lienthong"
FAILURES = (Broken, ExchangeError)
# A function that may go on with what it has read would not ask the registry again; without a retention rule
# nobody would lock anything.
FORGETFUL = {"RegistryTtlSeconds": "0", "DocumentRetentionDays": "30"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The province on a stack of its own, whose queues and streams are taken by hand."""
    with (
        Province.open(STATE, now=lambda: datetime.now(UTC)) as province,
        EmbeddedStack.start(
            STATE,
            revocation_hosts=sorted(province.allowed_hosts),
            time_stamping_url=province.time_stamping_url,
            parameters=FORGETFUL,
        ) as stack,
        webhook_receiver() as receiver,
    ):
        stack.switch_triggers(on=False)
        with province_online(stack, province, Channels(webhook_url=receiver.url)) as online:
            world = World(online, receiver, tmp_path_factory.mktemp("desk"), *_letter(province))
            receiver.trust(world.client(SENDER).get(dict[str, str], "/v1/webhook-key", signed=False)["key"])
            yield world
            world.close()


def _letter(province: Province) -> tuple[Letter, bytes, bytes]:
    letter = province.compose_letter(
        SENDER, number="1", notation="UBND-VP", subject="Về việc thử quyền", to=[], paragraphs=("Thử.",)
    )
    written = province.write_letter(letter)
    return letter, province.sign_letter(written, SENDER), province.sign_letter(written, RECIPIENT)


@pytest.fixture(scope="module")
def grants(world: World) -> list[Grant]:
    """Every grant of the template."""
    return grants_of_template(world.stack)


@pytest.mark.parametrize("function", sorted(PROBES))
def test_with_its_grants_a_function_does_its_work(world: World, function: str) -> None:
    world.clear()
    PROBES[function](world)


def test_every_role_has_a_probe_and_every_probe_a_role(grants: list[Grant]) -> None:
    assert {grant.function for grant in grants} == set(PROBES)


def test_every_grant_that_the_platform_needs_is_there(world: World, grants: list[Grant]) -> None:
    assert sorted(map(str, platform_needs(world.stack, grants) - set(grants))) == []


def test_the_scheduler_may_start_what_it_has_a_schedule_for_and_nothing_else(world: World) -> None:
    resolver, deployment = Resolver(world.stack.aws, world.stack.deployment), world.stack.deployment
    (policy,) = cast("list[dict[str, Any]]", resolver.properties(SCHEDULER)["Policies"])
    (statement,) = policy["PolicyDocument"]["Statement"]
    targets = [
        cast("dict[str, str]", resolver.properties(logical_id)["Target"])
        for logical_id, body in resources_of(deployment.template).items()
        if body["Type"] == "AWS::Scheduler::Schedule"
    ]
    assert statement["Action"] == "lambda:InvokeFunction"
    assert sorted(statement["Resource"]) == sorted(target["Arn"] for target in targets)
    assert {target["RoleArn"].rpartition("/")[2] for target in targets} == {
        deployment.physical_ids[SCHEDULER]
    }


@pytest.mark.parametrize("function", sorted(PROBES))
def test_without_one_of_its_grants_a_function_fails(world: World, grants: list[Grant], function: str) -> None:
    """One grant of each role; all of them in the sweep."""
    own = _to_be_shown(world, grants, function)
    assert _idle_grants(world, grants, own[:1]) == []


@pytest.mark.sweep
@pytest.mark.parametrize("function", sorted(PROBES))
def test_without_any_one_of_its_grants_a_function_fails(
    world: World, grants: list[Grant], function: str
) -> None:
    assert _idle_grants(world, grants, _to_be_shown(world, grants, function)) == []


def _to_be_shown(world: World, grants: list[Grant], function: str) -> list[Grant]:
    needed = platform_needs(world.stack, grants)
    return [grant for grant in grants if grant.function == function and grant not in needed]


def _idle_grants(world: World, grants: list[Grant], dropped: list[Grant]) -> list[str]:
    """Those grants without which everything still works."""
    return [str(grant) for grant in dropped if _works_without(world, grants, grant)]


def _works_without(world: World, grants: list[Grant], grant: Grant) -> bool:
    world.clear()
    if grant.action == "sqs:ChangeMessageVisibility" and grant.function in WORKERS:
        return _postpones_without(world, grants, grant)
    with without(world.stack, grants, grant):
        try:
            PROBES[grant.function](world)
        except FAILURES:
            return False
        return True


def _postpones_without(world: World, grants: list[Grant], grant: Grant) -> bool:
    """A message is only put off when something else fails, so something else is taken away as well."""
    _, hindered = WORKERS[grant.function]
    hindrance = next(g for g in grants if (g.function, g.action) == (grant.function, hindered))
    with without(world.stack, grants, hindrance):
        postpone(world, grant.function)
    with without(world.stack, grants, hindrance, grant):
        try:
            postpone(world, grant.function)
        except Broken:
            return False
        return True
