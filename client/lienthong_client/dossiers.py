"""The one-stop as the SDK offers it: visits taken in, dossiers and acts, procedures and centres."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import cast

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from lienthong.model.event import JsonValue
from lienthong.onestop.people import NoticeWish
from lienthong_client.answers import EventRecord
from lienthong_client.calls import Calls, segment

_OPEN = with_config(ConfigDict(extra="allow"))
Json = dict[str, JsonValue]


@_OPEN
class StepRecord(TypedDict):
    """A step of a dossier's way; what has not happened is null."""

    number: int
    group: int
    agency: str
    giver: str | None
    handed_at: str | None
    due: str | None
    finished_at: str | None
    late: bool


@_OPEN
class DossierRecord(TypedDict):
    """A dossier's state; ``status`` is the national portal's code, 1 to 10."""

    code: str
    procedure: str
    centre: str
    channel: str
    status: int
    received_at: str
    accepted_at: str | None
    due: str | None
    promised: str | None
    paused_since: str | None
    ended_at: str | None
    returned_at: str | None
    holders: list[str]
    steps: list[StepRecord]


@_OPEN
class TakenIn(TypedDict):
    """A visit's dossiers; ``secret`` is for their slips, and is shown here only."""

    visit: str
    secret: str
    repeated: bool
    dossiers: list[DossierRecord]


@_OPEN
class FiledDossier(TypedDict):
    """A dossier in its centre's list."""

    code: str
    procedure: str
    status: int
    received_at: str
    due: str | None
    ended_at: str | None


@_OPEN
class FiledDossiers(TypedDict):
    """A page of a centre's dossiers."""

    dossiers: list[FiledDossier]
    cursor: str | None


@_OPEN
class ApplicantRecord(TypedDict):
    """Who applies."""

    name: str
    id_number: str
    address: str
    telephone: str
    email: str
    notices: list[str]
    only_needed: bool


@_OPEN
class RemarkRecord(TypedDict):
    """What somebody wrote to an act."""

    event_id: str
    text: str


@_OPEN
class PersonRecord(TypedDict):
    """The personal side of a dossier."""

    applicant: ApplicantRecord
    remarks: list[RemarkRecord]


@_OPEN
class DossierStory(TypedDict):
    """A dossier with its events, and what the agency may do to it now; the person for its centre alone."""

    dossier: DossierRecord
    legal: list[str]
    steps_to_hand_over: list[int]
    events: list[EventRecord]
    person: PersonRecord | None


@_OPEN
class Acted(TypedDict):
    """A dossier after an act."""

    dossier: DossierRecord
    event_id: str
    repeated: bool


@_OPEN
class Wishes(TypedDict):
    """How an applicant wants to be told."""

    notices: list[str]
    only_needed: bool


@_OPEN
class DurationRecord(TypedDict):
    """A time as a procedure states it."""

    amount: int
    unit: str


@_OPEN
class ProcedurePaper(TypedDict):
    """A paper that a procedure asks for."""

    code: str
    name: str
    originals: int
    copies: int
    required: bool


@_OPEN
class ProcedureFee(TypedDict):
    """A fee, in đồng."""

    code: str
    name: str
    amount: int
    per: str
    at_most: int | None


@_OPEN
class ProcedureStep(TypedDict):
    """A step, and who answers for it."""

    number: int
    group: int
    name: str
    responsible: str
    officer: str
    duration: DurationRecord


@_OPEN
class ProcedureRecord(TypedDict):
    """One edition of a procedure."""

    code: str
    name: str
    field: str
    levels: list[str]
    effective_from: str
    effective_until: str | None
    duration: DurationRecord
    counting: str
    pause: str
    online_level: int
    papers: list[ProcedurePaper]
    fees: list[ProcedureFee]
    steps: list[ProcedureStep]


@_OPEN
class Procedures(TypedDict):
    """The procedures in force on a day."""

    on: str
    procedures: list[ProcedureRecord]


@_OPEN
class Loaded(TypedDict):
    """What an import has changed."""

    changed: list[str]
    unchanged: int


@_OPEN
class CentreRecord(TypedDict):
    """Who settles what a centre takes in."""

    centre: str
    lead: str
    level: str
    agencies: dict[str, str]


def fresh_key() -> str:
    """A key for an intake or an act: 128 random bits; sent again, it means the same one."""
    return secrets.token_hex(16)


class DossierCalls(Calls):
    """The one-stop centre's work, and what agencies do to the dossiers that pass through them."""

    def take_in(
        self, applicant: Json, dossiers: list[Json], *, key: str | None = None, confirm: bool = False
    ) -> TakenIn:
        """Take a visit's dossiers in, all or none.

        Args:
            applicant: name, and whatever of id_number, address, telephone, email, notices was said.
            dossiers: each with procedure, papers, and whatever else the API's description lists.
            key: of an intake whose answer was lost; a fresh one when left out.

        Raises:
            ProblemRejected: a procedure or papers speak against it.
            ProblemConflict: the key's intake was another, or it seems to be a double (``confirm``).
        """
        body = cast(
            "JsonValue",
            {"key": key or fresh_key(), "applicant": applicant, "dossiers": dossiers, "confirm": confirm},
        )
        return self.post(TakenIn, "/v1/dossiers", body)

    def dossiers(
        self,
        *,
        ended: bool = False,
        due: date | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> FiledDossiers:
        """A page of the centre's own dossiers: open by what is due first, ended by their end."""
        query = {
            "ended": "true" if ended else None,
            "due": due.isoformat() if due else None,
            "cursor": cursor,
            "limit": limit,
        }
        return self.get(FiledDossiers, "/v1/dossiers", query)

    def dossier(self, code: str) -> DossierStory:
        """A dossier's story.

        Raises:
            ProblemRejected: no such dossier of the agency's.
        """
        return self.get(DossierStory, f"/v1/dossiers/{segment(code)}")

    def act_on_dossier(self, code: str, kind: str, *, key: str | None = None, **members: JsonValue) -> Acted:
        """Record an act; ``members`` as the API's description lists them for this kind.

        Raises:
            ProblemConflict: not possible now, or not this agency's to do; it says what is.
        """
        body: Json = {"kind": kind, "key": key or fresh_key(), **members}
        return self.post(Acted, f"/v1/dossiers/{segment(code)}/acts", body)

    def change_notices(self, code: str, wishes: Sequence[NoticeWish], *, only_needed: bool = False) -> Wishes:
        """Say how a dossier's applicant wants to be told; an empty list: not at all.

        Raises:
            ProblemRejected: no such dossier of the centre's, or its applicant is deleted.
        """
        body: JsonValue = {"notices": [wish.value for wish in wishes], "only_needed": only_needed}
        return self.put(Wishes, f"/v1/dossiers/{segment(code)}/notices", body)

    def procedures(self, day: date | None = None) -> Procedures:
        """The procedures in force on a day; today's when left out."""
        return self.get(Procedures, "/v1/procedures", {"on": day.isoformat() if day else None})

    def load_procedures(self, tables: dict[str, str]) -> Loaded:
        """Import procedures (registrar): CSV texts by table: procedures, papers, fees, steps.

        Raises:
            ProblemRejected: with every fault; nothing was loaded.
        """
        return self.post(Loaded, "/v1/procedures", cast("JsonValue", tables))

    def set_up_centre(self, code: str, lead: str, level: str, agencies: dict[str, str]) -> CentreRecord:
        """Say which agencies settle what a centre takes in (registrar)."""
        body = cast("JsonValue", {"lead": lead, "level": level, "agencies": agencies})
        return self.put(CentreRecord, f"/v1/centres/{segment(code)}", body)
