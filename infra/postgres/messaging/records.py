"""What queries on conversations and messages select."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.messaging.policy import MessagePlace
from shared.messaging.types import ConversationType, ParticipantRole


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as somebody in it sees it."""

    id: UUID
    type: ConversationType
    name: str | None
    created_at: datetime
    last_number: int
    my_role: ParticipantRole
    from_number: int
    read_number: int
    unread_from: int | None
    latest_at: datetime | None
    muted: bool
    muted_until: datetime | None
    other_id: UUID | None
    unread_count: int
    first_unread: int | None
    participants_count: int
    last_id: UUID | None
    last_sender_id: UUID | None
    last_sender_name: str | None
    last_sender_avatar: str | None
    last_sender_role: Role | None
    last_content: str | None
    last_attachments: int | None
    last_deleted_at: datetime | None
    last_created_at: datetime | None

    @property
    def position(self) -> Position:
        """Where it stands in the list."""
        assert self.latest_at is not None, "the list has no other"
        return Position(self.latest_at, self.id)

    def is_quiet(self, now: datetime) -> bool:
        """Whether the person is told nothing of it."""
        return _is_quiet(self, now)


@dataclass(frozen=True, slots=True)
class Access:
    """A conversation that somebody is in, and what they may do there."""

    id: UUID
    type: ConversationType
    last_number: int
    my_role: ParticipantRole
    from_number: int
    read_number: int
    unread_from: int | None


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a conversation."""

    conversation_id: UUID
    id: UUID
    name: str
    avatar: str | None
    role: Role
    here: bool
    participant_role: ParticipantRole
    read_number: int
    read_at: datetime | None
    muted: bool
    muted_until: datetime | None

    def is_quiet(self, now: datetime) -> bool:
        """Whether they are told nothing of the conversation."""
        return _is_quiet(self, now)


@dataclass(frozen=True, slots=True)
class Unread:
    """What somebody has not read of a conversation."""

    unread_count: int
    first_unread: int | None


@dataclass(frozen=True, slots=True)
class Badge:
    """What somebody has not read at all."""

    unread: int
    conversations: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message with who sent it, and the one that it answers."""

    id: UUID
    conversation_id: UUID
    number: int
    sender_id: UUID
    sender_name: str
    sender_avatar: str | None
    sender_role: Role
    content: str
    attachments_count: int
    client_id: UUID | None
    revision: int
    edited_at: datetime | None
    deleted_at: datetime | None
    created_at: datetime
    remind_at: datetime | None
    reply_to_id: UUID | None
    reply_number: int | None
    reply_sender_id: UUID | None
    reply_sender_name: str | None
    reply_sender_avatar: str | None
    reply_sender_role: Role | None
    reply_content: str | None
    reply_deleted_at: datetime | None

    def place(self, *, newer: bool) -> MessagePlace:
        """Where it stands in a list that goes this way."""
        return MessagePlace(self.number, newer)


@dataclass(frozen=True, slots=True)
class Reaction:
    """How often a message got a reaction."""

    message_id: UUID
    emoji: str
    count: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody who wants to be reminded of a message now."""

    message_id: UUID
    user_id: UUID
    conversation_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class Relation:
    """What stands between the caller and somebody to whom they want to write."""

    id: UUID
    role: Any
    here: bool
    blocked: bool
    connected: bool
    same_class: bool
    guardian: bool
    accepts: str | None


def _is_quiet(muting: Conversation | Participant, now: datetime) -> bool:
    return muting.muted and (muting.muted_until is None or muting.muted_until > now)
