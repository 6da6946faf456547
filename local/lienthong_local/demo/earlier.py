"""The one-stop at an earlier hour: its own services over the stack's own tables, by a clock that stands.

A deadline of ten working days cannot be waited for, and nothing in the stack lets anybody set its clock. So
what happened on past days is recorded by the services themselves, put together here with another clock.
Everything else is as everywhere: requests are signed with the agencies' keys and verified, the transactions
are those of the function ``dossiers``, and their streams lead them into the log.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import cast

from lienthong.adapters.dynamodb_dossiers import DynamoDbDossiers
from lienthong.adapters.dynamodb_exchange import DynamoDbExchange
from lienthong.adapters.dynamodb_nonces import DynamoDbNonces
from lienthong.adapters.dynamodb_registry import DynamoDbRegistry
from lienthong.adapters.kms_keyed_digests import KmsKeyedDigests
from lienthong.adapters.system import SystemIds
from lienthong.api.dossier_answers import dossier_json, taken_in
from lienthong.api.dossier_bodies import read_act, read_visit
from lienthong.model.event import JsonValue
from lienthong.model.http_signatures import UnverifiedRequest
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.dossier_acts import DossierActs
from lienthong.services.intake import Intake
from lienthong_client.credentials import RequestSigner
from lienthong_client.dossiers import DossierRecord, TakenIn, fresh_key
from lienthong_local.seeding import KEY_NAME, ProvinceOnline

Json = dict[str, JsonValue]


@dataclass
class StandingClock:
    """:class:`lienthong.ports.Clock` that is put from hour to hour."""

    hour: datetime

    def now(self) -> datetime:
        """The hour at which it stands."""
        return self.hour


@dataclass
class EarlierDesk:
    """What agencies did at the one-stop at ``clock``'s hour."""

    online: ProvinceOnline
    clock: StandingClock
    ids: SystemIds = field(default_factory=SystemIds)

    def take_in(self, centre: str, applicant: Json, handed: Sequence[Json]) -> TakenIn:
        """A visit at this hour; what is refused is refused as by the API."""
        body: Json = {"key": fresh_key(), "applicant": applicant, "dossiers": list(handed)}
        caller, content = self._verified(centre, "/v1/dossiers", body)
        return cast("TakenIn", taken_in(self._intake.take_in(caller, read_visit(content))))

    def act(self, agency: str, code: str, kind: str, **members: JsonValue) -> DossierRecord:
        """An act at this hour; the dossier after it."""
        body: Json = {"kind": kind, "key": fresh_key(), **members}
        caller, content = self._verified(agency, f"/v1/dossiers/{code}/acts", body)
        return cast("DossierRecord", dossier_json(self._acts.act(caller, code, read_act(content)).dossier))

    def _verified(self, agency: str, path: str, body: Json) -> tuple[Caller, bytes]:
        content = json.dumps(body, ensure_ascii=False).encode()
        key = self.online.province.request_key(agency)
        signer = RequestSigner(f"{agency}#{KEY_NAME}", key, now=self.clock.now, nonce=secrets.token_urlsafe)
        headers = {name.lower(): text for name, text in signer.headers("POST", path, "", content).items()}
        request = UnverifiedRequest("POST", path, "", headers, content)
        return self._authentication.verify(request), content

    @cached_property
    def _settings(self) -> dict[str, str]:
        """Those of the function whose work this is."""
        return self.online.stack.environment_of("dossiers")

    @cached_property
    def _authentication(self) -> Authentication:
        tables, client = self._settings, self.online.stack.aws.dynamodb
        registry = DynamoDbRegistry(client, tables["REGISTRY_TABLE"], tables["NONCE_TABLE"])
        return Authentication(registry, DynamoDbNonces(client, tables["NONCE_TABLE"]), self.clock)

    @cached_property
    def _store(self) -> DynamoDbDossiers:
        tables = self._settings
        return DynamoDbDossiers(
            self.online.stack.aws.dynamodb,
            tables["EXCHANGE_TABLE"],
            tables["PEOPLE_TABLE"],
            tables["NONCE_TABLE"],
        )

    @property
    def _kept(self) -> timedelta:
        return timedelta(days=int(self._settings["PEOPLE_RETENTION_DAYS"]))

    @cached_property
    def _intake(self) -> Intake:
        digests = KmsKeyedDigests(self.online.stack.aws.kms, self._settings["APPLICANT_KEY_ID"])
        return Intake(self._store, digests, self._authentication, self.clock, self.ids, self._kept)

    @cached_property
    def _acts(self) -> DossierActs:
        tables, client = self._settings, self.online.stack.aws.dynamodb
        exchange = DynamoDbExchange(client, tables["EXCHANGE_TABLE"], tables["NONCE_TABLE"])
        return DossierActs(self._store, exchange, self._authentication, self.clock, self.ids, self._kept)
