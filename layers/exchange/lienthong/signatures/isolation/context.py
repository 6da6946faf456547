"""What a file is validated with, as bytes: it goes to a child once, and is named by digest afterwards."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class ValidationContext:
    """Trust and revocation data as DER (or PEM), sent to a child once and named by digest afterwards."""

    anchors: tuple[bytes, ...]
    intermediates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    @cached_property
    def digest(self) -> str:
        running = hashlib.sha256()
        for group in (self.anchors, self.intermediates, self.crls, self.ocsps):
            running.update(len(group).to_bytes(4, "big"))
            for item in group:
                running.update(len(item).to_bytes(8, "big") + item)
        return running.hexdigest()

    @property
    def blobs(self) -> tuple[bytes, ...]:
        return (*self.anchors, *self.intermediates, *self.crls, *self.ocsps)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        return len(self.anchors), len(self.intermediates), len(self.crls), len(self.ocsps)
