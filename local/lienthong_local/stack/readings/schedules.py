"""EventBridge rules: what runs by the clock."""

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
