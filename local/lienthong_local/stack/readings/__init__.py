"""What stands in the emulator, in the template's own vocabulary: one function for each resource type.

Each asks the service itself, by the calls a client would make, never the emulator's CloudFormation.
"""

from __future__ import annotations

from collections.abc import Mapping

from lienthong_local.stack.readings import (
    api,
    buckets,
    functions,
    keys,
    mail,
    messaging,
    roles,
    schedules,
    tables,
    watching,
)
from lienthong_local.stack.readings.reading import Reading

READINGS: Mapping[str, Reading] = {
    "AWS::ApiGatewayV2::Api": api.read_api,
    "AWS::ApiGatewayV2::Stage": api.read_stage,
    "AWS::CloudWatch::Alarm": watching.read_alarm,
    "AWS::CloudWatch::Dashboard": watching.read_dashboard,
    "AWS::DynamoDB::Table": tables.read_table,
    "AWS::Events::Rule": schedules.read_rule,
    "AWS::Scheduler::Schedule": schedules.read_schedule,
    "AWS::IAM::Role": roles.read_role,
    "AWS::KMS::Alias": keys.read_alias,
    "AWS::KMS::Key": keys.read_key,
    "AWS::Lambda::EventSourceMapping": functions.read_event_source_mapping,
    "AWS::Lambda::Function": functions.read_function,
    "AWS::Lambda::LayerVersion": functions.read_layer_version,
    "AWS::Lambda::Permission": functions.read_permission,
    "AWS::Logs::LogGroup": watching.read_log_group,
    "AWS::Logs::SubscriptionFilter": watching.read_subscription_filter,
    "AWS::S3::Bucket": buckets.read_bucket,
    "AWS::S3::BucketPolicy": buckets.read_bucket_policy,
    "AWS::SES::ConfigurationSet": mail.read_configuration_set,
    "AWS::SES::ConfigurationSetEventDestination": mail.read_event_destination,
    "AWS::SES::EmailIdentity": mail.read_identity,
    "AWS::SNS::Subscription": messaging.read_subscription,
    "AWS::SNS::Topic": messaging.read_topic,
    "AWS::SNS::TopicPolicy": messaging.read_topic_policy,
    "AWS::SQS::Queue": messaging.read_queue,
    "AWS::SQS::QueuePolicy": messaging.read_queue_policy,
}
