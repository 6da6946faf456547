"""The stable codes of single faults, read from where the code makes them.

Faults are made beside the rule they belong to, and not in one table; so their codes are collected from the
source: literal codes in calls, module constants, the sentences for pydantic's own errors, the catalogue
of what can be found about a message, and refusals of dossiers that are told together.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import lienthong
from lienthong.api import faults
from lienthong.edxml.catalogue import CATALOGUE
from lienthong.errors import Fault
from lienthong.onestop.desk_errors import TOLD_TOGETHER
from lienthong_local.schemas.problems import all_problems

#: Callables that make a fault, and where the code stands among their arguments.
_MAKERS = {"Fault": 1, "fault": 1, "FaultError": 0}


@cache
def fault_codes() -> tuple[str, ...]:
    """Every code that a fault in a problem can have, sorted."""
    # All modules are imported by this, so that their constants can be looked at.
    all_problems()
    of_fields = {code for code, _, _ in (*faults.SENTENCES.values(), faults.DEFAULT)}
    of_dossiers = {error.code for error in TOLD_TOGETHER}
    return tuple(sorted({*of_fields, *_constants(), *_literals(), *CATALOGUE, *of_dossiers}))


def _constants() -> Iterator[str]:
    for name, module in list(sys.modules.items()):
        if name.startswith("lienthong."):
            yield from (value.code for value in vars(module).values() if isinstance(value, Fault))


def _literals() -> Iterator[str]:
    for path in sorted(Path(lienthong.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from _code_in(node.func.id, node.args)


def _code_in(maker: str, arguments: list[ast.expr]) -> Iterator[str]:
    place = _MAKERS.get(maker)
    if place is None or place >= len(arguments):
        return
    code = arguments[place]
    if isinstance(code, ast.Constant) and isinstance(code.value, str):
        yield code.value
