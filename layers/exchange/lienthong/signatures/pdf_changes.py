"""What later revisions did to a signed PDF: only signatures, timestamps and validation data may be added.

Stricter than pyHanko's default (and than most viewers): form values, annotations, document information other
than dates and producer, and anything else that is not explained, count as a change of the signed document.

The order of :func:`review`:

1. every object of later revisions must be explained by a rule (pyHanko's analysis under ``POLICY``)
2. what no rule looks at, because no signed object was touched: gaps of the signed part that were filled
   afterwards, signed objects that reach beyond what was signed, and cross-references that readers take
   differently
3. what was found is told by kind (``pdf_kinds``), in both languages
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import PdfObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.pdf_utils.xref import XRefSectionType, parse_xref_stream, parse_xref_table
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    WhitelistRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.commons import safe_whitelist
from pyhanko.sign.diff_analysis.rules_api import Context as DiffContext
from pyhanko.sign.diff_analysis.rules_api import ReferenceUpdate
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.findings import Findings
from lienthong.signatures.pdf_kinds import INFORMATION_MAY_CHANGE, Change, changes_since
from lienthong.signatures.pdf_objects import PDF_FAULTS, array, dictionary, entry, name, resolve
from lienthong.signatures.pdf_reader import RevisionReader

_EMPTY = generic.DictionaryObject()  # type: ignore[no-untyped-call]
_HIGHEST_GENERATION = 65535
"""ISO 32000-2 7.5.4; readers differ in what they make of higher ones."""

_SUPPLIED = Bilingual(
    "something that the signed part only pointed to was supplied afterwards",
    "phần đã ký trỏ tới một thành phần chưa có khi ký và thành phần đó được thêm vào sau",
)
_BEYOND = Bilingual(
    "the signed part draws on bytes that were appended afterwards",
    "phần đã ký sử dụng dữ liệu được nối vào tệp sau khi ký",
)
_AMBIGUOUS = Bilingual(
    "the tables that say where things stand were written so that programs read them differently",
    "bảng tham chiếu của tệp được ghi theo cách khiến mỗi phần mềm đọc ra một nội dung khác nhau",
)
_ENCRYPTION = Bilingual("the encryption of the file was changed", "chế độ mã hóa của tệp bị thay đổi")
_NOT_FOLLOWED = Bilingual(
    "what was appended after signing is damaged and cannot be followed",
    "phần được nối vào sau khi ký bị hỏng, không đọc được",
)
_LOCKED = Bilingual(
    "the signer had locked the document (DocMDP {level}), yet it was extended",
    "người ký đã khóa văn bản (DocMDP {level}) nhưng vẫn có bổ sung",
)


class InfoRule(WhitelistRule):
    """``/Info`` may gain a new modification date and producer; a new title or author is a change."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        new_ref = _info_reference(new)
        if new_ref is None:
            return
        old_ref = _info_reference(old)
        before = _plain(old(old_ref) if old_ref is not None else None)
        if before != _plain(new(new_ref)):
            raise SuspiciousModification("document information changed")
        yield from map(
            ReferenceUpdate.curry_ref(context_checked=DiffContext.from_absolute(old, RawPdfPath("/Info"))),
            safe_whitelist(old, old_ref, new_ref),
        )


def _info_reference(revision: HistoricalResolver) -> Reference | None:
    found: Reference | None = revision.trailer_view.get_value_as_reference("/Info", optional=True)
    return found


def _plain(info: PdfObject | None) -> dict[str, str]:
    if not isinstance(info, generic.DictionaryObject):
        return {}
    return {str(key): str(info[key]) for key in info if key not in INFORMATION_MAY_CHANGE}


class FormDefaultsRule(WhitelistRule):
    """Where a form holds values, what decides how they are drawn stays as it was signed.

    A value whose signed picture says something else comes to light as soon as ``/NeedAppearances`` asks
    viewers to draw it anew; other fonts under the same names change what it says (ISO 32000-2 12.7.3,
    12.7.4.3).
    """

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        before, after = entry(old.root, "/AcroForm"), entry(new.root, "/AcroForm")
        is_kept = _defaults(before) == _defaults(after) and _keeps_resources(before, after)
        if _holds_values(before) and not is_kept:
            raise SuspiciousModification("form defaults changed")
        return ()


def _holds_values(form: PdfObject | None) -> bool:
    return any(name(dictionary(field), "/FT") != "/Sig" for field in array(form, "/Fields"))


def _defaults(form: PdfObject | None) -> tuple[object, ...]:
    draws_anew = bool(entry(form, "/NeedAppearances"))
    return (draws_anew, *(entry(form, key) for key in ("/DA", "/Q")))


def _keeps_resources(before: PdfObject | None, after: PdfObject | None) -> bool:
    """Resources may be added, as some programs do when they sign, but none may change or go."""
    old, new = dictionary(entry(before, "/DR")), dictionary(entry(after, "/DR"))
    for kind in old or ():
        listed, kept = entry(old, kind), entry(new, kind)
        if not isinstance(listed, generic.DictionaryObject):
            continue
        if not isinstance(kept, generic.DictionaryObject) or not dict.items(listed) <= dict.items(kept):
            return False
    return True


POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),  # type: ignore[no-untyped-call]
        FormDefaultsRule().as_qualified(ModificationLevel.LTA_UPDATES),
        InfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
        MetadataUpdateRule().as_qualified(  # type: ignore[no-untyped-call]
            ModificationLevel.LTA_UPDATES
        ),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]  # type: ignore[no-untyped-call]
    ),
)


def review(
    reader: RevisionReader,
    signature: generic.DictionaryObject,
    revision: int,
    end: int,
    findings: Findings,
) -> None:
    """Compare every later revision with the signed one (EN 319 142-1 5.5), under DocMDP and FieldMDP.

    ``end`` is the first byte that the signature does not cover; 0 where it covers nothing.

    Raises:
        TooMuch: references multiply as in no ordinary file.
    """
    try:
        permission, fields = _permission(signature), _locked_fields(signature)
        result = POLICY.review_file(reader, revision, field_mdp_spec=fields, doc_mdp=permission)
        hidden = {change.what: change for change in reversed(list(_hidden_changes(reader, revision, end)))}
    except TooMuch:
        raise
    except PDF_FAULTS:
        findings.add("pdf.modified", what=_NOT_FOLLOWED)
        return
    for change in hidden.values():
        findings.add("pdf.modified", what=change.told())
    if not isinstance(result, DiffResult):
        for change in changes_since(reader, revision):
            findings.add("pdf.modified", what=change.told())
    elif permission is not None and result.modification_level.value > permission.value:
        what = Bilingual(*(text.format(level=permission.value) for text in _LOCKED))
        findings.add("pdf.modified", what=what)
    elif result.modification_level is not ModificationLevel.NONE and not hidden:
        findings.add("pdf.extended")


# --- what no rule looks at ------------------------------------------------------------------------


def _hidden_changes(reader: RevisionReader, signed: int, end: int) -> Iterator[Change]:
    """Changes to what is shown that touch no signed object."""
    resolver = reader.get_historical_resolver(signed)
    size = reader.xrefs.get_xref_container_info(signed).size
    later = range(signed + 1, reader.xrefs.total_revisions)
    supplied = {ref: r for r in later for ref in reader.xrefs.explicit_refs_in_revision(r)}
    for reference in resolver.graph.uses:
        if end and reader.end_of(reference, signed) > end:
            yield Change(_BEYOND, reference, signed)
        is_missing = reader.xrefs.get_historical_ref(reference, signed) is None
        # 7.5.5: entries that /Size does not count are no objects, until a later trailer counts them.
        if (is_missing and reference in supplied) or (not is_missing and reference.idnum >= size):
            yield Change(_SUPPLIED, reference, supplied.get(reference, signed + 1))
    for revision in later:
        if _is_ambiguous(reader, revision, size):
            yield Change(_AMBIGUOUS, None, revision)
        if _encryption(reader, revision) != _encryption(reader, signed):
            yield Change(_ENCRYPTION, None, revision)


def _is_ambiguous(reader: RevisionReader, revision: int, size: int) -> bool:
    """What the standard forbids: a number listed twice, generations beyond 65535, a shrinking ``/Size``."""
    section = reader.xrefs.get_xref_container_info(revision)
    if section.size < size:
        return True
    hybrid = reader.xrefs.get_xref_data(revision).hybrid
    entries = list(_entries(reader, section.xref_section_type, section.start_location))
    several = [entries]
    if hybrid is not None:
        several.append(list(_entries(reader, XRefSectionType.STREAM, hybrid.meta_info.start_location)))
    return any(generation > _HIGHEST_GENERATION for listed in several for _, generation in listed) or any(
        count > 1 for listed in several for count in Counter(n for n, _ in listed).values()
    )


def _entries(reader: RevisionReader, kind: XRefSectionType, start: int) -> Iterator[tuple[int, int]]:
    """(object number, generation) as the section has them, before anything is dropped."""
    reader.stream.seek(start)
    if kind in (XRefSectionType.STANDARD, XRefSectionType.HYBRID_MAIN):
        found = parse_xref_table(reader.stream, strict=False)
    else:
        found = parse_xref_stream(reader.read_xref_stream(start), strict=False)
    for item in found:
        yield int(item.idnum), int(item.generation)


def _encryption(reader: RevisionReader, revision: int) -> str | None:
    """As written: null is the same as nothing, but no honest program adds it, and not all readers agree."""
    found = reader.get_historical_resolver(revision).trailer_view
    return repr(found.raw_get("/Encrypt")) if "/Encrypt" in found else None


# --- what the signer allowed ----------------------------------------------------------------------


def _permission(signature: generic.DictionaryObject) -> MDPPerm | None:
    """ISO 32000-2 12.8.2.2."""
    parameters = _transform(signature, "/DocMDP")
    return None if parameters is None else MDPPerm(entry(parameters, "/P") or 2)


def _locked_fields(signature: generic.DictionaryObject) -> FieldMDPSpec | None:
    """ISO 32000-2 12.8.2.4."""
    parameters = _transform(signature, "/FieldMDP")
    return None if parameters is None else FieldMDPSpec.from_pdf_object(parameters)


def _transform(signature: generic.DictionaryObject, method: str) -> generic.DictionaryObject | None:
    for item in array(signature, "/Reference"):
        reference = resolve(item)
        if name(reference, "/TransformMethod") == method:
            found = entry(reference, "/TransformParams")
            return found if isinstance(found, generic.DictionaryObject) else _EMPTY
    return None
