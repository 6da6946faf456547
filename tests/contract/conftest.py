"""Engines as fixtures: each port's fixture runs on every engine that has the service behind it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from lienthong.adapters.dynamodb_dossiers import DynamoDbDossiers
from lienthong.adapters.dynamodb_exchange import DynamoDbExchange
from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.adapters.dynamodb_nonces import DynamoDbNonces
from lienthong.adapters.dynamodb_notices import DynamoDbNotices
from lienthong.adapters.dynamodb_register import DynamoDbRegister
from lienthong.adapters.dynamodb_registry import DynamoDbRegistry, DynamoDbTrustStore
from lienthong.adapters.s3_content import S3Content
from lienthong.adapters.s3_log import S3Log
from lienthong.adapters.s3_staging import S3Staging
from lienthong.ports import (
    ContentStore,
    DossierStore,
    ExchangeStore,
    LogFiles,
    LogTable,
    NonceStore,
    NoticeStore,
    RegisterStore,
    Registry,
    StagingStore,
    TrustStore,
)
from lienthong_local.stack.process import start_emulator
from tests.contract.builders import Builder
from tests.contract.carriers import Carrier, HttpCarrier, MemoryCarrier
from tests.contract.deviations import CHANCE, DEVIATIONS
from tests.contract.engines import REGION, Aws, Place
from tests.doubles.memory_content import MemoryContent
from tests.doubles.memory_dossiers import MemoryDossiers
from tests.doubles.memory_exchange import MemoryExchange
from tests.doubles.memory_log import MemoryLogFiles, MemoryLogTable
from tests.doubles.memory_nonces import MemoryNonces
from tests.doubles.memory_notices import MemoryNotices
from tests.doubles.memory_register import MemoryRegister
from tests.doubles.memory_registry import MemoryRegistry, MemoryTrustStore
from tests.doubles.memory_staging import MemoryStaging

_DYNAMODB_LOCAL = pytest.param("dynamodb-local", marks=pytest.mark.oracle("dynamodb-local"))
#: A real account takes part when it is chosen (see engines.py).
_ACCOUNT = [pytest.param("account", marks=pytest.mark.account)] if os.environ.get("LIENTHONG_ACCOUNT") else []
DYNAMODB_ENGINES = ["memory", "moto", "ministack", _DYNAMODB_LOCAL, *_ACCOUNT]
OTHER_ENGINES = ["memory", "moto", "ministack", *_ACCOUNT]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where an engine is known to deviate, a test must fail; where chance decides, it is left out."""
    here = Path(__file__).parent
    for item in items:
        call = getattr(item, "callspec", None)
        # pytest hands over the whole session's tests, other folders' parameters included.
        for engine in call.params.values() if call and here in item.path.parents else ():
            place = (engine, item.name.partition("[")[0])
            if reason := DEVIATIONS.get(place):
                item.add_marker(pytest.mark.xfail(reason=f"{engine}: {reason}", strict=True))
            if reason := CHANCE.get(place):
                item.add_marker(pytest.mark.skip(reason=f"{engine}: {reason}"))


@pytest.fixture(scope="module")
def moto() -> Iterator[Aws]:
    # Moto stands between every client of the process and AWS, so for one module at a time.
    with mock_aws():
        yield Aws("moto", Place())


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    state: Path = tmp_path_factory.mktemp("ministack")
    emulator = start_emulator(state, region=REGION)
    emulator.wait_until_ready()
    credentials, authority = emulator.credentials, emulator.certificate.authority
    try:
        yield Aws(
            "ministack",
            Place(emulator.endpoint, credentials.access_key, credentials.secret_key, str(authority)),
        )
    finally:
        emulator.stop()


@pytest.fixture(scope="session")
def account() -> Iterator[Aws]:
    engine = Aws("account", Place(access_key=None, secret_key=None, region=None))
    yield engine
    engine.clean_up()


@pytest.fixture(scope="session")
def dynamodb_local_engine(dynamodb_local: str) -> Aws:
    return Aws("dynamodb-local", Place(dynamodb_local))


def aws(request: pytest.FixtureRequest) -> Aws | None:
    """The engine that a port's fixture is to run on; nothing for memory."""
    if request.param == "memory":
        return None
    name = "dynamodb_local_engine" if request.param == "dynamodb-local" else request.param
    engine: Aws = request.getfixturevalue(name)
    return engine


@pytest.fixture
def build() -> Builder:
    return Builder(uuid.uuid4().hex[:12])


@pytest.fixture(params=DYNAMODB_ENGINES)
def stores(request: pytest.FixtureRequest) -> tuple[ExchangeStore, Registry, TrustStore, NonceStore]:
    """The four stores that spend the same nonces."""
    engine = aws(request)
    if engine is None:
        nonces = MemoryNonces()
        return (
            MemoryExchange(nonces),
            MemoryRegistry(nonces=nonces),
            MemoryTrustStore(nonces=nonces),
            nonces,
        )
    client = engine.dynamodb
    return (
        DynamoDbExchange(client, engine.exchange_table, engine.nonce_table),
        DynamoDbRegistry(client, engine.registry_table, engine.nonce_table),
        DynamoDbTrustStore(client, engine.registry_table, engine.nonce_table),
        DynamoDbNonces(client, engine.nonce_table),
    )


