"""Who may call what, and who is told that there is nothing: every role at every route.

The published table (``lienthong_local.schemas.routes``) says what is promised; the functions' own handlers
show what is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from lienthong.measures.periods import Month
from lienthong.measures.reports import CountedTree, compose, to_bytes
from lienthong.measures.tree import Tree
from lienthong.model.agency import Agency
from lienthong.model.codes import EXCHANGING, AgencyState, Role
from lienthong.model.event import EventType
from lienthong.ports import DeadLetter
from lienthong_local.schemas.examples import EXAMPLES
from lienthong_local.schemas.routes import ROUTES, Owner, Route
from tests.builders import messages_of_the_province as messages
from tests.builders.agencies import (
    AUDITOR,
    DEPARTMENT,
    DISTRICT,
    ENDED,
    LOCKED,
    ONE_STOP,
    PROVINCE,
    REGISTRAR,
    STRANGER,
    agency,
)
from tests.builders.certificates import self_signed_pem
from tests.builders.letters import CONTENT, letter, ticketed
from tests.builders.messages_of_the_province import xml
from tests.builders.register_entries import entries, paper, secrets
from tests.builders.visits import COPY, SETTLED_BY, posted, ready, tables, taken_in, visit
from tests.doubles.composed import ComposedExchange, composed
from tests.published_api import assert_as_published

SIGNED = tuple(route for route in ROUTES if route.roles is not None)
OWNED = tuple(route for route in ROUTES if route.owner)
#: An agency with this role and no other, which has nothing to do with what others exchange.
UNCONCERNED = {
    Role.AGENCY: STRANGER,
    Role.ONE_STOP: ONE_STOP,
    Role.AUDITOR: AUDITOR,
    Role.REGISTRAR: REGISTRAR,
}
NEW_AGENCY = EXAMPLES["registerAgency"]["department"]
RENAMED = agency("000.00.40.H39", "Ủy ban nhân dân huyện Thủ Thừa")
TO_BE_UNLOCKED = LOCKED
BELOW_STRANGER = replace(agency("000.13.40.H39", "Trung tâm", Role.ONE_STOP), parent=STRANGER.code)
#: What a party may do to a dossier: refuse it by a decision.
REFUSAL = {"kind": "decided", "key": "thao-tac-000000000abc", "granted": False}
BODIES: dict[str, Any] = {
    "submit": letter("VB-2026-0099", recipients=[DEPARTMENT.code]),
    "takeEdxml": xml(messages.letter(DEPARTMENT, sender=STRANGER)),
    "announceEdxml": {"size": 6_000_000, "sha256": "0" * 64},
    "recallSubmission": {"reason": "Ban hành nhầm"},
    "setStatus": {"status": "03"},
    "reportEntries": entries(paper(), secrets()),
    "checkEntries": entries(paper()),
    "withdrawEntry": {"reason": "Ghi nhầm số văn bản"},
    "takeInDossiers": visit(),
    "actOnDossier": REFUSAL,
    "changeNoticeWishes": {"notices": ["email"], "only_needed": True},
    "countConsultation": {"key": "tu-van-000000000001"},
    "countVote": {"key": "y-kien-00000000001", "vote": "satisfied"},
    "inspectPostings": posted(),
    "loadProcedures": tables(),
    "setUpCentre": SETTLED_BY,
    "registerAgency": NEW_AGENCY,
    "changeAgency": {
        "code": RENAMED.code,
        "name": "Ủy ban nhân dân huyện Thủ Thừa, tỉnh Long An",
        "effective_from": "2018-01-01",
        "version": 1,
    },
    "importAgencies": EXAMPLES["importAgencies"]["merger"],
    "lockAgency": {"reason": "Lộ khóa"},
    "unlockAgency": {"reason": "Đã thay khóa"},
    "endAgency": {"ended_on": "2026-03-01", "reason": "Sắp xếp lại"},
    "addTrustAnchor": {
        "certificate": self_signed_pem("Gốc"),
        "is_root": True,
        "valid_from": "2025-01-01T00:00:00Z",
    },
}
REPORT = to_bytes(
    compose(
        Month(2026, 2),
        {},
        Tree({}),
        CountedTree(1, bytes(32), b"", ()),
        version=1,
        computed_at="2026-03-06T00:00:00Z",
        replaces=None,
    )
)
#: The submission that each of the sender's operations needs: accepted, or waiting for its uploads.
TICKETED = {"listUploads", "completeUploads"}
#: Operations on a centre that whoever stands above it may ask for.
OF_CENTRES = {"inspectPostings", "readPostingInspection"}


#: What every agency may ask about itself.
OF_ITS_OWN = {"listDossiersOfAgency", "warnOfDossiers", "summariseLateness", "readReport06"}


@dataclass(frozen=True, slots=True)
class Scene:
    """An exchange in which something has been sent from one agency to another."""

    exchange: ComposedExchange
    accepted: str
    awaiting: str

    def path_of(self, route: Route, caller: Agency = DISTRICT) -> str:
        """The route's address of what has been sent, of an agency or of a queue."""
        code = TO_BE_UNLOCKED.code if route.operation == "unlockAgency" else RENAMED.code
        submission = self.awaiting if route.operation in TICKETED else self.accepted
        if "{" not in route.path:
            return route.path
        entry = self.entry_of(caller) if "{entry}" in route.path else ""
        dossier = self.dossier_of(caller) if "{dossier}" in route.path else ""
        code = ONE_STOP.code if route.operation == "setUpCentre" else code
        if route.operation in OF_CENTRES:
            code = self.centre_of(caller)
        event_id = (
            self.consignment if route.function == "gateway" else self.arrival_of(dossier or self.accepted)
        )
        code = caller.code if route.operation in OF_ITS_OWN else code
        if route.operation == "explainLateness":
            # The view of dossiers has to know it.
            self.exchange.project()
        return route.path.format(
            id=submission, code=code, queue="routing", event_id=event_id, entry=entry, dossier=dossier
        )

    def centre_of(self, caller: Agency) -> str:
        """A centre that takes in: the caller's own, else one below it."""
        centre = caller if Role.ONE_STOP in caller.roles else BELOW_STRANGER
        ready(self.exchange, centre=centre)
        return centre.code

    def dossier_of(self, caller: Agency) -> str:
        """A dossier of the centre's, led by the caller; by the sender where the caller can lead none."""
        can_lead = caller.roles & EXCHANGING and caller.state is AgencyState.ACTIVE
        lead = caller if can_lead and caller.code != ONE_STOP.code else DISTRICT
        ready(self.exchange, lead=lead)
        return taken_in(self.exchange)[0]

    def act_of(self, caller: Agency) -> Any:
        """The caller's decision, with the submission that carried it where it leaves the caller."""
        if caller.code == ONE_STOP.code or not caller.roles & EXCHANGING:
            return REFUSAL
        result = letter("KQ-2026-0001", recipients=[ONE_STOP.code])
        answer = self.exchange.call(caller, "POST", "/v1/submissions", result)
        self.exchange.settle()
        return REFUSAL | {"submission": answer.body["submission_id"]}

    def entry_of(self, caller: Agency) -> str:
        """An entry of the caller's own register; the sender's where the caller can have none."""
        who = caller if caller.roles & EXCHANGING and caller.state is AgencyState.ACTIVE else DISTRICT
        answer = self.exchange.call(who, "POST", "/v1/register/entries", entries(paper()))
        return str(answer.body["entries"][0]["entry_id"])

    @property
    def consignment(self) -> str:
        """The id of the first event that the national format has a code for."""
        events = self.exchange.exchange.events(self.accepted, recipient=None, after="", limit=50)
        return next(one.event_id for one in events if one.type is EventType.CONTENT_CONSIGNMENT)

    @property
    def arrival(self) -> str:
        """The id of the event that both sides may know."""
        return self.arrival_of(self.accepted)

    def arrival_of(self, subject: str) -> str:
        """The id of the first event of a submission or a dossier."""
        [event] = self.exchange.exchange.events(subject, recipient=None, after="", limit=1)
        return event.event_id

    def status(self, route: Route, caller: Agency) -> int:
        """What the caller is answered."""
        body = BODIES.get(route.operation)
        if route.operation == "takeEdxml":
            # A message says itself who sends it.
            body = xml(messages.letter(DEPARTMENT, sender=caller))
        path = self.path_of(route, caller)
        if route.operation == "actOnDossier":
            body = self.act_of(caller)
        if route.operation == "takeInDossiers":
            ready(self.exchange)
        return self.exchange.call(caller, route.method.upper(), path, body).status


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published, agencies=(*PROVINCE, RENAMED, BELOW_STRANGER)) as parts:
        at = datetime(2026, 3, 1, tzinfo=UTC)
        parts.letters.bury(DeadLetter("1", "routing", "consign", "lt-a", "unforeseen: E", 8, at))
        yield parts


