"""What later revisions did to a signed PDF: only signatures, timestamps and validation data may be added.

Stricter than pyHanko's default (and than most viewers): form values, annotations, document information other
than dates and producer, and anything else that is not explained, count as a change of the signed document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import PdfObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath
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
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, enumerate_sig_fields

from lienthong.signatures import cms
from lienthong.signatures.findings import Findings, find
from lienthong.signatures.pdf_objects import (
    PDF_FAULTS,
    array,
    dictionary,
    entry,
    first_line,
    name,
    numbers,
    resolve,
)
from lienthong.signatures.policy import Limits, Policy
from lienthong.signatures.report import Indication, SignatureReport

COVERING_SHARE = 0.3
"""Share of a page beyond which the picture of a later signature may hide text."""

_EMPTY = generic.DictionaryObject()  # type: ignore[no-untyped-call]
_INFO_MAY_CHANGE = frozenset({"/ModDate", "/Producer"})


class InfoRule(WhitelistRule):
    """``/Info`` may gain a new modification date and producer; a new title or author is a change."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        new_ref = _info_reference(new)
        if new_ref is None:
            return
        old_ref = _info_reference(old)
        before = _plain(old(old_ref) if old_ref is not None else None)
        after = _plain(new(new_ref))
        if before != after:
            raise SuspiciousModification(
                f"document information changed: {', '.join(_differing(before, after))}"
            )
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
    return {str(key): str(info[key]) for key in info if key not in _INFO_MAY_CHANGE}


def _differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),  # type: ignore[no-untyped-call]
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
    reader: PdfFileReader,
    signature: generic.DictionaryObject,
    revision: int,
    covers_whole_file: bool,
    findings: Findings,
) -> None:
    """Compare every later revision with the signed one (EN 319 142-1 5.5), under DocMDP and FieldMDP."""
    if covers_whole_file:
        return
    try:
        permission, fields = _permission(signature), _locked_fields(signature)
        result = POLICY.review_file(reader, revision, field_mdp_spec=fields, doc_mdp=permission)
    except PDF_FAULTS as fault:
        findings.add("pdf.modified", what=first_line(fault))
        return
    if not isinstance(result, DiffResult):
        findings.add("pdf.modified", what=first_line(result))
    elif permission is not None and result.modification_level.value > permission.value:
        findings.add("pdf.modified", what=f"DocMDP {permission.value} does not allow it")
    elif result.modification_level is not ModificationLevel.NONE:
        findings.add("pdf.extended")


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


# --- form trees -----------------------------------------------------------------------------------


def check_form_size(reader: PdfFileReader, limits: Limits) -> None:
    """Walk the form before anything compares it: a tree whose kids are shared doubles at every level.

    Raises:
        lienthong.signatures.cms.TooMuch: too many fields, or one that is reached twice.
    """
    try:
        form = entry(reader.root, "/AcroForm")
        pending = list(array(form, "/Fields")) if form is not None else []
    except PDF_FAULTS as fault:
        raise cms.MalformedCms(f"AcroForm: {first_line(fault)}") from fault
    seen: set[Reference] = set()
    count = 0
    while pending:
        node = pending.pop()
        count += 1
        if count > limits.form_fields:
            raise cms.TooMuch(f"more than {limits.form_fields} form fields")
        if isinstance(node, generic.IndirectObject):
            if node.reference in seen:
                raise cms.TooMuch("a form field is reached twice")
            seen.add(node.reference)
        pending.extend(_kids(node))


def _kids(node: PdfObject) -> Sequence[PdfObject]:
    try:
        return array(resolve(node), "/Kids")
    except PDF_FAULTS as fault:
        raise cms.MalformedCms(f"AcroForm: {first_line(fault)}") from fault


# --- signatures taken away ------------------------------------------------------------------------


def stripped_signatures(reader: PdfFileReader, limits: Limits) -> tuple[str, ...]:
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


