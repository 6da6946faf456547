"""The engines, and the resources that template.yaml declares made on them through the public API.

A real account takes part when LIENTHONG_ACCOUNT is set; credentials and region come from the environment as
ever. Its tables, buckets and key are named by ``LIENTHONG_CONTRACT_EXCHANGETABLE``, ``…_REGISTRYTABLE``,
``…_NONCETABLE``, ``…_CONTENTBUCKET``, ``…_STAGINGBUCKET`` and ``…_WEBHOOKKEY`` (of a stage of its own: what
the suite writes stays there); queues and topics are made for the run and deleted after it.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.session import Session

from lienthong.adapters.clients import configuration
from lienthong_local.stack.transform import properties_of, read_template, resources_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_kms.literals import KeySpecType, KeyUsageTypeType
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

REGION: Final = "ap-southeast-1"
TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an engine listens, and with which credentials; nothing for AWS itself."""

    endpoint: str | None = None
    access_key: str | None = "test"
    secret_key: str | None = "test"
    verify: str | None = None
    region: str | None = REGION


@lru_cache(maxsize=1)
def _declared() -> Mapping[str, Mapping[str, Any]]:
    resources = resources_of(read_template(TEMPLATE))
    return {name: properties_of(resource) for name, resource in resources.items()}


class Aws:
    """One engine; tables, buckets and the rest are made when a test first asks for them."""

    def __init__(self, name: str, place: Place) -> None:
        self.name = name
        self.place = place
        self._session = Session()
        self._run = uuid.uuid4().hex[:10]
        self._clean_up = ExitStack()

    def _client(self, service: str) -> Any:
        config = configuration()
        if service == "s3" and self.place.endpoint:
            config.s3 = {"addressing_style": "path"}  # type: ignore[attr-defined]
        return self._session.create_client(
            service,
            region_name=self.place.region,
            endpoint_url=self.place.endpoint,
            aws_access_key_id=self.place.access_key,
            aws_secret_access_key=self.place.secret_key,
            verify=self.place.verify,
            config=config,
        )

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        return cast("DynamoDBClient", self._client("dynamodb"))

    @cached_property
    def s3(self) -> S3Client:
        return cast("S3Client", self._client("s3"))

    @cached_property
    def sqs(self) -> SQSClient:
        return cast("SQSClient", self._client("sqs"))

    @cached_property
    def sns(self) -> SNSClient:
        return cast("SNSClient", self._client("sns"))

    @cached_property
    def kms(self) -> KMSClient:
        return cast("KMSClient", self._client("kms"))

    @cached_property
    def exchange_table(self) -> str:
        return self._table("ExchangeTable")

    @cached_property
    def registry_table(self) -> str:
        return self._table("RegistryTable")

    @cached_property
    def nonce_table(self) -> str:
        return self._table("NonceTable")

    @cached_property
    def content_bucket(self) -> str:
        return self._bucket("ContentBucket")

    @cached_property
    def staging_bucket(self) -> str:
        return self._bucket("StagingBucket")

    @cached_property
    def views_table(self) -> str:
        return self._table("ViewsTable")

    @cached_property
    def people_table(self) -> str:
        return self._table("PeopleTable")

    @cached_property
    def notices_table(self) -> str:
        return self._table("NoticesTable")

    def new_log_table(self) -> str:
        """A fresh table of the log; its name."""
        return self._table("LogTable", uuid.uuid4().hex[:10])

    def new_log_bucket(self) -> str:
        """A fresh bucket of the log; its name."""
        return self._bucket("LogBucket", uuid.uuid4().hex[:10])

    def _named(self, resource: str) -> str | None:
        """On a real account, the resource that the environment names; elsewhere one is made."""
        return os.environ[f"LIENTHONG_CONTRACT_{resource.upper()}"] if self.name == "account" else None

    def clean_up(self) -> None:
        """Delete the queues, topics and keys that were made."""
        self._clean_up.close()

    def _table(self, resource: str, run: str = "") -> str:
        if named := self._named(resource):
            return named
        name = f"{resource}-{run or self._run}"
        declared = _declared()[resource]
        taken = ("AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes")
        self.dynamodb.create_table(TableName=name, **{key: declared[key] for key in taken if key in declared})
        self.dynamodb.get_waiter("table_exists").wait(
            TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
        )
        return name

    def _bucket(self, resource: str, run: str = "") -> str:
        if named := self._named(resource):
            return named
        name = f"{resource.lower()}-{run or self._run}"
        declared = _declared()[resource]
        self.s3.create_bucket(
            Bucket=name,
            ObjectLockEnabledForBucket=bool(declared.get("ObjectLockEnabled", False)),
            CreateBucketConfiguration={"LocationConstraint": REGION},
        )
        self.s3.put_bucket_versioning(
            Bucket=name, VersioningConfiguration=declared["VersioningConfiguration"]
        )
        return name

    def new_queue(self, attributes: Mapping[QueueAttributeNameType, str] | None = None) -> str:
        """A fresh queue; its URL."""
        name = f"contract-{uuid.uuid4().hex[:12]}"
        url = self.sqs.create_queue(QueueName=name, Attributes=dict(attributes or {}))["QueueUrl"]
        self._clean_up.callback(self.sqs.delete_queue, QueueUrl=url)
        return url

    def arn_of_queue(self, url: str) -> str:
        answer = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return answer["Attributes"]["QueueArn"]

    def new_dead_letter_queue(self) -> tuple[str, str]:
        """A queue and its dead-letter queue, redrive allowed as in the template; their URLs."""
        source = self.new_queue({"VisibilityTimeout": "0"})
        allowed = {"redrivePermission": "byQueue", "sourceQueueArns": [self.arn_of_queue(source)]}
        dead = self.new_queue({"RedriveAllowPolicy": json.dumps(allowed)})
        redrive = {"deadLetterTargetArn": self.arn_of_queue(dead), "maxReceiveCount": 2}
        self.sqs.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": json.dumps(redrive)})
        return source, dead

    def new_topic(self) -> str:
        """A fresh topic; its ARN."""
        arn = self.sns.create_topic(Name=f"contract-{uuid.uuid4().hex[:12]}")["TopicArn"]
        self._clean_up.callback(self.sns.delete_topic, TopicArn=arn)
        return arn

    @property
    def webhook_key(self) -> str:
        """The Ed25519 key; its id."""
        return self._named("WebhookKey") or self.new_key("ECC_NIST_EDWARDS25519")

    @property
    def applicant_key(self) -> str:
        """The key of applicants' digests; its id."""
        return self._named("ApplicantKey") or self.new_key("HMAC_256", "GENERATE_VERIFY_MAC")

    def new_key(self, spec: KeySpecType, usage: KeyUsageTypeType = "SIGN_VERIFY") -> str:
        """A fresh key, for signing unless said otherwise; its id."""
        key = self.kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]
        self._clean_up.callback(self.kms.schedule_key_deletion, KeyId=key, PendingWindowInDays=7)
        return key
