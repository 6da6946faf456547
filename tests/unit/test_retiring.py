"""Documents go when the rule says so, never before and never from under another; the evidence stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lienthong.errors import ContentDeleted, DeliveryWithheld, IntegrityFault, RetentionTooShort, Unavailable
from lienthong.model.bundle import PREFIX, Bundle, RecordImage
from lienthong.model.codes import SubmissionState, Withholding
from lienthong.model.event import EventType
from lienthong.model.retention import FOR_EVER, RetentionRule
from lienthong.model.submission import Submission
from lienthong.ports import Retirement
from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.builders.documents import CONTENT, document, sha256
from tests.doubles.accepting_validator import MATERIAL, MATERIAL_SHA256, AcceptingValidator
from tests.doubles.composed import load_function
from tests.doubles.faulty_log import Faults
from tests.doubles.services import Services

YEAR = RetentionRule(timedelta(days=365))
BYTES = sha256(CONTENT)


def established(rule: RetentionRule = YEAR, **composed: Any) -> Services:
    """An exchange under whose rule everything has been stored from the beginning."""
    exchange = Services(rule=rule, **composed)
    exchange.retiring.retire()
    exchange.clock.advance(timedelta(days=2))
    exchange.retiring.retire()
    assert exchange.retirement.read().renewing_since is None
    return exchange


def delivered(exchange: Services, number: int = 1, content: bytes = CONTENT) -> Submission:
    """A delivered submission, whose events are in the log."""
    sent = exchange.deliver(document(f"VB-2026-{number:04}", contents={"cong-van.pdf": content}))
    log(exchange)
    return sent


def log(exchange: Services) -> None:
    """Events enter the log, and its checkpoint is time-stamped: without that nothing would be taken in."""
    exchange.log()
    size = exchange.log_table.head.size
    exchange.log_table.mark_attested(size, exchange.clock.now(), sha256(b"%d" % size))


def later(exchange: Services, **by: float) -> None:
    exchange.clock.advance(timedelta(**by))


def run(exchange: Services) -> None:
    """A run of the function, and what then becomes of its events."""
    exchange.retiring.retire()
    exchange.settle()
    log(exchange)


def is_marked(exchange: Services, submission: Submission) -> bool:
    found = exchange.exchange.submission(submission.submission_id)
    assert found
    deletions = exchange.events(submission.submission_id, EventType.CONTENT_DELETION)
    # The mark and its event are one.
    assert len(deletions) == (found.content_deleted_at is not None)
    return bool(deletions)


def open_(exchange: Services, submission: Submission) -> bytes:
    opened = exchange.handling.open(exchange.caller(DEPARTMENT), submission.submission_id)
    return exchange.content.fetch(opened.links[0].url)[0]


# --- the rule -------------------------------------------------------------------------------------


def test_a_document_goes_a_day_after_its_time_and_not_an_hour_before() -> None:
    exchange = established()
    sent = delivered(exchange)
    later(exchange, days=365, hours=23)
    run(exchange)
    assert (is_marked(exchange, sent), BYTES in exchange.content.digests()) == (False, True)
    later(exchange, hours=1)
    run(exchange)
    assert (is_marked(exchange, sent), BYTES in exchange.content.digests()) == (True, False)


def test_the_event_names_what_was_deleted_and_by_which_rule() -> None:
    exchange = established()
    sent = exchange.deliver(document(contents={"a.pdf": b"a", "b.pdf": b"b", "c.pdf": b"a"}))
    log(exchange)
    later(exchange, days=366)
    run(exchange)
    [event] = exchange.events(sent.submission_id, EventType.CONTENT_DELETION)
    assert event.details == {
        "document_id": "VB-2026-0001",
        "envelope_digest": sent.envelope_digest,
        "attachments": [sha256(b"a"), sha256(b"b")],
        "days": 365,
    }
    assert (event.actor, event.agency, event.notify, event.at) == ("exchange", None, (), exchange.clock.now())
    assert event.concerns(DEPARTMENT.code)
    assert exchange.content.digests().isdisjoint({sha256(b"a"), sha256(b"b")})


def test_reports_and_what_they_rest_on_stay() -> None:
    exchange = established()
    sent = delivered(exchange)
    later(exchange, days=366)
    run(exchange)
    assert sent.verdict
    report = sent.verdict.attachments[0].report_sha256
    assert exchange.content.digests() == {report, MATERIAL_SHA256}


@pytest.mark.parametrize("which", ["report", "material"])
def test_the_bytes_of_a_report_stay_even_when_somebody_has_sent_them_as_a_document(which: str) -> None:
    exchange = established()
    first = delivered(exchange)
    assert first.verdict
    report = first.verdict.attachments[0].report_sha256
    with exchange.content.open(report) as stream:
        kept = MATERIAL if which == "material" else stream.read()
    copy = delivered(exchange, 2, kept)
    later(exchange, days=366)
    run(exchange)
    assert is_marked(exchange, copy)
    assert sha256(kept) in exchange.content.digests()


def test_what_was_a_document_before_it_became_material_stays() -> None:
    exchange = established()
    exchange.content.put(MATERIAL_SHA256, MATERIAL)
    delivered(exchange, 1, MATERIAL)
    later(exchange, days=366)
    run(exchange)
    assert MATERIAL_SHA256 in exchange.content.digests()


def test_for_ever_is_for_ever() -> None:
    exchange = Services(rule=FOR_EVER)
    sent = delivered(exchange)
    later(exchange, days=40_000)
    run(exchange)
    assert (is_marked(exchange, sent), open_(exchange, sent)) == (False, CONTENT)
    assert exchange.retirement.read() == Retirement()


def test_a_rule_shorter_than_the_stores_own_lock_is_refused_in_both_languages() -> None:
    with pytest.raises(RetentionTooShort) as refused:
        RetentionRule.of_days(30, 31)
    for language in ("en", "vi"):
        assert "DocumentRetentionDays (30)" in refused.value.sentence(language)
    assert RetentionRule.of_days(31, 31) == RetentionRule(timedelta(days=31))
    assert RetentionRule.of_days(0, 31) == FOR_EVER


def test_a_deployment_whose_parameters_contradict_each_other_is_told_at_its_first_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCUMENT_RETENTION_DAYS", "30")
    monkeypatch.setenv("CONTENT_RETENTION_DAYS", "365")
    with pytest.raises(RetentionTooShort):
        load_function("retire").handler({}, None)


# --- opening --------------------------------------------------------------------------------------


def test_a_document_can_be_opened_until_its_last_moment_and_its_links_outlive_it() -> None:
    exchange = established()
    sent = delivered(exchange)
    later(exchange, days=364, hours=23, minutes=59)
    opened = exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id)
    later(exchange, minutes=10)
    run(exchange)
    assert exchange.content.fetch(opened.links[0].url)[0] == CONTENT


@pytest.mark.parametrize("days", [365, 366, 4000])
def test_once_its_time_is_over_it_is_gone_with_what_stays_provable(days: int) -> None:
    exchange = established()
    sent = delivered(exchange)
    later(exchange, days=days)
    if days > 365:
        run(exchange)
    with pytest.raises(ContentDeleted) as gone:
        open_(exchange, sent)
    assert (gone.value.http_status, gone.value.code) == (410, "content.deleted")
    assert gone.value.facts["digests"] == [BYTES]
    for language in ("en", "vi"):
        assert BYTES in gone.value.sentence(language)
        assert f"lienthong receipt get {sent.submission_id}" in gone.value.sentence(language)
    assert exchange.events(sent.submission_id, EventType.CONTENT_HANDOVER) == []
    assert exchange.delivery(sent.submission_id, DEPARTMENT).opened_at is None


def test_a_longer_rule_brings_nothing_back() -> None:
    exchange = established()
    sent = delivered(exchange)
    later(exchange, days=366)
    run(exchange)
    exchange.under(RetentionRule(timedelta(days=4000)))
    with pytest.raises(ContentDeleted):
        open_(exchange, sent)


def test_a_recalled_document_is_withheld_first_of_all() -> None:
    exchange = established()
    sent = delivered(exchange)
    exchange.recalling.recall(exchange.caller(DISTRICT), sent.submission_id, "gửi nhầm")
    later(exchange, days=400)
    with pytest.raises(DeliveryWithheld):
        open_(exchange, sent)


# --- shared bytes ---------------------------------------------------------------------------------


def test_bytes_that_another_submission_needs_stay_until_its_own_time_is_over() -> None:
    exchange = established()
    first = delivered(exchange, 1)
    later(exchange, days=300)
    second = delivered(exchange, 2)
    later(exchange, days=66)
    run(exchange)
    assert (is_marked(exchange, first), is_marked(exchange, second)) == (True, False)
    assert open_(exchange, second) == CONTENT
    later(exchange, days=300)
    run(exchange)
    assert is_marked(exchange, second)
    assert BYTES not in exchange.content.digests()


def test_a_use_that_comes_just_before_the_deletion_keeps_the_bytes() -> None:
    faults = Faults()
    exchange = established(around=lambda name, port: faults.around(port) if name == "content" else port)
    first = delivered(exchange, 1)
    later(exchange, days=366)
    sent: list[Submission] = []

    def send_the_same() -> None:
        faults.at = -1
        sent.append(exchange.deliver(document("VB-2026-0002", contents={"cong-van.pdf": CONTENT})))

    faults.calls.clear()
    faults.at, faults.between = 0, send_the_same
    exchange.retiring.retire()
    assert "remove" in faults.calls
    assert is_marked(exchange, first)
    assert open_(exchange, sent[0]) == CONTENT


def test_bytes_sent_anew_after_their_deletion_survive_a_run_that_has_to_be_done_again() -> None:
    """The store's own lock on what is new is over by then; its age alone protects it."""
    exchange = established()
    delivered(exchange, 1)
    later(exchange, days=366)
    faults = Faults(at=1)
    lost = replace(exchange.retiring, record=faults.around(exchange.retirement))
    delivered(exchange, 9, b"another, so that there is a larger tree to go on to")
    with pytest.raises(Unavailable):
        lost.retire()
    assert BYTES not in exchange.content.digests()
    again = delivered(exchange, 2)
    later(exchange, days=30)
    run(exchange)
    assert exchange.metrics.total("VersionsYoung") >= 1
    assert open_(exchange, again) == CONTENT


