"""What AWS itself asks of a function's role, read from the template.

These are calls that Lambda makes in the role's name, and keys that encrypted stores use in their caller's:
the emulator makes and checks none of them, so that only the documentation can tell what breaks without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from lienthong_local.stack.resolution import Resolver
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.transform import Node, resources_of
from tests.end_to_end.granting import Grant, folder_of, function_properties

# AWS Lambda developer guide: "Using Lambda with Amazon SQS", "… with Amazon DynamoDB"
POLL_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
READ_STREAM = ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream")
# "Sending Lambda function logs to CloudWatch Logs", "Visualize Lambda function invocations using AWS X-Ray"
LOG = ("logs:CreateLogStream", "logs:PutLogEvents")
TRACE = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
# DynamoDB developer guide, "Encryption at rest: how it works"; S3 user guide, "Using SSE-KMS": a multipart
# upload is decrypted when its parts are joined; SQS and SNS developer guides, "Key management"
KEY_FOR_CALL = {
    "dynamodb": ("kms:Decrypt",),
    "s3:GetObject": ("kms:Decrypt",),
    "s3:PutObject": ("kms:GenerateDataKey", "kms:Decrypt"),
    "sqs:ReceiveMessage": ("kms:Decrypt",),
    "sqs:SendMessage": ("kms:GenerateDataKey", "kms:Decrypt"),
    "sns:Publish": ("kms:GenerateDataKey", "kms:Decrypt"),
}
# S3 API reference, "GetObject", "HeadObject": a missing object is 404 for whoever may list its bucket, and
# 403 for everybody else, as if it were forbidden. These functions have to tell the two apart.
LOOKS_FOR_OBJECTS = {
    "submit": ("ContentBucket",),
    "uploads": ("StagingBucket",),
    "gateway": ("ContentBucket", "StagingBucket"),
    "deliver": ("ContentBucket",),
    "retire": ("ContentBucket", "LogBucket"),
    "validate": ("ContentBucket", "StagingBucket"),
    "sequence": ("LogBucket",),
    "attest": ("LogBucket",),
    "log": ("LogBucket",),
    "project": ("LogBucket",),
    "monthly_report": ("LogBucket",),
}

# S3 API reference, "CopyObject", If-None-Match: the emulator ignores it (tests/contract/deviations.py), so an
# adoption never finds its bytes there. Where it does, it locks them for its own time (docs/adr/0010).
LOCKS_WHAT_IT_FINDS = ("s3:GetObjectRetention", "s3:PutObjectRetention")


def platform_needs(stack: EmbeddedStack, grants: Sequence[Grant]) -> set[Grant]:
    """Every grant that AWS needs in order to run the functions as the template says."""
    needed: set[Grant] = set()
    for function, properties in function_properties(stack):
        needed |= set(_of_running(stack, function, properties))
    for function, mapping in _event_source_mappings(stack):
        needed |= set(_of_polling(function, mapping))
    for function, buckets in LOOKS_FOR_OBJECTS.items():
        needed |= {Grant(function, "s3:ListBucket", f"arn:aws:s3:::{stack.output(name)}") for name in buckets}
    needed |= _of_letters(stack)
    content = f"arn:aws:s3:::{stack.output('ContentBucket')}/*"
    needed |= {Grant("validate", action, content) for action in LOCKS_WHAT_IT_FINDS}
    return needed | set(_of_keys(stack, [*grants, *needed]))


def _of_letters(stack: EmbeddedStack) -> set[Grant]:
    """SES asks for a right to the configuration set as well; the emulator for that to the identity only."""
    name = stack.deployment.physical_ids["MailConfigurationSet"]
    arn = f"arn:aws:ses:{stack.emulator.region}:000000000000:configuration-set/{name}"
    return {Grant("notify", "ses:SendEmail", arn)}


def _of_running(stack: EmbeddedStack, function: str, properties: dict[str, Node]) -> Iterator[Grant]:
    group = str(cast("dict[str, Node]", properties["LoggingConfig"])["LogGroup"])
    arn = f"arn:aws:logs:{stack.emulator.region}:000000000000:log-group:{group}:*"
    yield from (Grant(function, action, arn) for action in LOG)
    if properties.get("TracingConfig") == {"Mode": "Active"}:
        yield from (Grant(function, action, "*") for action in TRACE)


def _event_source_mappings(stack: EmbeddedStack) -> Iterator[tuple[str, dict[str, Node]]]:
    resolver = Resolver(stack.aws, stack.deployment)
    for logical_id, body in resources_of(stack.deployment.template).items():
        if body["Type"] == "AWS::Lambda::EventSourceMapping":
            properties = resolver.properties(logical_id)
            yield folder_of(_function_named(stack, str(properties["FunctionName"]))), properties


def _function_named(stack: EmbeddedStack, physical_id: str) -> str:
    (logical_id,) = [key for key, value in stack.deployment.physical_ids.items() if value == physical_id]
    return logical_id


def _of_polling(function: str, mapping: dict[str, Node]) -> Iterator[Grant]:
    source = str(mapping["EventSourceArn"])
    if ":sqs:" in source:
        yield from (Grant(function, action, source) for action in POLL_QUEUE)
    else:
        yield from (Grant(function, action, source) for action in READ_STREAM)
        yield Grant(function, "dynamodb:ListStreams", f"{source.partition('/stream/')[0]}/stream/*")
    if "DestinationConfig" in mapping:
        destination = cast("dict[str, dict[str, Node]]", mapping["DestinationConfig"])["OnFailure"]
        yield Grant(function, "sqs:SendMessage", str(destination["Destination"]))


def _of_keys(stack: EmbeddedStack, grants: Iterable[Grant]) -> Iterator[Grant]:
    """Every store of the template that these grants reach is encrypted with the data key."""
    key = stack.output("DataKeyArn")
    for grant in grants:
        service = grant.action.partition(":")[0]
        for action in KEY_FOR_CALL.get(grant.action, KEY_FOR_CALL.get(service, ())):
            yield Grant(grant.function, action, key)
