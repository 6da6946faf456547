"""Reports are handed to whoever may see the document, with everything that they rest on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from lienthong.errors import DeliveryWithheld, NotFound
from lienthong.services.reporting import Reporting, Reports
from lienthong.signatures.isolation.pool import ValidationPool
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, PROVINCE, STRANGER
from tests.builders.documents import document
from tests.builders.recorded_verdicts import recorded
from tests.builders.signed_pdf import plain_pdf
from tests.doubles.services import Services


@dataclass
class Desk:
    """An exchange in which one letter was delivered, and its reports."""

    exchange: Services = field(default_factory=lambda: Services(agencies=(*PROVINCE,)))

    def __post_init__(self) -> None:
        self.submission_id = self.exchange.deliver(document()).submission_id
        self.reporting = Reporting(
            self.exchange.exchange,
            self.exchange.content,
            self.exchange.handling.authentication,
            self.exchange.clock,
        )

    def sent(self, agency: object = DISTRICT) -> Reports:
        return self.reporting.of_submission(self.exchange.caller(agency), self.submission_id)  # type: ignore[arg-type]

    def received(self, agency: object = DEPARTMENT) -> Reports:
        return self.reporting.of_delivery(self.exchange.caller(agency), self.submission_id)  # type: ignore[arg-type]


def test_sender_recipient_and_auditor_get_the_same_report() -> None:
    desk = Desk()
    reports = [desk.sent().reports, desk.sent(AUDITOR).reports, desk.received().reports]
    digests = [[report.document.sha256 for report in found] for found in reports]
    assert digests[0] == digests[1] == digests[2] != []


def test_for_others_there_is_no_report() -> None:
    desk = Desk()
    with pytest.raises(NotFound):
        desk.sent(DEPARTMENT)
    for stranger in (STRANGER, AUDITOR):
        with pytest.raises(NotFound):
            desk.received(stranger)


def test_a_recipient_whose_copy_was_taken_back_unopened_gets_none() -> None:
    desk = Desk()
    desk.exchange.recalling.recall(desk.exchange.caller(DISTRICT), desk.submission_id, "Ban hành nhầm")
    desk.exchange.settle()
    with pytest.raises(DeliveryWithheld):
        desk.received()
    assert desk.sent().reports


@pytest.fixture(scope="module")
def pool() -> Iterator[ValidationPool]:
    with ValidationPool() as running:
        yield running


def test_the_material_that_a_report_names_is_listed_with_it(pool: ValidationPool) -> None:
    desk = Desk()
    one = recorded(pool, plain_pdf())
    for blob in (one.document, *one.blobs.values()):
        desk.exchange.content.put(hashlib.sha256(blob).hexdigest(), blob)
    (report,) = desk.sent().reports
    desk.exchange.content._content[report.document.sha256] = one.document
    (listed,) = desk.sent().reports
    rests_on = json.loads(one.document)["rests_on"]
    assert [blob.sha256 for blob in listed.material] == [
        rests_on["policy"],
        rests_on["trust"],
        *rests_on["crls"],
    ]
