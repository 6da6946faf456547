"""Witnesses of the log, as a contract."""

from __future__ import annotations

from typing import Protocol

from lienthong.tlog.witness import WitnessAnswer, WitnessRequest


class Witnesses(Protocol):
    """Carries checkpoints to witnesses, wherever they are (C2SP tlog-witness)."""

    def add_checkpoint(self, url: str, request: WitnessRequest) -> WitnessAnswer:
        """The answer of the witness at this address, whatever it is; nothing of it has been checked.

        Safe to be called from several threads at once.

        Raises:
            lienthong.errors.Unavailable: there was none.
        """
        ...
