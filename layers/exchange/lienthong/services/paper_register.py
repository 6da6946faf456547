"""The paper register: what an agency reports beside what it sends, and what of it was a mistake.

Numbered plan of :meth:`PaperRegister.report`:

1. Every value of every entry is judged; any fault refuses all of them.
2. What stands under the same numbers is read. The same again changes nothing and answers the same; another
   content under a number refuses all of them, and names both.
3. New entries are recorded, each with its event, a group in a transaction. Where somebody else came first, 2
   again. A request that ends between two groups is repeated as a whole.

A mistake is withdrawn by an event of its own; the entry stays, and its number is free again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lienthong.errors import (
    EntryAlreadyWithdrawn,
    Fault,
    NotFound,
    ReasonRequired,
    RegisterNumberTaken,
    RegisterRejected,
    Unauthenticated,
    Unavailable,
)
from lienthong.model.agency import Agency
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import EXCHANGING
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.model.identifiers import is_ulid
from lienthong.model.register import EntryPlace, RegisterEntry, Report, Withdrawal, place_of_facts
from lienthong.ports import (
    Clock,
    ExchangeStore,
    Ids,
    Nonce,
    RegisterChange,
    RegisterRefused,
    RegisterStore,
    Registry,
)
from lienthong.services.authentication import Authentication, Caller

#: One transaction takes 100 items: the nonce, and two for each entry.
_GROUP = 49
#: Tries where other requests of the agency record under the same numbers at the same time.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it stands.

    Attributes:
        is_new: it is to be recorded, for nothing stood in its place.
        repeated: an earlier request had recorded it.
    """

    entry: RegisterEntry
    is_new: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class PaperRegister:
    """Records what an agency reports to its own outgoing register."""

    store: RegisterStore
    exchange: ExchangeStore
    registry: Registry
    authentication: Authentication
    clock: Clock
    ids: Ids

    def report(self, caller: Caller, reports: Sequence[Report]) -> Sequence[Recorded]:
        """Record all entries, or none; see the module's plan. In the order in which they were reported.

        Raises:
            NotFound: the caller exchanges no documents.
            RegisterRejected: with every fault. RegisterNumberTaken: with every number.
        """
        caller.require(EXCHANGING)
        entries = self._entries(caller, reports)
        nonce: Nonce | None = caller.nonce
        for _ in range(_TRIES):
            standing = self.store.standing([entry.place for entry in entries])
            _require_free(entries, standing)
            try:
                for change in self._changes(caller, entries, standing):
                    # The nonce belongs to what is recorded first: a repetition finds that standing.
                    self.store.record(replace(change, nonce=nonce))
                    nonce = None
            except RegisterRefused as refused:
                if refused.nonce_spent:
                    raise Unauthenticated from refused
                continue
            if nonce:
                self.authentication.spend(caller)
            return [_against(entry, standing.get(entry.place)) for entry in entries]
        raise Unavailable

    def check(self, caller: Caller, reports: Sequence[Report]) -> int:
        """Judge a report as :meth:`report` would, and record nothing: how many entries would be new.

        Raises:
            NotFound, RegisterRejected, RegisterNumberTaken: as :meth:`report`.
        """
        caller.require(EXCHANGING)
        self.authentication.spend(caller)
        entries = self._entries(caller, reports)
        standing = self.store.standing([entry.place for entry in entries])
        _require_free(entries, standing)
        return sum(_against(entry, standing.get(entry.place)).is_new for entry in entries)

    # 1. ------------------------------------------------------------------------------------------

    def _entries(self, caller: Caller, reports: Sequence[Report]) -> Sequence[RegisterEntry]:
        names = {name for one in reports if one.document for name in one.document.recipients}
        agencies = self.registry.agencies(sorted(names)) if names else {}
        now = self.clock.now()
        entries = [
            RegisterEntry(
                agency=caller.code,
                carriage=one.carriage,
                issued_on=one.issued_on,
                document=replace(one.document, recipients=_codes(one.document.recipients, agencies))
                if one.document
                else None,
                count=one.count,
                reported_at=now,
                event_id=self.ids.event_id(now),
            )
            for one in reports
        ]
        faults = [*self._faults(reports, agencies), *_repetitions(entries)]
        if faults:
            raise RegisterRejected(faults)
        return entries

    def _faults(self, reports: Sequence[Report], agencies: Mapping[str, Agency]) -> Iterator[Fault]:
        today = date_in_vietnam(self.clock.now())
        for index, one in enumerate(reports):
            where = f"/entries/{index}"
            if one.issued_on > today:
                yield _in_the_future(f"{where}/{'issued_on' if one.document else 'month'}")
            if one.document is None:
                continue
            unknown = [name for name in one.document.recipients if name not in agencies]
            yield from (_unknown(f"{where}/recipients", name) for name in unknown)
            if one.document.recipient_count < len(set(one.document.recipients)):
                yield _too_few(f"{where}/recipient_count")

    # 3. ------------------------------------------------------------------------------------------

    def _changes(
        self, caller: Caller, entries: Sequence[RegisterEntry], standing: Mapping[EntryPlace, RegisterEntry]
    ) -> Iterator[RegisterChange]:
        """What is not recorded yet, a transaction's worth at a time."""
        outcomes = [_against(entry, standing.get(entry.place)) for entry in entries]
        new = [one.entry for one in outcomes if one.is_new]
        for start in range(0, len(new), _GROUP):
            group = tuple(new[start : start + _GROUP])
            yield RegisterChange(group, tuple(self._event(caller, entry) for entry in group))

    def _event(self, caller: Caller, entry: RegisterEntry) -> Event:
        return Event(
            event_id=entry.event_id,
            type=EventType.REGISTER_ENTRY,
            subject=entry.agency,
            at=entry.reported_at,
            actor=caller.code,
            salt=self.ids.salt(),
            details=entry.facts(),
            proof=caller.proof,
        )

    # mistakes --------------------------------------------------------------------------------------

    def withdraw(self, caller: Caller, entry_id: str, reason: str) -> RegisterEntry:
        """Declare an entry a mistake; the same reason again answers the same.

        Raises:
            NotFound: no such entry of the caller's. ReasonRequired: no reason.
            EntryAlreadyWithdrawn: withdrawn before, for another reason.
        """
        caller.require(EXCHANGING)
        entry = self._entry(caller, entry_id)
        if not reason:
            raise ReasonRequired(wanted="withdrawn")
        if entry.withdrawal:
            return self._withdrawn_before(caller, entry, reason)
        now = self.clock.now()
        event = Event(
            event_id=self.ids.event_id(now),
            type=EventType.REGISTER_CORRECTION,
            subject=caller.code,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            details={"entry": entry_id, "reason": reason, "withdrawn": entry.facts()},
            proof=caller.proof,
        )
        withdrawn = replace(
            entry, withdrawal=Withdrawal(now, reason, event.event_id), version=entry.version + 1
        )
        try:
            self.store.record(RegisterChange((withdrawn,), (event,), caller.nonce))
        except RegisterRefused as refused:
            if refused.nonce_spent:
                raise Unauthenticated from refused
            raise Unavailable from refused
        return withdrawn

    def _entry(self, caller: Caller, entry_id: str) -> RegisterEntry:
        """The entry that was recorded with this event, found by what the event says."""
        event = self.exchange.event(caller.code, entry_id) if is_ulid(entry_id) else None
        if event is None or event.type is not EventType.REGISTER_ENTRY:
            raise NotFound
        place = place_of_facts(caller.code, event.details)
        entry = self.store.standing([place]).get(place)
        if entry is None or entry.event_id != entry_id:
            # Withdrawn, and its number reported anew since.
            raise NotFound
        return entry

    def _withdrawn_before(self, caller: Caller, entry: RegisterEntry, reason: str) -> RegisterEntry:
        withdrawal = entry.withdrawal
        if withdrawal and withdrawal.reason != reason:
            raise EntryAlreadyWithdrawn(
                entry=entry.event_id, at=text_of(withdrawal.at), reason=withdrawal.reason
            )
        self.authentication.spend(caller)
        return entry


