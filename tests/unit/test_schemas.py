"""What is published under ``schemas/`` is what the code does."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from infra.iam_lint import read_template
from lienthong.adapters.sns_topic import notice_texts
from lienthong.model.codes import Status, SubmissionState
from lienthong.model.event import EventType
from lienthong.model.identifiers import submission_id
from lienthong.model.limits import MIB
from lienthong.model.retention import RetentionRule
from lienthong.ports import DeadLetter, Notice, PartTicket, Publication
from lienthong.services.edxml_notices import EdxmlNotices
from lienthong.services.sequencing import timestamp_event
from lienthong.services.webhooks import Webhooks
from lienthong_local.schemas import __main__ as command
from lienthong_local.schemas.examples import EXAMPLES
from lienthong_local.schemas.problems import all_problems
from lienthong_local.schemas.published import drift, published_files, write_files
from lienthong_local.schemas.routes import ROUTES
from lienthong_local.schemas.words import FIELDS, SCHEMAS
from tests.builders import messages_of_the_province as messages
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, ONE_STOP, REGISTRAR, STRANGER
from tests.builders.certificates import self_signed_pem
from tests.builders.letters import CONTENT, letter, ticketed
from tests.builders.messages_of_the_province import xml
from tests.builders.register_entries import entries, paper, secrets
from tests.builders.visits import PERMIT, Counter, handed, posted, ready, taken_in, visit
from tests.doubles.accepting_validator import AcceptingValidator
from tests.doubles.composed import (
    API_FUNCTIONS,
    ComposedExchange,
    Response,
    composed,
    load_function,
    routes_of,
)
from tests.doubles.memory_topic import MemoryWebhookTransport
from tests.doubles.telling import Told
from tests.published_api import assert_as_published, complaints, component, operation, published, schema

ROOT = Path(__file__).resolve().parents[2]
#: Files that anybody may read have tests of their own.
SIGNED = tuple(route for route in ROUTES if route.roles is not None)
SCHEMA_FILES = sorted(name for name in published_files() if name.endswith(".schema.json"))


# --- the files -------------------------------------------------------------------------------------


def test_the_published_files_are_what_the_code_says() -> None:
    assert drift() == []


def test_a_drifted_file_is_named_and_written_anew(tmp_path: Path) -> None:
    write_files(tmp_path)
    assert drift(tmp_path) == []
    (tmp_path / "event.schema.json").write_text("{}\n", encoding="utf-8")

    assert drift(tmp_path) == ["event.schema.json"]
    assert write_files(tmp_path) == ["event.schema.json"]
    assert drift(tmp_path) == []


def test_the_check_fails_on_drift_and_says_how_to_renew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--check"]) == 0
    monkeypatch.setattr(command, "drift", lambda: ["openapi.json"])

    assert command.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert "schemas/openapi.json" in said
    assert "make schemas" in said


def test_files_are_sorted_nfc_and_end_with_a_newline() -> None:
    for name, text in published_files().items():
        assert (
            name.endswith(".xsd")
            or text == json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        )
        assert unicodedata.is_normalized("NFC", text)
        assert text.endswith("\n")


def test_the_description_is_valid_openapi() -> None:
    errors = OpenAPIV31SpecValidator(published("openapi.json")).iter_errors()
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("name", SCHEMA_FILES)
def test_every_schema_is_valid_json_schema(name: str) -> None:
    Draft202012Validator.check_schema(published(name))


# --- routes ----------------------------------------------------------------------------------------


def template_routes() -> set[tuple[str, str]]:
    """Function folder and route of every HTTP event of the template."""
    template: Any = read_template((ROOT / "template.yaml").read_text(encoding="utf-8"))
    return {
        (Path(properties["CodeUri"]).name, f"{event['Properties']['Method']} {event['Properties']['Path']}")
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
        for properties in [resource["Properties"]]
        for event in properties.get("Events", {}).values()
        if event["Type"] == "HttpApi"
    }


def test_template_description_and_functions_have_the_same_routes() -> None:
    in_template = template_routes()
    in_functions = {
        (folder, route) for folder in API_FUNCTIONS for route in routes_of(load_function(folder).handler)
    }
    paths = published("openapi.json")["paths"]
    in_description = {
        (described["x-function"], f"{method.upper()} {path}")
        for path, item in paths.items()
        for method, described in item.items()
    }
    # What takes the rest of a path has no mark of it in OpenAPI.
    plain = {(folder, route.replace("+}", "}")) for folder, route in in_template}
    assert in_template == in_functions
    assert plain == in_description


def test_every_function_with_routes_is_run_by_the_tests() -> None:
    assert {folder for folder, _ in template_routes()} == set(API_FUNCTIONS)


# --- words -----------------------------------------------------------------------------------------


def test_every_schema_and_every_request_field_is_explained_in_both_languages() -> None:
    schemas = published("openapi.json")["components"]["schemas"]
    assert schemas.keys() == SCHEMAS.keys()
    for name in {route.takes.__name__ for route in ROUTES if route.takes} | FIELDS.keys():
        unexplained = [
            field
            # A body of several forms has no fields of its own; theirs are among those named here.
            for field, described in schemas[name].get("properties", {}).items()
            if not {"description", "x-description-vi"} <= described.keys()
        ]
        assert unexplained == [], name


def test_every_problem_says_cause_and_next_step_in_both_languages() -> None:
    for error in all_problems():
        assert error.en != error.vi
        assert error.en.rstrip().endswith(".")
        assert error.vi.rstrip().endswith(".")
        assert unicodedata.is_normalized("NFC", error.vi)


def test_every_type_of_event_is_described() -> None:
    titles = [case["title"] for case in published("event.schema.json")["oneOf"]]
    assert titles == [kind.value for kind in EventType]


# --- real answers ----------------------------------------------------------------------------------


class Witness:
    """Holds every answer against the description and remembers what was seen."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int]] = set()

    def __call__(self, route: str, response: Response) -> None:
        assert_as_published(route, response)
        self.seen.add((route, response.status))


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def exchange(witness: Witness) -> Iterator[ComposedExchange]:
    validator = AcceptingValidator(**{"hong.pdf": ("signature.invalid",)})
    with composed(watch=witness, validator=validator) as parts:
        yield parts


