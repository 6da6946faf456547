"""The rows: what is measured, beside whom, and what the bar is."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from bench.validation import inputs, peers
from bench.validation.inputs import KIB, MIB
from bench.validation.timing import Pair, compare, milliseconds
from lienthong.signatures.certificates import load_certificate
from lienthong.signatures.content import Content
from lienthong.signatures.crl import Crl, load_crl
from lienthong.signatures.isolation.pool import ValidationPool
from lienthong.signatures.report import FileReport, Indication
from lienthong.signatures.trust import RevocationMaterial, TrustAnchors
from lienthong.signatures.validator import preload_engines, validate_file
from tests.builders.signing_pki import NOW, CmsPlan, issue, province


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the files are; a trial run takes small ones."""

    small: int = 10 * KIB
    large: int = 20 * MIB
    xml: int = 1 * MIB
    crl_entries: int = 50_000
    pages: int = 1_000
    signatures: int = 6
    attachment: int = 1024 * MIB
    seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Row:
    """One bar. ``measured`` and ``bar`` are in ``unit``: a ratio to the peer, milliseconds, or MiB."""

    name: str
    peer: str
    measured: float
    bar: float
    unit: str = "×"
    peer_ms: float | None = None
    ours_ms: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.measured <= self.bar


class NotPassed(RuntimeError):
    """A file that should pass does not: what it takes to reject it is no measure."""


def _ratio(name: str, peer: str, pair: Pair, bar: float) -> Row:
    return Row(name, peer, pair.ratio, bar, "×", pair.peer, pair.ours)


