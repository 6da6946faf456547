"""What the public function may do, as the template grants it (docs/adr/0020).

All that a stranger may ask goes through this role; so what it cannot read, no mistake in the code can show.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import pytest

from lienthong.adapters import dossier_records, records
from lienthong.adapters.dynamodb_tracking import LOOK
from lienthong.onestop.people import Person
from lienthong.onestop.tracking import SlipLock
from lienthong_local.stack.transform import read_template, resources_of

ROOT = Path(__file__).resolve().parents[2]
OF_THE_PLATFORM = {"Logs", "Traces", "EncryptedTables", "Addresses"}


@pytest.fixture(scope="module")
def grants() -> dict[str, dict[str, Any]]:
    """The role's statements by name."""
    role = resources_of(read_template(ROOT / "template.yaml"))["TrackRole"]
    (policy,) = cast("list[Any]", cast("Any", role["Properties"])["Policies"])
    return {one["Sid"]: one for one in policy["PolicyDocument"]["Statement"]}


def test_of_a_person_it_may_read_the_slips_lock_and_no_other_attribute(grants: dict[str, Any]) -> None:
    lock = grants["SlipsLock"]
    allowed = set(lock["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"])

    assert lock["Action"] == "dynamodb:GetItem"
    assert lock["Condition"]["StringEqualsIfExists"] == {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}
    assert lock["Condition"]["Null"] == {"dynamodb:Attributes": "false"}, "who names none would have all"
    assert allowed == {"PK", *(one.name for one in fields(SlipLock))}
    assert allowed & {"applicant", "papers", "payment", "remarks"} == set()
    assert {"salt", "secret_hash", "expires_at"} <= {one.name for one in fields(Person)}


def test_it_may_read_dossiers_and_procedures_and_count_looks_and_nothing_else_of_a_table(
    grants: dict[str, Any],
) -> None:
    keys = {
        name: (one["Action"], one["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"])
        for name, one in grants.items()
        if name not in OF_THE_PLATFORM | {"Names"}
    }
    assert keys == {
        "HowOften": ("dynamodb:UpdateItem", [f"{LOOK}*"]),
        "SlipsLock": ("dynamodb:GetItem", ["H#*"]),
        "Story": ("dynamodb:Query", ["H#*"]),
        "Procedure": ("dynamodb:BatchGetItem", ["P#*"]),
    }
    # The keys themselves, so that another form of them is noticed here.
    assert dossier_records.person_key("x")["PK"]["S"] == dossier_records.dossier_key("x")["PK"]["S"] == "H#x"
    assert dossier_records.procedure_key("x")["PK"]["S"] == "P#x"
    assert not records.submission_key("x")["PK"].get("S", "").startswith(("H#", "P#"))


def test_it_may_write_nothing_but_its_counters(grants: dict[str, Any]) -> None:
    actions = [grant["Action"] for grant in grants.values()]
    names = [name for one in actions for name in (one if isinstance(one, list) else [one])]
    writing = {name for name in names if name.startswith("dynamodb:")} - {
        "dynamodb:GetItem",
        "dynamodb:BatchGetItem",
        "dynamodb:Query",
    }
    assert writing == {"dynamodb:UpdateItem"}


def test_no_more_of_the_account_than_was_set_aside_goes_to_strangers() -> None:
    function = resources_of(read_template(ROOT / "template.yaml"))["TrackFunction"]
    assert cast("Any", function["Properties"])["ReservedConcurrentExecutions"] == {"Ref": "TrackConcurrency"}
