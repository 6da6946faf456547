"""A deployed stack, found by its name with the operator's own credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Clients:
    """What operators' commands call. Region and credentials come from the AWS configuration, as for `aws`."""

    cloudformation: CloudFormationClient
    dynamodb: DynamoDBClient
    functions: LambdaClient
    s3: S3Client

    @classmethod
    def of_operator(cls) -> Clients:
        """With the operator's own profile."""
        session = boto3.session.Session()
        return cls(
            session.client("cloudformation"),
            session.client("dynamodb"),
            session.client("lambda"),
            session.client("s3"),
        )


def outputs_of(clients: Clients, stack_name: str) -> Mapping[str, str]:
    """The stack's outputs by name."""
    (stack,) = clients.cloudformation.describe_stacks(StackName=stack_name)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
