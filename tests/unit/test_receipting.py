"""Receipts are handed to whoever may see the event, proven under the earliest attested checkpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from lienthong.errors import MalformedRequest, NotFound, ReceiptContradiction, Unauthenticated
from lienthong.model.agency import Agency
from lienthong.model.event import Event, EventType
from lienthong.model.retention import RetentionRule
from lienthong.ports import LogFiles
from lienthong.services.receipting import Receipting, ReceiptPage
from lienthong.services.sequencing import Sequencing
from lienthong.signatures.checkpoint_stamps import CheckpointStamps, judging
from lienthong.tlog.attestations import PREFIX
from lienthong.tlog.checkpoints import TreeHead, sign_checkpoint
from lienthong.tlog.growth import Edge, grow
from lienthong.tlog.leaf import leaf_of
from lienthong.tlog.receipt_checks import VerifiedReceipt, verify_receipt
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong.tlog.witness_policy import parse_policy
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, REGISTRAR, STRANGER
from tests.builders.documents import document
from tests.builders.receipts import LOG, POLICY
from tests.builders.receipts import event as some_event
from tests.builders.signing_pki import DAY, NOW, Party, crl_of, province
from tests.doubles.attesting import attest
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_log import MemoryLogFiles
from tests.doubles.memory_metrics import MemoryMetrics
from tests.doubles.services import Services

WITHIN = timedelta(days=180)
RECALLED = EventType.RECALL_REQUEST


@dataclass
class Counting:
    """:class:`lienthong.ports.LogFiles` that counts what is read."""

    files: MemoryLogFiles
    calls: Counter[str]

    def __getattr__(self, name: str) -> object:
        def counted(*arguments: object) -> object:
            path = str(arguments[0]) if arguments else ""
            self.calls[f"{name} {path.rpartition('/')[0] if name == 'read' else path}"] += 1
            return getattr(self.files, name)(*arguments)

        return counted


@dataclass
class Desk:
    """An exchange whose events are in a log."""

    exchange: Services

    def __post_init__(self) -> None:
        self.calls: Counter[str] = Counter()
        files: LogFiles = Counting(self.exchange.log_files, self.calls)  # type: ignore[assignment]
        authentication = self.exchange.reading.authentication
        self.receipting = Receipting(
            self.exchange.exchange,
            self.exchange.registry,
            self.exchange.log_table,
            files,
            authentication,
            self.exchange.clock,
            WITHIN,
        )

    def log(self, events: Sequence[Event] | None = None) -> None:
        parts = self.exchange
        everything = (*parts.exchange.committed, *parts.registry.committed)
        sequencing = Sequencing(parts.log_table, parts.log_files, LOG, parts.clock, MemoryMetrics())
        sequencing.sequence(everything if events is None else events)

    def attest(self, authority: Party | None = None) -> None:
        attest(
            self.exchange.log_table,
            self.exchange.log_files,
            self.exchange.clock.now(),
            authority=authority,
        )

    def sent(self, who: Agency, submission_id: str, after: str | None = None, limit: int = 50) -> ReceiptPage:
        caller = self.exchange.caller(who)
        return self.receipting.of_submission(caller, submission_id, after=after, limit=limit)

    def received(self, who: Agency, submission_id: str) -> ReceiptPage:
        return self.receipting.of_delivery(self.exchange.caller(who), submission_id, after=None, limit=50)

    def one(self, who: Agency, submission_id: str, event_id: str) -> UnverifiedReceipt | None:
        return self.receipting.of_event(self.exchange.caller(who), submission_id, event_id)


def judge() -> CheckpointStamps:
    lists = [crl_of(province().ca, this_update=NOW - day * DAY) for day in (1, 20, 60, 120, 200, 300)]
    return judging([province().root.der], [crl_of(province().root), *lists], (), NOW)


def verify(receipt: UnverifiedReceipt) -> VerifiedReceipt:
    again = UnverifiedReceipt.from_bytes(receipt.to_bytes())
    return verify_receipt(again, LOG.key, judge(), parse_policy(POLICY))


@pytest.fixture
def desk() -> Desk:
    exchange = Services()
    exchange.clock = FixedClock(NOW - 10 * DAY)
    exchange._compose()
    return Desk(exchange)


def told(desk: Desk) -> str:
    """A letter to two recipients, one of which has opened it, recalled after that."""
    exchange = desk.exchange
    sent = exchange.deliver(document(recipients=(DEPARTMENT.code, STRANGER.code))).submission_id
    exchange.handling.open(exchange.caller(DEPARTMENT), sent)
    exchange.recalling.recall(exchange.caller(DISTRICT), sent, "Ban hành nhầm")
    exchange.settle()
    return sent


# --- what they prove -----------------------------------------------------------------------------


def test_every_event_of_a_story_has_a_receipt_that_verifies_offline(desk: Desk) -> None:
    sent = told(desk)
    desk.log()
    desk.attest()
    page = desk.sent(DISTRICT, sent)
    story = desk.exchange.story(sent).events
    assert [receipt.event for receipt in page.receipts] == [event.to_json() for event in story]
    for receipt in page.receipts:
        found = verify(receipt)
        assert found.proven_since == desk.exchange.clock.now().replace(microsecond=0)
        assert found.quorum is not None
        assert found.quorum.met


def test_the_earliest_attested_checkpoint_that_covers_the_event_dates_it(desk: Desk) -> None:
    sent = told(desk)
    desk.log()
    desk.attest()
    first = desk.exchange.log_table.head.size
    desk.exchange.clock.advance(DAY)
    other = desk.exchange.deliver(document("VB-2")).submission_id
    desk.log()
    desk.attest()
    assert {receipt.proof.checkpoint.head.size for receipt in desk.sent(DISTRICT, sent).receipts} == {first}
    later = {receipt.proof.checkpoint.head.size for receipt in desk.sent(DISTRICT, other).receipts}
    assert later == {desk.exchange.log_table.head.size}


def test_while_the_authority_is_away_the_receipt_is_under_the_newest_checkpoint_and_says_that_it_waits(
    desk: Desk,
) -> None:
    sent = told(desk)
    desk.log()
    for receipt in desk.sent(DISTRICT, sent).receipts:
        assert receipt.token is None
        assert verify(receipt).proven_since is None
    desk.attest()
    assert all(receipt.token for receipt in desk.sent(DISTRICT, sent).receipts)


def test_what_the_log_has_not_published_yet_is_pending_and_not_absent(desk: Desk) -> None:
    sent = told(desk)
    [arrival, *_] = desk.exchange.story(sent).events
    assert desk.one(DISTRICT, sent, arrival.event_id) is None
    page = desk.sent(DISTRICT, sent)
    assert (page.receipts, len(page.pending)) == ((), len(desk.exchange.story(sent).events))
    desk.log([arrival])
    assert [receipt.event["event_id"] for receipt in desk.sent(DISTRICT, sent).receipts] == [arrival.event_id]
    assert arrival.event_id not in desk.sent(DISTRICT, sent).pending
    assert desk.one(DISTRICT, sent, arrival.event_id) is not None


def test_a_swap_that_is_not_published_yet_is_pending(desk: Desk) -> None:
    sent = told(desk)
    [arrival, *rest] = desk.exchange.story(sent).events
    desk.log([arrival])
    table = desk.exchange.log_table
    table.swap(table.head, replace(table.head, size=2), {rest[0].event_id: 1})
    assert rest[0].event_id in desk.sent(DISTRICT, sent).pending


# --- who may -------------------------------------------------------------------------------------


def test_a_recipient_gets_its_own_delivery_and_what_the_sender_did_and_no_other_recipient(
    desk: Desk,
) -> None:
    sent = told(desk)
    desk.log()
    for who, other in ((DEPARTMENT, STRANGER), (STRANGER, DEPARTMENT)):
        page = desk.received(who, sent)
        assert {receipt.event["agency"] for receipt in page.receipts} == {None, who.code}
        kinds = {receipt.event["type"] for receipt in page.receipts}
        assert EventType.SUBMISSION_ARRIVAL.value in kinds
        assert EventType.SUBMISSION_ACCEPTANCE.value not in kinds
        assert other.code not in str([receipt.to_json() for receipt in page.receipts])
        events = {receipt.event["event_id"] for receipt in page.receipts}
        for event in desk.exchange.story(sent).events:
            asked = (desk.exchange.caller(who), sent, event.event_id)
            if event.event_id in events:
                assert desk.receipting.of_event_received(*asked)
            else:
                with pytest.raises(NotFound):
                    desk.receipting.of_event_received(*asked)


def test_a_recalled_document_leaves_its_recipients_their_evidence(desk: Desk) -> None:
    sent = told(desk)
    desk.log()
    kinds = [receipt.event["type"] for receipt in desk.received(STRANGER, sent).receipts]
    assert EventType.COPY_WITHHOLDING.value in kinds


def test_to_everybody_else_there_is_nothing(desk: Desk) -> None:
    sent = desk.exchange.deliver(document()).submission_id
    desk.log()
    [arrival, *_] = desk.exchange.story(sent).events
    for who in (STRANGER, DEPARTMENT, REGISTRAR):
        with pytest.raises(NotFound):
            desk.sent(who, sent)
        with pytest.raises(NotFound):
            desk.one(who, sent, arrival.event_id)
    for who in (STRANGER, DISTRICT, AUDITOR):
        with pytest.raises(NotFound):
            desk.received(who, sent)
    assert desk.sent(AUDITOR, sent).receipts


@pytest.mark.parametrize("event_id", ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "x", "SUBMISSION", "E#", "\x00"])
def test_an_event_that_is_not_there_is_not_found(desk: Desk, event_id: str) -> None:
    sent = desk.exchange.deliver(document()).submission_id
    with pytest.raises(NotFound):
        desk.one(DISTRICT, sent, event_id)


def test_an_event_is_found_under_its_own_submission_only(desk: Desk) -> None:
    one = desk.exchange.deliver(document("VB-1")).submission_id
    other = desk.exchange.deliver(document("VB-2")).submission_id
    [arrival, *_] = desk.exchange.story(one).events
    with pytest.raises(NotFound):
        desk.one(DISTRICT, other, arrival.event_id)


def test_changes_of_the_registry_have_receipts_for_registrars_and_auditors(desk: Desk) -> None:
    registrar = desk.exchange.caller(REGISTRAR)
    desk.exchange.registering.lock(registrar, STRANGER.code, "Lộ khóa")
    desk.log()
    for who in (REGISTRAR, AUDITOR):
        caller = desk.exchange.caller(who)
        page = desk.receipting.of_agency(caller, STRANGER.code, after=None, limit=50)
        assert [receipt.event["subject"] for receipt in page.receipts] == [STRANGER.code]
        verify(page.receipts[0])
    for who, code in ((DISTRICT, STRANGER.code), (REGISTRAR, "khong-co")):
        with pytest.raises(NotFound):
            desk.receipting.of_agency(desk.exchange.caller(who), code, after=None, limit=50)


def test_a_request_is_answered_once(desk: Desk) -> None:
    sent = desk.exchange.deliver(document()).submission_id
    caller = desk.exchange.caller(DISTRICT)
    desk.receipting.of_submission(caller, sent, after=None, limit=1)
    with pytest.raises(Unauthenticated):
        desk.receipting.of_submission(caller, sent, after=None, limit=1)


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_a_story_is_read_in_pages_without_gaps_or_repetitions(desk: Desk, limit: int) -> None:
    sent = told(desk)
    desk.log()
    seen, after = list[str](), None
    while True:
        page = desk.sent(DISTRICT, sent, after, limit)
        seen += [str(receipt.event["event_id"]) for receipt in page.receipts]
        after = page.cursor
        if after is None:
            break
        assert len(page.receipts) == limit
    assert seen == [event.event_id for event in desk.exchange.story(sent).events]


def test_a_page_stays_below_what_an_answer_can_carry(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = told(desk)
    desk.log()
    monkeypatch.setattr("lienthong.services.receipting._PAGE_BYTES", 5_000)
    first = desk.sent(DISTRICT, sent)
    assert 0 < len(first.receipts) < len(desk.exchange.story(sent).events)
    rest = desk.sent(DISTRICT, sent, first.cursor)
    assert rest.receipts[0].event["event_id"] != first.receipts[-1].event["event_id"]


@pytest.mark.parametrize("cursor", ["x", "../", "01ARZ3NDEKTSV4RRFFQ69G5FA", "é" * 26])
def test_a_cursor_that_is_not_ours_is_refused(desk: Desk, cursor: str) -> None:
    sent = desk.exchange.deliver(document()).submission_id
    with pytest.raises(MalformedRequest):
        desk.sent(DISTRICT, sent, cursor)


# --- how much is read ----------------------------------------------------------------------------


def test_a_receipt_reads_two_tiles_a_level_and_one_attestation(desk: Desk) -> None:
    sent = desk.exchange.deliver(document()).submission_id
    [arrival, *_] = desk.exchange.story(sent).events
    place, size = 12_345, 70_000
    leaves = [b"khac"] * size
    leaves[place] = leaf_of(arrival.to_json(), arrival.salt)
    growth = grow(Edge(), leaves)
    parts = desk.exchange
    parts.log_files.files |= growth.files
    note = sign_checkpoint(TreeHead(LOG.key.name, size, growth.edge.root), LOG).note.to_bytes()
    parts.log_files.replace_checkpoint(note, None)
    parts.log_table.indexes[arrival.event_id] = place
    parts.log_table.mark_published(size, parts.clock.now())
    desk.attest()

    receipt = desk.one(DISTRICT, sent, arrival.event_id)

    assert receipt is not None
    assert verify(receipt).entry.index == place
    tiles = {path: count for path, count in desk.calls.items() if path.startswith("read tile")}
    others = {path: count for path, count in desk.calls.items() if not path.startswith("read tile")}
    levels = Counter[str]()
    for path, count in tiles.items():
        levels[path.split("/")[1]] += count
    assert levels.keys() == {"0", "1"}, "above, everything is in the right edge of level 1"
    assert max(levels.values()) <= 2
    assert others == {f"first_path {PREFIX}": 1, "read attestations": 1}


def test_a_whole_story_reads_each_file_once(desk: Desk) -> None:
    sent = told(desk)
    desk.log()
    desk.attest()
    assert len(desk.sent(DISTRICT, sent).receipts) > 5
    assert desk.calls == {f"first_path {PREFIX}": 1, "read attestations": 1, "read tile/0/000.p": 1}


# --- what contradicts itself ---------------------------------------------------------------------


def test_an_event_changed_in_the_table_gets_no_receipt(desk: Desk) -> None:
    sent = told(desk)
    desk.log()
    [arrival, *_] = desk.exchange.story(sent).events
    forged = replace(arrival, actor=STRANGER.code)
    desk.exchange.exchange._events[sent, arrival.event_id] = forged
    with pytest.raises(ReceiptContradiction):
        desk.one(DISTRICT, sent, arrival.event_id)


def test_a_changed_or_missing_file_of_the_log_is_told_and_nothing_handed_out(desk: Desk) -> None:
    sent = told(desk)
    desk.log()
    desk.attest()
    files = desk.exchange.log_files.files
    [arrival, *_] = desk.exchange.story(sent).events
    for path in [path for path in files if path.startswith(("tile/0", PREFIX))]:
        kept = files[path]
        files[path] = b"\x00" * len(kept)
        with pytest.raises(ReceiptContradiction):
            desk.one(DISTRICT, sent, arrival.event_id)
        if path.startswith("tile"):
            del files[path]
            with pytest.raises(ReceiptContradiction):
                desk.one(DISTRICT, sent, arrival.event_id)
        files[path] = kept
    assert desk.one(DISTRICT, sent, arrival.event_id)


# --- renewals ------------------------------------------------------------------------------------


def authority(end: timedelta) -> Party:
    return province().issue_tsa(not_before=NOW - 800 * DAY, not_after=NOW + end)


@pytest.fixture
def old_desk() -> Desk:
    exchange = Services()
    exchange.clock = FixedClock(NOW - 300 * DAY)
    exchange._compose()
    return Desk(exchange)


def go_on(desk: Desk, days: int, by: Party, *, each: int = 10) -> None:
    """Events come in and are attested every few days."""
    for _ in range(0, days, each):
        desk.exchange.clock.advance(each * DAY)
        number = desk.exchange.log_table.head.size
        events = [
            some_event(number, desk.exchange.clock.now()),
            some_event(number + 1, desk.exchange.clock.now()),
        ]
        desk.log(events)
        desk.attest(by)


def test_a_receipt_asked_for_after_the_end_of_its_first_certificate_comes_with_its_renewals(
    old_desk: Desk,
) -> None:
    desk = old_desk
    first, second, third = authority(-200 * DAY), authority(-60 * DAY), authority(3000 * DAY)
    sent = told(desk)
    desk.log()
    desk.attest(first)
    since = desk.exchange.clock.now()
    go_on(desk, 80, first)
    go_on(desk, 140, second)
    go_on(desk, 70, third)
    desk.exchange.clock.advance(NOW - desk.exchange.clock.now())
    page = desk.sent(DISTRICT, sent)
    assert {len(receipt.renewals) for receipt in page.receipts} == {2}
    for receipt in page.receipts:
        assert verify(receipt).proven_since == since


def test_there_are_no_renewals_while_the_certificate_is_good_for_long(desk: Desk) -> None:
    sent = told(desk)
    desk.log()
    desk.attest(authority(WITHIN + 2 * DAY))
    go_on(desk, 10, authority(3000 * DAY))
    assert not any(receipt.renewals for receipt in desk.sent(DISTRICT, sent).receipts)
    desk.exchange.clock.advance(3 * DAY)
    assert all(len(receipt.renewals) == 1 for receipt in desk.sent(DISTRICT, sent).receipts)


def test_a_certificate_near_its_end_that_nobody_has_replaced_yet_is_handed_out_as_it_is(desk: Desk) -> None:
    sent = told(desk)
    desk.log()
    by = authority(5 * DAY)
    desk.attest(by)
    go_on(desk, 5, by, each=1)
    for receipt in desk.sent(DISTRICT, sent).receipts:
        assert receipt.renewals == ()
        assert verify(receipt).proven_since == NOW - 10 * DAY


def test_a_token_that_never_became_an_entry_is_left_for_the_next_that_did(old_desk: Desk) -> None:
    desk = old_desk
    first, second = authority(-200 * DAY), authority(3000 * DAY)
    sent = told(desk)
    desk.log()
    desk.attest(first)
    # The next batch is attested before this token could be entered: two attestations between two batches.
    table, files = desk.exchange.log_table, desk.exchange.log_files
    kept = table._publication
    table._publication = replace(kept, attested_size=0, attested_at=None, attested_token="")
    desk.log([some_event(90, desk.exchange.clock.now())])
    desk.exchange.clock.advance(60)
    desk.attest(first)
    go_on(desk, 80, first)
    go_on(desk, 210, second)
    desk.exchange.clock.advance(NOW - desk.exchange.clock.now())
    found = [verify(receipt) for receipt in desk.sent(DISTRICT, sent).receipts]
    assert {one.proven_since for one in found} == {NOW - 300 * DAY + timedelta(seconds=60)}
    assert len(list(files.paths(PREFIX))) > 20


# --- documents go, receipts stay ------------------------------------------------------------------


def test_every_receipt_still_verifies_after_the_documents_are_deleted() -> None:
    exchange = Services(rule=RetentionRule(timedelta(days=1)))
    exchange.clock = FixedClock(NOW - 10 * DAY)
    exchange._compose()
    desk = Desk(exchange)
    exchange.retiring.retire()
    sent = exchange.deliver(document()).submission_id
    desk.log()
    desk.attest()
    before = desk.sent(DISTRICT, sent).receipts
    for _ in range(2):
        exchange.clock.advance(3 * DAY)
        exchange.retiring.retire()
    desk.log()
    desk.attest()
    digest = document().envelope.attachments[0].sha256
    assert digest not in exchange.content.digests()
    for receipts in (desk.sent(DISTRICT, sent).receipts, desk.received(DEPARTMENT, sent).receipts):
        *_, deletion = [verify(receipt).receipt for receipt in receipts]
        assert deletion.event["type"] == "ContentDeletion"
        details = deletion.event["details"]
        assert isinstance(details, dict)
        assert details["attachments"] == [digest]
        assert deletion.token
    # What was handed out before is worth what it was, and says the same.
    assert [verify(receipt).receipt.event for receipt in before] == [
        receipt.event for receipt in desk.sent(DISTRICT, sent).receipts[: len(before)]
    ]
