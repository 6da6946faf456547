"""Deploys the template to the emulator as `sam deploy` does to AWS: artifacts in a bucket, then a stack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from botocore.exceptions import WaiterError

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.errors import DeploymentFailed
from lienthong_local.stack.packaging import Archive, pack_function, pack_layer_of_sources
from lienthong_local.stack.transform import (
    Template,
    import_http_apis,
    read_template,
    transform_sam,
    with_sources,
)

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef
    from mypy_boto3_s3.literals import BucketLocationConstraintType

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = ROOT / "template.yaml"
ARTIFACTS = "artifacts"
PACKERS = {"AWS::Serverless::Function": pack_function, "AWS::Serverless::LayerVersion": pack_layer_of_sources}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The template ready to be deployed, and the archives it names."""

    transformed: Template
    deployable: Template
    archives: tuple[Archive, ...]


@dataclass(frozen=True, slots=True)
class Deployment:
    """What stands after the deployment.

    Attributes:
        template: after SAM's transform, as CloudFormation on AWS would see it; parity is measured against it.
        parameters: with the values given and the template's own defaults.
        physical_ids: by logical id.
        outputs: by name.
    """

    stack_name: str
    template: Template
    parameters: Mapping[str, str]
    physical_ids: Mapping[str, str]
    outputs: Mapping[str, str]


def prepare(region: str) -> Prepared:
    """Read, pack and transform; needs no emulator yet."""
    archives: list[Archive] = []

    def pack(kind: str, folder: Path) -> str:
        archives.append(PACKERS[kind](ROOT / folder))
        return f"s3://{ARTIFACTS}/{archives[-1].name}"

    transformed = transform_sam(with_sources(read_template(TEMPLATE), pack), region=region)
    return Prepared(transformed, import_http_apis(transformed), tuple(archives))


def deploy(aws: Aws, prepared: Prepared, *, stack_name: str, parameters: Mapping[str, str]) -> Deployment:
    """Deploy and wait until everything stands.

    Raises:
        DeploymentFailed: with every resource's own reason.
    """
    _upload(aws, prepared)
    given: list[ParameterTypeDef] = [
        {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
    ]
    aws.cloudformation.create_stack(
        StackName=stack_name,
        TemplateURL=f"{aws.endpoint}/{ARTIFACTS}/template.json",
        Parameters=given,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
    )
    _wait(aws, stack_name)
    stack = aws.cloudformation.describe_stacks(StackName=stack_name)["Stacks"][0]
    resources = aws.cloudformation.describe_stack_resources(StackName=stack_name)["StackResources"]
    return Deployment(
        stack_name=stack_name,
        template=prepared.transformed,
        parameters={p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])},
        physical_ids={r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources},
        outputs={o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])},
    )


def _upload(aws: Aws, prepared: Prepared) -> None:
    region = cast("BucketLocationConstraintType", aws.emulator.region)
    aws.s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration={"LocationConstraint": region})
    for archive in prepared.archives:
        aws.s3.put_object(Bucket=ARTIFACTS, Key=archive.name, Body=archive.content)
    body = json.dumps(prepared.deployable, ensure_ascii=False).encode()
    aws.s3.put_object(Bucket=ARTIFACTS, Key="template.json", Body=body)


def _wait(aws: Aws, stack_name: str) -> None:
    waiter = aws.cloudformation.get_waiter("stack_create_complete")
    try:
        waiter.wait(StackName=stack_name, WaiterConfig={"Delay": 0, "MaxAttempts": 2000})
    except WaiterError as error:
        raise DeploymentFailed(what="; ".join(_reasons(aws, stack_name)) or str(error)) from error


def _reasons(aws: Aws, stack_name: str) -> list[str]:
    pages = aws.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack_name)
    return [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for page in pages
        for event in page["StackEvents"]
        if event["ResourceStatus"].endswith("FAILED")
    ]
