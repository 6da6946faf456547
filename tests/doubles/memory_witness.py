"""Witnesses in memory, which keep the rules of C2SP tlog-witness, and an authority with real tokens."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lienthong.errors import Unavailable
from lienthong.ports import Clock
from lienthong.tlog.notes import VerifierKey
from lienthong.tlog.witness import Remembered, WitnessAnswer, WitnessRequest, add_checkpoint, parse_request
from tests.builders.note_keys import SeededSigner, witness_signer
from tests.builders.signing_pki import province, stamp

Answering = Callable[[WitnessRequest, WitnessAnswer], WitnessAnswer]


@dataclass
class MemoryWitness:
    """One witness; ``answering`` may put something else in the place of its answer."""

    signer: SeededSigner
    logs: Mapping[str, VerifierKey]
    clock: Clock
    remembered: Remembered = field(default_factory=Remembered)
    is_away: bool = False
    answering: Answering | None = None
    asked: list[int] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add_checkpoint(self, body: bytes) -> WitnessAnswer:
        request = parse_request(body)
        with self._lock:
            self.asked.append(request.old_size)
            if self.is_away:
                raise Unavailable
            answer = add_checkpoint(request, self.logs, self.remembered, self.signer, self.clock.now())
            self.remembered = answer.remember or self.remembered
        return self.answering(request, answer) if self.answering else answer


class MemoryWitnesses:
    """:class:`lienthong.ports.Witnesses`: witnesses by name, at addresses that end with it."""

    def __init__(self, log: VerifierKey, clock: Clock, names: tuple[str, ...]) -> None:
        self.by_name = {
            name: MemoryWitness(witness_signer(f"{name}.example"), {log.name: log}, clock) for name in names
        }

    def add_checkpoint(self, url: str, request: WitnessRequest) -> WitnessAnswer:
        return self.by_name[url.rpartition("/")[2]].add_checkpoint(request.to_bytes())

    def policy(self, quorum: str = "all") -> bytes:
        """The policy file that names all of them."""
        lines = [
            f"witness {name} {witness.signer.key} https://witness.example/{name}"
            for name, witness in self.by_name.items()
        ]
        group = f"group everybody {quorum} {' '.join(self.by_name)}"
        return "\n".join([*lines, group, "quorum everybody", ""]).encode()


@dataclass
class MemoryTimeStamping:
    """:class:`lienthong.ports.TimeStamping` under the test's clock; no two tokens are the same."""

    clock: Clock
    is_away: bool = False
    stamped: list[bytes] = field(default_factory=list)
    _nonces: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def stamp(self, sha256: bytes) -> bytes:
        if self.is_away:
            raise Unavailable
        token = stamp(province().tsa, b"", self.clock.now(), imprint=sha256, nonce=next(self._nonces))
        self.stamped.append(token)
        return token
