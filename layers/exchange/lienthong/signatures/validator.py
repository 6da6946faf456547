"""One entrance for every format: a file goes in, a report comes out, whatever the bytes are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from lienthong.signatures import cades, cms, media_types
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.content import Content
from lienthong.signatures.evaluation import Context, evaluate
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.report import FileReport, Reading, file_report
from lienthong.signatures.revocation import RevocationRequest
from lienthong.signatures.trust import RevocationMaterial, TrustAnchors

CMS_LIMIT = 256 * 1024 * 1024
"""A CMS object is parsed in memory; larger documents are signed detached."""

Engine = Callable[[BinaryIO, Context, Findings, Content | None], Reading]
"""Reads one format: stream, context, the file's own findings and detached content."""


class UnreadableFile(ValueError):
    """The file claims a format that its bytes do not keep to; the text says where."""


def validate_file(
    content: BinaryIO | bytes,
    *,
    name: str,
    trust: TrustAnchors,
    revocation: RevocationMaterial | None = None,
    policy: Policy = DEFAULT,
    at: datetime,
    detached_content: BinaryIO | bytes | None = None,
    proven: datetime | None = None,
    wanted: list[RevocationRequest] | None = None,
) -> FileReport:
    """Validate every signature of one file.

    Args:
        content: the file, as bytes or as a seekable stream.
        name: how the report calls the file; nothing is concluded from it.
        trust: anchors and known intermediates.
        revocation: CRLs and OCSP responses given beside those embedded.
        policy: what fails, warns, informs or is ignored.
        at: time of validation, with time zone.
        detached_content: what a detached signature signed.
        proven: a time by which the file is known to have existed, such as that of a receipt.
        wanted: receives what would have to be fetched where revocation data was missing.
    """
    stream = BytesIO(content) if isinstance(content, bytes) else content
    findings = Findings(policy, name)
    context = Context(trust, revocation or RevocationMaterial(), at, policy, proven)
    media_type = media_types.detect_media_type(stream)
    detached = None if detached_content is None else Content(detached_content)
    reading = _run(_engine_for(media_type, stream), stream, context, findings, detached)
    if not reading.signatures and not findings:
        findings.add("file.no-signature")
    if wanted is not None:
        wanted.extend(context.wanted)
    return file_report(
        file=name,
        format=reading.format,
        media_type=media_type,
        policy=policy.label,
        signatures=reading.signatures,
        findings=findings,
        evidence_records=reading.evidence_records,
    )


def _run(
    engine: Engine, stream: BinaryIO, context: Context, findings: Findings, detached: Content | None
) -> Reading:
    """Hostile structure ends here as a finding; anything else that an engine raises is a fault of ours."""
    try:
        return engine(stream, context, findings, detached)
    except cms.TooMuch as fault:
        findings.add("resource.limit", what=fault)
    except RecursionError:
        findings.add(
            "resource.limit",
            what=Bilingual("its parts are nested too deep", "các thành phần lồng nhau quá nhiều tầng"),
        )
    except (UnreadableFile, cms.MalformedCms) as fault:
        findings.add("file.unreadable", why=fault)
    return Reading(_FORMAT_OF.get(engine, "unsigned"))


def _engine_for(media_type: str, stream: BinaryIO) -> Engine:
    """By media type; any ZIP may be a container of signatures, whatever else it is (ODF, OOXML)."""
    if media_types.is_zip(stream):
        return _validate_container
    return _ENGINES.get(media_type, _unsigned)


def _unsigned(
    _stream: BinaryIO, _context: Context, _findings: Findings, _detached: Content | None
) -> Reading:
    """A format that carries no signatures."""
    return Reading("unsigned")


def _validate_cms(
    stream: BinaryIO, context: Context, findings: Findings, detached: Content | None
) -> Reading:
    """CAdES, attached or detached, with any number of signers."""
    encoded = stream.read(CMS_LIMIT + 1)
    if len(encoded) > CMS_LIMIT:
        raise cms.TooMuch(
            Bilingual(
                f"a CMS object larger than {CMS_LIMIT} bytes", f"đối tượng CMS lớn hơn {CMS_LIMIT} byte"
            )
        )
    data = cms.read_signed_data(encoded, context.policy.limits)
    if data.content is not None and detached is not None:
        findings.add("signature.data-doubled")
    content = detached if data.content is None else Content(data.content)
    reports = []
    for index, info in enumerate(data.signers):
        evidence = cades.gather(data, info, content, context.policy, name=f"signer-{index + 1}")
        evidence.covers = ("detached content" if data.content is None else "encapsulated content",)
        evidence.covers_whole_file = content is not None
        reports.append(evaluate(evidence, context))
    return Reading("CMS", reports)


def _validate_pdf(
    stream: BinaryIO, context: Context, findings: Findings, _detached: Content | None
) -> Reading:
    # pyHanko costs 370 ms to import; only who meets a PDF pays for it.
    from lienthong.signatures import pades

    return Reading("PDF", pades.validate_pdf(stream, context, findings))


def _validate_xml(
    stream: BinaryIO, context: Context, _findings: Findings, detached: Content | None
) -> Reading:
    from lienthong.signatures import xades

    encoded = stream.read(context.policy.limits.xml_bytes + 1)
    return Reading("XML", xades.validate_xml(encoded, context, lambda _: detached))


def _validate_container(
    stream: BinaryIO, context: Context, findings: Findings, _detached: Content | None
) -> Reading:
    from lienthong.signatures import asic

    return asic.validate_container(stream, context, findings)


_ENGINES: dict[str, Engine] = {
    media_types.CMS: _validate_cms,
    media_types.PDF: _validate_pdf,
    media_types.XML: _validate_xml,
}

_FORMAT_OF: dict[Engine, str] = {
    _validate_cms: "CMS",
    _validate_pdf: "PDF",
    _validate_xml: "XML",
    _validate_container: "ASiC",
}


def preload_engines() -> None:
    """Import what the engines import late, so that the first file does not pay for it."""
    from lienthong.signatures import asic, pades, xades  # noqa: F401
