"""Views of the log, in memory."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from lienthong.ports import JsonObject, Page, Position, PositionMoved, ViewKey


class MemoryViews:
    """:class:`lienthong.ports.ViewStore`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._positions: dict[str, Position] = {}
        self.records: dict[str, dict[ViewKey, JsonObject]] = {}

    def position(self, view: str) -> Position:
        return self._positions.get(view, Position())

    def items(self, view: str, keys: Sequence[ViewKey]) -> Mapping[ViewKey, JsonObject]:
        with self._lock:
            held = self.records.get(view, {})
            return {key: held[key] for key in keys if key in held}

    def commit(
        self, view: str, before: Position, after: Position, changes: Mapping[ViewKey, JsonObject | None]
    ) -> None:
        if len(changes) > 99:
            raise ValueError(f"{len(changes)} changes; at most 99 fit one transaction")
        with self._lock:
            if self.position(view).index != before.index:
                raise PositionMoved
            self._positions[view] = after
            held = self.records.setdefault(view, {})
            for key, value in changes.items():
                if value is None:
                    held.pop(key, None)
                else:
                    held[key] = value

    def remove(self, view: str, key: ViewKey) -> None:
        with self._lock:
            self.records.get(view, {}).pop(key, None)

    def page(
        self,
        view: str,
        partition: str,
        *,
        first: str = "",
        last: str = "",
        cursor: str | None = None,
        limit: int = 100,
        newest_first: bool = False,
    ) -> Page[tuple[str, JsonObject]]:
        with self._lock:
            found = sorted(
                (sort, value)
                for (held, sort), value in self.records.get(view, {}).items()
                if held == partition and sort >= first and (not last or sort <= last)
            )
        if newest_first:
            found.reverse()
        if cursor is not None:
            found = [one for one in found if (one[0] < cursor if newest_first else one[0] > cursor)]
        return Page(tuple(found[:limit]), found[limit - 1][0] if len(found) > limit else None)
