"""Adapters and services put together, each once and only when a function asks for it.

Imports stand inside the providers: a function's cold start pays for what it uses and for nothing else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lienthong import settings

if TYPE_CHECKING:
    from lienthong.adapters.dynamodb_dossiers import DynamoDbDossiers
    from lienthong.adapters.dynamodb_exchange import DynamoDbExchange
    from lienthong.adapters.dynamodb_log import DynamoDbLog
    from lienthong.adapters.dynamodb_nonces import DynamoDbNonces
    from lienthong.adapters.dynamodb_notices import DynamoDbNotices
    from lienthong.adapters.dynamodb_register import DynamoDbRegister
    from lienthong.adapters.dynamodb_registry import DynamoDbRegistry, DynamoDbTrustStore
    from lienthong.adapters.dynamodb_retirement import DynamoDbRetirement
    from lienthong.adapters.dynamodb_tracking import DynamoDbTracking
    from lienthong.adapters.dynamodb_views import DynamoDbViews
    from lienthong.adapters.kms_keyed_digests import KmsKeyedDigests
    from lienthong.adapters.kms_note_signer import KmsNoteSigner
    from lienthong.adapters.s3_content import S3Content
    from lienthong.adapters.s3_log import S3Log
    from lienthong.adapters.s3_staging import S3Staging
    from lienthong.adapters.sqs_consumption import SqsConsumption
    from lienthong.adapters.system import SystemClock, SystemIds
    from lienthong.adapters.telemetry import Telemetry
    from lienthong.adapters.tsa_http import HttpTimeStamping
    from lienthong.adapters.witness_http import HttpWitnesses
    from lienthong.calendar.working import WorkingCalendar
    from lienthong.model.http_signatures import UnverifiedRequest
    from lienthong.model.retention import RetentionRule
    from lienthong.runtime.api_gateway import Request
    from lienthong.services.authentication import Authentication, Caller
    from lienthong.services.deadline_view import DeadlineView
    from lienthong.services.handling import Handling
    from lienthong.services.recall import Recalling
    from lienthong.services.registry_cache import CachedRegistry
    from lienthong.services.submission import Submitting


@lru_cache(maxsize=1)
def clock() -> SystemClock:
    """Time."""
    from lienthong.adapters.system import SystemClock

    return SystemClock()


@lru_cache(maxsize=1)
def ids() -> SystemIds:
    """Fresh identifiers."""
    from lienthong.adapters.system import SystemIds

    return SystemIds()


@lru_cache(maxsize=1)
def telemetry() -> Telemetry:
    """Metrics and logs."""
    from lienthong.adapters.telemetry import Telemetry

    return Telemetry()


@lru_cache(maxsize=1)
def exchange_store() -> DynamoDbExchange:
    """Submissions, deliveries, events."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_exchange import DynamoDbExchange

    return DynamoDbExchange(
        clients.dynamodb(), settings.required("EXCHANGE_TABLE"), settings.required("NONCE_TABLE")
    )


@lru_cache(maxsize=1)
def register_store() -> DynamoDbRegister:
    """What agencies report to their outgoing registers, in the exchange's table."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_register import DynamoDbRegister

    return DynamoDbRegister(
        clients.dynamodb(), settings.required("EXCHANGE_TABLE"), settings.required("NONCE_TABLE")
    )


@lru_cache(maxsize=1)
def dossier_store() -> DynamoDbDossiers:
    """Dossiers in the exchange's table, and the people behind them in theirs."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_dossiers import DynamoDbDossiers

    return DynamoDbDossiers(
        clients.dynamodb(),
        settings.required("EXCHANGE_TABLE"),
        settings.required("PEOPLE_TABLE"),
        settings.required("NONCE_TABLE"),
    )


@lru_cache(maxsize=1)
def notice_store() -> DynamoDbNotices:
    """Notices to applicants and their dossiers; who only records receipts has no people to read."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_notices import DynamoDbNotices

    return DynamoDbNotices(
        clients.dynamodb(),
        settings.required("EXCHANGE_TABLE"),
        settings.optional("PEOPLE_TABLE"),
        settings.required("NOTICES_TABLE"),
    )


@lru_cache(maxsize=1)
def applicant_digests() -> KmsKeyedDigests:
    """Digests of applicants' numbers, by a key for nothing else."""
    from lienthong.adapters import clients
    from lienthong.adapters.kms_keyed_digests import KmsKeyedDigests

    return KmsKeyedDigests(clients.kms(), settings.required("APPLICANT_KEY_ID"))


