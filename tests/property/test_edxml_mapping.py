"""API → edXML → API, and back, lose nothing: not a fact of an envelope, not a byte of a message."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from lienthong.edxml.document_ids import split_document_id
from lienthong.edxml.mapping import (
    Act,
    RecallAct,
    Sent,
    StatusAct,
    SubmissionAct,
    act_of,
    document_message,
    recall_message,
    status_message,
)
from lienthong.edxml.message import DocumentMessage, Party
from lienthong.edxml.reading import read_message
from lienthong.edxml.writing import write_message
from lienthong.model.codes import Business, Priority, Purpose, Status
from lienthong.model.envelope import Attachment, DocumentType, Envelope, Signer
from lienthong.model.text import normalise
from tests.builders.edxml_messages import PDF, zip_of
from tests.property.test_edxml import LATER, codes, days, document_ids, documents, texts

AT = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)


def party(code: str) -> Party:
    return Party(code, f"Cơ quan {code}")


ids = document_ids | texts(40)
contents = st.binary(min_size=1, max_size=60) | st.sampled_from(
    (PDF, zip_of({"trong.pdf": PDF}), b"PK\x03\x04")
)
#: The API keeps names in NFC.
stems = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=10).map(normalise)


@st.composite
def attachments(draw: st.DrawFn) -> tuple[tuple[Attachment, ...], dict[str, bytes]]:
    """Originals, information, and detached signatures under any name."""
    names = [f"{stem}.pdf" for stem in draw(st.lists(stems, min_size=1, max_size=3, unique_by=str.casefold))]
    informing = st.sampled_from((Purpose.ORIGINAL, Purpose.INFORMATION))
    found: list[tuple[str, Purpose, str | None]] = [(name, draw(informing), None) for name in names]
    signature = draw(st.sampled_from(("", f"{names[0]}.p7s", "chuky.bin")))
    if signature:
        found.append(
            (signature, *draw(st.sampled_from(((Purpose.SIGNATURE, names[0]), (Purpose.ORIGINAL, None)))))
        )
    by_name = {name: draw(contents) for name, _, _ in found}
    declared = tuple(
        Attachment(
            name,
            "application/pdf",
            len(by_name[name]),
            hashlib.sha256(by_name[name]).hexdigest(),
            purpose,
            of,
        )
        for name, purpose, of in found
    )
    return declared, by_name


@st.composite
def submissions(draw: st.DrawFn) -> tuple[Sent, dict[str, bytes]]:
    """What the API takes: any DocumentId, aliases for recipients, several targets and references."""
    declared, by_name = draw(attachments())
    sender, *recipients = draw(st.lists(codes, min_size=2, max_size=4, unique=True))
    document_id = draw(ids)
    business = draw(st.sampled_from(Business))
    targets = draw(st.lists(ids.filter(lambda one: one != document_id), min_size=1, max_size=3, unique=True))
    issued = draw(days)
    envelope = Envelope(
        sender=sender,
        document_id=document_id,
        number=draw(texts(11)),
        notation=draw(texts(30)),
        issued_on=issued,
        place=draw(texts(50)),
        document_type=DocumentType(draw(st.integers(1, 2)), draw(st.integers(33, 99)), "Bản đồ"),
        subject=draw(texts()),
        signer=Signer(draw(texts()), draw(texts()), draw(st.just("") | texts())),
        recipients=tuple(draw(st.sampled_from((code, f"alias-{code}"))) for code in recipients),
        attachments=declared,
        summary=draw(st.just("") | texts()),
        due_on=draw(st.none() | st.dates(issued, date(2199, 12, 31))),
        priority=draw(st.sampled_from(Priority)),
        business=business,
        targets=() if business is Business.NEW else tuple(targets),
        reason=draw(texts()),
        also_on_paper=draw(st.booleans()),
        for_information=draw(st.booleans()),
        in_reply_to=tuple(draw(st.lists(ids, max_size=3, unique=True))),
    )
    return Sent(envelope, tuple(recipients), AT, party), by_name


def through_bytes(message: DocumentMessage) -> Act:
    reading = read_message(write_message(message, LATER))
    assert reading.refusals == ()
    assert reading.message == message
    assert reading.message is not None
    return act_of(reading.message)


@given(submissions())
def test_a_submission_goes_out_as_edxml_and_comes_back_whole(
    submission: tuple[Sent, dict[str, bytes]],
) -> None:
    sent, by_name = submission
    assert through_bytes(document_message(sent, by_name)) == SubmissionAct(sent.envelope, by_name)


@given(documents())
def test_a_message_goes_through_the_api_and_comes_out_as_the_same_bytes(message: DocumentMessage) -> None:
    raw = write_message(message, LATER)
    kept = read_message(raw).message
    assert isinstance(kept, DocumentMessage)
    act = act_of(kept)
    if isinstance(act, RecallAct):
        return
    assert isinstance(act, SubmissionAct)
    sent = Sent(act.envelope, act.envelope.recipients, AT, party)
    assert write_message(document_message(sent, act.contents, kept)) is raw


@given(documents())
def test_what_an_envelope_says_of_a_message_survives_even_where_the_message_was_not_kept(
    message: DocumentMessage,
) -> None:
    act = act_of(message)
    if isinstance(act, SubmissionAct):
        sent = Sent(act.envelope, tuple(party.code for party in message.recipients), AT, party)
        assert through_bytes(document_message(sent, act.contents)) == act


@given(documents(), texts())
def test_a_copy_for_one_recipient_keeps_what_only_the_format_knows(
    message: DocumentMessage, subject: str
) -> None:
    act = act_of(message)
    if not isinstance(act, SubmissionAct):
        return
    envelope = replace(
        act.envelope, recipients=act.envelope.recipients[:1], document_id="VB-1", subject=subject
    )
    out = document_message(Sent(envelope, envelope.recipients, AT, party), act.contents, message)
    assert out.recipients == message.recipients[:1]
    assert out.subject == subject
    assert (out.sender, out.distribution, out.steering, out.traces) == (
        message.sender,
        message.distribution,
        message.steering,
        message.traces,
    )
    assert out.business.staff == message.business.staff
    assert [file.description for file in out.files] == [file.description for file in message.files]
    assert through_bytes(out) == SubmissionAct(envelope, act.contents)


@given(submissions(), st.sampled_from([code for code in Status if code is not Status.TAKE_BACK]), texts())
def test_a_status_goes_out_as_edxml_and_comes_back_whole(
    submission: tuple[Sent, dict[str, bytes]], code: Status, reason: str
) -> None:
    sent, _ = submission
    act = StatusAct(sent.recipients[0], sent.envelope.sender, sent.envelope.document_id, code, reason)
    message = read_message(write_message(status_message(sent, act, AT))).message
    assert message is not None
    assert act_of(message) == act


@given(submissions(), texts())
def test_a_recall_goes_out_in_both_forms_and_comes_back_whole(
    submission: tuple[Sent, dict[str, bytes]], reason: str
) -> None:
    sent, _ = submission
    act = RecallAct(sent.envelope.sender, sent.envelope.document_id, reason)
    assert through_bytes(recall_message(sent, reason)) == act
    message = read_message(write_message(status_message(sent, act, AT, to=sent.recipients[0]))).message
    assert message is not None
    assert act_of(message) == act


@given(submissions())
def test_what_goes_out_has_a_document_id_of_the_format(submission: tuple[Sent, dict[str, bytes]]) -> None:
    parts = split_document_id(document_message(*submission).document_id)
    assert parts is not None
    assert not parts.is_impossible