# --- what is still open ---------------------------------------------------------------------------


def test_a_recalled_submission_keeps_its_documents_under_their_hold() -> None:
    exchange = established()
    sent = delivered(exchange)
    exchange.recalling.recall(exchange.caller(DISTRICT), sent.submission_id, "gửi nhầm")
    exchange.settle()
    log(exchange)
    later(exchange, days=366)
    run(exchange)
    assert (is_marked(exchange, sent), BYTES in exchange.content.digests()) == (False, True)
    assert exchange.metrics.total("DocumentsHeld") >= 1


def test_a_hold_for_one_submission_keeps_the_bytes_of_the_other_too() -> None:
    exchange = established()
    first, second = delivered(exchange, 1), delivered(exchange, 2)
    exchange.recalling.recall(exchange.caller(DISTRICT), second.submission_id, "gửi nhầm")
    exchange.settle()
    log(exchange)
    later(exchange, days=366)
    run(exchange)
    assert is_marked(exchange, first)
    assert BYTES in exchange.content.digests()
    assert exchange.metrics.total("VersionsLocked") >= 1


@pytest.mark.parametrize("is_deleted", [False, True], ids=["over", "deleted"])
def test_a_recall_after_its_time_still_takes_back_every_copy(is_deleted: bool) -> None:
    exchange = established()
    sent = delivered(exchange)
    later(exchange, days=365)
    if is_deleted:
        later(exchange, days=1)
        run(exchange)
    else:
        # Another's retirement has taken the bytes that both had sent, a little early for this one.
        exchange.clock.advance(timedelta(hours=13))
        now = exchange.clock.now()
        exchange.content.remove(BYTES, stored_before=now, now=now)
    exchange.recalling.recall(exchange.caller(DISTRICT), sent.submission_id, "gửi nhầm")
    exchange.settle()
    assert exchange.delivery(sent.submission_id, DEPARTMENT).withheld is Withholding.RECALLED