def _filled(handler: PdfFileReader | HistoricalResolver) -> Iterator[tuple[str, bytes]]:
    try:
        for field, value, _ in enumerate_sig_fields(handler, filled_status=True):
            signature = dictionary(value)
            if signature is not None:
                contents = signature.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
                yield str(field), bytes(contents.original_bytes)
    except PDF_FAULTS:
        return


# --- what later signatures show -------------------------------------------------------------------


def judge_later_appearances(
    reader: PdfFileReader,
    placed: Sequence[tuple[str, int]],
    reports: Sequence[SignatureReport],
    policy: Policy,
) -> list[SignatureReport]:
    """Findings that need the verdicts of other signatures: who drew something after me, and may he?

    ``placed`` holds field name and revision of each report, in the same order.
    """
    widgets = list(_visible_widgets(reader)) if reports else []
    passed = {r.name for r in reports if r.indication is Indication.TOTAL_PASSED}
    judged = []
    for (own, revision), report in zip(placed, reports, strict=True):
        extra = []
        for field, changed, share in widgets:
            if field == own or changed <= revision:
                continue
            if share > COVERING_SHARE:
                percent = round(share * 100)
                extra.append(
                    find("pdf.widget-covers-page", policy, subject=own, field=field, percent=percent)
                )
            if field not in passed:
                extra.append(find("pdf.shown-by-untrusted", policy, subject=own, field=field))
        judged.append(report.with_findings(finding for finding in extra if finding is not None))
    return judged


def _visible_widgets(reader: PdfFileReader) -> Iterator[tuple[str, int, float]]:
    """(field, revision in which field or picture changed last, share of its page) of every visible
    signature.
    """
    for field_name, _, field_ref in enumerate_sig_fields(reader):
        field = dictionary(field_ref)
        kids = [kid for kid in array(field, "/Kids") if isinstance(kid, generic.IndirectObject)]
        for widget_ref in (field_ref, *kids):
            try:
                yield from _visible_widget(reader, str(field_name), widget_ref)
            except PDF_FAULTS:
                continue


def _visible_widget(
    reader: PdfFileReader, field_name: str, widget_ref: generic.IndirectObject
) -> Iterator[tuple[str, int, float]]:
    widget = dictionary(widget_ref)
    corners = numbers(widget, "/Rect")
    if widget is None or len(corners) != 4 or "/AP" not in widget:
        return
    left, right = sorted((corners[0], corners[2]))
    bottom, top = sorted((corners[1], corners[3]))
    if right - left < 1 or top - bottom < 1:
        return
    changed = max(reader.xrefs.get_last_change(ref) for ref in (widget_ref.reference, *_pictures(widget)))
    yield field_name, changed, _share(widget, left, bottom, right, top)


def _pictures(widget: generic.DictionaryObject) -> Iterator[Reference]:
    appearance = widget.raw_get("/AP")
    if isinstance(appearance, generic.IndirectObject):
        yield appearance.reference
    states = dictionary(appearance)
    for key in states or ():
        picture = states.raw_get(key) if states is not None else None
        if isinstance(picture, generic.IndirectObject):
            yield picture.reference


def _share(widget: generic.DictionaryObject, left: float, bottom: float, right: float, top: float) -> float:
    """The widget's share of its page (A4 where the page is not named)."""
    box = _media_box(widget)
    x0, x1 = sorted((box[0], box[2]))
    y0, y1 = sorted((box[1], box[3]))
    area = max((x1 - x0) * (y1 - y0), 1.0)
    overlap = max(min(right, x1) - max(left, x0), 0) * max(min(top, y1) - max(bottom, y0), 0)
    return overlap / area


def _media_box(widget: generic.DictionaryObject) -> list[float]:
    node = entry(widget, "/P")
    for _ in range(32):
        if node is None:
            break
        box = numbers(node, "/MediaBox")
        if len(box) == 4:
            return box
        node = entry(node, "/Parent")
    return [0.0, 0.0, 595.0, 842.0]
