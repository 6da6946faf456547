"""What somebody looks up, from the page's form or from a program's JSON: two codes, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast
from urllib.parse import parse_qsl

from lienthong.model.http_signatures import UnverifiedRequest
from lienthong.onestop.codes import DossierCode
from lienthong.onestop.errors import DossierCodeMalformed
from lienthong.onestop.tracking_errors import MOST_BYTES, LookTooLarge, LookUnreadable
from lienthong.onestop.tracking_texts import Language
from lienthong.services.tracking import Look

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_PAGES = ("text/html", "application/xhtml+xml")
_PROGRAMS = (JSON, "application/problem+json")
#: ``lang`` is the page's own; the address says the same of a program.
_FIELDS = frozenset({"code", "secret", "lang"})
_NEEDED = ("code", "secret")


def read_look(raw: UnverifiedRequest, address: str) -> Look:
    """The two codes as they were typed.

    Raises:
        LookTooLarge: before anything of it is looked at. LookUnreadable: not these two codes, once each.
    """
    if len(raw.body) > MOST_BYTES:
        raise LookTooLarge(limit=MOST_BYTES)
    readers = {FORM: _of_form, JSON: _of_json}
    read = readers.get(_media_type(raw))
    if read is None:
        raise LookUnreadable
    try:
        fields = read(raw.body.decode())
    # Not UTF-8, not JSON, or JSON that nests too deeply to be two codes.
    except (ValueError, RecursionError) as unreadable:
        raise LookUnreadable from unreadable
    if not fields.keys() <= _FIELDS or not all(fields.get(name, "").strip() for name in _NEEDED):
        raise LookUnreadable
    return Look(fields["code"], fields["secret"], address)


def _of_form(text: str) -> Mapping[str, str]:
    return _once_each(parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict"))


def _of_json(text: str) -> Mapping[str, str]:
    value = json.loads(text, object_pairs_hook=_once_each)
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ValueError("no object of texts")
    return cast("dict[str, str]", value)


def _once_each(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Two of one name are read as one or the other by whoever stands between; so neither is taken."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a field twice")
    return fields


def code_in_address(parameters: Mapping[str, str]) -> str:
    """The code of the address, where it is one: whatever else stands there is not repeated."""
    return _code_or_nothing(parameters.get("dossier", ""))


def code_in_form(raw: UnverifiedRequest) -> str:
    """The code of a form that lacks something else, so that nobody has to type it again."""
    if len(raw.body) > MOST_BYTES or _media_type(raw) != FORM:
        return ""
    fields = dict(parse_qsl(raw.body.decode("latin-1")))
    return _code_or_nothing(fields.get("code", ""))


def _code_or_nothing(text: str) -> str:
    try:
        return str(DossierCode.parse(text))
    except DossierCodeMalformed:
        return ""


def language_of(raw: UnverifiedRequest) -> Language:
    """The language that the address or the form names; Vietnamese where none does. Of any bytes whatever."""
    said = (*raw.query.split("&"), *raw.body[: MOST_BYTES + 1].decode("latin-1").split("&"))
    return "en" if "lang=en" in said else "vi"


def wants_json(raw: UnverifiedRequest) -> bool:
    """Whether JSON is accepted before a page, or only JSON was sent (RFC 9110 12.5.1).

    An old telephone names neither and gets a page.
    """
    accepted = [part.partition(";")[0].strip().lower() for part in raw.headers.get("accept", "").split(",")]
    named = [one in _PROGRAMS for one in accepted if one in _PROGRAMS or one in _PAGES]
    return named[0] if named else _media_type(raw) == JSON


def _media_type(raw: UnverifiedRequest) -> str:
    return raw.headers.get("content-type", "").partition(";")[0].strip().lower()