def test_a_recall_of_content_that_is_missing_before_its_time_is_no_ordinary_matter() -> None:
    exchange = established()
    sent = delivered(exchange)
    later(exchange, days=100)
    exchange.content._content.pop(BYTES)
    exchange.recalling.recall(exchange.caller(DISTRICT), sent.submission_id, "gửi nhầm")
    with pytest.raises(KeyError):
        exchange.settle()


def test_uploads_that_are_outstanding_and_submissions_undecided_are_left_alone() -> None:
    exchange = established()
    awaiting = exchange.submitting.submit(
        exchange.caller(DISTRICT), document("VB-2026-0010").ticketed(8)
    ).submission
    undecided = exchange.send(document("VB-2026-0011", contents={"cong-van.pdf": b"waits"}))
    log(exchange)
    later(exchange, days=400)
    exchange.retiring.retire()
    for submission, state in (
        (awaiting, SubmissionState.AWAITING_UPLOADS),
        (undecided, SubmissionState.RECEIVED),
    ):
        assert not is_marked(exchange, submission)
        assert exchange.story(submission.submission_id).submission.state is state
    assert sha256(b"waits") in exchange.content.digests()


def test_a_late_decision_counts_for_the_deletion_and_the_arrival_for_the_opening() -> None:
    exchange = established()
    sent = exchange.send(document())
    later(exchange, days=20)
    exchange.settle()
    log(exchange)
    later(exchange, days=364)
    run(exchange)
    assert not is_marked(exchange, sent)
    with pytest.raises(ContentDeleted):
        open_(exchange, sent)
    later(exchange, days=2)
    run(exchange)
    assert is_marked(exchange, sent)
    assert BYTES not in exchange.content.digests()


