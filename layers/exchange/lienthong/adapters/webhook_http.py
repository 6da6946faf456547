"""Webhooks over HTTPS to addresses that agencies chose: nothing inside can be reached through them.

1. Only https; plain http only to this machine, and only where private addresses are allowed.
2. The name is resolved once and every address judged: one that is not public is never connected to.
3. The connection goes to the address that was judged, so the name cannot mean another one a moment later
   (DNS rebinding); TLS still proves the name.
4. No redirects, no proxies, one deadline for the whole exchange, nothing of the response kept.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from lienthong.adapters.http_posts import deadline
from lienthong.errors import Rejected, Unavailable

_DEADLINE_SECONDS = 10.0
_DEFAULT_PORTS = {"https": 443, "http": 80}
#: NAT64 (RFC 6052): an IPv4 address in its last 32 bits, whose own reach decides.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]


class WebhookAddressRefused(Rejected):
    """The registered address is none that the exchange connects to."""

    code = "webhook.address-refused"
    en = (
        "The webhook address on {host} is refused: it must be https and public. "
        "Register a public https address, then redrive this dead letter."
    )
    vi = (
        "Địa chỉ webhook tại {host} không được chấp nhận: phải là https và là địa chỉ công cộng. "
        "Đề nghị đăng ký lại địa chỉ rồi gửi lại từ hàng đợi lỗi."
    )


def resolve_host(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the system resolves it.

    Raises:
        Unavailable: it cannot be resolved now.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable from error
    return tuple(str(address[0]) for *_, address in found)


def is_public(address: str) -> bool:
    """Whether an address lies in the public network, also where IPv6 only carries an IPv4 address."""
    judged: Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(judged, ipaddress.IPv6Address):
        carried = judged.ipv4_mapped or judged.sixtofour or (judged.teredo or (None, None))[1]
        if carried is None and judged in _NAT64:
            carried = ipaddress.IPv4Address(int(judged) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
    return judged.is_global and not judged.is_multicast


@dataclass(frozen=True, slots=True)
class HttpWebhookTransport:
    """:class:`lienthong.ports.WebhookTransport`; ``allow_private`` only for the embedded stack and tests."""

    allow_private: bool = False
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    resolve: Resolve = resolve_host
    deadline_seconds: float = _DEADLINE_SECONDS

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The HTTP status of one POST. No AWS call.

        Raises:
            WebhookAddressRefused: not https, or not public.
            Unavailable: no answer within ten seconds.
        """
        parts, host, port = self._parse(url)
        address = self._choose_address(parts.scheme, host, port)
        connection = _PinnedConnection(host, port, address, self.deadline_seconds)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with deadline(lambda: connection.sock, self.deadline_seconds):
                connection.connect()
                if parts.scheme == "https":
                    connection.secure(self.tls)
                connection.request("POST", target, body, {"user-agent": "lienthong-webhook/1", **headers})
                return connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable from error
        finally:
            connection.close()

    def _parse(self, url: str) -> tuple[SplitResult, str, int]:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise WebhookAddressRefused(host="?") from error
        allowed = parts.scheme == "https" or (parts.scheme == "http" and self.allow_private)
        if not (allowed and host and parts.username is None):
            raise WebhookAddressRefused(host=host or "?")
        return parts, host, port

    def _choose_address(self, scheme: str, host: str, port: int) -> str:
        for address in self.resolve(host, port):
            if self._may_connect(scheme, address):
                return address
        raise WebhookAddressRefused(host=host)

    def _may_connect(self, scheme: str, address: str) -> bool:
        if scheme == "http":
            return self.allow_private and ipaddress.ip_address(address.partition("%")[0]).is_loopback
        return self.allow_private or is_public(address)


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to one address, whatever the host's name resolves to by then."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)

    def secure(self, tls: ssl.SSLContext) -> None:
        """Speak TLS from here on; the certificate must be the host's."""
        self.sock = tls.wrap_socket(self.sock, server_hostname=self.host)
