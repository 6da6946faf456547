"""Distinguished names: comparison by RFC 5280 7.1 and a readable form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from lienthong.signatures import der

_STRING_ENCODINGS = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1E: "utf-16-be",
    0x1C: "utf-32-be",
}

_LABELS = {
    "550403": "CN",
    "550404": "SN",
    "550405": "serialNumber",
    "550406": "C",
    "550407": "L",
    "550408": "ST",
    "55040a": "O",
    "55040b": "OU",
    "55040c": "title",
    "55042a": "GN",
    "550461": "organizationIdentifier",
    "2a864886f70d010901": "emailAddress",
    "0992268993f22c640101": "UID",
    "0992268993f22c640119": "DC",
}

_READABLE = re.compile(r"(?:^|, )([A-Za-z]+)=((?:\\,|[^,])*)")

type_and_value = tuple[str, str]
Key = tuple[frozenset[type_and_value], ...]


@lru_cache(maxsize=8192)
def name_key(raw_name: bytes) -> Key:
    """A hashable form that is equal exactly when RFC 5280 7.1 calls two names equal.

    String types do not matter, case and insignificant white space neither (RFC 4518 in the part that
    certificates use); what is not a string compares by its bytes.

    Raises:
        lienthong.signatures.der.DerFault: not a Name.
    """
    return tuple(
        frozenset((kind, _prepared(text)) for kind, text in _attributes(raw_name, rdn))
        for rdn in der.children(raw_name, der.root(raw_name))
    )


@lru_cache(maxsize=1024)
def readable(raw_name: bytes) -> str:
    """RFC 4514 style, most significant part last, e.g. ``CN=Nguyễn Văn An, O=UBND huyện Cần Giuộc, C=VN``."""
    try:
        rdns = list(der.children(raw_name, der.root(raw_name)))
        parts = ["+".join(_labelled(raw_name, rdn)) for rdn in reversed(rdns)]
    except der.DerFault:
        return raw_name.hex()
    return ", ".join(parts)


@lru_cache(maxsize=1024)
def attributes_of(name: str) -> dict[str, str]:
    """The attributes of what :func:`readable` wrote, by their labels, the first of each kind."""
    found: dict[str, str] = {}
    for label, value in _READABLE.findall(name):
        found.setdefault(label, value.replace("\\,", ","))
    return found


def common_name(raw_name: bytes) -> str:
    """The CN, or the whole readable name where there is none."""
    try:
        for rdn in der.children(raw_name, der.root(raw_name)):
            for kind, text in _attributes(raw_name, rdn):
                if kind == "550403":
                    return text
    except der.DerFault:
        return raw_name.hex()
    return readable(raw_name)


def is_within(name: Key, subtree: Key) -> bool:
    """Whether ``name`` lies in the directory subtree (RFC 5280 4.2.1.10: a prefix of RDNs)."""
    return name[: len(subtree)] == subtree


def _labelled(raw_name: bytes, rdn: der.Element) -> list[str]:
    return [
        f"{_LABELS.get(kind, kind)}={text.replace(',', chr(92) + ',')}"
        for kind, text in _attributes(raw_name, rdn)
    ]


def _attributes(raw_name: bytes, rdn: der.Element) -> list[type_and_value]:
    found = []
    for attribute in der.children(raw_name, rdn):
        parts = list(der.children(raw_name, attribute))
        if len(parts) != 2:
            raise der.DerFault("attribute without value")
        kind, value = parts
        found.append((raw_name[kind.content : kind.end].hex(), _decoded(raw_name, value)))
    return found


def _decoded(raw_name: bytes, value: der.Element) -> str:
    encoding = _STRING_ENCODINGS.get(value.tag)
    content = raw_name[value.content : value.end]
    if encoding is None:
        return "#" + der.raw(raw_name, value).hex()
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _prepared(text: str) -> str:
    """RFC 4518: compatibility-normalise, fold case, collapse white space."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
