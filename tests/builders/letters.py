"""Envelopes as agencies send them: the JSON body of ``POST /v1/submissions``."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from tests.builders.agencies import DEPARTMENT

Json = dict[str, Any]
CONTENT = b"%PDF-1.7\n% V/v b\xc3\xa1o c\xc3\xa1o\n%%EOF\n"


def attachment(name: str = "cong-van.pdf", content: bytes = CONTENT, **changes: Any) -> Json:
    """An attachment with its content inline."""
    return {
        "name": name,
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "purpose": "original",
        "content": base64.b64encode(content).decode(),
    } | changes


def ticketed(name: str = "ho-so.pdf", content: bytes = CONTENT, **changes: Any) -> Json:
    """An attachment that is uploaded by a ticket of one part."""
    entry = attachment(name, content) | {"part_digests": [hashlib.sha256(content).hexdigest()]}
    del entry["content"]
    return entry | changes


def letter(document_id: str = "VB-2026-0001", **changes: Any) -> Json:
    """A district's letter to a department; ``changes`` replace whole fields."""
    return {
        "document_id": document_id,
        "number": "12",
        "notation": "UBND-VP",
        "issued_on": "2026-03-01",
        "place": "Cần Giuộc",
        "document_type": {"group": 2, "detail": 13, "name": "Công văn"},
        "subject": "V/v báo cáo tình hình thực hiện liên thông văn bản điện tử",
        "signer": {"name": "Nguyễn Văn Mẫu", "position": "CHỦ TỊCH"},
        "recipients": [DEPARTMENT.code],
        "attachments": [attachment()],
    } | changes
