"""The grants of each function's role, one action on one resource at a time, and the stack without one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from lienthong_local.stack.resolution import Resolver
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.transform import Node, properties_of, resources_of

ROLE = "AWS::IAM::Role"
#: No function's, but that of EventBridge Scheduler.
SCHEDULER = "SchedulerRole"


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """``function`` (its folder) may do ``action`` on ``resource`` (ARN)."""

    function: str
    action: str
    resource: str

    def __str__(self) -> str:
        return f"{self.function}: {self.action} on {self.resource.rpartition(':')[2] or '*'}"


def folder_of(logical_id: str) -> str:
    """``DeadLettersRole`` → ``dead_letters``."""
    words = logical_id.removesuffix("Role").removesuffix("Function")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in words).lstrip("_")


def grants_of_template(stack: EmbeddedStack) -> list[Grant]:
    """Every grant of every function's role."""
    resolver = Resolver(stack.aws, stack.deployment)
    return [
        Grant(folder_of(logical_id), action, resource)
        for logical_id, body in resources_of(stack.deployment.template).items()
        if body["Type"] == ROLE and logical_id != SCHEDULER
        for policy in _mappings(resolver.properties(logical_id)["Policies"])
        for statement in _mappings(cast("dict[str, Node]", policy["PolicyDocument"])["Statement"])
        if statement["Effect"] == "Allow"
        for action in _texts(statement["Action"])
        for resource in _texts(statement["Resource"])
    ]


@contextmanager
def without(stack: EmbeddedStack, grants: Sequence[Grant], *dropped: Grant) -> Iterator[None]:
    """The stack with these grants dropped from their function's role, in a fresh execution environment."""
    function = dropped[0].function
    kept = [grant for grant in grants if grant.function == function and grant not in dropped]
    _put(stack, function, kept)
    try:
        yield
    finally:
        _put(stack, function, [*kept, *dropped])


def _put(stack: EmbeddedStack, function: str, grants: Iterable[Grant]) -> None:
    name = "".join(word.capitalize() for word in function.split("_"))
    role = stack.deployment.physical_ids[f"{name}Role"]
    (policy,) = stack.aws.iam.list_role_policies(RoleName=role)["PolicyNames"]
    statements = [
        {"Effect": "Allow", "Action": grant.action, "Resource": grant.resource} for grant in sorted(grants)
    ]
    statements += _refusals(stack, role, policy)
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    stack.aws.iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=document)
    # What a warm environment remembers, such as a public key, it would not ask for again.
    address = stack.deployment.physical_ids[f"{name}Function"]
    timeout = stack.aws.functions.get_function_configuration(FunctionName=address)["Timeout"]
    stack.aws.functions.update_function_configuration(FunctionName=address, Timeout=timeout)


def _refusals(stack: EmbeddedStack, role: str, policy: str) -> list[dict[str, str]]:
    """What a role's policy denies stays denied."""
    document = stack.aws.iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    found = cast("list[dict[str, str]]", cast("dict[str, object]", document)["Statement"])
    return [one for one in found if one["Effect"] == "Deny"]


def function_properties(stack: EmbeddedStack) -> Iterator[tuple[str, dict[str, Node]]]:
    """Folder and resolved properties of every function."""
    resolver = Resolver(stack.aws, stack.deployment)
    for logical_id, body in resources_of(stack.deployment.template).items():
        if body["Type"] == "AWS::Lambda::Function":
            assert properties_of(body)
            yield folder_of(logical_id), resolver.properties(logical_id)


def _mappings(node: Node) -> list[dict[str, Node]]:
    return cast("list[dict[str, Node]]", node)


def _texts(node: Node) -> list[str]:
    return [str(item) for item in node] if isinstance(node, list) else [str(node)]
