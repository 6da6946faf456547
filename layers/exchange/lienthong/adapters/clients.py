"""Clients of AWS, made when first needed and kept while the function is warm.

They come from botocore directly: importing boto3 on top costs a cold start a fifth more and adds nothing
that is used here. Endpoints are botocore's own matter (``AWS_ENDPOINT_URL`` and its per-service kin).
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.session import Session

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

    from lienthong.adapters.ses_letters import SesClient

#: For messages to people: a second try may be a second message.
_ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})
#: CopyObject answers once the whole copy stands; 5 GiB take S3 a minute or two.
_COPY_SECONDS = 300


def configuration(*, read_timeout: int = 10) -> Config:
    """What every client shares: few tries, short time-outs, no checksums but the ones we bind ourselves."""
    own_endpoint = bool(os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT_URL_S3"))
    return Config(
        retries={"mode": "standard", "total_max_attempts": 3},
        connect_timeout=3,
        read_timeout=read_timeout,
        tcp_keepalive=True,
        signature_version="v4",
        # Names of buckets are not names of hosts at an engine of one's own.
        s3={"addressing_style": "path" if own_endpoint else "virtual"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


@lru_cache(maxsize=1)
def _session() -> Session:
    return Session()


@lru_cache
def dynamodb() -> DynamoDBClient:
    """The client of DynamoDB."""
    return cast("DynamoDBClient", _session().create_client("dynamodb", config=configuration()))


@lru_cache
def s3() -> S3Client:
    """The client of S3, for everything but copies."""
    config = configuration().merge(Config(signature_version="s3v4"))
    return cast("S3Client", _session().create_client("s3", config=config))


@lru_cache
def s3_copying() -> S3Client:
    """A client of S3 that waits for the copy of a large object."""
    config = configuration(read_timeout=_COPY_SECONDS).merge(Config(signature_version="s3v4"))
    return cast("S3Client", _session().create_client("s3", config=config))


@lru_cache
def sqs() -> SQSClient:
    """The client of SQS."""
    return cast("SQSClient", _session().create_client("sqs", config=configuration()))


@lru_cache
def sns() -> SNSClient:
    """The client of SNS."""
    return cast("SNSClient", _session().create_client("sns", config=configuration()))


@lru_cache
def sns_once() -> SNSClient:
    """A client of SNS that never tries again by itself."""
    return cast("SNSClient", _session().create_client("sns", config=configuration().merge(_ONCE)))


@lru_cache
def ses_once() -> SesClient:
    """A client of SES that never tries again by itself."""
    return cast("SesClient", _session().create_client("sesv2", config=configuration().merge(_ONCE)))


@lru_cache
def kms() -> KMSClient:
    """The client of KMS."""
    return cast("KMSClient", _session().create_client("kms", config=configuration()))
