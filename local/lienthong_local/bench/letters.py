"""Signed letters to send, written before the clock runs."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lienthong.model.limits import LIMITS
from lienthong_client.drafts import Draft
from lienthong_client.measuring import measure
from lienthong_client.packing import inline_body
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.webhook_receiver import WebhookReceiver
from lienthong_local.seeding import ProvinceOnline

SUBJECT = "Phối hợp giải quyết hồ sơ cấp phép xây dựng"


@dataclass
class LetterBox:
    """Signed letters, each with a number of its own."""

    desk: Desk
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def draft(self, sender: str, to: Sequence[str]) -> Draft:
        """A fresh letter of the sender, signed by its leader and sealed by the agency."""
        letter = self.desk.letter(sender, to, f"{SUBJECT} (đợt {next(self._numbers)})")
        return self.desk.draft(letter, self.desk.signed(letter, sender), sender, to)

    def body(self, sender: str, to: Sequence[str]) -> bytes:
        """The request's JSON for a fresh letter."""
        draft = self.draft(sender, to)
        return inline_body(draft, measure(draft, LIMITS))


@contextmanager
def letter_box(
    online: ProvinceOnline, receiver: WebhookReceiver, *, first_number: int = 501
) -> Iterator[LetterBox]:
    """A letter box over a folder that goes away with it; letters are numbered from ``first_number`` on."""
    with tempfile.TemporaryDirectory(prefix="lienthong-bench-") as folder:
        yield LetterBox(Desk(online, receiver, Path(folder), first_number=first_number))
