"""What a witness has cosigned, in a folder that only one process uses, so that no crash makes it forget.

======================  ====================================================================================
``witness.json``        the folder's own id, the witness's key, and the origins that have been taken in
``<origin>.checkpoint`` for each log the newest checkpoint that was cosigned, with the log's signature and
                        ours: a signed note that ``lienthong log check --from`` takes as it is
``evidence/``           two checkpoints of one log that contradict each other
``lock``                held while a process serves
======================  ====================================================================================

Rules:

1. A log's file is its own proof: without our cosignature over it, it is damaged, and nothing is cosigned. A
   log of which nothing has been cosigned yet has a file too: the empty tree, cosigned by us and shown to
   nobody. So a file that is cut, emptied or gone is never taken for a log that is new.
2. Nothing is kept in memory between two decisions: what a failed write has left on the disk is seen.
3. Beside the key file stands ``<key file>.used`` with the folder's id: a key that has cosigned does not start
   over because somebody named another folder, or because a disk is not mounted.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from lienthong.tlog.checkpoints import TreeHead, UnverifiedCheckpoint, parse_checkpoint
from lienthong.tlog.cosignatures import cosign, verify_cosignature
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.merkle import EMPTY_ROOT
from lienthong.tlog.notes import NoteSignature, NoteSigner, UnverifiedNote
from lienthong.tlog.witness import Remembered
from lienthong_client import durable
from lienthong_client.durable import Disk, LocalDisk
from lienthong_client.errors import FileUnwritable
from lienthong_client.witness.errors import (
    StateDamaged,
    StateInUse,
    StateLost,
    StateOfAnother,
    StateUnreadable,
)

_VERSION = 1
_ABOUT = "witness.json"
_LOCK = "lock"
_EVIDENCE = "evidence"
#: Only the log itself can make evidence against it; so many files say enough.
_MOST_EVIDENCE = 100
_OTHER_CHARACTERS = re.compile(r"[^A-Za-z0-9.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _About:
    """What ``witness.json`` holds."""

    identity: str
    key: str
    logs: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        document = {"v": _VERSION, "id": self.identity, "key": self.key, "logs": list(self.logs)}
        return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


class WitnessMemory:
    """The folder, held by this process; :func:`opened_memory` opens it. One caller at a time for each log."""

    def __init__(self, folder: Path, signer: NoteSigner, disk: Disk) -> None:
        self._folder, self._signer, self._disk = folder, signer, disk
        #: Whether :func:`opened_memory` could note beside the key which folder belongs to it.
        self.is_marked = True

    def newest(self, origin: str) -> UnverifiedCheckpoint:
        """The newest checkpoint that was cosigned; the empty tree, under our cosignature alone, before any.

        Raises:
            StateDamaged: the file is gone, or not what we have written.
            StateUnreadable: the system does not give it now.
        """
        path = self._path(origin)
        try:
            checkpoint = parse_checkpoint(self._disk.read(path))
            is_ours = verify_cosignature(checkpoint, self._signer.key) is not None
        except (TlogFault, FileNotFoundError, IsADirectoryError):
            raise StateDamaged(path=str(path)) from None
        except OSError as refused:
            why = refused.strerror or type(refused).__name__
            raise StateUnreadable(path=str(path), why=why) from refused
        if not is_ours or checkpoint.head.origin != origin:
            raise StateDamaged(path=str(path))
        return checkpoint

    def remembered(self, origin: str) -> Remembered:
        """The newest tree that was cosigned.

        Raises:
            StateDamaged, StateUnreadable
        """
        head = self.newest(origin).head
        return Remembered(head.size, head.root)

    def remember(self, note: UnverifiedNote, origin: str, cosignature: NoteSignature) -> None:
        """Keep the log's note, with our cosignature below it.

        Raises:
            OSError: the one before stands there, or this one; nothing may be answered.
        """
        kept = note.with_signatures((cosignature,))
        durable.replace(self._path(origin), kept.to_bytes(), self._disk)

    def keep_evidence(self, name: str, content: bytes) -> Path | None:
        """Keep a contradiction of the log's; ``None`` where there are many already.

        Raises:
            OSError
        """
        folder = self._folder / _EVIDENCE
        folder.mkdir(exist_ok=True)
        path = folder / name
        if not path.exists():
            if sum(1 for _ in folder.iterdir()) >= _MOST_EVIDENCE:
                return None
            durable.replace(path, content, self._disk)
        return path

    def _path(self, origin: str) -> Path:
        """A name that people recognise, and that no two origins share."""
        readable = _OTHER_CHARACTERS.sub("_", origin)[:80].lstrip(".")
        return self._folder / f"{readable}-{hashlib.sha256(origin.encode()).hexdigest()[:16]}.checkpoint"

    # --- opening -----------------------------------------------------------------------------------

    def read_about(self) -> _About | None:
        """What the folder says about itself; ``None`` in a new one.

        Raises:
            StateDamaged, StateOfAnother
        """
        path = self._folder / _ABOUT
        try:
            content = self._disk.read(path)
        except FileNotFoundError:
            if any(self._folder.glob("*.checkpoint")):
                raise StateDamaged(path=str(path)) from None
            return None
        try:
            document = json.loads(content)
            about = _About(str(document["id"]), str(document["key"]), tuple(map(str, document["logs"])))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise StateDamaged(path=str(path)) from None
        if about.key != str(self._signer.key):
            raise StateOfAnother(path=str(self._folder), key=about.key)
        return about

    def begin(self) -> _About:
        """Make a new folder this witness's own."""
        about = _About(secrets.token_hex(16), str(self._signer.key))
        durable.replace(self._folder / _ABOUT, about.to_bytes(), self._disk)
        return about

    def take_in(self, about: _About, origins: Sequence[str]) -> None:
        """Give every new log its file, then enter it; what is entered has a file from then on.

        Raises:
            StateDamaged: the file of a log that is entered is gone or damaged.
        """
        new = [origin for origin in origins if origin not in about.logs]
        for origin in new:
            # A crash before the log was entered has left its file; that one is never written over.
            if not self._path(origin).exists():
                empty = TreeHead(origin, 0, EMPTY_ROOT)
                nothing = cosign(empty, self._signer, datetime.now(UTC))
                self.remember(UnverifiedNote(empty.text, ()), origin, nothing)
        for origin in origins:
            self.newest(origin)
        if new:
            entered = replace(about, logs=(*about.logs, *new))
            durable.replace(self._folder / _ABOUT, entered.to_bytes(), self._disk)