def test_an_upload_by_ticket_goes_as_well() -> None:
    exchange = established()
    letter = document()
    sent = exchange.submitting.submit(exchange.caller(DISTRICT), letter.ticketed(1 << 20)).submission
    exchange.upload(sent.submission_id, letter, 1 << 20, DISTRICT)
    later(exchange, days=3)
    exchange.uploading.complete(exchange.caller(DISTRICT), sent.submission_id)
    later(exchange, hours=5)
    exchange.settle()
    log(exchange)
    assert BYTES in exchange.content.digests()
    later(exchange, days=366)
    run(exchange)
    assert BYTES not in exchange.content.digests()


def test_what_was_rejected_goes_as_well() -> None:
    exchange = established(validator=AcceptingValidator(**{"cong-van.pdf": ("signature.missing",)}))
    sent = delivered(exchange)
    assert sent.state is SubmissionState.REJECTED
    later(exchange, days=366)
    run(exchange)
    assert is_marked(exchange, sent)
    assert BYTES not in exchange.content.digests()


# --- whatever fails -------------------------------------------------------------------------------


@dataclass
class Shared:
    """Three submissions: two that are due, one of which shares its bytes with a third that is not."""

    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        ports = ("exchange", "content", "log_files", "retirement")
        self.exchange = established(
            around=lambda name, port: self.faults.around(port) if name in ports else port
        )
        self.due = [delivered(self.exchange, 1), delivered(self.exchange, 2, b"alone")]
        later(self.exchange, days=360)
        self.standing = delivered(self.exchange, 3)
        later(self.exchange, days=6)
        self.faults.calls.clear()

    def holds(self) -> None:
        """Nothing is deleted unmarked, and what is not due is untouched."""
        assert open_(self.exchange, self.standing) == CONTENT
        assert not is_marked(self.exchange, self.standing)
        for submission in self.due:
            for attachment in submission.envelope.attachments:
                is_there = attachment.sha256 in self.exchange.content.digests()
                assert is_there or is_marked(self.exchange, submission)

    def is_done(self) -> bool:
        marked = [is_marked(self.exchange, submission) for submission in self.due]
        return all(marked) and sha256(b"alone") not in self.exchange.content.digests()


def _calls_of_a_run() -> list[str]:
    shared = Shared()
    shared.exchange.retiring.retire()
    assert shared.is_done()
    return list(shared.faults.calls)


CALLS = _calls_of_a_run()


def test_a_run_makes_few_calls() -> None:
    """Per submission one read, one transaction, one call for each file; per tree two listings and a write."""
    assert CALLS.count("commit") == 2
    assert CALLS.count("submission") == 2
    assert CALLS.count("remove") == 2


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(len(CALLS)), ids=[f"{at}-{name}" for at, name in enumerate(CALLS)])
def test_whatever_fails_the_next_run_goes_on(at: int, after: bool) -> None:
    shared = Shared()
    shared.faults.at, shared.faults.after = at, after
    with pytest.raises(Unavailable):
        shared.exchange.retiring.retire()
    shared.faults.at = -1
    shared.holds()
    shared.exchange.retiring.retire()
    shared.holds()
    assert shared.is_done()


@pytest.mark.parametrize("at", range(len(CALLS)), ids=[f"{at}-{name}" for at, name in enumerate(CALLS)])
def test_a_second_run_at_any_moment_does_no_harm(at: int) -> None:
    shared = Shared()

    def another() -> None:
        shared.faults.at = -1
        shared.exchange.retiring.retire()

    shared.faults.at, shared.faults.between = at, another
    shared.exchange.retiring.retire()
    shared.holds()
    assert shared.is_done()


