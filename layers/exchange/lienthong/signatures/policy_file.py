"""The policy as a file: YAML that people write and review, read into :class:`Policy` with all faults at once.

Only who starts a validation with a policy of its own needs this module: the validate function and the
command. Both shipped policies stand in ``policies/`` and are, by a test, the ones in :mod:`policy`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import yaml

from lienthong.errors import Fault, Rejected
from lienthong.signatures.catalogue import CATALOGUE
from lienthong.signatures.policy import DEFAULT, DIGESTS_UNTIL, Limits, Policy

SHIPPED: Final = ("default", "original")
"""Names of the policies that come with the package."""

LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {"fail": "fail", "warn": "warn", "inform": "info", "ignore": "ignore"}
)
"""What a constraint may say, and the finding's severity that it leads to."""

BYTES_MOST: Final = 64 * 1024
BRACKETS_MOST: Final = 500
"""PyYAML's time grows with the square of open brackets; a policy has a handful."""
NUMBER_MOST: Final = 2**40
"""Far beyond every sensible limit, and small enough for everything that calculates with it."""

ALWAYS: Final = DIGESTS_UNTIL["sha256"]
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}\Z")
_NUMBER: Final = re.compile(r"[0-9]{1,13}\Z")


class PolicyInvalid(Rejected):
    """A policy file that cannot be used; ``faults`` names every one with its line."""

    code = "policy.invalid"
    en = "The policy file {file} has {count} fault(s). Correct each one listed; nothing was checked."
    vi = "Tệp chính sách {file} có {count} lỗi. Đề nghị sửa từng lỗi được nêu; chưa có tệp nào được kiểm tra."


def adjustable() -> tuple[str, ...]:
    """Codes of the constraints that a policy may change; the others decide integrity and stay failures."""
    return tuple(sorted(code for code, rule in CATALOGUE.items() if not rule.fixed))


def shipped_policy(name: str) -> Policy:
    """One of :data:`SHIPPED`.

    Raises:
        FileNotFoundError: there is no such policy.
    """
    path = resources.files("lienthong.signatures") / "policies" / f"{name}.yaml"
    return read_policy(path.read_bytes(), path.name)


def read_policy(content: bytes, file: str) -> Policy:
    """The policy that YAML states; what it leaves out is as in the default policy.

    Args:
        content: the file, UTF-8, at most :data:`BYTES_MOST` bytes, without aliases.
        file: how errors call it.

    Raises:
        PolicyInvalid: with every fault found.
    """
    reader = _Reader()
    policy = reader.read(content)
    if policy is None or reader.faults:
        raise PolicyInvalid(faults=reader.faults, file=file, count=len(reader.faults))
    return policy


_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "policy.size": (
        "there are more than {most} bytes or {brackets} brackets; a policy is a page or two.",
        "tệp có hơn {most} byte hoặc {brackets} dấu ngoặc; một chính sách chỉ dài một, hai trang.",
    ),
    "policy.yaml": ("this is not YAML in UTF-8: {why}.", "không phải YAML mã hóa UTF-8: {why}."),
    "policy.alias": (
        "anchors and aliases (& and *) are not used here; write the value out.",
        "không dùng neo và bí danh (& và *); đề nghị ghi đủ giá trị.",
    ),
    "policy.mapping": (
        "a list of 'name: value' is expected here.",
        "cần danh sách dạng 'tên: giá trị' tại đây.",
    ),
    "policy.list": ("a list ('- …') is expected here.", "cần danh sách dạng '- …' tại đây."),
    "policy.twice": ("'{name}' stands here twice; keep one.", "'{name}' được ghi hai lần; chỉ giữ lại một."),
    "policy.unknown": (
        "'{name}' is unknown here. Known: {known}.",
        "không có mục '{name}'. Các mục được dùng: {known}.",
    ),
    "policy.missing": ("'{name}' is missing.", "thiếu '{name}'."),
    "policy.constraint-unknown": (
        "there is no constraint '{name}'. Similar: {known}.",
        "không có quy tắc '{name}'. Gần giống: {known}.",
    ),
    "policy.constraint-fixed": (
        "'{name}' decides whether the content is intact and cannot be changed; remove the line.",
        "'{name}' quyết định tính toàn vẹn của nội dung nên không thay đổi được; đề nghị bỏ dòng này.",
    ),
    "policy.level": ("'{value}' is not one of {known}.", "'{value}' không thuộc các mức {known}."),
    "policy.name": (
        "'{value}' is no name: small letters, digits, '.' and '-', at most 64.",
        "'{value}' không phải tên hợp lệ: chữ thường, chữ số, dấu '.' và '-', tối đa 64 ký tự.",
    ),
    "policy.date": (
        "'{value}' is neither a date (2029-01-01) nor 'always' nor 'never'.",
        "'{value}' không phải ngày (2029-01-01), cũng không phải 'always' hay 'never'.",
    ),
    "policy.number": (
        "'{value}' is no whole number from {least} to {most}.",
        "'{value}' không phải số nguyên từ {least} đến {most}.",
    ),
    "policy.order": (
        "key sizes are listed from the largest to the smallest.",
        "độ dài khóa được liệt kê từ lớn đến nhỏ.",
    ),
}


