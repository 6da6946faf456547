"""Printing at the desk: forms filled from the exchange, as PDF, and files that are never over others."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lienthong.errors import NotFound
from lienthong.model.event import JsonValue
from lienthong_client.configuration import Profile
from lienthong_client.durable import create
from lienthong_client.errors import FileUnwritable, PdfWriterMissing, ProblemRejected

if TYPE_CHECKING:
    from lienthong.onestop.dossier import Dossier
    from lienthong.onestop.procedures import Procedure
    from lienthong_client.answers import AgencyRecord
    from lienthong_client.dossiers import ProcedureRecord
    from lienthong_client.forms.facts import Office
    from lienthong_client.forms.filled import Printing
    from lienthong_client.forms.sheet import Sheet
    from lienthong_client.sdk import Exchange

_NEEDED = frozenset({"typst", "segno"})
#: The same dossier's slip is printed again some times, not hundreds.
_MOST_NAMES = 99


@dataclass
class FormPrinter:
    """Fills forms from the exchange; what several of them need is asked for once.

    Attributes:
        place: of the date line; taken from the authority's name where empty.
        tracking: where the public follows dossiers; empty where slips carry no QR code.
    """

    exchange: Exchange
    place: str = ""
    tracking: str = ""
    _editions: dict[date, Sequence[ProcedureRecord]] = field(default_factory=dict)

    @cached_property
    def agencies(self) -> Mapping[str, AgencyRecord]:
        """The registry's agencies by code."""
        return {one["code"]: one for one in self.exchange.agencies()}

    @property
    def names(self) -> dict[str, str]:
        """The agencies' names by code."""
        return {code: entry["name"] for code, entry in self.agencies.items()}

    def office(self, centre: str) -> Office:
        """The head: the centre, under the agency above it where the registry has one."""
        from lienthong_client.forms.facts import Office
        from lienthong_client.forms.filled import place_of

        own = self.agencies.get(centre)
        desk = own["name"] if own else centre
        above = self.agencies.get((own["parent"] if own else None) or "")
        authority = above["name"] if above else ""
        return Office(desk, self.place or place_of(authority or desk), authority)

    def known(self, code: str, secret: str = "") -> Printing:
        """What the exchange knows of a dossier.

        Raises:
            ProblemRejected: no such dossier of the agency's.
        """
        from lienthong_client.forms import filled

        story = self.exchange.dossier(code)
        events = filled.events_of(cast("list[dict[str, Any]]", story["events"]))
        dossier = filled.dossier_of(events)
        return filled.Printing(
            events=events,
            dossier=dossier,
            procedure=self._procedure(dossier),
            office=self.office(dossier.centre),
            names=self.names,
            person=story["person"],
            tracking=self.tracking,
            secret=secret,
        )

    def _procedure(self, dossier: Dossier) -> Procedure:
        from lienthong.onestop.procedure_records import procedure_of

        # Editions of one code never overlap, so on its first day this one alone is in force.
        day = dossier.edition
        if day not in self._editions:
            self._editions[day] = self.exchange.procedures(day)["procedures"]
        record = next(one for one in self._editions[day] if one["code"] == dossier.procedure)
        return procedure_of(cast("dict[str, JsonValue]", record))

    def sheets(self, number: str, code: str, secret: str = "") -> tuple[Sheet, ...]:
        """A form of one dossier, ``01`` to ``05``.

        Raises:
            FormNotDue, FormFactsInvalid, ProblemRejected
        """
        from pydantic import ValidationError

        from lienthong_client.forms import filled
        from lienthong_client.forms.reading import invalid, sheets_from

        fill: Mapping[str, Callable[[Printing], object]] = {
            "01": filled.receipt_slip,
            "02": filled.supplement_request,
            "03": filled.refusal,
            "04": filled.apology,
            "05": filled.control_slip,
        }
        try:
            return sheets_from(number, fill[number](self.known(code, secret)))
        except ValidationError as error:
            raise invalid(number, error) from None

    def log(self, centre: str, first: date, last: date) -> tuple[Sheet, ...]:
        """Form 06: every dossier that the calling centre has taken in on these days, by its number.

        Raises:
            FormFactsInvalid: more than one log holds. ProblemRejected: the caller is no one-stop centre.
        """
        from pydantic import ValidationError

        from lienthong_client.forms.facts import MOST_LOG_ROWS, TrackingLog
        from lienthong_client.forms.filled import log_row
        from lienthong_client.forms.reading import invalid, sheets_from

        self.exchange.dossiers(limit=1)
        days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
        found = itertools.chain.from_iterable(self._taken_in(centre, day) for day in days)
        # One too many is refused with its fault, a hundred thousand are not fetched for it.
        rows = tuple(map(log_row, itertools.islice(found, MOST_LOG_ROWS + 1)))
        try:
            return sheets_from("06", TrackingLog(self.office(centre), first, last, rows))
        except ValidationError as error:
            raise invalid("06", error) from None

    def _taken_in(self, centre: str, day: date) -> Iterator[Printing]:
        """A day's dossiers: numbers run without a gap (docs/adr/0019), so the first that is not ends it."""
        from lienthong.onestop.codes import MOST_A_DAY, DossierCode, SequenceKey

        for number in range(1, MOST_A_DAY + 1):
            try:
                yield self.known(str(DossierCode.of(SequenceKey(centre, day), number)))
            except ProblemRejected as refused:
                if refused.code != NotFound.code:
                    raise
                return


def tracking_address(profile: Profile, given: str = "") -> str:
    """Where the public follows dossiers: as given, else the exchange's own page; empty without TLS."""
    from lienthong.onestop.tracking_page import ACTION

    return given or (f"{profile.url.rstrip('/')}{ACTION}" if profile.url.startswith("https://") else "")


def require_pdf_writer() -> None:
    """Finds out before anything is recorded that nothing could be printed.

    Raises:
        PdfWriterMissing
    """
    for name in sorted(_NEEDED):
        try:
            import_module(name)
        except ModuleNotFoundError as missing:
            if missing.name not in _NEEDED:
                raise
            raise PdfWriterMissing from missing


def pdf_of(sheets: Sequence[Sheet]) -> bytes:
    """The sheets, set.

    Raises:
        PdfWriterMissing
    """
    from lienthong_client.forms.printing import to_pdf

    require_pdf_writer()
    return to_pdf(sheets, datetime.now(UTC))


def save_beside(folder: Path, name: str, content: bytes) -> Path:
    """A new private file, forced to the disk: ``name.pdf``, or ``name-2.pdf`` … where that is taken.

    Raises:
        FileUnwritable: nothing is left of it.
    """
    for number in range(1, _MOST_NAMES + 1):
        path = folder / (f"{name}.pdf" if number == 1 else f"{name}-{number}.pdf")
        try:
            create(path, content)
        except FileExistsError:
            continue
        except OSError as fault:
            raise FileUnwritable(path=str(path), why=fault.strerror or str(fault)) from fault
        return path
    raise FileUnwritable(path=str(folder / f"{name}.pdf"), why=f"{_MOST_NAMES} × {name}")
