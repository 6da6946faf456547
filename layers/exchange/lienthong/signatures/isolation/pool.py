"""A few warm children that validate files; one that exceeds its limits is ended and replaced.

Works where there is no shared memory for semaphores (Lambda): sockets and ``subprocess`` only.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import SEEK_END
from types import TracebackType
from typing import Any, BinaryIO, cast

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.findings import Findings
from lienthong.signatures.isolation import channel
from lienthong.signatures.isolation.context import ValidationContext
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.report import FileReport, file_report
from lienthong.signatures.revocation import RevocationRequest

__all__ = ["Budget", "ChildEnded", "ValidationContext", "ValidationPool"]

MIB = 1024 * 1024
_START_SECONDS = 60.0
_IN_MEMORY = 64 * MIB
#: Up to here a file goes over the socket with the request; a descriptor costs more than copying so little.
_INLINE = 128 * 1024
_POLICIES_KEPT = 8


@dataclass(frozen=True, slots=True)
class Budget:
    """What one file may cost: fixed up to 10 MiB, in proportion beyond."""

    cpu_seconds: float = 2.0
    memory: int = 512 * MIB
    up_to: int = 10 * MIB
    cpu_per_mib: float = 0.05
    memory_per_byte: float = 4.0
    memory_most: int = 2048 * MIB

    def cpu_for(self, size: int) -> float:
        return self.cpu_seconds + max(0, size - self.up_to) / MIB * self.cpu_per_mib

    def memory_for(self, size: int) -> int:
        return min(self.memory + int(max(0, size - self.up_to) * self.memory_per_byte), self.memory_most)

    def wall_for(self, size: int) -> float:
        """A backstop for a child that sleeps instead of computing, generous on a busy machine."""
        return 10 * self.cpu_for(size) + 5


class ChildEnded(Exception):
    """The child ended or was ended while it worked; the text says by what."""


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    link: socket.socket
    idle_address_space: int
    contexts: deque[str] = field(default_factory=lambda: deque(maxlen=4))
    policies: set[str] = field(default_factory=set)

    def end(self) -> None:
        self.link.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class ValidationPool:
    """Validates files in child processes; safe to use from several threads.

    Args:
        size: children kept warm.
        budget: limits for each file.
    """

    def __init__(self, size: int = 1, budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        self._slots: queue.SimpleQueue[_Child | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._size = size
        self._policies: dict[int, _NamedPolicy] = {}
        for _ in range(size):
            self._slots.put(None)

    def __enter__(self) -> ValidationPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start every child now rather than with the first file."""
        children = [self._slots.get() for _ in range(self._size)]
        for child in children:
            self._slots.put(child or _start())

    def close(self) -> None:
        """End all children."""
        self._closed.set()
        for _ in range(self._size):
            child = self._slots.get()
            if child is not None:
                child.end()

    def validate(
        self,
        content: BinaryIO | bytes,
        *,
        name: str,
        context: ValidationContext,
        at: datetime,
        policy: Policy = DEFAULT,
        detached_content: BinaryIO | bytes | None = None,
        proven: datetime | None = None,
        wanted: list[RevocationRequest] | None = None,
    ) -> FileReport:
        """Like :func:`lienthong.signatures.validator.validate_file`, but never costs more than the budget.

        What exceeds it is INDETERMINATE with RESOURCE_LIMIT; the file itself cannot make this raise.
        """
        request: dict[str, Any] = {
            "name": name,
            "at": at.isoformat(),
            "proven": proven.isoformat() if proven else None,
            "context": context.digest,
            "counts": context.counts,
        }
        contents = [content] if detached_content is None else [content, detached_content]
        with contextlib.ExitStack() as open_files:
            files = [
                small if isinstance(small, bytes) and len(small) <= _INLINE else _opened(small, open_files)
                for small in contents
            ]
            child = self._take()
            try:
                answer = self._ask(child, request, context, self._named(policy), files)
            except ChildEnded as fault:
                child.end()
                self._slots.put(None)
                return _limited(name, policy, fault)
            except BaseException:
                child.end()
                self._slots.put(None)
                raise
            self._slots.put(child)
            if wanted is not None:
                wanted.extend(
                    RevocationRequest(kind, url, bytes.fromhex(body), certificate)
                    for kind, url, body, certificate in answer["wanted"]
                )
            return FileReport.from_json(answer["report"])

    def _named(self, policy: Policy) -> _NamedPolicy:
        """The policy with its digest; of a policy that was seen before nothing is computed again."""
        known = self._policies.get(id(policy))
        if known is None or known.policy is not policy:
            while len(self._policies) >= _POLICIES_KEPT:
                self._policies.pop(next(iter(self._policies)))
            known = self._policies[id(policy)] = _NamedPolicy(policy)
        return known

    def _take(self) -> _Child:
        """A living child: one that something outside ended says nothing about the next file."""
        child = self._slots.get()
        if child is not None and child.process.poll() is not None:
            child.end()
            child = None
        try:
            return child or _start()
        except BaseException:
            self._slots.put(None)
            raise

    def _ask(
        self,
        child: _Child,
        request: dict[str, Any],
        context: ValidationContext,
        policy: _NamedPolicy,
        files: list[BinaryIO | bytes],
    ) -> dict[str, Any]:
        size = sum(map(_size_of, files))
        descriptors = [file.fileno() for file in files if not isinstance(file, bytes)]
        request |= {
            "inline": [isinstance(file, bytes) for file in files],
            "policy": policy.digest,
            "policy_itself": None if policy.digest in child.policies else policy.document,
            "cpu_seconds": self._budget.cpu_for(size),
            "address_space": child.idle_address_space + self._budget.memory_for(size),
        }
        known = context.digest in child.contexts
        child.link.settimeout(self._budget.wall_for(size))
        try:
            inline = [file for file in files if isinstance(file, bytes)]
            channel.send(child.link, request, inline if known else (*context.blobs, *inline))
            if descriptors:
                channel.send_files(child.link, descriptors)
            answer, _ = channel.receive(child.link)
        except TimeoutError as fault:
            raise ChildEnded(_TIME) from fault
        except channel.ChannelClosed as fault:
            raise ChildEnded(_why_it_ended(child.process)) from fault
        child.policies.add(policy.digest)
        if not known:
            child.contexts.append(context.digest)
        if "report" not in answer:
            raise ChildEnded(_MEMORY)
        return answer


