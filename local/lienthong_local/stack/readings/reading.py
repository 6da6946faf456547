"""What a reading is, and how it speaks of values that services write in their own way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from botocore.exceptions import ClientError

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.transform import Node

Properties: TypeAlias = Mapping[str, Node]
#: Physical id and the template's resolved properties → the live properties it knows how to read.
Reading: TypeAlias = Callable[[Aws, str, Properties], Properties]

# How services say that something was never configured.
ABSENT = (
    "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "ObjectLockConfigurationNotFoundError",
    "OwnershipControlsNotFoundError",
    "ResourceNotFoundException",
    "ServerSideEncryptionConfigurationNotFoundError",
)


def unless_absent(read: Callable[[], object]) -> Node:
    """What ``read`` returns; None where the service says that nothing is there."""
    try:
        return cast(Node, read())
    except ClientError as error:
        if error.response["Error"]["Code"] in ABSENT:
            return None
        raise


def from_json(text: str | None) -> Node:
    """A JSON document that a service keeps as text."""
    return cast(Node, json.loads(text)) if text else None


def picked(source: object, *names: str) -> dict[str, Node]:
    """Those of these entries that a service's answer has."""
    answer = cast("Mapping[str, Node]", source)
    return {name: answer[name] for name in names if name in answer}


def last_part(arn: str | None) -> str | None:
    """The name at the end of an ARN."""
    return arn.rpartition("/")[2] if arn else None


def without_aws_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags that are the template's; CloudFormation adds others, which nobody may write."""
    return {name: value for name, value in tags.items() if not name.startswith("aws:")}
