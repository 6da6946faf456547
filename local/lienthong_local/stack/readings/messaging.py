"""SQS queues, SNS topics and subscriptions, and their policies."""

from __future__ import annotations

from typing import cast

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties, from_json
from lienthong_local.stack.transform import Node


def _queue(aws: Aws, url: str) -> dict[str, str]:
    attributes = aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return cast("dict[str, str]", attributes)


def read_queue(aws: Aws, url: str, _properties: Properties) -> Properties:
    """AWS::SQS::Queue."""
    live = _queue(aws, url)
    return {
        "QueueName": live["QueueArn"].rpartition(":")[2],
        "VisibilityTimeout": live.get("VisibilityTimeout"),
        "MessageRetentionPeriod": live.get("MessageRetentionPeriod"),
        "KmsMasterKeyId": live.get("KmsMasterKeyId"),
        "KmsDataKeyReusePeriodSeconds": live.get("KmsDataKeyReusePeriodSeconds"),
        "RedrivePolicy": from_json(live.get("RedrivePolicy")),
        "RedriveAllowPolicy": from_json(live.get("RedriveAllowPolicy")),
    }


def read_queue_policy(aws: Aws, _physical_id: str, properties: Properties) -> Properties:
    """AWS::SQS::QueuePolicy: the queues that have exactly this policy, and the policy."""
    urls = cast("list[str]", properties["Queues"])
    policies = {url: from_json(_queue(aws, url).get("Policy")) for url in urls}
    same: list[Node] = [url for url in urls if policies[url] == policies[urls[0]]]
    return {"Queues": same, "PolicyDocument": policies[urls[0]]}


def _topic(aws: Aws, arn: str) -> dict[str, str]:
    return aws.sns.get_topic_attributes(TopicArn=arn)["Attributes"]


def read_topic(aws: Aws, arn: str, _properties: Properties) -> Properties:
    """AWS::SNS::Topic."""
    live = _topic(aws, arn)
    subscriptions: list[Node] = [
        {"Protocol": subscription["Protocol"], "Endpoint": subscription["Endpoint"]}
        for subscription in aws.sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    ]
    return {
        "DisplayName": live.get("DisplayName"),
        "KmsMasterKeyId": live.get("KmsMasterKeyId"),
        "Subscription": subscriptions,
    }


def read_topic_policy(aws: Aws, _physical_id: str, properties: Properties) -> Properties:
    """AWS::SNS::TopicPolicy."""
    (arn,) = cast("list[str]", properties["Topics"])
    return {"Topics": [arn], "PolicyDocument": from_json(_topic(aws, arn).get("Policy"))}


def read_subscription(aws: Aws, arn: str, properties: Properties) -> Properties:
    """AWS::SNS::Subscription."""
    live = aws.sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    listed = aws.sns.list_subscriptions_by_topic(TopicArn=str(properties["TopicArn"]))["Subscriptions"]
    (entry,) = [subscription for subscription in listed if subscription["SubscriptionArn"] == arn]
    return {
        "TopicArn": entry["TopicArn"],
        "Protocol": entry["Protocol"],
        "Endpoint": entry["Endpoint"],
        "RawMessageDelivery": live.get("RawMessageDelivery"),
        "FilterPolicyScope": live.get("FilterPolicyScope"),
        "FilterPolicy": from_json(live.get("FilterPolicy")),
    }
