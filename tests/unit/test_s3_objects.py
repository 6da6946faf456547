"""Streams from S3 that break on the way."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import IncompleteReadError

from lienthong.adapters.s3_objects import open_object
from lienthong.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONTENT = bytes(range(256)) * 16
MIDDLE = 1000


class Body(io.BytesIO):
    """A body that breaks, or ends as if it were whole, when its bytes are used up."""

    def __init__(self, content: bytes, *, breaks: bool = False) -> None:
        super().__init__(content)
        self._breaks = breaks

    def readinto(self, buffer: Any, /) -> int:
        count = super().readinto(buffer)
        if not count and self._breaks:
            raise IncompleteReadError(actual_bytes=MIDDLE, expected_bytes=len(CONTENT))
        return count


class Bucket:
    """An object whose first answer is cut in the middle; ``honest`` engines keep to the range asked for."""

    def __init__(self, *, breaks: bool, honest: bool) -> None:
        self._breaks, self._honest = breaks, honest
        self.ranges: list[str] = []

    def get_object(self, **asked: str) -> dict[str, object]:
        if "Range" not in asked:
            body = Body(CONTENT[:MIDDLE], breaks=self._breaks)
            return {"Body": body, "ContentLength": len(CONTENT), "VersionId": "v1"}
        self.ranges.append(asked["Range"])
        if not self._honest:
            return {"Body": Body(CONTENT), "ContentLength": len(CONTENT)}
        begin = int(asked["Range"].removeprefix("bytes=").partition("-")[0])
        return {
            "Body": Body(CONTENT[begin:]),
            "ContentRange": f"bytes {begin}-{len(CONTENT) - 1}/{len(CONTENT)}",
        }


def _stream(bucket: Bucket) -> io.BufferedReader:
    stream, _, _ = open_object(cast("S3Client", bucket), "bucket", "key")
    return cast("io.BufferedReader", stream)


@pytest.mark.parametrize("breaks", [True, False], ids=["broken", "ended early"])
def test_a_stream_goes_on_where_it_was_cut(*, breaks: bool) -> None:
    bucket = Bucket(breaks=breaks, honest=True)

    assert _stream(bucket).read() == CONTENT
    assert bucket.ranges == [f"bytes={MIDDLE}-{len(CONTENT) - 1}"]


def test_an_answer_that_begins_anew_is_never_taken_for_the_rest() -> None:
    with pytest.raises(Unavailable):
        _stream(Bucket(breaks=True, honest=False)).read()
