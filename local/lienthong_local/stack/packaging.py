"""Functions and layers as archives, the same bytes for the same sources."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# The earliest time a zip file can name: an archive's bytes depend on its contents alone.
EPOCH = (1980, 1, 1, 0, 0, 0)
LEFT_OUT = ("__pycache__", ".mypy_cache", ".ruff_cache")


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file and its name, which is its SHA-256."""

    content: bytes

    @property
    def name(self) -> str:
        """Under which it is stored."""
        return f"{hashlib.sha256(self.content).hexdigest()}.zip"


def pack_function(folder: Path) -> Archive:
    """A function's folder as it is: its libraries are in the layers."""
    return _pack((path.relative_to(folder).as_posix(), path) for path in _files(folder))


def pack_layer_of_sources(folder: Path) -> Archive:
    """The packages that lie in a layer's folder, and none of the libraries that its requirements name.

    The embedded stack runs functions with the interpreter of the project's own environment, which has them;
    what a function finds in the real layer is what `tests/conformance` examines.
    """
    packages = (path for path in _files(folder) if path.parent != folder)
    return _pack((f"python/{path.relative_to(folder).as_posix()}", path) for path in packages)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part in LEFT_OUT for part in path.parts):
            yield path


def _pack(entries: Iterable[tuple[str, Path]]) -> Archive:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in entries:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return Archive(buffer.getvalue())
