"""Identities, configuration sets and event destinations of SES."""

from __future__ import annotations

from typing import cast

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties
from lienthong_local.stack.transform import Node


def read_identity(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::SES::EmailIdentity: SES tells of it by its name alone."""
    aws.sesv2.get_email_identity(EmailIdentity=name)
    return {"EmailIdentity": name}


def read_configuration_set(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::SES::ConfigurationSet."""
    return {"Name": str(aws.sesv2.get_configuration_set(ConfigurationSetName=name)["ConfigurationSetName"])}


def read_event_destination(aws: Aws, _physical_id: str, properties: Properties) -> Properties:
    """AWS::SES::ConfigurationSetEventDestination: SES's API v2 writes types of events in capitals."""
    name = str(properties["ConfigurationSetName"])
    found = aws.sesv2.get_configuration_set_event_destinations(ConfigurationSetName=name)
    (live,) = cast("list[dict[str, Node]]", found["EventDestinations"])
    topic = cast("dict[str, Node]", live["SnsDestination"])
    types = [str(one).lower() for one in cast("list[Node]", live["MatchingEventTypes"])]
    return {
        "ConfigurationSetName": name,
        "EventDestination": {
            "Name": live["Name"],
            "Enabled": live["Enabled"],
            "MatchingEventTypes": cast("list[Node]", types),
            "SnsDestination": {"TopicARN": topic["TopicArn"]},
        },
    }
