"""The bodies of the one-stop's requests: visits, acts, consultations, procedures, centres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import ConfigDict, Field, RootModel, StringConstraints, ValidationError
from pydantic.functional_validators import BeforeValidator

from lienthong.api.actions import read_body
from lienthong.api.bodies import AgencyName, Day, Strict, clean
from lienthong.api.envelope_reader import read_json_object
from lienthong.api.faults import faults_of
from lienthong.errors import Fault, MalformedRequest
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.identifiers import SUBMISSION_ID
from lienthong.onestop.asked import Asked
from lienthong.onestop.filing import Centre
from lienthong.onestop.people import Applicant, HandedPaper, NoticeWish, Payment
from lienthong.onestop.visits import Handed, Outcome, Visit
from lienthong.onestop.words import Channel, Kind, Reason

if TYPE_CHECKING:
    from lienthong.onestop.detail_rows import ProcedureTables

_CLEAN = BeforeValidator(clean)
#: At least 16 characters: the key goes into what events carry, and must say nothing that could be guessed.
Key = Annotated[
    str, StringConstraints(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$", strict=True)
]
ProcedureCode = Annotated[str, StringConstraints(min_length=1, max_length=40, strict=True), _CLEAN]
PersonName = Annotated[str, StringConstraints(min_length=1, max_length=200, strict=True), _CLEAN]
PersonText = Annotated[str, StringConstraints(min_length=0, max_length=200, strict=True), _CLEAN]
Telephone = Annotated[str, StringConstraints(pattern=r"^(\+?[0-9 .-]{6,20})?$", strict=True)]
Email = Annotated[str, StringConstraints(pattern=r"^([^@\s]{1,64}@[^@\s]{1,190})?$", strict=True), _CLEAN]
Text = Annotated[str, StringConstraints(min_length=0, max_length=500, strict=True), _CLEAN]
PaperCode = Annotated[str, StringConstraints(min_length=1, max_length=60, strict=True), _CLEAN]
Count = Annotated[int, Field(ge=0, le=999, strict=True)]
StepNumber = Annotated[int, Field(ge=1, le=99, strict=True)]
SubmissionId = Annotated[str, StringConstraints(pattern=f"^{SUBMISSION_ID.pattern}$", strict=True)]
#: A table of all procedures of a province, each of its four parts.
Table = Annotated[str, StringConstraints(max_length=1_000_000, strict=True)]
ChannelName = Literal["direct", "online", "postal"]


class ApplicantBody(Strict):
    """Who applies."""

    name: PersonName
    id_number: PersonText = ""
    address: PersonText = ""
    telephone: Telephone = ""
    email: Email = ""
    notices: Annotated[list[NoticeWish], Field(max_length=2, default_factory=list)]


class PaperBody(Strict):
    """A paper that is handed in, by its code in the procedure."""

    code: PaperCode
    originals: Count = 0
    copies: Count = 0
    remark: Text = ""


class PaymentBody(Strict):
    """A fee that was paid, in đồng, with the number of the receipt."""

    amount: Annotated[int, Field(ge=0, le=9_999_999_999, strict=True)]
    receipt_number: Annotated[str, StringConstraints(min_length=1, max_length=40, strict=True), _CLEAN]


class HandedBody(Strict):
    """One dossier of a visit."""

    procedure: ProcedureCode
    channel: ChannelName = "direct"
    outcome: Outcome = Outcome.ACCEPT
    papers: Annotated[list[PaperBody], Field(max_length=50, default_factory=list)]
    payment: PaymentBody | None = None
    reason: Reason | None = None
    remark: Text = ""


class VisitBody(Strict):
    """A visit: one applicant, one or several dossiers, taken in together or not at all."""

    key: Key
    applicant: ApplicantBody
    dossiers: Annotated[list[HandedBody], Field(min_length=1, max_length=10)]
    confirm: Annotated[bool, Field(strict=True)] = False


class _ActBody(Strict):
    key: Key
    remark: Text = ""


class StepBody(_ActBody):
    """A step begins (handed-over), or is finished; beyond the agency's own door with its submission."""

    kind: Literal["handed-over", "step-finished"]
    step: StepNumber
    submission: SubmissionId | None = None


class ReasonedBody(_ActBody):
    """An act that needs a reason."""

    kind: Literal["supplement-requested", "not-accepted", "stopped"]
    reason: Reason


class PlainActBody(_ActBody):
    """An act that needs nothing more."""

    kind: Literal[
        "accepted", "supplement-received", "obligation-imposed", "obligation-met", "withdrawn", "returned"
    ]


