"""The contracts of lienthong.ports.ContentStore and lienthong.ports.StagingStore."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lienthong.adapters.s3_content import S3Content
from lienthong.errors import UploadIncomplete, UploadMismatch
from lienthong.ports import ContentStore, Removal, StagingStore
from tests.contract.builders import Builder
from tests.contract.carriers import Carrier
from tests.contract.engines import Aws

#: S3's least size of a part that is not the last.
PART = 5 * 1024 * 1024


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_content_is_read_back_from_its_start(content: ContentStore, build: Builder) -> None:
    stored = build.tag.encode() * 1000
    content.put(digest(stored), stored)
    with content.open(digest(stored)) as stream:
        assert stream.read(10) == stored[:10]
        assert stream.read() == stored[10:]
        assert stream.read() == b""


def test_empty_content_is_content(content: ContentStore) -> None:
    content.put(digest(b""), b"")
    with content.open(digest(b"")) as stream:
        assert stream.read() == b""


def test_the_same_content_twice_is_stored_once(content: ContentStore, build: Builder) -> None:
    stored = build.tag.encode()
    content.put(digest(stored), stored)
    content.put(digest(stored), stored)
    with content.open(digest(stored)) as stream:
        assert stream.read() == stored


def test_bytes_of_another_digest_are_refused(content: ContentStore, build: Builder) -> None:
    claimed = digest(build.tag.encode())
    with pytest.raises(UploadMismatch):
        content.put(claimed, b"other bytes")
    with pytest.raises(KeyError):
        content.open(claimed)


def test_a_link_saves_the_content_under_its_full_name(
    content: ContentStore, carrier: Carrier, build: Builder
) -> None:
    stored = build.tag.encode()
    content.put(digest(stored), stored)
    name = 'Công văn số 125 (bản "chính thức"), 100%; đã ký\'s.pdf'
    fetched = carrier.fetch(content.link(digest(stored), name=name, media_type="application/pdf", seconds=60))
    assert (fetched.content, fetched.name, fetched.media_type) == (stored, name, "application/pdf")


def test_a_legal_hold_needs_content_and_may_be_placed_twice(content: ContentStore, build: Builder) -> None:
    stored = build.tag.encode()
    content.put(digest(stored), stored)
    content.hold(digest(stored))
    content.hold(digest(stored))
    with pytest.raises(KeyError):
        content.hold(digest(b"never stored"))


def test_a_single_put_arrives_whole_and_is_adopted(
    content: ContentStore, staging: StagingStore, carrier: Carrier, build: Builder
) -> None:
    key, stored = f"{build.tag}/0", build.tag.encode()
    assert staging.uploaded_parts(key, "") == {}
    (ticket,) = staging.tickets(key, "", {1: digest(stored)}, seconds=60)
    assert carrier.upload(ticket, stored)
    assert staging.uploaded_parts(key, "") == {1: digest(stored)}
    staged = staging.open(key)
    assert (staged.size, staged.stream.read()) == (len(stored), stored)
    content.adopt(digest(stored), key, staged.version)
    content.adopt(digest(stored), key, staged.version)
    with content.open(digest(stored)) as stream:
        assert stream.read() == stored


def test_a_ticket_takes_only_the_bytes_it_is_for(
    staging: StagingStore, carrier: Carrier, build: Builder
) -> None:
    key = f"{build.tag}/0"
    (ticket,) = staging.tickets(key, "", {1: digest(b"right")}, seconds=60)
    assert not carrier.upload(ticket, b"wrong")
    assert staging.uploaded_parts(key, "") == {}
    upload_id = staging.begin(key)
    (part,) = staging.tickets(key, upload_id, {1: digest(b"right")}, seconds=60)
    assert not carrier.upload(part, b"wrong")
    assert staging.uploaded_parts(key, upload_id) == {}


def test_a_whole_ticket_takes_exactly_its_bytes(
    staging: StagingStore, carrier: Carrier, build: Builder
) -> None:
    key, stored = f"{build.tag}/whole", build.tag.encode()
    ticket = staging.whole_ticket(key, digest(stored), size=len(stored), seconds=60)
    assert not carrier.upload(ticket, stored[:-1] + b"?")
    with pytest.raises(KeyError):
        staging.open(key)
    assert carrier.upload(ticket, stored)
    with staging.open(key).stream as stream:
        assert stream.read() == stored


def test_what_is_removed_leaves_the_version_below_it_until_that_is_removed_too(
    staging: StagingStore, build: Builder
) -> None:
    key = f"{build.tag}/secret"
    for content in (b"first", b"second"):
        staging.lay(key, content)
    for content in (b"second", b"first"):
        staged = staging.open(key)
        with staged.stream as stream:
            assert stream.read() == content
        for _ in range(2):
            staging.remove(key, staged.version)
    with pytest.raises(KeyError):
        staging.open(key)


def test_what_the_exchange_lays_down_is_read_from_a_link(
    staging: StagingStore, carrier: Carrier, build: Builder
) -> None:
    key, laid = f"{build.tag}/out", build.tag.encode()
    for _ in range(2):
        staging.lay(key, laid)
    assert carrier.fetch_staged(staging.link(key, media_type="application/xml", seconds=60)) == laid


def test_parts_arrive_in_any_order_and_again(
    content: ContentStore, staging: StagingStore, carrier: Carrier, build: Builder
) -> None:
    key = f"{build.tag}/0"
    pieces = {1: os.urandom(PART), 2: os.urandom(PART), 3: b"end"}
    wanted = {number: digest(piece) for number, piece in pieces.items()}
    upload_id = staging.begin(key)
    tickets = {ticket.number: ticket for ticket in staging.tickets(key, upload_id, wanted, seconds=60)}
    for number in (3, 1, 1):
        assert carrier.upload(tickets[number], pieces[number])
    assert staging.uploaded_parts(key, upload_id) == {1: wanted[1], 3: wanted[3]}
    with pytest.raises(KeyError):
        staging.open(key)
    with pytest.raises(UploadIncomplete) as incomplete:
        staging.complete(key, upload_id, wanted)
    assert incomplete.value.facts["missing"] == 1
    assert carrier.upload(tickets[2], pieces[2])
    staging.complete(key, upload_id, wanted)
    whole = b"".join(pieces.values())
    staged = staging.open(key)
    assert staged.size == len(whole)
    with staged.stream as stream:
        assert stream.read() == whole
    content.adopt(digest(whole), key, staged.version)
    with content.open(digest(whole)) as stream:
        assert stream.read() == whole


def joined(staging: StagingStore, carrier: Carrier, key: str) -> tuple[str, dict[int, str]]:
    upload_id, wanted = staging.begin(key), {1: digest(b"all")}
    (ticket,) = staging.tickets(key, upload_id, wanted, seconds=60)
    assert carrier.upload(ticket, b"all")
    staging.complete(key, upload_id, wanted)
    return upload_id, wanted


def test_joining_again_is_harmless(staging: StagingStore, carrier: Carrier, build: Builder) -> None:
    key = f"{build.tag}/0"
    upload_id, wanted = joined(staging, carrier, key)
    staging.complete(key, upload_id, wanted)
    assert staging.open(key).stream.read() == b"all"


def test_parts_that_were_joined_count_as_arrived(
    staging: StagingStore, carrier: Carrier, build: Builder
) -> None:
    key = f"{build.tag}/0"
    upload_id, wanted = joined(staging, carrier, key)
    assert staging.uploaded_parts(key, upload_id) == wanted


def test_an_upload_that_was_never_begun_has_nothing(staging: StagingStore, build: Builder) -> None:
    key = f"{build.tag}/0"
    other = staging.begin(f"{build.tag}/1")
    assert staging.uploaded_parts(key, other) == {}
    with pytest.raises(UploadIncomplete):
        staging.complete(key, other, {1: digest(b"x")})


def test_what_is_adopted_is_the_version_that_was_read(
    content: ContentStore, staging: StagingStore, carrier: Carrier, build: Builder
) -> None:
    key, first, second = f"{build.tag}/0", f"{build.tag} 1".encode(), f"{build.tag} 2".encode()
    (ticket,) = staging.tickets(key, "", {1: digest(first)}, seconds=60)
    assert carrier.upload(ticket, first)
    read = staging.open(key)
    (other,) = staging.tickets(key, "", {1: digest(second)}, seconds=60)
    assert carrier.upload(other, second)
    assert read.stream.read() == first
    content.adopt(digest(first), key, read.version)
    with content.open(digest(first)) as stream:
        assert stream.read() == first


def test_a_version_that_is_gone_is_not_adopted(content: ContentStore, build: Builder) -> None:
    with pytest.raises(KeyError):
        content.adopt(digest(build.tag.encode()), f"{build.tag}/0", "no-such-version")


def test_what_was_never_staged_cannot_be_opened(staging: StagingStore, build: Builder) -> None:
    with pytest.raises(KeyError):
        staging.open(f"{build.tag}/0")


# --- locks: what is in use cannot be deleted (docs/adr/0010) ----------------------------------------


def in_days(days: float) -> datetime:
    return (datetime.now(UTC) + timedelta(days=days)).replace(microsecond=0)


def removed(content: ContentStore, sha256: str, *, days: float = 0) -> Removal:
    """What a removal so many days from now does, to whatever has been stored until a minute later."""
    now = in_days(days)
    return content.remove(sha256, stored_before=now + timedelta(minutes=1), now=now)


def is_there(content: ContentStore, sha256: str) -> bool:
    try:
        content.open(sha256).close()
    except KeyError:
        return False
    return True


@pytest.fixture
def bucket_content(engine: Aws) -> S3Content:
    """Content in a bucket whose objects carry no lock of their own."""
    return S3Content(engine.s3, engine.s3, engine.content_bucket, engine.staging_bucket)


def test_what_nothing_protects_is_removed_and_can_be_stored_again(
    bucket_content: S3Content, build: Builder
) -> None:
    stored = build.tag.encode()
    bucket_content.put(digest(stored), stored, in_days(30))
    assert removed(bucket_content, digest(stored)) == Removal(deleted=1)
    assert not is_there(bucket_content, digest(stored))
    assert removed(bucket_content, digest(stored)) == Removal()
    bucket_content.put(digest(stored), stored, in_days(30))
    with bucket_content.open(digest(stored)) as stream:
        assert stream.read() == stored


def test_what_was_stored_too_lately_is_left_alone(content: ContentStore, build: Builder) -> None:
    stored = build.tag.encode()
    content.put(digest(stored), stored)
    now = in_days(2)
    assert content.remove(digest(stored), stored_before=in_days(-1), now=now) == Removal(young=1)
    assert is_there(content, digest(stored))


def test_whoever_finds_the_bytes_there_locks_them_for_its_own_time(
    content: ContentStore, build: Builder
) -> None:
    stored = build.tag.encode()
    content.put(digest(stored), stored, in_days(30))
    content.put(digest(stored), stored, in_days(30))
    assert removed(content, digest(stored)) == Removal(locked=1)
    assert is_there(content, digest(stored))


def test_an_adoption_that_finds_the_bytes_there_locks_them_as_well(
    content: ContentStore, staging: StagingStore, carrier: Carrier, build: Builder
) -> None:
    key, stored = f"{build.tag}/0", build.tag.encode()
    content.put(digest(stored), stored)
    (ticket,) = staging.tickets(key, "", {1: digest(stored)}, seconds=60)
    assert carrier.upload(ticket, stored)
    content.adopt(digest(stored), key, staging.open(key).version, in_days(30))
    assert removed(content, digest(stored)) == Removal(locked=1)


def test_a_lock_is_only_ever_made_longer(bucket_content: S3Content, build: Builder) -> None:
    stored = build.tag.encode()
    bucket_content.put(digest(stored), stored)
    for days in (30, 10, 60, 1):
        assert bucket_content.retain(digest(stored), in_days(days))
    _, until = bucket_content._lock(digest(stored))
    assert until
    assert until >= in_days(59)
    assert not bucket_content.retain(digest(b"never stored"), in_days(1))


def test_what_is_kept_is_never_removed_whoever_stored_it_first(content: ContentStore, build: Builder) -> None:
    first, second = f"{build.tag} 1".encode(), f"{build.tag} 2".encode()
    content.keep(digest(first), first)
    content.put(digest(second), second)
    content.keep(digest(second), second)
    for stored in (first, second):
        assert removed(content, digest(stored), days=4000) == Removal(locked=1)
        assert is_there(content, digest(stored))
    with pytest.raises(UploadMismatch):
        content.keep(digest(first), second)


def test_a_hold_that_was_placed_for_a_recall_is_no_fault_of_the_removal(
    content: ContentStore, build: Builder
) -> None:
    stored = build.tag.encode()
    content.put(digest(stored), stored)
    content.hold(digest(stored))
    assert removed(content, digest(stored), days=4000) == Removal(locked=1)


class Interrupted:
    """A client before one of whose calls somebody else acts, once."""

    def __init__(self, client: Any, call: str, meanwhile: Any) -> None:
        self._client, self._call, self._meanwhile = client, call, meanwhile

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def called(*arguments: Any, **named: Any) -> Any:
            if name == self._call and self._meanwhile:
                meanwhile, self._meanwhile = self._meanwhile, None
                meanwhile()
            return method(*arguments, **named)

        return called


def interrupted(engine: Aws, call: str, meanwhile: Any) -> S3Content:
    client: Any = Interrupted(engine.s3, call, meanwhile)
    return S3Content(client, client, engine.content_bucket, engine.staging_bucket)


def test_a_use_between_looking_and_deleting_is_seen_by_the_store_itself(
    engine: Aws, bucket_content: S3Content, build: Builder
) -> None:
    stored = build.tag.encode()
    bucket_content.put(digest(stored), stored)
    removing = interrupted(
        engine, "delete_object", lambda: bucket_content.put(digest(stored), stored, in_days(30))
    )
    assert removed(removing, digest(stored)) == Removal(locked=1)
    assert is_there(bucket_content, digest(stored))


@pytest.mark.parametrize("call", ["get_object_retention", "put_object_retention"])
def test_bytes_that_are_deleted_while_they_are_being_locked_are_stored_anew(
    engine: Aws, bucket_content: S3Content, build: Builder, call: str
) -> None:
    stored = build.tag.encode()
    bucket_content.put(digest(stored), stored)
    using = interrupted(engine, call, lambda: removed(bucket_content, digest(stored)))
    using.put(digest(stored), stored, in_days(30))
    assert is_there(bucket_content, digest(stored))


def test_bytes_that_are_deleted_while_they_are_being_held_are_stored_anew(
    engine: Aws, bucket_content: S3Content, build: Builder
) -> None:
    stored = build.tag.encode()
    bucket_content.put(digest(stored), stored)
    keeping = interrupted(engine, "put_object_legal_hold", lambda: removed(bucket_content, digest(stored)))
    keeping.keep(digest(stored), stored)
    assert removed(bucket_content, digest(stored)) == Removal(locked=1)


def test_of_two_uses_at_once_the_longer_lock_stays(
    engine: Aws, bucket_content: S3Content, build: Builder
) -> None:
    stored = build.tag.encode()
    bucket_content.put(digest(stored), stored)
    shorter = interrupted(
        engine, "put_object_retention", lambda: bucket_content.retain(digest(stored), in_days(60))
    )
    assert shorter.retain(digest(stored), in_days(30))
    _, until = bucket_content._lock(digest(stored))
    assert until
    assert until >= in_days(59)
