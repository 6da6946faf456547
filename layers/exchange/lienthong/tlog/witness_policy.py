"""Which logs and witnesses are trusted, and how many of them are enough (C2SP tlog-policy)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from lienthong.tlog.checkpoints import VerifiedCheckpoint
from lienthong.tlog.cosignatures import (
    COSIGNATURE_ED25519,
    COSIGNATURE_ML_DSA_44,
    Cosignature,
    verify_cosignature,
)
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import ED25519, VerifierKey, parse_key

_NONE = "none"
_MOST_BYTES = 256 * 1024
#: Far above the 32 of each that the specification asks for.
_MOST_LINES = 2_000


class MalformedPolicy(TlogFault):
    """A policy file that says something else than tlog-policy allows."""

    code: ClassVar[str] = "log.policy-malformed"
    en = "The witness policy cannot be read: {what}. Correct that line; nothing is assumed in its place."
    vi = "Không đọc được tệp chính sách chứng kiến: {what}. Đề nghị sửa dòng đó; hệ thống không tự suy đoán."


@dataclass(frozen=True, slots=True)
class Party:
    """A log or a witness: its key, and where it can be asked; empty where the policy does not say."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Members of which at least ``least`` must have cosigned."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quorum:
    """What a checkpoint's cosignatures amount to.

    Attributes:
        met: whether the policy's quorum has cosigned.
        cosignatures: of the policy's witnesses, all that verify.
        faults: by witness name, cosignatures that are wrong.
    """

    met: bool
    cosignatures: tuple[Cosignature, ...]
    faults: Mapping[str, TlogFault]


@dataclass(frozen=True, slots=True)
class WitnessPolicy:
    """A policy; ``quorum`` names a witness or a group, or is ``none``."""

    logs: tuple[Party, ...]
    witnesses: Mapping[str, Party]
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = _NONE

    def judge(self, checkpoint: VerifiedCheckpoint) -> Quorum:
        """Count the cosignatures under a checkpoint; unknown ones are ignored."""
        found: dict[str, Cosignature] = {}
        faults: dict[str, TlogFault] = {}
        for name, witness in self.witnesses.items():
            try:
                cosignature = verify_cosignature(checkpoint, witness.key)
            except TlogFault as fault:
                faults[name] = fault
                continue
            if cosignature is not None:
                found[name] = cosignature
        met = self.quorum in self._witnessing(found)
        return Quorum(met, tuple(found.values()), faults)

    def _witnessing(self, cosigned: Iterable[str]) -> set[str]:
        """These witnesses, and every group that has enough of them; ``none`` always."""
        witnessing = {_NONE, *cosigned}
        # A group names only what stands before it, so one pass in the file's order settles all of them.
        for name, group in self.groups.items():
            if len(witnessing.intersection(group.members)) >= group.least:
                witnessing.add(name)
        return witnessing


def parse_policy(content: bytes) -> WitnessPolicy:
    """Read a policy file.

    Raises:
        MalformedPolicy: with the line and what is wrong with it.
        WrongKey: a key that is none.
    """
    allowed = all(byte in (9, 10) or (byte >= 0x20 and byte != 0x7F) for byte in content)
    if len(content) > _MOST_BYTES or not allowed:
        raise MalformedPolicy("size, control characters", "dung lượng, ký tự điều khiển")
    # Octets beyond ASCII are opaque; Latin-1 keeps each as it is.
    lines = content.decode("latin-1").split("\n")
    if len(lines) > _MOST_LINES:
        raise MalformedPolicy(f"{len(lines)} lines", f"{len(lines)} dòng")
    reader = _Reader()
    for number, line in enumerate(lines, start=1):
        words = line.replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if words and not words[0].startswith("#"):
            reader.read(number, words)
    return reader.policy()


class _Reader:
    """What has been read so far; names refer to lines before."""

    def __init__(self) -> None:
        self._logs: list[Party] = []
        self._witnesses: dict[str, Party] = {}
        self._groups: dict[str, Group] = {}
        self._members: set[str] = set()
        self._quorum: str | None = None

    def read(self, number: int, words: list[str]) -> None:
        match words:
            case ["log", key, *url] if len(url) < 2:
                self._add_log(number, key, url)
            case ["witness", name, key, *url] if len(url) < 2:
                self._add_witness(number, name, key, url)
            case ["group", name, least, *members] if members:
                self._add_group(number, name, least, members)
            case ["quorum", name] if self._quorum is None and (name == _NONE or self._is_known(name)):
                self._quorum = name
            case _:
                raise MalformedPolicy(
                    f"line {number}: {' '.join(words)[:60]}", f"dòng {number}: {' '.join(words)[:60]}"
                )

    def policy(self) -> WitnessPolicy:
        if self._quorum is None:
            raise MalformedPolicy("quorum")
        return WitnessPolicy(tuple(self._logs), self._witnesses, self._groups, self._quorum)

    def _is_known(self, name: str) -> bool:
        return name in self._witnesses or name in self._groups

    def _add_log(self, number: int, text: str, url: list[str]) -> None:
        key = parse_key(_utf8(text))
        if key.kind != ED25519 or any(log.key.public_key == key.public_key for log in self._logs):
            raise MalformedPolicy(f"line {number}: log {key.name}", f"dòng {number}: log {key.name}")
        self._logs.append(Party(key.name, key, "".join(url)))

    def _add_witness(self, number: int, name: str, text: str, url: list[str]) -> None:
        key = parse_key(_utf8(text))
        twice = any(witness.key.public_key == key.public_key for witness in self._witnesses.values())
        usable = key.kind in (COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44)
        if not usable or twice or self._is_known(name) or name == _NONE:
            raise MalformedPolicy(f"line {number}: witness {name}", f"dòng {number}: witness {name}")
        self._witnesses[name] = Party(name, key, "".join(url))

    def _add_group(self, number: int, name: str, least: str, members: list[str]) -> None:
        thresholds = {str(number): number for number in range(1, len(members) + 1)}
        wanted = {**thresholds, "any": 1, "all": len(members)}.get(least)
        sound = (
            not self._is_known(name)
            and name != _NONE
            and all(map(self._is_known, members))
            and len(set(members)) == len(members)
            and not self._members & set(members)
        )
        if wanted is None or not sound:
            raise MalformedPolicy(f"line {number}: group {name}", f"dòng {number}: group {name}")
        self._members |= set(members)
        self._groups[name] = Group(wanted, tuple(members))


def _utf8(text: str) -> str:
    """Key names are UTF-8 wherever they are compared with a note's."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        raise MalformedPolicy(text[:60]) from None