def submit(exchange: ComposedExchange, body: dict[str, Any]) -> str:
    """Submit, let it be worked off, and give its id."""
    answer = exchange.call(DISTRICT, "POST", "/v1/submissions", body)
    exchange.settle()
    return str(answer.body["submission_id"])


def live_every_life(exchange: ComposedExchange) -> None:
    """Every operation with every success, and every type of event."""
    exchange_and_handle(exchange)
    upload_by_ticket(exchange)
    speak_edxml(exchange)
    recall_and_replace(exchange)
    keep_the_registry(exchange)
    exchange.project()
    keep_a_register(exchange)
    settle_dossiers(exchange)
    for path in ("/v1/ratios", "/v1/ratios.csv", "/v1/ratios/documents"):
        exchange.project()
        exchange.call(DISTRICT, "GET", path, query="period=2026")
    let_deadlines_pass(exchange)
    publish_a_report(exchange)
    retire_documents(exchange)
    for path in ("/v1/limits", "/v1/webhook-key", "/v1/log"):
        exchange.call(None, "GET", path)


def let_deadlines_pass(exchange: ComposedExchange) -> None:
    """Of what came in the morning the department is warned in the afternoon, and told after five o'clock."""
    exchange.clock.advance(timedelta(hours=7, minutes=30))
    exchange.tell_deadlines()
    exchange.project()
    exchange.clock.advance(timedelta(hours=2))
    exchange.tell_deadlines()
    exchange.project()
    for path in ("/v1/deadlines", "/v1/deadlines/summary"):
        exchange.call(DEPARTMENT, "GET", path)
    look_at_the_one_stop(exchange)