@lru_cache(maxsize=1)
def tracking_store() -> DynamoDbTracking:
    """What looking up reads: dossiers, slips' locks, names; and its counters."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_tracking import DynamoDbTracking

    return DynamoDbTracking(
        clients.dynamodb(),
        settings.required("EXCHANGE_TABLE"),
        settings.required("PEOPLE_TABLE"),
        settings.required("REGISTRY_TABLE"),
        settings.required("NONCE_TABLE"),
    )


@lru_cache(maxsize=1)
def look_digests() -> KmsKeyedDigests:
    """Digests of who looks up, by a key for nothing else."""
    from lienthong.adapters import clients
    from lienthong.adapters.kms_keyed_digests import KmsKeyedDigests

    return KmsKeyedDigests(clients.kms(), settings.required("TRACK_KEY_ID"))


@lru_cache(maxsize=1)
def nonce_store() -> DynamoDbNonces:
    """Spent nonces."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_nonces import DynamoDbNonces

    return DynamoDbNonces(clients.dynamodb(), settings.required("NONCE_TABLE"))


@lru_cache(maxsize=1)
def registry_store() -> DynamoDbRegistry:
    """The registry as it stands, without memory."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_registry import DynamoDbRegistry

    return DynamoDbRegistry(
        clients.dynamodb(), settings.required("REGISTRY_TABLE"), settings.required("NONCE_TABLE")
    )


@lru_cache(maxsize=1)
def trust_store() -> DynamoDbTrustStore:
    """Trust anchors, in the registry's table."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_registry import DynamoDbTrustStore

    return DynamoDbTrustStore(
        clients.dynamodb(), settings.required("REGISTRY_TABLE"), settings.required("NONCE_TABLE")
    )


@lru_cache(maxsize=1)
def registry() -> CachedRegistry:
    """The registry with its short memory."""
    from lienthong.services.registry_cache import CachedRegistry

    return CachedRegistry(registry_store(), clock(), settings.seconds("REGISTRY_TTL_SECONDS"))


@lru_cache(maxsize=1)
def content_store() -> S3Content:
    """Content by digest."""
    from lienthong.adapters import clients
    from lienthong.adapters.s3_content import S3Content

    return S3Content(
        clients.s3(),
        clients.s3_copying(),
        settings.required("CONTENT_BUCKET"),
        settings.required("STAGING_BUCKET"),
    )


@lru_cache(maxsize=1)
def staging_store() -> S3Staging:
    """Uploads by ticket."""
    from lienthong.adapters import clients
    from lienthong.adapters.s3_staging import S3Staging

    return S3Staging(clients.s3(), settings.required("STAGING_BUCKET"))


@lru_cache(maxsize=1)
def retention() -> RetentionRule:
    """For how long documents are kept; `retire`, which deletes, holds the rule against the store's lock."""
    from lienthong.model.retention import RetentionRule

    return RetentionRule.of_days(settings.days("DOCUMENT_RETENTION_DAYS").days, locked_days=0)


@lru_cache(maxsize=1)
def retirement() -> DynamoDbRetirement:
    """How far documents have been retired."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_retirement import DynamoDbRetirement

    return DynamoDbRetirement(clients.dynamodb(), settings.required("LOG_TABLE"))


@lru_cache(maxsize=1)
def log_table() -> DynamoDbLog:
    """The evidence log's head and indexes."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_log import DynamoDbLog

    return DynamoDbLog(clients.dynamodb(), settings.required("LOG_TABLE"))


@lru_cache(maxsize=1)
def log_files() -> S3Log:
    """The evidence log's files."""
    from lienthong.adapters import clients
    from lienthong.adapters.s3_log import S3Log

    return S3Log(clients.s3(), settings.required("LOG_BUCKET"))


