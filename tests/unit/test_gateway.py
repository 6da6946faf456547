"""The gateway: a message is the same act as the API's JSON, or it is refused with all reasons."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import etree

from lienthong.edxml.extension import EXTENSION
from lienthong.edxml.mapping import SubmissionAct, act_of
from lienthong.edxml.message import BusinessInfo, DocumentMessage, Extension, Party, StatusMessage
from lienthong.edxml.reading import read_message
from lienthong.edxml.transport import ErrorNumber, error_number
from lienthong.errors import Unavailable
from lienthong.model.agency import Agency
from lienthong.model.codes import Status
from lienthong.model.delivery import Delivery
from lienthong.model.event import Event, EventType
from lienthong.model.retention import RetentionRule
from lienthong.model.type_rules import TypeRule
from lienthong.ports import PartTicket
from lienthong_local.schemas.fault_codes import fault_codes
from lienthong_local.schemas.routes import ROUTES
from tests.builders.agencies import (
    AUDITOR,
    DEPARTMENT,
    DISTRICT,
    ENDED,
    LOCKED,
    ON_PAPER,
    ONE_STOP,
    PROVINCE,
    STRANGER,
    agency,
)
from tests.builders.edxml_messages import without
from tests.builders.letters import CONTENT
from tests.builders.letters import letter as api_letter
from tests.builders.messages_of_the_province import (
    DOCUMENT_ID,
    SENT,
    file,
    letter,
    recall,
    replacement,
    status,
    update,
    xml,
)
from tests.doubles.composed import ComposedExchange, Response, composed
from tests.published_api import assert_as_published

#: As the national list numbers it.
TYPE = {"group": 2, "detail": 18, "name": "Công văn"}
NOTHING = "lt-" + "a" * 26


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published) as parts:
        yield parts


def send(exchange: ComposedExchange, agency: Agency, message: DocumentMessage | StatusMessage) -> Response:
    """Send a message and let everything happen that follows."""
    answer = exchange.call(agency, "POST", "/v1/edxml", xml(message))
    exchange.settle()
    return answer


def sent(exchange: ComposedExchange, message: DocumentMessage) -> str:
    """The id of a letter that the district has sent as a message."""
    answer = send(exchange, DISTRICT, message)
    assert answer.status == 202, answer.text
    return str(answer.body["submission_id"])


def events(exchange: ComposedExchange, submission_id: str) -> list[Event]:
    story = exchange.exchange.story(submission_id)
    assert story is not None
    return list(story.events)


def delivery(exchange: ComposedExchange, submission_id: str, agency: Agency = DEPARTMENT) -> Delivery:
    found = exchange.exchange.delivery(submission_id, agency.code)
    assert found is not None
    return found[1]


def asked_in_xml(exchange: ComposedExchange, agency: Agency, body: bytes) -> tuple[Response, dict[str, str]]:
    """The answer in the platforms' form: its members by name."""
    event = exchange.signed(agency, "POST", "/v1/edxml", body)
    event["headers"]["accept"] = "application/xml"
    answer = exchange.send(event)
    root = etree.fromstring(answer.content)
    assert root.tag == f"{{{EXTENSION}}}TransportAnswer"
    return answer, {etree.QName(child).localname: child.text or "" for child in root}


# --- documents ----------------------------------------------------------------------------------------


def test_a_message_becomes_the_submission_that_the_api_would_have_made(exchange: ComposedExchange) -> None:
    message = letter()
    act = act_of(message)
    assert isinstance(act, SubmissionAct)

    submission_id = sent(exchange, message)

    submission = exchange.exchange.submission(submission_id)
    assert submission is not None
    assert submission.envelope == act.envelope
    assert submission.recipients == (DEPARTMENT.code,)
    assert delivery(exchange, submission_id).status is Status.ARRIVED
    assert [event.type for event in events(exchange, submission_id)] == [
        EventType.SUBMISSION_ARRIVAL,
        EventType.SUBMISSION_ACCEPTANCE,
        EventType.CONTENT_CONSIGNMENT,
    ]


