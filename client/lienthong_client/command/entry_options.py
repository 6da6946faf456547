"""The options that describe an agency's entry in the registry, for ``register`` and ``change``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from lienthong.model.agency import READ_BY_PROGRAMS, ChannelFormat, ChannelKind, SignerRole
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.codes import Role
from lienthong.model.event import JsonValue
from lienthong.model.text import normalise
from lienthong.model.type_rules import PaperType, TypeRule
from lienthong_client.command.bilingual import option
from lienthong_client.command.parameters import Day, Pair, today
from lienthong_client.command.type_options import (
    PaperTypeOption,
    TypeRuleOption,
    paper_types_json,
    type_rules_json,
)

if TYPE_CHECKING:
    from lienthong_client.answers import AgencyRecord

F = TypeVar("F", bound=Callable[..., None])
#: A channel whose notices come as edXML is named with it: ``webhook+edxml``.
_AS_EDXML = f"+{ChannelFormat.EDXML.value}"
_KINDS = (*ChannelKind, *(f"{kind.value}{_AS_EDXML}" for kind in sorted(READ_BY_PROGRAMS)))
_CHANNEL = Pair("webhook=https://…", _KINDS, bare=True)
_KEY = Pair("NAME=FILE")
_CERTIFICATE = Pair("leader=FILE", tuple(SignerRole))


class EntryOptions(TypedDict):
    """The values of :func:`entry_options`."""

    name: str
    parent: str | None
    alias: tuple[str, ...]
    role: tuple[str, ...]
    channel: tuple[tuple[str, str], ...]
    key: tuple[tuple[str, str], ...]
    certificate: tuple[tuple[str, str], ...]
    electronic: bool
    effective_from: date | None
    level: str | None
    on_paper: tuple[PaperType, ...]
    type_rule: tuple[TypeRule, ...]


class EntryChange(TypedDict):
    """The values of :func:`change_options`; None and empty where nothing is to change."""

    name: str | None
    parent: str | None
    add_alias: tuple[str, ...]
    remove_alias: tuple[str, ...]
    role: tuple[str, ...]
    channel: tuple[tuple[str, str], ...]
    add_key: tuple[tuple[str, str], ...]
    end_key: tuple[str, ...]
    add_certificate: tuple[tuple[str, str], ...]
    remove_certificate: tuple[str, ...]
    electronic: bool | None
    level: str | None
    on_paper: tuple[PaperType, ...]
    nothing_on_paper: bool | None
    type_rule: tuple[TypeRule, ...]
    no_type_rule: bool | None


def _many(*names: str, metavar: str, help: str, kind: click.ParamType[Any] | None = None) -> Callable[[F], F]:
    return option(*names, multiple=True, metavar=metavar, help=help, type=kind)


_ROLE = click.Choice([role.value for role in Role])
_LEVEL = click.Choice([level.value for level in AgencyLevel])
_REGISTER = (
    option("--name", required=True, metavar="TEXT", help="option.name"),
    option("--parent", metavar="CODE", help="option.parent"),
    _many("--alias", metavar="CODE", help="option.alias"),
    _many("--role", metavar="ROLE", help="option.role", kind=_ROLE),
    _many("--channel", metavar="KIND=TARGET", help="option.channel", kind=_CHANNEL),
    _many("--key", metavar="NAME=FILE", help="option.key", kind=_KEY),
    _many("--certificate", metavar="ROLE=FILE", help="option.certificate", kind=_CERTIFICATE),
    option("--electronic/--paper-only", default=True, help="option.electronic"),
    option("--effective-from", type=Day(), metavar="DATE", help="option.effective-from"),
    option("--level", type=_LEVEL, help="option.level"),
    _many("--on-paper", metavar="TYPE[=LIST]", help="option.on-paper", kind=PaperTypeOption()),
    _many("--type-rule", metavar="TYPE=RULE", help="option.type-rule", kind=TypeRuleOption()),
)
_CHANGE = (
    option("--name", metavar="TEXT", help="option.name"),
    option("--parent", metavar="CODE", help="option.parent"),
    _many("--add-alias", metavar="CODE", help="option.alias"),
    _many("--remove-alias", metavar="CODE", help="option.remove-alias"),
    _many("--role", metavar="ROLE", help="option.change-role", kind=_ROLE),
    _many("--channel", metavar="KIND=TARGET", help="option.change-channel", kind=_CHANNEL),
    _many("--add-key", metavar="NAME=FILE", help="option.key", kind=_KEY),
    _many("--end-key", metavar="KEY", help="option.end-key"),
    _many("--add-certificate", metavar="ROLE=FILE", help="option.certificate", kind=_CERTIFICATE),
    _many("--remove-certificate", metavar="SHA256", help="option.remove-certificate"),
    option("--electronic/--paper-only", default=None, help="option.electronic"),
    option("--level", type=_LEVEL, help="option.level"),
    _many("--on-paper", metavar="TYPE[=LIST]", help="option.change-on-paper", kind=PaperTypeOption()),
    option("--nothing-on-paper", is_flag=True, default=None, help="option.nothing-on-paper"),
    _many("--type-rule", metavar="TYPE=RULE", help="option.change-type-rule", kind=TypeRuleOption()),
    option("--no-type-rule", is_flag=True, default=None, help="option.no-type-rule"),
)


def entry_options(function: F) -> F:
    """The options of a new entry."""
    for decorate in reversed(_REGISTER):
        function = decorate(function)
    return function


def change_options(function: F) -> F:
    """The options of a change."""
    for decorate in reversed(_CHANGE):
        function = decorate(function)
    return function


def new_entry(code: str, options: EntryOptions, context: click.Context) -> dict[str, JsonValue]:
    """The entry as the API takes it.

    Raises:
        BilingualMisuse: a key or certificate file that holds none.
    """
    return {
        "code": normalise(code),
        "name": normalise(options["name"]),
        "parent": options["parent"],
        "aliases": list(options["alias"]),
        "roles": list(options["role"] or (Role.AGENCY.value,)),
        "effective_from": (options["effective_from"] or today()).isoformat(),
        "receives_electronically": options["electronic"],
        "channels": _channels(options["channel"] or ((ChannelKind.PULL.value, ""),)),
        "keys": _keys(code, options["key"], context),
        "certificates": _certificates(options["certificate"], context),
        "level": options["level"],
        "mandatory_paper": paper_types_json(options["on_paper"]),
        "document_types": type_rules_json(options["type_rule"]),
    }


def change_entry(agency: AgencyRecord, options: EntryChange, context: click.Context) -> dict[str, JsonValue]:
    """The whole entry with the changes made; what the API does not take is left out.

    Raises:
        BilingualMisuse: a key or certificate file that holds none.
    """
    removed = {fingerprint.lower().replace(":", "") for fingerprint in options["remove_certificate"]}
    aliases = [alias for alias in agency["aliases"] if alias not in options["remove_alias"]]
    certificates: list[JsonValue] = [
        {"fingerprint": one["fingerprint"], "role": one["role"]}
        for one in agency["certificates"]
        if one["fingerprint"] not in removed
    ]
    channels: list[JsonValue] = [
        {"kind": one["kind"], "target": one["target"], "format": one.get("format", ChannelFormat.JSON.value)}
        for one in agency.get("channels", [])
    ]
    electronic = options["electronic"]
    return {
        "code": agency["code"],
        "name": normalise(options["name"] or agency["name"]),
        "parent": options["parent"] or agency["parent"],
        "aliases": [*aliases, *(alias for alias in options["add_alias"] if alias not in aliases)],
        "roles": list(options["role"] or agency["roles"]),
        "effective_from": agency["effective_from"],
        "receives_electronically": agency["receives_electronically"] if electronic is None else electronic,
        "channels": _channels(options["channel"]) if options["channel"] else channels,
        "keys": [
            *_kept_keys(agency, options["end_key"]),
            *_keys(agency["code"], options["add_key"], context),
        ],
        "certificates": [*certificates, *_certificates(options["add_certificate"], context)],
        "level": options["level"] or agency["level"],
        "mandatory_paper": _paper(agency, options),
        "document_types": _type_rules(agency, options),
        "version": agency["version"],
    }


def _paper(agency: AgencyRecord, options: EntryChange) -> list[JsonValue]:
    if options["on_paper"] or options["nothing_on_paper"]:
        return paper_types_json(options["on_paper"])
    return [
        {"group": one["group"], "detail": one["detail"], "basis": one["basis"]}
        for one in agency["mandatory_paper"]
    ]


def _type_rules(agency: AgencyRecord, options: EntryChange) -> list[JsonValue]:
    if options["type_rule"] or options["no_type_rule"]:
        return type_rules_json(options["type_rule"])
    return [
        {
            "group": rule["group"],
            "detail": rule["detail"],
            "accepted": rule["accepted"],
            "written_group": rule["written_group"],
            "written_detail": rule["written_detail"],
            "written_name": rule["written_name"],
        }
        for rule in agency["document_types"]
    ]


def _channels(pairs: tuple[tuple[str, str], ...]) -> list[JsonValue]:
    return [_channel(kind, target) for kind, target in pairs]


def _channel(kind: str, target: str) -> JsonValue:
    channel: dict[str, JsonValue] = {"kind": kind.removesuffix(_AS_EDXML), "target": target}
    return channel | ({"format": ChannelFormat.EDXML.value} if kind.endswith(_AS_EDXML) else {})


def _kept_keys(agency: AgencyRecord, ended: tuple[str, ...]) -> list[JsonValue]:
    """The keys as they are; an ended one stays, valid until now, so that what it signed can be checked."""
    from lienthong_client.command.certificates import present_instant

    return [
        {
            "key_id": key["key_id"],
            "algorithm": key["algorithm"],
            "public_key": key["public_key"],
            "valid_from": key["valid_from"],
            "valid_until": present_instant()
            if key["key_id"] in ended or key["key_id"].partition("#")[2] in ended
            else key["valid_until"],
        }
        for key in agency["keys"]
    ]


def _keys(code: str, pairs: tuple[tuple[str, str], ...], context: click.Context) -> list[JsonValue]:
    from lienthong_client.command.certificates import present_instant, read_public_key

    entries: list[JsonValue] = []
    for name, file in pairs:
        key = read_public_key(Path(file), context)
        entries.append(
            {
                "key_id": name if "#" in name else f"{code}#{name}",
                "algorithm": key.algorithm,
                "public_key": key.pem,
                "valid_from": present_instant(),
                "valid_until": None,
            }
        )
    return entries


def _certificates(pairs: tuple[tuple[str, str], ...], context: click.Context) -> list[JsonValue]:
    from lienthong_client.command.certificates import read_certificate

    return [
        {"fingerprint": read_certificate(Path(file), context).fingerprint, "role": role}
        for role, file in pairs
    ]
