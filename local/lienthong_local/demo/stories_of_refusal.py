"""Stories of refusal: files that must not pass, and a document that must not even be stored."""

from __future__ import annotations

from collections.abc import Callable

from lienthong_client.errors import ProblemError
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import Difference, expect
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, FINANCE
from lienthong_local.province import Purpose, alter_by_update, alter_in_place

BEN_LUC = "000.00.33.H39"
Spoil = Callable[[Desk, bytes], bytes]


def _signed_honestly(desk: Desk, pdf: bytes) -> bytes:
    return desk.online.province.sign_letter(pdf, CAN_GIUOC)


def tampered(desk: Desk) -> str:
    """A signed PDF whose text was changed, once in place and once by an incremental update."""
    in_place = _rejected(
        desk, lambda d, pdf: alter_in_place(_signed_honestly(d, pdf)), "signature.hash-mismatch"
    )
    by_update = _rejected(desk, lambda d, pdf: alter_by_update(_signed_honestly(d, pdf)), "pdf.modified")
    return f"{in_place}, {by_update}"


def unsigned(desk: Desk) -> str:
    """A PDF without a signature, sent as an original."""
    return _rejected(desk, lambda _, pdf: pdf, "file.no-signature")


def revoked(desk: Desk) -> str:
    """A PDF sealed with a certificate that was revoked before."""

    def seal(desk: Desk, pdf: bytes) -> bytes:
        return desk.online.province.sign_as(pdf, CAN_GIUOC, Purpose.REVOKED)

    # Nothing proves that it was signed before the revocation (EN 319 102-1 5.2.6: REVOKED_NO_POE).
    return _rejected(desk, seal, "certificate.revoked-no-proof")


def signed_by_another(desk: Desk) -> str:
    """A PDF signed by another agency than the one that sends it."""
    return _rejected(
        desk, lambda d, pdf: d.online.province.sign_letter(pdf, BEN_LUC), "signature.wrong-agency"
    )


def _rejected(desk: Desk, spoil: Spoil, reason: str) -> str:
    letter = desk.letter(CAN_GIUOC, (FINANCE,), "Đề nghị bổ sung kinh phí sự nghiệp")
    pdf = spoil(desk, desk.online.province.write_letter(letter))
    sent = desk.send(CAN_GIUOC, desk.draft(letter, pdf, CAN_GIUOC, (FINANCE,)))
    desk.settle()
    story = desk.story(sent["submission_id"])
    expect("state", story["submission"]["state"], "rejected")
    expect("deliveries", story["deliveries"], [])
    verdict = story["submission"]["verdict"]
    if not verdict or reason not in verdict["reasons"]:
        raise Difference("reasons of the rejection", reason, verdict)
    return reason


def state_secret(desk: Desk) -> str:
    """An envelope marked as a state secret is refused before anything is stored."""
    before = _stored(desk)
    letter = desk.letter(CAN_GIUOC, (FINANCE,), "Nội dung không được gửi qua mạng")
    draft = desk.draft(letter, desk.signed(letter, CAN_GIUOC), CAN_GIUOC, (FINANCE,), secrecy="Mật")
    try:
        desk.online.client(CAN_GIUOC).send(draft)
    except ProblemError as refused:
        expect("the refusal's code", refused.code, "envelope.state-secret")
        expect("what is stored", _stored(desk), before)
        return "422"
    raise Difference("a state-secret marking", "envelope.state-secret", "taken in")


def _stored(desk: Desk) -> tuple[int, int]:
    """How many records and how many objects there are."""
    stack = desk.online.stack
    pages = stack.aws.dynamodb.get_paginator("scan").paginate(
        TableName=stack.output("ExchangeTable"), Select="COUNT"
    )
    objects = stack.aws.s3.get_paginator("list_objects_v2").paginate(Bucket=stack.output("ContentBucket"))
    return sum(page["Count"] for page in pages), sum(page.get("KeyCount", 0) for page in objects)
