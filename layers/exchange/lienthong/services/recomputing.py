"""Recomputing: a view made anew in memory from the log alone, and held against the one that stands.

Nothing of the standing view is used, so that the two agree only where the folding of many runs, with all that
failed between them, came to what one run comes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lienthong.ports import JsonObject, Position, ViewKey
from lienthong.services.following import Following
from lienthong.services.viewing import Held, View, stored_name


class _Nothing:
    """Where no record has been written yet."""

    def items(self, _view: str, _keys: Sequence[ViewKey]) -> Mapping[ViewKey, JsonObject]:
        return {}


@dataclass(frozen=True, slots=True)
class Difference:
    """A record in which the two are not the same; ``None`` where one has none."""

    key: ViewKey
    standing: JsonObject | None
    recomputed: JsonObject | None


def recomputed(view: View, following: Following, until: int) -> Mapping[ViewKey, JsonObject]:
    """What the view holds after so many entries of the log. All of it is held in memory.

    Raises:
        IntegrityFault: the log cannot be read.
    """
    held = Held(stored_name(view), _Nothing())
    for _, entries in following.beyond(Position(), following.published()):
        for entry in entries:
            if entry.index >= until:
                return _records(held)
            view.fold(entry, held)
    return _records(held)


def differences(
    standing: Iterable[tuple[ViewKey, JsonObject]], anew: Mapping[ViewKey, JsonObject]
) -> Iterator[Difference]:
    """Every record in which they differ."""
    seen = set()
    for key, record in standing:
        seen.add(key)
        if anew.get(key) != record:
            yield Difference(key, record, anew.get(key))
    for key, record in anew.items():
        if key not in seen:
            yield Difference(key, None, record)


def _records(held: Held) -> Mapping[ViewKey, JsonObject]:
    return {key: record for key, record in held.changes.items() if record is not None}
