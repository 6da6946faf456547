"""Content in S3, addressed by its SHA-256: written once, versioned, locked, streamed, never read whole."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from botocore.exceptions import ClientError

from lienthong.adapters.failures import code_of, named_failures
from lienthong.adapters.s3_objects import absence_as_key_error, base64_of, hex_of, open_object
from lienthong.errors import StoredContentMismatch, Unavailable, UploadMismatch

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

#: Two writers of the same content at the same time: S3 asks one of them to come again.
_CONFLICT_TRIES = 3


@dataclass(frozen=True, slots=True)
class S3Content:
    """:class:`lienthong.ports.ContentStore` over ``bucket``; ``copying`` is a client that can wait long."""

    client: S3Client
    copying: S3Client
    bucket: str
    staging_bucket: str

    def put(self, sha256: str, content: bytes) -> None:
        """Store the bytes, with their digest bound into the request. One AWS call."""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UploadMismatch(name=sha256)
        _write_once(
            lambda: self.client.put_object(
                Bucket=self.bucket,
                Key=sha256,
                Body=content,
                ChecksumSHA256=base64_of(sha256),
                IfNoneMatch="*",
            )
        )

    def open(self, sha256: str) -> BinaryIO:
        """The content as a stream. One AWS call, and one more for each connection that breaks."""
        return open_object(self.client, self.bucket, sha256)[0]

    def adopt(self, sha256: str, staging_key: str, version: str) -> None:
        """Copy a staged version inside S3 (at most 5 GiB). One AWS call.

        Raises:
            KeyError: that version is no longer there.
            StoredContentMismatch: S3 computed another digest over the copy than the caller did.
        """
        with absence_as_key_error(staging_key):
            _write_once(lambda: self._copy(sha256, staging_key, version))

    def _copy(self, sha256: str, staging_key: str, version: str) -> None:
        answer = self.copying.copy_object(
            Bucket=self.bucket,
            Key=sha256,
            CopySource={"Bucket": self.staging_bucket, "Key": staging_key, "VersionId": version},
            ChecksumAlgorithm="SHA256",
            MetadataDirective="REPLACE",
            IfNoneMatch="*",
        )
        checksum = answer["CopyObjectResult"].get("ChecksumSHA256")
        # A digest with a part count is one of digests and says nothing about the whole.
        if checksum and "-" not in checksum and hex_of(checksum) != sha256:
            raise StoredContentMismatch(what=f"copy {sha256}")

    def link(self, sha256: str, *, name: str, media_type: str, seconds: int) -> str:
        """A presigned address. No AWS call: it is computed here."""
        return self.client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.bucket,
                "Key": sha256,
                "ResponseContentDisposition": content_disposition(name),
                "ResponseContentType": media_type,
            },
            ExpiresIn=seconds,
        )

    def hold(self, sha256: str) -> None:
        """Place a legal hold on the newest version. One AWS call.

        Raises:
            KeyError: the content is not there.
        """
        with absence_as_key_error(sha256), named_failures():
            self.client.put_object_legal_hold(Bucket=self.bucket, Key=sha256, LegalHold={"Status": "ON"})


def _write_once(write: Callable[[], object]) -> None:
    """Write unless something is there; what is there has the same digest, so it is the same."""
    for _ in range(_CONFLICT_TRIES):
        try:
            with named_failures():
                write()
            return
        except ClientError as error:
            if code_of(error) in ("PreconditionFailed", "412"):
                return
            if code_of(error) != "ConditionalRequestConflict":
                raise
    raise Unavailable


def content_disposition(name: str) -> str:
    """How a browser saves the file: the full name (RFC 8187), and an ASCII one for old readers (RFC 6266)."""
    decomposed = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    ascii_name = "".join(char if " " <= char <= "~" and char not in '"\\%' else "_" for char in plain)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='!#$&+-.^_`|~')}"
