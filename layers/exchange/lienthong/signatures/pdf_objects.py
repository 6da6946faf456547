"""Reading PDF objects that may be anything: helpers over pyHanko's object model, and what it raises."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import PdfObject

from lienthong.signatures.cms import MalformedCms

PDF_FAULTS = (
    misc.PdfError,
    zlib.error,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
)
"""What pyHanko raises on hostile structure: its own errors, and Python's where it trusts the file's types."""


class UnreadablePdf(MalformedCms):
    """Not a PDF whose structure can be followed."""


def resolve(found: PdfObject) -> PdfObject:
    """The object itself, references followed."""
    target: PdfObject = found.get_object()  # type: ignore[no-untyped-call]
    return target


def dictionary(found: PdfObject | None) -> generic.DictionaryObject | None:
    """The object as a dictionary, references followed; None where it is something else."""
    target = resolve(found) if found is not None else None
    return target if isinstance(target, generic.DictionaryObject) else None


def entry(holder: PdfObject | None, key: str) -> PdfObject | None:
    """A dictionary's entry with references followed; None where it is absent or there is no dictionary."""
    if not isinstance(holder, generic.DictionaryObject) or key not in holder:
        return None
    return resolve(holder[key])


def array(holder: PdfObject | None, key: str) -> Sequence[PdfObject]:
    """An array entry; empty where it is absent or something else."""
    found = entry(holder, key)
    return found if isinstance(found, generic.ArrayObject) else ()


def numbers(holder: PdfObject | None, key: str) -> list[float]:
    """An array of numbers; empty where it is absent or holds anything else."""
    found = [resolve(item) for item in array(holder, key)]
    if not all(isinstance(item, generic.NumberObject | generic.FloatObject) for item in found):
        return []
    return [float(item) for item in found if isinstance(item, generic.NumberObject | generic.FloatObject)]


def name(holder: PdfObject | None, key: str) -> str:
    """A name or text entry; empty where it is absent."""
    found = entry(holder, key)
    return str(found) if isinstance(found, generic.NameObject | generic.TextStringObject) else ""
