"""What both buckets need: digests as S3 writes them, absence as KeyError, and streams that survive a cut."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from botocore.exceptions import ClientError, HTTPClientError, IncompleteReadError
from botocore.exceptions import ConnectionError as AwsConnectionError

from lienthong.adapters.failures import code_of, named_failures
from lienthong.errors import IntegrityFault, Unavailable

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef
    from typing_extensions import Buffer

_ABSENT = frozenset({"NoSuchKey", "NoSuchVersion", "404"})
#: Bytes that a reader fetches ahead; large enough that hashing 5 GiB is not about calls into Python.
_BUFFER_BYTES = 1024 * 1024
#: Broken connections in a row without a byte between them, before a stream gives up.
_RESUMPTIONS = 3


def base64_of(sha256: str) -> str:
    """A digest in hex as S3 writes it."""
    return base64.b64encode(bytes.fromhex(sha256)).decode()


def hex_of(checksum: str) -> str:
    """A digest as S3 writes it, in hex."""
    return base64.b64decode(checksum).hex()


@contextmanager
def absence_as_key_error(key: str) -> Iterator[None]:
    """A missing object is a KeyError. S3 says so only to whom it lets list the bucket (s3:ListBucket)."""
    try:
        yield
    except ClientError as error:
        if code_of(error) in _ABSENT:
            raise KeyError(key) from error
        raise


def open_object(client: S3Client, bucket: str, key: str) -> tuple[BinaryIO, int, str]:
    """The newest version as a stream, its size and its version id. One AWS call, and one for each resumption.

    Raises:
        KeyError: it is not there.
        IntegrityFault: the bucket keeps no versions, so what is read now could be another thing later.
    """
    with absence_as_key_error(key), named_failures():
        answer = client.get_object(Bucket=bucket, Key=key)
    if not answer.get("VersionId"):
        raise IntegrityFault(what=f"bucket {bucket} keeps no versions")
    raw = _VersionReader(client, bucket, key, answer)
    return io.BufferedReader(raw, _BUFFER_BYTES), answer["ContentLength"], answer["VersionId"]


class _VersionReader(io.RawIOBase):
    """One version of an object, read forward; never held whole, resumed where a connection breaks."""

    def __init__(self, client: S3Client, bucket: str, key: str, answer: GetObjectOutputTypeDef) -> None:
        self._client = client
        self._place = (bucket, key, answer["VersionId"])
        self._body: StreamingBody = answer["Body"]
        self._size = answer["ContentLength"]
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        if self._position >= self._size:
            return 0
        for _ in range(_RESUMPTIONS):
            try:
                # Typed as a file by botocore's stubs; it fills the buffer like any raw stream.
                count = self._body.readinto(cast("IO[bytes]", buffer))
            except (AwsConnectionError, HTTPClientError, IncompleteReadError):
                count = 0
            if count:
                self._position += count
                return count
            # Broken, or ended before its time: more is to come.
            self._resume()
        raise Unavailable

    def _resume(self) -> None:
        self._body.close()
        bucket, key, version = self._place
        with absence_as_key_error(key), named_failures():
            answer = self._client.get_object(
                Bucket=bucket, Key=key, VersionId=version, Range=f"bytes={self._position}-{self._size - 1}"
            )
        self._body = answer["Body"]
        if not answer.get("ContentRange", "").startswith(f"bytes {self._position}-"):
            # An engine that ignores the range would begin anew, and the digest would blame the sender.
            raise Unavailable

    def close(self) -> None:
        if not self.closed:
            self._body.close()
        super().close()