@pytest.mark.parametrize("act", ["recall", "open"])
def test_what_parties_do_at_the_same_moment_is_not_lost(act: str) -> None:
    shared = Shared()
    first, exchange = shared.due[0], shared.exchange

    def meanwhile() -> None:
        shared.faults.at = -1
        if act == "recall":
            exchange.recalling.recall(exchange.caller(DISTRICT), first.submission_id, "gửi nhầm")
        else:
            with pytest.raises(ContentDeleted):
                open_(exchange, first)

    shared.faults.at, shared.faults.between = CALLS.index("commit"), meanwhile
    exchange.retiring.retire()
    assert is_marked(exchange, first) is (act == "open")
    assert (exchange.story(first.submission_id).submission.recall is not None) is (act == "recall")


# --- the log as the timeline ----------------------------------------------------------------------


def test_a_bundle_that_is_written_late_on_top_of_the_same_tree_is_not_missed() -> None:
    """Images without events lie on top of the tree as well, under names in any order."""
    exchange = established()
    delivered(exchange, 1)
    size = exchange.log_table.head.size
    image = RecordImage("exchange", "1", {"PK": {"S": "S#x"}, "SK": {"S": "SUBMISSION"}}, None)
    images = Bundle(size, exchange.log_table.head.root, (), (image,)).to_bytes()
    exchange.log_files.put_once(f"{PREFIX}{size:020d}-{'f' * 64}", images)
    later(exchange, days=366)
    exchange.retiring.retire()
    second = delivered(exchange, 2, b"late")
    later(exchange, days=366)
    run(exchange)
    assert is_marked(exchange, second)


def test_it_stops_at_the_first_decision_that_is_too_young_and_goes_on_from_there() -> None:
    exchange = established()
    sent = []
    for number in range(1, 6):
        sent.append(delivered(exchange, number, f"văn bản {number}".encode()))
        later(exchange, days=10)
    later(exchange, days=326)
    for count in (2, 3, 4, 5):
        exchange.retiring.retire()
        assert sum(is_marked(exchange, one) for one in sent) == count
        later(exchange, days=10)


def test_a_run_works_for_ten_minutes_and_the_next_one_goes_on() -> None:
    slow = Slow()
    exchange = established(around=slow.around)
    slow.clock = exchange.clock
    sent = [delivered(exchange, number, f"văn bản {number}".encode()) for number in range(1, 31)]
    later(exchange, days=366)
    counts: list[int] = []
    while not counts or counts[-1] < len(sent):
        before = exchange.clock.now()
        exchange.retiring.retire()
        assert exchange.clock.now() - before < timedelta(minutes=12)
        counts.append(sum(is_marked(exchange, one) for one in sent))
    assert len(counts) == 3
    assert exchange.metrics.total("RetirementUnfinished") >= 2


@dataclass
class Slow:
    """A store in which every deletion takes a minute."""

    clock: Any = None

    def around(self, name: str, port: Any) -> Any:
        return _SlowContent(self, port) if name == "content" else port


@dataclass
class _SlowContent:
    slow: Slow
    port: Any

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return getattr(self.port, name)  # type: ignore[no-any-return]

    def remove(self, sha256: str, *, stored_before: datetime, now: datetime) -> Any:
        self.slow.clock.advance(timedelta(minutes=1))
        return self.port.remove(sha256, stored_before=stored_before, now=now)


def test_a_bundle_that_cannot_be_read_stops_it_and_calls_a_person() -> None:
    exchange = established()
    first = delivered(exchange, 1)
    later(exchange, days=1)
    second = delivered(exchange, 2, b"beyond")
    paths = sorted(path for path in exchange.log_files.files if path.startswith(PREFIX))
    damaged = next(p for p in paths if second.submission_id in _subjects(exchange, p))
    exchange.log_files.files[damaged] = b"not gzip"
    later(exchange, days=367)
    with pytest.raises(IntegrityFault):
        exchange.retiring.retire()
    assert is_marked(exchange, first)
    assert sha256(b"beyond") in exchange.content.digests()


def _subjects(exchange: Services, path: str) -> set[str]:
    return {str(one.event["subject"]) for one in Bundle.from_bytes(exchange.log_files.files[path]).events}


def test_a_submission_that_the_log_names_and_the_table_lacks_stops_it() -> None:
    exchange = established()
    sent = delivered(exchange)
    del exchange.exchange._submissions[sent.submission_id]
    later(exchange, days=366)
    with pytest.raises(IntegrityFault):
        exchange.retiring.retire()
    assert BYTES in exchange.content.digests()


