"""Whatever the bytes are, reading never raises; whatever the message is, it comes back as it was written."""

from __future__ import annotations

import base64
import hashlib
import string
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lienthong.edxml.base64_text import NotBase64, decode
from lienthong.edxml.document_ids import split_document_id
from lienthong.edxml.message import (
    Answered,
    BusinessInfo,
    BusinessType,
    DocumentMessage,
    EncodedFile,
    Message,
    OtherInfo,
    Party,
    ReceiverChange,
    Replaced,
    Source,
    Staff,
    StatusMessage,
    Trace,
    UpdateInfo,
)
from lienthong.edxml.reading import read_message
from lienthong.edxml.strict import validate_message
from lienthong.edxml.texts import clean, is_xml_text
from lienthong.edxml.writing import write_message
from lienthong.model.calendar import VIETNAM
from lienthong.model.codes import Priority, Status
from lienthong.model.envelope import DocumentType, Signer
from lienthong.model.text import has_control_characters
from tests.builders.edxml_messages import file, letter, recall, replacement, status, update
from tests.builders.mutations import mutate_xml

LATER = date(2199, 12, 31)
BASES = [write_message(one) for one in (letter(), recall(), update(), replacement(), status())]


# --- reading never raises -------------------------------------------------------------------------


@given(st.sampled_from(BASES), st.integers(min_value=0), st.integers(1, 6))
def test_no_mutation_makes_reading_raise(base: bytes, seed: int, times: int) -> None:
    random, raw = Random(seed), base
    for _ in range(times):
        raw = mutate_xml(raw, random)
    reading = read_message(raw)
    assert reading.raw is raw
    assert (reading.message is None) == bool(reading.refusals)
    assert all(one.en.isprintable() and one.vi.isprintable() for one in reading.findings)
    validate_message(raw, LATER)
    if reading.message is not None:
        assert write_message(reading.message) is raw
        assert_clean(reading.message)


@pytest.mark.sweep
def test_no_mutation_of_many_makes_reading_raise() -> None:
    for seed in range(30_000):
        random = Random(seed)
        raw = mutate_xml(mutate_xml(random.choice(BASES), random), random)
        read_message(raw)


@given(st.binary(max_size=300))
@example(b"<edXML><MessageHeader/></edXML>")
@example(b"<edXML/>")
@example(b"\xff\xfe<\x00")
def test_no_bytes_make_reading_raise(raw: bytes) -> None:
    assert (read_message(raw).message is None) == bool(read_message(raw).refusals)


def assert_clean(value: object) -> None:
    """No text of a message holds what a reader's eye cannot see."""
    if isinstance(value, str):
        assert not has_control_characters(value.replace("\n", "").replace("\t", ""))
    elif isinstance(value, tuple):
        for one in value:
            assert_clean(one)
    elif is_dataclass(value) and not isinstance(value, Source):
        for one in fields(value):
            assert_clean(getattr(value, one.name))


# --- read(write(x)) = x ---------------------------------------------------------------------------

_texts = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
    .map(lambda text: clean(text)[0])
    .filter(is_xml_text)
)


def texts(most: int = 30) -> st.SearchStrategy[str]:
    """A text that is not empty."""
    return _texts.filter(lambda text: 0 < len(text) <= most)


codes = st.from_regex(r"\A[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}\Z") | st.from_regex(
    r"\A[A-Z][0-9]{2}(\.[0-9]{1,4}){0,4}\Z"
)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
times = st.integers(-2_000_000_000, 7_000_000_000).map(lambda at: datetime.fromtimestamp(at, VIETNAM))
parties = st.builds(Party, codes, texts(), _texts, _texts, _texts, _texts, _texts, _texts)
document_ids = st.builds(
    lambda code, day, rest: f"{code},{day:%Y/%m/%d},{rest}", codes, days, texts()
) | st.builds(
    lambda code, year, number: f"{code},{year},{number}", codes, st.integers(1900, 2199), st.integers(1, 9999)
)
staffs = st.none() | st.builds(Staff, texts(), _texts, _texts, _texts)
answereds = st.builds(Answered, codes, texts(), document_ids, days)
infos = st.builds(
    UpdateInfo,
    st.none() | st.integers(0, 1),
    st.integers(0, 1),
    st.lists(st.builds(ReceiverChange, codes, st.integers(0, 9)), max_size=2).map(tuple),
)
replacements = st.lists(
    st.builds(Replaced, document_ids, st.lists(codes, min_size=1, max_size=2).map(tuple)),
    min_size=1,
    max_size=2,
).map(tuple)
others = st.builds(
    OtherInfo,
    st.none() | st.sampled_from(Priority),
    st.none().map(lambda _: "") | st.just("Lưu hành nội bộ"),
    st.sampled_from(("", "TVC")),
    st.integers(0, 1000),
    st.none() | st.integers(0, 1000),
    st.none() | st.booleans(),
    st.lists(texts(), max_size=2).map(tuple),
)


