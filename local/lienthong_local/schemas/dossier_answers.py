"""The shapes of the one-stop's answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.clock import PausePolicy
from lienthong.onestop.people import NoticeWish
from lienthong.onestop.procedures import Counting, Unit
from lienthong.onestop.tracking import ALPHABET, LENGTH
from lienthong.onestop.words import Kind
from lienthong_local.schemas.answers import Answer, Code, Cursor, Day, EventRecord, Instant

DossierCode = Annotated[
    str,
    Field(pattern=r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4}$", examples=["000.13.30.H39-200703-0002"]),
]
EventId = Annotated[str, Field(pattern="^[0-9A-HJKMNP-TV-Z]{26}$")]
#: The national portal's codes, 1 to 10.
Status = Annotated[int, Field(ge=1, le=10)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


class StepRecord(Answer):
    """A step of a dossier's way; what has not happened is null."""

    number: Positive
    group: Positive
    agency: Code
    giver: Code | None
    handed_at: Instant | None
    due: Instant | None
    finished_at: Instant | None
    late: bool


class DossierRecord(Answer):
    """A dossier's state, folded from its events; ``status`` is the national portal's."""

    code: DossierCode
    procedure: str
    edition: Day
    centre: Code
    lead: Code
    level: AgencyLevel
    channel: Literal["direct", "online", "postal"]
    status: Status
    received_at: Instant
    accepted_at: Instant | None
    due: Instant | None
    promised: Instant | None
    paused_since: Instant | None
    reappointments_left: Count
    ended_at: Instant | None
    granted: bool | None
    returned_at: Instant | None
    holders: list[Code]
    steps: list[StepRecord]


class TakenIn(Answer):
    """A visit's dossiers; ``secret`` is for their slips, and is shown here and nowhere else."""

    visit: EventId
    secret: Annotated[str, Field(pattern=f"^[{ALPHABET}]{{{LENGTH}}}$")]
    repeated: bool
    dossiers: list[DossierRecord]


class FiledDossier(Answer):
    """A dossier in its centre's list; ``due`` is what the applicant was promised."""

    code: DossierCode
    procedure: str
    status: Status
    received_at: Instant
    due: Instant | None
    ended_at: Instant | None


class FiledDossiers(Answer):
    """A page of a centre's dossiers; the last page has no cursor."""

    dossiers: list[FiledDossier]
    cursor: Cursor | None


class ApplicantRecord(Answer):
    """Who applies."""

    name: str
    id_number: str
    address: str
    telephone: str
    email: str
    notices: list[NoticeWish]
    only_needed: bool


class Wishes(Answer):
    """How the applicant is told from now on."""

    notices: list[NoticeWish]
    only_needed: bool


class PaperRecord(Answer):
    """A paper that was handed in."""

    code: str
    originals: Count
    copies: Count
    remark: str


class PaymentRecord(Answer):
    """A fee that was paid, in đồng."""

    amount: Count
    receipt_number: str


class RemarkRecord(Answer):
    """What somebody wrote to an act."""

    event_id: EventId
    text: str


class PersonRecord(Answer):
    """The personal side of a dossier, for the centre that took it in."""

    applicant: ApplicantRecord
    papers: list[PaperRecord]
    payment: PaymentRecord | None
    remarks: list[RemarkRecord]


class DossierStory(Answer):
    """A dossier with its events, and what the caller may do to it now."""

    dossier: DossierRecord
    legal: list[Kind]
    steps_to_hand_over: list[Positive]
    events: list[EventRecord]
    person: PersonRecord | None


class Acted(Answer):
    """A dossier after an act; ``repeated``: the same act had been recorded before."""

    dossier: DossierRecord
    event_id: EventId
    repeated: bool


class PortalFields(Answer):
    """The portal's synchronisation fields; what has not happened is empty."""

    MaHoSo: DossierCode
    MaTTHC: str
    KenhThucHien: Annotated[str, Field(pattern="^[123]$")]
    NgayNopHoSo: Annotated[str, Field(pattern=r"^\d{14}$")]
    NgayTiepNhan: Annotated[str, Field(pattern=r"^(\d{14})?$")]
    NgayHenTra: Annotated[str, Field(pattern=r"^(\d{14})?$")]
    NgayKetThucXuLy: Annotated[str, Field(pattern=r"^(\d{14})?$")]
    NgayTra: Annotated[str, Field(pattern=r"^(\d{14})?$")]
    TrangThaiHoSo: Annotated[str, Field(pattern=r"^\d{1,2}$")]
    DonViXuLy: str


class PortalRecord(Answer):
    """What the national portal is told of a dossier."""

    status: Status
    fields: PortalFields


class Counted(Answer):
    """A consultation or a vote as it was counted."""

    event_id: EventId
    repeated: bool


class ProcedurePaper(Answer):
    """A paper that a procedure requires."""

    code: str
    name: str
    originals: Count
    copies: Count
    required: bool


class ProcedureFee(Answer):
    """A fee, in đồng."""

    code: str
    name: str
    amount: Count
    per: str
    at_most: Count | None


class DurationRecord(Answer):
    """A time as a procedure states it; 0 days is the same day."""

    amount: Count
    unit: Unit


class ProcedureStep(Answer):
    """A step of a procedure; steps of one group run side by side."""

    number: Positive
    group: Positive
    name: str
    responsible: str
    officer: str
    duration: DurationRecord


class ProcedureRecord(Answer):
    """One edition of a procedure."""

    code: str
    name: str
    field: str
    levels: list[AgencyLevel]
    effective_from: Day
    effective_until: Day | None
    duration: DurationRecord
    counting: Counting
    pause: PausePolicy
    online_level: Annotated[int, Field(ge=1, le=4)]
    papers: list[ProcedurePaper]
    fees: list[ProcedureFee]
    steps: list[ProcedureStep]


class Procedures(Answer):
    """The procedures in force on a day."""

    on: Day
    procedures: list[ProcedureRecord]


class PostedProcedure(ProcedureRecord):
    """A procedure as a centre posts it; ``agencies`` are the names of who does its steps, by their role."""

    agencies: dict[str, str]


class Postings(Answer):
    """What can be handed in at a centre today."""

    centre: Code
    name: str
    on: Day
    procedures: list[PostedProcedure]


class Loaded(Answer):
    """What an import has changed; the other procedures that it named stood so already."""

    changed: list[str]
    unchanged: Count


class CentreRecord(Answer):
    """Who settles what a centre takes in."""

    centre: Code
    lead: Code
    level: AgencyLevel
    agencies: dict[str, Code]
