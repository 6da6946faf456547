"""The contract of lienthong.ports.NonceStore."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from lienthong.ports import NonceStore
from tests.contract.builders import Builder


def test_a_nonce_can_be_spent_once(nonces: NonceStore, build: Builder) -> None:
    nonce = build.nonce()
    assert nonces.spend(nonce)
    assert not nonces.spend(nonce)


def test_another_key_has_nonces_of_its_own(nonces: NonceStore, build: Builder) -> None:
    nonce = build.nonce()
    assert nonces.spend(nonce)
    assert nonces.spend(replace(nonce, key_id=f"{build.sender}#khóa-2"))


def test_of_many_at_once_exactly_one_spends_it(nonces: NonceStore, build: Builder) -> None:
    nonce = build.nonce()
    barrier = threading.Barrier(4)

    def spend(_: int) -> bool:
        barrier.wait()
        return nonces.spend(nonce)

    with ThreadPoolExecutor(4) as spenders:
        assert list(spenders.map(spend, range(4))).count(True) == 1
