"""Containers that the exchange writes: read by our own validator, by unzip and by openssl."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import zipfile
from base64 import b64decode
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from lienthong.signatures.asic_writer import MANIFEST, TIMESTAMP, Member, UnfitMember, write_container
from lienthong.signatures.report import FileReport, Indication, SubIndication
from lienthong.signatures.trust import TrustAnchors
from lienthong.signatures.validator import validate_file
from tests.builders.signing_pki import NOW, province, stamp

LETTER = "Kính gửi: Sở Xây dựng".encode()
FILES = {
    "Công văn số 12 (bản & ký).txt": LETTER,
    "phụ lục/bảng 1.csv": b"1;2\n",
    "trống.txt": b"",
}
STAMPED_AT = NOW - timedelta(minutes=5)


def members(files: dict[str, bytes] = FILES) -> list[Member]:
    return [Member(name, "text/plain", len(content), io.BytesIO(content)) for name, content in files.items()]


def token(sha256: bytes) -> bytes:
    return stamp(province().tsa, b"", STAMPED_AT, imprint=sha256)


def container(files: dict[str, bytes] = FILES) -> bytes:
    out = io.BytesIO()
    write_container(out, members(files), token)
    return out.getvalue()


def test_the_format_shows_in_the_first_bytes() -> None:
    assert container()[30:].startswith(b"mimetypeapplication/vnd.etsi.asic-e+zip")


def verify(written: bytes) -> FileReport:
    return validate_file(
        written, name="a", trust=province().trust, revocation=province().revocation(), at=NOW
    )


def test_our_own_validator_says_since_when_the_files_are_proven() -> None:
    report = verify(container())
    assert report.format == "ASiC-E"
    [proof] = report.evidence_records
    assert (proof.syntax, proof.integrity, proof.indication) == ("TST", "intact", Indication.TOTAL_PASSED)
    assert (proof.proven_time, proof.covers) == (STAMPED_AT, tuple(sorted(FILES)))
    assert [finding.code for finding in proof.findings] == ["timestamp.proves"]


def test_a_proof_of_time_is_no_signature() -> None:
    assert verify(container()).sub_indication is SubIndication.NO_SIGNATURE_FOUND


def test_a_file_changed_afterwards_is_proven_no_longer_and_named() -> None:
    changed = repacked(container(), {"phụ lục/bảng 1.csv": b"1;9"})
    [proof] = verify(changed).evidence_records
    assert (proof.integrity, proof.indication, proof.proven_time) == (
        "broken",
        Indication.TOTAL_FAILED,
        None,
    )
    assert any("bảng 1.csv" in finding.en for finding in proof.findings)


def repacked(written: bytes, changes: dict[str, bytes]) -> bytes:
    """The container with other contents, sound as an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, changes.get(entry.filename, old.read(entry)))
    return out.getvalue()


def test_a_token_of_an_unknown_authority_proves_nothing() -> None:
    [proof] = validate_file(container(), name="a", trust=TrustAnchors(), at=NOW).evidence_records
    assert (proof.integrity, proof.indication, proof.proven_time) == (
        "intact",
        Indication.INDETERMINATE,
        None,
    )


def test_the_same_files_give_the_same_bytes() -> None:
    kept: dict[bytes, bytes] = {}

    def once(sha256: bytes) -> bytes:
        return kept.setdefault(sha256, token(sha256))

    written = []
    for _ in range(2):
        out = io.BytesIO()
        write_container(out, members(), once)
        written.append(out.getvalue())
    assert written[0] == written[1]
    assert len(kept) == 1


class Zeros(io.RawIOBase):
    """Many bytes that nobody holds; notes the most that was asked for at once."""

    def __init__(self, size: int) -> None:
        self.left, self.most = size, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        self.most = max(self.most, size)
        given = min(size, self.left)
        self.left -= given
        return bytes(given)


class Nowhere(io.RawIOBase):
    """Forgets what is written but its end, as a file would be seekable."""

    def __init__(self) -> None:
        self.position = self.end = 0

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        length = len(cast(bytes, data))
        self.position += length
        self.end = max(self.end, self.position)
        return length

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.position = offset + (self.position if whence == 1 else self.end if whence == 2 else 0)
        return self.position

    def tell(self) -> int:
        return self.position


def test_files_of_any_size_pass_through_in_pieces() -> None:
    large = Zeros(64 * 1024 * 1024)
    out = Nowhere()
    member = Member("lớn.bin", "application/octet-stream", large.left, cast(BinaryIO, large))
    write_container(cast(BinaryIO, out), [member], token)
    assert large.most <= 1024 * 1024
    assert out.end > 64 * 1024 * 1024


@pytest.mark.parametrize("size", [len(LETTER) - 1, len(LETTER) + 1])
def test_a_file_of_another_size_than_announced_is_refused(size: int) -> None:
    with pytest.raises(UnfitMember, match="announced"):
        write_container(io.BytesIO(), [Member("a", "text/plain", size, io.BytesIO(LETTER))], token)


@pytest.mark.parametrize(
    "names",
    [
        ["mimetype"], ["META-INF/a.xml"], ["meta-inf/a.xml"], ["/etc/passwd"], ["../a"], ["a/../b"], ["a//b"],
        ["C:/a"], ["a\\b"], ["a\nb"], [""], ["a", "a"], [],
    ],
)  # fmt: skip
def test_a_name_that_a_reader_would_refuse_is_not_written(names: Sequence[str]) -> None:
    with pytest.raises(UnfitMember):
        write_container(io.BytesIO(), [Member(name, "text/plain", 0, io.BytesIO()) for name in names], token)


# --- independent readers ----------------------------------------------------------------------------


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    (tmp_path / "a.asice").write_bytes(container())
    with zipfile.ZipFile(tmp_path / "a.asice") as archive:
        archive.extractall(tmp_path / "files")
    return tmp_path


@pytest.mark.oracle("openssl")
def test_openssl_verifies_the_token_over_the_manifest(unpacked: Path) -> None:
    (unpacked / "root.pem").write_bytes(province().root.pem)
    (unpacked / "ca.pem").write_bytes(province().ca.pem)
    command = [
        "openssl", "ts", "-verify", "-token_in", "-in", str(unpacked / "files" / TIMESTAMP),
        "-data", str(unpacked / "files" / MANIFEST),
        "-CAfile", str(unpacked / "root.pem"), "-untrusted", str(unpacked / "ca.pem"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr, done.stderr


def test_the_manifest_states_each_files_digest(unpacked: Path) -> None:
    manifest = (unpacked / "files" / MANIFEST).read_text(encoding="utf-8")
    stated = re.findall(r"<ds:DigestValue>(.*?)</ds:DigestValue>", manifest)
    found = [hashlib.sha256((unpacked / "files" / name).read_bytes()).digest() for name in FILES]
    assert [b64decode(value) for value in stated] == found


def test_members_are_stored_and_tell_nothing_of_when_and_where_they_were_packed() -> None:
    with zipfile.ZipFile(io.BytesIO(container())) as archive:
        entries = archive.infolist()
        assert archive.testzip() is None
    assert {(e.compress_type, e.date_time, e.create_system, e.extra) for e in entries} == {
        (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0), 3, b"")
    }
