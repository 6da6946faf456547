"""Uploads by ticket in S3: every part's SHA-256 is a signed header, so S3 itself refuses other bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lienthong.adapters.failures import code_of, named_failures
from lienthong.adapters.s3_objects import absence_as_key_error, base64_of, hex_of, open_object
from lienthong.errors import UploadIncomplete
from lienthong.ports import PartTicket, StagedFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        GetObjectAttributesRequestTypeDef,
        ObjectPartTypeDef,
        PartTypeDef,
    )

_CHECKSUM_HEADER = "x-amz-checksum-sha256"


@dataclass(frozen=True, slots=True)
class S3Staging:
    """:class:`lienthong.ports.StagingStore` over ``bucket``, which must keep versions."""

    client: S3Client
    bucket: str

    def begin(self, key: str) -> str:
        """Open a multipart upload. One AWS call."""
        with named_failures():
            answer = self.client.create_multipart_upload(
                Bucket=self.bucket, Key=key, ChecksumAlgorithm="SHA256"
            )
        return answer["UploadId"]

    def tickets(
        self, key: str, upload_id: str, parts: Mapping[int, str], *, seconds: int
    ) -> tuple[PartTicket, ...]:
        """Presigned addresses. No AWS call: they are computed here."""
        return tuple(
            self._ticket(key, upload_id, number, sha256, seconds) for number, sha256 in sorted(parts.items())
        )

    def _ticket(self, key: str, upload_id: str, number: int, sha256: str, seconds: int) -> PartTicket:
        checksum = base64_of(sha256)
        place: dict[str, str | int] = {"Bucket": self.bucket, "Key": key, "ChecksumSHA256": checksum}
        if upload_id:
            place |= {"UploadId": upload_id, "PartNumber": number}
        url = self.client.generate_presigned_url(
            "upload_part" if upload_id else "put_object", Params=place, ExpiresIn=seconds
        )
        return PartTicket(number, url, {_CHECKSUM_HEADER: checksum}, sha256)

    def whole_ticket(self, key: str, sha256: str, *, size: int, seconds: int) -> PartTicket:
        """A presigned address, with size and digest among what is signed. No AWS call."""
        checksum = base64_of(sha256)
        url = self.client.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self.bucket,
                "Key": key,
                "ChecksumSHA256": checksum,
                "ContentLength": size,
            },
            ExpiresIn=seconds,
        )
        return PartTicket(1, url, {_CHECKSUM_HEADER: checksum, "content-length": str(size)}, sha256)

    def uploaded_parts(self, key: str, upload_id: str) -> Mapping[int, str]:
        """The parts that have arrived; all of them once they have been joined.

        One AWS call for a thousand parts (ListParts; HeadObject for a single PUT), a second where the parts
        have been joined (GetObjectAttributes).
        """
        if not upload_id:
            return self._single_part(key)
        try:
            arrived = self._listed_parts(key, upload_id)
        except ClientError as error:
            if code_of(error) != "NoSuchUpload":
                raise
            return self._joined_parts(key)
        return _digests(arrived.values())

    def _single_part(self, key: str) -> dict[int, str]:
        try:
            with absence_as_key_error(key), named_failures():
                answer = self.client.head_object(Bucket=self.bucket, Key=key, ChecksumMode="ENABLED")
        except KeyError:
            return {}
        return _digests([{"PartNumber": 1, "ChecksumSHA256": answer.get("ChecksumSHA256", "")}])

    def _listed_parts(self, key: str, upload_id: str) -> dict[int, PartTypeDef]:
        pages = self.client.get_paginator("list_parts").paginate(
            Bucket=self.bucket, Key=key, UploadId=upload_id
        )
        with named_failures():
            return {part["PartNumber"]: part for page in pages for part in page.get("Parts", [])}

    def _joined_parts(self, key: str) -> dict[int, str]:
        joined: dict[int, str] = {}
        request: GetObjectAttributesRequestTypeDef = {
            "Bucket": self.bucket,
            "Key": key,
            "ObjectAttributes": ["ObjectParts"],
        }
        while True:
            try:
                with absence_as_key_error(key), named_failures():
                    parts = self.client.get_object_attributes(**request).get("ObjectParts", {})
            except KeyError:
                return {}
            joined |= _digests(parts.get("Parts", []))
            if not parts.get("IsTruncated"):
                return joined
            request["PartNumberMarker"] = parts["NextPartNumberMarker"]

    def complete(self, key: str, upload_id: str, parts: Mapping[int, str]) -> None:
        """Join the parts. Two AWS calls (ListParts for the parts' tags, CompleteMultipartUpload).

        Raises:
            UploadIncomplete: parts are missing, or other bytes arrived.
        """
        try:
            arrived = self._listed_parts(key, upload_id)
            missing = [n for n, sha256 in parts.items() if _checksum(arrived.get(n)) != base64_of(sha256)]
            if missing:
                raise UploadIncomplete(missing=len(missing))
            self._join(key, upload_id, {number: arrived[number] for number in sorted(parts)})
        except ClientError as error:
            if code_of(error) != "NoSuchUpload":
                raise
            # Joined before: an earlier answer was lost, or somebody completed it at the same time.
            self._require_joined(key, len(parts))

    def _join(self, key: str, upload_id: str, arrived: Mapping[int, PartTypeDef]) -> None:
        with named_failures():
            self.client.complete_multipart_upload(
                Bucket=self.bucket,
                Key=key,
                UploadId=upload_id,
                MultipartUpload={
                    "Parts": [
                        {
                            "PartNumber": number,
                            "ETag": part["ETag"],
                            "ChecksumSHA256": part["ChecksumSHA256"],
                        }
                        for number, part in arrived.items()
                    ]
                },
            )

    def _require_joined(self, key: str, count: int) -> None:
        try:
            with absence_as_key_error(key), named_failures():
                self.client.head_object(Bucket=self.bucket, Key=key)
        except KeyError as error:
            raise UploadIncomplete(missing=count) from error

    def remove(self, key: str, version: str) -> None:
        """Delete a version for good. One AWS call."""
        with named_failures():
            self.client.delete_object(Bucket=self.bucket, Key=key, VersionId=version)

    def lay(self, key: str, content: bytes) -> None:
        """Put bytes there. One AWS call."""
        with named_failures():
            self.client.put_object(Bucket=self.bucket, Key=key, Body=content)

    def link(self, key: str, *, media_type: str, seconds: int) -> str:
        """A presigned address. No AWS call: it is computed here."""
        return self.client.generate_presigned_url(
            "get_object",
            Params={"Bucket": self.bucket, "Key": key, "ResponseContentType": media_type},
            ExpiresIn=seconds,
        )

    def open(self, key: str) -> StagedFile:
        """The staged file. One AWS call, and one more for each connection that breaks."""
        return StagedFile(*open_object(self.client, self.bucket, key))


def _digests(parts: Iterable[PartTypeDef | ObjectPartTypeDef]) -> dict[int, str]:
    """The parts' digests in hex; a part without one did not come by a ticket and does not count."""
    return {
        part["PartNumber"]: hex_of(part["ChecksumSHA256"]) for part in parts if part.get("ChecksumSHA256")
    }


def _checksum(part: PartTypeDef | None) -> str:
    return part.get("ChecksumSHA256", "") if part else ""
