"""Views of the log: what registers, deadlines and ratios are read from, as a contract (docs/adr/0012).

A view is a fold over the log's entries, in the log's order. Nothing in it is evidence: it can be dropped and
made anew. Rules that the store keeps:

1. What a run changes and how far it then is, are one transaction, over the very position it was read at.
2. Views do not see each other; two versions of one view are two views.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from lienthong.model.event import JsonValue
from lienthong.ports.exchange import Page

ViewKey: TypeAlias = tuple[str, str]
"""Where a record of a view lies: its partition, and the sort key by which a partition is read in order."""
JsonObject: TypeAlias = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Position:
    """How far a view has been folded.

    Attributes:
        index: the log's entry that comes next.
        bundle: size of the tree on top of which the bundle with that entry, or the last one before it, lies.
    """

    index: int = 0
    bundle: int = 0


class PositionMoved(Exception):
    """Another run has folded on meanwhile; nothing was written."""


class ViewStore(Protocol):
    """The records of all views; ``view`` is a name with its version (``measures.1``)."""

    def position(self, view: str) -> Position:
        """How far the view is, read consistently."""
        ...

    def items(self, view: str, keys: Sequence[ViewKey]) -> Mapping[ViewKey, JsonObject]:
        """The records that exist among these keys, read consistently."""
        ...

    def commit(
        self, view: str, before: Position, after: Position, changes: Mapping[ViewKey, JsonObject | None]
    ) -> None:
        """Write at most 99 records (``None`` deletes one) and the position, as one transaction.

        Raises:
            PositionMoved: the view is no longer at ``before``.
        """
        ...

    def remove(self, view: str, key: ViewKey) -> None:
        """Delete a record outside the fold: an announcement that has been made."""
        ...

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
        """Records of a partition with their sort keys, in their order.

        From ``first`` to ``last``, both included; an empty one is no bound. The cursor is the sort key at
        which the page before ended. Read consistently.
        """
        ...
