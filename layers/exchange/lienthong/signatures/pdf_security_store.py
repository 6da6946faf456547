"""The document security store of a PDF: what is kept for the long term (EN 319 142-1 5.4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.rw_common import PdfHandler

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.pdf_objects import PDF_FAULTS, array, entry, resolve
from lienthong.signatures.policy import Limits
from lienthong.signatures.trust import RevocationMaterial


@dataclass(frozen=True, slots=True)
class SecurityStore:
    """What one revision's store holds; empty where it cannot be read."""

    certificates: tuple[bytes, ...]
    material: RevocationMaterial


def read_store(revision: PdfHandler, limits: Limits) -> SecurityStore:
    """The store that a revision's catalogue names; the catalogue itself may be unreadable.

    Raises:
        TooMuch: more items than the policy allows.
    """
    try:
        store = entry(revision.root, "/DSS")
        lists = {key: _streams(array(store, key), limits) for key in ("/Certs", "/CRLs", "/OCSPs")}
    except TooMuch:
        raise
    except PDF_FAULTS:
        return SecurityStore((), RevocationMaterial())
    return SecurityStore(lists["/Certs"], RevocationMaterial(lists["/CRLs"], lists["/OCSPs"]))


def _streams(found: Sequence[generic.PdfObject], limits: Limits) -> tuple[bytes, ...]:
    if len(found) > limits.certificates:
        count = len(found)
        raise TooMuch(
            Bilingual(
                f"{count} items in the document security store",
                f"kho dữ liệu xác thực của văn bản chứa {count} mục",
            )
        )
    return tuple(bytes(_stream(item).data) for item in found)


def _stream(found: generic.PdfObject) -> generic.StreamObject:
    target = resolve(found)
    if not isinstance(target, generic.StreamObject):
        raise misc.PdfReadError("an item of the document security store is not a stream")
    return target