class ReappointmentBody(_ActBody):
    """A new date, with an apology."""

    kind: Literal["reappointed"]
    day: Day
    reason: Reason


class DecisionBody(_ActBody):
    """The result is there."""

    kind: Literal["decided"]
    granted: Annotated[bool, Field(strict=True)]
    submission: SubmissionId | None = None


_Forms = StepBody | ReasonedBody | PlainActBody | ReappointmentBody | DecisionBody


class ActBody(RootModel[Annotated[_Forms, Field(discriminator="kind")]]):
    """An act on a dossier, each kind in its own form."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


_KINDS = frozenset(kind.value for kind in Kind)


class WishesBody(Strict):
    """How the applicant wants to be told from now on; without any way nobody is told."""

    notices: Annotated[list[NoticeWish], Field(max_length=2)]
    only_needed: bool = False


class ConsultationBody(Strict):
    """Somebody was advised and handed nothing in."""

    key: Key
    procedure: ProcedureCode | None = None


class ProceduresBody(Strict):
    """The four tables of procedures as CSV, headings in English or Vietnamese; all is loaded or nothing."""

    procedures: Table
    papers: Table = ""
    fees: Table = ""
    steps: Table = ""


class CentreBody(Strict):
    """Who settles what a centre takes in: the leading agency, its level, and an agency for each role."""

    lead: AgencyName
    level: AgencyLevel
    agencies: Annotated[dict[ProcedureCode, AgencyName], Field(max_length=60, default_factory=dict)]


def read_visit(body: bytes) -> Visit:
    """The visit of a request body.

    Raises:
        MalformedRequest: with every fault.
    """
    visit = read_body(body, VisitBody)
    who = visit.applicant
    applicant = Applicant(
        who.name, who.id_number, who.address, who.telephone, who.email, tuple(dict.fromkeys(who.notices))
    )
    return Visit(visit.key, applicant, tuple(map(_handed, visit.dossiers)), visit.confirm)


def _handed(one: HandedBody) -> Handed:
    payment = one.payment
    return Handed(
        procedure=one.procedure,
        channel=Channel[one.channel.upper()],
        outcome=one.outcome,
        papers=tuple(
            HandedPaper(paper.code, paper.originals, paper.copies, paper.remark) for paper in one.papers
        ),
        payment=Payment(payment.amount, payment.receipt_number) if payment else None,
        reason=one.reason,
        remark=one.remark,
    )


def read_act(body: bytes) -> Asked:
    """The act of a request body.

    Raises:
        MalformedRequest: with every fault.
    """
    try:
        act = ActBody.model_validate(read_json_object(body)).root
    except ValidationError as invalid:
        raise MalformedRequest(tuple(map(_without_form, faults_of(invalid)))) from invalid
    return Asked(
        kind=Kind(act.kind),
        key=act.key,
        step=act.step if isinstance(act, StepBody) else None,
        reason=act.reason if isinstance(act, ReasonedBody | ReappointmentBody) else None,
        day=act.day if isinstance(act, ReappointmentBody) else None,
        granted=act.granted if isinstance(act, DecisionBody) else None,
        submission=act.submission if isinstance(act, StepBody | DecisionBody) else None,
        remark=act.remark,
    )


def _without_form(fault: Fault) -> Fault:
    """``/decided/granted`` is ``/granted`` in the body as it was sent."""
    parts = fault.pointer.split("/")
    if len(parts) > 2 and parts[1] in _KINDS:
        del parts[1]
    return Fault("/".join(parts), fault.code, fault.en, fault.vi)


def read_wishes(body: bytes) -> tuple[tuple[NoticeWish, ...], bool]:
    """By which ways, each once; and whether only of what must be known."""
    wanted = read_body(body, WishesBody)
    return tuple(dict.fromkeys(wanted.notices)), wanted.only_needed


def read_consultation(body: bytes) -> tuple[str, str | None]:
    """The key of a consultation, and about which procedure somebody was advised."""
    said = read_body(body, ConsultationBody)
    return said.key, said.procedure


def read_tables(body: bytes) -> ProcedureTables:
    """The tables of an import."""
    # Imports are rare; what reads tables is loaded by them alone.
    from lienthong.onestop.detail_rows import ProcedureTables

    tables = read_body(body, ProceduresBody)
    return ProcedureTables(tables.procedures, tables.papers, tables.fees, tables.steps)


def read_centre(code: str, body: bytes) -> Centre:
    """Who settles what this centre takes in."""
    wanted = read_body(body, CentreBody)
    return Centre(code, wanted.lead, wanted.level, dict(wanted.agencies))
