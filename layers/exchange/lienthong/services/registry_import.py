"""The registry from a table: every row is judged against what was read, then all are recorded, or none.

Plan of :meth:`RegistryImport.run`:

1. Read the registry: by name and consistently for what the table names, as a list for everything above that.
2. Plan every row: new, changed, ended, unchanged; collect all faults. One fault, and nothing is recorded.
3. Record row by row, each agency with its event in one transaction: parents and heirs before who names them.

Step 3 is many transactions. Where it is cut off (time, or somebody else's change), the report says what
stands; the same table again finds that unchanged and goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lienthong.errors import RegistryImportRejected
from lienthong.model.agency import Agency
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import AgencyState
from lienthong.ports import RegistryRefused
from lienthong.services.authentication import Caller
from lienthong.services.import_rules import ImportedRow, Planned, faults_of
from lienthong.services.registration import Registering

#: Stops early enough to answer before API Gateway gives up, whatever the last transaction takes.
_TIME = timedelta(seconds=18)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with ``dry_run`` would do; codes in the order of the table.

    Attributes:
        changed: code → names of the fields that differ.
        ended: of those registered or changed, who has an end that was not known before.
        remaining: planned and not recorded: all of a dry run; otherwise where it was cut off.
        conflict: whose entry somebody else changed meanwhile; empty where time ran out.
    """

    dry_run: bool
    added: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    ended: tuple[str, ...]
    unchanged: tuple[str, ...]
    remaining: tuple[str, ...] = ()
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class RegistryImport:
    """Imports tables of agencies on behalf of registrars."""

    registering: Registering

    def run(self, caller: Caller, rows: Sequence[ImportedRow], *, dry_run: bool, reason: str) -> ImportReport:
        """Import the table (see the module's plan).

        Raises:
            RegistryImportRejected: with every fault of every row; nothing was recorded.
        """
        self.registering.authentication.spend(caller)
        registry, now = self.registering.registry, self.registering.clock.now()
        today = date_in_vietnam(now)
        known = registry.agencies(_names(rows))
        planned = [_plan(row, known, today) for row in rows]
        faults = faults_of(planned, known, registry.all(), today)
        if faults:
            raise RegistryImportRejected(faults)
        due = _in_order([one for one in planned if one.fields or one.previous is None])
        done, conflict = ([], "") if dry_run else self._record(caller, due, reason)
        return _report(planned, due, done, conflict, dry_run=dry_run)

    def _record(self, caller: Caller, due: Sequence[Planned], reason: str) -> tuple[Sequence[Planned], str]:
        until = self.registering.clock.now() + _TIME
        done: list[Planned] = []
        for one in due:
            if self.registering.clock.now() >= until:
                return done, ""
            try:
                self.registering.record_imported(caller, one.previous, one.agency, one.act, reason)
            except RegistryRefused:
                return done, one.agency.code
            done.append(one)
        return done, ""


def _names(rows: Sequence[ImportedRow]) -> Iterator[str]:
    """Everything that the table calls by a code or an alias."""
    for row in rows:
        yield row.agency.code
        yield from row.agency.aliases
        yield from filter(None, (row.agency.parent, row.agency.successor))


def _plan(row: ImportedRow, known: Mapping[str, Agency], today: date) -> Planned:
    previous = known.get(row.agency.code)
    if previous is None or previous.code != row.agency.code:
        return Planned(row, None, _at_its_end(row.agency, today), ())
    wanted = replace(previous, **{name: getattr(row.agency, name) for name in row.said})
    fields = tuple(sorted(name for name in row.said if _differs(name, previous, wanted)))
    agency = _at_its_end(wanted, today).following(previous, today) if fields else previous
    return Planned(row, previous, agency, fields)


def _differs(name: str, previous: Agency, wanted: Agency) -> bool:
    before, after = getattr(previous, name), getattr(wanted, name)
    return set(before) != set(after) if name == "aliases" else before != after


def _at_its_end(agency: Agency, today: date) -> Agency:
    is_over = agency.ended_on is not None and agency.ended_on <= today
    return replace(agency, state=AgencyState.ENDED) if is_over else agency


def _in_order(due: Sequence[Planned]) -> Sequence[Planned]:
    """Who is named by another as parent or heir before the one that names it; ends after everything else."""
    by_code = {one.agency.code: one for one in due}
    ordered: dict[str, Planned] = {}

    def place(one: Planned) -> None:
        line = [one]
        while (above := by_code.get(line[-1].agency.parent or "")) and above not in line:
            line.append(above)
        for link in reversed(line):
            ordered.setdefault(link.agency.code, link)

    for one in due:
        place(one)
    return sorted(ordered.values(), key=lambda one: one.act == "ended")


def _report(
    planned: Sequence[Planned],
    due: Sequence[Planned],
    done: Sequence[Planned],
    conflict: str,
    *,
    dry_run: bool,
) -> ImportReport:
    recorded = {one.agency.code for one in (due if dry_run else done)}
    stands = {one.agency.code for one in done}
    told = [one for one in planned if one.agency.code in recorded]
    return ImportReport(
        dry_run=dry_run,
        added=tuple(one.agency.code for one in told if one.previous is None),
        changed={one.agency.code: one.fields for one in told if one.previous is not None},
        ended=tuple(one.agency.code for one in told if one.ends),
        unchanged=tuple(one.agency.code for one in planned if one.previous and not one.fields),
        remaining=tuple(one.agency.code for one in due if one.agency.code not in stands),
        conflict=conflict,
    )
