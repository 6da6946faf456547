"""Where the client's settings come from: one TOML file with profiles.

::

    url = "https://lienthong.longan.example"     # the exchange
    agency = "000.00.30.H39"                     # who we are
    key_id = "clerk-1"                           # the key's name in the registry
    key_file = "clerk-1.pem"                     # private key, beside this file or an absolute path
    ca_bundle = "root.pem"                       # optional: trusted beside the system's certificates
    language = "vi"                              # optional: vi or en

    [profiles.registrar]                         # chosen with --profile registrar; the rest is inherited
    agency = "000.00.01.H39"
    key_file = "registrar.pem"

The file is named by ``--config``, else by ``LIENTHONG_CONFIG``; else it is
``~/.config/lienthong/client.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lienthong.errors import Fault
from lienthong.model.identifiers import is_agency_code
from lienthong_client.errors import ConfigurationInvalid, ConfigurationMissing, FileUnreadable, ProfileUnknown

_REQUIRED = ("url", "agency", "key_id", "key_file")
_KNOWN = (*_REQUIRED, "ca_bundle", "language")
#: Names of this very machine.
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Profile:
    """How one agency reaches one exchange. ``key_id`` is whole: ``<agency code>#<key name>``."""

    url: str
    agency: str
    key_id: str
    key_file: Path
    ca_bundle: Path | None = None
    language: str | None = None


def configuration_path(chosen: Path | None, environment: Mapping[str, str]) -> Path:
    """The configuration file: chosen, or named by LIENTHONG_CONFIG, or the user's own."""
    if chosen is not None:
        return chosen
    if named := environment.get("LIENTHONG_CONFIG"):
        return Path(named)
    home = environment.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "lienthong" / "client.toml"


def load_profile(path: Path, name: str | None = None) -> Profile:
    """The profile ``name`` of the file, or its top-level settings.

    Raises:
        ConfigurationMissing: there is no such file.
        ConfigurationInvalid: not TOML, or settings are missing, unknown or malformed; lists every fault.
        ProfileUnknown: no profile of this name.
    """
    settings = _choose(_read(path), name, path)
    faults = _faults_of(settings)
    if faults:
        raise ConfigurationInvalid(faults=faults, path=str(path), count=len(faults))
    return _profile(settings, path.parent)


def preferred_language(path: Path, name: str | None = None) -> str | None:
    """The language that a profile asks for, as far as the file can be read; nothing is refused here."""
    try:
        settings = _choose(_read(path), name, path)
    except (ConfigurationMissing, ConfigurationInvalid, FileUnreadable, ProfileUnknown):
        return None
    language = settings.get("language")
    return language if language in ("en", "vi") else None


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as absent:
        raise ConfigurationMissing(path=str(path)) from absent
    except OSError as refused:
        raise FileUnreadable(path=str(path), why=refused.strerror or type(refused).__name__) from refused
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as malformed:
        fault = Fault(
            "",
            "configuration.not-toml",
            f"The file is not TOML: {malformed}.",
            f"Tệp không đúng định dạng TOML: {malformed}.",
        )
        raise ConfigurationInvalid(faults=[fault], path=str(path), count=1) from malformed


def _choose(content: Mapping[str, object], name: str | None, path: Path) -> dict[str, object]:
    profiles = content.get("profiles", {})
    known = profiles if isinstance(profiles, dict) else {}
    settings = {key: value for key, value in content.items() if key != "profiles"}
    if name is None:
        return settings
    chosen = known.get(name)
    if not isinstance(chosen, dict):
        raise ProfileUnknown(path=str(path), profile=name, profiles=sorted(known) or ["-"])
    return {**settings, **chosen}


def _faults_of(settings: Mapping[str, object]) -> list[Fault]:
    faults = [_missing(key) for key in _REQUIRED if key not in settings]
    for key, value in settings.items():
        faults.extend(_faults_of_setting(key, value))
    return faults


def _missing(key: str) -> Fault:
    en, vi = f"'{key}' is missing: add it.", f"Thiếu mục '{key}': đề nghị bổ sung."
    return Fault(f"/{key}", "configuration.missing", en, vi)


def _faults_of_setting(key: str, value: object) -> list[Fault]:
    known = ", ".join(_KNOWN)
    if key not in _KNOWN:
        en = f"'{key}' is not a setting. Settings are: {known}."
        return [
            Fault(f"/{key}", "configuration.unknown", en, f"Không có mục '{key}'. Các mục hợp lệ: {known}.")
        ]
    if not isinstance(value, str) or not value.strip():
        en, vi = f"'{key}' must be text in quotes.", f"Mục '{key}' phải là chuỗi ký tự đặt trong dấu nháy."
        return [Fault(f"/{key}", "configuration.not-text", en, vi)]
    check = _CHECKS.get(key)
    if check is None or check.is_met(value):
        return []
    return [
        Fault(
            f"/{key}", f"configuration.{key}", f"{check.en} It is: {value}", f"{check.vi} Đang ghi: {value}"
        )
    ]


def _is_usable_url(text: str) -> bool:
    """Requests are signed but not encrypted by us: plain HTTP only to this very machine."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    return bool(host) and secure and not parts.query and not parts.fragment


@dataclass(frozen=True, slots=True)
class _Check:
    is_met: Callable[[str], bool]
    en: str
    vi: str


_CHECKS = {
    "url": _Check(
        _is_usable_url,
        "'url' must be an https:// address without a query.",
        "Mục 'url' phải là địa chỉ https:// không kèm tham số.",
    ),
    "agency": _Check(
        is_agency_code,
        "'agency' must be an agency code such as 000.00.30.H39.",
        "Mục 'agency' phải là mã cơ quan, ví dụ 000.00.30.H39.",
    ),
    "language": _Check(
        ("en", "vi").__contains__,
        '\'language\' must be "vi" or "en".',
        'Mục \'language\' phải là "vi" hoặc "en".',
    ),
}


def _profile(settings: Mapping[str, object], folder: Path) -> Profile:
    values = {key: str(value) for key, value in settings.items()}
    key_id = values["key_id"]
    return Profile(
        url=values["url"].rstrip("/"),
        agency=values["agency"],
        key_id=key_id if "#" in key_id else f"{values['agency']}#{key_id}",
        key_file=_beside(folder, values["key_file"]),
        ca_bundle=_beside(folder, values["ca_bundle"]) if "ca_bundle" in values else None,
        language=values.get("language"),
    )


def _beside(folder: Path, name: str) -> Path:
    return folder / Path(name).expanduser()
