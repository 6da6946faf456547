"""A validator that finds nothing wrong, or what the test says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import BinaryIO

from lienthong.model.codes import Purpose
from lienthong.model.envelope import Attachment
from lienthong.model.submission import AttachmentVerdict, Submission
from lienthong.ports import Assessment

#: What its verdicts rest on, the same for all: kept as content beside every report.
MATERIAL = b"whom this validator trusts: everybody"
MATERIAL_SHA256 = hashlib.sha256(MATERIAL).hexdigest()


class AcceptingValidator:
    """Passes every attachment, except those whose names are in ``refused`` (name → stable codes)."""

    def __init__(self, **refused: tuple[str, ...]) -> None:
        self.refused = dict(refused)

    def assess(
        self,
        attachment: Attachment,
        content: BinaryIO,
        *,
        detached_signatures: Sequence[bytes],
        submission: Submission,
    ) -> Assessment:
        reasons = self.refused.get(attachment.name, ())
        report = b'{"attachment":"' + attachment.sha256.encode() + b'"}'
        verdict = AttachmentVerdict(
            name=attachment.name,
            media_type=attachment.media_type,
            indication="TOTAL-FAILED" if reasons else "TOTAL-PASSED",
            sub_indication="HASH_FAILURE" if reasons else None,
            original_equivalent=not reasons and attachment.purpose is Purpose.ORIGINAL,
            for_information=attachment.purpose is Purpose.INFORMATION,
            report_sha256=hashlib.sha256(report).hexdigest(),
            findings=reasons,
        )
        return Assessment(verdict, report, reasons, {MATERIAL_SHA256: MATERIAL})
