"""Certificate policies along a path (RFC 5280 6.1.3 d–f, 6.1.4 a–b, 6.1.5 g).

The policies are kept as the graph of RFC 9618, one node per policy and level, so that hostile mappings cost
linear, not exponential, time; its verdicts are those of RFC 5280's tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from lienthong.signatures import algorithms, der
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.certificates import Certificate

ANY_POLICY = "2.5.29.32.0"


@dataclass(frozen=True, slots=True)
class PolicyInputs:
    """The inputs of RFC 5280 6.1.1 (c), (e)–(g)."""

    acceptable: frozenset[str] = frozenset({ANY_POLICY})
    explicit_required: bool = False
    mapping_inhibited: bool = False
    any_inhibited: bool = False


@dataclass(slots=True)
class _Node:
    parents: set[str]
    expected: set[str] = field(default_factory=set)


class PolicyState:
    """The policy variables of 6.1.2, moved on certificate by certificate."""

    def __init__(self, inputs: PolicyInputs, path_length: int) -> None:
        self._acceptable = inputs.acceptable
        self._explicit = 0 if inputs.explicit_required else path_length + 1
        self._mapping = 0 if inputs.mapping_inhibited else path_length + 1
        self._inhibit_any = 0 if inputs.any_inhibited else path_length + 1
        self._levels: list[dict[str, _Node]] | None = [{ANY_POLICY: _Node(set(), {ANY_POLICY})}]

    def process(self, certificate: Certificate, *, is_last: bool) -> Iterable[Bilingual]:
        """6.1.3 (d)–(f). Yields what is wrong."""
        policies = certificate.extension(x509.CertificatePolicies)
        if policies is None:
            self._levels = None
        elif self._levels is not None:
            named = {policy.policy_identifier.dotted_string for policy in policies}
            any_counts = self._inhibit_any > 0 or (not is_last and certificate.is_self_issued)
            level = _next_level(self._levels[-1], named, any_counts=any_counts)
            self._levels = [*self._levels, level] if level else None
        if self._explicit == 0 and self._levels is None:
            yield Bilingual(
                "no certificate policy is valid for the whole path although one is required",
                "không có chính sách chứng thư nào hợp lệ trên toàn đường dẫn",
            )

    def prepare_next(self, certificate: Certificate) -> Iterable[Bilingual]:
        """6.1.4 (a)–(b), (h)–(j). Yields what is wrong."""
        mappings = policy_mappings(certificate)
        if any(ANY_POLICY in pair for pair in mappings):
            yield Bilingual(
                "a policy mapping involves anyPolicy",
                "ánh xạ chính sách chứng thư dùng anyPolicy",
            )
            return
        self._map(mappings)
        if not certificate.is_self_issued:
            self._count_down()
        constraints = certificate.extension(x509.PolicyConstraints)
        if constraints is not None:
            self._explicit = _least(self._explicit, constraints.require_explicit_policy)
            self._mapping = _least(self._mapping, constraints.inhibit_policy_mapping)
        inhibit = certificate.extension(x509.InhibitAnyPolicy)
        if inhibit is not None:
            self._inhibit_any = _least(self._inhibit_any, inhibit.skip_certs)

    def wrap_up(self, certificate: Certificate) -> Iterable[Bilingual]:
        """6.1.5 (a)–(b), (g). Yields what is wrong."""
        self._explicit = max(self._explicit - 1, 0)
        constraints = certificate.extension(x509.PolicyConstraints)
        if constraints is not None and constraints.require_explicit_policy == 0:
            self._explicit = 0
        if self._explicit == 0 and not self._acceptable_policy_remains():
            yield Bilingual(
                "the path is valid for none of the acceptable certificate policies",
                "đường dẫn không đáp ứng chính sách chứng thư nào được chấp nhận",
            )

    def _count_down(self) -> None:
        self._explicit = max(self._explicit - 1, 0)
        self._mapping = max(self._mapping - 1, 0)
        self._inhibit_any = max(self._inhibit_any - 1, 0)

    def _map(self, mappings: Iterable[tuple[str, str]]) -> None:
        if self._levels is None:
            return
        level = self._levels[-1]
        targets: dict[str, set[str]] = {}
        for issuer_policy, subject_policy in mappings:
            targets.setdefault(issuer_policy, set()).add(subject_policy)
        for policy, mapped in targets.items():
            if self._mapping == 0:
                level.pop(policy, None)
            elif policy in level:
                level[policy].expected = mapped
            elif ANY_POLICY in level:
                level[policy] = _Node({ANY_POLICY}, mapped)
        if not level:
            self._levels = None

    def _acceptable_policy_remains(self) -> bool:
        if self._levels is None:
            return False
        if ANY_POLICY in self._acceptable or ANY_POLICY in self._levels[-1]:
            return True
        return bool(self._domain_policies(self._levels) & self._acceptable)

    @staticmethod
    def _domain_policies(levels: list[dict[str, _Node]]) -> set[str]:
        """Policies, in the anchor's own terms, that the last level descends from (6.1.5 g iii 1)."""
        found: set[str] = set()
        alive = set(levels[-1])
        for depth in range(len(levels) - 1, 0, -1):
            found |= {p for p in alive if ANY_POLICY in levels[depth][p].parents and p != ANY_POLICY}
            alive = {
                parent for p in alive for parent in levels[depth][p].parents if parent in levels[depth - 1]
            }
        return found


def _next_level(previous: dict[str, _Node], named: set[str], *, any_counts: bool) -> dict[str, _Node]:
    level: dict[str, _Node] = {}
    for policy in named - {ANY_POLICY}:
        parents = {valid for valid, node in previous.items() if policy in node.expected}
        if not parents and ANY_POLICY in previous:
            parents = {ANY_POLICY}
        if parents:
            level[policy] = _Node(parents, {policy})
    if ANY_POLICY in named and any_counts:
        for valid, node in previous.items():
            for expected in node.expected:
                level.setdefault(expected, _Node(set(), {expected})).parents.add(valid)
    return level


def _least(current: int, stated: int | None) -> int:
    return current if stated is None else min(current, stated)


def policy_mappings(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    """(issuer's policy, subject's policy) pairs, RFC 5280 4.2.1.5; the library has no class for them."""
    raw = certificate.raw_extension(ExtensionOID.POLICY_MAPPINGS)
    if raw is None:
        return ()
    pairs = []
    for pair in der.children(raw, der.root(raw)):
        issuer, subject = der.children(raw, pair)
        pairs.append((algorithms.dotted(raw, issuer), algorithms.dotted(raw, subject)))
    return tuple(pairs)