def test_the_same_document_by_the_api_is_the_same_submission(exchange: ComposedExchange) -> None:
    message = letter()
    submission_id = sent(exchange, message)
    facts: dict[str, Any] = {
        "document_id": DOCUMENT_ID,
        "number": "512",
        "notation": "UBND-VP",
        "document_type": TYPE,
        "subject": message.subject,
        "signer": {
            "name": "Nguyễn Văn Mẫu",
            "position": "PHÓ CHỦ TỊCH",
            "authority": "KT. CHỦ TỊCH",
        },
        "priority": 1,
        "reason": "Văn bản mới",
    }
    body = api_letter() | facts
    body["attachments"][0]["name"] = "512-UBND-VP.pdf"

    answer = exchange.call(DISTRICT, "POST", "/v1/submissions", body)

    assert (answer.status, answer.body["submission_id"]) == (200, submission_id)


def test_the_received_bytes_are_kept_named_and_handed_back(exchange: ComposedExchange) -> None:
    raw = xml(letter())
    answer = exchange.call(DISTRICT, "POST", "/v1/edxml", raw)
    exchange.settle()
    submission_id = answer.body["submission_id"]
    digest = hashlib.sha256(raw).hexdigest()

    assert answer.body["message_sha256"] == digest
    assert events(exchange, submission_id)[0].details["message"] == digest
    assert exchange.call(DISTRICT, "GET", f"/v1/submissions/{submission_id}/edxml").content == raw
    assert exchange.call(DEPARTMENT, "GET", f"/v1/inbox/{submission_id}/edxml").content == raw


def test_the_received_bytes_go_when_the_documents_in_them_go(exchange: ComposedExchange) -> None:
    raw = xml(letter())
    submission_id = sent(exchange, letter())
    digest = hashlib.sha256(raw).hexdigest()
    assert digest in exchange.content.digests()
    exchange.log()

    exchange.retire(RetentionRule(timedelta(days=365)))

    assert digest not in exchange.content.digests()
    assert hashlib.sha256(CONTENT).hexdigest() not in exchange.content.digests()
    answer = exchange.call(DISTRICT, "GET", f"/v1/submissions/{submission_id}/edxml")
    assert answer.code == "content.deleted"


def test_the_received_bytes_are_held_with_what_is_taken_back(exchange: ComposedExchange) -> None:
    sent(exchange, letter())

    send(exchange, DISTRICT, recall(letter()))

    assert hashlib.sha256(xml(letter())).hexdigest() in exchange.content.held


def test_the_same_message_twice_is_answered_alike_and_recorded_once(exchange: ComposedExchange) -> None:
    first = send(exchange, DISTRICT, letter())
    committed = len(exchange.exchange.committed)

    again = send(exchange, DISTRICT, letter())

    assert (again.status, again.body["repeated"]) == (200, True)
    assert again.body["submission_id"] == first.body["submission_id"]
    assert len(exchange.exchange.committed) == committed


def test_other_content_under_the_same_id_is_a_conflict_that_names_both(exchange: ComposedExchange) -> None:
    submission_id = sent(exchange, letter())

    answer = send(exchange, DISTRICT, replace(letter(), subject="V/v khác"))

    assert answer.code == "submission.document-id-conflict"
    assert answer.body["existing"] == submission_id


def test_a_request_is_not_taken_twice(exchange: ComposedExchange) -> None:
    event = exchange.signed(DISTRICT, "POST", "/v1/edxml", xml(letter()))
    assert exchange.send(event).status == 202

    assert exchange.send(event).code == "request.unauthenticated"


def test_what_only_departs_from_the_format_comes_back_as_findings(exchange: ComposedExchange) -> None:
    text = without(without(xml(letter()).decode(), "SignerInfo"), "Paper")

    answer = exchange.call(DISTRICT, "POST", "/v1/edxml", text.encode())

    assert answer.status == 202
    assert [finding["code"] for finding in answer.body["findings"]] == ["paper.unsaid"]


@pytest.mark.parametrize(("said", "known"), [(False, True), (True, True), (None, False)])
def test_a_document_counts_as_sent_without_paper_only_where_that_was_said(
    exchange: ComposedExchange, said: bool | None, known: bool
) -> None:
    text = xml(replace(letter(), business=BusinessInfo(on_paper=bool(said)))).decode()
    raw = (text if said is not None else without(text, "Paper")).encode()
    submission_id = exchange.call(DISTRICT, "POST", "/v1/edxml", raw).body["submission_id"]
    exchange.settle()

    [accepted] = [
        one for one in events(exchange, submission_id) if one.type is EventType.SUBMISSION_ACCEPTANCE
    ]
    facts = accepted.details["document"]
    assert isinstance(facts, dict)
    assert (facts["paper_known"], facts["also_on_paper"]) == (known, bool(said))