@dataclass(slots=True)
class _Reader:
    """Reads one file; complaints are gathered, and what cannot be read keeps its default."""

    faults: list[Fault] = field(default_factory=list)

    def read(self, content: bytes) -> Policy | None:
        root = self._compose(content)
        if root is None:
            return None
        found: dict[str, Any] = {}
        entries = self._entries(root, "")
        for name in ("name", "version"):
            if name not in entries:
                self._complain(root, f"/{name}", "policy.missing", name=name)
        for name, node in entries.items():
            reader = _SECTIONS.get(name)
            if reader is None:
                self._complain(node, f"/{name}", "policy.unknown", name=name, known=", ".join(_SECTIONS))
            else:
                found |= reader(self, node, f"/{name}")
        return Policy(**found)

    def _compose(self, content: bytes) -> yaml.Node | None:
        if len(content) > BYTES_MOST or content.count(b"[") + content.count(b"{") > BRACKETS_MOST:
            self._complain(None, "", "policy.size", most=BYTES_MOST, brackets=BRACKETS_MOST)
            return None
        try:
            text = content.decode("utf-8")
            for event in yaml.parse(text, Loader=yaml.SafeLoader):
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    self._complain(event, "", "policy.alias")
                    return None
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except UnicodeDecodeError as fault:
            self._complain(None, "", "policy.yaml", why=f"byte {fault.start}")
            return None
        except yaml.MarkedYAMLError as fault:
            self._complain(None, "", "policy.yaml", why=_where(fault))
            return None
        except (yaml.YAMLError, RecursionError) as fault:
            self._complain(None, "", "policy.yaml", why=str(fault).splitlines()[0])
            return None
        if root is None:
            self._complain(None, "", "policy.mapping")
        return root

    # --- sections --------------------------------------------------------------------------------

    def name(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        return {"name": self._label(node, pointer)}

    def version(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        return {"version": self._label(node, pointer)}

    def description(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        """For readers of the file; nothing is concluded from it."""
        self._known(self._entries(node, pointer), ("en", "vi"), pointer)
        return {}

    def constraints(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        levels: dict[str, str] = {}
        for code, value in self._entries(node, pointer).items():
            rule, place = CATALOGUE.get(code), f"{pointer}/{code}"
            level = LEVELS.get(_text(value))
            if rule is None:
                self._complain(value, place, "policy.constraint-unknown", name=code, known=_similar(code))
            elif rule.fixed:
                self._complain(value, place, "policy.constraint-fixed", name=code)
            elif level is None:
                self._complain(value, place, "policy.level", value=_text(value), known=", ".join(LEVELS))
            elif level != rule.severity.value:
                # Only what differs is kept, so that a file that repeats the defaults is the default.
                levels[code] = level
        return {"levels": MappingProxyType(levels)}

    def algorithms(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        entries = self._entries(node, pointer)
        self._known(entries, tuple(_ALGORITHMS), pointer)
        found: dict[str, object] = {}
        for name, value in entries.items():
            if name in _ALGORITHMS:
                found |= _ALGORITHMS[name](self, value, f"{pointer}/{name}")
        return found

    def digests(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        entries = self._entries(node, pointer)
        self._known(entries, tuple(DIGESTS_UNTIL), pointer)
        until = {
            name: self._until(value, f"{pointer}/{name}")
            for name, value in entries.items()
            if name in DIGESTS_UNTIL
        }
        return {"digests_until": MappingProxyType({**DIGESTS_UNTIL, **until})}

    def rsa(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        """Smallest modulus in bits → accepted until; what is smaller than all was never accepted."""
        if not isinstance(node, yaml.SequenceNode):
            self._complain(node, pointer, "policy.list")
            return {}
        steps: list[tuple[int, datetime]] = []
        for index, item in enumerate(node.value):
            place = f"{pointer}/{index}"
            entries = self._entries(item, place)
            self._known(entries, ("bits", "until"), place)
            for missing in {"bits", "until"} - entries.keys():
                self._complain(item, f"{place}/{missing}", "policy.missing", name=missing)
            if {"bits", "until"} <= entries.keys():
                bits = self._number(entries["bits"], f"{place}/bits", 512, 65536)
                steps.append((bits, self._until(entries["until"], f"{place}/until")))
        if steps != sorted(steps, key=lambda step: -step[0]):
            self._complain(node, pointer, "policy.order")
        return {"rsa_until": tuple(steps)}

    def ec_bits(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        return {"ec_bits_minimum": self._number(node, pointer, 160, 1024)}

    def clock_skew(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        return {"clock_skew": timedelta(seconds=self._number(node, pointer, 0, 86_400))}

    def limits(self, node: yaml.Node, pointer: str) -> dict[str, object]:
        entries, known = self._entries(node, pointer), tuple(limit.name for limit in fields(Limits))
        self._known(entries, known, pointer)
        found = {
            name: self._number(value, f"{pointer}/{name}", 1, NUMBER_MOST)
            for name, value in entries.items()
            if name in known
        }
        return {"limits": Limits(**(asdict(DEFAULT.limits) | found))}

    # --- values ----------------------------------------------------------------------------------

    def _entries(self, node: yaml.Node, pointer: str) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._complain(node, pointer, "policy.mapping")
            return {}
        entries: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = _text(key)
            if name in entries:
                self._complain(key, f"{pointer}/{name}", "policy.twice", name=name)
            entries[name] = value
        return entries

    def _known(self, entries: Mapping[str, yaml.Node], known: tuple[str, ...], pointer: str) -> None:
        for name, node in entries.items():
            if name not in known:
                self._complain(node, f"{pointer}/{name}", "policy.unknown", name=name, known=", ".join(known))

    def _label(self, node: yaml.Node, pointer: str) -> str:
        text = _text(node)
        if not _NAME.match(text):
            self._complain(node, pointer, "policy.name", value=text)
        return text

    def _until(self, node: yaml.Node, pointer: str) -> datetime:
        text = _text(node)
        if text in ("always", "never"):
            return ALWAYS if text == "always" else NEVER
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self._complain(node, pointer, "policy.date", value=text)
            return NEVER
        return datetime(day.year, day.month, day.day, tzinfo=UTC)

    def _number(self, node: yaml.Node, pointer: str, least: int, most: int) -> int:
        text = _text(node)
        if _NUMBER.match(text) and least <= int(text) <= most:
            return int(text)
        self._complain(node, pointer, "policy.number", value=text, least=least, most=most)
        return least

    def _complain(
        self, where: yaml.Node | yaml.Event | None, pointer: str, code: str, **facts: object
    ) -> None:
        line = 0 if where is None or where.start_mark is None else where.start_mark.line + 1
        said = {name: _cut(str(value)) for name, value in facts.items()}
        en, vi = (text.format_map(said) for text in _TEXTS[code])
        if line:
            en, vi = f"line {line}: {en}", f"dòng {line}: {vi}"
        self.faults.append(Fault(pointer, code, en, vi))


_Section = Callable[[_Reader, yaml.Node, str], dict[str, object]]
_SECTIONS: Final[Mapping[str, _Section]] = {
    "name": _Reader.name,
    "version": _Reader.version,
    "description": _Reader.description,
    "constraints": _Reader.constraints,
    "algorithms": _Reader.algorithms,
    "clock_skew_seconds": _Reader.clock_skew,
    "limits": _Reader.limits,
}
_ALGORITHMS: Final[Mapping[str, _Section]] = {
    "digests": _Reader.digests,
    "rsa": _Reader.rsa,
    "ec_bits": _Reader.ec_bits,
}


def _text(node: yaml.Node) -> str:
    """A scalar as it is written: `1` and `"1"` are the same version, 2029-01-01 stays what was typed."""
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else "…"


def _cut(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"


def _where(fault: yaml.MarkedYAMLError) -> str:
    line = fault.problem_mark.line + 1 if fault.problem_mark else 0
    return f"{fault.problem}, line {line}"


def _similar(code: str) -> str:
    from difflib import get_close_matches

    return ", ".join(get_close_matches(code, adjustable(), n=3)) or ", ".join(adjustable()[:3]) + " …"