def look_at_the_one_stop(exchange: ComposedExchange) -> None:
    """A copy that was promised for the same day and is forgotten, and what has ended."""
    [forgotten] = taken_in(exchange, handed(), key="luot-0000000000003")
    exchange.project()
    exchange.clock.advance(timedelta(days=2))
    load_function("morning").handler({"scheduled": "2026-03-03T00:00:00Z"}, None)
    board = f"/v1/agencies/{ONE_STOP.code}"
    for path, query in (
        (f"{board}/dossiers", ""),
        (f"{board}/dossiers", "ended=true"),
        (f"{board}/warnings", "scope=subtree"),
        (f"{board}/lateness", ""),
        (f"/v1/dossiers/{forgotten}/lateness", ""),
    ):
        answer = exchange.call(ONE_STOP, "GET", path, query=query)
        assert answer.body.get("dossiers") or answer.body.get("warnings") or answer.body.get("causes")
    report = exchange.call(ONE_STOP, "GET", f"{board}/report-06")
    assert report.body["centres"][0]["desk"]["votes"]["total"] == 1
    inspected = exchange.call(DISTRICT, "GET", f"/v1/centres/{ONE_STOP.code}/postings")
    assert inspected.status == 404
    inspected = exchange.call(ONE_STOP, "GET", f"/v1/centres/{ONE_STOP.code}/postings")
    assert inspected.body["inspection"]["findings"]


def exchange_and_handle(exchange: ComposedExchange) -> None:
    first = submit(exchange, letter())
    submit(exchange, letter())
    exchange.call(DISTRICT, "POST", "/v1/submissions", letter(subject="V/v khác"))
    exchange.call(DISTRICT, "GET", "/v1/submissions", query="limit=1")
    exchange.call(DISTRICT, "GET", f"/v1/submissions/{first}")
    exchange.call(DEPARTMENT, "GET", "/v1/inbox", query="unopened=true&status=01")
    exchange.call(DEPARTMENT, "GET", f"/v1/inbox/{first}")
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{first}/open")
    exchange.call(DEPARTMENT, "GET", f"/v1/inbox/{first}/reports")
    exchange.call(DISTRICT, "GET", f"/v1/submissions/{first}/reports")
    arrival = exchange.exchange.committed[0].event_id
    own = ((DISTRICT, f"/v1/submissions/{first}/receipts"), (DEPARTMENT, f"/v1/inbox/{first}/receipts"))
    for who, path in own:
        exchange.call(who, "GET", f"{path}/{arrival}")
    exchange.log()
    for who, path in own:
        exchange.call(who, "GET", path)
        exchange.call(who, "GET", f"{path}/{arrival}")
    for code in ("03", "05"):
        exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{first}/status", {"status": code})
    second = submit(exchange, letter("VB-2026-0002"))
    refusal = {"status": "02", "reason": "Không đúng thẩm quyền"}
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{second}/status", refusal)
    submit(exchange, letter("VB-2026-0003", attachments=[ticketless("hong.pdf")]))


def ticketless(name: str) -> dict[str, Any]:
    return letter()["attachments"][0] | {"name": name}  # type: ignore[no-any-return]


def upload_by_ticket(exchange: ComposedExchange) -> None:
    large = submit(exchange, letter("VB-2026-0010", attachments=[ticketed()]))
    exchange.upload(DISTRICT, large, CONTENT)
    exchange.call(DISTRICT, "POST", f"/v1/submissions/{large}/uploads/complete")
    exchange.call(DISTRICT, "GET", f"/v1/submissions/{large}/uploads")
    exchange.settle()


