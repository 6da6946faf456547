"""Fills the embedded stack's registry with the province, as an operator and a registrar would."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lienthong.adapters.dynamodb_registry import DynamoDbRegistry
from lienthong.adapters.system import SystemClock, SystemIds
from lienthong.model.agency import Agency, RequestKey, SignerCertificate, SignerRole
from lienthong.model.codes import Role
from lienthong.model.event import JsonValue
from lienthong.model.type_texts import read_paper_type, read_type_rule
from lienthong.services.first_registrar import enter_first_registrar
from lienthong_client.command.type_options import paper_types_json, type_rules_json
from lienthong_client.configuration import Profile
from lienthong_client.sdk import Exchange
from lienthong_local.province import AgencyRow, Province, Purpose
from lienthong_local.stack.stack import EmbeddedStack

#: Sở Thông tin và Truyền thông keeps the province's registry.
REGISTRAR = "000.00.13.H39"
KEY_NAME = "k1"
_EFFECTIVE_FROM = date(2018, 1, 1)
_VALID_FROM = datetime(2018, 1, 1, tzinfo=UTC)
#: Requests of the registrar at the same time; the emulator has two cores at best.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Channels:
    """Where the province's agencies are told: a webhook address for those that have one, and own queues."""

    webhook_url: str | None = None
    queues: Mapping[str, str] | None = None


class ProvinceOnline:
    """The province with its stack: one client for every agency, made when it is first asked for."""

    def __init__(self, stack: EmbeddedStack, province: Province) -> None:
        self.stack = stack
        self.province = province
        self._open = ExitStack()
        self._clients: dict[str, Exchange] = {}

    def client(self, code: str) -> Exchange:
        """The exchange as this agency sees it."""
        if code not in self._clients:
            self._clients[code] = self._open.enter_context(Exchange.connect(self.profile(code)))
        return self._clients[code]

    def profile(self, code: str) -> Profile:
        """The agency's client configuration."""
        return Profile(
            url=self.stack.api_url,
            agency=code,
            key_id=f"{code}#{KEY_NAME}",
            key_file=self.province.request_key_path(code),
            ca_bundle=self.stack.ca_bundle,
        )

    def close(self) -> None:
        """Close every client."""
        self._open.close()


@contextmanager
def province_online(
    stack: EmbeddedStack,
    province: Province,
    channels: Channels | None = None,
    on_agency: Callable[[str], None] = lambda _: None,
) -> Iterator[ProvinceOnline]:
    """The stack with the whole province registered, and trusting the province's root.

    ``on_agency`` is told of each agency as it is registered.
    """
    online = ProvinceOnline(stack, province)
    try:
        _seed(online, channels or Channels(), on_agency)
        yield online
    finally:
        online.close()


def _seed(online: ProvinceOnline, channels: Channels, on_agency: Callable[[str], None]) -> None:
    province = online.province
    province.enrol(row.code for row in province.agencies)
    _bootstrap(online)
    registrar = online.client(REGISTRAR)
    for certificate, is_root in _anchors(province):
        registrar.add_trust_anchor(certificate, is_root=is_root, valid_from=_VALID_FROM.isoformat())
    entries = [_entry(province, row, channels) for row in province.agencies if row.code != REGISTRAR]
    # A parent is registered before those below it.
    above, below = entries[:1], entries[1:]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for group in (
            above,
            [e for e in below if _is_directly_below(e)],
            [e for e in below if not _is_directly_below(e)],
        ):
            for answer in pool.map(registrar.register_agency, group):
                on_agency(answer["agency"]["name"])
    online.stack.wait_until_idle()


def _is_directly_below(entry: Mapping[str, JsonValue]) -> bool:
    return entry["parent"] == "000.00.00.H39"


