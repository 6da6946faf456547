"""The contract of lienthong.ports.TimeStamping: the province's real authority, and authorities gone wrong."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import cms, tsp

from lienthong.adapters.tsa_http import HttpTimeStamping, TimestampUnavailable
from lienthong.errors import Unavailable
from lienthong.ports import TimeStamping
from lienthong.signatures import der
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.timestamps import read_token
from lienthong_local.province import Province
from tests.builders.signing_pki import Party, province, stamp
from tests.doubles.seeded_ids import SeededIds

DIGEST = hashlib.sha256(b"checkpoint").digest()
Answer = Callable[[tsp.TimeStampReq], bytes]
REPLY = "application/timestamp-reply"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeStamping]:
    with Province.open(tmp_path_factory.mktemp("state"), now=lambda: datetime.now(UTC)) as opened:
        yield HttpTimeStamping(opened.time_stamping_url, SeededIds(), allow_loopback=True)


def test_a_digest_is_stamped_with_the_present_time(authority: TimeStamping) -> None:
    data, info = read_token(authority.stamp(DIGEST), DEFAULT.limits)
    assert (info.digest, info.hashed) == ("sha256", DIGEST)
    assert abs(info.time - datetime.now(UTC)) < timedelta(minutes=1)
    assert data.certificates


def test_each_stamp_answers_a_request_of_its_own(authority: TimeStamping) -> None:
    nonces = {read_token(authority.stamp(DIGEST), DEFAULT.limits)[1].nonce for _ in range(3)}
    assert len(nonces) == 3


# --- answers that are none --------------------------------------------------------------------------


@contextmanager
def answering(
    answer: Answer, *, status: int = 200, media_type: str = REPLY, **settings: float
) -> Iterator[HttpTimeStamping]:
    """A client of an authority that answers what the test says."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """A test prints nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/tsa"
        yield HttpTimeStamping(url, SeededIds(), allow_loopback=True, **settings)  # type: ignore[arg-type]
        server.shutdown()
        thread.join()


def granted(token: bytes) -> bytes:
    info = cms.ContentInfo.load(token)
    return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": info}).dump())


def token_for(request: tsp.TimeStampReq, authority: Party, **changes: object) -> bytes:
    imprint = changes.pop("imprint", request["message_imprint"]["hashed_message"].native)
    nonce = changes.pop("nonce", request["nonce"].native)
    return stamp(authority, b"", datetime.now(UTC).replace(microsecond=0), imprint=imprint, nonce=nonce)  # type: ignore[arg-type]


def why_not(answer: Answer, **settings: object) -> str:
    with answering(answer, **settings) as client, pytest.raises(TimestampUnavailable) as refused:  # type: ignore[arg-type]
        client.stamp(DIGEST)
    return refused.value.sentence("en")


def test_an_answer_to_this_very_request_is_taken() -> None:
    with answering(lambda request: granted(token_for(request, province().tsa))) as client:
        assert client.stamp(DIGEST)


def test_a_token_for_other_bytes_is_refused() -> None:
    assert "other bytes" in why_not(lambda r: granted(token_for(r, province().tsa, imprint=bytes(32))))


@pytest.mark.parametrize("nonce", [1, None])
def test_a_token_for_another_request_is_refused(nonce: int | None) -> None:
    assert "another request" in why_not(lambda r: granted(token_for(r, province().tsa, nonce=nonce)))


def test_a_token_of_who_is_no_authority_is_refused() -> None:
    assert "not for time-stamping" in why_not(lambda r: granted(token_for(r, province().agency)))


def test_a_token_whose_signature_is_broken_is_refused() -> None:
    def broken(request: tsp.TimeStampReq) -> bytes:
        answer = granted(token_for(request, province().tsa))
        return answer[:-1] + bytes([answer[-1] ^ 1])

    assert why_not(broken)


def test_what_the_authority_says_of_its_refusal_is_told() -> None:
    status = {
        "status": "rejection",
        "status_string": ["no more today"],
        "fail_info": {"time_not_available"},
    }
    refused = der.encode(0x30, tsp.PKIStatusInfo(status).dump())
    told = why_not(lambda _: refused)
    assert "rejection: no more today: timeNotAvailable" in told


@pytest.mark.parametrize("body", [b"", b"<html>", b"\x30\x03\x02\x01\x00", b"\x30\x05\x30\x03\x02\x01\x00"])
def test_what_is_no_answer_at_all_is_refused(body: bytes) -> None:
    assert "unreadable" in why_not(lambda _: body)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_success_counts_and_no_redirection_is_followed(status: int) -> None:
    assert f"HTTP {status}" in why_not(lambda _: b"", status=status)


def test_a_page_instead_of_a_reply_is_refused() -> None:
    assert "no timestamp-reply" in why_not(lambda _: b"<html>", media_type="text/html")


def test_an_endless_answer_is_cut_off() -> None:
    assert "too large" in why_not(lambda _: bytes(5000), most_bytes=1000)


def test_an_answer_after_the_deadline_is_none() -> None:
    assert "too long" in why_not(lambda _: bytes(5000), total_seconds=0.0)


def test_an_authority_that_is_away_is_unavailable() -> None:
    with answering(lambda _: b"") as client:
        pass
    with pytest.raises(Unavailable):
        client.stamp(DIGEST)


def test_only_https_is_spoken_but_to_this_machine_where_that_is_allowed() -> None:
    with answering(lambda request: granted(token_for(request, province().tsa))) as client:
        with pytest.raises(TimestampUnavailable, match="https"):
            HttpTimeStamping(client.url, SeededIds()).stamp(DIGEST)
        assert client.stamp(DIGEST)
