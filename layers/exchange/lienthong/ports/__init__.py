"""What the services need from the world, as contracts. Adapters fulfil them; one suite tests them all.

Rules that every store keeps:

1. :meth:`ExchangeStore.commit` is one transaction: every record, every event and the nonce, or nothing.
2. A record is written only over the version it was read at; a new one only where none is.
3. Content is addressed by its SHA-256 and never overwritten.

Every method may raise :class:`lienthong.errors.Unavailable`; then nothing is known about the outcome, and
the caller's own idempotency decides.
"""

from lienthong.ports.content import (
    Assessment,
    AttachmentValidator,
    ContentStore,
    PartTicket,
    Removal,
    StagedFile,
    StagingStore,
)
from lienthong.ports.dossiers import (
    BeforeIntake,
    DayMark,
    DossierChange,
    DossierRefused,
    DossierStore,
    FiledStory,
    IntakeKey,
    IntakePlaces,
    KeyedDigests,
)
from lienthong.ports.exchange import Change, CommitRefused, ExchangeStore, Nonce, NonceStore, Page, Story
from lienthong.ports.log import (
    CheckpointMoved,
    HeadMoved,
    LogFiles,
    LogHead,
    LogReading,
    LogTable,
    Publication,
    PublishedNote,
)
from lienthong.ports.messaging import (
    ChannelSubscriptions,
    DeadLetter,
    DeadLetters,
    DeadLetterSink,
    Message,
    MessageQueue,
    Notice,
    NoticeTopic,
    WebhookSigner,
    WebhookTransport,
)
from lienthong.ports.notices import (
    BeforeNotice,
    ClaimState,
    Letters,
    NoticeChange,
    NoticeClaim,
    NoticeRefused,
    NoticeStore,
    NotTaken,
    Silence,
    Spending,
    TextMessages,
)
from lienthong.ports.register import RegisterChange, RegisterRefused, RegisterStore
from lienthong.ports.registry import Registry, RegistryChange, RegistryRefused, TrustAnchor, TrustStore
from lienthong.ports.retirement import Retirement, RetirementRecord
from lienthong.ports.system import Clock, Ids, Metrics
from lienthong.ports.timestamping import TimeStamping
from lienthong.ports.tracking import MOST_NAMES, Described, TrackingStore
from lienthong.ports.views import JsonObject, Position, PositionMoved, ViewKey, ViewStore
from lienthong.ports.witnessing import Witnesses

__all__ = [
    "MOST_NAMES",
    "Assessment",
    "AttachmentValidator",
    "BeforeIntake",
    "BeforeNotice",
    "Change",
    "ChannelSubscriptions",
    "CheckpointMoved",
    "ClaimState",
    "Clock",
    "CommitRefused",
    "ContentStore",
    "DayMark",
    "DeadLetter",
    "DeadLetterSink",
    "DeadLetters",
    "Described",
    "DossierChange",
    "DossierRefused",
    "DossierStore",
    "ExchangeStore",
    "FiledStory",
    "HeadMoved",
    "Ids",
    "IntakeKey",
    "IntakePlaces",
    "JsonObject",
    "KeyedDigests",
    "Letters",
    "LogFiles",
    "LogHead",
    "LogReading",
    "LogTable",
    "Message",
    "MessageQueue",
    "Metrics",
    "Nonce",
    "NonceStore",
    "NotTaken",
    "Notice",
    "NoticeChange",
    "NoticeClaim",
    "NoticeRefused",
    "NoticeStore",
    "NoticeTopic",
    "Page",
    "PartTicket",
    "Position",
    "PositionMoved",
    "Publication",
    "PublishedNote",
    "RegisterChange",
    "RegisterRefused",
    "RegisterStore",
    "Registry",
    "RegistryChange",
    "RegistryRefused",
    "Removal",
    "Retirement",
    "RetirementRecord",
    "Silence",
    "Spending",
    "StagedFile",
    "StagingStore",
    "Story",
    "TextMessages",
    "TimeStamping",
    "TrackingStore",
    "TrustAnchor",
    "TrustStore",
    "ViewKey",
    "ViewStore",
    "WebhookSigner",
    "WebhookTransport",
    "Witnesses",
]