@st.composite
def businesses(draw: st.DrawFn) -> BusinessInfo:
    kind = draw(st.sampled_from(BusinessType))
    return BusinessInfo(
        kind,
        draw(st.just("") | document_ids),
        draw(texts()),
        draw(st.booleans()),
        draw(infos) if kind is BusinessType.UPDATE else None,
        draw(replacements) if kind is BusinessType.REPLACEMENT else (),
        draw(staffs),
    )


@st.composite
def documents(draw: st.DrawFn) -> DocumentMessage:
    business = draw(businesses())
    issued = draw(days)
    stems = draw(
        st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=8), min_size=1, max_size=3, unique=True)
    )
    files: tuple[EncodedFile, ...] = tuple(
        replace(
            file(f"{stem}.pdf", draw(st.binary(min_size=1, max_size=90)), str(n)), description=draw(_texts)
        )
        for n, stem in enumerate(stems, 1)
    )
    everybody = draw(st.lists(parties, min_size=2, max_size=4, unique_by=lambda party: party.code))
    return DocumentMessage(
        sender=everybody[0],
        recipients=tuple(everybody[1:]),
        document_id=draw(document_ids),
        number=draw(texts(11).filter(lambda text: "/" not in text)),
        notation=draw(texts(30)),
        issued_on=issued,
        place=draw(_texts),
        document_type=draw(
            st.sampled_from((DocumentType(2, 18, "Công văn"), DocumentType(1, 40, "Thông tư")))
        ),
        subject=draw(texts()),
        files=() if business.type is BusinessType.RECALL else files,
        summary=draw(_texts),
        signer=draw(st.none() | st.builds(Signer, texts(), _texts, _texts)),
        due_on=draw(st.none() | st.dates(issued, date(2199, 12, 31))),
        distribution=draw(st.lists(texts(), max_size=2).map(tuple)),
        steering=draw(st.none() | st.integers(0, 9)),
        other=draw(st.none() | others),
        answered=draw(st.lists(answereds, max_size=2).map(tuple)),
        traces=draw(st.lists(st.builds(Trace, codes, times), min_size=1, max_size=2).map(tuple)),
        business=business,
    )


statuses = st.builds(StatusMessage, parties, answereds, st.sampled_from(Status), texts(), times, staffs)


@given(documents() | statuses)
def test_a_message_that_is_written_is_read_as_the_same(message: Message) -> None:
    raw = write_message(message, LATER)
    reading = read_message(raw)
    assert reading.refusals == ()
    assert reading.message == message
    assert reading.message is not None
    assert write_message(reading.message) is raw


@given(documents())
def test_an_unchanged_message_stays_bytes_and_a_changed_one_is_what_it_became(
    message: DocumentMessage,
) -> None:
    read = read_message(write_message(message, LATER)).message
    assert isinstance(read, DocumentMessage)
    other = replace(read, subject=f"{message.subject}!", recipients=read.recipients[:1])
    assert read_message(write_message(other, LATER)).message == replace(
        message, subject=f"{message.subject}!", recipients=message.recipients[:1]
    )


# --- parts ----------------------------------------------------------------------------------------


@given(st.binary(max_size=5000), st.integers(1, 100), st.sampled_from(("\n", "\r\n", " ", "\t\n  ")))
def test_base64_folded_in_any_way_is_decoded(content: bytes, width: int, fold: str) -> None:
    encoded = base64.b64encode(content).decode()
    folded = fold + fold.join(encoded[i : i + width] for i in range(0, len(encoded), width)) + fold
    assert decode(folded, 5000) == (content, hashlib.sha256(content).hexdigest())


@given(st.text(max_size=40))
@example("AAAA=")
@example("AA==AA==")
@example("A")
@example("AAA")
def test_what_is_no_base64_is_told_as_such(text: str) -> None:
    try:
        content, _ = decode(text, 1000)
    except NotBase64:
        return
    assert len(content) * 4 <= len(text) * 3


@given(st.text(max_size=60))
@example("a,0000/00/00,b")
@example("a,0000,b")
def test_no_text_makes_taking_a_document_id_apart_raise(text: str) -> None:
    parts = split_document_id(text)
    assert parts is None or text.startswith(parts.agency)


def test_a_long_message_of_folded_base64_is_decoded_across_pieces() -> None:
    content = bytes(range(251)) * 20_000
    folded = base64.encodebytes(content).decode()
    assert decode(folded, len(content))[0] == content
