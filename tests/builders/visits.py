"""Visits at a one-stop centre, and a centre that is ready for them."""

from __future__ import annotations

import csv
from importlib import resources
from typing import Any

from lienthong.model.agency import Agency
from tests.builders.agencies import DEPARTMENT, DISTRICT, ONE_STOP, REGISTRAR
from tests.builders.letters import letter
from tests.doubles.composed import ComposedExchange, Response

Json = dict[str, Any]
NAME, NUMBER, STREET = "Nguyễn Thị Bưởi", "080195001234", "12 ấp Long Phú"
#: Whole, for a part of it may stand in any digest.
TELEPHONE = "0907123456"
#: A building permit: through the construction office, then signed by the committee.
PERMIT, COPY, TRANSFER = "1.009994", "2.000815", "2.000889"
PAPERS = {
    PERMIT: [("don", 1, 0), ("gcn-qsdd", 0, 1), ("ban-ve", 2, 0), ("cam-ket", 1, 0)],
    COPY: [("ban-chinh", 1, 0), ("ban-sao", 0, 1)],
    TRANSFER: [("don", 1, 0), ("hop-dong", 1, 0), ("gcn-qsdd", 1, 0)],
}
SETTLED_BY: Json = {
    "lead": DISTRICT.code,
    "level": "district",
    "agencies": {
        "construction-office": DEPARTMENT.code,
        "district-committee": DISTRICT.code,
        "land-office": DEPARTMENT.code,
        "tax-office": DEPARTMENT.code,
    },
}


def tables() -> Json:
    """The province's procedures as a registrar imports them."""
    folder = resources.files("lienthong_local.province") / "procedures"
    names = ("procedures", "papers", "fees", "steps")
    return {name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in names}


def ready(exchange: ComposedExchange, centre: Agency = ONE_STOP, lead: Agency = DISTRICT) -> None:
    """Load the procedures, and say who settles what the centre takes in."""
    settled_by = SETTLED_BY | {"lead": lead.code}
    assert exchange.call(REGISTRAR, "POST", "/v1/procedures", tables()).status == 200
    assert exchange.call(REGISTRAR, "PUT", f"/v1/centres/{centre.code}", settled_by).status == 200


def posted(**changes: str) -> Json:
    """What hangs out where everything is right: the tables of import, each posted when it came into force."""
    known = tables()
    heading, *lines = known["procedures"].strip().splitlines()
    first = heading.split(",").index("effective_from")
    rows = [f"{line},{next(csv.reader([line]))[first]}" for line in lines]
    return known | {"procedures": "\n".join([f"{heading},posted_on", *rows])} | changes


def handed(procedure: str = COPY, **changes: Any) -> Json:
    """A dossier with all its papers."""
    papers = [{"code": code, "originals": o, "copies": c} for code, o, c in PAPERS.get(procedure, [])]
    return {"procedure": procedure, "papers": papers} | changes


def visit(key: str = "luot-0000000000001", *dossiers: Json, **changes: Any) -> Json:
    """A visit; without dossiers one for a certified copy."""
    return {
        "key": key,
        "applicant": {
            "name": NAME,
            "id_number": NUMBER,
            "address": STREET,
            "telephone": TELEPHONE,
            "email": "buoi@example.vn",
            "notices": ["sms"],
        },
        "dossiers": list(dossiers) or [handed()],
    } | changes


def taken_in(exchange: ComposedExchange, *dossiers: Json, key: str = "luot-0000000000001") -> list[str]:
    """The codes of a visit's dossiers, taken in."""
    answer = exchange.call(ONE_STOP, "POST", "/v1/dossiers", visit(key, *dossiers, confirm=True))
    assert answer.status == 201, answer.text
    return [str(one["code"]) for one in answer.body["dossiers"]]


class Counter:
    """One dossier at the counter: acts by who does them, each with a key of its own."""

    def __init__(self, exchange: ComposedExchange, code: str) -> None:
        self.exchange = exchange
        self.code = code
        self._acts = 0

    def act(self, kind: str, who: Agency = ONE_STOP, **members: Any) -> Response:
        """An act; ``key`` may be given to repeat one."""
        self._acts += 1
        body = {"kind": kind, "key": f"thao-tac-{self._acts:012}"} | members
        return self.exchange.call(who, "POST", f"/v1/dossiers/{self.code}/acts", body)

    def done(self, kind: str, who: Agency = ONE_STOP, **members: Any) -> Json:
        """An act that must succeed; the dossier after it."""
        answer = self.act(kind, who, **members)
        assert answer.status == 201, answer.text
        dossier: Json = answer.body["dossier"]
        return dossier

    def sent(self, sender: Agency, *recipients: Agency, document: str) -> str:
        """The id of a submission between agencies, accepted and consigned."""
        body = letter(document, recipients=[one.code for one in recipients])
        answer = self.exchange.call(sender, "POST", "/v1/submissions", body)
        assert answer.status == 202, answer.text
        self.exchange.settle()
        return str(answer.body["submission_id"])
