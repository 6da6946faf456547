"""What adapters make of AWS's failures: answers that are scripted here, since no engine fails to order."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    IncompleteReadError,
    ReadTimeoutError,
)

from lienthong.adapters.dynamodb_exchange import DynamoDbExchange
from lienthong.adapters.dynamodb_nonces import DynamoDbNonces
from lienthong.adapters.dynamodb_writes import CONFLICT_TRIES
from lienthong.adapters.failures import named_failures
from lienthong.adapters.s3_content import S3Content
from lienthong.adapters.s3_objects import open_object
from lienthong.adapters.ses_letters import SesLetters
from lienthong.adapters.sns_texts import SnsTexts
from lienthong.adapters.sns_topic import SnsTopic
from lienthong.adapters.sqs_queue import SqsQueue
from lienthong.errors import IntegrityFault, StoredContentMismatch, Throttled, Unavailable
from lienthong.ports import Change, CommitRefused, Message, Notice, NotTaken
from tests.contract.builders import Builder

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

Answer = Mapping[str, Any] | Exception


class Script:
    """A client that gives its answers in order and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = iter(answers)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Callable[..., Mapping[str, Any]]:
        def ask(**parameters: Any) -> Mapping[str, Any]:
            self.asked.append((operation, parameters))
            answer = next(self._answers)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return ask


def error(code: str, status: int = 400, **more: Any) -> ClientError:
    response = {
        "Error": {"Code": code, "Message": ""},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **more,
    }
    return ClientError(cast("Any", response), "Operation")