def speak_edxml(exchange: ComposedExchange) -> None:
    """A letter as a message, uploaded as well; its answer; both read as messages; its take-back."""
    message = messages.letter(DEPARTMENT)
    sent = exchange.call(DISTRICT, "POST", "/v1/edxml", xml(message)).body
    exchange.settle()
    ticket = exchange.call(DISTRICT, "POST", "/v1/edxml/uploads", measured(xml(message))).body
    assert exchange.staging.upload(
        PartTicket(1, ticket["url"], ticket["headers"], ticket["upload"]), xml(message)
    )
    uploaded = {"upload": ticket["upload"]}
    assert exchange.call(DISTRICT, "POST", "/v1/edxml", uploaded).body["repeated"] is True
    exchange.call(DEPARTMENT, "GET", f"/v1/inbox/{sent['submission_id']}/edxml")
    exchange.call(DEPARTMENT, "POST", "/v1/edxml", xml(messages.status(Status.ACCEPTED, of=message)))
    exchange.call(DISTRICT, "GET", f"/v1/submissions/{sent['submission_id']}/edxml")
    events = exchange.exchange.events(sent["submission_id"], recipient=None, after="", limit=50)
    accepted = events[-1].event_id
    for who, side in ((DISTRICT, "submissions"), (DEPARTMENT, "inbox")):
        exchange.call(who, "GET", f"/v1/{side}/{sent['submission_id']}/edxml/events/{accepted}")
    large = messages.letter(DEPARTMENT, number="513")
    content = CONTENT + bytes(5 * MIB)
    large = replace(large, files=(messages.file("phu-luc.pdf", content),))
    ticket = exchange.call(DISTRICT, "POST", "/v1/edxml/uploads", measured(xml(large))).body
    part = PartTicket(1, ticket["url"], ticket["headers"], ticket["upload"])
    assert exchange.staging.upload(part, xml(large))
    sent = exchange.call(DISTRICT, "POST", "/v1/edxml", {"upload": ticket["upload"]}).body
    exchange.settle()
    for who, side in ((DISTRICT, "submissions"), (DEPARTMENT, "inbox")):
        assert exchange.call(who, "GET", f"/v1/{side}/{sent['submission_id']}/edxml").status == 303
    exchange.call(DISTRICT, "POST", "/v1/edxml", xml(messages.recall(message)))
    exchange.settle()


def measured(message: bytes) -> dict[str, Any]:
    return {"size": len(message), "sha256": hashlib.sha256(message).hexdigest()}


def recall_and_replace(exchange: ComposedExchange) -> None:
    to_both = [DEPARTMENT.code, STRANGER.code]
    recalled = submit(exchange, letter("VB-2026-0020", recipients=to_both))
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{recalled}/open")
    exchange.call(DISTRICT, "POST", f"/v1/submissions/{recalled}/recall", {"reason": "Ban hành nhầm"})
    exchange.settle()
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{recalled}/status", {"status": "15"})
    for number, answer in (("21", {"status": "15"}), ("22", {"status": "16", "reason": "Đã xử lý xong"})):
        old = submit(exchange, letter(f"VB-2026-00{number}", recipients=to_both))
        exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{old}/open")
        new = letter(
            f"VB-2026-01{number}",
            recipients=to_both,
            business="replacement",
            targets=[f"VB-2026-00{number}"],
            reason="Sai số liệu",
        )
        exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{submit(exchange, new)}/status", answer)
    kept = submit(exchange, letter("VB-2026-0023"))
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{kept}/open")
    exchange.call(DISTRICT, "POST", f"/v1/submissions/{kept}/recall", {"reason": "Ban hành nhầm"})
    exchange.settle()
    refusal = {"status": "16", "reason": "Đã chuyển xử lý"}
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{kept}/status", refusal)