def test_a_sender_may_go_by_an_alias_and_is_recorded_by_its_code(exchange: ComposedExchange) -> None:
    message = replace(letter(), sender=Party("H39.30", "UBND huyện Cần Giuộc"))
    raw = xml(message)

    submission_id = sent(exchange, message)

    submission = exchange.exchange.submission(submission_id)
    assert submission is not None
    assert submission.sender == DISTRICT.code
    assert exchange.call(DISTRICT, "GET", f"/v1/submissions/{submission_id}/edxml").content == raw


def test_a_recipient_gets_a_copy_that_names_no_other(exchange: ComposedExchange) -> None:
    submission_id = sent(exchange, letter(DEPARTMENT, STRANGER))

    copy = exchange.call(STRANGER, "GET", f"/v1/inbox/{submission_id}/edxml").content

    message = read_message(copy).message
    assert isinstance(message, DocumentMessage)
    assert [party.code for party in message.recipients] == [STRANGER.code]
    assert DEPARTMENT.code.encode() not in copy
    assert message.distribution == ("Như trên", "Lưu: VT")
    assert message.files[0].content == CONTENT


@pytest.mark.parametrize("missing", ["Paper", "Place", "PromulgationInfo", "TypeName"])
def test_a_message_that_only_makes_sense_reaches_each_of_its_recipients_too(
    exchange: ComposedExchange, missing: str
) -> None:
    text = without(xml(letter(DEPARTMENT, STRANGER)).decode(), missing)
    answer = exchange.call(DISTRICT, "POST", "/v1/edxml", text.encode())
    assert answer.status == 202, answer.text
    exchange.settle()

    copy = exchange.call(STRANGER, "GET", f"/v1/inbox/{answer.body['submission_id']}/edxml").content

    reading = read_message(copy)
    assert isinstance(reading.message, DocumentMessage)
    assert [party.code for party in reading.message.recipients] == [STRANGER.code]
    assert DEPARTMENT.code.encode() not in copy
    # Nothing is said in the sender's name that it has not said.
    assert (reading.message.business.on_paper is None) == (missing == "Paper")
    assert reading.message.files == (file(),)


def test_a_product_that_types_documents_otherwise_gets_them_so(exchange: ComposedExchange) -> None:
    rule = TypeRule(2, 18, written_detail=0, written_name="Văn bản hành chính")
    own = replace(DEPARTMENT, document_types=(rule,))
    agencies = [own if one is DEPARTMENT else one for one in PROVINCE]
    with composed(watch=assert_as_published, agencies=agencies) as parts:
        submission_id = sent(parts, letter())
        copy = parts.call(own, "GET", f"/v1/inbox/{submission_id}/edxml").content
        assert b"TypeDetail" not in copy
        assert "Văn bản hành chính".encode() in copy
        assert parts.call(DISTRICT, "GET", f"/v1/submissions/{submission_id}/edxml").content == xml(letter())


def test_opening_as_a_message_is_recorded_like_any_opening_and_refused_where_that_is(
    exchange: ComposedExchange,
) -> None:
    submission_id = sent(exchange, letter(DEPARTMENT, STRANGER))
    path = f"/v1/inbox/{submission_id}/edxml"
    for _ in range(2):
        assert exchange.call(DEPARTMENT, "GET", path).status == 200

    handed_over = [one for one in events(exchange, submission_id) if one.type is EventType.CONTENT_HANDOVER]
    assert [one.agency for one in handed_over] == [DEPARTMENT.code]
    send(exchange, DISTRICT, recall(letter(DEPARTMENT, STRANGER)))
    assert exchange.call(STRANGER, "GET", path).code == "delivery.withheld"
    assert delivery(exchange, submission_id, STRANGER).opened_at is None


def test_a_submission_of_the_api_is_opened_as_a_message(exchange: ComposedExchange) -> None:
    answer = exchange.call(DISTRICT, "POST", "/v1/submissions", api_letter(document_type=TYPE))
    exchange.settle()

    copy = exchange.call(DEPARTMENT, "GET", f"/v1/inbox/{answer.body['submission_id']}/edxml").content

    message = read_message(copy).message
    assert message is not None
    act = act_of(message)
    submission = exchange.exchange.submission(answer.body["submission_id"])
    assert isinstance(act, SubmissionAct)
    assert submission is not None
    assert act.envelope == submission.envelope