def _codes(names: Sequence[str], agencies: Mapping[str, Agency]) -> tuple[str, ...]:
    """Each agency once, under its own code; unknown names as they are, for they are faults."""
    return tuple(dict.fromkeys(agencies[name].code if name in agencies else name for name in names))


def _against(entry: RegisterEntry, standing: RegisterEntry | None) -> Recorded:
    if standing is None:
        return Recorded(entry, is_new=True, repeated=False)
    if standing.withdrawal:
        return Recorded(replace(entry, version=standing.version + 1), is_new=True, repeated=False)
    # Somebody may have come in between two groups: what stands of ours is no repetition.
    return Recorded(standing, is_new=False, repeated=standing.event_id != entry.event_id)


# --- faults ---------------------------------------------------------------------------------------


def _require_free(entries: Sequence[RegisterEntry], standing: Mapping[EntryPlace, RegisterEntry]) -> None:
    """No reported number stands with another content.

    Raises:
        RegisterNumberTaken
    """
    faults = [
        _taken(f"/entries/{index}", found, entry)
        for index, entry in enumerate(entries)
        if (found := standing.get(entry.place))
        and found.withdrawal is None
        and not entry.says_the_same(found)
    ]
    if faults:
        raise RegisterNumberTaken(faults)


def _taken(pointer: str, standing: RegisterEntry, entry: RegisterEntry) -> Fault:
    entry_id = standing.event_id
    return Fault(
        pointer,
        "register.number-taken",
        f"Recorded is {standing.named('en')}, as entry {entry_id}; reported was {entry.named('en')}. "
        "Correct the number, or withdraw the recorded entry first.",
        f"Đã ghi nhận {standing.named('vi')}, mục {entry_id}; vừa khai báo {entry.named('vi')}. "
        "Đề nghị sửa số, hoặc hủy mục đã ghi trước.",
    )


