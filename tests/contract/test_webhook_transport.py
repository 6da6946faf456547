"""The contract of lienthong.ports.WebhookTransport, against a real server on this machine."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lienthong.adapters.webhook_http import HttpWebhookTransport, WebhookAddressRefused, is_public
from lienthong.errors import Unavailable

HOST = "webhook.example.vn"


@dataclass
class Endpoint:
    """An agency's endpoint and what it was sent."""

    port: int
    trust: ssl.SSLContext
    requests: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def transport(self, host: str = "127.0.0.1", *, allow_private: bool = True) -> HttpWebhookTransport:
        return HttpWebhookTransport(allow_private, self.trust, lambda _host, _port: [host], 1.0)

    def url(self, scheme: str = "https", path: str = "/hook?agency=H39") -> str:
        return f"{scheme}://{HOST}:{self.port}{path}"


def certificate(folder: Path) -> Path:
    """A self-signed certificate of the endpoint's name, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "endpoint.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@contextmanager
def serving(status: int, tls: Path | None) -> Iterator[Endpoint]:
    endpoint = Endpoint(0, ssl.create_default_context(cafile=str(tls) if tls else None))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            endpoint.requests.append((self.path, dict(self.headers.items()), body))
            self.send_response(status)
            self.send_header("location", "https://example.vn/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """A test prints nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A handshake that failed is what the test is about."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    endpoint.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("endpoint"))


@pytest.mark.parametrize("status", [204, 302, 500])
def test_a_webhook_is_posted_once_and_its_status_told(tls: Path, status: int) -> None:
    with serving(status, tls) as endpoint:
        told = endpoint.transport().post(endpoint.url(), b"{}", {"webhook-id": "1"})
    assert told == status
    ((path, headers, body),) = endpoint.requests
    assert (path, body) == ("/hook?agency=H39", b"{}")
    sent = {name.lower(): value for name, value in headers.items()}
    assert sent["webhook-id"] == "1"
    assert sent["host"] == f"{HOST}:{endpoint.port}"


def test_a_certificate_of_another_name_gets_nothing(tls: Path) -> None:
    with serving(204, tls) as endpoint:
        url = endpoint.url().replace(HOST, "other.example.vn")
        with pytest.raises(Unavailable):
            endpoint.transport().post(url, b"{}", {})
    assert endpoint.requests == []


def test_plain_http_is_only_for_this_machine(tls: Path) -> None:
    with serving(204, None) as endpoint:
        assert endpoint.transport().post(endpoint.url("http"), b"{}", {}) == 204
        for transport in (
            endpoint.transport(allow_private=False),
            endpoint.transport("10.0.0.1"),
            endpoint.transport("203.0.113.9", allow_private=True),
        ):
            with pytest.raises(WebhookAddressRefused):
                transport.post(endpoint.url("http"), b"{}", {})
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "192.0.2.1",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
    ],
)
def test_nothing_inside_is_reached(tls: Path, address: str) -> None:
    with serving(204, tls) as endpoint, pytest.raises(WebhookAddressRefused):
        endpoint.transport(address, allow_private=False).post(endpoint.url(), b"{}", {})
    assert endpoint.requests == []


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.92.202", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)
    assert not is_public(str(ipaddress.ip_address("::1")))


def test_the_name_is_resolved_once(tls: Path) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["203.0.113.1"]

    with serving(204, tls) as endpoint:
        transport = HttpWebhookTransport(True, endpoint.trust, rebinding, 1.0)
        assert transport.post(endpoint.url(), b"{}", {}) == 204
    assert asked == [HOST]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.vn/",
        "https://user:secret@example.vn/",
        "https:///hook",
        "https://example.vn:99999/",
        "https://[::1",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_that_is_no_https_address_is_refused(url: str) -> None:
    with pytest.raises(WebhookAddressRefused):
        HttpWebhookTransport(resolve=lambda _host, _port: ["8.8.8.8"]).post(url, b"", {})


@contextmanager
def talking(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that speaks as it likes; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)
    assert not thread.is_alive()


def drip(connection: socket.socket) -> None:
    """Say a little, again and again, never enough."""
    connection.settimeout(0.05)
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        try:
            connection.sendall(b"x: y\r\n")
            if not connection.recv(65536):
                return
        except TimeoutError:
            continue
        except OSError:
            return


def nonsense(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"\x00\x01\x02\r\n\r\n")


def silence(connection: socket.socket) -> None:
    connection.recv(65536)


@pytest.mark.parametrize("answer", [drip, nonsense, silence])
def test_an_endpoint_that_gives_no_answer_costs_the_deadline_at_most(
    answer: Callable[[socket.socket], None],
) -> None:
    transport = HttpWebhookTransport(True, resolve=lambda _host, _port: ["127.0.0.1"], deadline_seconds=0.5)
    with talking(answer) as port, pytest.raises(Unavailable):
        transport.post(f"http://{HOST}:{port}/", b"{}", {})


def test_nobody_listening_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    transport = HttpWebhookTransport(True, resolve=lambda _host, _port: ["127.0.0.1"])
    with pytest.raises(Unavailable):
        transport.post(f"http://{HOST}:{port}/", b"{}", {})


def test_a_name_that_does_not_resolve_is_no_answer() -> None:
    with pytest.raises(Unavailable):
        HttpWebhookTransport().post("https://webhook.invalid/", b"{}", {})
