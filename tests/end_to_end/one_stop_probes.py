"""The probe of the one-stop: a centre is set up, a visit taken in, and a dossier ended."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from lienthong_local.seeding import REGISTRAR

if TYPE_CHECKING:
    from lienthong.model.event import JsonValue
    from lienthong_client.sdk import Exchange

CENTRE, LEAD, OFFICE = "000.13.30.H39", "000.00.30.H39", "000.00.02.H39"
PERMIT, COPY = "1.009994", "2.000815"
_PAPERS = {
    PERMIT: (("don", 1, 0), ("gcn-qsdd", 0, 1), ("ban-ve", 2, 0), ("cam-ket", 1, 0)),
    COPY: (("ban-chinh", 1, 0), ("ban-sao", 0, 1)),
}


class Office(Protocol):
    """Whoever has the agencies' clients."""

    def client(self, code: str) -> Exchange:
        """An agency's client."""
        ...


def set_up(world: Office) -> None:
    """The province's procedures, and who settles what the centre takes in."""
    folder = resources.files("lienthong_local.province") / "procedures"
    names = ("procedures", "papers", "fees", "steps")
    tables: dict[str, JsonValue] = {
        name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in names
    }
    registrar = world.client(REGISTRAR)
    registrar.post(dict[str, Any], "/v1/procedures", tables)
    roles = ("construction-office", "district-committee", "land-office", "tax-office", "planning-office")
    settled: dict[str, JsonValue] = {
        "lead": LEAD,
        "level": "district",
        "agencies": dict.fromkeys(roles, OFFICE),
    }
    registrar.put(dict[str, Any], f"/v1/centres/{CENTRE}", settled)


def take_in(
    world: Office, procedure: str, applicant: Mapping[str, JsonValue] | None = None, **dossier: JsonValue
) -> str:
    """A visit of somebody who was never there before; the dossier's code."""
    return slip_of(world, procedure, applicant, **dossier)[0]


def slip_of(
    world: Office, procedure: str, applicant: Mapping[str, JsonValue] | None = None, **dossier: JsonValue
) -> tuple[str, str]:
    """The same; what stands on the slip: the dossier's code, and the secret."""
    papers: list[JsonValue] = [
        {"code": code, "originals": originals, "copies": copies}
        for code, originals, copies in _PAPERS[procedure]
    ]
    body: dict[str, JsonValue] = {
        "key": secrets.token_hex(16),
        "applicant": {
            "name": "Nguyễn Thị Bưởi",
            "id_number": str(secrets.randbelow(10**12)),
            **(applicant or {}),
        },
        "dossiers": [{"procedure": procedure, "papers": papers, **dossier}],
    }
    answer = world.client(CENTRE).post(dict[str, Any], "/v1/dossiers", body)
    return str(answer["dossiers"][0]["code"]), str(answer["secret"])


@dataclass(frozen=True, slots=True)
class ToBeTold:
    """A dossier whose applicant is to be told of an event, by text message and by e-mail."""

    code: str
    event_id: str

    def outcomes(self, world: Office) -> list[str]:
        """What became of the notices, as the centre sees it."""
        return [str(one["outcome"]) for one in self._notices(world)]

    def provider_id(self, world: Office, channel: str) -> object:
        """What the provider calls the message that it took."""
        return next(one["provider_id"] for one in self._notices(world) if one["channel"] == channel)

    def _notices(self, world: Office) -> list[dict[str, Any]]:
        story = world.client(CENTRE).get(dict[str, Any], f"/v1/dossiers/{self.code}")
        return [one["details"] for one in story["events"] if one["type"] == "ApplicantNotice"]


def tell_applicant(world: Office) -> ToBeTold:
    """A dossier that has been accepted, and whose applicant wants to be told."""
    set_up(world)
    wishes: dict[str, JsonValue] = {
        "telephone": f"09{secrets.randbelow(10**8):08}",
        "email": f"{secrets.token_hex(6)}@nguoi-dan.example",
        "notices": ["sms", "email"],
    }
    code = take_in(world, PERMIT, wishes)
    story = world.client(CENTRE).get(dict[str, Any], f"/v1/dossiers/{code}")
    (event_id,) = [one["event_id"] for one in story["events"] if one["details"].get("kind") == "accepted"]
    return ToBeTold(code, event_id)


def act(world: Office, code: str, **members: JsonValue) -> dict[str, Any]:
    """An act of the centre's on a dossier."""
    body: dict[str, JsonValue] = {"key": secrets.token_hex(16), **members}
    return world.client(CENTRE).post(dict[str, Any], f"/v1/dossiers/{code}/acts", body)


def look_up(world: Office, code: str, secret: str, **headers: str) -> httpx.Response:
    """Somebody with a slip, in a browser: the page's own form, sent without a signature."""
    transport = world.client(CENTRE).transport
    form = {"code": code, "secret": secret, "lang": "vi"}
    return transport.http.post(
        f"{transport.url}/v1/track", data=form, headers={"accept": "text/html", **headers}
    )


def settle_dossiers(world: Office) -> list[str]:
    """Every right of the function's is used; the codes of the two dossiers, both ended."""
    set_up(world)
    centre = world.client(CENTRE)
    online = take_in(world, PERMIT, channel="online", outcome="receive")
    act(world, online, kind="accepted")
    act(world, online, kind="withdrawn")
    copy = take_in(world, COPY)
    act(world, copy, kind="decided", granted=True)
    act(world, copy, kind="returned", remark="Đã ký nhận")
    centre.post(dict[str, Any], "/v1/consultations", {"key": secrets.token_hex(16)})
    centre.post(dict[str, Any], "/v1/votes", {"key": secrets.token_hex(16), "vote": "satisfied"})
    hanging: dict[str, JsonValue] = {"procedures": f"code,time,posted_on\n{COPY},0,2018-01-01\n"}
    centre.post(dict[str, Any], f"/v1/centres/{CENTRE}/postings/inspections", hanging)
    centre.get(dict[str, Any], "/v1/procedures")
    listed = centre.get(dict[str, Any], "/v1/dossiers", {"ended": "true"})["dossiers"]
    centre.get(dict[str, Any], f"/v1/dossiers/{copy}")
    centre.get(dict[str, Any], f"/v1/dossiers/{copy}/portal")
    return [one["code"] for one in listed if one["code"] in (online, copy)]