def test_after_a_restore_it_begins_anew_and_finds_everything_done() -> None:
    exchange = established()
    sent = delivered(exchange)
    later(exchange, days=366)
    run(exchange)
    exchange.retirement.record = Retirement()
    exchange.retiring.retire()
    later(exchange, days=2)
    run(exchange)
    assert is_marked(exchange, sent)
    assert exchange.retirement.read().renewing_since is None


# --- another rule ---------------------------------------------------------------------------------


def test_when_for_ever_ends_what_was_shared_before_is_locked_first() -> None:
    exchange = Services(rule=FOR_EVER)
    first = delivered(exchange, 1)
    later(exchange, days=300)
    second = delivered(exchange, 2)
    later(exchange, days=70)
    exchange.under(YEAR)
    run(exchange)
    assert not is_marked(exchange, first), "nothing goes while locks are renewed"
    later(exchange, days=2)
    run(exchange)
    assert is_marked(exchange, first)
    assert open_(exchange, second) == CONTENT
    later(exchange, days=300)
    run(exchange)
    assert is_marked(exchange, second)
    assert BYTES not in exchange.content.digests()


def test_under_a_longer_rule_locks_are_renewed_before_anything_goes() -> None:
    exchange = established(RetentionRule(timedelta(days=30)))
    delivered(exchange, 1)
    later(exchange, days=20)
    second = delivered(exchange, 2)
    exchange.under(YEAR)
    exchange.retiring.retire()
    later(exchange, days=347)
    run(exchange)
    run(exchange)
    assert open_(exchange, second) == CONTENT


def test_what_is_stored_under_the_old_rule_while_the_new_one_is_deployed_is_locked_too() -> None:
    exchange = established(RetentionRule(timedelta(days=30)))
    delivered(exchange, 1)
    later(exchange, days=5)
    exchange.under(YEAR)
    exchange.retiring.retire()
    later(exchange, hours=1)
    exchange.under(RetentionRule(timedelta(days=30)))
    second = delivered(exchange, 2)
    exchange.under(YEAR)
    later(exchange, days=2)
    exchange.retiring.retire()
    exchange.retiring.retire()
    assert exchange.retirement.read().renewing_since is None
    assert exchange.content.locked_until[BYTES] >= second.received_at + timedelta(days=365)


def test_under_a_shorter_rule_documents_go_earlier() -> None:
    exchange = established()
    sent = delivered(exchange)
    later(exchange, days=40)
    exchange.under(RetentionRule(timedelta(days=30)))
    run(exchange)
    assert is_marked(exchange, sent)
    assert BYTES not in exchange.content.digests()


def test_for_ever_in_between_makes_every_rule_a_longer_one() -> None:
    exchange = established()
    exchange.under(FOR_EVER)
    exchange.retiring.retire()
    assert exchange.retirement.read().days == 0
    exchange.under(RetentionRule(timedelta(days=30)))
    exchange.retiring.retire()
    assert exchange.retirement.read().renewing_since == exchange.clock.now()


# --- a long time ----------------------------------------------------------------------------------


def test_over_two_years_every_document_is_there_for_its_time_and_no_longer() -> None:
    """Three submissions a week, one of which sends bytes that others have sent, weeks or months before."""
    exchange = established()
    began = exchange.clock.now()
    sent: dict[str, tuple[datetime, str]] = {}
    for week in range(104):
        for number, content in enumerate(
            (b"alone %d" % week, b"again %d" % (week % 7), b"once more %d" % (week % 40))
        ):
            submission = delivered(exchange, week * 3 + number, content)
            sent[submission.submission_id] = (exchange.clock.now(), sha256(content))
        later(exchange, days=7)
        run(exchange)
        now = exchange.clock.now()
        needed = {digest for at, digest in sent.values() if now < at + timedelta(days=365)}
        assert needed <= exchange.content.digests()
        over = {digest for at, digest in sent.values() if now >= at + timedelta(days=366)} - needed
        still_locked = {digest for at, digest in sent.values() if now < at + timedelta(days=366)}
        assert exchange.content.digests().isdisjoint(over - still_locked)
        for submission_id, (at, _) in sent.items():
            found = exchange.exchange.submission(submission_id)
            assert found
            assert (found.content_deleted_at is not None) == (now >= at + timedelta(days=366))
    assert exchange.clock.now() - began == timedelta(days=728)
