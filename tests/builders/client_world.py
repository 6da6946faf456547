"""An exchange and its S3 as the client's tests see them: requests are verified, answers scripted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from lienthong.model.http_signatures import UnverifiedRequest, read_claim, verify_request
from lienthong.model.limits import LIMITS, Limits
from lienthong_client.credentials import RequestSigner
from lienthong_client.patience import Patience
from lienthong_client.sdk import Exchange
from lienthong_client.transport import Transport

URL = "https://exchange.example"
STAGING = "https://staging.example"
AGENCY = "000.00.30.H39"
KEY_ID = f"{AGENCY}#clerk-1"
SUBMISSION = "lt-" + "a" * 26
NOW = datetime(2018, 11, 23, 2, 0, tzinfo=UTC)

Reply = httpx.Response | Exception
Handler = Callable[[httpx.Request], Reply]


def reply(status: int = 200, body: object = None, **headers: str) -> httpx.Response:
    """A JSON response."""
    return httpx.Response(status, json=body if body is not None else {}, headers=headers)


def problem(status: int, code: str, **members: object) -> httpx.Response:
    """A problem response as the exchange writes it."""
    body = {
        "type": f"urn:lienthong:problem:{code}",
        "title": code,
        "status": status,
        "detail": "What happened. What to do.",
        "detail_vi": "Việc đã xảy ra. Đề nghị xử lý.",
        "code": code,
        **members,
    }
    return httpx.Response(status, json=body, headers={"content-type": "application/problem+json"})


@dataclass
class World:
    """Answers by ``METHOD path``: a list is worked off, a callable answers every time."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    limits: Limits = LIMITS
    routes: dict[str, list[Reply] | Handler] = field(default_factory=dict)
    requests: list[httpx.Request] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    parts: dict[str, bytes] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def on(self, route: str, *answers: Reply | Handler) -> None:
        """Script a route; one callable answers every request, responses answer one each."""
        if len(answers) == 1 and callable(answers[0]) and not isinstance(answers[0], Exception):
            self.routes[route] = answers[0]
        else:
            self.routes[route] = [one for one in answers if isinstance(one, httpx.Response | Exception)]

    def asked(self, route: str) -> list[httpx.Request]:
        """The requests that came for a route."""
        return [one for one in self.requests if _route(one) == route]

    def handle(self, request: httpx.Request) -> httpx.Response:
        """The exchange's side of a request."""
        request.read()
        with self.lock:
            self.requests.append(request)
            answer = self._answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _answer(self, request: httpx.Request) -> Reply:
        route = _route(request)
        if route == "GET /v1/limits":
            return reply(body={**self.limits.to_json(), "a_limit_of_next_year": 7})
        if request.url.host == httpx.URL(URL).host:
            self._verify(request)
        scripted = self.routes[route]
        return scripted(request) if callable(scripted) else scripted.pop(0)

    def _verify(self, request: httpx.Request) -> None:
        """Raises where the exchange would answer 401."""
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        unverified = UnverifiedRequest(request.method, path, query, headers, request.content)
        claim = read_claim(unverified)
        verify_request(
            unverified,
            claim,
            algorithm="ed25519",
            public_key=self.public_key(),
            now=NOW,
            window_seconds=LIMITS.signature_window_seconds,
        )
        assert claim.key_id == KEY_ID
        assert claim.nonce not in self.nonces, "a replay"
        self.nonces.append(claim.nonce)

    def public_key(self) -> str:
        """The registered key."""
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def http(self) -> httpx.Client:
        """A client whose network is this world."""
        return httpx.Client(transport=httpx.MockTransport(self.handle))

    def patience(self, attempts: int = 5) -> Patience:
        """Waits are recorded, not waited."""
        return Patience(attempts=attempts, pause=self.waits.append, chance=lambda: 0.0)

    def transport(self, attempts: int = 5) -> Transport:
        """Our side."""
        signer = RequestSigner(KEY_ID, self.key, now=lambda: NOW)
        return Transport(URL, self.http(), signer, self.patience(attempts))

    def exchange(self, attempts: int = 5) -> Exchange:
        """The SDK over it."""
        return Exchange(self.transport(attempts))

    def write_configuration(self, folder: Path, **settings: str) -> Path:
        """A configuration file with this world's key beside it."""
        key = folder / "clerk-1.pem"
        key.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        key.chmod(0o600)
        values = {
            "url": URL,
            "agency": AGENCY,
            "key_id": "clerk-1",
            "key_file": "clerk-1.pem",
            **settings,
        }
        path = folder / "client.toml"
        path.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
        return path

    # --- uploads ---------------------------------------------------------------------------------

    def accept_parts(self) -> None:
        """Serve tickets for what the last submission declared, and take the parts."""
        self.on("POST /v1/submissions", lambda _: reply(202, submitted(state="awaiting-uploads")))
        self.on(f"GET /v1/submissions/{SUBMISSION}/uploads", lambda _: reply(body=self.missing()))
        self.on(
            f"POST /v1/submissions/{SUBMISSION}/uploads/complete", lambda _: reply(body=submitted("received"))
        )
        self.on_parts(self.take_part)

    def on_parts(self, handler: Handler) -> None:
        """How the staging store answers."""
        self.routes["PUT *"] = handler

    def take_part(self, request: httpx.Request) -> httpx.Response:
        """What S3 does with a bound part: check its digest, keep it."""
        digest = hashlib.sha256(request.content).hexdigest()
        if request.headers["x-bound-sha256"] != digest:
            return httpx.Response(400, text="<Error><Code>BadDigest</Code></Error>")
        self.parts[str(request.url)] = request.content
        return httpx.Response(200)

    def declared(self) -> list[dict[str, object]]:
        """The attachments of the last submission."""
        body = json.loads(self.asked("POST /v1/submissions")[-1].content)
        attachments = body["attachments"]
        assert isinstance(attachments, list)
        return attachments

    def missing(self) -> dict[str, object]:
        """What has not been staged yet, with a ticket for each part."""
        uploads = []
        for attachment in self.declared():
            digests = attachment["part_digests"]
            assert isinstance(digests, list)
            tickets = [
                {
                    "number": number,
                    "url": f"{STAGING}/{attachment['sha256']}/{number}",
                    "headers": {"x-bound-sha256": digest},
                    "sha256": digest,
                }
                for number, digest in enumerate(digests, 1)
                if f"{STAGING}/{attachment['sha256']}/{number}" not in self.parts
            ]
            if tickets:
                numbers = [ticket["number"] for ticket in tickets]
                uploads.append({"name": attachment["name"], "missing": numbers, "parts": tickets})
        return {
            "submission_id": SUBMISSION,
            "complete": not uploads,
            "part_bytes": self.limits.part_bytes,
            "uploads": uploads,
        }

    def staged(self, sha256: str) -> bytes:
        """The parts of a file, joined."""
        prefix = f"{STAGING}/{sha256}/"
        numbers = sorted(int(url.removeprefix(prefix)) for url in self.parts if url.startswith(prefix))
        return b"".join(self.parts[f"{prefix}{number}"] for number in numbers)


