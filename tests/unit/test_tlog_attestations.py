"""Attestations are read back as they were written, and nothing else is read as one."""

from __future__ import annotations

import hashlib

import pytest

from lienthong.tlog.attestations import Attestation, MalformedAttestation, imprint, path_of
from lienthong.tlog.checkpoints import TreeHead

NOTE = b"log.example.vn\n1\nAAAA\n\n\xe2\x80\x94 log.example.vn AAAA\n"


def test_an_attestation_is_read_back_as_it_was_written() -> None:
    one = Attestation(NOTE, b"\x30\x00")
    assert Attestation.from_bytes(one.to_bytes()) == one
    assert Attestation.from_bytes(one.to_bytes()).to_bytes() == one.to_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"v":2,"checkpoint":"a","timestamp":""}',
        b'{"v":1,"checkpoint":1,"timestamp":""}',
        b'{"v":1,"checkpoint":"a","timestamp":"?"}',
        b'{"v":1,"checkpoint":"\\ud800","timestamp":""}',
    ],
)
def test_other_bytes_are_no_attestation(content: bytes) -> None:
    with pytest.raises(MalformedAttestation):
        Attestation.from_bytes(content)


def test_the_time_stamp_is_over_the_text_that_the_log_signs() -> None:
    head = TreeHead("log.example.vn", 1, bytes(32))
    assert imprint(head) == hashlib.sha256(head.text.encode()).digest()


def test_paths_sort_as_sizes_do() -> None:
    sizes = [1, 9, 10, 99, 100, 2**62]
    assert sorted(map(path_of, sizes)) == [path_of(size) for size in sizes]