# --- updates, replacements, recalls -------------------------------------------------------------------


def test_an_update_under_its_targets_id_is_a_submission_of_its_own(exchange: ComposedExchange) -> None:
    original = sent(exchange, letter())

    updated = sent(exchange, update(letter()))

    submission = exchange.exchange.submission(updated)
    assert submission is not None
    assert submission.envelope.document_id.startswith(f"{DOCUMENT_ID};")
    assert submission.target_ids == (original,)


def test_a_replacement_withholds_what_was_never_opened(exchange: ComposedExchange) -> None:
    original = sent(exchange, letter())

    sent(exchange, replacement(letter()))

    assert exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{original}/open").code == "delivery.withheld"


@pytest.mark.parametrize("as_status", [False, True], ids=["business type 1", "status 13"])
def test_a_take_back_in_either_form_is_the_recall_of_the_api(
    exchange: ComposedExchange, as_status: bool
) -> None:
    submission_id = sent(exchange, letter())
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{submission_id}/open")
    reason = "Gửi nhầm nơi nhận"
    taking_back = status(Status.TAKE_BACK, reason, by=DISTRICT) if as_status else recall(letter(), reason)

    first, again = (send(exchange, DISTRICT, taking_back) for _ in range(2))

    assert [first.body["repeated"], again.body["repeated"]] == [False, True]
    kinds = [one.type for one in events(exchange, submission_id)]
    assert kinds.count(EventType.RECALL_REQUEST) == 1
    assert send(exchange, DEPARTMENT, status(Status.AGREES)).status == 200
    assert EventType.RECALL_AGREEMENT in [one.type for one in events(exchange, submission_id)]


def test_agreeing_to_the_take_back_of_what_was_never_opened_is_no_error(exchange: ComposedExchange) -> None:
    sent(exchange, letter())
    send(exchange, DISTRICT, recall(letter()))

    answer = send(exchange, DEPARTMENT, status(Status.AGREES))

    assert (answer.status, answer.body["repeated"]) == (200, True)


# --- statuses -----------------------------------------------------------------------------------------


def test_every_status_is_the_event_of_the_api(exchange: ComposedExchange) -> None:
    submission_id = sent(exchange, letter())
    for code in (Status.ACCEPTED, Status.ASSIGNED, Status.PROCESSING, Status.FINISHED):
        assert send(exchange, DEPARTMENT, status(code)).status == 200
    told = [event for event in events(exchange, submission_id) if event.actor == DEPARTMENT.code]

    assert [event.details["status"] for event in told] == ["03", "04", "05", "06"]
    assert delivery(exchange, submission_id).status is Status.FINISHED


def test_that_it_has_arrived_the_exchange_knows_before_its_recipient(exchange: ComposedExchange) -> None:
    submission_id = sent(exchange, letter())
    before = events(exchange, submission_id)

    answer = send(exchange, DEPARTMENT, status(Status.ARRIVED))

    assert (answer.status, answer.body["repeated"]) == (200, True)
    assert events(exchange, submission_id) == before


def test_the_same_status_message_is_one_event_even_where_the_code_may_repeat(
    exchange: ComposedExchange,
) -> None:
    submission_id = sent(exchange, letter())
    send(exchange, DEPARTMENT, status(Status.ACCEPTED))
    at_noon, later = SENT + timedelta(hours=4), SENT + timedelta(hours=5)

    times = (at_noon, at_noon, later)
    answers = [send(exchange, DEPARTMENT, status(Status.PROCESSING, at=at)) for at in times]

    assert [answer.body["repeated"] for answer in answers] == [False, True, False]
    told = [one for one in events(exchange, submission_id) if one.type is EventType.STATUS_CHANGE]
    assert len(told) == 2


