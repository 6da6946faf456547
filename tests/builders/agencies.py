"""Agencies of a small province, each with a request key that every run derives anew from its code."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lienthong.model.agency import Agency, Channel, ChannelKind, RequestKey, SignerCertificate, SignerRole
from lienthong.model.codes import AgencyState, Role


def request_key(code: str) -> Ed25519PrivateKey:
    """The private key with which the agency signs its requests."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(code.encode()).digest())


def key_id(code: str) -> str:
    """The id of :func:`request_key` in the registry."""
    return f"{code}#may-chu"


def registered_key(code: str) -> RequestKey:
    """The public half of :func:`request_key`, as the registry holds it."""
    public = request_key(code).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return RequestKey(key_id(code), "ed25519", pem, datetime(2025, 1, 1, tzinfo=UTC))


def agency(
    code: str,
    name: str,
    *roles: Role,
    aliases: tuple[str, ...] = (),
    state: AgencyState = AgencyState.ACTIVE,
    receives_electronically: bool = True,
    channels: tuple[Channel, ...] = (Channel(ChannelKind.PULL),),
) -> Agency:
    """A registered agency; without roles it is an ordinary one."""
    return Agency(
        code=code,
        name=name,
        aliases=aliases,
        roles=frozenset(roles or (Role.AGENCY,)),
        state=state,
        ended_on=date(2026, 1, 1) if state is AgencyState.ENDED else None,
        receives_electronically=receives_electronically,
        channels=channels,
        keys=(registered_key(code),),
        certificates=(
            SignerCertificate(hashlib.sha256(f"leader of {code}".encode()).hexdigest(), SignerRole.LEADER),
        ),
    )


#: An ordinary district, which sends.
DISTRICT = agency("000.00.30.H39", "Ủy ban nhân dân huyện Cần Giuộc", aliases=("H39.30",))
#: An ordinary department, which receives and is told by webhook.
DEPARTMENT = agency(
    "000.00.07.H39",
    "Sở Lao động - Thương binh và Xã hội",
    aliases=("H39.7", "SLĐTBXH.H39"),
    channels=(Channel(ChannelKind.PULL), Channel(ChannelKind.WEBHOOK, "https://sld.longan.example/lt")),
)
#: Another ordinary department, which has nothing to do with what the first two exchange.
STRANGER = agency("000.00.17.H39", "Sở Y tế", aliases=("H39.17",))
ONE_STOP = agency("000.02.01.H39", "Trung tâm Phục vụ hành chính công tỉnh Long An", Role.ONE_STOP)
AUDITOR = agency("000.00.18.H39", "Thanh tra tỉnh", Role.AUDITOR)
REGISTRAR = agency("000.00.13.H39", "Sở Thông tin và Truyền thông", Role.REGISTRAR)
LOCKED = agency("000.00.31.H39", "Ủy ban nhân dân thành phố Tân An", state=AgencyState.LOCKED)
ENDED = agency("000.00.08.H39", "Sở Ngoại vụ", state=AgencyState.ENDED)
ON_PAPER = agency("000.00.38.H39", "Ủy ban nhân dân huyện Mộc Hóa", receives_electronically=False)

PROVINCE = (DISTRICT, DEPARTMENT, STRANGER, ONE_STOP, AUDITOR, REGISTRAR, LOCKED, ENDED, ON_PAPER)
