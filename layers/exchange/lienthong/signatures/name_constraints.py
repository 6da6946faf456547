"""Name constraints along a path (RFC 5280 4.2.1.10, 6.1.3 b–c, 6.1.4 g)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from lienthong.signatures import names
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.certificates import Certificate


class NameConstraintState:
    """What the certificates seen so far permit and exclude."""

    def __init__(self) -> None:
        self._permitted: list[list[x509.GeneralName]] = []
        self._excluded: list[x509.GeneralName] = []

    def restrict(self, constraints: x509.NameConstraints) -> None:
        """6.1.4 (g): permitted subtrees intersect, excluded ones add up."""
        by_type: dict[type[x509.GeneralName], list[x509.GeneralName]] = {}
        for subtree in constraints.permitted_subtrees or ():
            by_type.setdefault(type(subtree), []).append(subtree)
        self._permitted.extend(by_type.values())
        self._excluded.extend(constraints.excluded_subtrees or ())

    def violations(self, certificate: Certificate) -> Iterator[Bilingual]:
        """6.1.3 (b)–(c): names of this certificate that lie outside the permitted or inside the excluded."""
        if not self._permitted and not self._excluded:
            return
        for name in _names_of(certificate):
            for group in self._permitted:
                if isinstance(name, type(group[0])) and not any(_within(name, subtree) for subtree in group):
                    yield Bilingual(
                        f"{_text(name)} is outside the permitted names",
                        f"{_text(name)} nằm ngoài phạm vi tên cho phép",
                    )
            for subtree in self._excluded:
                if isinstance(name, type(subtree)) and _within(name, subtree):
                    yield Bilingual(
                        f"{_text(name)} is among the excluded names",
                        f"{_text(name)} thuộc phạm vi tên bị loại trừ",
                    )


def _names_of(certificate: Certificate) -> Iterator[x509.GeneralName]:
    """Subject, alternative names, and legacy e-mail addresses in the subject where no alternative is
    given.
    """
    if certificate.subject:
        yield x509.DirectoryName(certificate.x509.subject)
    alternative = certificate.extension(x509.SubjectAlternativeName)
    yield from alternative or ()
    if alternative is None or not alternative.get_values_for_type(x509.RFC822Name):
        for attribute in certificate.x509.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS):
            if isinstance(attribute.value, str) and attribute.value.isascii():
                yield x509.RFC822Name(attribute.value)


def _within(name: x509.GeneralName, subtree: x509.GeneralName) -> bool:
    """Whether ``name`` lies in ``subtree``; of types that are not understood nothing lies anywhere."""
    if isinstance(name, x509.DirectoryName) and isinstance(subtree, x509.DirectoryName):
        return names.is_within(
            names.name_key(name.value.public_bytes()), names.name_key(subtree.value.public_bytes())
        )
    if isinstance(name, x509.RFC822Name) and isinstance(subtree, x509.RFC822Name):
        return _mail_within(name.value, subtree.value)
    if isinstance(name, x509.DNSName) and isinstance(subtree, x509.DNSName):
        return _host_within(name.value, subtree.value, subdomains_of_bare=True)
    if isinstance(name, x509.UniformResourceIdentifier) and isinstance(
        subtree, x509.UniformResourceIdentifier
    ):
        return _host_within(urlsplit(name.value).hostname or "", subtree.value, subdomains_of_bare=False)
    if isinstance(name, x509.IPAddress) and isinstance(subtree, x509.IPAddress):
        network = subtree.value
        return (
            isinstance(name.value, ipaddress.IPv4Address | ipaddress.IPv6Address)
            and isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network)
            and name.value in network
        )
    return False


def _mail_within(address: str, constraint: str) -> bool:
    local, _, host = address.rpartition("@")
    if "@" in constraint:
        wanted_local, _, wanted_host = constraint.rpartition("@")
        return local == wanted_local and host.lower() == wanted_host.lower()
    return _host_within(host, constraint, subdomains_of_bare=False)


def _host_within(host: str, constraint: str, *, subdomains_of_bare: bool) -> bool:
    host, constraint = host.lower().rstrip("."), constraint.lower()
    if constraint.startswith("."):
        return host.endswith(constraint)
    if host == constraint or not constraint:
        return True
    return subdomains_of_bare and host.endswith("." + constraint)


def _text(name: x509.GeneralName) -> str:
    if isinstance(name, x509.DirectoryName):
        return names.readable(name.value.public_bytes())
    return str(name.value)