def keep_the_registry(exchange: ComposedExchange) -> None:
    exchange.call(STRANGER, "GET", "/v1/agencies", query="search=can+giuoc")
    exchange.call(REGISTRAR, "GET", f"/v1/agencies/{DEPARTMENT.code}")
    new = EXAMPLES["registerAgency"]["department"]
    code = new["code"]
    exchange.call(REGISTRAR, "POST", "/v1/agencies", new)
    exchange.call(REGISTRAR, "PUT", f"/v1/agencies/{code}", new | {"name": "Ban Quản lý", "version": 1})
    # Accepted while the agency is active, consigned when it is locked.
    exchange.call(DISTRICT, "POST", "/v1/submissions", letter("VB-2026-0030", recipients=[code]))
    exchange.call(REGISTRAR, "POST", f"/v1/agencies/{code}/lock", {"reason": "Lộ khóa"})
    exchange.clock.advance(60)
    exchange.settle()
    exchange.call(REGISTRAR, "POST", f"/v1/agencies/{code}/unlock", {"reason": "Đã thay khóa"})
    exchange.call(REGISTRAR, "POST", f"/v1/agencies/{code}/end", EXAMPLES["endAgency"]["merger"])
    exchange.call(REGISTRAR, "POST", "/v1/registry/imports", EXAMPLES["importAgencies"]["merger"])
    exchange.call(REGISTRAR, "GET", f"/v1/agencies/{code}/history")
    exchange.call(AUDITOR, "GET", f"/v1/agencies/{code}/receipts")
    exchange.call(REGISTRAR, "POST", "/v1/trust-anchors", anchor())
    exchange.call(AUDITOR, "GET", "/v1/trust-anchors")
    letter_from = datetime(2026, 3, 1, tzinfo=UTC)
    exchange.letters.bury(DeadLetter("1", "routing", "consign", "lt-a", "unforeseen: E", 8, letter_from))
    exchange.call(REGISTRAR, "GET", "/v1/dead-letters")
    exchange.call(REGISTRAR, "POST", "/v1/dead-letters/routing/redrive")


def keep_a_register(exchange: ComposedExchange) -> None:
    both = entries(paper(), secrets())
    exchange.call(DISTRICT, "POST", "/v1/register/checks", both)
    exchange.call(DISTRICT, "POST", "/v1/register/entries", both)
    again = exchange.call(DISTRICT, "POST", "/v1/register/entries", both)
    mistaken = again.body["entries"][0]["entry_id"]
    reason = {"reason": "Ghi nhầm số văn bản"}
    exchange.call(DISTRICT, "POST", f"/v1/register/entries/{mistaken}/withdraw", reason)
    exchange.project()
    exchange.call(DISTRICT, "GET", "/v1/register/receipts")
    exchange.call(DISTRICT, "GET", "/v1/register/outgoing", query="limit=50")
    exchange.call(DEPARTMENT, "GET", "/v1/register/incoming", query="year=2026")
    exchange.call(DISTRICT, "GET", "/v1/register/numbers")


def publish_a_report(exchange: ComposedExchange) -> None:
    """In the next month; the receipt an hour later."""
    exchange.project()
    exchange.clock.advance(timedelta(days=40))
    for _ in range(2):
        load_function("monthly_report").handler({}, None)
        exchange.log()
        exchange.clock.advance(timedelta(hours=1))
        load_function("monthly_report").handler({}, None)
    for path in ("", "/2026-03/1", "/2026-03/1/page"):
        assert exchange.call(None, "GET", f"/v1/log/reports{path}").status == 200


