"""Events of messages: each goes to the own channel of everybody in the conversation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.events.event import Event, event
from shared.messaging.types import ConversationType, ReactionOp

EVERYBODY = ("user:{people}",)


@event("conversation:created", audience=EVERYBODY)
class ConversationCreated(Event):
    """Somebody began a conversation."""

    conversation_id: UUID
    type: ConversationType
    name: str | None
    participant_ids: list[UUID]


@event("conversation:updated", audience=EVERYBODY)
class ConversationUpdated(Event):
    """A group was renamed, or people came and went; also told to those who went."""

    conversation_id: UUID
    changed: list[str]
    added: list[UUID]
    removed: list[UUID]


@event("conversation:marked", audience=("user:{person_id}",))
class ConversationMarked(Event):
    """Somebody marked messages as unread for themselves: their devices say so, nobody else's."""

    conversation_id: UUID
    unread_from: int | None
    unread_count: int


@event("message:created", audience=EVERYBODY, legacy="NEW_DM")
class MessageCreated(Event):
    """Somebody sent a message. ``number`` is its place in the conversation."""

    conversation_id: UUID
    message_id: UUID
    number: int
    sender_id: UUID
    sender_name: str
    preview: str
    attachments: int
    client_message_id: UUID | None
    created_at: datetime


@event("message:updated", audience=EVERYBODY)
class MessageUpdated(Event):
    """A message was edited. Of two, the one with the greater ``revision`` is the newer."""

    conversation_id: UUID
    message_id: UUID
    revision: int
    updated_at: datetime


@event("message:deleted", audience=EVERYBODY)
class MessageDeleted(Event):
    """A message was deleted, or removed by who moderates; its place stays."""

    conversation_id: UUID
    message_id: UUID


@event("message:read", audience=EVERYBODY)
class MessageWasRead(Event):
    """Somebody has read up to a message: the farthest that they have told so far."""

    conversation_id: UUID
    user_id: UUID
    up_to_message_id: UUID
    up_to_number: int
    read_at: datetime


@event("message:reacted", audience=EVERYBODY)
class MessageReacted(Event):
    """Somebody reacted to a message, or took a reaction back."""

    conversation_id: UUID
    message_id: UUID
    user_id: UUID
    emoji: str
    op: ReactionOp


@event("typing:start", audience=EVERYBODY, durable=False, legacy="TYPING")
class TypingStart(Event):
    """Somebody is writing; who hears nothing more for ``expiresInMs`` takes it for over."""

    conversation_id: UUID
    user_id: UUID
    expires_in_ms: int


@event("typing:stop", audience=EVERYBODY, durable=False)
class TypingStop(Event):
    """Somebody left off writing, or has sent what they wrote."""

    conversation_id: UUID
    user_id: UUID
