"""The rows: messages of 5 MB beside lxml's own parse and base64, and what refusing a hostile one takes."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from bench.validation.inputs import MIB, noise
from bench.validation.rows import Row
from bench.validation.timing import compare, milliseconds
from lienthong.edxml.message import DocumentMessage
from lienthong.edxml.reading import read_message
from lienthong.edxml.writing import write_message
from tests.builders.edxml_messages import file, letter, with_content

_ENCODED = re.compile(rb"(?<=<edXML:ContentTransferEncoded>)[^<]+")
_PEER = "lxml parse + base64"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the messages are; a trial run takes small ones."""

    message: int = 5 * MIB
    hostile: int = 100 * MIB
    seconds: float = 2.0


def rows(sizes: Sizes) -> Iterator[Row]:
    """Every row."""
    message = _message(sizes.message)
    raw = write_message(message)
    folded = _ENCODED.sub(lambda text: base64.encodebytes(base64.b64decode(text[0])), raw)
    size = f"{round(len(raw) / MIB, 1):g} MiB, 3 files"
    yield _ratio(f"reading {size}, base64 in one line", raw, sizes.seconds)
    yield _ratio(f"reading {size}, base64 in lines of 76", folded, sizes.seconds)
    hostile = with_content(bytes(sizes.hostile * 3 // 4))
    yield _time("refusing 100 MiB of base64", lambda: read_message(hostile))
    markup = raw.replace(b"<edXML:Subject>", b"<a/>" * (sizes.hostile // 4) + b"<edXML:Subject>")
    yield _time("refusing 26 million elements", lambda: read_message(markup))


def _message(size: int) -> DocumentMessage:
    """A letter with three files that make a message of about this size."""
    each = size // 4
    return replace(letter(), files=tuple(file(f"{n}.pdf", noise(each + n), str(n)) for n in range(1, 4)))


def _ratio(name: str, raw: bytes, seconds: float) -> Row:
    pair = compare(lambda: _parse_and_decode(raw), lambda: read_message(raw), seconds)
    return Row(name, _PEER, pair.ratio, 3.0, peer_ms=pair.peer, ours_ms=pair.ours)


def _parse_and_decode(raw: bytes) -> list[bytes]:
    """What any reader of such a message does at least."""
    root = etree.fromstring(raw, etree.XMLParser(huge_tree=True))
    return [base64.b64decode(str(one.text)) for one in root.iter("{*}ContentTransferEncoded")]


def _time(name: str, run: Callable[[], object]) -> Row:
    return Row(name, "-", min(milliseconds(run) for _ in range(3)), 1_000, "ms")
