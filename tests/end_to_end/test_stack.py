"""The embedded stack itself: it answers over TLS, and leaves nothing behind however it ends."""

from __future__ import annotations

import json
import os
import select
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from botocore.exceptions import ClientError

from lienthong.model.limits import LIMITS
from lienthong_local.stack.process import answer_of, start_emulator
from lienthong_local.stack.stack import REGION, EmbeddedStack

PARENT = """
import sys
from collections.abc import Iterator
from pathlib import Path
from lienthong_local.stack.process import start_emulator
emulator = start_emulator(Path(sys.argv[1]), region="ap-southeast-1")
emulator.wait_until_ready()
print(emulator.process.pid, emulator.folder, flush=True)
sys.stdin.read()
"""


def get(stack: EmbeddedStack, path: str) -> httpx.Response:
    context = ssl.create_default_context(cafile=stack.ca_bundle)
    return httpx.get(f"{stack.api_url}{path}", verify=context)


def test_the_api_publishes_its_limits_over_tls(stack: EmbeddedStack) -> None:
    answer = get(stack, "/v1/limits")
    assert answer.status_code == httpx.codes.OK
    assert answer.json() == LIMITS.to_json()


def test_a_client_that_does_not_trust_the_stacks_authority_is_not_connected(stack: EmbeddedStack) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{stack.api_url}/v1/limits")


def test_a_path_outside_the_api_does_not_reach_the_emulators_own_services(stack: EmbeddedStack) -> None:
    assert get(stack, "/v1/nothing").status_code == httpx.codes.NOT_FOUND


@pytest.fixture
def stranger(stack: EmbeddedStack) -> Iterator[tuple[str, str]]:
    """Access key and secret of a user who may do nothing."""
    stack.aws.iam.create_user(UserName="stranger")
    key = stack.aws.iam.create_access_key(UserName="stranger")["AccessKey"]
    yield key["AccessKeyId"], key["SecretAccessKey"]
    stack.aws.iam.delete_access_key(UserName="stranger", AccessKeyId=key["AccessKeyId"])
    stack.aws.iam.delete_user(UserName="stranger")


def read_exchange_table(stack: EmbeddedStack, access_key: str, secret_key: str) -> None:
    client = stack.aws.session.client(
        "dynamodb",
        endpoint_url=stack.aws.endpoint,
        verify=stack.aws.authority,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
    )
    client.scan(TableName=stack.output("ExchangeTable"))


def test_a_user_without_grants_is_refused(stack: EmbeddedStack, stranger: tuple[str, str]) -> None:
    with pytest.raises(ClientError, match="not authorized to perform: dynamodb:Scan"):
        read_exchange_table(stack, *stranger)


def test_a_request_signed_with_another_secret_is_refused(
    stack: EmbeddedStack, stranger: tuple[str, str]
) -> None:
    with pytest.raises(ClientError, match="signature"):
        read_exchange_table(stack, stranger[0], "guessed")


def test_a_stack_that_has_done_its_work_is_idle(stack: EmbeddedStack) -> None:
    stack.wait_until_idle()
    status, body = answer_of(stack.emulator, "/_lienthong/idle?seconds=0", seconds=5)
    assert (status, json.loads(body)) == (httpx.codes.OK, {"busy": []})


def test_a_queue_that_feeds_a_function_keeps_the_stack_busy(stack: EmbeddedStack) -> None:
    url = stack.output("ValidationQueueUrl")
    (mapping,) = stack.aws.functions.list_event_source_mappings(
        FunctionName=stack.deployment.physical_ids["ValidateFunction"]
    )["EventSourceMappings"]
    stack.aws.sqs.send_message(QueueUrl=url, MessageBody="{}", DelaySeconds=60)
    try:
        status, body = answer_of(stack.emulator, "/_lienthong/idle?seconds=0", seconds=5)
        assert status == httpx.codes.GATEWAY_TIMEOUT
        assert "lienthong-validation holds 1 messages" in json.loads(body)["busy"]
        assert mapping["EventSourceArn"].endswith(":lienthong-validation")
    finally:
        stack.aws.sqs.purge_queue(QueueUrl=url)
    stack.wait_until_idle()


def test_two_emulators_run_side_by_side_and_leave_nothing(tmp_path: Path) -> None:
    first, second = (start_emulator(tmp_path, region=REGION) for _ in range(2))
    try:
        for emulator in (first, second):
            emulator.wait_until_ready()
        assert first.port != second.port
    finally:
        first.stop()
        second.stop()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
def test_an_emulator_ends_with_its_parent_and_removes_its_files(
    tmp_path: Path, number: signal.Signals
) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    pid, folder = parent.stdout.readline().split()
    emulator = os.pidfd_open(int(pid))
    parent.send_signal(number)
    parent.wait()
    _wait_until_gone(emulator)
    assert not Path(folder).exists()
    parent.stdin.close()
    parent.stdout.close()


def _wait_until_gone(descriptor: int) -> None:
    # The emulator is no child of ours; its descriptor becomes readable when it is gone.
    readable, _, _ = select.select([descriptor], [], [], 10)
    os.close(descriptor)
    assert readable, "the emulator outlived its parent"


def test_the_files_of_an_emulator_that_was_killed_are_removed_by_the_next(tmp_path: Path) -> None:
    killed = start_emulator(tmp_path, region=REGION)
    killed.wait_until_ready()
    killed.process.kill()
    killed.process.wait()
    assert killed.folder.exists()
    following = start_emulator(tmp_path, region=REGION)
    try:
        assert list(tmp_path.iterdir()) == [following.folder]
    finally:
        following.stop()
        killed.stop()
