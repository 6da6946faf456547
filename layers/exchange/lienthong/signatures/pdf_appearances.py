"""What later signatures draw on the pages that earlier ones signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import PdfObject, Reference
from pyhanko.sign.fields import enumerate_sig_fields

from lienthong.signatures.findings import find
from lienthong.signatures.pdf_objects import PDF_FAULTS, array, dictionary, entry, numbers
from lienthong.signatures.pdf_reader import RevisionReader
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import Indication, SignatureReport

COVERING_SHARE = 0.3
"""Share of a page beyond which the picture of a later signature may hide text."""
_A4 = (0.0, 0.0, 595.0, 842.0)
_TREE_DEPTH = 32


def judge_later_appearances(
    reader: RevisionReader,
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


def _visible_widgets(reader: RevisionReader) -> Iterator[tuple[str, int, float]]:
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
    reader: RevisionReader, field_name: str, widget_ref: generic.IndirectObject
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
    """The widget's share of what a viewer shows of its page (A4 where the page is not named)."""
    x0, y0, x1, y1 = _shown_box(widget)
    area = max((x1 - x0) * (y1 - y0), 1.0)
    overlap = max(min(right, x1) - max(left, x0), 0) * max(min(top, y1) - max(bottom, y0), 0)
    return overlap / area


def _shown_box(widget: generic.DictionaryObject) -> tuple[float, float, float, float]:
    """Crop box within media box, both inherited (ISO 32000-2 14.11.2): x0, y0, x1, y1."""
    media = _box(entry(widget, "/P"), "/MediaBox") or _A4
    crop = _box(entry(widget, "/P"), "/CropBox") or media
    return (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))


def _box(node: PdfObject | None, key: str) -> tuple[float, float, float, float] | None:
    for _ in range(_TREE_DEPTH):
        corners = numbers(node, key)
        if len(corners) == 4:
            (x0, x1), (y0, y1) = sorted((corners[0], corners[2])), sorted((corners[1], corners[3]))
            return x0, y0, x1, y1
        node = entry(node, "/Parent")
    return None
