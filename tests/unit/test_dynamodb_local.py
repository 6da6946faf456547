"""The oracle itself: it is Amazon's engine, it starts alone, and it leaves nothing behind."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError
from mypy_boto3_dynamodb import DynamoDBClient

from lienthong_local.oracles import dynamodb_local as oracle
from lienthong_local.oracles.loopback_server import OracleAbsent, OracleDidNotStart


def client_of(endpoint: str) -> DynamoDBClient:
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="ap-southeast-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


@pytest.mark.oracle("dynamodb-local")
def test_it_judges_conditional_writes(dynamodb_local: str) -> None:
    client = client_of(dynamodb_local)
    client.create_table(
        TableName="judged",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.put_item(
        TableName="judged", Item={"PK": {"S": "a"}}, ConditionExpression="attribute_not_exists(PK)"
    )
    with pytest.raises(ClientError) as refused:
        client.put_item(
            TableName="judged", Item={"PK": {"S": "a"}}, ConditionExpression="attribute_not_exists(PK)"
        )
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"


@pytest.mark.oracle("dynamodb-local")
def test_it_is_stopped_when_the_block_ends_however_it_ends() -> None:
    with pytest.raises(ZeroDivisionError), oracle.running_dynamodb_local() as endpoint:
        raise ZeroDivisionError
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", urlsplit(endpoint).port or 0)) != 0


def test_where_it_is_absent_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(oracle, "INSTALLED", tmp_path)
    with pytest.raises(OracleAbsent, match="make oracles"), oracle.running_dynamodb_local():
        pytest.fail("nothing is installed there")


def test_a_java_that_cannot_run_it_counts_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old_java = tmp_path / "java"
    old_java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n", encoding="utf-8")
    old_java.chmod(0o755)
    jar = tmp_path / "dynamodb_local_2026-01-16" / "DynamoDBLocal.jar"
    jar.parent.mkdir()
    jar.touch()
    monkeypatch.setattr(oracle, "INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert oracle.find_installation() is None


def test_an_engine_that_ends_at_once_is_told_with_its_own_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken_java = tmp_path / "java"
    broken_java.write_text("#!/bin/sh\necho no memory\nexit 1\n", encoding="utf-8")
    broken_java.chmod(0o755)
    broken = oracle.Installation(java=str(broken_java), folder=tmp_path)
    monkeypatch.setattr(oracle, "find_installation", lambda: broken)
    with pytest.raises(OracleDidNotStart, match="no memory"), oracle.running_dynamodb_local():
        pytest.fail("it did not start")
