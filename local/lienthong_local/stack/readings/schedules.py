"""What runs by the clock: EventBridge rules, and schedules of EventBridge Scheduler."""

from __future__ import annotations

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties, picked
from lienthong_local.stack.transform import Node


def read_rule(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::Events::Rule."""
    live = aws.events.describe_rule(Name=name)
    targets: list[Node] = [
        {**picked(target, "Arn", "Id")} for target in aws.events.list_targets_by_rule(Rule=name)["Targets"]
    ]
    return {**picked(live, "Description", "ScheduleExpression", "State"), "Targets": targets}


def read_schedule(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::Scheduler::Schedule."""
    live = aws.scheduler.get_schedule(Name=name)
    members = ("Description", "Name", "ScheduleExpression", "ScheduleExpressionTimezone", "State")
    window: Node = {**picked(live["FlexibleTimeWindow"], "Mode")}
    target: Node = {**picked(live["Target"], "Arn", "RoleArn")}
    return {**picked(live, *members), "FlexibleTimeWindow": window, "Target": target}
