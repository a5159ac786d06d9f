"""What is delivered, how, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Message:
    """A published message. `published` is in Unix seconds; ids of one broker sort by publish."""

    id: str
    data: bytes
    attributes: Mapping[str, str]
    ordering_key: str
    published: float


@dataclass(frozen=True, slots=True)
class Policy:
    """How a subscription delivers. Times are in seconds; `max_attempts` 0 means for ever."""

    ack_deadline: float = 10.0
    ordered: bool = False
    retention: float = 604_800.0
    retain_acked: bool = False
    backoff: tuple[float, float] | None = None
    max_attempts: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to hand over a message; `attempt` is 0 when nobody counts."""

    ack_id: str
    message: Message
    attempt: int


class Consumer:
    """What one stream, or one push worker, may hold unacknowledged. A limit of 0 is no limit."""

    __slots__ = ("_max_bytes", "_max_messages", "bytes", "messages")

    def __init__(self, max_messages: int = 0, max_bytes: int = 0) -> None:
        self._max_messages = max_messages if max_messages > 0 else inf
        self._max_bytes = max_bytes if max_bytes > 0 else inf
        self.messages = 0
        self.bytes = 0

    @property
    def has_room(self) -> bool:
        """Whether one more message may be handed to it."""
        return self.messages < self._max_messages and self.bytes < self._max_bytes
