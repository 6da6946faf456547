"""Queues and dead letters in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lienthong.errors import NotFound
from lienthong.ports import DeadLetter, Message


class MemoryQueue:
    """What was sent, in order, until a test takes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[Message] = []

    def send(self, messages: Sequence[Message]) -> None:
        with self._lock:
            self._messages.extend(messages)

    def take(self) -> tuple[Message, ...]:
        """Everything that waits; the queue is empty afterwards."""
        with self._lock:
            taken, self._messages = tuple(self._messages), []
            return taken

    @property
    def waiting(self) -> tuple[Message, ...]:
        """Everything that waits, left where it is."""
        with self._lock:
            return tuple(self._messages)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A message that a consumer laid down, with the reason."""

    body: str
    reason: str
    attempts: int


class MemoryConsumption:
    """A consumer's side of its queue: what it gave up, and what it wants again after how many seconds."""

    def __init__(self) -> None:
        self.given_up: list[GivenUp] = []
        self.postponed: list[tuple[str, int]] = []

    def put(self, body: str, *, reason: str, attempts: int) -> None:
        self.given_up.append(GivenUp(body, reason, attempts))

    def postpone(self, receipt_handle: str, seconds: int) -> None:
        self.postponed.append((receipt_handle, seconds))


class MemoryDeadLetters:
    """Dead letters by queue; redriven ones are kept for the test to look at."""

    def __init__(self, *queues: str) -> None:
        self._lock = threading.Lock()
        self._letters: dict[str, list[DeadLetter]] = {queue: [] for queue in queues}
        self.redriven: list[DeadLetter] = []

    def bury(self, letter: DeadLetter) -> None:
        """Put a letter into its dead-letter queue."""
        with self._lock:
            self._letters.setdefault(letter.queue, []).append(letter)

    def list(self) -> tuple[DeadLetter, ...]:
        with self._lock:
            letters = [replace(letter) for queue in self._letters.values() for letter in queue]
        return tuple(sorted(letters, key=lambda letter: (letter.first_sent_at, letter.letter_id)))

    def redrive(self, queue: str) -> None:
        with self._lock:
            if queue not in self._letters:
                raise NotFound
            self.redriven.extend(self._letters[queue])
            self._letters[queue] = []