class Bench:
    """Measures the rows one by one."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._trust: TrustAnchors = province().trust
        self._revocation: RevocationMaterial = province().revocation()
        self._context = inputs.context()

    def rows(self) -> Iterator[tuple[str, Callable[[], list[Row]]]]:
        """A title for the progress, and how its rows are measured."""
        preload_engines()
        # First, while no child of ours has been larger.
        yield "1 GiB", self._memory
        yield "CAdES-B-T", self._cades
        yield "PAdES-B", self._pades
        yield "XAdES-B", self._xades
        yield "ASiC", self._asic
        yield "CRL", self._crl
        yield "PDF: pages and signatures", self._many_pages

    def _compare(self, peer: Callable[[], object], ours: Callable[[], object]) -> Pair:
        return compare(peer, ours, self._sizes.seconds)

    def _validate(self, file: bytes, content: BinaryIO | bytes | None = None) -> FileReport:
        return _passed(
            validate_file(
                file,
                name="x",
                trust=self._trust,
                revocation=self._revocation,
                at=NOW,
                detached_content=content,
            )
        )

    def _cades(self) -> list[Row]:
        libcrypto = peers.Libcrypto([province().root.der])
        bars = ((self._sizes.small, 4.0), (self._sizes.large, 1.3))
        return [row for size, bar in bars for row in self._cades_of(size, bar, libcrypto)]

    def _cades_of(self, size: int, bar: float, libcrypto: peers.Libcrypto) -> list[Row]:
        signed = inputs.cades(size)
        peer = partial(libcrypto.verify, signed.signature, signed.content)
        with _opened(signed.content) as file, ValidationPool() as pool:
            pool.warm()
            # As the exchange has them: small files in memory, larger ones on a disk.
            content = signed.content if size <= 128 * KIB else file
            direct = self._compare(peer, partial(self._validate, signed.signature, signed.content))
            apart = self._compare(peer, partial(self._isolated, pool, signed.signature, content))
        name = f"CAdES-B-T, {_size(size)}"
        return [
            _ratio(name, "libcrypto CMS_verify", direct, bar),
            _ratio(f"{name}, isolated", "libcrypto CMS_verify", apart, bar),
        ]

    def _isolated(
        self, pool: ValidationPool, file: bytes | BinaryIO, content: bytes | BinaryIO | None = None
    ) -> FileReport:
        return _passed(pool.validate(file, name="x", context=self._context, at=NOW, detached_content=content))

    def _pades(self) -> list[Row]:
        bars = ((self._sizes.small, 1.0), (self._sizes.large, 0.6))
        return [self._pades_of(size, bar) for size, bar in bars]

    def _pades_of(self, size: int, bar: float) -> Row:
        with tempfile.TemporaryDirectory() as folder, ValidationPool() as pool:
            pool.warm()
            path = Path(folder, "x.pdf")
            path.write_bytes(inputs.pades(size))
            pair = self._compare(partial(peers.pdfsig, path), partial(self._isolated_file, pool, path))
        return _ratio(f"PAdES-B, {_size(size)}, isolated", "the process pdfsig -nocert", pair, bar)

    def _isolated_file(self, pool: ValidationPool, path: Path) -> None:
        with path.open("rb") as file:
            self._isolated(pool, file)

    def _xades(self) -> list[Row]:
        document = inputs.xades(self._sizes.xml)
        pair = self._compare(
            lambda: peers.parse_canonicalise_hash(document), lambda: self._validate(document)
        )
        return [_ratio(f"XAdES-B, {_size(self._sizes.xml)}", "parse + c14n + SHA-256", pair, 1.5)]

    def _asic(self) -> list[Row]:
        container = inputs.asic(self._sizes.large)
        pair = self._compare(lambda: peers.unzip_and_hash(container), lambda: self._validate(container))
        return [_ratio(f"ASiC-E, {_size(self._sizes.large)}", "unzip + SHA-256", pair, 1.3)]

    def _crl(self) -> list[Row]:
        encoded, serial = inputs.crl(self._sizes.crl_entries)
        listed = load_certificate(issue("Bị thu hồi", province().ca, serial=serial).der)
        # A copy each time, so that nothing remembers the bytes.
        cold = self._compare(
            lambda: peers.parse_crl_and_look_up(encoded, serial),
            lambda: Crl(bytes(bytearray(encoded))).entry_for(listed),
        )
        load_crl(encoded).entry_for(listed)
        warm = min(milliseconds(lambda: load_crl(encoded).entry_for(listed)) for _ in range(100))
        return [
            _ratio(f"CRL of {self._sizes.crl_entries:,}, cold", "cryptography", cold, 1.5),
            Row(f"CRL of {self._sizes.crl_entries:,}, warm", "-", warm, 0.1, "ms"),
        ]

    def _many_pages(self) -> list[Row]:
        pdf = inputs.pades(self._sizes.small, pages=self._sizes.pages, signatures=self._sizes.signatures)
        took = min(milliseconds(lambda: self._validate(pdf)) for _ in range(3))
        name = f"{self._sizes.signatures} signatures, {self._sizes.pages:,} pages"
        return [Row(name, "-", took, 2_000, "ms")]

    def _memory(self) -> list[Row]:
        """The most memory that the child had resident; the file is read from a disk, as Lambda has it."""
        with tempfile.TemporaryFile() as file:
            signed = _sign_large(file, self._sizes.attachment)
            with ValidationPool() as pool:
                _passed(pool.validate(signed, name="x", context=self._context, at=NOW, detached_content=file))
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIB
        return [Row(f"detached attachment of {_size(self._sizes.attachment)}", "-", most, 200, "MiB")]


def _passed(report: FileReport) -> FileReport:
    if report.indication is not Indication.TOTAL_PASSED:
        everything = (*report.findings, *(f for s in report.signatures for f in s.findings))
        raise NotPassed(", ".join(finding.code for finding in everything))
    return report


@contextmanager
def _opened(content: bytes) -> Iterator[BinaryIO]:
    """The content as the exchange has it: a file with a descriptor."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        yield file


def _sign_large(file: BinaryIO, size: int) -> bytes:
    """Make the file this long, without content, and sign it."""
    file.truncate(size)
    digest = Content(file).digest("sha256")
    return CmsPlan(province().leader, b"", message_digests=[digest], stamp_with=province().tsa).build()


def _size(size: int) -> str:
    return f"{size // MIB} MiB" if size >= MIB else f"{size // KIB} KiB"
