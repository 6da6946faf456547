"""The bodies of the registry's acts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import AfterValidator, Field, StrictBool, StringConstraints, model_validator

from lienthong.api.actions import read_body
from lienthong.api.bodies import AgencyName, Day, Instant, Reason, Sha256, Strict
from lienthong.api.faults import FaultError
from lienthong.api.type_bodies import PaperTypeBody, TypeRuleBody, read_paper_type, read_type_rule
from lienthong.model.agency import (
    READ_BY_PROGRAMS,
    Agency,
    Channel,
    ChannelFormat,
    ChannelKind,
    RequestKey,
    SignerCertificate,
    SignerRole,
)
from lienthong.model.agency_level import AgencyLevel, level_of_code
from lienthong.model.codes import Role
from lienthong.model.http_signatures import ALGORITHMS, fits_algorithm
from lienthong.model.identifiers import is_agency_code
from lienthong.model.text import has_control_characters, normalise


def _agency_code(text: str) -> str:
    if not is_agency_code(text):
        raise FaultError(
            "agency.code",
            "An agency code has the form 000.00.30.H39, or H39.12.3 after Decision 20/2020.",
            "Mã cơ quan có dạng 000.00.30.H39, hoặc H39.12.3 theo Quyết định 20/2020/QĐ-TTg.",
        )
    return text


def _name(text: str) -> str:
    cleaned = normalise(text)
    if not cleaned or has_control_characters(cleaned):
        raise FaultError("agency.name", "Give the agency's name.", "Đề nghị ghi tên cơ quan.")
    return cleaned


def _public_key(pem: str) -> str:
    try:
        load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as unreadable:
        raise FaultError(
            "key.unreadable",
            "The key is not a PEM SubjectPublicKeyInfo; export the public key again.",
            "Khóa không phải PEM SubjectPublicKeyInfo; đề nghị xuất lại khóa công khai.",
        ) from unreadable
    return pem


AgencyCode = Annotated[str, AfterValidator(_agency_code)]
FullName = Annotated[str, StringConstraints(max_length=200), AfterValidator(_name)]


#: What each kind of channel is addressed by. A webhook without TLS is for the machine's own loopback only.
_TARGETS = {
    ChannelKind.PULL: re.compile(""),
    ChannelKind.WEBHOOK: re.compile(
        r"https://[^\s/?#@]+([/?][^\s#]*)?|http://(127\.0\.0\.1|localhost)(:\d+)?([/?][^\s#]*)?", re.ASCII
    ),
    ChannelKind.QUEUE: re.compile(r"arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w-]+(\.fifo)?", re.ASCII),
    ChannelKind.EMAIL: re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+"),
    ChannelKind.SMS: re.compile(r"\+\d{8,15}", re.ASCII),
}


class ChannelBody(Strict):
    """A delivery channel; its target by kind: HTTPS URL, queue ARN, e-mail address, phone number."""

    kind: ChannelKind
    target: Annotated[str, StringConstraints(max_length=500)] = ""
    format: ChannelFormat = ChannelFormat.JSON

    @model_validator(mode="after")
    def _format_fits(self) -> ChannelBody:
        if self.format is not ChannelFormat.JSON and self.kind not in READ_BY_PROGRAMS:
            raise FaultError(
                "channel.format",
                "Only webhooks and queues carry edXML; leave the format out or choose such a channel.",
                "Chỉ webhook và hàng đợi mang được edXML; đề nghị bỏ 'format' hoặc chọn kênh phù hợp.",
            )
        return self

    @model_validator(mode="after")
    def _target_fits(self) -> ChannelBody:
        if not _TARGETS[self.kind].fullmatch(self.target):
            raise FaultError(
                "channel.target",
                "The target does not fit the channel: webhook https://…, queue arn:…, e-mail …@…, SMS +84….",
                "Địa chỉ không hợp với kênh: webhook https://…, queue arn:…, thư điện tử …@…, SMS +84….",
            )
        return self


class RequestKeyBody(Strict):
    """A key that signs requests; ``key_id`` begins with the agency's code and ``#``."""

    key_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.]+#[A-Za-z0-9._-]{1,60}$")]
    algorithm: Annotated[str, StringConstraints(pattern="^(" + "|".join(ALGORITHMS) + ")$")]
    public_key: Annotated[str, StringConstraints(max_length=4000), AfterValidator(_public_key)]
    valid_from: Instant
    valid_until: Instant | None = None

    @model_validator(mode="after")
    def _key_fits_its_algorithm(self) -> RequestKeyBody:
        if not fits_algorithm(self.public_key, self.algorithm):
            raise FaultError(
                "key.algorithm",
                "The key is not one for this algorithm: Ed25519, ECDSA on P-256, or RSA from 2048 bits.",
                "Khóa không thuộc thuật toán đã khai: Ed25519, ECDSA trên P-256, hoặc RSA từ 2048 bit.",
            )
        return self


