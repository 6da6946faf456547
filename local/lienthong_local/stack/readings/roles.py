"""IAM roles."""

from __future__ import annotations

from typing import cast

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties
from lienthong_local.stack.transform import Node


def read_role(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::IAM::Role, with its inline policies."""
    role = aws.iam.get_role(RoleName=name)["Role"]
    policies: list[Node] = [
        {"PolicyName": policy, "PolicyDocument": inline_policy(aws, name, policy)}
        for policy in aws.iam.list_role_policies(RoleName=name)["PolicyNames"]
    ]
    return {
        "AssumeRolePolicyDocument": cast(Node, role["AssumeRolePolicyDocument"]),
        "Policies": policies,
    }


def inline_policy(aws: Aws, role: str, policy: str) -> Node:
    """The document of a role's inline policy."""
    return cast(Node, aws.iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