def _repetitions(entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    seen: dict[EntryPlace, int] = {}
    for index, entry in enumerate(entries):
        first = seen.setdefault(entry.place, index)
        if first != index:
            yield Fault(
                f"/entries/{index}",
                "register.repeated",
                f"This is {entry.named('en')}, which entry {first + 1} of this request reports already.",
                f"Đây là {entry.named('vi')}, trùng với mục thứ {first + 1} trong cùng yêu cầu.",
            )


def _in_the_future(pointer: str) -> Fault:
    return Fault(
        pointer,
        "date.in-future",
        "The date of issue is in the future in Vietnam; correct it.",
        "Ngày ban hành sau ngày hôm nay (giờ Việt Nam); đề nghị sửa lại.",
    )


def _unknown(pointer: str, name: str) -> Fault:
    return Fault(
        pointer,
        "register.unknown-recipient",
        f"No agency of the registry has the code or alias {name}; correct it, or leave it out and count "
        "it in recipient_count.",
        f"Danh bạ không có cơ quan mang mã hoặc bí danh {name}; đề nghị sửa lại, hoặc bỏ ra và tính "
        "trong recipient_count.",
    )


def _too_few(pointer: str) -> Fault:
    return Fault(
        pointer,
        "register.recipient-count",
        "More recipients are listed than recipient_count says; correct the one or the other.",
        "Số nơi nhận được liệt kê nhiều hơn recipient_count; đề nghị sửa lại cho khớp.",
    )


def entries_to_json(recorded: Sequence[Recorded]) -> list[JsonValue]:
    """Entries as their agency sees them."""
    return [one.entry.to_json() | {"repeated": one.repeated} for one in recorded]
