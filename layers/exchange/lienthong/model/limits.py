"""Every limit of the exchange, in one place; published at ``GET /v1/limits``."""

from __future__ import annotations

from dataclasses import asdict, dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds, lengths in characters after NFC."""

    #: API Gateway hands Lambda at most 6 MB, in which the JSON body is escaped once more.
    request_bytes: int = 5 * MIB
    #: Largest object of one S3 multipart upload that a ticket is issued for.
    attachment_bytes: int = 5 * GIB
    attachments: int = 20
    #: Validation holds copies of all attachments at once, on a disk of 10 GB.
    submission_bytes: int = 8 * GIB
    #: A broadcast to every agency of a large province.
    recipients: int = 500
    #: Up to here a ticket is one PUT, whose whole SHA-256 S3 itself checks.
    single_upload_bytes: int = 32 * MIB
    #: Part size of a multipart ticket: 5 GiB make 160 parts, whose digests fit a DynamoDB item 20 times over.
    part_bytes: int = 32 * MIB
    #: Largest message of the national format; beyond ``request_bytes`` it is uploaded by ticket.
    edxml_bytes: int = 64 * MIB
    #: QCVN 102:2016 and Decree 30/2020, Annex VI.
    subject_length: int = 500
    summary_length: int = 500
    code_number_length: int = 11
    code_notation_length: int = 30
    type_name_length: int = 100
    place_length: int = 50
    position_length: int = 100
    signer_name_length: int = 50
    document_id_length: int = 200
    attachment_name_length: int = 200
    reason_length: int = 1000
    page_size: int = 50
    #: Agencies in one table: a province has some hundred, and one request reads and records them all.
    registry_rows: int = 2_000
    #: Entries of the outgoing register reported in one request.
    register_entries: int = 200
    #: A problem lists so many faults and counts the rest, so that no input makes an answer too large.
    faults: int = 100
    #: How far ``created`` of a request signature may be from the exchange's clock.
    signature_window_seconds: int = 120
    ticket_seconds: int = 3600
    download_seconds: int = 300
    upload_days: int = 7

    def to_json(self) -> dict[str, int]:
        """The limits by name, as the API publishes them."""
        return asdict(self)


LIMITS = Limits()
