"""The demonstration province as one thing: its agencies, what they hold, what they write and sign."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienthong_local.province.errors import AgencyUnknown
from lienthong_local.province.keys import KeyKind, KeyStore
from lienthong_local.province.letters import Letter, render_drawing, render_letter
from lienthong_local.province.pki import Credential, Pki, open_pki
from lienthong_local.province.pki_plan import Identity, Purpose
from lienthong_local.province.registry import AgencyKind, AgencyRow, load_agencies
from lienthong_local.province.signing import (
    LocalTimeStamper,
    SigningRequest,
    prepare_fields,
    sign_detached,
    sign_pdf,
)

VIETNAM_TIME: Final = timezone(timedelta(hours=7))
"""Clocks are UTC+7 (Decision 28/2018 14.4); Vietnam has no summer time."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class AgencyCertificates:
    """An agency's certificates (DER): the leader's signs first, the agency's seals (Decree 30/2020 5.1)."""

    leader: bytes
    agency: bytes


class Province:
    """Long An with keys, certificates and a time-stamping service; see `Province.open`."""

    def __init__(self, pki: Pki, request_keys: KeyStore, timestamper: LocalTimeStamper, now: Clock) -> None:
        self.agencies: tuple[AgencyRow, ...] = load_agencies()
        self.pki_url: str = pki.url
        self.time_stamping_url: str = pki.time_stamping_url
        self.allowed_hosts: frozenset[str] = frozenset({urlsplit(pki.url).netloc})
        self._pki = pki
        self._request_keys = request_keys
        self._timestamper = timestamper
        self._now = now
        self._by_identifier = {name: row for row in self.agencies for name in (row.code, *row.aliases)}

    @classmethod
    @contextmanager
    def open(cls, state_dir: Path, *, now: Clock) -> Iterator[Province]:
        """The province with its services running on loopback until the block ends.

        Keys and certificates are kept in `state_dir` and reused at the next opening. `now` gives the time,
        with its zone, that signatures state and time stamps prove; it may be set into the scenarios' years.
        """
        folder = state_dir / "province"
        with (
            open_pki(folder, load_agencies(), now) as pki,
            closing(LocalTimeStamper(pki.time_stamping_url)) as timestamper,
        ):
            yield cls(pki, KeyStore(folder / "request-keys"), timestamper, now)

    def agency(self, identifier: str) -> AgencyRow:
        """The agency with this code or alias. Raises `AgencyUnknown`."""
        if identifier not in self._by_identifier:
            raise AgencyUnknown(agency=identifier)
        return self._by_identifier[identifier]

    def trust_anchors(self) -> tuple[bytes, ...]:
        """The root certificate (DER): what a verifier trusts, and nothing else."""
        return (self._pki.root().dump(),)

    def intermediates(self) -> tuple[bytes, ...]:
        """Certificates (DER) between the root and the agencies'."""
        return (self._pki.issuing().dump(),)

    def enrol(self, codes: Iterable[str]) -> None:
        """Makes ready what the agencies need to sign letters and requests; else that is done at first use.

        For all agencies at once it takes a few seconds the first time and none later. Raises `AgencyUnknown`.
        """
        agencies = [self.agency(code) for code in codes]
        self._pki.enrol(
            Identity(agency, use) for agency in agencies for use in (Purpose.LEADER, Purpose.AGENCY)
        )
        self._request_keys.ensure({_request_label(agency): KeyKind.ED25519 for agency in agencies})

    def certificates_of(self, code: str) -> AgencyCertificates:
        """The certificates to register for an agency, made at the first call. Raises `AgencyUnknown`."""
        return AgencyCertificates(
            leader=self.credential(code, Purpose.LEADER).certificate.dump(),
            agency=self.credential(code, Purpose.AGENCY).certificate.dump(),
        )

    def credential(self, code: str, purpose: Purpose) -> Credential:
        """A certificate of an agency with its key, bad ones included. Raises `AgencyUnknown`."""
        return self._pki.credential(self.agency(code), purpose)

    def request_key(self, code: str) -> Ed25519PrivateKey:
        """The key with which an agency signs its requests (RFC 9421). Raises `AgencyUnknown`."""
        return self._request_keys.request_key(self._ready_request_key(code))

    def request_key_path(self, code: str) -> Path:
        """The same key as a PEM file (PKCS #8), for a client's configuration. Raises `AgencyUnknown`."""
        return self._request_keys.private_path(self._ready_request_key(code))

    def _ready_request_key(self, code: str) -> str:
        label = _request_label(self.agency(code))
        self._request_keys.ensure({label: KeyKind.ED25519})
        return label

    def compose_letter(
        self,
        code: str,
        *,
        number: str,
        notation: str,
        subject: str,
        to: Sequence[str],
        paragraphs: Sequence[str],
    ) -> Letter:
        """A letter of the agency to others, with the letterhead and formula the decree gives to its kind.

        `notation` is what follows the number ("UBND-TNMT"), `to` are codes or aliases. Raises
        `AgencyUnknown`.
        """
        sender = self.agency(code)
        head, authority = _letterhead(sender), _authority(sender)
        superior = self.agency(sender.parent).short_name if sender.parent and not authority else ""
        return Letter(
            parent_name=superior,
            agency_name=head,
            number=number,
            notation=notation,
            place=sender.place,
            issued_on=self._local_time().date(),
            subject=subject,
            recipients=tuple(self.agency(recipient).name for recipient in to),
            paragraphs=tuple(paragraphs),
            places=("Như trên", f"Lưu: VT, {notation.rpartition('-')[2]}"),
            authority=authority,
            position=sender.leader_position,
            signer=sender.leader_name,
        )

    def write_letter(self, letter: Letter) -> bytes:
        """The letter as PDF, unsigned, with an empty field for each signature."""
        return prepare_fields(render_letter(letter))

    def sign_letter(self, pdf: bytes, code: str, *, sealed_with: Purpose = Purpose.AGENCY) -> bytes:
        """The PDF signed by the leader, then by the agency, both PAdES B-T.

        `sealed_with` takes a revoked, expired or TLS certificate for the agency's signature instead. Raises
        `AgencyUnknown`, `TimeStampUnavailable`.
        """
        return self.sign_as(self.sign_as(pdf, code, Purpose.LEADER), code, sealed_with)

    def sign_as(self, pdf: bytes, code: str, purpose: Purpose) -> bytes:
        """The PDF with one more PAdES B-T signature. Raises `AgencyUnknown`, `TimeStampUnavailable`."""
        sender, at = self.agency(code), self._local_time()
        leads = purpose is Purpose.LEADER
        request = SigningRequest(
            field="leader" if leads else "agency",
            credential=self.credential(code, purpose),
            at=at,
            reason="Ký ban hành văn bản" if leads else "Ký số của cơ quan ban hành",
            place=sender.place,
            drawing=_draw_signature(sender) if leads else _draw_seal(sender, at),
        )
        return sign_pdf(pdf, request, self._timestamper, self._chain())

    def sign_content(self, content: bytes, code: str, *, sealed_with: Purpose = Purpose.AGENCY) -> bytes:
        """A detached CMS (DER) over any content, with CAdES B-T signatures of the leader and the agency.

        Raises `AgencyUnknown`, `TimeStampUnavailable`.
        """
        credentials = (self.credential(code, Purpose.LEADER), self.credential(code, sealed_with))
        return sign_detached(content, credentials, self._local_time(), self._timestamper, self._chain())

    def _chain(self) -> tuple[x509.Certificate, ...]:
        return (self._pki.issuing(),)

    def _local_time(self) -> datetime:
        return self._now().astimezone(VIETNAM_TIME).replace(microsecond=0)