def cancelled(*codes: str) -> ClientError:
    return error("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


def store(script: Script, pauses: list[float] | None = None) -> DynamoDbExchange:
    pause = pauses.append if pauses is not None else lambda _: None
    return DynamoDbExchange(cast("DynamoDBClient", script), "exchange", "nonces", pause)


@pytest.fixture
def two_items(build: Builder) -> Change:
    submission = build.submission()
    return Change(new_submissions=(submission,), events=(build.event(submission.submission_id),))


@pytest.mark.parametrize(
    ("failure", "meaning"),
    [
        (error("ProvisionedThroughputExceededException"), Throttled),
        (error("SlowDown", 503), Throttled),
        (error("Whatever", 429), Throttled),
        (error("InternalServerError", 500), Unavailable),
        (error("ServiceUnavailable", 503), Unavailable),
        (EndpointConnectionError(endpoint_url="https://x"), Unavailable),
        (ConnectTimeoutError(endpoint_url="https://x"), Unavailable),
        (ReadTimeoutError(endpoint_url="https://x"), Unavailable),
        (error("AccessDeniedException"), ClientError),
        (error("ValidationException"), ClientError),
        (KeyError("a fault of our own"), KeyError),
    ],
)
def test_only_what_may_pass_by_itself_is_unavailable(failure: Exception, meaning: type[Exception]) -> None:
    with pytest.raises(meaning) as raised, named_failures():
        raise failure
    assert type(raised.value) is meaning or raised.value is failure


def test_a_conflict_of_transactions_is_tried_again_with_the_same_token(two_items: Change) -> None:
    script, pauses = Script(cancelled("TransactionConflict", "None"), {}), list[float]()
    store(script, pauses).commit(two_items)
    tokens = {parameters["ClientRequestToken"] for _, parameters in script.asked}
    assert [operation for operation, _ in script.asked] == ["transact_write_items"] * 2
    assert len(tokens) == 1
    assert len(pauses) == 1


def test_conflicts_without_end_are_throttling(two_items: Change) -> None:
    script, pauses = Script(*[cancelled("TransactionConflict", "None")] * CONFLICT_TRIES), list[float]()
    with pytest.raises(Throttled):
        store(script, pauses).commit(two_items)
    assert len(pauses) == CONFLICT_TRIES - 1
    assert all(pause <= 0.2 for pause in pauses)


def test_each_commit_has_a_token_of_its_own(two_items: Change) -> None:
    script = Script({}, {})
    for _ in range(2):
        store(script).commit(two_items)
    assert len({parameters["ClientRequestToken"] for _, parameters in script.asked}) == 2


@pytest.mark.parametrize(
    ("reasons", "meaning"),
    [
        (("ThrottlingError", "None"), Throttled),
        (("ProvisionedThroughputExceeded", "None"), Throttled),
        (("ValidationError", "None"), ClientError),
        (("ItemCollectionSizeLimitExceeded", "TransactionConflict"), Throttled),
    ],
)
def test_other_reasons_of_a_cancellation_are_what_they_are(
    two_items: Change, reasons: tuple[str, ...], meaning: type[Exception]
) -> None:
    script = Script(*[cancelled(*reasons)] * CONFLICT_TRIES)
    with pytest.raises(meaning):
        store(script).commit(two_items)


def test_a_failed_condition_counts_even_beside_a_conflict(two_items: Change) -> None:
    script = Script(cancelled("TransactionConflict", "ConditionalCheckFailed"))
    with pytest.raises(CommitRefused) as refused:
        store(script).commit(two_items)
    assert refused.value.stale


class Echo(Script):
    """A table whose first answer is lost after the item was written, so that the retry meets its own item."""

    def put_item(self, **parameters: Any) -> Mapping[str, Any]:
        raise error("ConditionalCheckFailedException", Item=parameters["Item"])


def test_a_single_write_whose_answer_was_lost_knows_its_own_item(build: Builder) -> None:
    client = cast("DynamoDBClient", Echo())
    assert DynamoDbNonces(client, "nonces").spend(build.nonce())
    DynamoDbExchange(client, "exchange", "nonces").commit(Change(events=(build.event("lt-1"),)))


def test_unprocessed_keys_are_read_again_until_patience_ends(build: Builder) -> None:
    left = {"Responses": {}, "UnprocessedKeys": {"exchange": {"Keys": [{"PK": {"S": "S#lt-1"}}]}}}
    script = Script(left, {"Responses": {"exchange": []}, "UnprocessedKeys": {}})
    assert store(script).deliveries([("lt-1", "A")]) == {}
    assert script.asked[1][1]["RequestItems"]["exchange"]["Keys"] == [{"PK": {"S": "S#lt-1"}}]
    with pytest.raises(Throttled):
        store(Script(*[left] * 10)).deliveries([("lt-1", "A")])


def sqs(script: Script) -> SqsQueue:
    return SqsQueue(cast("SQSClient", script), "https://queue")


def failed(index: str, *, ours: bool = False) -> dict[str, Any]:
    return {"Failed": [{"Id": index, "SenderFault": ours, "Code": "InternalError"}]}


def test_only_the_messages_that_failed_are_sent_again() -> None:
    script = Script(failed("1"), {})
    sqs(script).send([Message("a", "1"), Message("b", "2")])
    (_, first), (_, second) = script.asked
    assert second["Entries"] == first["Entries"][1:]


def test_messages_that_keep_failing_are_not_forgotten() -> None:
    with pytest.raises(Unavailable):
        sqs(Script(*[failed("0")] * 3)).send([Message("a", "1")])
    with pytest.raises(ValueError, match="InternalError"):
        sqs(Script(failed("0", ours=True))).send([Message("a", "1")])


def test_notices_that_keep_failing_are_not_forgotten() -> None:
    notice = Notice("1", "H39", {}, "tiêu đề", "nội dung")
    script = Script(failed("0"), {"Failed": []})
    SnsTopic(cast("SNSClient", script), "arn").publish([notice])
    assert len(script.asked) == 2
    with pytest.raises(Unavailable):
        SnsTopic(cast("SNSClient", Script(*[failed("0")] * 3)), "arn").publish([notice])
    with pytest.raises(ValueError, match="InternalError"):
        SnsTopic(cast("SNSClient", Script(failed("0", ours=True))), "arn").publish([notice])


class Body(io.BytesIO):
    """A response's body that breaks after some bytes."""

    def __init__(self, content: bytes, *, breaks_at: int | None = None) -> None:
        super().__init__(content)
        self._left = breaks_at

    def readinto(self, buffer: Any) -> int:
        if self._left is None:
            return super().readinto(buffer)
        if not self._left:
            raise IncompleteReadError(actual_bytes=0, expected_bytes=1)
        count = super().readinto(memoryview(buffer)[: self._left])
        self._left -= count
        return count


def answering(content: bytes, *bodies: Body) -> Script:
    return Script(*({"Body": body, "ContentLength": len(content), "VersionId": "v1"} for body in bodies))


def test_a_stream_goes_on_where_its_connection_broke() -> None:
    content = bytes(range(256)) * 10
    script = Script(
        {"Body": Body(content, breaks_at=1000), "ContentLength": len(content), "VersionId": "v1"},
        {"Body": Body(content[1000:], breaks_at=7), "ContentRange": "bytes 1000-2559/2560"},
        {"Body": Body(content[1007:]), "ContentRange": "bytes 1007-2559/2560"},
    )
    stream, size, version = open_object(cast("S3Client", script), "bucket", "key")
    assert (stream.read(), size, version) == (content, len(content), "v1")
    ranges = [(parameters.get("VersionId"), parameters.get("Range")) for _, parameters in script.asked]
    assert ranges == [(None, None), ("v1", "bytes=1000-2559"), ("v1", "bytes=1007-2559")]


def test_a_stream_that_breaks_again_and_again_gives_up() -> None:
    content = b"x" * 100
    script = answering(content, *[Body(content, breaks_at=0) for _ in range(9)])
    stream, _, _ = open_object(cast("S3Client", script), "bucket", "key")
    with pytest.raises(Unavailable):
        stream.read()


def test_a_bucket_without_versions_is_refused() -> None:
    script = Script({"Body": Body(b""), "ContentLength": 0})
    with pytest.raises(IntegrityFault):
        open_object(cast("S3Client", script), "bucket", "key")


def content_store(script: Script) -> S3Content:
    return S3Content(cast("S3Client", script), cast("S3Client", script), "content", "staging")


def test_a_copy_with_another_digest_stops_everything() -> None:
    other = "Lc2KfIn8Y8a0FjKxq4CYl5zE6CkzVcN5lKQKr6sR0Pk="
    with pytest.raises(StoredContentMismatch):
        content_store(Script({"CopyObjectResult": {"ChecksumSHA256": other}})).adopt("ab" * 32, "k", "v")
    content_store(Script({"CopyObjectResult": {"ChecksumSHA256": f"{other}-3"}})).adopt("ab" * 32, "k", "v")
    content_store(Script({"CopyObjectResult": {}})).adopt("ab" * 32, "k", "v")


def test_content_written_by_somebody_else_at_the_same_time_is_tried_again() -> None:
    conflict = error("ConditionalRequestConflict", 409)
    script = Script(conflict, error("PreconditionFailed", 412))
    content_store(script).adopt("ab" * 32, "k", "v")
    assert len(script.asked) == 2
    with pytest.raises(Unavailable):
        content_store(Script(*[conflict] * 3)).adopt("ab" * 32, "k", "v")


class Versions(Script):
    """One old version, and nothing that pages."""

    def get_paginator(self, _name: str) -> Versions:
        return self

    def paginate(self, **_parameters: object) -> list[dict[str, object]]:
        stored_at = datetime(2025, 1, 1, tzinfo=UTC)
        return [{"Versions": [{"VersionId": "v1", "LastModified": stored_at}]}]


def test_a_missing_right_to_delete_is_not_taken_for_a_lock() -> None:
    denied, unlocked = error("AccessDenied", 403), error("NoSuchObjectLockConfiguration", 404)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    over: Answer = {"Retention": {"Mode": "GOVERNANCE", "RetainUntilDate": now - timedelta(days=1)}}
    for retention in (unlocked, over):
        script = Versions(denied, retention, unlocked)
        with pytest.raises(ClientError):
            content_store(script).remove("ab" * 32, stored_before=now, now=now)
        assert script.asked[0][1]["VersionId"] == "v1"
        assert "BypassGovernanceRetention" not in script.asked[0][1]


def test_a_missing_right_to_lock_is_not_taken_for_a_longer_lock() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    shorter: Answer = {"Retention": {"Mode": "COMPLIANCE", "RetainUntilDate": now}}
    script = Script(shorter, error("AccessDenied", 403), shorter)
    with pytest.raises(ClientError):
        content_store(script).retain("ab" * 32, now + timedelta(days=1))
    assert script.asked[1][1]["Retention"] == {
        "Mode": "COMPLIANCE",
        "RetainUntilDate": now + timedelta(days=1),
    }


def test_content_that_is_deleted_again_and_again_while_it_is_locked_is_unavailable() -> None:
    there, gone = error("PreconditionFailed", 412), error("NoSuchKey", 404)
    script = Script(*[there, gone, gone] * 3)
    with pytest.raises(Unavailable):
        content_store(script).put(sha256(b"x").hexdigest(), b"x", datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("failure", "for_ever"),
    [
        (error("InvalidParameter"), True),
        (error("OptedOut"), True),
        (error("AuthorizationError", 403), False),
        (error("Throttled", 429), False),
        (error("ThrottledException"), False),
        (error("InternalError", 500), None),
        (ReadTimeoutError(endpoint_url="https://sns"), None),
    ],
)
def test_what_sns_answers_says_whether_a_text_message_may_have_gone_out(
    failure: Exception, for_ever: bool | None
) -> None:
    script = Script(failure)
    with pytest.raises(Unavailable if for_ever is None else NotTaken) as refused:
        SnsTexts(cast("SNSClient", script)).send("+84907123456", "Hồ sơ")
    assert len(script.asked) == 1
    assert getattr(refused.value, "for_ever", None) is for_ever


@pytest.mark.parametrize(
    ("failure", "for_ever"),
    [
        (error("MessageRejected"), True),
        (error("BadRequestException"), True),
        (error("MailFromDomainNotVerifiedException"), False),
        (error("SendingPausedException"), False),
        (error("TooManyRequestsException", 429), False),
        (error("InternalServiceErrorException", 500), None),
        (EndpointConnectionError(endpoint_url="https://ses"), None),
    ],
)
def test_what_ses_answers_says_whether_an_e_mail_may_have_gone_out(
    failure: Exception, for_ever: bool | None
) -> None:
    script = Script(failure)
    letters = SesLetters(script, "thong-bao@lienthong.example", "applicants")
    with pytest.raises(Unavailable if for_ever is None else NotTaken) as refused:
        letters.send("buoi@example.vn", "Hồ sơ", "Kính gửi Ông/Bà")
    assert len(script.asked) == 1
    assert getattr(refused.value, "for_ever", None) is for_ever


def test_a_text_message_is_transactional_and_names_its_sender_where_one_is_set_up() -> None:
    script = Script({"MessageId": "m-1"}, {"MessageId": "m-2"})
    client = cast("SNSClient", script)
    assert [SnsTexts(client, sender).send("+84907123456", "Hồ sơ") for sender in ("", "LONGAN")] == [
        "m-1",
        "m-2",
    ]
    kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
    named = {"AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "LONGAN"}}
    attributes = [asked["MessageAttributes"] for _, asked in script.asked]
    assert attributes == [kind, {**kind, **named}]
    assert all("TopicArn" not in asked for _, asked in script.asked)