def settle_dossiers(exchange: ComposedExchange) -> None:
    """A visit twice, a permit through every kind of act, and one refused, one withdrawn, one stopped."""
    ready(exchange)
    again = visit("luot-0000000000001", handed(PERMIT))
    for _ in range(2):
        exchange.call(ONE_STOP, "POST", "/v1/consultations", {"key": "tu-van-000000000001"})
        vote = {"key": "y-kien-00000000001", "vote": "acceptable"}
        exchange.call(ONE_STOP, "POST", "/v1/votes", vote)
    exchange.call(
        ONE_STOP,
        "POST",
        f"/v1/centres/{ONE_STOP.code}/postings/inspections",
        posted(papers="", fees="procedure,code,name,amount\n2.000815,p,Phí,1\n"),
    )
    exchange.call(ONE_STOP, "POST", "/v1/dossiers", again)
    taken = exchange.call(ONE_STOP, "POST", "/v1/dossiers", again)
    permit = Counter(exchange, taken.body["dossiers"][0]["code"])
    exchange.call(ONE_STOP, "PUT", f"/v1/dossiers/{permit.code}/notices", {"notices": ["sms", "email"]})
    papers = permit.sent(ONE_STOP, DEPARTMENT, document="HS-1")
    permit.done("handed-over", step=1, submission=papers)
    permit.done("supplement-requested", reason="papers-wrong")
    permit.done("supplement-received")
    permit.done("obligation-imposed")
    permit.done("obligation-met")
    permit.done("reappointed", day="2026-12-15", reason="site-visit")
    opinion = permit.sent(DEPARTMENT, ONE_STOP, document="KQ-1")
    permit.done("step-finished", DEPARTMENT, step=1, submission=opinion)
    permit.done("decided", granted=False, key="thao-tac-000000000abc")
    permit.act("decided", granted=False, key="thao-tac-000000000abc")
    permit.done("returned")
    refused = handed(outcome="refuse", reason="not-eligible")
    withdrawn, stopped, _ = taken_in(exchange, handed(), handed(), refused, key="luot-0000000000002")
    Counter(exchange, withdrawn).done("withdrawn")
    Counter(exchange, stopped).done("stopped", reason="no-answer")
    receipts = f"/{permit.code}/receipts"
    [received] = exchange.exchange.events(permit.code, recipient=None, after="", limit=1)
    one = f"{receipts}/{received.event_id}"
    assert exchange.call(ONE_STOP, "GET", f"/v1/dossiers{one}").status == 202
    exchange.log()
    for path in ("", f"/{permit.code}", f"/{permit.code}/portal", receipts, one):
        exchange.call(ONE_STOP, "GET", f"/v1/dossiers{path}")
    exchange.call(DISTRICT, "GET", "/v1/procedures", query="on=2026-03-02")
    exchange.call(None, "GET", f"/v1/postings/{ONE_STOP.code}")
    slip = {"code": permit.code, "secret": taken.body["secret"]}
    assert exchange.call(None, "POST", "/v1/track", slip).status == 200


def retire_documents(exchange: ComposedExchange) -> None:
    """A year later their time is over; what is told of them is what stays."""
    exchange.log()
    exchange.retire(RetentionRule(timedelta(days=365)))
    exchange.call(DISTRICT, "GET", "/v1/submissions", query="limit=50")
    sent = submission_id(DISTRICT.code, letter()["document_id"])
    exchange.call(DISTRICT, "GET", f"/v1/submissions/{sent}")
    exchange.call(DEPARTMENT, "GET", "/v1/inbox")
    exchange.call(DEPARTMENT, "GET", f"/v1/inbox/{sent}")
    assert exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{sent}/open").code == "content.deleted"


def anchor() -> dict[str, Any]:
    """A root as a registrar enters it."""
    certificate = self_signed_pem("Gốc")
    return {"certificate": certificate, "is_root": True, "valid_from": "2025-01-01T00:00:00Z"}


def test_every_success_of_every_operation_has_the_published_shape(
    exchange: ComposedExchange, witness: Witness
) -> None:
    live_every_life(exchange)

    promised = {(route.key, status) for route in SIGNED for status in route.successes}
    promised |= {(route.key, status) for route in ROUTES for status in route.gives}
    assert promised - witness.seen == set()


def test_every_event_has_the_published_shape_and_every_type_of_it_happens(exchange: ComposedExchange) -> None:
    live_every_life(exchange)
    Told(exchange).work_off()

    events = [event.to_json() for event in (*exchange.exchange.committed, *exchange.registry.committed)]
    events += [event.to_json() for event in exchange.trust.committed]
    # The log's own event, which its sequencer makes.
    attested = Publication(3, 3, datetime(2026, 3, 2, tzinfo=UTC), "7" * 64)
    events.append(dict(timestamp_event(attested).event))
    for event in events:
        assert complaints(schema("event.schema.json"), event) == [], event
    assert {kind.value for kind in EventType} == {str(event["type"]) for event in events}