def sent(exchange: ComposedExchange, sender: Agency, recipient: Agency) -> Scene:
    """The sender's letter stands in the recipient's inbox; another of its letters waits for its upload."""
    inline = letter("VB-2026-0001", recipients=[recipient.code])
    accepted = exchange.call(sender, "POST", "/v1/submissions", inline).body["submission_id"]
    exchange.settle()
    waiting = letter("VB-2026-0002", recipients=[recipient.code], attachments=[ticketed()])
    awaiting = exchange.call(sender, "POST", "/v1/submissions", waiting).body["submission_id"]
    exchange.upload(sender, awaiting, CONTENT)
    return Scene(exchange, accepted, awaiting)


def names(route: Route) -> str:
    return route.operation


def success_of(route: Route) -> set[int]:
    return set(route.successes)


# --- by role ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role, ids=str)
@pytest.mark.parametrize("route", [route for route in SIGNED if not route.owner], ids=names)
def test_a_role_may_do_what_the_table_says_and_for_everything_else_there_is_nothing(
    exchange: ComposedExchange, route: Route, role: Role
) -> None:
    assert route.roles is not None
    answered = sent(exchange, DISTRICT, DEPARTMENT).status(route, UNCONCERNED[role])

    assert answered in (success_of(route) if role in route.roles else {404})