def _bootstrap(online: ProvinceOnline) -> None:
    row = online.province.agency(REGISTRAR)
    key = RequestKey(f"{row.code}#{KEY_NAME}", "ed25519", _public_key(online.province, row.code), _VALID_FROM)
    # Everything an agency has: it writes letters, too, and counts where it stands.
    agency = Agency(
        code=row.code,
        name=row.name,
        parent=row.parent,
        aliases=row.aliases,
        roles=frozenset(Role(role) for role in row.roles),
        effective_from=_EFFECTIVE_FROM,
        keys=(key,),
        certificates=tuple(_held(online.province, row.code)),
        level=row.level,
    )
    registry = DynamoDbRegistry(
        online.stack.aws.dynamodb, online.stack.output("RegistryTable"), online.stack.output("NonceTable")
    )
    enter_first_registrar(registry, agency, SystemClock(), SystemIds())


def _anchors(province: Province) -> Iterator[tuple[str, bool]]:
    for certificates, is_root in ((province.trust_anchors(), True), (province.intermediates(), False)):
        for der in certificates:
            yield x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode(), is_root


def _entry(province: Province, row: AgencyRow, channels: Channels) -> dict[str, JsonValue]:
    return {
        "code": row.code,
        "name": row.name,
        "parent": row.parent,
        "aliases": list(row.aliases),
        "roles": [*sorted(row.roles)],
        "effective_from": _EFFECTIVE_FROM.isoformat(),
        "receives_electronically": row.receives_electronically,
        "channels": [_channel(row, channels)],
        "keys": [
            {
                "key_id": f"{row.code}#{KEY_NAME}",
                "algorithm": "ed25519",
                "public_key": _public_key(province, row.code),
                "valid_from": _VALID_FROM.isoformat(),
            }
        ],
        "certificates": _certificates(province, row.code),
        "level": row.level.value,
        "mandatory_paper": paper_types_json(map(read_paper_type, row.mandatory_paper)),
        "document_types": type_rules_json(map(read_type_rule, row.document_types)),
    }


def _channel(row: AgencyRow, channels: Channels) -> JsonValue:
    if row.channel == "webhook" and channels.webhook_url:
        return {"kind": "webhook", "target": f"{channels.webhook_url}/{row.code}"}
    if row.channel == "queue" and channels.queues and row.code in channels.queues:
        return {"kind": "queue", "target": channels.queues[row.code]}
    if row.channel == "email":
        return {"kind": "email", "target": row.email}
    return {"kind": "pull"}


def _certificates(province: Province, code: str) -> JsonValue:
    return [{"fingerprint": one.fingerprint, "role": one.role.value} for one in _held(province, code)]


def _held(province: Province, code: str) -> Iterator[SignerCertificate]:
    registered = province.certificates_of(code)
    # A certificate stays registered when it is revoked: what it signed before is still the agency's.
    revoked = province.credential(code, Purpose.REVOKED).certificate.dump()
    held = (
        (registered.leader, SignerRole.LEADER),
        (registered.agency, SignerRole.AGENCY),
        (revoked, SignerRole.AGENCY),
    )
    for der, role in held:
        yield SignerCertificate(hashlib.sha256(der).hexdigest(), role)


def _public_key(province: Province, code: str) -> str:
    key = province.request_key(code).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def client_configuration(online: ProvinceOnline, folder: Path) -> Path:
    """A ready configuration file for the command, with a profile for every agency; its path."""
    lines = [
        f'url = "{online.stack.api_url}"',
        f'ca_bundle = "{online.stack.ca_bundle}"',
        *_settings(online, "000.00.30.H39"),
    ]
    for row in online.province.agencies:
        lines += ["", f'[profiles."{row.code}"]', f"# {row.name}", *_settings(online, row.code)]
    path = folder / "client.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _settings(online: ProvinceOnline, code: str) -> list[str]:
    return [
        f'agency = "{code}"',
        f'key_id = "{code}#{KEY_NAME}"',
        f'key_file = "{online.province.request_key_path(code)}"',
    ]
