"""The form of a PDF: how large its tree of fields may be, and which signatures it held once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import PdfObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.fields import enumerate_sig_fields

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.pdf_objects import PDF_FAULTS, UnreadablePdf, array, dictionary, entry, resolve
from lienthong.signatures.pdf_reader import RevisionReader
from lienthong.signatures.policy import Limits

UNREADABLE_FORM = Bilingual(
    "its form or its signature fields are damaged", "biểu mẫu hoặc ô chữ ký trong tệp bị hỏng"
)


def check_form_size(reader: RevisionReader, limits: Limits) -> None:
    """Walk the form before anything compares it: a tree whose kids are shared doubles at every level.

    Raises:
        TooMuch: too many fields, or one that is reached twice.
        UnreadablePdf: the form is damaged.
    """
    try:
        form = entry(reader.root, "/AcroForm")
        pending = list(array(form, "/Fields")) if form is not None else []
    except PDF_FAULTS as fault:
        raise UnreadablePdf(UNREADABLE_FORM) from fault
    seen: set[Reference] = set()
    count = 0
    while pending:
        node = pending.pop()
        count += 1
        if count > limits.form_fields:
            raise TooMuch(
                Bilingual(
                    f"more than {limits.form_fields} form fields",
                    f"biểu mẫu có hơn {limits.form_fields} ô",
                )
            )
        if isinstance(node, generic.IndirectObject):
            if node.reference in seen:
                raise TooMuch(
                    Bilingual("a form field is listed twice", "một ô biểu mẫu được liệt kê hai lần")
                )
            seen.add(node.reference)
        pending.extend(_kids(node))


def _kids(node: PdfObject) -> Sequence[PdfObject]:
    try:
        return array(resolve(node), "/Kids")
    except PDF_FAULTS as fault:
        raise UnreadablePdf(UNREADABLE_FORM) from fault


def stripped_signatures(reader: RevisionReader, limits: Limits) -> tuple[str, ...]:
    """Names of signature fields that were filled in an earlier revision and are not, or otherwise, in the
    last.
    """
    last = reader.xrefs.total_revisions - 1
    if last == 0:
        return ()
    now = dict(_filled(reader))
    missing: dict[str, None] = {}
    for revision in range(last):
        for field, contents in _filled(reader.get_historical_resolver(revision)):
            if now.get(field) != contents:
                missing[field] = None
        if len(missing) > limits.signatures:
            break
    return tuple(missing)


def _filled(handler: RevisionReader | HistoricalResolver) -> Iterator[tuple[str, bytes]]:
    try:
        for field, value, _ in enumerate_sig_fields(handler, filled_status=True):
            signature = dictionary(value)
            if signature is not None:
                contents = signature.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
                yield str(field), bytes(contents.original_bytes)
    except PDF_FAULTS:
        return