@pytest.mark.parametrize("role", Role, ids=str)
@pytest.mark.parametrize("route", OWNED, ids=names)
def test_what_others_exchange_does_not_exist_except_for_whom_the_table_names(
    exchange: ComposedExchange, route: Route, role: Role
) -> None:
    answered = sent(exchange, DISTRICT, DEPARTMENT).status(route, UNCONCERNED[role])

    assert answered in (success_of(route) if role in route.beside_owner else {404})


@pytest.mark.parametrize("role", [Role.AGENCY, Role.ONE_STOP], ids=str)
@pytest.mark.parametrize("route", OWNED, ids=names)
def test_the_two_sides_of_a_delivery_each_reach_their_own_side_only(
    exchange: ComposedExchange, route: Route, role: Role
) -> None:
    sender = UNCONCERNED[role]
    scene = sent(exchange, sender, DEPARTMENT)
    owner, other = (sender, DEPARTMENT) if route.owner is Owner.SENDER else (DEPARTMENT, sender)

    assert scene.status(route, other) == 404
    assert scene.status(route, owner) in success_of(route)


@pytest.mark.parametrize("route", [route for route in OWNED if route.owner is Owner.RECIPIENT], ids=names)
def test_a_one_stop_centre_is_a_recipient_like_any_other(exchange: ComposedExchange, route: Route) -> None:
    assert sent(exchange, DISTRICT, ONE_STOP).status(route, ONE_STOP) in success_of(route)


@pytest.mark.parametrize(
    "route", [route for route in SIGNED if route.takes and route.roles != frozenset(Role)], ids=names
)
def test_a_role_that_may_not_learns_nothing_from_a_malformed_body(
    exchange: ComposedExchange, route: Route
) -> None:
    scene = sent(exchange, DISTRICT, DEPARTMENT)

    answer = exchange.call(AUDITOR, route.method.upper(), scene.path_of(route), b"{")

    assert answer.status == 404


