"""What a validating child runs: imports once, then one file after the other under CPU and memory limits."""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import sys
from collections import OrderedDict
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from lienthong.signatures.isolation import channel
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import FileReport
from lienthong.signatures.revocation import RevocationRequest
from lienthong.signatures.trust import RevocationMaterial, TrustAnchors
from lienthong.signatures.validator import preload_engines, validate_file

_CONTEXTS_KEPT = 4

Materials = tuple[TrustAnchors, RevocationMaterial]


class Worker:
    """Serves requests on one socket until the parent closes it."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._contexts: OrderedDict[str, Materials] = OrderedDict()
        self._policies: dict[str, Policy] = {}

    def serve(self) -> None:
        preload_engines()
        gc.freeze()
        channel.send(self._link, {"ready": True, "address_space": _address_space()})
        while True:
            try:
                request, blobs = channel.receive(self._link)
            except channel.ChannelClosed:
                return
            self._answer(request, blobs)

    def _answer(self, request: dict[str, Any], blobs: list[bytes]) -> None:
        files = self._files(request["inline"], blobs)
        _limit(request["cpu_seconds"], request["address_space"])
        try:
            wanted: list[RevocationRequest] = []
            report = self._validate(request, blobs, files, wanted)
            answer: dict[str, Any] = {
                "report": report.to_json(),
                "wanted": [[r.kind, r.url, r.body.hex(), r.certificate] for r in wanted],
            }
        except MemoryError:
            # Whatever was half built is garbage by now; the parent replaces this process.
            answer = {"exhausted": "memory"}
        finally:
            _unlimit()
            for file in files:
                file.close()
        channel.send(self._link, answer)

    def _files(self, inline: list[bool], blobs: list[bytes]) -> list[BinaryIO]:
        """Small files came as the last blobs, others come as descriptors; in the order of ``inline``."""
        descriptors = inline.count(False)
        handed_over = iter(channel.receive_files(self._link, descriptors) if descriptors else ())
        small = iter(blobs[len(blobs) - inline.count(True) :])
        return [BytesIO(next(small)) if is_inline else _file(next(handed_over)) for is_inline in inline]

    def _validate(
        self,
        request: dict[str, Any],
        blobs: list[bytes],
        files: list[BinaryIO],
        wanted: list[RevocationRequest],
    ) -> FileReport:
        trust, revocation = self._materials(request, blobs)
        proven = request["proven"]
        return validate_file(
            files[0],
            name=request["name"],
            trust=trust,
            revocation=revocation,
            policy=self._policy(request),
            at=datetime.fromisoformat(request["at"]),
            detached_content=files[1] if len(files) > 1 else None,
            proven=datetime.fromisoformat(proven) if proven else None,
            wanted=wanted,
        )

    def _policy(self, request: dict[str, Any]) -> Policy:
        """Read once: the parent names what this child has been given."""
        if request["policy_itself"] is not None:
            self._policies[request["policy"]] = Policy.from_json(request["policy_itself"])
        return self._policies[request["policy"]]

    def _materials(self, request: dict[str, Any], blobs: list[bytes]) -> Materials:
        """Parsed once: the parent names what this child already holds."""
        key = request["context"]
        if key not in self._contexts:
            anchors, intermediates, crls, ocsps = request["counts"]
            first, second, third = anchors, anchors + intermediates, anchors + intermediates + crls
            self._contexts[key] = (
                TrustAnchors.from_bytes(blobs[:first], blobs[first:second]),
                RevocationMaterial.from_bytes(blobs[second:third], blobs[third : third + ocsps]),
            )
            while len(self._contexts) > _CONTEXTS_KEPT:
                self._contexts.popitem(last=False)
        return self._contexts[key]


def _file(descriptor: int) -> BinaryIO:
    return os.fdopen(descriptor, "rb")


def _limit(cpu_seconds: float, address_space: int) -> None:
    """SIGPROF ends the process, even inside a library, once this request has used its CPU time.

    The soft limits can be lifted again for the next file; a library that blocks signals meets RLIMIT_CPU.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(cpu_seconds) + 2, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (address_space, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)


def _unlimit() -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _address_space() -> int:
    """Bytes of address space in use (Linux): limits are set above what the idle process already maps."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def main() -> None:
    """Entry point: the socket's descriptor is the only argument."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=int(sys.argv[1])) as link:
        Worker(link).serve()


if __name__ == "__main__":
    main()
