"""The demonstration's public-key infrastructure: two authorities, agencies' certificates, and their services.

Keys are kept for good; certificates are issued when first asked for and kept in a folder per service address,
because the addresses of CRL, OCSP and issuer stand in them. A start on the address of last time reuses
everything; a start on another one issues anew with the same keys.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import x509
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture

from lienthong_local.province.keys import KeyStore, SigningKey, write_whole
from lienthong_local.province.pki_plan import (
    ARCHITECTURE,
    AUTHORITY_KEYS,
    ISSUING,
    ROOT,
    Identity,
    Purpose,
    plan_architecture,
)
from lienthong_local.province.pki_server import PkiServer
from lienthong_local.province.registry import AgencyRow


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate with its private key: what an agency's signing device holds."""

    identity: Identity
    certificate: x509.Certificate
    key: SigningKey


class Pki:
    """The authorities and what they have issued; `open_pki` makes and serves one."""

    def __init__(
        self, folder: Path, keys: KeyStore, server: PkiServer, agencies: tuple[AgencyRow, ...]
    ) -> None:
        self.url = server.url
        self._keys = keys
        self._server = server
        self._enrolling = threading.RLock()
        keys.ensure(AUTHORITY_KEYS)
        self._certificates = folder / "certificates" / f"{server.port}-{_authorities_fingerprint(keys)}"
        self._certificates.mkdir(parents=True, exist_ok=True)
        self._identities = _enrolled(keys, agencies)
        self._architecture = self._renew()
        # Before the first CRL, because two lists of one number may not differ (RFC 5280 5.2.3).
        revoked = tuple(Identity(agency, Purpose.REVOKED) for agency in agencies)
        self.enrol(revoked)
        for label in (*AUTHORITY_KEYS, *(holder.label for holder in revoked)):
            self._certificate(label)

    @property
    def time_stamping_url(self) -> str:
        """Where RFC 3161 requests go."""
        return f"{self.url}/{ARCHITECTURE}/tsa/tsa"

    def root(self) -> x509.Certificate:
        """The trust anchor."""
        return self._certificate(ROOT)

    def issuing(self) -> x509.Certificate:
        """The authority that issues to agencies."""
        return self._certificate(ISSUING)

    def credential(self, agency: AgencyRow, purpose: Purpose) -> Credential:
        """The agency's certificate and key for a purpose, made at the first call."""
        identity = Identity(agency, purpose)
        with self._enrolling:
            self.enrol((identity,))
            return Credential(
                identity, self._certificate(identity.label), self._keys.signing_key(identity.label)
            )

    def enrol(self, identities: Iterable[Identity]) -> None:
        """Makes keys for those who have none, all at once: one by one takes several times as long."""
        with self._enrolling:
            newcomers = {
                holder.label: holder for holder in identities if holder.label not in self._identities
            }
            if not newcomers:
                return
            for label in newcomers:
                # A certificate without its key is left over from keys that somebody deleted.
                (self._certificates / f"{label}.crt").unlink(missing_ok=True)
            self._keys.ensure({label: holder.key_kind for label, holder in newcomers.items()})
            self._identities |= newcomers
            self._architecture = self._renew()

    def _renew(self) -> PKIArchitecture:
        """A new holder means a new architecture around the old files: certomancer reads one only once."""
        issued = {path.stem: path.name for path in self._certificates.glob("*.crt")}
        plan = plan_architecture(self._identities.values(), issued, salt=self._certificates.name)
        config = CertomancerConfig(
            plan,
            key_search_dir=str(self._keys.folder),
            lazy_load_keys=True,
            config_search_dir=str(self._certificates),
            external_url_prefix=self.url,
        )
        architecture = config.get_pki_arch(ArchLabel(ARCHITECTURE))
        self._server.serve(architecture)
        return architecture

    def _certificate(self, label: str) -> x509.Certificate:
        with self._enrolling:
            certificate = self._architecture.get_cert(CertLabel(label))
            kept = self._certificates / f"{label}.crt"
            if not kept.exists():
                write_whole(kept, certificate.dump())
            return certificate


@contextmanager
def open_pki(folder: Path, agencies: tuple[AgencyRow, ...], now: Callable[[], datetime]) -> Iterator[Pki]:
    """The infrastructure kept in `folder`, with its services running on loopback until the block ends."""
    keys = KeyStore(folder / "keys")
    remembered = folder / "port"
    wanted_port = int(remembered.read_text()) if remembered.exists() else 0
    with PkiServer(wanted_port, now) as server:
        write_whole(remembered, str(server.port).encode())
        yield Pki(folder, keys, server, agencies)


def _authorities_fingerprint(keys: KeyStore) -> str:
    """Certificates signed with other authorities' keys are of no use any more."""
    public = b"".join(keys.public_path(label).read_bytes() for label in AUTHORITY_KEYS)
    return hashlib.sha256(public).hexdigest()[:16]


def _enrolled(keys: KeyStore, agencies: tuple[AgencyRow, ...]) -> dict[str, Identity]:
    """Identities whose keys exist already."""
    possible = (Identity(agency, purpose) for agency in agencies for purpose in Purpose)
    made = keys.labels()
    return {identity.label: identity for identity in possible if identity.label in made}
