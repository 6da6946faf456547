"""Receipts of what the stories did, checked as their holders would: with the log's key and no exchange."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from lienthong.adapters.revocation_http import HttpRevocationSource
from lienthong.services.public_log import WITNESS_POLICY
from lienthong.signatures.checkpoint_stamps import judging
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.revocation import RevocationRequest
from lienthong.signatures.timestamps import read_token
from lienthong.tlog.receipt_checks import Demands
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong.tlog.witness_policy import WitnessPolicy, parse_policy
from lienthong_client.answers import EventRecord
from lienthong_client.logs import opened_log
from lienthong_client.receipts import CheckedReceipt, ReceiptChecker, name_of
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import expect
from lienthong_local.province import Province
from lienthong_local.stack.witnesses import log_signer

_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Auditor:
    """Holds receipts against the log's key, the witnesses' policy and the province's root."""

    checker: ReceiptChecker

    @classmethod
    def of(cls, desk: Desk, receipts: Sequence[UnverifiedReceipt]) -> Auditor:
        """What an auditor of these receipts brings along, revocation lists included."""
        stack, province = desk.online.stack, desk.online.province
        lists = _revocation_lists(province, [one.token for one in receipts if one.token][:1])
        judge = judging(province.trust_anchors(), lists, (), datetime.now(UTC))
        demands = Demands(quorum=True, time=True)
        return cls(ReceiptChecker(log_signer(stack).key, judge, _policy(desk), demands))

    def check(self, receipts: Iterable[UnverifiedReceipt]) -> Iterator[CheckedReceipt]:
        """Each receipt, read anew from its bytes."""
        for one in receipts:
            yield self.checker.check_bytes(Path(name_of(one)), one.to_bytes())


def story_is_proven(desk: Desk, submission_id: str) -> int:
    """How many receipts the submission's story has: one for every event, and every one holds."""
    desk.settle()
    receipts = receipts_of(desk, desk.sent[submission_id], submission_id)
    return _hold(desk, submission_id, desk.story(submission_id)["events"], receipts)


def dossier_is_proven(desk: Desk, code: str) -> int:
    """The same of a dossier, to its centre."""
    desk.settle()
    centre = desk.taken_in[code].centre
    receipts = receipts_of(desk, centre, code)
    events = desk.online.client(centre).dossier(code)["events"]
    return _hold(desk, code, events, receipts)


def receipts_of(desk: Desk, holder: str, subject: str) -> Sequence[UnverifiedReceipt]:
    """Every receipt of a submission or a dossier, waited for."""
    found = desk.online.client(holder).every_receipt(subject, seconds=_SECONDS)
    expect(f"{subject}: events without a receipt", list(found.pending), [])
    return found.receipts


def _hold(
    desk: Desk, subject: str, events: Sequence[EventRecord], receipts: Sequence[UnverifiedReceipt]
) -> int:
    wanted = [event["event_id"] for event in events]
    expect(f"{subject}: receipts", [one.event["event_id"] for one in receipts], wanted)
    failing = [
        (one.file.name, [finding.code for finding in one.report.findings])
        for one in Auditor.of(desk, receipts).check(receipts)
        if not one.holds
    ]
    expect(f"{subject}: receipts that do not hold", failing, [])
    return len(receipts)


def _policy(desk: Desk) -> WitnessPolicy:
    stack = desk.online.stack
    with opened_log(f"{stack.api_url}/v1/log", stack.ca_bundle) as read:
        return parse_policy(read(WITNESS_POLICY))


def _revocation_lists(province: Province, tokens: Iterable[bytes]) -> tuple[bytes, ...]:
    """The lists of both authorities, from where the certificates say that came with a token."""
    urls = dict.fromkeys(
        name.value
        for token in tokens
        for der in read_token(token, DEFAULT.limits)[0].certificates
        for point in x509.load_der_x509_certificate(der)
        .extensions.get_extension_for_class(x509.CRLDistributionPoints)
        .value
        for name in point.full_name or ()
    )
    requests = [RevocationRequest("crl", str(url)) for url in urls]
    return HttpRevocationSource(province.allowed_hosts).fetch(requests).crls
