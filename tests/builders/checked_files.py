"""Files as a clerk meets them, on disk: good, tampered, expired, untrusted, unsigned and damaged."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.builders.signed_pdf import plain_pdf, sign_pdf, update_pdf
from tests.builders.signing_pki import DAY, NOW, YEAR, CmsPlan, crl_of, issue, province
from tests.builders.trusted_lists import OPERATOR, list_text, service, sign

LETTER = "Kính gửi: Sở Xây dựng".encode()


@cache
def contents() -> dict[str, bytes]:
    """Name → bytes, made once; signatures are of today."""
    signed = sign_pdf(plain_pdf(), province().leader)
    letter = CmsPlan(province().agency, LETTER, stamp_with=province().tsa)
    expired = issue("Đã hết hạn", province().ca, not_before=NOW - 2 * YEAR, not_after=NOW - DAY)
    stranger = issue("Gốc lạ", None, is_ca=True)
    return {
        "good.pdf": sign_pdf(signed, province().agency, "Agency"),
        "tampered.pdf": signed.replace(b"Cong van so 123", b"Cong van so 124"),
        "rewritten.pdf": update_pdf(signed, _rewrite_page),
        "truncated.pdf": signed[: len(signed) // 2],
        "unsigned.pdf": plain_pdf(),
        "letter.txt": LETTER,
        "other.txt": LETTER + b"!",
        "good.p7s": letter.build(),
        "expired.p7s": CmsPlan(expired, LETTER).build(),
        "untrusted.p7s": CmsPlan(issue("Người lạ", stranger), LETTER).build(),
        "roots/root.pem": province().root.pem,
        "roots/README.txt": b"Where these come from.",
        "roots/root.der": province().root.der,
        "list.xml": sign(list_text(service(province().root, "CA/PKC", ("granted", NOW - DAY)))),
        "operator.pem": OPERATOR.pem,
        "crls/root.crl": crl_of(province().root),
        "crls/ca.crl": crl_of(province().ca),
        "crls/revoked.crl": crl_of(province().ca, [(province().agency, NOW - timedelta(hours=3))]),
    }


def _rewrite_page(out: IncrementalPdfFileWriter) -> None:
    page = out.root["/Pages"]["/Kids"][0]
    text = generic.StreamObject(stream_data=b"BT /F1 14 Tf 72 720 Td (Cong van so 999) Tj ET")
    page[generic.pdf_name("/Contents")] = out.add_object(text)
    out.update_container(page)


def write_files(folder: Path) -> Path:
    """All of them in a folder; ``crls`` without the one that revokes the agency, which lies beside it."""
    for name, content in contents().items():
        place = folder / name.replace("crls/revoked", "revoked")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder
