"""Where an engine is known not to do what AWS does, with the reason, in this one place.

A deviating test runs all the same and must fail: as soon as the engine mends its ways the suite says so, and
the line goes. Only what an engine gets wrong by chance is left out there. Production runs on none of them.
"""

from __future__ import annotations

#: (engine, test) → what the engine does instead.
DEVIATIONS: dict[tuple[str, str], str] = {}

#: (engine, test) → why its outcome there is a matter of chance; skipped with this reason.
CHANCE: dict[tuple[str, str], str] = {
    (
        "moto",
        "test_of_many_writers_at_once_exactly_one_wins",
    ): "moto checks a transaction's conditions and writes its items without a lock between them",
}
