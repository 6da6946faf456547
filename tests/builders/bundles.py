"""Evidence bundles as the client writes them, of a story that really happened in a log of the tests."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from lienthong.model.event import Event, EventType, JsonValue, RequestProof
from lienthong.model.http_signatures import UnverifiedRequest, read_claim, sign_request, verify_request
from lienthong.signatures.isolation.pool import ValidationPool
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong_client.bundling import Contents
from tests.builders.agencies import DISTRICT, key_id, request_key
from tests.builders.receipts import EvidenceLog, event
from tests.builders.recorded_verdicts import Recorded, recorded
from tests.builders.signing_pki import NOW, CmsPlan, province, stamp

LETTER = "Kính gửi các cơ quan".encode()
SUBMISSION = "lt-" + "a" * 26


@cache
def verdict() -> Recorded:
    """The letter with a detached signature, judged as the exchange judges."""
    signature = CmsPlan(province().leader, LETTER, stamp_with=province().tsa).build()
    with ValidationPool() as pool:
        return recorded(pool, LETTER, signature)


def request_proof() -> RequestProof:
    """What is kept of the sender's signed request."""
    own = DISTRICT.keys[0]
    path = "/v1/submissions"
    headers = sign_request(
        "POST",
        path,
        "",
        b"{}",
        key_id=key_id(DISTRICT.code),
        private_key=request_key(DISTRICT.code),
        created=NOW,
        nonce="n" * 22,
    )
    request = UnverifiedRequest("POST", path, "", {name.lower(): one for name, one in headers.items()}, b"{}")
    return verify_request(
        request,
        read_claim(request),
        algorithm=own.algorithm,
        public_key=own.public_key,
        now=NOW,
        window_seconds=120,
    )


def story() -> tuple[Event, ...]:
    """Arrival, acceptance and consignment of the letter."""
    one, digest = verdict(), "0" * 64
    signature = one.detached[0]
    attachments: list[JsonValue] = [one.sha256, hashlib.sha256(signature).hexdigest()]
    arrival = replace(
        event(1, NOW - timedelta(hours=2)),
        type=EventType.SUBMISSION_ARRIVAL,
        actor=DISTRICT.code,
        agency=None,
        details={"document_id": "VB-1", "attempt": 1, "envelope_digest": digest, "attachments": attachments},
        proof=request_proof(),
    )
    acceptance = replace(
        event(2, NOW - timedelta(hours=2) + timedelta(seconds=1)),
        type=EventType.SUBMISSION_ACCEPTANCE,
        agency=None,
        details={
            "document_id": "VB-1",
            "reasons": [],
            "recipients": ["H38.7"],
            "targets": 0,
            "reports": [hashlib.sha256(one.document).hexdigest(), ""],
        },
    )
    return arrival, acceptance, event(3, NOW - timedelta(hours=2) + timedelta(seconds=2))


def deletion() -> Event:
    """That the documents went by the retention rule."""
    arrival = story()[0]
    details = {name: arrival.details[name] for name in ("document_id", "envelope_digest", "attachments")}
    return replace(
        event(4, NOW - timedelta(hours=1)),
        type=EventType.CONTENT_DELETION,
        agency=None,
        details=details | {"days": 365},
    )


def receipts(*later: Event) -> tuple[UnverifiedReceipt, ...]:
    """The receipts of the story, and of what came later."""
    events = (*story(), *later)
    log = EvidenceLog().append(event(0), *events)
    attestation = log.attest()
    return tuple(log.receipt(number, attestation) for number in range(1, len(events) + 1))


def contents(folder: Path, *, with_documents: bool = True, is_retired: bool = False) -> Contents:
    """What the client would collect; the documents lie in ``folder``. ``is_retired``: they are deleted."""
    one = verdict()
    files = {"cong-van.txt": one.content, "cong-van.p7s": one.detached[0]}
    attachments = []
    for name, content in files.items():
        (folder / name).write_bytes(content)
        attachments.append({"name": name, "sha256": hashlib.sha256(content).hexdigest()})
    envelope = {
        "sender": DISTRICT.code,
        "document_id": "VB-1",
        "number": "1",
        "notation": "UBND-VP",
        "subject": "Về việc <script>thử</script>",
        "attachments": attachments,
    }
    own = DISTRICT.keys[0]
    entry = {
        "code": DISTRICT.code,
        "name": DISTRICT.name,
        "keys": [{"key_id": own.key_id, "algorithm": own.algorithm, "public_key": own.public_key}],
    }
    return Contents(
        SUBMISSION,
        {"submission": {"submission_id": SUBMISSION, "envelope": envelope}},
        receipts(*([deletion()] if is_retired else [])),
        reports={"cong-van.txt.report.json": one.document},
        material=dict(one.blobs),
        registry={DISTRICT.code: entry},
        log={"witness-policy": b"quorum none\n"},
        documents={str(each["sha256"]): folder / str(each["name"]) for each in attachments}
        if with_documents
        else {},
    )


def stamped(sha256: bytes) -> bytes:
    """A token of the province's authority."""
    return stamp(province().tsa, b"", NOW - timedelta(minutes=5), imprint=sha256)
