"""What a failed AWS call means to the exchange: try again later, or a fault that nobody may hide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as AwsConnectionError

from lienthong.errors import Throttled, Unavailable

#: Codes by which AWS asks to slow down (botocore's own list of throttling codes, and KMS's).
_THROTTLING = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "KMSThrottlingException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


@contextmanager
def named_failures() -> Iterator[None]:
    """Turn what may pass by itself into Throttled or Unavailable; everything else stays what it is.

    Refused permissions, wrong names and invalid parameters are faults of the deployment or of the code:
    they propagate, end the message in its dead-letter queue and raise the alarm.
    """
    try:
        yield
    except ClientError as error:
        if is_throttling(error):
            raise Throttled from error
        if status_of(error) >= 500:
            raise Unavailable from error
        raise
    except (AwsConnectionError, HTTPClientError) as error:
        raise Unavailable from error


def is_throttling(error: ClientError) -> bool:
    """Whether the service asked us to slow down."""
    return code_of(error) in _THROTTLING or status_of(error) == 429


def code_of(error: ClientError) -> str:
    """AWS's code of the error; for S3 without a body, the status as text."""
    return error.response.get("Error", {}).get("Code", "")


def status_of(error: ClientError) -> int:
    """The HTTP status."""
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
