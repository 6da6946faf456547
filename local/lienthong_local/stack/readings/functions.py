"""Lambda functions, layers, permissions and event source mappings."""

from __future__ import annotations

import base64
from typing import cast

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.deployment import ARTIFACTS
from lienthong_local.stack.readings.reading import Properties, from_json, picked, without_aws_tags
from lienthong_local.stack.transform import Node


def _artifact(code_sha256: str) -> Node:
    """The archive whose digest Lambda reports; archives are named after theirs."""
    return {"S3Bucket": ARTIFACTS, "S3Key": f"{base64.b64decode(code_sha256).hex()}.zip"}


def read_function(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::Lambda::Function."""
    live = aws.functions.get_function_configuration(FunctionName=name)
    tags = aws.functions.list_tags(Resource=live["FunctionArn"])["Tags"]
    concurrency = aws.functions.get_function_concurrency(FunctionName=name)
    return {
        **picked(live, "Description", "FunctionName", "Handler", "MemorySize", "Role", "Runtime", "Timeout"),
        **picked(live, "TracingConfig", "Architectures", "LoggingConfig", "EphemeralStorage"),
        **picked(concurrency, "ReservedConcurrentExecutions"),
        "Code": _artifact(live["CodeSha256"]),
        "Environment": {**picked(live.get("Environment", {}), "Variables")},
        "Layers": [layer["Arn"] for layer in live.get("Layers", [])],
        "Tags": [{"Key": key, "Value": value} for key, value in without_aws_tags(tags).items()],
    }


def read_layer_version(aws: Aws, arn: str, _properties: Properties) -> Properties:
    """AWS::Lambda::LayerVersion."""
    live = aws.functions.get_layer_version_by_arn(Arn=arn)
    return {
        **picked(live, "Description", "CompatibleRuntimes", "CompatibleArchitectures"),
        "LayerName": live["LayerArn"].rpartition(":")[2],
        "Content": _artifact(live["Content"]["CodeSha256"]),
    }


def read_permission(aws: Aws, physical_id: str, properties: Properties) -> Properties:
    """AWS::Lambda::Permission: the statement of the function's policy with this id."""
    name = str(properties["FunctionName"])
    policy = cast(
        "dict[str, list[dict[str, Node]]]", from_json(aws.functions.get_policy(FunctionName=name)["Policy"])
    )
    (statement,) = [entry for entry in policy["Statement"] if entry["Sid"] == physical_id]
    principal = cast("dict[str, Node]", statement["Principal"])
    condition = cast("dict[str, dict[str, Node]]", statement.get("Condition", {}))
    return {
        "Action": statement["Action"],
        "FunctionName": str(statement["Resource"]).rpartition(":")[2],
        "Principal": principal.get("Service"),
        "SourceArn": condition.get("ArnLike", {}).get("AWS:SourceArn"),
    }


def read_event_source_mapping(aws: Aws, identifier: str, _properties: Properties) -> Properties:
    """AWS::Lambda::EventSourceMapping."""
    live = aws.functions.get_event_source_mapping(UUID=identifier)
    return {
        **picked(live, "BatchSize", "EventSourceArn", "BisectBatchOnFunctionError", "DestinationConfig"),
        **picked(live, "FilterCriteria", "FunctionResponseTypes", "MaximumRecordAgeInSeconds"),
        **picked(live, "MaximumBatchingWindowInSeconds"),
        **picked(live, "ParallelizationFactor", "ScalingConfig", "StartingPosition"),
        "FunctionName": live["FunctionArn"].rpartition(":")[2],
    }