def _route(request: httpx.Request) -> str:
    if request.url.host != httpx.URL(URL).host:
        return f"{request.method} *"
    return f"{request.method} {request.url.path}"


# --- answers -------------------------------------------------------------------------------------


def submitted(state: str = "received", *, repeated: bool = False) -> dict[str, object]:
    """The answer to a submission."""
    return {
        "submission_id": SUBMISSION,
        "state": state,
        "attempt": 1,
        "envelope_digest": "0" * 64,
        "document_id": f"{AGENCY},2018/11/23,1234/UBND-VP",
        "received_at": "2018-11-23T02:00:00Z",
        "repeated": repeated,
    }


def delivery(**changes: object) -> dict[str, object]:
    """A delivery."""
    return {
        "submission_id": SUBMISSION,
        "recipient": "000.00.12.H39",
        "sender": AGENCY,
        "document_id": f"{AGENCY},2018/11/23,1234/UBND-VP",
        "subject": "Về việc xây dựng kế hoạch năm 2019",
        "number": "1234",
        "notation": "UBND-VP",
        "priority": 1,
        "consigned_at": "2018-11-23T02:00:05Z",
        "status": "01",
        "business": "new",
        "question": None,
        "withheld": None,
        "opened_at": None,
        "destroyed_at": None,
        "for_information": False,
        **changes,
    }


