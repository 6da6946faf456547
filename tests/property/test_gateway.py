"""Through the services both ways: what goes in by message or by the API comes out as either, and whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.edxml.mapping import Sent, SubmissionAct, act_of
from lienthong.edxml.message import BusinessType, DocumentMessage
from lienthong.edxml.reading import read_message
from lienthong.edxml.writing import write_message
from lienthong.model.agency import Agency
from lienthong.model.codes import Business
from lienthong.model.envelope import Envelope
from lienthong.services.edxml_acts import EdxmlActs
from lienthong.services.edxml_copies import EdxmlCopies
from lienthong.services.edxml_giving import EdxmlGiving
from lienthong.services.submission import Draft
from tests.builders.agencies import agency
from tests.doubles.services import Services
from tests.property.test_edxml import LATER, documents
from tests.property.test_edxml_mapping import submissions

#: Two hundred years, so that nothing that the strategies date is in the future.
_LATE = timedelta(days=174 * 366)


class Gateway:
    """The gateway's services over memory, in a registry of just these agencies."""

    def __init__(self, *agencies: Agency) -> None:
        self.exchange = exchange = Services(agencies=agencies)
        exchange.clock.advance(_LATE)
        authentication = exchange.handling.authentication
        self.acts = EdxmlActs(
            exchange.submitting,
            exchange.recalling,
            exchange.handling,
            exchange.exchange,
            exchange.registry,
            authentication,
            exchange.clock,
        )
        self.copies = EdxmlCopies(exchange.registry, exchange.content, exchange.clock)
        self.giving = EdxmlGiving(
            exchange.exchange,
            exchange.registry,
            exchange.content,
            exchange.staging,
            exchange.handling,
            authentication,
            exchange.clock,
            self.copies,
        )


def distinct(message: DocumentMessage) -> bool:
    """Whether the parties are different agencies, as any registry has them."""
    codes = [message.sender.code, *(party.code for party in message.recipients)]
    return len(set(codes)) == len(codes)


new_documents = (
    documents()
    .filter(lambda one: one.business.type is not BusinessType.RECALL and bool(one.files))
    .map(
        lambda one: replace(
            one,
            business=replace(one.business, type=BusinessType.NEW, document_id="", update=None, replaced=()),
        )
    )
    .filter(distinct)
)


@settings(max_examples=40)
@given(new_documents)
def test_what_comes_as_a_message_is_read_whole_by_each_recipient_and_had_back_as_it_was(
    message: DocumentMessage,
) -> None:
    sender, *recipients = [agency(one.code, one.name or "–") for one in (message.sender, *message.recipients)]
    gateway = Gateway(sender, *recipients)
    raw = write_message(message, LATER)
    act = act_of(message)
    assert isinstance(act, SubmissionAct)

    taken = gateway.acts.take(gateway.exchange.caller(sender), raw)
    gateway.exchange.settle()

    assert taken.submission.envelope == act.envelope
    submission_id = taken.submission.submission_id
    assert gateway.giving.submission(gateway.exchange.caller(sender), submission_id).content == raw
    for code, one in zip(act.envelope.recipients, recipients, strict=True):
        given_ = gateway.giving.delivery(gateway.exchange.caller(one), submission_id).content
        copy = read_message(given_).message
        assert isinstance(copy, DocumentMessage)
        assert act_of(copy) == replace(act, envelope=replace(act.envelope, recipients=(code,)))
        opened = gateway.exchange.delivery(submission_id, one)
        assert opened.opened_at is not None


@settings(max_examples=40)
@given(submissions(), st.booleans())
def test_what_comes_by_the_api_goes_through_a_message_to_another_exchange_unchanged(
    submission: tuple[Sent, dict[str, bytes]], as_recipient: bool
) -> None:
    sent, by_name = submission
    envelope = replace(sent.envelope, business=Business.NEW, targets=())
    sender, *recipients = [
        agency(code, f"Cơ quan {code}", aliases=(f"alias-{code}",))
        for code in (envelope.sender, *sent.recipients)
    ]
    first, second = Gateway(sender, *recipients), Gateway(sender, *recipients)
    submitted = first.exchange.submitting.submit(
        first.exchange.caller(sender), Draft(envelope, by_name)
    ).submission
    first.exchange.settle()

    if as_recipient:
        reader = first.exchange.caller(recipients[0])
        raw = first.giving.delivery(reader, submitted.submission_id).content
        wanted = replace(envelope, recipients=envelope.recipients[:1])
    else:
        raw = first.giving.submission(first.exchange.caller(sender), submitted.submission_id).content
        wanted = envelope
    taken = second.acts.take(second.exchange.caller(sender), raw)

    assert taken.submission.envelope == wanted
    assert contents(second, wanted) == by_name


def contents(gateway: Gateway, envelope: Envelope) -> dict[str, bytes]:
    found = {}
    for attachment in envelope.attachments:
        with gateway.exchange.content.open(attachment.sha256) as stream:
            found[attachment.name] = stream.read()
    return found