Stores = tuple[ExchangeStore, Registry, TrustStore, NonceStore]


@pytest.fixture
def exchange(stores: Stores) -> ExchangeStore:
    return stores[0]


@pytest.fixture(params=DYNAMODB_ENGINES)
def register(request: pytest.FixtureRequest) -> tuple[RegisterStore, ExchangeStore, NonceStore]:
    """Reported entries, with the exchange's table that they share and the nonces that they spend."""
    engine = aws(request)
    if engine is None:
        nonces = MemoryNonces()
        exchange = MemoryExchange(nonces)
        return MemoryRegister(exchange, nonces), exchange, nonces
    client, table, nonce_table = engine.dynamodb, engine.exchange_table, engine.nonce_table
    return (
        DynamoDbRegister(client, table, nonce_table),
        DynamoDbExchange(client, table, nonce_table),
        DynamoDbNonces(client, nonce_table),
    )


@pytest.fixture(params=DYNAMODB_ENGINES)
def dossiers(request: pytest.FixtureRequest) -> tuple[DossierStore, ExchangeStore, NonceStore]:
    """Dossiers and people, with the exchange's table that they share and the nonces that they spend."""
    engine = aws(request)
    if engine is None:
        nonces = MemoryNonces()
        exchange = MemoryExchange(nonces)
        return MemoryDossiers(exchange, nonces), exchange, nonces
    client, table, nonce_table = engine.dynamodb, engine.exchange_table, engine.nonce_table
    return (
        DynamoDbDossiers(client, table, engine.people_table, nonce_table),
        DynamoDbExchange(client, table, nonce_table),
        DynamoDbNonces(client, nonce_table),
    )


@pytest.fixture(params=DYNAMODB_ENGINES)
def told(request: pytest.FixtureRequest) -> tuple[NoticeStore, DossierStore]:
    """What stands of notices to applicants, with the dossiers that they tell of."""
    engine = aws(request)
    if engine is None:
        nonces = MemoryNonces()
        exchange = MemoryExchange(nonces)
        dossiers = MemoryDossiers(exchange, nonces)
        return MemoryNotices(dossiers, exchange), dossiers
    client, table, people = engine.dynamodb, engine.exchange_table, engine.people_table
    return (
        DynamoDbNotices(client, table, people, engine.notices_table),
        DynamoDbDossiers(client, table, people, engine.nonce_table),
    )


@pytest.fixture
def registry(stores: Stores) -> Registry:
    return stores[1]


@pytest.fixture
def trust(stores: Stores) -> TrustStore:
    return stores[2]


@pytest.fixture
def nonces(stores: Stores) -> NonceStore:
    return stores[3]


@pytest.fixture(params=[engine for engine in DYNAMODB_ENGINES if engine != "memory"])
def tables(request: pytest.FixtureRequest) -> Aws:
    """An engine with DynamoDB, for what only a store's own calls can show."""
    found = aws(request)
    assert found is not None
    return found


@pytest.fixture(params=OTHER_ENGINES)
def files(request: pytest.FixtureRequest) -> tuple[ContentStore, StagingStore, Carrier]:
    """Content and staging of one engine, and who carries bytes to and from the addresses they give out."""
    engine = aws(request)
    if engine is None:
        staging = MemoryStaging()
        content = MemoryContent(staging)
        return content, staging, MemoryCarrier(staging, content)
    s3 = engine.s3
    return (
        S3Content(s3, s3, engine.content_bucket, engine.staging_bucket),
        S3Staging(s3, engine.staging_bucket),
        HttpCarrier(engine.place.verify),
    )


Files = tuple[ContentStore, StagingStore, Carrier]


@pytest.fixture
def content(files: Files) -> ContentStore:
    return files[0]


@pytest.fixture
def staging(files: Files) -> StagingStore:
    return files[1]


@pytest.fixture
def carrier(files: Files) -> Carrier:
    return files[2]


@pytest.fixture(params=DYNAMODB_ENGINES)
def log_table(request: pytest.FixtureRequest) -> LogTable:
    """A log of its own for every test: there is one head to a table."""
    engine = aws(request)
    return MemoryLogTable() if engine is None else DynamoDbLog(engine.dynamodb, engine.new_log_table())


@pytest.fixture(params=OTHER_ENGINES)
def log_files(request: pytest.FixtureRequest) -> LogFiles:
    """Files of a log of its own for every test: there is one checkpoint to a bucket."""
    engine = aws(request)
    return MemoryLogFiles() if engine is None else S3Log(engine.s3, engine.new_log_bucket())


NEEDS_AWS = [engine for engine in OTHER_ENGINES if engine != "memory"]


@pytest.fixture(params=NEEDS_AWS)
def engine(request: pytest.FixtureRequest) -> Aws:
    """An engine itself, for ports whose other side the suite has to play."""
    found = aws(request)
    assert found is not None
    return found