def test_a_status_by_the_plain_id_reaches_the_update_once_the_document_has_it(
    exchange: ComposedExchange,
) -> None:
    original = sent(exchange, letter())
    exchange.clock.advance(60)
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{original}/open")
    accepted = status(Status.ACCEPTED, at=SENT + timedelta(seconds=30))
    send(exchange, DEPARTMENT, accepted)
    updated = sent(exchange, update(letter()))

    again = send(exchange, DEPARTMENT, accepted)
    assert again.body["submission_id"] == original
    assert delivery(exchange, updated).status is Status.ARRIVED

    exchange.clock.advance(60)
    of_update = status(Status.ACCEPTED, at=SENT + timedelta(minutes=2))
    answers = [send(exchange, DEPARTMENT, of_update).body for _ in range(2)]
    assert [answer["submission_id"] for answer in answers] == [updated, updated]
    assert [answer["repeated"] for answer in answers] == [False, True]
    agreed = send(exchange, DEPARTMENT, status(Status.AGREES, at=SENT + timedelta(minutes=3))).body
    assert agreed["submission_id"] == updated
    assert delivery(exchange, updated).answer is Status.AGREES


def test_an_older_status_is_never_taken_for_one_of_a_later_update(exchange: ComposedExchange) -> None:
    sent(exchange, letter())
    send(exchange, DEPARTMENT, status(Status.ACCEPTED))
    exchange.clock.advance(3600)
    updated = sent(exchange, update(letter()))

    late = send(exchange, DEPARTMENT, status(Status.ACCEPTED, at=SENT + timedelta(seconds=1)))

    assert late.body["repeated"] is True
    assert delivery(exchange, updated).status is Status.ARRIVED


@pytest.mark.parametrize("code", [Status.REFUSED, Status.TAKE_BACK])
def test_a_refusal_and_a_take_back_say_why(exchange: ComposedExchange, code: Status) -> None:
    sent(exchange, letter())
    by = DISTRICT if code is Status.TAKE_BACK else DEPARTMENT
    text = without(xml(status(code, "Sai nơi nhận", by=by)).decode(), "Description")

    answer = exchange.call(by, "POST", "/v1/edxml", text.encode())

    assert answer.code == "edxml.refused"
    assert list(answer.fault_codes.values()) == ["status.reason-missing"]


def test_a_status_that_the_automaton_forbids_is_told_what_is_allowed(exchange: ComposedExchange) -> None:
    sent(exchange, letter())

    answer = send(exchange, DEPARTMENT, status(Status.FINISHED))

    assert answer.code == "delivery.illegal-transition"
    assert answer.body["legal"] == ["02", "03"]


def test_events_are_read_as_statuses_by_both_sides_and_by_nobody_else(exchange: ComposedExchange) -> None:
    submission_id = sent(exchange, letter(DEPARTMENT, STRANGER))
    send(exchange, DEPARTMENT, status(Status.ACCEPTED))
    [accepted] = [
        one for one in events(exchange, submission_id) if one.type is EventType.CONSIGNMENT_ACCEPTANCE
    ]
    path = f"{submission_id}/edxml/events/{accepted.event_id}"

    for who, side in ((DISTRICT, "submissions"), (AUDITOR, "submissions"), (DEPARTMENT, "inbox")):
        message = read_message(exchange.call(who, "GET", f"/v1/{side}/{path}").content).message
        assert isinstance(message, StatusMessage)
        assert (message.sender.code, message.status) == (DEPARTMENT.code, Status.ACCEPTED)
        assert message.answered.document_id == DOCUMENT_ID
    for who, side in ((STRANGER, "inbox"), (STRANGER, "submissions"), (ONE_STOP, "inbox")):
        assert exchange.call(who, "GET", f"/v1/{side}/{path}").status == 404


def test_an_event_without_a_code_says_that_it_has_none(exchange: ComposedExchange) -> None:
    submission_id = sent(exchange, letter())
    arrival = events(exchange, submission_id)[0]

    path = f"/v1/submissions/{submission_id}/edxml/events/{arrival.event_id}"
    answer = exchange.call(DISTRICT, "GET", path)

    assert answer.code == "edxml.no-status-code"


# --- heirs --------------------------------------------------------------------------------------------

#: Ends on 4 March 2026; the stranger succeeds it.
MERGED = replace(
    agency("000.00.40.H39", "Ủy ban nhân dân huyện Thủ Thừa"),
    ended_on=date(2026, 3, 4),
    successor=STRANGER.code,
)


@pytest.fixture
def merging() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published, agencies=(*PROVINCE, MERGED)) as parts:
        yield parts


def after_the_end(exchange: ComposedExchange) -> None:
    exchange.clock.advance(timedelta(days=3))