class _NamedPolicy:
    """A policy as data and by the digest under which children remember it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.document = policy.to_json()
        self.digest = hashlib.sha256(json.dumps(self.document, sort_keys=True).encode()).hexdigest()


def _size_of(file: BinaryIO | bytes) -> int:
    if isinstance(file, bytes):
        return len(file)
    size = file.seek(0, SEEK_END)
    file.seek(0)
    return size


_TIME = Bilingual("it took too much computing time", "việc kiểm tra cần quá nhiều thời gian xử lý")
_MEMORY = Bilingual("it took too much memory", "việc kiểm tra cần quá nhiều bộ nhớ")
_CRASH = Bilingual("the file brought the checking process down", "tệp làm dừng tiến trình kiểm tra")


def _why_it_ended(process: subprocess.Popen[bytes]) -> Bilingual:
    code = process.wait(timeout=30)
    return _TIME if -code in (signal.SIGPROF, signal.SIGXCPU) else _CRASH


def _limited(name: str, policy: Policy, fault: ChildEnded) -> FileReport:
    findings = Findings(policy, name)
    findings.add("resource.limit", what=fault.args[0])
    return file_report(
        file=name,
        format="unknown",
        media_type="application/octet-stream",
        policy=policy.label,
        findings=findings,
    )


def _start() -> _Child:
    """A child with one socket and nothing of the parent's environment but the way to its modules."""
    ours, theirs = socket.socketpair()
    environment = {key: os.environ[key] for key in ("LD_LIBRARY_PATH", "LANG", "TZ") if key in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(entry for entry in sys.path if entry)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-s", "-m", "lienthong.signatures.isolation.worker", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment,
            cwd="/",
        )
    ours.settimeout(_START_SECONDS)
    try:
        ready, _ = channel.receive(ours)
    except (channel.ChannelClosed, TimeoutError):
        process.kill()
        process.wait()
        ours.close()
        raise
    return _Child(process, ours, ready["address_space"])


def _opened(content: BinaryIO | bytes, open_files: contextlib.ExitStack) -> BinaryIO:
    return open_files.enter_context(_as_file(content))


@contextlib.contextmanager
def _as_file(content: BinaryIO | bytes) -> Iterator[BinaryIO]:
    """Something with a descriptor: the stream itself, or an unlinked copy."""
    if not isinstance(content, bytes) and _has_descriptor(content):
        yield content
        return
    with _unnamed_file(content) as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            content.seek(0)
            while chunk := content.read(MIB):
                file.write(chunk)
        file.flush()
        yield file


def _unnamed_file(content: BinaryIO | bytes) -> BinaryIO:
    """Memory for what is in memory already, the disk for streams of unknown length."""
    if isinstance(content, bytes) and len(content) <= _IN_MEMORY:
        return cast(BinaryIO, os.fdopen(os.memfd_create("content"), "w+b", buffering=0))
    return cast(BinaryIO, tempfile.TemporaryFile())


def _has_descriptor(stream: BinaryIO) -> bool:
    if isinstance(stream, tempfile.SpooledTemporaryFile):
        return False
    try:
        stream.fileno()
    except OSError:
        return False
    return True