def verdict(reasons: tuple[str, ...] = (), findings: tuple[str, ...] = ()) -> dict[str, object]:
    """A verdict on one file."""
    return {
        "envelope_signature": "request-signature-valid",
        "attachments": [
            {
                "name": "1234.pdf",
                "media_type": "application/pdf",
                "indication": "TOTAL-FAILED" if reasons else "TOTAL-PASSED",
                "sub_indication": None,
                "original_equivalent": not reasons,
                "for_information": False,
                "report_sha256": "1" * 64,
                "findings": list(findings),
            }
        ],
        "reasons": list(reasons),
    }


def submission(state: str = "accepted", **changes: object) -> dict[str, object]:
    """A submission as recorded."""
    decided = state in ("accepted", "rejected")
    return {
        "submission_id": SUBMISSION,
        "state": state,
        "attempt": 1,
        "envelope_digest": "0" * 64,
        "received_at": "2018-11-23T02:00:00Z",
        "decided_at": "2018-11-23T02:00:03Z" if decided else None,
        "envelope": {
            "sender": AGENCY,
            "document_id": f"{AGENCY},2018/11/23,1234/UBND-VP",
            "number": "1234",
            "notation": "UBND-VP",
            "issued_on": "2018-11-23",
            "subject": "Về việc xây dựng kế hoạch năm 2019",
            "attachments": [
                {
                    "name": "1234.pdf",
                    "media_type": "application/pdf",
                    "size": 8,
                    "sha256": "2" * 64,
                    "purpose": "original",
                    "signature_for": None,
                }
            ],
        },
        "recipients": ["000.00.12.H39", "000.00.16.H39"],
        "verdict": verdict() if state == "accepted" else None,
        "recall": None,
        **changes,
    }


def story(state: str = "accepted", **changes: object) -> dict[str, object]:
    """A submission's story."""
    return {
        "submission": submission(state, **changes),
        "deliveries": [delivery()] if state == "accepted" else [],
        "pending": ["000.00.16.H39"] if state == "accepted" else [],
        "events": [event("SubmissionArrival")],
    }


def event(kind: str, **changes: object) -> dict[str, object]:
    """An event."""
    return {
        "event_id": "01CX00000000000000000000AA",
        "type": kind,
        "subject": SUBMISSION,
        "at": "2018-11-23T02:00:00Z",
        "actor": AGENCY,
        "agency": None,
        "details": {},
        "proof": None,
        **changes,
    }


def agency(**changes: object) -> dict[str, object]:
    """A registry entry as a registrar sees it."""
    return {
        "code": "000.00.12.H39",
        "name": "Sở Tài nguyên và Môi trường",
        "parent": "000.00.00.H39",
        "aliases": ["12.H39"],
        "roles": ["agency"],
        "state": "active",
        "effective_from": "2018-01-01",
        "ended_on": None,
        "successor": None,
        "receives_electronically": True,
        "level": "province",
        "mandatory_paper": [{"group": 2, "detail": 16, "basis": "QĐ 45/QĐ-UBND"}],
        "document_types": [
            {
                "group": 2,
                "detail": 18,
                "accepted": True,
                "written_group": 2,
                "written_detail": 0,
                "written_name": "",
            }
        ],
        "channels": [{"kind": "pull", "target": ""}],
        "keys": [
            {
                "key_id": "000.00.12.H39#clerk-1",
                "algorithm": "ed25519",
                "public_key": "PEM",
                "valid_from": "2018-01-01T00:00:00Z",
                "valid_until": None,
            }
        ],
        "certificates": [{"fingerprint": "ab" * 32, "role": "leader"}],
        "version": 3,
        **changes,
    }


def dead_letter(**changes: object) -> dict[str, object]:
    """A dead letter."""
    return {
        "letter_id": "letter-1",
        "queue": "validation",
        "kind": "validate",
        "subject": SUBMISSION,
        "reason": "IntegrityFault: exchange.integrity-fault",
        "attempts": 5,
        "first_sent_at": "2018-11-23T02:00:00Z",
        **changes,
    }


def facts() -> Mapping[str, str]:
    """The smallest set of facts; the pretended exchange does not read them."""
    return {"document_id": f"{AGENCY},2018/11/23,1234/UBND-VP", "number": "1234"}