def test_a_message_to_an_ended_agency_reaches_its_heir_as_its_own(merging: ComposedExchange) -> None:
    after_the_end(merging)
    submission_id = sent(merging, letter(MERGED, DEPARTMENT))

    copy = merging.call(STRANGER, "GET", f"/v1/inbox/{submission_id}/edxml").content

    message = read_message(copy).message
    assert isinstance(message, DocumentMessage)
    assert [party.code for party in message.recipients] == [STRANGER.code]
    assert send(merging, STRANGER, status(Status.ACCEPTED, by=STRANGER)).status == 200
    assert delivery(merging, submission_id, STRANGER).status is Status.ACCEPTED


@pytest.mark.parametrize("name", [STRANGER, MERGED], ids=["its own", "the predecessor's"])
def test_an_heir_goes_on_with_what_its_predecessor_has_received_under_either_name(
    merging: ComposedExchange, name: Agency
) -> None:
    submission_id = sent(merging, letter(MERGED))
    after_the_end(merging)
    path = f"/v1/inbox/{submission_id}/edxml"
    assert merging.call(STRANGER, "GET", path).status == 404
    assert merging.call(STRANGER, "GET", path, query=f"predecessor={MERGED.code}").status == 200

    answer = send(merging, STRANGER, status(Status.ACCEPTED, by=name))

    assert answer.status == 200, answer.text
    assert delivery(merging, submission_id, MERGED).status is Status.ACCEPTED
    assert events(merging, submission_id)[-1].actor == STRANGER.code


def test_an_heir_takes_back_what_its_predecessor_has_sent_and_nobody_else_does(
    merging: ComposedExchange,
) -> None:
    original = letter(sender=MERGED)
    assert send(merging, MERGED, original).status == 202
    after_the_end(merging)

    assert "envelope.sender-mismatch" in send(merging, DISTRICT, recall(original)).fault_codes.values()
    assert send(merging, STRANGER, recall(original)).body["status"] == "13"


def test_an_heir_sends_nothing_new_under_its_predecessors_name(merging: ComposedExchange) -> None:
    after_the_end(merging)

    answer = send(merging, STRANGER, letter(sender=MERGED))

    assert set(answer.fault_codes.values()) == {"envelope.sender-mismatch"}


# --- what is refused ----------------------------------------------------------------------------------


def refused(exchange: ComposedExchange, agency: Agency, raw: bytes) -> dict[str, str]:
    """The reasons by place; nothing may have been stored."""
    answer = exchange.call(agency, "POST", "/v1/edxml", raw)
    assert answer.code == "edxml.refused", answer.text
    assert exchange.holds_nothing
    return answer.fault_codes


def test_all_reasons_are_told_at_once_the_readers_the_envelopes_and_the_registrys(
    exchange: ComposedExchange,
) -> None:
    message = replace(letter(LOCKED, ENDED, ON_PAPER, DEPARTMENT), sender=Party(STRANGER.code, "Sở Y tế"))
    text = without(xml(message).decode(), "ContentTransferEncoded").replace(
        "<edXML:PromulgationDate>2026/03/01<", "<edXML:PromulgationDate>2026/03/09<"
    )

    codes = set(refused(exchange, DISTRICT, text.encode()).values())

    assert codes == {
        "envelope.sender-mismatch",
        "envelope.issued-in-the-future",
        "recipient.locked",
        "recipient.ended",
        "recipient.paper-only",
        "file.empty",
    }


def test_recipients_are_pointed_at_where_they_stand(exchange: ComposedExchange) -> None:
    message = replace(letter(), recipients=(*letter().recipients, Party("000.00.99.H39", "Không có")))

    found = refused(exchange, DISTRICT, xml(message))

    assert found == {"/edXML/edXMLEnvelope/edXMLHeader/MessageHeader/To[2]": "recipient.unknown"}


def test_nobody_sends_as_another_agency(exchange: ComposedExchange) -> None:
    assert set(refused(exchange, STRANGER, xml(letter())).values()) == {"envelope.sender-mismatch"}


def test_a_sender_that_nobody_knows_is_told_so(exchange: ComposedExchange) -> None:
    message = replace(letter(), sender=Party("000.00.98.H39", "Không có"))

    assert set(refused(exchange, DISTRICT, xml(message)).values()) == {"party.sender-unknown"}


def test_the_extension_reroutes_nothing(exchange: ComposedExchange) -> None:
    aliased = replace(letter(DEPARTMENT), extension=Extension(recipients=("SLĐTBXH.H39",)))
    assert send(exchange, DISTRICT, aliased).status == 202

    rerouted = replace(letter(DEPARTMENT, number="7"), extension=Extension(recipients=("H39.17",)))
    answer = send(exchange, DISTRICT, rerouted)

    assert set(answer.fault_codes.values()) == {"recipient.alias-mismatch"}


