"""The registry's changes: register, change, lock, unlock, end; each one an event.

Only a registrar changes the registry. An agency ends on a date and may name its successor; its entry, keys
and history stay, so that what it signed can be judged by what was in force then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from lienthong.errors import NotFound, ReasonRequired, RegistryConflict, Unauthenticated
from lienthong.model.agency import Agency
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import AgencyState, Role
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.text import fold_diacritics
from lienthong.ports import Clock, Ids, Registry, RegistryChange, RegistryRefused, TrustAnchor, TrustStore
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.succession import leads_back

_REGISTRARS = frozenset({Role.REGISTRAR})
_TRUST_READERS = frozenset({Role.REGISTRAR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Registering:
    """Reads and changes the registry on behalf of callers."""

    registry: Registry
    trust: TrustStore
    authentication: Authentication
    clock: Clock
    ids: Ids

    def search(
        self, caller: Caller, words: str, *, on: date | None = None, successor: str | None = None
    ) -> Sequence[Agency]:
        """Agencies whose code, alias or name holds every word, without regard to case and diacritics.

        Args:
            caller: who asks.
            words: what to look for; everything for no words.
            on: only those that existed on this day in Vietnam, under their names and parents of that day.
            successor: only those that this agency succeeds.
        """
        self.authentication.spend(caller)
        wanted = fold_diacritics(words).split()
        listed = (agency for agency in self.registry.all() if successor in (None, agency.successor))
        if on is not None:
            existing = (agency.as_of(on) for agency in listed if _existed(agency, on))
            return [agency for agency in existing if _matches(agency, wanted)]
        return [agency for agency in listed if _matches(agency, wanted)]

    def show(self, caller: Caller, name: str, *, on: date | None = None) -> Agency:
        """The agency with this code or alias, under the name and parent that it had on a day.

        Raises:
            NotFound: there is none.
        """
        self.authentication.spend(caller)
        agency = self._agency(name)
        return agency.as_of(on) if on else agency

    def history(self, caller: Caller, name: str) -> Sequence[Event]:
        """Every change of the agency, in order; for registrars.

        Raises:
            NotFound: there is none, or the caller is no registrar.
        """
        caller.require(_REGISTRARS)
        self.authentication.spend(caller)
        return self.registry.history(self._agency(name).code)

    def register(self, caller: Caller, agency: Agency) -> Agency:
        """Enter a new agency.

        Raises:
            NotFound: the caller is no registrar. RegistryConflict: code or alias taken, or no such parent.
        """
        caller.require(_REGISTRARS)
        self._require_known(agency.parent)
        return self._record(caller, None, replace(agency, former=(), version=1), "registered", "")

    def change(self, caller: Caller, code: str, wanted: Agency) -> Agency:
        """Replace an agency's entry; state and end are changed by their own acts.

        Raises:
            NotFound: no registrar, or no such agency.
            RegistryConflict: the entry has moved on since it was read, an alias is taken, or no such parent.
        """
        caller.require(_REGISTRARS)
        previous = self._agency(code)
        if wanted.version != previous.version or wanted.code != previous.code:
            raise _moved_on()
        self._require_known(wanted.parent)
        self._require_no_circle(wanted)
        _require_time(wanted.effective_from, previous.ended_on)
        changed = replace(
            wanted, state=previous.state, ended_on=previous.ended_on, successor=previous.successor
        ).following(previous, self._today())
        return self._record(caller, previous, changed, "changed", "")

    def lock(self, caller: Caller, code: str, reason: str) -> Agency:
        """Lock an active agency: it can neither send nor receive."""
        return self._move(caller, code, AgencyState.ACTIVE, AgencyState.LOCKED, reason)

    def unlock(self, caller: Caller, code: str, reason: str) -> Agency:
        """Unlock a locked agency."""
        return self._move(caller, code, AgencyState.LOCKED, AgencyState.ACTIVE, reason)

    def end(self, caller: Caller, code: str, *, on: date, successor: str | None, reason: str) -> Agency:
        """End an agency on a day in Vietnam; its successor has what is addressed to it from then on.

        A day to come takes effect by itself, and may be set anew until then.

        Raises:
            RegistryConflict: it has ended; it begins later than that; or no other agency succeeds, active on
                that day and not succeeded in turn by this one.
        """
        caller.require(_REGISTRARS)
        _require_reason(reason)
        previous = self._agency(code)
        today = self._today()
        if previous.state_on(today) is AgencyState.ENDED:
            raise _not_in_state(previous, today)
        _require_time(previous.effective_from, on)
        ended = replace(
            previous,
            state=AgencyState.ENDED if on <= today else previous.state,
            ended_on=on,
            successor=self._successor(previous, successor, on),
            version=previous.version + 1,
        )
        return self._record(caller, previous, ended, "ended", reason)

    def withdraw_end(self, caller: Caller, code: str, reason: str) -> Agency:
        """Let an agency go on whose end is still to come.

        Raises:
            RegistryConflict: no end is set, or it has come.
        """
        caller.require(_REGISTRARS)
        _require_reason(reason)
        previous = self._agency(code)
        if previous.ended_on is None or previous.ended_on <= self._today():
            raise _not_in_state(previous, self._today())
        going_on = replace(previous, ended_on=None, successor=None, version=previous.version + 1)
        return self._record(caller, previous, going_on, "end-withdrawn", reason)

    def anchors(self, caller: Caller) -> Sequence[TrustAnchor]:
        """All trust anchors and intermediates; for registrars and auditors."""
        caller.require(_TRUST_READERS)
        self.authentication.spend(caller)
        return self.trust.anchors()

    def add_anchor(self, caller: Caller, anchor: TrustAnchor) -> TrustAnchor:
        """Enter a trust anchor or an intermediate."""
        caller.require(_REGISTRARS)
        details: dict[str, JsonValue] = {
            "act": "trust-anchor",
            "fingerprint": anchor.fingerprint,
            "is_root": anchor.is_root,
        }
        try:
            self.trust.record(anchor, self._event(caller, "TRUST", details), caller.nonce)
        except RegistryRefused as refused:
            raise Unauthenticated from refused
        return anchor

    # ---------------------------------------------------------------------------------------------

    def _agency(self, name: str) -> Agency:
        agency = self.registry.agencies([name]).get(name)
        if agency is None:
            raise NotFound
        return agency

    def _require_known(self, parent: str | None) -> None:
        if parent is not None and parent not in self.registry.agencies([parent]):
            raise RegistryConflict(why=f"there is no agency {parent}", why_vi=f"không có cơ quan {parent}")

    def _today(self) -> date:
        return date_in_vietnam(self.clock.now())

    def _require_no_circle(self, wanted: Agency) -> None:
        """The line of parents ends; a circle would have no province above it."""
        above = {wanted.code}
        parent = wanted.parent
        while parent is not None:
            if parent in above:
                raise RegistryConflict(
                    why=f"{parent} would be above itself", why_vi=f"{parent} sẽ là cấp trên của chính mình"
                )
            above.add(parent)
            found = self.registry.agencies([parent]).get(parent)
            parent = found.parent if found else None

    def _successor(self, ending: Agency, successor: str | None, on: date) -> str | None:
        if successor is None:
            return None
        heir = self.registry.agencies([successor]).get(successor)
        if heir and leads_back(self.registry, heir, ending.code):
            raise RegistryConflict(
                why=f"{successor} is succeeded by {ending.code} in turn",
                why_vi=f"{ending.code} lại là cơ quan kế thừa của {successor}",
            )
        if heir is None or heir.state_on(on) is not AgencyState.ACTIVE or heir.code == ending.code:
            raise RegistryConflict(
                why=f"{successor} is not another active agency",
                why_vi=f"{successor} không phải một cơ quan khác đang hoạt động",
            )
        return heir.code

    def _move(self, caller: Caller, code: str, source: AgencyState, to: AgencyState, reason: str) -> Agency:
        caller.require(_REGISTRARS)
        _require_reason(reason)
        previous = self._agency(code)
        if previous.state is not source or previous.state_on(self._today()) is AgencyState.ENDED:
            raise _not_in_state(previous, self._today())
        moved = replace(previous, state=to, version=previous.version + 1)
        return self._record(caller, previous, moved, to.value, reason)

    def record_imported(
        self, caller: Caller, previous: Agency | None, agency: Agency, act: str, reason: str
    ) -> None:
        """Record one agency of a table whose request has spent its nonce.

        Raises:
            RegistryRefused: somebody has changed the registry since it was read; nothing was recorded.
        """
        details = _change_details(agency, act, reason)
        self.registry.record(
            RegistryChange(agency, previous, self._event(caller, agency.code, details), None)
        )

    def _record(
        self, caller: Caller, previous: Agency | None, agency: Agency, act: str, reason: str
    ) -> Agency:
        details = _change_details(agency, act, reason)
        change = RegistryChange(agency, previous, self._event(caller, agency.code, details), caller.nonce)
        try:
            self.registry.record(change)
        except RegistryRefused as refused:
            raise _refusal(refused) from refused
        return agency

    def _event(self, caller: Caller, subject: str, details: dict[str, JsonValue]) -> Event:
        now = self.clock.now()
        return Event(
            event_id=self.ids.event_id(now),
            type=EventType.REGISTRY_CHANGE,
            subject=subject,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            details=details,
            proof=caller.proof,
        )


def _change_details(agency: Agency, act: str, reason: str) -> dict[str, JsonValue]:
    return {
        "act": act,
        "reason": reason,
        "version": agency.version,
        "state": agency.state.value,
        "successor": agency.successor,
        "keys": [key.key_id for key in agency.keys],
        "certificates": [entry.fingerprint for entry in agency.certificates],
        "entry": agency.public_facts(),
    }


def _existed(agency: Agency, on: date) -> bool:
    return agency.state_on(on) not in (AgencyState.UPCOMING, AgencyState.ENDED)


def _matches(agency: Agency, words: Sequence[str]) -> bool:
    text = fold_diacritics(" ".join((agency.name, agency.code, *agency.aliases)))
    return all(word in text for word in words)


def _require_reason(reason: str) -> None:
    if not reason:
        raise ReasonRequired(wanted="-")


def _refusal(refused: RegistryRefused) -> Unauthenticated | RegistryConflict:
    if refused.nonce_spent:
        return Unauthenticated()
    if refused.taken_aliases:
        taken = ", ".join(refused.taken_aliases)
        return RegistryConflict(why=f"{taken} is taken", why_vi=f"{taken} đã có cơ quan sử dụng")
    if refused.exists:
        return RegistryConflict(why="the agency is registered already", why_vi="cơ quan đã được đăng ký")
    return _moved_on()


def _moved_on() -> RegistryConflict:
    return RegistryConflict(
        why="the entry has changed since it was read", why_vi="thông tin đã thay đổi sau lần đọc trước"
    )


def _require_time(effective_from: date, ended_on: date | None) -> None:
    if ended_on is not None and ended_on <= effective_from:
        raise RegistryConflict(
            why=f"the end, {ended_on.isoformat()}, is not after the beginning, {effective_from.isoformat()}",
            why_vi=f"ngày kết thúc {ended_on:%d/%m/%Y} không sau ngày bắt đầu {effective_from:%d/%m/%Y}",
        )


def _not_in_state(agency: Agency, today: date) -> RegistryConflict:
    state = agency.state_on(today)
    return RegistryConflict(why=f"{agency.code} is {state.value}", why_vi=f"{agency.code} {state.vi}")
