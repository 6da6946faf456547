"""Where an engine is known not to do what AWS does, with the reason, in this one place.

A deviating test runs all the same and must fail: as soon as the engine mends its ways the suite says so, and
the line goes. Only what an engine gets wrong by chance is left out there. Production runs on none of them.
"""

from __future__ import annotations

_NO_CHECKSUMS = "the checksum header of a presigned upload is neither checked nor kept"
_NO_REDRIVE_ALLOWANCE = "the attribute RedriveAllowPolicy is unknown"

#: (engine, test) → what the engine does instead.
DEVIATIONS: dict[tuple[str, str], str] = {
    (
        "moto",
        "test_a_transaction_sent_again_is_the_same_transaction",
    ): "ClientRequestToken is ignored",
    (
        "ministack",
        "test_parts_that_were_joined_count_as_arrived",
    ): "GetObjectAttributes lists the parts of a joined upload without their checksums",
    (
        "moto",
        "test_parts_that_were_joined_count_as_arrived",
    ): _NO_CHECKSUMS,
    ("moto", "test_a_single_put_arrives_whole_and_is_adopted"): _NO_CHECKSUMS,
    ("moto", "test_a_ticket_takes_only_the_bytes_it_is_for"): _NO_CHECKSUMS,
    ("moto", "test_parts_arrive_in_any_order_and_again"): _NO_CHECKSUMS,
    ("moto", "test_joining_again_is_harmless"): _NO_CHECKSUMS,
    ("moto", "test_redriving_sends_every_letter_back_to_its_source"): _NO_REDRIVE_ALLOWANCE,
    ("moto", "test_only_queues_with_a_source_can_be_redriven"): _NO_REDRIVE_ALLOWANCE,
    (
        "moto",
        "test_a_webhook_signature_verifies_with_the_published_key",
    ): "Ed25519 keys are refused",
    (
        "moto",
        "test_a_legal_hold_needs_content_and_may_be_placed_twice",
    ): "a legal hold on a missing key is an internal error instead of NoSuchKey",
}

#: (engine, test) → why its outcome there is a matter of chance; skipped with this reason.
CHANCE: dict[tuple[str, str], str] = {
    (
        "moto",
        "test_of_many_sequencers_at_once_exactly_one_swaps",
    ): "moto checks a transaction's conditions and writes its items without a lock between them",
    (
        "moto",
        "test_of_many_writers_at_once_exactly_one_wins",
    ): "moto checks a transaction's conditions and writes its items without a lock between them",
}
