"""Identifiers: derived where they must be the same twice, ordered by time where they must not."""

from __future__ import annotations

import pytest

from lienthong.model.identifiers import SUBMISSION_ID, is_agency_code, submission_id, ulid


@pytest.mark.parametrize("code", ["000.00.30.H39", "H39", "H39.30", "H39.12.3", "G01.1.2.3.4.5.6"])
def test_agency_codes_old_and_new_are_recognised(code: str) -> None:
    assert is_agency_code(code)


@pytest.mark.parametrize(
    "code",
    [
        *("", "h39", "H39.", "000.00.30.H3", "H39.12345", "000.00.30.H39 ", "H39.1.2.3.4.5.6.7", "Sở Y tế"),
        # Digits of other scripts look alike and are others.
        *("٠٠٠.00.30.H39", "H٣٩"),
    ],
)
def test_other_texts_are_no_agency_codes(code: str) -> None:
    assert not is_agency_code(code)


def test_the_same_document_has_the_same_submission_id_at_every_attempt_to_send_it() -> None:
    assert submission_id("000.00.30.H39", "VB-1") == submission_id("000.00.30.H39", "VB-1", attempt=1)


def test_submission_ids_have_one_form() -> None:
    assert SUBMISSION_ID.fullmatch(submission_id("000.00.30.H39", "Văn bản / số 1"))


def test_sender_document_and_attempt_each_change_the_submission_id() -> None:
    ids = {
        submission_id("A", "VB-1"),
        submission_id("B", "VB-1"),
        submission_id("A", "VB-2"),
        submission_id("A", "VB-1", attempt=2),
    }
    assert len(ids) == 4


def test_two_parts_cannot_be_split_differently_to_the_same_submission_id() -> None:
    assert submission_id("AB", "C") != submission_id("A", "BC")
    assert submission_id("A", "1", attempt=11) != submission_id("A", "11", attempt=1)


def test_ulids_sort_by_time_and_then_by_their_random_part() -> None:
    earlier, later = ulid(1_000, b"\xff" * 10), ulid(1_001, b"\x00" * 10)
    assert earlier < later
    assert ulid(1_000, b"\x00" * 9 + b"\x01") < ulid(1_000, b"\x00" * 9 + b"\x02")


def test_a_ulid_is_written_as_its_specification_says() -> None:
    # The example of the specification (github.com/ulid/spec), and the ends of its range.
    assert ulid(1_469_922_850_259, bytes.fromhex("d6764c61efb99302bd5b")) == "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    assert ulid(2**48 - 1, b"\xff" * 10) == "7" + "Z" * 25
    assert ulid(0, bytes(10)) == "0" * 26
