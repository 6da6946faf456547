"""What the emulator's CloudFormation leaves out, done through the public API.

Each entry of :data:`GAPS` names a property and says what becomes of it without the entry.
`tests/end_to_end/test_parity.py` keeps the list short: an entry that is no longer needed fails there, as does
a property that takes no effect and has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.deployment import Deployment
from lienthong_local.stack.resolution import Resolver
from lienthong_local.stack.schedules import update_schedule
from lienthong_local.stack.transform import Node, resources_of

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import (
        LifecycleRuleTypeDef,
        ObjectLockConfigurationTypeDef,
        ServerSideEncryptionRuleTypeDef,
    )

Properties: TypeAlias = Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Gap:
    """A property that the emulator accepts and does not act on.

    Attributes:
        kind: CloudFormation type.
        name: property.
        reason: what becomes of it without this entry.
        fill: does it, given the physical id and all resolved properties.
    """

    kind: str
    name: str
    reason: str
    fill: Callable[[Aws, str, Properties], None]


def fill_gaps(aws: Aws, deployment: Deployment) -> None:
    """Do what the emulator left out."""
    resolver = Resolver(aws, deployment)
    for logical_id, resource in resources_of(deployment.template).items():
        gaps = [gap for gap in GAPS if gap.kind == resource["Type"]]
        properties = resolver.properties(logical_id) if gaps else {}
        for gap in gaps:
            if gap.name in properties:
                gap.fill(aws, deployment.physical_ids[logical_id], properties)


def _recover(aws: Aws, table: str, _properties: Properties) -> None:
    aws.dynamodb.update_continuous_backups(
        TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )


def _encrypt_table(aws: Aws, table: str, properties: Properties) -> None:
    encryption = _mapping(properties["SSESpecification"])
    key = str(encryption["KMSMasterKeyId"])
    aws.dynamodb.update_table(
        TableName=table, SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    )


def _expire_items(aws: Aws, table: str, properties: Properties) -> None:
    attribute = str(_mapping(properties["TimeToLiveSpecification"])["AttributeName"])
    aws.dynamodb.update_time_to_live(
        TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute}
    )


def _lock_objects(aws: Aws, bucket: str, properties: Properties) -> None:
    configuration = _mapping(properties["ObjectLockConfiguration"])
    retention = _mapping(_mapping(configuration["Rule"])["DefaultRetention"])
    # A parameter comes as text; the service wants a number.
    rule = {"DefaultRetention": {**retention, "Days": int(str(retention["Days"]))}}
    aws.s3.put_object_lock_configuration(
        Bucket=bucket,
        ObjectLockConfiguration=cast("ObjectLockConfigurationTypeDef", {**configuration, "Rule": rule}),
    )


def _encrypt_bucket(aws: Aws, bucket: str, properties: Properties) -> None:
    rules = [
        {
            "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"],
            "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
        }
        for rule in _rules(_mapping(properties["BucketEncryption"])["ServerSideEncryptionConfiguration"])
    ]
    aws.s3.put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={"Rules": cast("list[ServerSideEncryptionRuleTypeDef]", rules)},
    )


def _expire_objects(aws: Aws, bucket: str, properties: Properties) -> None:
    rules = [
        _lifecycle_rule(dict(rule))
        for rule in _rules(_mapping(properties["LifecycleConfiguration"])["Rules"])
    ]
    aws.s3.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": cast("list[LifecycleRuleTypeDef]", rules)}
    )


def _lifecycle_rule(rule: dict[str, Node]) -> dict[str, Node]:
    days = rule.pop("ExpirationInDays", None)
    expiration: dict[str, Node] = {} if days is None else {"Expiration": {"Days": days}}
    return {"ID": rule.pop("Id"), "Filter": {"Prefix": ""}, **expiration, **rule}


def _log_access(aws: Aws, bucket: str, properties: Properties) -> None:
    logging = _mapping(properties["LoggingConfiguration"])
    target, prefix = str(logging["DestinationBucketName"]), str(logging["LogFilePrefix"])
    aws.s3.put_bucket_logging(
        Bucket=bucket,
        BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": prefix}},
    )


def _keep_local_time(aws: Aws, name: str, properties: Properties) -> None:
    update_schedule(aws, name, timezone=str(properties["ScheduleExpressionTimezone"]))


def _encrypt_topic(aws: Aws, arn: str, properties: Properties) -> None:
    key = str(properties["KmsMasterKeyId"])
    aws.sns.set_topic_attributes(TopicArn=arn, AttributeName="KmsMasterKeyId", AttributeValue=key)


def _bound_concurrency(aws: Aws, identifier: str, properties: Properties) -> None:
    maximum = int(str(_mapping(properties["ScalingConfig"])["MaximumConcurrency"]))
    aws.functions.update_event_source_mapping(UUID=identifier, ScalingConfig={"MaximumConcurrency": maximum})


def _reserve_concurrency(aws: Aws, function: str, properties: Properties) -> None:
    reserved = int(str(properties["ReservedConcurrentExecutions"]))
    aws.functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=reserved)


def _throttle_routes(aws: Aws, _stage: str, properties: Properties) -> None:
    settings = _mapping(properties["DefaultRouteSettings"])
    aws.apigatewayv2.update_stage(
        ApiId=str(properties["ApiId"]),
        StageName=str(properties["StageName"]),
        DefaultRouteSettings={
            "DetailedMetricsEnabled": bool(settings["DetailedMetricsEnabled"]),
            "ThrottlingBurstLimit": int(str(settings["ThrottlingBurstLimit"])),
            "ThrottlingRateLimit": float(str(settings["ThrottlingRateLimit"])),
        },
    )


def _mapping(node: Node) -> dict[str, Node]:
    return cast("dict[str, Node]", node)


def _rules(node: Node) -> list[dict[str, Node]]:
    return cast("list[dict[str, Node]]", node)


TABLE, BUCKET = "AWS::DynamoDB::Table", "AWS::S3::Bucket"

GAPS = (
    Gap(TABLE, "PointInTimeRecoverySpecification", "The table is made without it", _recover),
    Gap(TABLE, "SSESpecification", "The table is made without it", _encrypt_table),
    Gap(TABLE, "TimeToLiveSpecification", "The table is made without it", _expire_items),
    Gap(BUCKET, "ObjectLockConfiguration", "The bucket is made without Object Lock", _lock_objects),
    Gap(BUCKET, "BucketEncryption", "The bucket keeps the service's own encryption", _encrypt_bucket),
    Gap(BUCKET, "LifecycleConfiguration", "The bucket is made without rules", _expire_objects),
    Gap(BUCKET, "LoggingConfiguration", "The bucket is made without access logs", _log_access),
    Gap(
        "AWS::Scheduler::Schedule",
        "ScheduleExpressionTimezone",
        "The schedule runs by UTC",
        _keep_local_time,
    ),
    Gap("AWS::SNS::Topic", "KmsMasterKeyId", "The topic is made without it", _encrypt_topic),
    Gap(
        "AWS::Lambda::EventSourceMapping",
        "ScalingConfig",
        "A number that comes from a parameter stays text, over which the emulator's poller stumbles for ever",
        _bound_concurrency,
    ),
    Gap(
        "AWS::Lambda::Function",
        "ReservedConcurrentExecutions",
        "The function may take all that there is",
        _reserve_concurrency,
    ),
    Gap("AWS::ApiGatewayV2::Stage", "DefaultRouteSettings", "The stage is made without it", _throttle_routes),
)