def test_webhooks_and_queue_messages_have_the_published_shape(exchange: ComposedExchange) -> None:
    live_every_life(exchange)
    transport = MemoryWebhookTransport()
    as_edxml = EdxmlNotices(exchange.exchange, exchange.registry).write
    webhooks = Webhooks(
        exchange.registry,
        exchange.signer,
        transport,
        exchange.topic,
        as_edxml,
        exchange.telemetry,
        exchange.clock,
    )

    assert exchange.topic.notices
    for notice in exchange.topic.notices:
        webhooks.post(notice)
    for post in transport.posted:
        assert complaints(schema("notice.schema.json"), json.loads(post.body)) == []
    for notice in exchange.topic.notices:
        assert complaints(queue_message(), sent_to_a_queue(notice)) == []


def queue_message() -> Draft202012Validator:
    definitions = published("notice.schema.json")["$defs"]
    return Draft202012Validator({"$ref": "#/$defs/QueueMessage", "$defs": definitions})


def sent_to_a_queue(notice: Notice) -> object:
    return json.loads(json.loads(notice_texts(notice))["sqs"])


# --- requests --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation_id", "name"),
    [(operation_id, name) for operation_id, named in EXAMPLES.items() for name in named],
)
def test_every_example_fits_its_schema(operation_id: str, name: str) -> None:
    (route,) = (route for route in ROUTES if route.operation == operation_id)
    assert route.takes is not None
    assert complaints(component(route.takes.__name__), EXAMPLES[operation_id][name]) == []


def test_the_examples_of_submissions_are_taken_in(exchange: ComposedExchange) -> None:
    inline = exchange.call(DISTRICT, "POST", "/v1/submissions", EXAMPLES["submit"]["inline"])
    ticketed_answer = exchange.call(DISTRICT, "POST", "/v1/submissions", EXAMPLES["submit"]["ticketed"])

    assert inline.body["state"] == SubmissionState.RECEIVED
    assert ticketed_answer.body["state"] == SubmissionState.AWAITING_UPLOADS


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.pop("subject"),
        lambda body: body.update(subject="x" * 501),
        lambda body: body.update(colour="blue"),
        lambda body: body.update(business="replacement"),
        lambda body: body.update(targets=["VB-1"]),
        lambda body: body["attachments"].append(ticketed()),
        lambda body: body["attachments"][0].update(purpose="signature"),
        lambda body: body["attachments"][0].update(size=0),
        lambda body: body.update(recipients=[]),
    ],
)
def test_the_envelope_schema_refuses_what_the_exchange_refuses(
    exchange: ComposedExchange, spoil: Callable[[dict[str, Any]], object]
) -> None:
    body = letter()
    assert complaints(schema("envelope.schema.json"), body) == []
    spoil(body)

    assert complaints(schema("envelope.schema.json"), body) != []
    assert exchange.call(DISTRICT, "POST", "/v1/submissions", body).code == "envelope.rejected"


def test_limits_stand_in_the_description_as_values(exchange: ComposedExchange) -> None:
    told = exchange.call(None, "GET", "/v1/limits").body

    assert published("openapi.json")["x-limits"] == told
    subject = published("envelope.schema.json")["properties"]["subject"]
    assert subject["maxLength"] == told["subject_length"]


def test_signed_operations_say_so_and_open_ones_too() -> None:
    for route in ROUTES:
        schemes = {name for need in operation(route.key)["security"] for name in need}
        wanted = {"signature", "signatureInput"} if route.roles is not None else set()
        assert schemes - {"contentDigest"} == wanted
        assert ("contentDigest" in schemes) == (route.takes is not None and route.roles is not None)


def test_an_agency_of_the_registry_can_be_written_back_as_it_was_read(exchange: ComposedExchange) -> None:
    read = exchange.call(REGISTRAR, "GET", f"/v1/agencies/{DEPARTMENT.code}").body["agency"]
    own_acts = ("state", "ended_on", "successor", "former")
    entry = {name: value for name, value in read.items() if name not in own_acts}

    assert exchange.call(REGISTRAR, "PUT", f"/v1/agencies/{DEPARTMENT.code}", entry).status == 200
