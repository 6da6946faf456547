"""Revisions of a PDF written by hand, cross-reference by cross-reference, as no ordinary writer would."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tests.builders.signed_pdf import reader_of

IN_USE, FREE = "n", "f"


def startxref_of(pdf: bytes) -> int:
    """Where the newest cross-reference section stands."""
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def root_of(pdf: bytes) -> int:
    """The catalogue's object number."""
    return int(reader_of(pdf).root_ref.idnum)


def page_of(pdf: bytes) -> int:
    """The first page's object number."""
    root = reader_of(pdf).root
    return int(root["/Pages"]["/Kids"].raw_get(0).idnum)


def contents_of(pdf: bytes) -> int:
    """The object number of the first page's content."""
    root = reader_of(pdf).root
    return int(root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum)


def size_of(pdf: bytes) -> int:
    """The first object number that is not taken."""
    return int(reader_of(pdf).trailer["/Size"])


def stream(data: bytes, entries: str = "") -> bytes:
    """A stream object's body."""
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream"


def line(text: str) -> bytes:
    """A content stream that shows one line."""
    return f"BT /F1 14 Tf 72 720 Td ({text}) Tj ET".encode()


def append_revision(
    pdf: bytes,
    objects: Mapping[int, bytes] | None = None,
    *,
    entries: Sequence[tuple[int, int, int, str]] = (),
    trailer: str = "",
    root: int | None = None,
    size: int | None = None,
    prev: int | None = None,
    generation: int = 0,
) -> bytes:
    """One more revision with a classical cross-reference table.

    Args:
        objects: body by object number; each gets an entry.
        entries: further entries as (object number, offset or 0, generation, ``n`` or ``f``).
        trailer: further entries of the trailer dictionary.
        root: another catalogue than the last revision's.
        size: another ``/Size`` than what the objects ask for.
        prev: another ``/Prev`` than the last section.
        generation: of the objects written.
    """
    out = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    table = list(entries)
    for number, body in (objects or {}).items():
        table.append((number, len(out), generation, IN_USE))
        out += f"{number} {generation} obj\n".encode() + body + b"\nendobj\n"
    at = len(out)
    out += b"xref\n" + (b"" if table else b"0 0\n")
    for number, offset, gen, kind in sorted(table):
        out += f"{number} 1\n{offset:010d} {gen:05d} {kind}\r\n".encode()
    needed = size or max([size_of(pdf), *(number + 1 for number, *_ in table)])
    out += (
        f"trailer\n<< /Size {needed} /Prev {startxref_of(pdf) if prev is None else prev} "
        f"/Root {root or root_of(pdf)} 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n"
    ).encode()
    return bytes(out)


def append_hybrid_revision(
    pdf: bytes, objects: Mapping[int, bytes], *, freed: Sequence[int] = (), table: Sequence[int] = ()
) -> bytes:
    """A revision whose ``/XRefStm`` alone names the objects: readers that know hybrid files see them.

    Args:
        freed: numbers that the cross-reference stream frees.
        table: numbers that the classical table marks free, as writers of hybrid files do.
    """
    out = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    placed = {}
    for number, body in objects.items():
        placed[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    at, own = len(out), max([size_of(pdf), *(n + 1 for n in objects)])
    rows = [(n, b"\1" + offset.to_bytes(4) + b"\0\0") for n, offset in placed.items()]
    rows += [(n, b"\0" + bytes(4) + b"\0\1") for n in freed]
    rows.sort()
    index = " ".join(f"{n} 1" for n, _ in rows)
    entries = f"/Type /XRef /W [1 4 2] /Index [{index}] /Size {own + 1}"
    out += f"{own} 0 obj\n".encode() + stream(b"".join(row for _, row in rows), entries) + b"\nendobj\n"
    return append_revision(
        bytes(out),
        entries=[(n, 0, 65535, FREE) for n in table],
        trailer=f"/XRefStm {at}",
        size=own + 1,
        root=root_of(pdf),
        prev=startxref_of(pdf),
    )