def _request_label(agency: AgencyRow) -> str:
    return f"{agency.code}.request"


def _letterhead(sender: AgencyRow) -> str:
    """The agency's name at the head of its letters: a committee's place stands on a line of its own."""
    if sender.kind in (AgencyKind.PROVINCE_COMMITTEE, AgencyKind.DISTRICT_COMMITTEE):
        kind, place = sender.name[: len("Ủy ban nhân dân")], sender.name[len("Ủy ban nhân dân ") :]
        return f"{kind}\n{place}"
    if sender.kind is AgencyKind.OFFICE:
        return "Văn phòng"
    return sender.name


def _authority(sender: AgencyRow) -> str:
    """A committee decides as a body, so its chairman signs on its behalf (Annex I, II.7a: TM.)."""
    is_body = sender.kind in (AgencyKind.PROVINCE_COMMITTEE, AgencyKind.DISTRICT_COMMITTEE)
    return "TM. ỦY BAN NHÂN DÂN" if is_body else ""


def _draw_signature(sender: AgencyRow) -> bytes:
    """Handwriting that is always the same for one person: its strokes come from the name."""
    strokes = hashlib.sha256(sender.leader_name.encode()).digest()[:9]
    # Up and down in turn, as writing goes; how far is the person's own.
    heights = [(0.45 if index % 2 else 0.0) + 0.55 * stroke / 255 for index, stroke in enumerate(strokes)]
    return render_drawing("signature.typ", {"heights": json.dumps(heights)})


def _draw_seal(sender: AgencyRow, at: datetime) -> bytes:
    """The specimen seal, with the time of signing as the decree writes it (Annex I: day, time, time zone)."""
    signed_at = f"{at:%d/%m/%Y %H:%M:%S} +07:00"
    return render_drawing("seal.typ", {"name": sender.name, "signed_at": signed_at})
