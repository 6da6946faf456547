"""The parity audit: whether every property of the template took effect in the embedded stack.

For every resource the live properties are read from its service and compared with the template's, each
property by itself. A property that nothing reads is a finding as well, so whoever adds one to the template
teaches `readings/` to see it; nothing goes unnoticed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.deployment import Deployment
from lienthong_local.stack.readings import READINGS
from lienthong_local.stack.resolution import Resolver
from lienthong_local.stack.transform import Node, resources_of


@dataclass(frozen=True, slots=True)
class Finding:
    """A property that took no effect.

    Attributes:
        kind, name: CloudFormation type and property.
        logical_id: of the resource.
        expected, actual: canonical values; ``actual`` None where there is nothing, or nobody who looks.
    """

    kind: str
    name: str
    logical_id: str
    expected: Node
    actual: Node

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.logical_id} ({self.kind}) {self.name}: {self.expected} became {self.actual}"


@dataclass(frozen=True, slots=True)
class Excuse:
    """A property that cannot take effect in the emulator, or shows none, and why that is bearable."""

    kind: str
    name: str
    reason: str


EXCUSES = (
    Excuse(
        "AWS::ApiGatewayV2::Api",
        "FailOnWarnings",
        "An instruction for the import of the OpenAPI body, which is over once the API stands",
    ),
    Excuse(
        "AWS::KMS::Key",
        "PendingWindowInDays",
        "For how long a key can be saved once its deletion is scheduled; nothing reports it before",
    ),
)


def audit(aws: Aws, deployment: Deployment) -> tuple[list[Finding], int]:
    """Every finding, excused or not, and how many properties were compared.

    Raises:
        TemplateNotUnderstood: an intrinsic function that the resolution does not know.
    """
    findings: list[Finding] = []
    compared = 0
    for logical_id in resources_of(deployment.template):
        for finding in _compare(aws, deployment, logical_id):
            compared += 1
            findings += [finding] if finding.expected != finding.actual else []
    return findings, compared


def unexcused(findings: list[Finding]) -> list[Finding]:
    """Those for which no excuse is on the list."""
    excused = {(excuse.kind, excuse.name) for excuse in EXCUSES}
    return [finding for finding in findings if (finding.kind, finding.name) not in excused]


def _compare(aws: Aws, deployment: Deployment, logical_id: str) -> Iterator[Finding]:
    kind = str(resources_of(deployment.template)[logical_id]["Type"])
    expected = Resolver(aws, deployment).properties(logical_id)
    read = READINGS.get(kind)
    live = read(aws, deployment.physical_ids[logical_id], expected) if read else {}
    for name, value in expected.items():
        yield Finding(kind, name, logical_id, canonical(value), canonical(live.get(name)))


def canonical(node: Node) -> Node:
    """A value in the one form that all its spellings share.

    CloudFormation and the services write numbers as text and back, and lists whose order means nothing in
    any order; JSON documents come as such or as text.
    """
    if isinstance(node, bool):
        return str(node).lower()
    if isinstance(node, float):
        return f"{node:g}"
    if isinstance(node, dict):
        return {key: canonical(value) for key, value in sorted(node.items())}
    if isinstance(node, list):
        return sorted((canonical(item) for item in node), key=repr)
    if isinstance(node, str) and node.lstrip().startswith("{"):
        return canonical(json.loads(node))
    return None if node is None else str(node)
