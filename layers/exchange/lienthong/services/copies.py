"""The copies that an update or a replacement is about: the recipient's own, and those it has inherited.

A document that a district got before it ended lies in its successor's hands; what replaces it is addressed to
the successor, and takes the old copy out of force all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from lienthong.errors import Unavailable
from lienthong.model.delivery import Delivery
from lienthong.model.submission import Submission
from lienthong.ports import ExchangeStore, Registry
from lienthong.services.succession import heirs

#: How many deliveries one read asks for.
_AT_ONCE = 100

DeliveryKey = tuple[str, str]


class OriginalNotConsigned(Unavailable):
    """What an update or a replacement is about has not reached the recipient yet; the message comes again."""

    code = "delivery.original-not-consigned"
    en = (
        "The document is about submission {original}, which has not been delivered to {agency} yet. "
        "It follows by itself; if it stays here, redrive the original's routing message first."
    )
    vi = (
        "Văn bản này liên quan đến lần gửi {original}, hiện chưa chuyển đến {agency}. "
        "Hệ thống sẽ tự chuyển sau; nếu vẫn còn ở đây, đề nghị gửi lại thông điệp của lần gửi gốc trước."
    )


def copies_in_force(
    store: ExchangeStore, registry: Registry, submission: Submission, recipients: Sequence[str], today: date
) -> Mapping[str, Sequence[Delivery]]:
    """By recipient: the copies that stand of what this submission updates or replaces.

    Raises:
        OriginalNotConsigned: one of the copies is still on its way.
    """
    answering: dict[DeliveryKey, str] = {}
    for target in submission.target_ids:
        original = store.submission(target)
        for owner, recipient in _answering(registry, original, recipients, today).items():
            answering[target, owner] = recipient
    found = _deliveries(store, list(answering))
    copies: dict[str, list[Delivery]] = {}
    for (target, owner), recipient in answering.items():
        copy = found.get((target, owner))
        if copy is None:
            # An original consigned after its replacement would lie in the inbox as if it were in force.
            raise OriginalNotConsigned(original=target, agency=owner)
        if copy.withheld is None:
            copies.setdefault(recipient, []).append(copy)
    return copies


def _answering(
    registry: Registry, original: Submission | None, recipients: Sequence[str], today: date
) -> Mapping[str, str]:
    """By recipient of the original: which of these recipients has its copy now."""
    owners = original.recipients if original else ()
    inherited = heirs(registry, registry.agencies(owners).values(), today)
    answering: dict[str, str] = {}
    for owner in owners:
        heir = inherited.get(owner)
        if owner in recipients:
            answering[owner] = owner
        elif heir and heir.code in recipients:
            answering[owner] = heir.code
    return answering


def _deliveries(store: ExchangeStore, keys: Sequence[DeliveryKey]) -> Mapping[DeliveryKey, Delivery]:
    found: dict[DeliveryKey, Delivery] = {}
    for start in range(0, len(keys), _AT_ONCE):
        found.update(store.deliveries(keys[start : start + _AT_ONCE]))
    return found
