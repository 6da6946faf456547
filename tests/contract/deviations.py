"""Where an engine is known not to do what AWS does, with the reason, in this one place.

A deviating test runs all the same and must fail: as soon as the engine mends its ways the suite says so, and
the line goes. Only what an engine gets wrong by chance is left out there. Production runs on none of them.
"""

from __future__ import annotations

_NO_CHECKSUMS = "the checksum header of a presigned upload is neither checked nor kept"
_NO_RETENTION = "GetObjectRetention is an internal error"
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
    ("moto", "test_a_whole_ticket_takes_exactly_its_bytes"): _NO_CHECKSUMS,
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
    ("moto", "test_a_lock_is_only_ever_made_longer"): _NO_RETENTION,
    ("moto", "test_what_is_kept_is_never_removed_whoever_stored_it_first"): _NO_RETENTION,
    ("moto", "test_whoever_finds_the_bytes_there_locks_them_for_its_own_time"): _NO_RETENTION,
    ("moto", "test_a_hold_that_was_placed_for_a_recall_is_no_fault_of_the_removal"): _NO_RETENTION,
    ("moto", "test_bytes_that_are_deleted_while_they_are_being_held_are_stored_anew"): _NO_RETENTION,
    ("moto", "test_a_use_between_looking_and_deleting_is_seen_by_the_store_itself"): _NO_RETENTION,
    ("moto", "test_bytes_that_are_deleted_while_they_are_being_locked_are_stored_anew"): _NO_RETENTION,
    ("moto", "test_of_two_uses_at_once_the_longer_lock_stays"): _NO_RETENTION,
    ("moto", "test_an_adoption_that_finds_the_bytes_there_locks_them_as_well"): _NO_CHECKSUMS,
    (
        "ministack",
        "test_an_adoption_that_finds_the_bytes_there_locks_them_as_well",
    ): "CopyObject ignores If-None-Match: an adoption lays another version on top, with a lock of its own",
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
    (
        "moto",
        "test_of_many_writers_of_one_number_exactly_one_wins",
    ): "moto checks a transaction's conditions and writes its items without a lock between them",
    (
        "moto",
        "test_of_desks_that_move_the_counter_at_once_each_number_has_one",
    ): "moto checks a transaction's conditions and writes its items without a lock between them",
    (
        "moto",
        "test_of_many_runs_at_once_exactly_one_writes",
    ): "moto checks a transaction's conditions and writes its items without a lock between them",
}
