"""Witnesses over HTTP (C2SP tlog-witness, "add-checkpoint"): quickly or not at all, and never much."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from lienthong.adapters.http_posts import HttpPosts, PostFailed
from lienthong.errors import Unavailable
from lienthong.tlog.witness import WitnessAnswer, WitnessRequest

_PATH = "add-checkpoint"
#: Two cosignatures with long names; ML-DSA-44 takes 3.3 KB in base64.
_MOST_BYTES = 16 * 1024


class WitnessUnavailable(Unavailable):
    """A witness gave no answer."""

    code = "witness.unavailable"
    en = (
        "The witness at {host} gave no answer ({why}). The log goes on; "
        "it is asked again with the next checkpoint."
    )
    vi = (
        "Bên chứng kiến tại {host} chưa trả lời ({why}). Nhật ký vẫn tiếp tục; "
        "hệ thống sẽ hỏi lại ở điểm kiểm tra kế tiếp."
    )


@dataclass(frozen=True, slots=True)
class HttpWitnesses:
    """:class:`lienthong.ports.Witnesses` at the addresses of the policy file, which the operator wrote.

    Attributes:
        total_seconds: for one question; receipts wait for the slowest witness as long as that.
        allow_loopback: whether plain http may go to this machine: the embedded stack.
    """

    total_seconds: float = 3.0
    allow_loopback: bool = False

    def add_checkpoint(self, url: str, request: WitnessRequest) -> WitnessAnswer:
        """The answer. No AWS call.

        Raises:
            WitnessUnavailable: there was none within the bounds.
        """
        posts = HttpPosts(self.total_seconds, _MOST_BYTES, self.allow_loopback)
        try:
            found = posts.post(
                f"{url.rstrip('/')}/{_PATH}",
                request.to_bytes(),
                {"Content-Type": "text/plain; charset=utf-8"},
            )
        except PostFailed as fault:
            raise WitnessUnavailable(host=_host(url), why=str(fault)) from fault
        # Bytes that are no UTF-8 are in no answer that means anything; they stay visible as such.
        return WitnessAnswer(found.status, found.content.decode("utf-8", "replace"), found.media_type)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc or "?"
    except ValueError:
        return "?"
