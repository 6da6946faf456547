"""The log's files in S3: written once, but for the checkpoint, which moves from the version read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lienthong.adapters.failures import code_of, named_failures
from lienthong.adapters.s3_objects import absence_as_key_error, base64_of
from lienthong.errors import LogContradiction, Unavailable
from lienthong.ports import CheckpointMoved, PublishedNote

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import PutObjectRequestTypeDef

CHECKPOINT = "checkpoint"
_REFUSED = frozenset({"PreconditionFailed", "412"})
#: Two writers of one key at the same time: S3 asks one of them to come again.
_CONFLICT = "ConditionalRequestConflict"
_CONFLICT_TRIES = 3


@dataclass(frozen=True, slots=True)
class S3Log:
    """:class:`lienthong.ports.LogFiles` over ``bucket``."""

    client: S3Client
    bucket: str

    def read(self, path: str) -> bytes:
        """One file. One AWS call."""
        with absence_as_key_error(path), named_failures():
            return self.client.get_object(Bucket=self.bucket, Key=path)["Body"].read()

    def put_once(self, path: str, content: bytes) -> None:
        """Write, or compare with what is there. One AWS call; two where something was."""
        try:
            self._put(self._request(path, content) | {"IfNoneMatch": "*"})
        except ClientError as error:
            if code_of(error) not in _REFUSED:
                raise
            if self.read(path) != content:
                raise LogContradiction(what=f"{path} holds other bytes") from error

    def checkpoint(self) -> PublishedNote | None:
        """The checkpoint. One AWS call."""
        try:
            with absence_as_key_error(CHECKPOINT), named_failures():
                answer = self.client.get_object(Bucket=self.bucket, Key=CHECKPOINT)
                return PublishedNote(answer["Body"].read(), answer["ETag"])
        except KeyError:
            return None

    def replace_checkpoint(self, note: bytes, replaced: PublishedNote | None) -> PublishedNote:
        """Publish. One AWS call."""
        request = self._request(CHECKPOINT, note)
        request |= {"IfMatch": replaced.tag} if replaced else {"IfNoneMatch": "*"}
        try:
            return PublishedNote(note, self._put(request))
        except ClientError as error:
            if code_of(error) in _REFUSED or code_of(error) == "NoSuchKey":
                raise CheckpointMoved from error
            raise

    def first_path(self, prefix: str, after: str) -> str | None:
        """The first path behind another. One AWS call."""
        with named_failures():
            answer = self.client.list_objects_v2(
                Bucket=self.bucket, Prefix=prefix, StartAfter=after, MaxKeys=1
            )
        return next((entry["Key"] for entry in answer.get("Contents", [])), None)

    def paths(self, prefix: str) -> Iterator[str]:
        """Every path. One AWS call for a thousand."""
        paginator = self.client.get_paginator("list_objects_v2")
        with named_failures():
            for page in paginator.paginate(Bucket=self.bucket, Prefix=prefix):
                yield from (entry["Key"] for entry in page.get("Contents", []))

    def _request(self, path: str, content: bytes) -> PutObjectRequestTypeDef:
        checksum = base64_of(hashlib.sha256(content).hexdigest())
        return {"Bucket": self.bucket, "Key": path, "Body": content, "ChecksumSHA256": checksum}

    def _put(self, request: PutObjectRequestTypeDef) -> str:
        """Its entity tag."""
        for _ in range(_CONFLICT_TRIES):
            try:
                with named_failures():
                    return self.client.put_object(**request)["ETag"]
            except ClientError as error:
                if code_of(error) != _CONFLICT:
                    raise
        raise Unavailable
