"""CloudWatch alarms and dashboards, and log groups."""

from __future__ import annotations

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties, from_json, picked
from lienthong_local.stack.transform import Node

ALARM = (
    "AlarmActions",
    "AlarmDescription",
    "AlarmName",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluationPeriods",
    "MetricName",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "TreatMissingData",
)


def read_alarm(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::CloudWatch::Alarm."""
    (live,) = aws.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return picked(live, *ALARM, "Threshold")


def read_dashboard(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::CloudWatch::Dashboard."""
    live = aws.cloudwatch.get_dashboard(DashboardName=name)
    return {"DashboardName": live["DashboardName"], "DashboardBody": from_json(live["DashboardBody"])}


def read_log_group(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::Logs::LogGroup."""
    groups = aws.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    (live,) = [group for group in groups if group["logGroupName"] == name]
    found: dict[str, Node] = {
        "LogGroupName": live["logGroupName"],
        "RetentionInDays": live.get("retentionInDays"),
        "KmsKeyId": live.get("kmsKeyId"),
    }
    return found


def read_subscription_filter(aws: Aws, name: str, properties: Properties) -> Properties:
    """AWS::Logs::SubscriptionFilter."""
    group = str(properties["LogGroupName"])
    filters = aws.logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
    (live,) = [one for one in filters if one["filterName"] == name]
    return {
        "LogGroupName": live["logGroupName"],
        "FilterPattern": live["filterPattern"],
        "DestinationArn": live["destinationArn"],
    }
