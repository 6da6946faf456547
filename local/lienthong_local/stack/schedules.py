"""Schedules of EventBridge Scheduler, which are only ever updated as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lienthong_local.stack.aws import Aws

if TYPE_CHECKING:
    from mypy_boto3_scheduler.literals import ScheduleStateType


def update_schedule(
    aws: Aws, name: str, *, state: ScheduleStateType | None = None, timezone: str | None = None
) -> None:
    """Change a schedule's state or time zone; all else stays."""
    live = aws.scheduler.get_schedule(Name=name)
    aws.scheduler.update_schedule(
        Name=name,
        ScheduleExpression=live["ScheduleExpression"],
        ScheduleExpressionTimezone=timezone or live.get("ScheduleExpressionTimezone", "UTC"),
        FlexibleTimeWindow=live["FlexibleTimeWindow"],
        Target=live["Target"],
        Description=live.get("Description", ""),
        State=state or live["State"],
    )