@contextmanager
def opened_memory(
    folder: Path, key_file: Path, signer: NoteSigner, origins: Sequence[str], disk: Disk | None = None
) -> Iterator[WitnessMemory]:
    """Open the folder for these logs, and hold it until the block ends.

    1. Lock the folder. 2. Read what it says about itself. 3. Compare with what stands beside the key.
    4. Begin, where folder and key are both new. 5. Note the folder beside the key. 6. Take in new logs, and
    read the file of every log.

    Raises:
        StateInUse, StateOfAnother, StateLost, StateDamaged, StateUnreadable, FileUnwritable
    """
    with ExitStack() as held:
        try:
            _make_folder(folder, key_file)
            held.enter_context(_locked(folder))
            memory = _open(folder, key_file, WitnessMemory(folder, signer, disk or LocalDisk()), origins)
        except OSError as refused:
            raise FileUnwritable(path=str(folder), why=refused.strerror or str(refused)) from refused
        yield memory


def _open(folder: Path, key_file: Path, memory: WitnessMemory, origins: Sequence[str]) -> WitnessMemory:
    about, marker = memory.read_about(), _marker_of(key_file)
    _require_same_folder(marker, about, folder)
    about = about or memory.begin()
    memory.is_marked = _mark(marker, about, folder)
    memory.take_in(about, origins)
    return memory


def _make_folder(folder: Path, key_file: Path) -> None:
    """A folder that is not there is made, but not for a key that has another one."""
    if not folder.exists():
        _require_same_folder(_marker_of(key_file), None, folder)
        # Whoever may open its lock could keep the witness from starting.
        folder.mkdir(mode=0o700, parents=True)


def _marker_of(key_file: Path) -> Path:
    return key_file.with_name(f"{key_file.name}.used")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateInUse(path=str(folder)) from None
        yield


def _require_same_folder(marker: Path, about: _About | None, folder: Path) -> None:
    try:
        document = json.loads(marker.read_bytes())
        identity, used = str(document["state"]), str(document["folder"])
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError, RecursionError):
        raise StateDamaged(path=str(marker)) from None
    if about is None or about.identity != identity:
        raise StateLost(folder=used, path=str(folder))


def _mark(marker: Path, about: _About, folder: Path) -> bool:
    """Note beside the key which folder belongs to it; whether that was possible."""
    content = json.dumps({"state": about.identity, "folder": str(folder.resolve())}).encode() + b"\n"
    try:
        if not marker.exists() or marker.read_bytes() != content:
            durable.replace(marker, content, LocalDisk())
    except OSError:
        return False
    return True
