"""What the demonstration says when something is not as it must be."""

from __future__ import annotations


class Difference(AssertionError):
    """Something came out otherwise than it must; names what, what was wanted and what was found."""

    def __init__(self, what: str, wanted: object, found: object) -> None:
        super().__init__(f"{what}: wanted {wanted!r}, found {found!r}")


def expect(what: str, found: object, wanted: object) -> None:
    """Check one fact of a story.

    Raises:
        Difference: it is not as wanted.
    """
    if found != wanted:
        raise Difference(what, wanted, found)