# --- without a right to call at all ------------------------------------------------------------------


@pytest.mark.parametrize("route", SIGNED, ids=names)
def test_nobody_calls_unsigned_what_must_be_signed(exchange: ComposedExchange, route: Route) -> None:
    scene = sent(exchange, DISTRICT, DEPARTMENT)

    answer = exchange.call(None, route.method.upper(), scene.path_of(route), BODIES.get(route.operation))

    assert answer.code == "request.unauthenticated"


@pytest.mark.parametrize("barred", [LOCKED, ENDED], ids=["locked", "ended"])
@pytest.mark.parametrize("route", SIGNED, ids=names)
def test_a_locked_or_ended_agency_may_do_nothing(
    exchange: ComposedExchange, route: Route, barred: Agency
) -> None:
    scene = sent(exchange, DISTRICT, DEPARTMENT)

    answer = exchange.call(barred, route.method.upper(), scene.path_of(route), BODIES.get(route.operation))

    assert answer.code == "agency.not-active"


@pytest.mark.parametrize("route", [route for route in ROUTES if route.roles is None], ids=names)
def test_anybody_may_ask_what_is_open(exchange: ComposedExchange, route: Route) -> None:
    exchange.log_files.files |= {"tile/0/000": bytes(32), "witness-policy": b"quorum none\n"}
    exchange.log_files.files |= {
        "reports/2026-02/000001.json": REPORT,
        "reports/2026-02/000001.html": b"<!doctype html>",
    }
    exchange.log_files.replace_checkpoint(b"a checkpoint\n", None)
    ready(exchange)
    places = {"path": "0/000", "period": "2026-02", "version": "1", "dossier": "000.13.30.H39-260302-0001"}
    path = route.path.format(**places, centre=ONE_STOP.code, procedure=COPY)
    body = None
    if route.operation == "trackDossier":
        taken = exchange.call(ONE_STOP, "POST", "/v1/dossiers", visit()).body
        body = {"code": taken["dossiers"][0]["code"], "secret": taken["secret"]}
    assert exchange.call(None, route.method.upper(), path, body).status == 200


# --- what cannot be told apart -----------------------------------------------------------------------


@pytest.mark.parametrize("route", OWNED, ids=names)
def test_anothers_and_the_absent_are_answered_alike(exchange: ComposedExchange, route: Route) -> None:
    scene = sent(exchange, DISTRICT, DEPARTMENT)
    nothing = "lt-" + "a" * 26
    body = BODIES.get(route.operation)

    foreign = exchange.call(STRANGER, route.method.upper(), scene.path_of(route), body)
    absent = exchange.call(
        STRANGER, route.method.upper(), route.path.format(id=nothing, event_id=scene.arrival), body
    )

    assert foreign == absent


def test_a_change_of_roles_is_in_force_when_the_answer_to_it_says(exchange: ComposedExchange) -> None:
    entry = exchange.call(REGISTRAR, "GET", f"/v1/agencies/{RENAMED.code}").body["agency"]
    assert exchange.call(RENAMED, "GET", "/v1/dead-letters").status == 404
    own_acts = ("state", "ended_on", "successor", "former")
    written = {name: entry[name] for name in entry if name not in own_acts}

    changed = exchange.call(
        REGISTRAR, "PUT", f"/v1/agencies/{RENAMED.code}", written | {"roles": ["agency", "registrar"]}
    )
    exchange.clock.advance(datetime.fromisoformat(changed.body["effective_by"]) - exchange.clock.now())

    assert exchange.call(RENAMED, "GET", "/v1/dead-letters").status == 200


def test_channels_are_shown_to_the_agency_itself_and_to_registrars_only(exchange: ComposedExchange) -> None:
    path = f"/v1/agencies/{DEPARTMENT.code}"
    shown = {
        caller.code: "channels" in exchange.call(caller, "GET", path).body["agency"]
        for caller in (DEPARTMENT, REGISTRAR, AUDITOR, STRANGER, ONE_STOP)
    }

    assert {code for code, seen in shown.items() if seen} == {DEPARTMENT.code, REGISTRAR.code}
