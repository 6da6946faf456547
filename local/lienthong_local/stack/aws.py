"""Clients of the emulator, made when they are first used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, cast

import boto3
from botocore.config import Config

from lienthong_local.stack.process import Emulator

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

ACCOUNT = "000000000000"


class MailClient(Protocol):
    """What is asked of SES."""

    def get_email_identity(self, **named: str) -> Mapping[str, object]:
        """An identity, by ``EmailIdentity``."""
        ...

    def get_configuration_set_event_destinations(self, **named: str) -> Mapping[str, object]:
        """Where a configuration set's events go, by ``ConfigurationSetName``."""
        ...

    def get_configuration_set(self, **named: str) -> Mapping[str, object]:
        """A configuration set, by ``ConfigurationSetName``."""
        ...


@dataclass(frozen=True)
class Aws:
    """The account that the embedded stack is deployed to, as its administrator sees it."""

    emulator: Emulator

    @cached_property
    def session(self) -> boto3.session.Session:
        """With the account's own credentials."""
        return boto3.session.Session(
            aws_access_key_id=self.emulator.credentials.access_key,
            aws_secret_access_key=self.emulator.credentials.secret_key,
            region_name=self.emulator.region,
        )

    @property
    def endpoint(self) -> str:
        """Of every service."""
        return self.emulator.endpoint

    @property
    def authority(self) -> str:
        """Path of the certificate to trust."""
        return str(self.emulator.certificate.authority)

    @cached_property
    def config(self) -> Config:
        """No retries: an emulator that fails once fails for a reason."""
        return Config(
            retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, max_pool_connections=32
        )

    @cached_property
    def apigatewayv2(self) -> ApiGatewayV2Client:
        """HTTP API."""
        return self.session.client(
            "apigatewayv2", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def cloudformation(self) -> CloudFormationClient:
        """Deployment."""
        return self.session.client(
            "cloudformation", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def cloudwatch(self) -> CloudWatchClient:
        """Alarms and dashboard."""
        return self.session.client(
            "cloudwatch", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """Tables."""
        return self.session.client(
            "dynamodb", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def events(self) -> EventBridgeClient:
        """Rules by the clock."""
        return self.session.client(
            "events", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def scheduler(self) -> EventBridgeSchedulerClient:
        """Schedules by the administration's calendar."""
        return self.session.client(
            "scheduler", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def iam(self) -> IAMClient:
        """Roles."""
        return self.session.client(
            "iam", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def kms(self) -> KMSClient:
        """Keys."""
        return self.session.client(
            "kms", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def functions(self) -> LambdaClient:
        """Functions, layers, event source mappings."""
        return self.session.client(
            "lambda", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def logs(self) -> CloudWatchLogsClient:
        """Logs."""
        return self.session.client(
            "logs", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def s3(self) -> S3Client:
        """Buckets."""
        return self.session.client(
            "s3", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def sesv2(self) -> MailClient:
        """E-mail."""
        client = self.session.client(
            "sesv2", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )
        return cast("MailClient", client)

    @cached_property
    def sns(self) -> SNSClient:
        """Topics."""
        return self.session.client(
            "sns", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )

    @cached_property
    def sqs(self) -> SQSClient:
        """Queues."""
        return self.session.client(
            "sqs", endpoint_url=self.endpoint, verify=self.authority, config=self.config
        )
