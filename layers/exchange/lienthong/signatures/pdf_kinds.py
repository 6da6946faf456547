"""What a change to a signed PDF is, in words: each changed object is named by its part in the document.

The part is what the object is for a reader: a page's content, an annotation, a form value, a program … It is
read from the revisions themselves, never from what a library says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import PdfObject, Reference

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.pdf_objects import PDF_FAULTS, array, dictionary, entry, name
from lienthong.signatures.pdf_reader import RevisionReader, RevisionResolver, references_in

_EMPTY = generic.DictionaryObject()  # type: ignore[no-untyped-call]
_MOST = 5
"""Changes that are told one by one; a clerk needs no more."""


class Kind(StrEnum):
    """The kinds of change, in the order in which they are told."""

    CONTENT = "content"
    PAGES = "pages"
    FORM_VALUE = "form-value"
    ANNOTATION = "annotation"
    PROGRAM = "program"
    INFORMATION = "information"
    FORM = "form"
    CATALOG = "catalog"
    SIGNATURE_FIELD = "signature-field"
    UNEXPLAINED = "unexplained"


_WORDS = {
    Kind.CONTENT: Bilingual(
        "what page {of} shows was changed", "nội dung hiển thị của trang {of} bị thay đổi"
    ),
    Kind.PAGES: Bilingual(
        "pages were added, taken out or put in another order", "có trang bị thêm, bỏ bớt hoặc đổi thứ tự"
    ),
    Kind.FORM_VALUE: Bilingual(
        "the form field {of} was filled in or changed", "ô biểu mẫu {of} bị điền hoặc sửa giá trị"
    ),
    Kind.ANNOTATION: Bilingual(
        "a note or drawing was put on page {of}, changed or taken away",
        "trang {of} bị thêm, sửa hoặc xóa ghi chú, hình vẽ",
    ),
    Kind.PROGRAM: Bilingual(
        "a program (JavaScript) or an automatic action was put in",
        "tệp bị cài mã lệnh (JavaScript) hoặc hành động tự chạy",
    ),
    Kind.INFORMATION: Bilingual(
        "the document information was changed ({of})", "thông tin mô tả văn bản bị thay đổi ({of})"
    ),
    Kind.FORM: Bilingual(
        "the settings of the form were changed, which may change the values shown",
        "thiết lập của biểu mẫu bị thay đổi, có thể làm đổi giá trị hiển thị",
    ),
    Kind.CATALOG: Bilingual(
        "settings of the whole document were changed ({of})", "thiết lập chung của văn bản bị thay đổi ({of})"
    ),
    Kind.SIGNATURE_FIELD: Bilingual(
        "the signature field {of} or its picture was changed", "ô chữ ký {of} hoặc hình chữ ký bị thay đổi"
    ),
    Kind.UNEXPLAINED: Bilingual(
        "a part of the file was replaced or added, and it is not clear what for",
        "một phần của tệp bị thay hoặc thêm vào mà không rõ mục đích",
    ),
}

_NOT_TOLD_BESIDE_OTHERS = (Kind.SIGNATURE_FIELD, Kind.UNEXPLAINED)
"""What ordinary signatures bring along as well: told only where nothing else is found."""
_CATALOG_MAY_CHANGE = frozenset(
    {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/MarkInfo", "/Version", "/Type"}
)
INFORMATION_MAY_CHANGE = frozenset({"/ModDate", "/Producer"})
"""Entries of ``/Info`` that programs renew when they sign."""
_PROGRAMS = frozenset({"/OpenAction", "/AA"})


class Part(NamedTuple):
    """What an object is in its document; ``of`` is the page's number or the field's name."""

    kind: Kind
    of: str


class Change(NamedTuple):
    """One change: in words, and where it stands."""

    what: Bilingual
    reference: Reference | None
    revision: int
    """Counted from 0."""

    def told(self) -> Bilingual:
        """With the place, for whoever looks into the file."""
        if self.reference is None:
            return self.what
        place = f"{self.reference.idnum} {self.reference.generation}"
        return Bilingual(
            f"{self.what.en} (object {place}, revision {self.revision + 1})",
            f"{self.what.vi} (đối tượng {place}, phiên bản {self.revision + 1})",
        )


def changes_since(reader: RevisionReader, signed: int) -> list[Change]:
    """What changed after revision ``signed``, worst first, one of each kind and place; never empty."""
    before = reader.get_historical_resolver(signed)
    found: dict[Part, Change] = {}
    for revision in range(signed + 1, reader.xrefs.total_revisions):
        try:
            after = reader.get_historical_resolver(revision)
            parts = _parts(after) | _parts(before)
            listed = reader.xrefs.explicit_refs_in_revision(revision)
            for reference in sorted(listed, key=lambda one: (one.idnum, one.generation)):
                for part in _changed_parts(reference, before, after, parts):
                    what = Bilingual(*(text.format(of=part.of[:60]) for text in _WORDS[part.kind]))
                    found.setdefault(part, Change(what, reference, revision))
        except PDF_FAULTS:
            break
    told = [part for part in found if part.kind not in _NOT_TOLD_BESIDE_OTHERS] or list(found)
    order = list(Kind)
    told.sort(key=lambda part: order.index(part.kind))
    return [found[part] for part in told[:_MOST]] or [Change(_WORDS[Kind.UNEXPLAINED], None, signed)]


def _changed_parts(
    reference: Reference, before: RevisionResolver, after: RevisionResolver, parts: dict[Reference, Part]
) -> Iterator[Part]:
    old, new = before(reference), after(reference)
    if _are_same(old, new):
        return
    part = parts.get(reference, Part(Kind.UNEXPLAINED, ""))
    if part.kind is Kind.CATALOG:
        yield from _catalog_changes(old, new)
    elif part.kind is Kind.INFORMATION:
        if differing := _differing(old, new) - INFORMATION_MAY_CHANGE:
            yield Part(part.kind, _names(differing))
    elif part.kind is Kind.CONTENT and name(new, "/Type") == "/Page":
        yield from _page_changes(part, old, new)
    elif part.kind is Kind.FORM:
        if _differing(old, new) - {"/Fields", "/SigFlags"}:
            yield part
    else:
        yield part


def _catalog_changes(old: PdfObject, new: PdfObject) -> Iterator[Part]:
    differing = _differing(old, new) - _CATALOG_MAY_CHANGE
    names = dictionary(entry(new, "/Names"))
    if differing & _PROGRAMS or ("/Names" in differing and "/JavaScript" in (names or {})):
        yield Part(Kind.PROGRAM, "")
    if "/Pages" in differing:
        yield Part(Kind.PAGES, "")
    if rest := differing - _PROGRAMS - {"/Pages"}:
        yield Part(Kind.CATALOG, _names(rest))


def _page_changes(part: Part, old: PdfObject, new: PdfObject) -> Iterator[Part]:
    differing = _differing(old, new)
    if "/AA" in differing:
        yield Part(Kind.PROGRAM, "")
    if "/Annots" in differing:
        before, after = array(old, "/Annots"), array(new, "/Annots")
        added = [item for item in after if item not in before]
        if any(item not in after for item in before) or not all(map(_is_signature_widget, added)):
            yield Part(Kind.ANNOTATION, part.of)
    if differing - {"/AA", "/Annots"}:
        yield part


def _is_signature_widget(item: PdfObject) -> bool:
    widget = dictionary(item)
    return name(widget, "/FT") == "/Sig" or name(entry(widget, "/Parent"), "/FT") == "/Sig"


def _differing(old: PdfObject, new: PdfObject) -> set[str]:
    before, after = dictionary(old) or _EMPTY, dictionary(new) or _EMPTY
    return {str(key) for key in before.keys() | after.keys() if dict.get(before, key) != dict.get(after, key)}


def _names(keys: Iterable[str]) -> str:
    return ", ".join(sorted(key.removeprefix("/") for key in keys))


def _are_same(old: PdfObject, new: PdfObject) -> bool:
    if isinstance(old, generic.StreamObject) and isinstance(new, generic.StreamObject):
        return bool(old.encoded_data == new.encoded_data and dict.items(old) == dict.items(new))
    return type(old) is type(new) and bool(old == new)


# --- the parts of a document ----------------------------------------------------------------------


def _parts(resolver: RevisionResolver) -> dict[Reference, Part]:
    """What each object of a revision is. The first part that an object is found in counts."""
    parts: dict[Reference, Part] = {resolver.root_ref: Part(Kind.CATALOG, "")}
    information = resolver.trailer_view.get_value_as_reference("/Info", optional=True)
    if information is not None:
        parts[information] = Part(Kind.INFORMATION, "")
    pages = list(_pages(resolver, parts))
    _claim_form(resolver, parts)
    for number, page in pages:
        for item in array(page, "/Annots"):
            if isinstance(item, generic.IndirectObject):
                parts.setdefault(item.reference, Part(Kind.ANNOTATION, str(number)))
    for number, page in pages:
        for key in ("/Contents", "/Resources"):
            _claim_below(page, key, Part(Kind.CONTENT, str(number)), parts)
    for key in ("/OpenAction", "/AA", "/Names"):
        _claim_below(resolver.root, key, Part(Kind.PROGRAM, ""), parts)
    return parts


def _pages(
    resolver: RevisionResolver, parts: dict[Reference, Part]
) -> Iterator[tuple[int, generic.DictionaryObject]]:
    """(number, page) in reading order; page and tree nodes are claimed on the way."""
    pending = [resolver.root.raw_get("/Pages")]
    number = 0
    while pending:
        node = pending.pop()
        if isinstance(node, generic.IndirectObject):
            if node.reference in parts:
                continue
            kids = array(dictionary(node), "/Kids")
            number += not kids
            parts[node.reference] = Part(Kind.PAGES, "") if kids else Part(Kind.CONTENT, str(number))
        found = dictionary(node)
        kids = array(found, "/Kids")
        pending.extend(reversed(kids))
        if found is not None and not kids:
            yield number, found


def _claim_form(resolver: RevisionResolver, parts: dict[Reference, Part]) -> None:
    form = entry(resolver.root, "/AcroForm")
    if not isinstance(form, generic.DictionaryObject):
        return
    holder = resolver.root.raw_get("/AcroForm")
    if isinstance(holder, generic.IndirectObject):
        parts.setdefault(holder.reference, Part(Kind.FORM, ""))
    pending = [(item, "", "") for item in array(form, "/Fields")]
    while pending:
        item, above, inherited = pending.pop()
        if not isinstance(item, generic.IndirectObject) or item.reference in parts:
            continue
        field = dictionary(item)
        label = ".".join(filter(None, (above, name(field, "/T"))))
        kind = name(field, "/FT") or inherited
        part = Part(Kind.SIGNATURE_FIELD if kind == "/Sig" else Kind.FORM_VALUE, label)
        parts[item.reference] = part
        for key in ("/V", "/AP"):
            _claim_below(field, key, part, parts)
        pending.extend((kid, label, kind) for kid in array(field, "/Kids"))
    _claim_below(form, "/DR", Part(Kind.FORM, ""), parts)


def _claim_below(
    holder: generic.DictionaryObject | None, key: str, part: Part, parts: dict[Reference, Part]
) -> None:
    if holder is None or key not in holder:
        return
    pending = [target for _, target in references_in(holder.raw_get(key))]
    while pending:
        reference = pending.pop()
        if reference not in parts:
            parts[reference] = part
            pending.extend(target for _, target in references_in(reference.get_object()))
