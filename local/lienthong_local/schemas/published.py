"""The files under ``schemas/``, and whether they are what the code says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lienthong.edxml.schema import schema_text
from lienthong_local.schemas.bodies import envelope_schema
from lienthong_local.schemas.calendars import calendar_schema
from lienthong_local.schemas.events import event_schema
from lienthong_local.schemas.fault_codes import fault_codes
from lienthong_local.schemas.notices import notice_schema
from lienthong_local.schemas.openapi import openapi
from lienthong_local.schemas.problems import problem_schema
from lienthong_local.schemas.receipts import leaf_schema, receipt_schema
from lienthong_local.schemas.signatures import policy_schema, report_schema

FOLDER = Path(__file__).resolve().parents[3] / "schemas"
_GENERATED: Mapping[str, Callable[[], dict[str, Any]]] = {
    "envelope.schema.json": envelope_schema,
    "working-calendar.schema.json": calendar_schema,
    "event.schema.json": event_schema,
    "notice.schema.json": notice_schema,
    "openapi.json": openapi,
    "problem.schema.json": lambda: problem_schema(fault_codes()),
    "leaf.schema.json": leaf_schema,
    "receipt.schema.json": receipt_schema,
    "report.schema.json": report_schema,
    "validation-policy.schema.json": policy_schema,
}


def published_files() -> dict[str, str]:
    """Name and text of every published file; JSON with sorted keys, two spaces, a newline at the end."""
    texts = {name: _text(generate()) for name, generate in _GENERATED.items()}
    return dict(sorted((texts | {"edxml.xsd": schema_text()}).items()))


def _text(value: dict[str, Any]) -> str:
    # Docstrings mark code as reStructuredText does, published descriptions as Markdown does.
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).replace("``", "`") + "\n"


def write_files(folder: Path = FOLDER) -> list[str]:
    """Write what differs; the names of the files written."""
    folder.mkdir(exist_ok=True)
    differing = drift(folder)
    files = published_files()
    for name in differing:
        (folder / name).write_text(files[name], encoding="utf-8")
    return differing


def drift(folder: Path = FOLDER) -> list[str]:
    """The names of published files that are absent or not what the code says."""
    return [name for name, text in published_files().items() if _read(folder / name) != text]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
