"""KMS keys and aliases."""

from __future__ import annotations

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties, from_json, picked


def read_key(aws: Aws, key_id: str, _properties: Properties) -> Properties:
    """AWS::KMS::Key."""
    live = aws.kms.describe_key(KeyId=key_id)["KeyMetadata"]
    policy = aws.kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]
    rotates = live["KeyUsage"] == "ENCRYPT_DECRYPT" and aws.kms.get_key_rotation_status(KeyId=key_id)
    return {
        **picked(live, "Description", "KeySpec", "KeyUsage"),
        "KeyPolicy": from_json(policy),
        "EnableKeyRotation": bool(rotates and rotates["KeyRotationEnabled"]),
    }


def read_alias(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::KMS::Alias."""
    aliases = aws.kms.list_aliases()["Aliases"]
    (alias,) = [entry for entry in aliases if entry["AliasName"] == name]
    return {**picked(alias, "AliasName", "TargetKeyId")}