def test_an_update_of_recipients_alone_is_not_pretended_to_be_one(exchange: ComposedExchange) -> None:
    message = update(letter())
    business = replace(message.business, update=replace(message.business.update, document=0))  # type: ignore[type-var]
    text = xml(replace(message, files=(), business=business))

    answer = exchange.call(DISTRICT, "POST", "/v1/edxml", text)

    assert "update.recipients-only" in answer.fault_codes.values()


def test_a_state_secret_leaves_nothing_but_a_count(exchange: ComposedExchange) -> None:
    message = replace(letter(), other=replace(letter().other, sphere="Độ mật: Tối mật"))  # type: ignore[type-var]

    answer = exchange.call(DISTRICT, "POST", "/v1/edxml", xml(message))

    assert answer.code == "envelope.state-secret"
    assert exchange.holds_nothing
    assert "StateSecretRefused" in str(exchange.telemetry.__dict__)


def test_a_state_secret_that_was_uploaded_is_deleted_at_once(exchange: ComposedExchange) -> None:
    raw = xml(replace(letter(), other=replace(letter().other, sphere="Độ mật: Tối mật")))  # type: ignore[type-var]
    part = announced(exchange, DISTRICT, raw)
    for _ in range(2):
        assert exchange.staging.upload(part, raw)

    answer = exchange.call(DISTRICT, "POST", "/v1/edxml", {"upload": part.sha256})

    assert answer.code == "envelope.state-secret"
    assert exchange.holds_nothing


@pytest.mark.parametrize(
    "act",
    [
        status(Status.ACCEPTED, by=STRANGER),
        status(Status.ACCEPTED, document_id="000.00.30.H39,2026/03/01,999/UBND-VP"),
        recall(letter(DISTRICT, sender=DEPARTMENT)),
    ],
    ids=["somebody else's delivery", "no such document", "somebody else's submission"],
)
def test_what_one_has_no_part_in_does_not_exist(
    exchange: ComposedExchange, act: DocumentMessage | StatusMessage
) -> None:
    sent(exchange, letter())
    by = {agency.code: agency for agency in (STRANGER, DEPARTMENT)}[act.sender.code]

    assert send(exchange, by, act).code == "request.not-found"


