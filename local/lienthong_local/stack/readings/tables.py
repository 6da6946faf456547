"""DynamoDB tables."""

from __future__ import annotations

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties, last_part, picked
from lienthong_local.stack.transform import Node


def read_table(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::DynamoDB::Table."""
    table = aws.dynamodb.describe_table(TableName=name)["Table"]
    encryption = table.get("SSEDescription", {})
    stream: Node = {**picked(table.get("StreamSpecification", {}), "StreamViewType")}
    indexes: list[Node] = [
        {**picked(index, "IndexName", "KeySchema", "Projection")}
        for index in table.get("GlobalSecondaryIndexes", [])
    ]
    return {
        **picked(table, "AttributeDefinitions", "KeySchema", "DeletionProtectionEnabled"),
        "BillingMode": table.get("BillingModeSummary", {}).get("BillingMode"),
        "GlobalSecondaryIndexes": indexes,
        "StreamSpecification": stream,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": _recovers(aws, name)},
        "TimeToLiveSpecification": _time_to_live(aws, name),
        "SSESpecification": {
            "SSEEnabled": encryption.get("Status") == "ENABLED",
            "SSEType": encryption.get("SSEType"),
            "KMSMasterKeyId": last_part(encryption.get("KMSMasterKeyArn")),
        },
    }


def _recovers(aws: Aws, name: str) -> bool:
    backups = aws.dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") == "ENABLED"


def _time_to_live(aws: Aws, name: str) -> Node:
    live = aws.dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    return {
        "AttributeName": live.get("AttributeName"),
        "Enabled": live.get("TimeToLiveStatus") in ("ENABLED", "ENABLING"),
    }
