from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from lienthong_client.configuration import configuration_path, load_profile, preferred_language
from lienthong_client.credentials import load_private_key
from lienthong_client.errors import (
    ConfigurationInvalid,
    ConfigurationMissing,
    FileUnreadable,
    KeyUnusable,
    ProfileUnknown,
    TrustFileUnusable,
)
from lienthong_client.transport import open_http

WHOLE = """
url = "https://lienthong.longan.example/"
agency = "000.00.30.H39"
key_id = "clerk-1"
key_file = "keys/clerk-1.pem"
language = "vi"

[profiles.registrar]
agency = "000.00.01.H39"
key_id = "000.00.01.H39#registrar-2"
key_file = "/secure/registrar.pem"
ca_bundle = "root.pem"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "client.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_top_level_is_the_default_profile(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, WHOLE))
    assert profile.url == "https://lienthong.longan.example"
    assert profile.key_id == "000.00.30.H39#clerk-1"
    assert profile.key_file == tmp_path / "keys" / "clerk-1.pem"
    assert profile.ca_bundle is None


def test_a_profile_inherits_what_it_does_not_say(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, WHOLE), "registrar")
    assert profile.url == "https://lienthong.longan.example"
    assert profile.key_id == "000.00.01.H39#registrar-2"
    assert profile.key_file == Path("/secure/registrar.pem")
    assert profile.ca_bundle == tmp_path / "root.pem"
    assert profile.language == "vi"


def test_an_unknown_profile_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnknown) as caught:
        load_profile(write(tmp_path, WHOLE), "registrr")
    assert "registrar" in caught.value.sentence("vi")


def test_every_fault_of_the_file_is_listed_in_both_languages(tmp_path: Path) -> None:
    text = 'url = "http://exchange.example"\nagency = "30.H39"\nkey_id = 5\nlanguage = "fr"\nkeyfile = "x"\n'
    with pytest.raises(ConfigurationInvalid) as caught:
        load_profile(write(tmp_path, text))
    faults = caught.value.faults
    assert {fault.pointer for fault in faults} == {
        "/url",
        "/agency",
        "/key_id",
        "/language",
        "/keyfile",
        "/key_file",
    }
    assert all(fault.en and fault.vi for fault in faults)
    assert caught.value.facts["count"] == 6


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a",
        "https://",
        "http://192.168.1.4",
        "https://a/?b=c",
        "https://a#b",
        "exchange.example",
        "https://[",
    ],
)
def test_an_address_that_could_leak_is_refused(url: str, tmp_path: Path) -> None:
    text = WHOLE.replace("https://lienthong.longan.example/", url)
    with pytest.raises(ConfigurationInvalid):
        load_profile(write(tmp_path, text))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4566", "http://localhost:80/api", "https://a.example:8443/v"]
)
def test_plain_http_reaches_this_machine_only(url: str, tmp_path: Path) -> None:
    text = WHOLE.replace("https://lienthong.longan.example/", url)
    assert load_profile(write(tmp_path, text)).url == url


def test_no_file_and_no_toml_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationMissing) as missing:
        load_profile(tmp_path / "absent.toml")
    assert "absent.toml" in missing.value.sentence("vi")
    with pytest.raises(ConfigurationInvalid):
        load_profile(write(tmp_path, "url = https://"))
    with pytest.raises(FileUnreadable):
        load_profile(tmp_path)


def test_the_file_is_chosen_named_or_the_users_own(tmp_path: Path) -> None:
    chosen = tmp_path / "a.toml"
    assert configuration_path(chosen, {"LIENTHONG_CONFIG": "/b.toml"}) == chosen
    assert configuration_path(None, {"LIENTHONG_CONFIG": "/b.toml"}) == Path("/b.toml")
    assert configuration_path(None, {"XDG_CONFIG_HOME": "/c"}) == Path("/c/lienthong/client.toml")
    assert configuration_path(None, {}) == Path.home() / ".config/lienthong/client.toml"


def test_the_language_can_be_read_from_a_file_with_faults(tmp_path: Path) -> None:
    assert preferred_language(write(tmp_path, 'language = "vi"')) == "vi"
    assert preferred_language(write(tmp_path, 'language = "de"')) is None
    assert preferred_language(write(tmp_path, "][")) is None
    assert preferred_language(tmp_path / "absent.toml") is None


def pem(key: Ed25519PrivateKey | Ed448PrivateKey, how: KeySerializationEncryption) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def test_a_key_is_read_with_its_password(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(pem(Ed25519PrivateKey.generate(), BestAvailableEncryption("mật khẩu".encode())))
    assert isinstance(load_private_key(path, "mật khẩu"), Ed25519PrivateKey)
    for password in (None, "sai"):
        with pytest.raises(KeyUnusable):
            load_private_key(path, password)


def test_a_password_for_an_open_key_is_told(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(pem(Ed25519PrivateKey.generate(), NoEncryption()))
    with pytest.raises(KeyUnusable, match="not encrypted"):
        load_private_key(path, "secret")


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(KeyUnusable):
        load_private_key(path)


def test_keys_that_the_exchange_does_not_take_are_told(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(pem(Ed448PrivateKey.generate(), NoEncryption()))
    with pytest.raises(KeyUnusable, match="not supported"):
        load_private_key(path)
    for curve, taken in ((SECP256R1(), True), (SECP384R1(), False)):
        key = generate_private_key(curve)
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        if taken:
            assert isinstance(load_private_key(path), EllipticCurvePrivateKey)
        else:
            with pytest.raises(KeyUnusable, match="secp384r1"):
                load_private_key(path)


def test_an_absent_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="absent"):
        load_private_key(tmp_path / "absent.pem")


def test_a_trust_file_without_certificates_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "root.pem"
    empty.write_text("nothing")
    for path in (empty, tmp_path / "absent.pem"):
        with pytest.raises(TrustFileUnusable, match=path.name):
            open_http(path)
