"""When the exchange validates, and what it does while an authority does not answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from lienthong.adapters.attachment_validator import PATIENCE, RevocationUnavailable
from lienthong.signatures.isolation.pool import ValidationPool
from tests.builders.recorded_verdicts import Recorded, ServedRevocation, recorded
from tests.builders.signed_pdf import plain_pdf, sign_pdf
from tests.builders.signing_pki import DAY, NOW, crl_of, province

AWAY = ServedRevocation(away=True)


@pytest.fixture(scope="module")
def pool() -> Iterator[ValidationPool]:
    with ValidationPool() as running:
        yield running


def letter() -> bytes:
    return sign_pdf(sign_pdf(plain_pdf(), province().leader), province().agency, "Agency")


def read(one: Recorded) -> dict[str, object]:
    document: dict[str, object] = json.loads(one.document)
    return document


def test_validation_is_of_the_present_time_and_the_receipt_proves_the_file(pool: ValidationPool) -> None:
    rests_on = read(recorded(pool, letter(), received_at=NOW - DAY))["rests_on"]
    assert isinstance(rests_on, dict)
    moments = [str(moment).replace("+00:00", "Z") for moment in (NOW.isoformat(), (NOW - DAY).isoformat())]
    assert [rests_on["at"], rests_on["proven"]] == moments


def test_revocation_data_published_while_a_document_waited_counts(pool: ValidationPool) -> None:
    fresh = [
        crl_of(party, this_update=NOW - timedelta(minutes=30)) for party in (province().root, province().ca)
    ]
    waited = recorded(pool, letter(), received_at=NOW - timedelta(hours=6), served=ServedRevocation(*fresh))
    assert read(waited)["indication"] == "TOTAL-PASSED"


def test_a_signature_without_timestamp_is_as_old_as_its_receipt(pool: ValidationPool) -> None:
    """Revoked after it was received: the exchange itself proves that the signature was made before."""
    received, revoked = NOW - 6 * timedelta(hours=1), NOW - timedelta(hours=3)
    crls = (crl_of(province().root), crl_of(province().ca, [(province().leader, revoked)], this_update=NOW))
    signed = sign_pdf(plain_pdf(), province().leader, stamped=False)
    kept = read(recorded(pool, signed, received_at=received, served=ServedRevocation(*crls)))
    late = read(recorded(pool, signed, received_at=NOW, served=ServedRevocation(*crls)))
    assert (kept["indication"], late["sub_indication"]) == ("TOTAL-PASSED", "REVOKED_NO_POE")


# --- an authority that does not answer --------------------------------------------------------------


def test_no_document_is_refused_because_an_authority_is_away_for_a_moment(pool: ValidationPool) -> None:
    with pytest.raises(RevocationUnavailable) as waiting:
        recorded(pool, letter(), served=AWAY)
    assert "crl.example.vn" in waiting.value.sentence("en")


def test_after_some_patience_its_silence_decides(pool: ValidationPool) -> None:
    decided = read(recorded(pool, letter(), received_at=NOW - PATIENCE, served=AWAY))
    assert (decided["sub_indication"], decided["reasons"]) == ("TRY_LATER", ["revocation.missing"])


def test_a_document_that_is_wrong_anyway_is_refused_at_once(pool: ValidationPool) -> None:
    tampered = letter().replace(b"Cong van so 123", b"Cong van so 124")
    assert read(recorded(pool, tampered, served=AWAY))["indication"] == "TOTAL-FAILED"


def test_hosts_that_are_not_allowed_are_not_waited_for(pool: ValidationPool) -> None:
    class Closed(ServedRevocation):
        def allows(self, request: object) -> bool:
            return False

    assert read(recorded(pool, letter(), served=Closed(away=True)))["sub_indication"] == "TRY_LATER"
