"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine, as far as it explains a number.

    ``busy``: the load average of the last minute, before anything was measured; near 0 on a machine at rest.
    """

    cpu: str
    cores: int
    memory_gib: int
    system: str
    python: str
    busy: float

    @classmethod
    def here(cls) -> Machine:
        """This one."""
        return cls(
            cpu=_processor(),
            cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
            memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB),
            system=platform.system(),
            python=platform.python_version(),
            busy=round(os.getloadavg()[0], 1),
        )

    def __str__(self) -> str:
        hardware = f"{self.cpu}, {self.cores} cores, {self.memory_gib} GiB"
        return f"{hardware}, {self.system}, CPython {self.python}, load average {self.busy} at the start"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