HOSTILE = {
    "a bomb": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "'
    + b"c" * 9_000
    + b'"><!ENTITY d "'
    + b"&b;" * 9_000
    + b'">]><edXML>&d;</edXML>',
    "two roots": b"<edXML/><edXML/>",
    "a NUL": b"<edXML>\x00</edXML>",
    "no XML": b"%PDF-1.7 \xff\xfe",
    "a wrong charset": b'<?xml version="1.0" encoding="windows-1258"?><edXML>\xe1</edXML>',
    "deep": b"<a>" * 40_000,
    "nothing": b"",
    "wide": b"<edXML>" + b"<To/>" * 600_000 + b"</edXML>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_refused_at_once_and_leaves_nothing(exchange: ComposedExchange, name: str) -> None:
    started = time.process_time()

    refused(exchange, DISTRICT, HOSTILE[name])

    assert time.process_time() - started < 1.0


# --- large messages -----------------------------------------------------------------------------------


def test_a_message_too_large_for_a_request_comes_by_ticket(exchange: ComposedExchange) -> None:
    content = CONTENT + bytes(6 * 1024 * 1024)
    raw = xml(replace(letter(), files=(file(content=content),)))
    assert exchange.call(DISTRICT, "POST", "/v1/edxml", raw).code == "request.too-large"
    part = announced(exchange, DISTRICT, raw)
    assert not exchange.staging.upload(part, raw[:-1])
    assert exchange.call(DISTRICT, "POST", "/v1/edxml", {"upload": part.sha256}).code == "upload.incomplete"

    assert exchange.staging.upload(part, raw)
    answer = exchange.call(DISTRICT, "POST", "/v1/edxml", {"upload": part.sha256})
    exchange.settle()

    assert answer.status == 202
    elsewhere = exchange.call(DEPARTMENT, "GET", f"/v1/inbox/{answer.body['submission_id']}/edxml")
    assert elsewhere.status == 303
    assert exchange.content.fetch(elsewhere.headers["location"])[0] == raw


def announced(exchange: ComposedExchange, agency: Agency, raw: bytes) -> PartTicket:
    body = {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
    answer = exchange.call(agency, "POST", "/v1/edxml/uploads", body).body
    return PartTicket(1, answer["url"], answer["headers"], answer["upload"])


def test_what_another_agency_has_uploaded_has_no_name(exchange: ComposedExchange) -> None:
    raw = xml(letter())
    part = announced(exchange, DISTRICT, raw)
    assert exchange.staging.upload(part, raw)

    assert exchange.call(STRANGER, "POST", "/v1/edxml", {"upload": part.sha256}).code == "upload.incomplete"


def test_a_message_beyond_the_limit_gets_no_ticket(exchange: ComposedExchange) -> None:
    limits = exchange.call(None, "GET", "/v1/limits").body
    body = {"size": limits["edxml_bytes"] + 1, "sha256": "0" * 64}

    assert exchange.call(DISTRICT, "POST", "/v1/edxml/uploads", body).code == "request.malformed"


# --- the platforms' own answer ------------------------------------------------------------------------


def test_who_asks_for_xml_is_answered_as_the_platforms_do(exchange: ComposedExchange) -> None:
    answer, said = asked_in_xml(exchange, DISTRICT, xml(letter()))

    assert answer.status == 202
    assert (said["Status"], said["ErrorCode"], said["MessageType"]) == ("DONE", "0", "edoc")
    assert said["DocumentId"] == DOCUMENT_ID


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (b"<edXML>", "22"),
        (xml(letter(LOCKED)), "23"),
        (xml(letter(ENDED)), "18"),
        (xml(letter(LOCKED, ENDED)), "23"),
        (xml(replace(letter(), sender=Party(STRANGER.code, "Sở Y tế"))), "15"),
        (xml(replace(letter(), sender=Party("000.00.98.H39", "Không có"))), "19"),
        (without(xml(letter()).decode(), "ContentTransferEncoded").encode(), "10"),
        (xml(status(Status.ACCEPTED, by=DISTRICT)), "22"),
        (b'{"upload": "' + b"0" * 64 + b'"}', "21"),
    ],
    ids=["form", "locked", "ended", "the graver", "not its own", "unknown", "file", "absent", "upload"],
)
def test_every_refusal_has_a_number_of_the_platforms(
    exchange: ComposedExchange, body: bytes, number: str
) -> None:
    answer, said = asked_in_xml(exchange, DISTRICT, body)

    assert answer.status >= 400
    assert (said["Status"], said["ErrorCode"]) == ("FAIL", number)
    assert said["ErrorDesc"]


def test_only_what_may_succeed_later_is_a_failure_of_the_system() -> None:
    [route] = [one for one in ROUTES if one.operation == "takeEdxml"]
    for error in route.problems:
        is_passing = issubclass(error, Unavailable)
        assert (error_number(error.code) is ErrorNumber.SYSTEM_FAILURE) == is_passing, error.code
    for code in fault_codes():
        assert error_number("edxml.refused", [code]) is not ErrorNumber.SYSTEM_FAILURE


def test_a_bad_signature_is_wrong_credentials(exchange: ComposedExchange) -> None:
    event = exchange.signed(DISTRICT, "POST", "/v1/edxml", xml(letter()), signed_as=f"{DISTRICT.code}#khac")
    event["headers"]["accept"] = "text/xml"

    assert b"<lienthong:ErrorCode>15<" in exchange.send(event).content


def test_a_document_is_not_in_force_before_the_day_in_vietnam(exchange: ComposedExchange) -> None:
    tomorrow = date(2026, 3, 3)
    message = replace(letter(), issued_on=tomorrow, document_id=f"{DISTRICT.code},2026/03/03,512/UBND-VP")

    assert set(refused(exchange, DISTRICT, xml(message)).values()) == {"envelope.issued-in-the-future"}
    exchange.clock.advance(timedelta(hours=16))
    assert send(exchange, DISTRICT, message).status == 202


def test_nothing_of_an_absent_submission_is_given_as_a_message(exchange: ComposedExchange) -> None:
    for path in (f"/v1/inbox/{NOTHING}/edxml", f"/v1/submissions/{NOTHING}/edxml"):
        assert exchange.call(DISTRICT, "GET", path).code == "request.not-found"
