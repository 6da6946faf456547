"""Each property of the template takes effect in the embedded stack, or is on a short list with its reason."""

from __future__ import annotations

import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from lienthong_local.stack import parity
from lienthong_local.stack.aws import Aws
from lienthong_local.stack.deployment import Deployment, deploy, prepare
from lienthong_local.stack.gaps import GAPS, fill_gaps
from lienthong_local.stack.process import start_emulator
from lienthong_local.stack.stack import REGION, EmbeddedStack
from lienthong_local.stack.transform import Node, Template, properties_of, resources_of

HANDFUL = 5
BOUND = ("AWS::Lambda::EventSourceMapping", "ScalingConfig")
SECONDS_OF_PATIENCE = 10.0


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Aws, Deployment]]:
    """The template as the emulator's own CloudFormation deploys it, with no gap filled."""
    emulator = start_emulator(tmp_path_factory.mktemp("bare"), region=REGION)
    try:
        emulator.wait_until_ready()
        aws = Aws(emulator)
        yield aws, deploy(aws, prepare(REGION), stack_name="bare", parameters={})
    finally:
        emulator.stop()


def test_every_property_of_the_template_takes_effect(stack: EmbeddedStack) -> None:
    findings, compared = parity.audit(stack.aws, stack.deployment)
    assert compared > 500
    assert [str(finding) for finding in parity.unexcused(findings)] == []


def test_every_excuse_is_needed_and_there_is_a_handful_of_them(stack: EmbeddedStack) -> None:
    findings, _ = parity.audit(stack.aws, stack.deployment)
    found = {(finding.kind, finding.name) for finding in findings}
    assert {(excuse.kind, excuse.name) for excuse in parity.EXCUSES} == found
    assert len(parity.EXCUSES) <= HANDFUL
    assert all(excuse.reason for excuse in parity.EXCUSES)


def test_every_gap_is_one_and_filling_it_closes_it(bare: tuple[Aws, Deployment]) -> None:
    aws, deployment = bare
    before = {(finding.kind, finding.name) for finding in parity.unexcused(parity.audit(aws, deployment)[0])}
    # Turning on Object Lock shows in two properties; a bound that is text shows only in what it does.
    shown = before - {("AWS::S3::Bucket", "ObjectLockEnabled")} | {BOUND}
    assert shown == {(gap.kind, gap.name) for gap in GAPS}
    _wait_for_line(aws.emulator.log, "not supported between instances of 'int' and 'str'")
    fill_gaps(aws, deployment)
    assert parity.unexcused(parity.audit(aws, deployment)[0]) == []


def test_a_property_that_nobody_reads_is_found(stack: EmbeddedStack) -> None:
    findings = _audit_with(stack, "FunctionLogs", "DataProtectionPolicy", {"Name": "new"})
    assert [(finding.logical_id, finding.name) for finding in findings] == [
        ("FunctionLogs", "DataProtectionPolicy")
    ]


def test_a_property_with_another_value_is_found(stack: EmbeddedStack) -> None:
    (finding,) = _audit_with(stack, "SubmitFunction", "Timeout", 3)
    assert (finding.logical_id, finding.expected, finding.actual) == ("SubmitFunction", "3", "29")


def test_a_resource_type_that_nobody_reads_is_found(stack: EmbeddedStack) -> None:
    template = {**stack.deployment.template}
    resources = {**resources_of(template), "Parameter": _parameter()}
    deployment = _with_resources(stack.deployment, resources)
    findings, _ = parity.audit(stack.aws, deployment)
    assert {finding.name for finding in parity.unexcused(findings)} == {"Type", "Value"}


def _parameter() -> Template:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1"}}


def _audit_with(stack: EmbeddedStack, logical_id: str, name: str, value: object) -> list[parity.Finding]:
    """The findings when the template, but not the deployment, had this property."""
    resources = deepcopy(resources_of(stack.deployment.template))
    properties_of(resources[logical_id])[name] = cast(Node, value)
    findings, _ = parity.audit(stack.aws, _with_resources(stack.deployment, resources))
    return parity.unexcused(findings)


def _with_resources(deployment: Deployment, resources: dict[str, Template]) -> Deployment:
    physical_ids = {name: deployment.physical_ids.get(name, "") for name in resources}
    template = {**deployment.template, "Resources": cast(Node, resources)}
    return replace(deployment, template=template, physical_ids=physical_ids)


def _wait_for_line(log: Path, text: str) -> None:
    """A log file tells nobody when it grows."""
    deadline = time.monotonic() + SECONDS_OF_PATIENCE
    while text not in log.read_text():
        assert time.monotonic() < deadline, f"never logged: {text}"
        time.sleep(0.05)