@lru_cache(maxsize=1)
def view_store() -> DynamoDbViews:
    """Views of the log."""
    from lienthong.adapters import clients
    from lienthong.adapters.dynamodb_views import DynamoDbViews

    return DynamoDbViews(clients.dynamodb(), settings.required("VIEWS_TABLE"))


@lru_cache(maxsize=1)
def working_calendar() -> WorkingCalendar:
    """The working days and office hours."""
    from lienthong.calendar.reading import shipped
    from lienthong.calendar.working import WorkingCalendar

    return WorkingCalendar(shipped())


@lru_cache(maxsize=1)
def deadline_view() -> DeadlineView:
    """The view ``deadlines`` under the calendar and the rules of now."""
    from lienthong.deadlines.rules import shipped_rules
    from lienthong.services.deadline_view import DeadlineView

    return DeadlineView(working_calendar(), shipped_rules())


@lru_cache(maxsize=1)
def log_signer() -> KmsNoteSigner:
    """The evidence log's key."""
    from lienthong.adapters import clients
    from lienthong.adapters.kms_note_signer import KmsNoteSigner
    from lienthong.adapters.kms_webhook_signer import KmsWebhookSigner

    signer = KmsWebhookSigner(clients.kms(), settings.required("LOG_KEY_ID"))
    return KmsNoteSigner(signer, settings.required("LOG_ORIGIN"))


@lru_cache(maxsize=1)
def witnesses() -> HttpWitnesses:
    """Witnesses over HTTP."""
    from lienthong.adapters.witness_http import HttpWitnesses

    return HttpWitnesses(allow_loopback=settings.is_on("ATTEST_ALLOW_LOOPBACK"))


@lru_cache(maxsize=1)
def time_stamping() -> HttpTimeStamping | None:
    """The time-stamping authority; ``None`` where none is set up."""
    from lienthong.adapters.tsa_http import HttpTimeStamping

    url = settings.optional("TIMESTAMP_AUTHORITY_URL")
    if not url:
        return None
    return HttpTimeStamping(url, ids(), allow_loopback=settings.is_on("ATTEST_ALLOW_LOOPBACK"))


@lru_cache(maxsize=1)
def consumption() -> SqsConsumption:
    """The function's own queue, as its consumer handles it."""
    from lienthong.adapters import clients
    from lienthong.adapters.sqs_consumption import SqsConsumption

    return SqsConsumption(
        clients.sqs(), settings.required("QUEUE_URL"), settings.required("DEAD_LETTERS_URL")
    )


@lru_cache(maxsize=1)
def authentication() -> Authentication:
    """Who is calling."""
    from lienthong.services.authentication import Authentication

    return Authentication(registry(), nonce_store(), clock())


# What an agency does comes by the API's JSON and by the national format, to the same services. Each function
# keeps its own.


def submitting() -> Submitting:
    """Takes submissions in. Nothing waits for time-stamps where no authority is set up."""
    from lienthong.services.submission import Submitting
    from lienthong.services.timestamp_grace import TimestampGrace

    is_set_up = settings.optional("TIMESTAMP_AUTHORITY_URL")
    grace = settings.seconds("TIMESTAMP_GRACE_SECONDS") if is_set_up else None
    return Submitting(
        exchange_store(),
        registry(),
        nonce_store(),
        content_store(),
        staging_store(),
        TimestampGrace(log_table(), clock(), grace),
        clock(),
        ids(),
        retention(),
    )


def recalling() -> Recalling:
    """Takes submissions back."""
    from lienthong.services.recall import Recalling

    return Recalling(exchange_store(), authentication(), clock(), ids())


def handling() -> Handling:
    """The recipient's side."""
    from lienthong.services.handling import Handling

    return Handling(exchange_store(), content_store(), authentication(), clock(), ids(), retention())


def in_place_of(request: Request, caller: Caller) -> Caller:
    """The caller, or the caller as the heir of the ended agency that ``?predecessor=`` names."""
    return authentication().in_place_of(caller, request.query.get("predecessor"))


def verify(request: UnverifiedRequest) -> Caller:
    """The verified caller of a request."""
    return authentication().verify(request)