class CertificateBody(Strict):
    """A certificate registered for signing documents."""

    fingerprint: Sha256
    role: SignerRole


def _pull_only() -> list[ChannelBody]:
    return [ChannelBody(kind=ChannelKind.PULL)]


class AgencyBody(Strict):
    """An agency's entry; ``version`` is the one that was read, where it is changed."""

    code: AgencyCode
    name: FullName
    parent: AgencyCode | None = None
    aliases: Annotated[list[AgencyName], Field(max_length=20, default_factory=list)]
    roles: Annotated[list[Role], Field(min_length=1, default_factory=lambda: [Role.AGENCY])]
    effective_from: Day
    receives_electronically: StrictBool = True
    channels: Annotated[list[ChannelBody], Field(min_length=1, max_length=5, default_factory=_pull_only)]
    keys: Annotated[list[RequestKeyBody], Field(max_length=10, default_factory=list)]
    certificates: Annotated[list[CertificateBody], Field(max_length=50, default_factory=list)]
    level: AgencyLevel | None = None
    mandatory_paper: Annotated[list[PaperTypeBody], Field(max_length=100, default_factory=list)]
    document_types: Annotated[list[TypeRuleBody], Field(max_length=100, default_factory=list)]
    version: Annotated[int, Field(ge=1, strict=True)] = 1

    @model_validator(mode="after")
    def _keys_are_the_agencys(self) -> AgencyBody:
        if any(not key.key_id.startswith(self.code + "#") for key in self.keys):
            raise FaultError(
                "key.owner",
                "Every key id begins with the agency's own code and '#'.",
                "Mã khóa phải bắt đầu bằng mã của chính cơ quan và dấu '#'.",
            )
        return self


class ReasonBody(Strict):
    """Why an agency is locked or unlocked."""

    reason: Reason


class EndBody(Strict):
    """From when an agency has ended, and who succeeds it; null withdraws an end that is still to come."""

    ended_on: Day | None
    successor: AgencyCode | None = None
    reason: Reason


def read_agency(body: bytes) -> Agency:
    """An agency's entry from a request body."""
    entry = read_body(body, AgencyBody)
    return Agency(
        code=entry.code,
        name=entry.name,
        parent=entry.parent,
        aliases=tuple(entry.aliases),
        roles=frozenset(entry.roles),
        effective_from=entry.effective_from,
        receives_electronically=entry.receives_electronically,
        channels=tuple(Channel(channel.kind, channel.target, channel.format) for channel in entry.channels),
        keys=tuple(
            RequestKey(
                key.key_id, key.algorithm, key.public_key, utc(key.valid_from), utc_or_none(key.valid_until)
            )
            for key in entry.keys
        ),
        certificates=tuple(SignerCertificate(known.fingerprint, known.role) for known in entry.certificates),
        level=entry.level or level_of_code(entry.code),
        mandatory_paper=tuple(map(read_paper_type, entry.mandatory_paper)),
        document_types=tuple(map(read_type_rule, entry.document_types)),
        version=entry.version,
    )


def read_reason(body: bytes) -> str:
    """The reason of a lock or unlock."""
    return read_body(body, ReasonBody).reason


def read_end(body: bytes) -> EndBody:
    """How an agency ends."""
    return read_body(body, EndBody)


def utc(instant: datetime) -> datetime:
    """The instant in UTC."""
    return instant.astimezone(UTC)


def utc_or_none(instant: datetime | None) -> datetime | None:
    """The instant in UTC, where there is one."""
    return utc(instant) if instant else None
