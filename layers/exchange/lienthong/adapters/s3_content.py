"""Content in S3, addressed by its SHA-256: written once, versioned, locked, streamed, never read whole."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, TypedDict
from urllib.parse import quote

from botocore.exceptions import ClientError

from lienthong.adapters.failures import code_of, named_failures
from lienthong.adapters.s3_objects import absence_as_key_error, base64_of, hex_of, open_object
from lienthong.errors import StoredContentMismatch, Unavailable, UploadMismatch
from lienthong.ports import Removal

if TYPE_CHECKING:
    from typing import NotRequired

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import ObjectLockRetentionModeType
    from mypy_boto3_s3.type_defs import PutObjectRequestTypeDef

#: Two writers of the same content at the same time: S3 asks one of them to come again. A writer that finds
#: content, and then finds it deleted, comes again as well.
_TRIES = 3
#: A version without a lock or a hold, and a key with nothing under it.
_UNLOCKED = frozenset({"NoSuchObjectLockConfiguration", "NoSuchKey", "NoSuchVersion", "404"})


class _Place(TypedDict):
    """A version, or the newest."""

    Bucket: str
    Key: str
    VersionId: NotRequired[str]


@dataclass(frozen=True, slots=True)
class S3Content:
    """:class:`lienthong.ports.ContentStore` over ``bucket``; ``copying`` is a client that can wait long."""

    client: S3Client
    copying: S3Client
    bucket: str
    staging_bucket: str

    def put(self, sha256: str, content: bytes, until: datetime | None = None) -> None:
        """Store the bytes, with their digest bound into the request.

        One AWS call; where they were there already, two more that lock them ``until`` then.
        """
        write = self._writing(sha256, content)
        _write_once(lambda: self.client.put_object(**write), lambda: self._is_retained(sha256, until))

    def keep(self, sha256: str, content: bytes) -> None:
        """Store the bytes under a legal hold. One AWS call; one more where they were there already."""
        write = self._writing(sha256, content) | {"ObjectLockLegalHoldStatus": "ON"}
        _write_once(lambda: self.client.put_object(**write), lambda: self._is_held(sha256))

    def _writing(self, sha256: str, content: bytes) -> PutObjectRequestTypeDef:
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UploadMismatch(name=sha256)
        return {
            "Bucket": self.bucket,
            "Key": sha256,
            "Body": content,
            "ChecksumSHA256": base64_of(sha256),
            "IfNoneMatch": "*",
        }

    def open(self, sha256: str) -> BinaryIO:
        """The content as a stream. One AWS call, and one more for each connection that breaks."""
        return open_object(self.client, self.bucket, sha256)[0]

    def adopt(self, sha256: str, staging_key: str, version: str, until: datetime | None = None) -> None:
        """Copy a staged version inside S3 (at most 5 GiB). AWS calls as :meth:`put`.

        Raises:
            KeyError: that version is no longer there.
            StoredContentMismatch: S3 computed another digest over the copy than the caller did.
        """
        with absence_as_key_error(staging_key):
            _write_once(
                lambda: self._copy(sha256, staging_key, version), lambda: self._is_retained(sha256, until)
            )

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

    # locks: what is in use cannot be deleted (docs/adr/0010) --------------------------------------

    def retain(self, sha256: str, until: datetime) -> bool:
        """Lock the newest version. Two AWS calls; one where it is locked for longer already."""
        mode, locked_until = self._lock(sha256)
        if locked_until is not None and locked_until >= until:
            return True
        try:
            with absence_as_key_error(sha256), named_failures():
                self.client.put_object_retention(
                    Bucket=self.bucket, Key=sha256, Retention={"Mode": mode, "RetainUntilDate": until}
                )
        except KeyError:
            return False
        except ClientError as error:
            # S3 refuses to shorten a lock, and another use may just have made it a longer one.
            if code_of(error) != "AccessDenied" or not self._is_locked(sha256, None, until):
                raise
        return True

    def _is_retained(self, sha256: str, until: datetime | None) -> bool:
        return until is None or self.retain(sha256, until)

    def _is_held(self, sha256: str) -> bool:
        try:
            self.hold(sha256)
        except KeyError:
            return False
        return True

    def remove(self, sha256: str, *, stored_before: datetime, now: datetime) -> Removal:
        """Delete old versions by their ids. One AWS call, one for each version, three for one that is locked.

        A lock that comes between reading the list and deleting is seen by S3 itself, which refuses.
        """
        removal = Removal()
        for version, stored_at in self._versions(sha256):
            if stored_at >= stored_before:
                removal = replace(removal, young=removal.young + 1)
            elif self._is_deleted(sha256, version, now):
                removal = replace(removal, deleted=removal.deleted + 1)
            else:
                removal = replace(removal, locked=removal.locked + 1)
        return removal

    def _versions(self, sha256: str) -> Iterator[tuple[str, datetime]]:
        pages = self.client.get_paginator("list_object_versions")
        with named_failures():
            for page in pages.paginate(Bucket=self.bucket, Prefix=sha256):
                for version in page.get("Versions", []):
                    yield version["VersionId"], version["LastModified"]

    def _is_deleted(self, sha256: str, version: str, now: datetime) -> bool:
        """Whether the version is gone; false where it is locked or held.

        Never asks to bypass a lock. Refused is also who has no right to delete at all: that is a fault of the
        deployment, and nobody may take it for a lock.
        """
        try:
            with named_failures():
                self.client.delete_object(Bucket=self.bucket, Key=sha256, VersionId=version)
        except ClientError as error:
            if code_of(error) != "AccessDenied":
                raise
            if not self._is_locked(sha256, version, now) and not self._has_hold(sha256, version):
                raise
            return False
        return True

    def _is_locked(self, sha256: str, version: str | None, at: datetime) -> bool:
        _, locked_until = self._lock(sha256, version)
        return locked_until is not None and locked_until >= at

    def _lock(
        self, sha256: str, version: str | None = None
    ) -> tuple[ObjectLockRetentionModeType, datetime | None]:
        """The mode of the version's lock and its end; where there is none, the mode for a first one."""
        try:
            with named_failures():
                found = self.client.get_object_retention(**self._place(sha256, version))["Retention"]
        except ClientError as error:
            if code_of(error) not in _UNLOCKED:
                raise
            return "GOVERNANCE", None
        return found.get("Mode", "GOVERNANCE"), found.get("RetainUntilDate")

    def _has_hold(self, sha256: str, version: str) -> bool:
        try:
            with named_failures():
                found = self.client.get_object_legal_hold(**self._place(sha256, version))["LegalHold"]
        except ClientError as error:
            if code_of(error) not in _UNLOCKED:
                raise
            return False
        return found.get("Status") == "ON"

    def _place(self, sha256: str, version: str | None) -> _Place:
        place: _Place = {"Bucket": self.bucket, "Key": sha256}
        return place | {"VersionId": version} if version else place


def _write_once(write: Callable[[], object], stays: Callable[[], bool]) -> None:
    """Write unless something is there; what is there has the same digest, so it is the same.

    ``stays`` sees to it that what is there stays; where it was deleted meanwhile (false), it is written anew.
    """
    for _ in range(_TRIES):
        try:
            with named_failures():
                write()
            return
        except ClientError as error:
            if code_of(error) == "ConditionalRequestConflict":
                continue
            if code_of(error) not in ("PreconditionFailed", "412"):
                raise
        if stays():
            return
    raise Unavailable


def content_disposition(name: str) -> str:
    """How a browser saves the file: the full name (RFC 8187), and an ASCII one for old readers (RFC 6266)."""
    decomposed = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    ascii_name = "".join(char if " " <= char <= "~" and char not in '"\\%' else "_" for char in plain)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='!#$&+-.^_`|~')}"
