"""Who is calling: the request's signature against the registry, then the agency's state.

A caller carries its unspent nonce: whoever answers must spend it, in the transaction of a change or alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lienthong.errors import AgencyNotActive, NotFound, Unauthenticated
from lienthong.model.agency import Agency, RequestKey
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import AgencyState, Role
from lienthong.model.event import RequestProof
from lienthong.model.http_signatures import SignatureClaim, UnverifiedRequest, read_claim, verify_request
from lienthong.model.limits import LIMITS
from lienthong.ports import Clock, Nonce, NonceStore, Registry
from lienthong.services.succession import heirs


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified caller: the agency, the proof of its request, and the nonce still to be spent."""

    agency: Agency
    proof: RequestProof
    nonce: Nonce
    predecessor: Agency | None = None

    @property
    def code(self) -> str:
        """The calling agency's canonical code: who acts."""
        return self.agency.code

    @property
    def holder(self) -> str:
        """Whose inbox and outbox it is about: the caller's, or those of the predecessor that it names."""
        return self.predecessor.code if self.predecessor else self.code

    def require(self, roles: Collection[Role]) -> None:
        """Refuse an agency that has none of the roles, as if the address did not exist.

        Raises:
            NotFound: none of the roles.
        """
        if self.agency.roles.isdisjoint(roles):
            raise NotFound


@dataclass(frozen=True, slots=True)
class Authentication:
    """Verifies callers (design: "Who may call")."""

    registry: Registry
    nonces: NonceStore
    clock: Clock

    def verify(self, request: UnverifiedRequest) -> Caller:
        """The caller of a request.

        1. Read whose signature it claims to be. 2. Find that key, valid now. 3. Verify.
        4. The agency is active.

        Raises:
            Unauthenticated: 1–3 fail; it does not say which.
            AgencyNotActive: the signature is right, but the agency is locked or ended.
        """
        claim = read_claim(request)
        agency = self.registry.agencies([claim.agency]).get(claim.agency)
        if agency is None or agency.code != claim.agency:
            raise Unauthenticated
        key = self._key(agency, claim)
        proof = verify_request(
            request,
            claim,
            algorithm=key.algorithm,
            public_key=key.public_key,
            now=self.clock.now(),
            window_seconds=LIMITS.signature_window_seconds,
        )
        _require_active(agency, date_in_vietnam(self.clock.now()))
        # Past the window a replay fails by its time; until then the nonce table remembers it.
        expires_at = claim.created + timedelta(seconds=2 * LIMITS.signature_window_seconds)
        return Caller(agency, proof, Nonce(claim.key_id, claim.nonce, expires_at))

    def _key(self, agency: Agency, claim: SignatureClaim) -> RequestKey:
        key = agency.key(claim.key_id)
        if key is None or not key.is_valid_at(self.clock.now()):
            raise Unauthenticated
        return key

    def in_place_of(self, caller: Caller, predecessor: str | None) -> Caller:
        """The caller as the heir of an agency that has ended, where it names one by code or alias.

        Raises:
            NotFound: no such agency, or it has not ended, or somebody else succeeds it.
        """
        if not predecessor:
            return caller
        ended = self.registry.agencies([predecessor]).get(predecessor)
        if ended is None:
            raise NotFound
        heir = heirs(self.registry, [ended], date_in_vietnam(self.clock.now())).get(ended.code)
        if heir is None or heir.code != caller.code:
            raise NotFound
        return replace(caller, predecessor=ended)

    def spend(self, caller: Caller) -> None:
        """Spend the nonce of a request that changes nothing.

        Raises:
            Unauthenticated: it was spent: a replay.
        """
        if not self.nonces.spend(caller.nonce):
            raise Unauthenticated


def _require_active(agency: Agency, today: date) -> None:
    state = agency.state_on(today)
    if state is not AgencyState.ACTIVE:
        raise AgencyNotActive(agency=agency.code, state=state.value, state_vi=state.vi)
