"""Bad input gets a problem: stable code, cause and next step in two languages, and nothing is stored."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienthong.model.http_signatures import sign_request
from lienthong.model.limits import LIMITS
from tests.builders.agencies import (
    AUDITOR,
    DEPARTMENT,
    DISTRICT,
    ENDED,
    LOCKED,
    ON_PAPER,
    PROVINCE,
    REGISTRAR,
    STRANGER,
    key_id,
    request_key,
)
from tests.builders.certificates import self_signed_pem
from tests.builders.letters import CONTENT, attachment, letter, ticketed
from tests.doubles.composed import ComposedExchange, Response, composed, unsigned_event
from tests.published_api import assert_as_published

SUBMIT = ("POST", "/v1/submissions")
Spoil = Callable[[dict[str, Any]], object]


def assert_is_a_problem(route: str, response: Response) -> None:
    """As published, readable in both languages, and of a size that travels."""
    assert_as_published(route, response)
    response.text.encode()
    if response.status < 400:
        return
    body = response.body
    told = [body["detail"], body["detail_vi"]]
    for fault in body.get("faults", ()):
        told += [fault["en"], fault["vi"]]
        assert fault["en"] != fault["vi"]
    assert body["detail"] != body["detail_vi"]
    assert all(text.strip() and "{" not in text for text in told)
    assert unicodedata.is_normalized("NFC", body["detail_vi"])
    assert len(response.text) < 100_000


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_is_a_problem) as parts:
        yield parts


def refused(exchange: ComposedExchange, body: object) -> Response:
    """The problem that a submission gets; nothing of it is stored."""
    response = exchange.call(DISTRICT, *SUBMIT, body)
    assert response.status >= 400, response.text
    assert exchange.holds_nothing
    return response


def changed(spoil: Spoil) -> dict[str, Any]:
    body = letter()
    spoil(body)
    return body


# --- malformed JSON --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null x",
        b'{"a":1,"a":2}',
        b'{"signer":{"name":"A","name":"B"}}',
        b'{"size":NaN}',
        b"\xff\xfe{}",
        b'{"a":' + b"1" * 5000 + b"}",
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "rest", "repeated name", "inner repeated name", "NaN", "UTF-16", "digits", "deep"],
)
def test_what_is_no_json_is_malformed(exchange: ComposedExchange, body: bytes) -> None:
    response = refused(exchange, body)

    assert (response.status, response.code) == (400, "request.malformed")
    assert response.fault_codes == {"": "json.malformed"}


@pytest.mark.parametrize("body", [b"null", b"[]", b'"a"', b"1", b"true"])
def test_json_that_is_no_object_is_malformed(exchange: ComposedExchange, body: bytes) -> None:
    assert refused(exchange, body).fault_codes == {"": "json.not-an-object"}


@pytest.mark.parametrize("surrogate", ['{"\\ud800":1}', '{"subject":"\\ud800"}'])
def test_what_is_no_unicode_text_is_refused(exchange: ComposedExchange, surrogate: str) -> None:
    assert refused(exchange, surrogate.encode()).code == "envelope.rejected"


# --- every fault of an envelope, not the first -------------------------------------------------------


def test_every_fault_of_an_envelope_is_named_at_once(exchange: ComposedExchange) -> None:
    body = letter(
        sender=STRANGER.code,
        issued_on="2026-03-09",
        due_on="2026-02-01",
        place="",
        number="123456789012",
        colour="blue",
        priority=9,
        signer={"name": "Nguyễn Văn Mẫu"},
        document_type={"group": 3, "detail": 0, "name": "Công văn"},
        business="replacement",
        recipients=[DEPARTMENT.code, DEPARTMENT.code, ""],
        attachments=[
            attachment(size=1),
            attachment("a/b.pdf"),
            attachment(sha256="0" * 64),
            attachment("hai.pdf", purpose="signature"),
        ],
    )
    del body["subject"]

    response = refused(exchange, body)

    assert (response.status, response.code) == (422, "envelope.rejected")
    assert response.fault_codes == {
        "/sender": "envelope.sender-mismatch",
        "/issued_on": "envelope.issued-in-the-future",
        "/due_on": "envelope.due-before-issue",
        "/place": "text.empty",
        "/number": "text.too-long",
        "/colour": "field.unknown",
        "/priority": "value.unknown",
        "/signer/position": "field.missing",
        "/document_type/group": "number.too-large",
        "/document_type/detail": "number.too-small",
        "/targets": "envelope.no-targets",
        "/reason": "envelope.no-reason",
        "/recipients/1": "recipient.duplicate",
        "/recipients/2": "text.empty",
        "/attachments/0/size": "attachment.size-mismatch",
        "/attachments/1/name": "attachment.name",
        "/attachments/2/name": "attachment.duplicate-name",
        "/attachments/2/sha256": "attachment.digest-mismatch",
        "/attachments/3/signature_for": "attachment.signature-for",
        "/subject": "field.missing",
    }
    assert response.body["count"] == len(response.body["faults"])


ROWS: dict[str, tuple[Spoil, dict[str, str]]] = {
    "no attachment": (lambda body: body.update(attachments=[]), {"/attachments": "list.too-short"}),
    "no recipient": (lambda body: body.update(recipients=[]), {"/recipients": "list.too-short"}),
    "wrong digest": (
        lambda body: body.update(attachments=[attachment(sha256=hashlib.sha256(b"").hexdigest())]),
        {"/attachments/0/sha256": "attachment.digest-mismatch"},
    ),
    "wrong size": (
        lambda body: body.update(attachments=[attachment(size=len(CONTENT) + 1)]),
        {"/attachments/0/size": "attachment.size-mismatch"},
    ),
    "not base64": (
        lambda body: body.update(attachments=[attachment(content=CONTENT) | {"content": "***"}]),
        {"/attachments/0/content": "attachment.base64"},
    ),
    "not even ASCII": (
        lambda body: body.update(attachments=[attachment() | {"content": "Công văn"}]),
        {"/attachments/0/content": "attachment.base64"},
    ),
    "empty content": (
        lambda body: body.update(attachments=[attachment() | {"content": ""}]),
        {
            "/attachments/0/size": "attachment.size-mismatch",
            "/attachments/0/sha256": "attachment.digest-mismatch",
        },
    ),
    "inline and ticketed": (
        lambda body: body.update(attachments=[attachment(), ticketed()]),
        {"/attachments": "attachment.mixed"},
    ),
    "more together than validation has room for": (
        lambda body: body.update(
            attachments=[
                ticketed(f"{name}.tif", size=LIMITS.attachment_bytes, part_digests=["0" * 64] * 160)
                for name in ("bắc", "nam")
            ]
        ),
        {"/attachments": "attachment.together-too-large"},
    ),
    "too few part digests": (
        lambda body: body.update(attachments=[ticketed(size=LIMITS.single_upload_bytes + 1)]),
        {"/attachments/0/part_digests": "attachment.part-digests"},
    ),
    "part that is another file": (
        lambda body: body.update(attachments=[ticketed(part_digests=["0" * 64])]),
        {"/attachments/0/part_digests": "attachment.part-digests"},
    ),
    "signature over nothing": (
        lambda body: body.update(
            attachments=[attachment(), attachment("ky.p7s", purpose="signature", signature_for="khac.pdf")]
        ),
        {"/attachments/1/signature_for": "attachment.signature-for"},
    ),
    "names alike but for case": (
        lambda body: body.update(attachments=[attachment("A.pdf"), attachment("a.PDF")]),
        {"/attachments/1/name": "attachment.duplicate-name"},
    ),
    "duplicate recipient": (
        lambda body: body.update(recipients=[DEPARTMENT.code, DEPARTMENT.code]),
        {"/recipients/1": "recipient.duplicate"},
    ),
    "duplicate recipient by alias": (
        lambda body: body.update(recipients=["H39.7", DEPARTMENT.code, "SLĐTBXH.H39"]),
        {"/recipients/1": "recipient.duplicate", "/recipients/2": "recipient.duplicate"},
    ),
    "every kind of wrong recipient": (
        lambda body: body.update(
            recipients=["H99.1", LOCKED.code, ENDED.code, ON_PAPER.code, DISTRICT.code, AUDITOR.code]
        ),
        {
            "/recipients/0": "recipient.unknown",
            "/recipients/1": "recipient.locked",
            "/recipients/2": "recipient.ended",
            "/recipients/3": "recipient.paper-only",
            "/recipients/4": "recipient.is-sender",
            "/recipients/5": "recipient.no-inbox",
        },
    ),
    "another sender": (
        lambda body: body.update(sender=DEPARTMENT.code),
        {"/sender": "envelope.sender-mismatch"},
    ),
    "too many recipients": (
        lambda body: body.update(recipients=[f"H39.{n}" for n in range(LIMITS.recipients + 1)]),
        {"/recipients": "list.too-long"},
    ),
    "too many attachments": (
        lambda body: body.update(attachments=[attachment(f"{n}.pdf") for n in range(LIMITS.attachments + 1)]),
        {"/attachments": "list.too-long"},
    ),
    "attachment too large": (
        lambda body: body.update(attachments=[ticketed(size=LIMITS.attachment_bytes + 1)]),
        {"/attachments/0/size": "number.too-large"},
    ),
    "subject too long": (
        lambda body: body.update(subject="ă" * (LIMITS.subject_length + 1)),
        {"/subject": "text.too-long"},
    ),
    "a new document with targets": (
        lambda body: body.update(targets=["VB-1"]),
        {"/targets": "envelope.targets-of-new"},
    ),
    "a target that does not stand": (
        lambda body: body.update(business="update", targets=["VB-1"], reason="Sai số liệu"),
        {"/targets/0": "target.not-standing"},
    ),
    "a date that is a number": (lambda body: body.update(issued_on=0), {"/issued_on": "date.form"}),
    "a date with a time": (
        lambda body: body.update(issued_on="2026-03-01T00:00:00"),
        {"/issued_on": "date.form"},
    ),
    "a day that no calendar has": (
        lambda body: body.update(issued_on="2026-02-30"),
        {"/issued_on": "value.invalid"},
    ),
    "a priority that is true": (lambda body: body.update(priority=True), {"/priority": "value.unknown"}),
    "control characters": (
        lambda body: body.update(subject="a\x00b", document_id="a\nb\x1b"),
        {"/subject": "text.control-characters", "/document_id": "text.control-characters"},
    ),
    "a name that reads otherwise than it is": (
        lambda body: body.update(attachments=[attachment("ho-so\u202efdp.exe")]),
        {"/attachments/0/name": "text.control-characters"},
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_a_faulty_envelope_is_rejected_and_nothing_is_stored(exchange: ComposedExchange, row: str) -> None:
    spoil, faults = ROWS[row]

    response = refused(exchange, changed(spoil))

    assert (response.status, response.code) == (422, "envelope.rejected")
    assert response.fault_codes == faults


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "a/b.pdf",
        "a\\b.pdf",
        "C:a.pdf",
        ".bashrc",
        "a.pdf.",
        "a?.pdf",
        "a*.pdf",
        "<a>.pdf",
        "",
    ],
)
def test_a_file_name_with_a_trick_is_refused(exchange: ComposedExchange, name: str) -> None:
    response = refused(exchange, letter(attachments=[attachment(name)]))

    assert list(response.fault_codes) == ["/attachments/0/name"]


def test_text_that_is_not_nfc_is_normalised_and_is_the_same_document(exchange: ComposedExchange) -> None:
    composed_form = letter("VB-Cần Giuộc", attachments=[attachment("Công văn.pdf")])
    decomposed = json.loads(unicodedata.normalize("NFD", json.dumps(composed_form, ensure_ascii=False)))
    assert decomposed != composed_form

    first = exchange.call(DISTRICT, *SUBMIT, decomposed)
    again = exchange.call(DISTRICT, *SUBMIT, composed_form)

    assert (first.status, again.status) == (202, 200)
    assert again.body["submission_id"] == first.body["submission_id"]
    story = exchange.call(DISTRICT, "GET", f"/v1/submissions/{first.body['submission_id']}")
    assert unicodedata.is_normalized("NFC", story.text)


def test_no_name_from_the_envelope_becomes_part_of_a_key(exchange: ComposedExchange) -> None:
    exchange.call(DISTRICT, *SUBMIT, letter("../../VB 1", attachments=[ticketed("Công văn.pdf")]))
    exchange.call(DISTRICT, *SUBMIT, letter("VB 2", attachments=[attachment("Công văn.pdf")]))

    (awaiting,) = (one for one in exchange.exchange._submissions.values() if one.uploads)
    assert awaiting.uploads[0].staging_key == f"{awaiting.submission_id}/0"
    assert exchange.content.digests() == {hashlib.sha256(CONTENT).hexdigest()}


# --- too much --------------------------------------------------------------------------------------


def test_a_request_that_is_too_large_is_refused_before_its_signature_is_looked_at(
    exchange: ComposedExchange,
) -> None:
    response = exchange.send(unsigned_event(*SUBMIT, b"{" + b" " * LIMITS.request_bytes))

    assert (response.status, response.code) == (413, "request.too-large")
    assert response.body["limit"] == exchange.call(None, "GET", "/v1/limits").body["request_bytes"]


def test_a_base64_body_counts_by_what_it_holds(exchange: ComposedExchange) -> None:
    event = unsigned_event(*SUBMIT, b"x")
    event |= {"body": base64.b64encode(bytes(LIMITS.request_bytes + 1)).decode(), "isBase64Encoded": True}

    assert exchange.send(event).code == "request.too-large"


def test_no_number_of_faults_makes_an_answer_too_large(exchange: ComposedExchange) -> None:
    many = {f"x{number}": 0 for number in range(20_000)} | {"y" * 1_000_000: 0}

    response = refused(exchange, many)

    assert response.body["count"] > 20_000
    assert len(response.body["faults"]) == LIMITS.faults


# --- state secrets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "marking",
    [
        "Mật",
        "TỐI MẬT",
        "Tuyệt mật",
        "tuyet mat",
        "A",
        "B",
        "C",
        1,
        2,
        True,
        ["Mật"],
        {"do": "Mật"},
        0.5,
        "M\u200bật",
    ],
    ids=str,
)
def test_a_state_secret_is_refused_before_anything_is_stored_and_only_counted(
    exchange: ComposedExchange, marking: object
) -> None:
    response = refused(exchange, letter(secrecy=marking, subject="Nội dung mật"))

    assert (response.status, response.code) == (422, "envelope.state-secret")
    assert "Nội dung mật" not in response.text
    assert exchange.telemetry.total("StateSecretRefused") == 1


def test_a_state_secret_is_refused_as_such_whatever_else_is_wrong(exchange: ComposedExchange) -> None:
    assert refused(exchange, {"secrecy": "Mật", "colour": "blue"}).code == "envelope.state-secret"


@pytest.mark.parametrize("marking", [None, "", 0, False, "Không", "thường"], ids=str)
def test_a_marking_that_says_no_secret_is_none(exchange: ComposedExchange, marking: object) -> None:
    assert exchange.call(DISTRICT, *SUBMIT, letter(secrecy=marking)).status == 202


# --- who is calling ----------------------------------------------------------------------------------


def signed(exchange: ComposedExchange, **signing: Any) -> dict[str, Any]:
    return exchange.signed(DISTRICT, *SUBMIT, letter(), **signing)


def headers_changed(exchange: ComposedExchange, **headers: str) -> dict[str, Any]:
    event = signed(exchange)
    event["headers"] |= {name.replace("_", "-"): value for name, value in headers.items()}
    return event


def without_header(exchange: ComposedExchange, name: str) -> dict[str, Any]:
    event = signed(exchange)
    del event["headers"][name]
    return event


def body_added_to_a_signature_without_one(exchange: ComposedExchange) -> dict[str, Any]:
    event = exchange.signed(DISTRICT, *SUBMIT)
    return event | {"body": json.dumps(letter())}


def body_digest_not_signed(exchange: ComposedExchange) -> dict[str, Any]:
    """A digest that fits the body stands beside a signature that does not cover it."""
    body = json.dumps(letter()).encode()
    event = exchange.signed(DISTRICT, *SUBMIT) | {"body": body.decode()}
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    event["headers"]["content-digest"] = f"sha-256=:{digest}:"
    return event


def for_another_path(exchange: ComposedExchange) -> dict[str, Any]:
    event = exchange.signed(DISTRICT, "POST", "/v1/agencies", letter())
    return event | {"routeKey": "POST /v1/submissions", "rawPath": "/v1/submissions"}


def with_another_method(exchange: ComposedExchange) -> dict[str, Any]:
    event = exchange.signed(DISTRICT, "PUT", "/v1/submissions", letter())
    event |= {"routeKey": "POST /v1/submissions"}
    event["requestContext"] = {"http": {"method": "POST", "path": "/v1/submissions"}}
    return event


def with_two_signatures(exchange: ComposedExchange) -> dict[str, Any]:
    event = signed(exchange)
    for name in ("signature-input", "signature"):
        event["headers"][name] += ", b=" + event["headers"][name].partition("=")[2]
    return event


def by_alias(exchange: ComposedExchange) -> dict[str, Any]:
    return signed(exchange, signed_as="H39.30#may-chu")


FORGERIES: dict[str, Callable[[ComposedExchange], dict[str, Any]]] = {
    "unsigned": lambda _: unsigned_event(*SUBMIT, json.dumps(letter()).encode()),
    "unknown agency": lambda e: signed(e, signed_as="000.00.99.H39#may-chu"),
    "agency named by its alias": by_alias,
    "unknown key of a known agency": lambda e: signed(e, signed_as=f"{DISTRICT.code}#khac"),
    "another agency's key id": lambda e: signed(e, signed_as=key_id(DEPARTMENT.code)),
    "another key": lambda e: signed(e, private_key=Ed25519PrivateKey.generate()),
    "endless key id": lambda e: signed(e, signed_as=DISTRICT.code + "#" + "k" * 3000),
    "too old": lambda e: signed(e, created=e.clock.now() - timedelta(seconds=121)),
    "from the future": lambda e: signed(e, created=e.clock.now() + timedelta(seconds=121)),
    "short nonce": lambda e: signed(e, nonce="123456789012345"),
    "other query": lambda e: signed(e) | {"rawQueryString": "x=1"},
    "other body": lambda e: signed(e) | {"body": json.dumps(letter("VB-2"))},
    "no body": lambda e: signed(e) | {"body": ""},
    "body added later": body_added_to_a_signature_without_one,
    "digest not signed": body_digest_not_signed,
    "other path": for_another_path,
    "other method": with_another_method,
    "two signatures": with_two_signatures,
    "no signature": lambda e: without_header(e, "signature"),
    "no input": lambda e: without_header(e, "signature-input"),
    "no digest": lambda e: without_header(e, "content-digest"),
    "weak digest": lambda e: headers_changed(e, content_digest="md5=:AAAA:"),
    "broken digest": lambda e: headers_changed(e, content_digest="sha-256=AAAA"),
    "broken signature": lambda e: headers_changed(e, signature="lienthong=:AAAA:"),
    "signature is text": lambda e: headers_changed(e, signature='lienthong="a"'),
    "signature is rubbish": lambda e: headers_changed(e, signature="\x00ộ="),
    "input is rubbish": lambda e: headers_changed(e, signature_input="lienthong=("),
    "input is not ASCII": lambda e: headers_changed(e, signature_input="Công văn"),
    "input is a number": lambda e: headers_changed(e, signature_input="lienthong=1"),
    "endless input": lambda e: headers_changed(e, signature_input="a" * 5000),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_request_that_is_not_properly_signed_gets_the_same_answer_whatever_is_wrong(
    exchange: ComposedExchange, forgery: str
) -> None:
    unsigned = exchange.send(unsigned_event(*SUBMIT, b"{}"))

    response = exchange.send(FORGERIES[forgery](exchange))

    assert response.status == 401
    assert response == unsigned
    assert exchange.holds_nothing


def test_less_than_the_whole_request_signed_is_not_signed(exchange: ComposedExchange) -> None:
    """A signature over fewer components is right as such, and still no signature of the request."""
    event = exchange.signed(DISTRICT, "GET", "/v1/submissions")
    import lienthong.model.http_signatures as profile

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(profile, "_COMPONENTS", ("@method", "@path"))
        headers = sign_request(
            "GET",
            "/v1/submissions",
            "",
            b"",
            key_id=key_id(DISTRICT.code),
            private_key=request_key(DISTRICT.code),
            created=exchange.clock.now(),
            nonce=exchange.ids.nonce(),
        )
    event["headers"] = {name.lower(): value for name, value in headers.items()}

    assert exchange.send(event).code == "request.unauthenticated"


def test_a_key_counts_only_while_it_is_valid(exchange: ComposedExchange) -> None:
    (key,) = DISTRICT.keys
    gone = replace(DISTRICT, keys=(replace(key, valid_until=exchange.clock.now()),))
    not_yet = replace(DISTRICT, keys=(replace(key, valid_from=exchange.clock.now() + timedelta(seconds=1)),))
    for entry in (gone, not_yet):
        with composed(watch=assert_is_a_problem, agencies=(entry, DEPARTMENT)) as other:
            assert other.call(DISTRICT, *SUBMIT, letter()).code == "request.unauthenticated"


def test_a_replayed_request_is_refused_and_changes_nothing(exchange: ComposedExchange) -> None:
    event = signed(exchange)
    assert exchange.send(event).status == 202
    stored = len(exchange.exchange.committed)

    replayed = exchange.send(event)

    assert replayed.code == "request.unauthenticated"
    assert len(exchange.exchange.committed) == stored


@pytest.mark.parametrize("path", ["/v1/submissions", "/v1/inbox", "/v1/agencies"])
def test_a_replayed_question_is_refused(exchange: ComposedExchange, path: str) -> None:
    event = exchange.signed(DISTRICT, "GET", path)

    assert exchange.send(event).status == 200
    assert exchange.send(event).code == "request.unauthenticated"


@pytest.mark.parametrize("barred", [LOCKED, ENDED], ids=["locked", "ended"])
def test_a_locked_or_ended_agency_is_told_its_state_and_nothing_is_stored(
    exchange: ComposedExchange, barred: Any
) -> None:
    response = exchange.call(barred, *SUBMIT, letter())

    assert (response.status, response.code) == (403, "agency.not-active")
    assert response.body["state"] == barred.state
    assert exchange.holds_nothing


# --- conflicts, states, addresses --------------------------------------------------------------------


def consigned(exchange: ComposedExchange) -> str:
    answer = exchange.call(DISTRICT, *SUBMIT, letter())
    exchange.settle()
    return str(answer.body["submission_id"])


def test_other_bytes_under_a_document_id_are_a_conflict_that_names_both(exchange: ComposedExchange) -> None:
    first = exchange.call(DISTRICT, *SUBMIT, letter()).body

    response = exchange.call(DISTRICT, *SUBMIT, letter(subject="V/v khác"))

    assert (response.status, response.code) == (409, "submission.document-id-conflict")
    assert response.body["existing"] == first["submission_id"]
    assert response.body["existing_digest"] == first["envelope_digest"] != response.body["sent_digest"]


def test_an_illegal_status_names_the_legal_ones_and_changes_nothing(exchange: ComposedExchange) -> None:
    path = f"/v1/inbox/{consigned(exchange)}/status"
    before = len(exchange.exchange.committed)

    response = exchange.call(DEPARTMENT, "POST", path, {"status": "06"})

    assert (response.status, response.code) == (409, "delivery.illegal-transition")
    assert response.body["legal"] == ["02", "03"]
    assert len(exchange.exchange.committed) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "99"}, "request.malformed"),
        ({"status": 3}, "request.malformed"),
        ({}, "request.malformed"),
        ({"status": "03", "note": "x"}, "request.malformed"),
        ({"status": "03", "reason": "a\x00"}, "request.malformed"),
        ({"status": "02"}, "status.reason-required"),
        ({"status": "13"}, "delivery.illegal-transition"),
    ],
)
def test_a_faulty_status_is_refused(exchange: ComposedExchange, body: dict[str, Any], code: str) -> None:
    path = f"/v1/inbox/{consigned(exchange)}/status"

    assert exchange.call(DEPARTMENT, "POST", path, body).code == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "request.malformed"),
        ({}, "request.malformed"),
        ({"reason": ""}, "status.reason-required"),
        ({"reason": "  \u200b "}, "status.reason-required"),
        ({"reason": "x" * (LIMITS.reason_length + 1)}, "request.malformed"),
    ],
)
def test_a_faulty_recall_is_refused(exchange: ComposedExchange, body: object, code: str) -> None:
    response = exchange.call(DISTRICT, "POST", f"/v1/submissions/{consigned(exchange)}/recall", body)

    assert response.code == code


def test_uploads_that_are_not_complete_are_a_conflict_that_counts_what_is_missing(
    exchange: ComposedExchange,
) -> None:
    two = [ticketed("mot.pdf"), ticketed("hai.pdf")]
    awaiting = exchange.call(DISTRICT, *SUBMIT, letter(attachments=two)).body["submission_id"]

    response = exchange.call(DISTRICT, "POST", f"/v1/submissions/{awaiting}/uploads/complete")

    assert (response.status, response.code) == (409, "upload.incomplete")
    assert response.body["missing"] == 2


@pytest.mark.parametrize(
    "address",
    ["lt-" + "a" * 26, "..", "%2e%2e%2f", "lt-%00", "a" * 3000, "S%23x", "%F0%9F%98%80", "%ED%A0%80"],
)
@pytest.mark.parametrize("pattern", ["/v1/submissions/{}", "/v1/inbox/{}", "/v1/agencies/{}"])
def test_an_address_of_nothing_is_not_found(exchange: ComposedExchange, pattern: str, address: str) -> None:
    assert exchange.call(DISTRICT, "GET", pattern.format(address)).code == "request.not-found"


def test_an_unknown_dead_letter_queue_is_not_found(exchange: ComposedExchange) -> None:
    assert exchange.call(REGISTRAR, "POST", "/v1/dead-letters/khac/redrive").code == "request.not-found"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "query.limit"),
        ("limit=51", "query.limit"),
        ("limit=-1", "query.limit"),
        ("limit=abc", "query.limit"),
        ("limit=", "query.limit"),
        ("limit=%D9%A3", "query.limit"),
        ("limit=" + "9" * 5000, "query.limit"),
        ("cursor=" + "a" * 1025, "query.cursor"),
        ("cursor=khong-phai", "query.cursor"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/submissions", "/v1/inbox"])
def test_a_faulty_page_is_malformed(exchange: ComposedExchange, path: str, query: str, code: str) -> None:
    response = exchange.call(DISTRICT, "GET", path, query=query)

    assert (response.status, response.code) == (400, "request.malformed")
    assert list(response.fault_codes.values()) == [code]


@pytest.mark.parametrize(
    ("query", "code"), [("status=99", "query.status"), ("unopened=maybe", "query.unopened")]
)
def test_a_faulty_filter_is_malformed(exchange: ComposedExchange, query: str, code: str) -> None:
    response = exchange.call(DISTRICT, "GET", "/v1/inbox", query=query)

    assert list(response.fault_codes.values()) == [code]


# --- the registry ------------------------------------------------------------------------------------


def entry(**changes: Any) -> dict[str, Any]:
    """A new agency's entry."""
    (known,) = DISTRICT.keys
    key = {
        "key_id": "000.00.99.H39#may-chu",
        "algorithm": "ed25519",
        "public_key": known.public_key,
        "valid_from": "2026-01-01T00:00:00Z",
    }
    return {
        "code": "000.00.99.H39",
        "name": "Ban Quản lý Khu kinh tế",
        "effective_from": "2026-01-01",
        "keys": [key | changes.pop("key", {})],
    } | changes


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"code": "../x"}, {"/code": "agency.code"}),
        ({"name": " "}, {"/name": "agency.name"}),
        ({"effective_from": 20260101}, {"/effective_from": "date.form"}),
        ({"roles": []}, {"/roles": "list.too-short"}),
        ({"roles": ["king"]}, {"/roles/0": "value.unknown"}),
        ({"receives_electronically": "yes"}, {"/receives_electronically": "value.invalid"}),
        ({"version": "1"}, {"/version": "value.invalid"}),
        ({"state": "active"}, {"/state": "field.unknown"}),
        ({"key": {"key_id": "000.00.30.H39#may-chu"}}, {"": "key.owner"}),
        ({"key": {"public_key": "no key"}}, {"/keys/0/public_key": "key.unreadable"}),
        ({"key": {"algorithm": "hmac-sha256"}}, {"/keys/0/algorithm": "text.form"}),
        ({"key": {"algorithm": "rsa-pss-sha512"}}, {"/keys/0": "key.algorithm"}),
        ({"key": {"valid_from": 0}}, {"/keys/0/valid_from": "instant.form"}),
        ({"key": {"valid_from": "2026-01-01T00:00:00"}}, {"/keys/0/valid_from": "instant.form"}),
        ({"key": {"valid_from": "0001-01-01T00:00:00+14:00"}}, {"/keys/0/valid_from": "instant.form"}),
        ({"channels": [{"kind": "pull", "target": "x"}]}, {"/channels/0": "channel.target"}),
        (
            {"channels": [{"kind": "webhook", "target": "http://127.0.0.1.longan.example/"}]},
            {"/channels/0": "channel.target"},
        ),
        ({"channels": [{"kind": "webhook", "target": "ftp://a"}]}, {"/channels/0": "channel.target"}),
        (
            {"channels": [{"kind": "email", "target": "a@b.vn\nBcc: c@d.vn"}]},
            {"/channels/0": "channel.target"},
        ),
        ({"channels": [{"kind": "sms", "target": "+84 abc"}]}, {"/channels/0": "channel.target"}),
        ({"channels": [{"kind": "queue", "target": "arn:aws:s3:::a"}]}, {"/channels/0": "channel.target"}),
        (
            {"certificates": [{"fingerprint": "AB", "role": "leader"}]},
            {"/certificates/0/fingerprint": "text.form"},
        ),
    ],
)
def test_a_faulty_entry_is_malformed_and_nothing_is_stored(
    exchange: ComposedExchange, changes: dict[str, Any], faults: dict[str, str]
) -> None:
    response = exchange.call(REGISTRAR, "POST", "/v1/agencies", entry(**changes))

    assert response.code == "request.malformed"
    assert response.fault_codes == faults
    assert exchange.holds_nothing


