"""The year, replayed: sent as the agencies, received, answered, reported.

Numbered plan of :meth:`Replay.run`; for each month, and once more behind the last one:

1. Documents are signed and sent, several at once; paper and secrets are reported to the register.
2. The exchange comes to rest: every document is validated and in its recipients' inboxes.
3. Recipients open their copies and say what becomes of them; the late ones among those of the month before.
4. What was sent in the month before and turned out wrong is taken back, and recipients who opened it agree.

A replay that was interrupted goes on where it stopped, on the same exchange: DocumentIds follow from the
plan, what stands is not sent again, and a status that stands is not set again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from lienthong.model.codes import Status
from lienthong_client.answers import DeliveryRecord
from lienthong_client.register import Entry
from lienthong_local.seeding import ProvinceOnline
from lienthong_local.year import letters
from lienthong_local.year.plan import PlannedCopy, PlannedDocument, Year

#: Requests at the same time; the emulator has two cores at best, and signing takes one of them.
AT_ONCE: Final = 4
#: A month of 10,000 documents comes to rest in two minutes.
_SECONDS_TO_REST: Final = 900
_MOST_ENTRIES: Final = 200
_REASON: Final = "Văn bản có sai sót về số liệu"

Task: TypeAlias = Callable[[], None]


def steps_of(year: Year) -> int:
    """How many steps the replay has: a document sent, a document or count reported, a copy acted upon."""
    sent = [document for document in year.documents if document.is_sent]
    reported = sum(1 for document in year.documents if document.is_reported) + len(year.secrets)
    return len(sent) + reported + sum(len(document.copies) for document in sent)


@dataclass
class Replay:
    """Replays a year on an exchange; ``advance`` is told of steps done, ``at_month`` of the month at hand."""

    online: ProvinceOnline
    year: Year
    folder: Path
    advance: Callable[[int], None]
    at_month: Callable[[tuple[int, int]], None]
    _sent: dict[str, str] = field(default_factory=dict)
    _standing: set[str] = field(default_factory=set)
    _by_id: Mapping[str, PlannedDocument] = field(init=False)

    def __post_init__(self) -> None:
        self._by_id = {document.document_id: document for document in self.year.documents}

    def run(self) -> None:
        """Replay everything that does not stand yet (see the module's plan)."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            self._find_standing(pool)
            before: Sequence[PlannedDocument] = ()
            for month in (*self.year.months, None):
                if month:
                    self.at_month(month)
                now = [one for one in self.year.of_month(month) if one.is_sent] if month else []
                _do_all(pool, [*(partial(self._send, one) for one in now), *self._reports(month)])
                self._rest()
                _do_all(pool, [*self._acts(now, late=False), *self._acts(before, late=True)])
                self._take_back(pool, before)
                before = now
            # The last acts become evidence, too, before anybody counts.
            self._rest()

    def _rest(self) -> None:
        self.online.stack.wait_until_idle(_SECONDS_TO_REST)

    def _find_standing(self, pool: ThreadPoolExecutor) -> None:
        """What an earlier replay has sent; also makes every agency's client before threads share them."""
        senders = sorted({document.sender for document in self.year.documents})
        clients = [self.online.client(code) for code in senders]
        for submissions in pool.map(lambda client: list(client.every_submission()), clients):
            for one in submissions:
                if one["envelope"]["document_id"] in self._by_id and one["state"] != "rejected":
                    self._sent[one["envelope"]["document_id"]] = one["submission_id"]
        self._standing = set(self._sent)
        for row in self.online.province.agencies:
            self.online.client(row.code)

    # 1. ------------------------------------------------------------------------------------------

    def _send(self, document: PlannedDocument) -> None:
        if document.document_id not in self._sent:
            draft = letters.draft(self.online.province, document, self.folder)
            answer = self.online.client(document.sender).send(draft)
            self._sent[document.document_id] = answer["submission_id"]
            for file in draft.files:
                file.path.unlink()
        self.advance(1)

    def _reports(self, month: tuple[int, int] | None) -> Iterator[Task]:
        """One task for each agency that has something to report."""
        entries: dict[str, list[Entry]] = {}
        for document in self.year.documents:
            if document.month == month and document.is_reported:
                row = self.online.province.agency(document.sender)
                entries.setdefault(row.code, []).append(letters.register_entry(row, document))
        for secrets in self.year.secrets:
            if secrets.month == month:
                entries.setdefault(secrets.agency, []).append(letters.secrets_entry(secrets))
        for agency, reported in entries.items():
            yield partial(self._report, agency, reported)

    def _report(self, agency: str, entries: Sequence[Entry]) -> None:
        for group in _groups(entries, _MOST_ENTRIES):
            self.online.client(agency).report_entries(group)
            self.advance(len(group))

    # 3. ------------------------------------------------------------------------------------------

    def _acts(self, documents: Iterable[PlannedDocument], *, late: bool) -> Iterator[Task]:
        for document in documents:
            copies = [copy for copy in document.copies if copy.late is late]
            if copies:
                yield partial(self._act, document, copies)

    def _act(self, document: PlannedDocument, copies: Sequence[PlannedCopy]) -> None:
        known = self._known_copies(document)
        for copy in copies:
            self._act_on(document, copy, known.get(copy.recipient))
            self.advance(1)

    def _known_copies(self, document: PlannedDocument) -> Mapping[str, DeliveryRecord]:
        """How the copies stand, where an earlier replay may have acted on them."""
        if document.document_id not in self._standing:
            return {}
        story = self.online.client(document.sender).submission(self._sent[document.document_id])
        return {delivery["recipient"]: delivery for delivery in story["deliveries"]}

    def _act_on(self, document: PlannedDocument, copy: PlannedCopy, known: DeliveryRecord | None) -> None:
        if not copy.opens or (known and known["withheld"]):
            return
        client, submission_id = self.online.client(copy.recipient), self._sent[document.document_id]
        if known is None or not known["opened_at"]:
            client.open_links(submission_id)
        if copy.statuses and self._is_asked(document, copy.recipient):
            client.status(submission_id, Status.AGREES)
        for status in _remaining(copy.statuses, known["status"] if known else ""):
            client.status(submission_id, status, copy.reason if status is Status.REFUSED else "")

    def _is_asked(self, document: PlannedDocument, recipient: str) -> bool:
        """Whether the recipient has opened what this document replaces, and so is asked to agree."""
        replaced = self._by_id.get(document.replaces)
        copies = replaced.copies if replaced else ()
        return any(copy.opens for copy in copies if copy.recipient == recipient)

    # 4. ------------------------------------------------------------------------------------------

    def _take_back(self, pool: ThreadPoolExecutor, documents: Sequence[PlannedDocument]) -> None:
        recalled = [document for document in documents if document.recalled]
        if not recalled:
            return
        _do_all(pool, [partial(self._recall, document) for document in recalled])
        self._rest()
        _do_all(pool, [partial(self._agree, document) for document in recalled])

    def _recall(self, document: PlannedDocument) -> None:
        self.online.client(document.sender).recall(self._sent[document.document_id], _REASON)

    def _agree(self, document: PlannedDocument) -> None:
        submission_id = self._sent[document.document_id]
        for copy in document.copies:
            if copy.accepts:
                self.online.client(copy.recipient).status(submission_id, Status.AGREES)


def _remaining(statuses: Sequence[Status], standing: str) -> Sequence[Status]:
    """The statuses that come after the one that stands."""
    reached = [at for at, status in enumerate(statuses) if status.value == standing]
    return statuses[reached[0] + 1 :] if reached else statuses


def _groups(entries: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]


def _do_all(pool: ThreadPoolExecutor, tasks: Sequence[Task]) -> None:
    """Do all, several at once; the first failure is raised, and nothing further begun."""
    running: list[Future[None]] = [pool.submit(task) for task in tasks]
    try:
        for one in running:
            one.result()
    finally:
        for one in running:
            one.cancel()
