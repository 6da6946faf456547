"""A log as the sequencer grows it, for who reads, watches or witnesses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lienthong.tlog.checkpoints import TreeHead, VerifiedCheckpoint, parse_checkpoint, sign_checkpoint
from lienthong.tlog.growth import Edge, grow
from lienthong.tlog.merkle import EMPTY_ROOT, consistency_proof
from lienthong.tlog.tiles import nodes_of
from lienthong.tlog.witness import WitnessRequest
from tests.builders.note_keys import SeededSigner, signer

LOG = signer("lienthong.example/log")


def _entry(number: int) -> bytes:
    return f"entry {number}".encode()


@dataclass(slots=True)
class Log:
    """Every file that was ever written, and the root after each step."""

    origin: SeededSigner = LOG
    edge: Edge = field(default_factory=Edge)
    files: dict[str, bytes] = field(default_factory=dict)
    roots: dict[int, bytes] = field(default_factory=lambda: {0: EMPTY_ROOT})

    def append(self, count: int, entry: Callable[[int], bytes] = _entry) -> None:
        start = self.edge.size
        growth = grow(self.edge, [entry(number) for number in range(start, start + count)])
        self.edge = growth.edge
        self.files.update(growth.files)
        self.roots[self.edge.size] = self.edge.root

    def head(self, size: int) -> TreeHead:
        return TreeHead(self.origin.key.name, size, self.roots[size])

    def checkpoint(self, size: int, *, root: bytes | None = None) -> VerifiedCheckpoint:
        head = TreeHead(self.origin.key.name, size, root or self.roots[size])
        return sign_checkpoint(head, self.origin)

    def request(self, old: int, new: int, *, root: bytes | None = None) -> WitnessRequest:
        proof = consistency_proof(min(old, new), new, nodes_of(self.edge.size, self.files.__getitem__))
        checkpoint = parse_checkpoint(self.checkpoint(new, root=root).note.to_bytes())
        return WitnessRequest(old, proof, checkpoint)

    def lay(self, folder: Path, size: int | None = None) -> Path:
        """The log as a folder of files, its newest checkpoint of ``size``."""
        note = self.checkpoint(self.edge.size if size is None else size).note.to_bytes()
        for path, raw in {**self.files, "checkpoint": note}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(raw)
        return folder


def grown(*steps: int, fork_at: int | None = None) -> Log:
    """A log grown in these steps; from entry ``fork_at`` on it holds others than its twin without."""
    log = Log()
    for step in steps:
        log.append(step, lambda number: b"forged" if number == fork_at else _entry(number))
    return log
