"""S3 buckets and their policies."""

from __future__ import annotations

from typing import cast

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties, from_json, picked, unless_absent
from lienthong_local.stack.transform import Node


def read_bucket(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::S3::Bucket."""
    s3 = aws.s3
    lock = unless_absent(lambda: s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"])
    logging = s3.get_bucket_logging(Bucket=name).get("LoggingEnabled", {})
    return {
        "ObjectLockEnabled": lock is not None,
        "ObjectLockConfiguration": lock,
        "VersioningConfiguration": {**picked(s3.get_bucket_versioning(Bucket=name), "Status")},
        "BucketEncryption": unless_absent(lambda: _encryption(aws, name)),
        "OwnershipControls": unless_absent(
            lambda: s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]
        ),
        "PublicAccessBlockConfiguration": unless_absent(
            lambda: s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
        ),
        "LifecycleConfiguration": unless_absent(lambda: _lifecycle(aws, name)),
        "LoggingConfiguration": {
            "DestinationBucketName": logging.get("TargetBucket"),
            "LogFilePrefix": logging.get("TargetPrefix"),
        },
    }


def _encryption(aws: Aws, name: str) -> Node:
    configuration = aws.s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]
    rules: list[Node] = [
        {
            **({"BucketKeyEnabled": True} if rule.get("BucketKeyEnabled") else {}),
            "ServerSideEncryptionByDefault": cast(Node, rule.get("ApplyServerSideEncryptionByDefault")),
        }
        for rule in configuration["Rules"]
    ]
    return {"ServerSideEncryptionConfiguration": rules}


def _lifecycle(aws: Aws, name: str) -> Node:
    rules = aws.s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    return {"Rules": [_lifecycle_rule(cast("dict[str, Node]", rule)) for rule in rules]}


def _lifecycle_rule(rule: dict[str, Node]) -> Node:
    # The template and the service have different words for the same rule.
    expiration = cast("dict[str, Node]", rule.get("Expiration", {}))
    return {
        "Id": rule.get("ID"),
        **picked(rule, "Status", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"),
        **({"ExpirationInDays": expiration["Days"]} if expiration else {}),
    }


def read_bucket_policy(aws: Aws, _physical_id: str, properties: Properties) -> Properties:
    """AWS::S3::BucketPolicy."""
    bucket = str(properties["Bucket"])
    policy = unless_absent(lambda: from_json(aws.s3.get_bucket_policy(Bucket=bucket)["Policy"]))
    return {"Bucket": bucket, "PolicyDocument": policy}