@pytest.mark.parametrize(
    "changes",
    [
        {"code": DISTRICT.code, "keys": []},
        {"aliases": [DISTRICT.aliases[0]]},
        {"aliases": [DISTRICT.code]},
        {"parent": "000.00.98.H39"},
    ],
    ids=["registered already", "alias taken", "alias is a code", "no such parent"],
)
def test_an_entry_that_contradicts_the_registry_is_a_conflict(
    exchange: ComposedExchange, changes: dict[str, Any]
) -> None:
    response = exchange.call(REGISTRAR, "POST", "/v1/agencies", entry(**changes))

    assert (response.status, response.code) == (409, "registry.conflict")
    assert exchange.holds_nothing


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"certificate": "no certificate"}, {"": "certificate.unreadable"}),
        (
            {"certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"},
            {"": "certificate.unreadable"},
        ),
        ({"is_root": "yes"}, {"/is_root": "value.invalid"}),
        ({"valid_from": "2026-01-01"}, {"/valid_from": "instant.form"}),
    ],
)
def test_a_faulty_trust_anchor_is_malformed(
    exchange: ComposedExchange, changes: dict[str, Any], faults: dict[str, str]
) -> None:
    anchor = {"certificate": self_signed_pem("Gốc"), "is_root": True, "valid_from": "2026-01-01T00:00:00Z"}

    response = exchange.call(REGISTRAR, "POST", "/v1/trust-anchors", anchor | changes)

    assert response.fault_codes == faults
    assert exchange.holds_nothing


# --- nothing leaks -----------------------------------------------------------------------------------


def test_what_is_not_routed_and_what_is_no_request_are_problems_too(exchange: ComposedExchange) -> None:
    handler = exchange.handlers["GET /v1/inbox"]

    assert handler({"routeKey": "$default"}, None)["statusCode"] == 405
    assert handler(unsigned_event("GET", "/v1/nothing"), None)["statusCode"] == 404


def test_no_problem_quotes_what_was_sent(exchange: ComposedExchange) -> None:
    secret = "không được lộ"
    body = letter(subject=secret * 100, place=secret + "\x00", priority=secret, issued_on=secret)

    assert secret not in refused(exchange, body).text


def test_no_log_line_holds_a_body_or_a_person(exchange: ComposedExchange) -> None:
    refused(exchange, letter(signer={"name": "Nguyễn Văn Mẫu", "position": ""}))

    (line,) = exchange.telemetry.requests
    assert line == ("POST /v1/submissions", 422, "envelope.rejected", DISTRICT.code)


def test_all_agencies_of_the_province_are_known_to_these_tests() -> None:
    assert {DISTRICT, DEPARTMENT, STRANGER, AUDITOR, REGISTRAR, LOCKED, ENDED, ON_PAPER} < {*PROVINCE}
