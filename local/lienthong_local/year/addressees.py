"""To whom an agency writes: up, down and across, as the administration's work goes."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from lienthong_local.province import AgencyKind, AgencyRow
from lienthong_local.year import shapes

_CENTRES = (AgencyKind.ONE_STOP_CENTRE, AgencyKind.DISTRICT_CENTRE)
_BELOW = (AgencyKind.DISTRICT_COMMITTEE, AgencyKind.DISTRICT_CENTRE)


class Addressees:
    """Chooses recipients; none twice, and never the sender."""

    def __init__(self, agencies: Sequence[AgencyRow], random: Random) -> None:
        self._agencies, self._random = agencies, random
        self._districts = [row for row in agencies if row.kind is AgencyKind.DISTRICT_COMMITTEE]

    def of(self, sender: AgencyRow, *, electronic: bool) -> tuple[str, ...]:
        """Codes of one, of several, or of every district; electronic only to those who can receive."""
        place = self._random.random() * 100
        if place < shapes.TO_ALL_DISTRICTS and sender.kind not in _BELOW:
            return tuple(row.code for row in self._districts)
        count = 1
        if place < shapes.TO_ALL_DISTRICTS + shapes.TO_SEVERAL:
            count = 2 + int(self._random.random() * 4)
        able = [row for row in self._near(sender) if row.receives_electronically or not electronic]
        return tuple(sorted(self._some(able, count)))

    def _near(self, sender: AgencyRow) -> list[AgencyRow]:
        """Whom the sender has to do with."""
        if sender.kind in _CENTRES:
            return [row for row in self._others(sender) if row.kind in _CENTRES or row.code == sender.parent]
        if sender.kind is AgencyKind.DISTRICT_COMMITTEE:
            return [
                row for row in self._others(sender) if row.kind not in _BELOW or row.parent == sender.code
            ]
        return [row for row in self._others(sender) if row.kind not in _CENTRES]

    def _others(self, sender: AgencyRow) -> list[AgencyRow]:
        return [row for row in self._agencies if row.code != sender.code]

    def _some(self, rows: list[AgencyRow], count: int) -> list[str]:
        left = [row.code for row in rows]
        return [left.pop(int(self._random.random() * len(left))) for _ in range(min(count, len(left)))]
