"""What is kept of dossiers beside their events: an index entry, the day's counter, centres, procedures.

None of it names a person: these records stand in a table whose stream is kept for ever (docs/adr/0019).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from lienthong.model.agency_level import AgencyLevel
from lienthong.model.event import JsonValue
from lienthong.onestop.codes import SequenceKey
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.moves import Settling
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.words import PortalStatus


@dataclass(frozen=True, slots=True)
class FiledDossier:
    """The entry by which a dossier is found and guarded; its state is what its events fold to.

    Attributes:
        due: what the applicant was promised; ``None`` before acceptance.
        version: rises with each event, so that two acts never build on the same state.
    """

    code: str
    centre: str
    procedure: str
    status: PortalStatus
    received_at: datetime
    due: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1

    @classmethod
    def of(cls, dossier: Dossier, version: int) -> FiledDossier:
        """The entry of a dossier as it stands."""
        return cls(
            code=dossier.code,
            centre=dossier.centre,
            procedure=dossier.procedure,
            status=dossier.status,
            received_at=dossier.received_at,
            due=dossier.appointments[-1].promised if dossier.appointments else None,
            ended_at=dossier.ended_at,
            version=version,
        )


@dataclass(frozen=True, slots=True)
class DayCounter:
    """The last number that an agency has given on a Vietnamese day."""

    agency: str
    day: date
    last: int = 0
    version: int = 0

    @property
    def key(self) -> SequenceKey:
        """Whose counter it is."""
        return SequenceKey(self.agency, self.day)

    def moved(self, by: int) -> DayCounter:
        """The counter after so many more dossiers."""
        return DayCounter(self.agency, self.day, self.last + by, self.version + 1)


@dataclass(frozen=True, slots=True)
class Centre:
    """A one-stop centre: who settles what it takes in, and which agencies the roles of its steps are."""

    code: str
    lead: str
    level: AgencyLevel
    agencies: Mapping[str, str] = field(default_factory=dict)
    version: int = 1

    @property
    def settling(self) -> Settling:
        """Who settles its dossiers, as the rules want it."""
        return Settling(self.lead, self.level, self.agencies)

    def to_json(self) -> dict[str, JsonValue]:
        """As the API shows it and its event says it."""
        return {
            "centre": self.code,
            "lead": self.lead,
            "level": self.level.value,
            "agencies": dict(self.agencies),
        }


@dataclass(frozen=True, slots=True)
class ProcedureEditions:
    """A procedure with all its editions, oldest first."""

    code: str
    editions: tuple[Procedure, ...]
    version: int = 1
