"""Conversations, who is in them, and what is said."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, desc, text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    client_id,
    counter,
    flag,
    identifier,
    instant,
    is_member,
    key,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, Retention, of_person
from shared.messaging.types import ConversationType, ParticipantRole

conversations = table(
    "conversations",
    # Others go on in it: who began it is one of them.
    of_person("created_by", Erasure.KEEP),
    tenant_id(),
    identifier(),
    *choice("type", ConversationType),
    words("name", Data.PERSONAL, nullable=True),
    # Both people in order: a school has one conversation of two.
    words("direct_key", Data.KEY, nullable=True),
    identifier("created_by"),
    *client_id("created_by"),
    # The number of the latest message: numbers are given under the lock of this row.
    counter("last_number"),
    stamped("created_at"),
    CheckConstraint("(type = 'DIRECT') = (direct_key IS NOT NULL)", name="direct_has_key"),
    CheckConstraint("(type = 'GROUP') = (name IS NOT NULL)", name="group_has_name"),
    UniqueConstraint("tenant_id", "direct_key"),
    belongs_to_tenant(),
    is_member("created_by"),
)

conversation_participants = table(
    "conversation_participants",
    of_person("user_id", Erasure.KEEP),
    tenant_id(),
    key("conversation_id"),
    key("user_id"),
    *choice("role", ParticipantRole, default=ParticipantRole.MEMBER),
    # Whoever is added later reads from here on.
    number("from_number", default=1),
    # The farthest that was told: other people's receipts.
    counter("read_number"),
    instant("read_at"),
    # What the person has marked as unread, for themselves alone.
    number("unread_from", nullable=True),
    # The latest message of somebody else: what is beyond read_number may be unread.
    counter("news_number"),
    # When the conversation last moved up in the person's list; empty: not in it yet.
    instant("latest_at"),
    flag("muted"),
    instant("muted_until"),
    stamped("joined_at"),
    instant("left_at"),
    same_tenant("conversation_id", "conversations"),
    is_member("user_id"),
    Index(
        "conversation_participants_list_idx",
        "tenant_id",
        "user_id",
        desc("latest_at"),
        desc("conversation_id"),
        postgresql_where=text("left_at IS NULL AND latest_at IS NOT NULL"),
    ),
    Index(
        "conversation_participants_unread_idx",
        "tenant_id",
        "user_id",
        postgresql_where=text(
            "left_at IS NULL AND (news_number > read_number OR unread_from IS NOT NULL)"
        ),
    ),
)

messages = table(
    "messages",
    of_person("sender_id", Erasure.EMPTY),
    tenant_id(),
    identifier(),
    identifier("conversation_id"),
    number("number"),
    identifier("sender_id"),
    *client_id("sender_id"),
    words("content", Data.PERSONAL),
    # As search compares it.
    words("canonical", Data.DERIVED),
    counter("attachments_count"),
    identifier("reply_to_id", nullable=True),
    counter("revision"),
    instant("edited_at"),
    instant("deleted_at"),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "conversation_id", "number"),
    same_tenant("conversation_id", "conversations"),
    is_member("sender_id"),
    same_tenant("reply_to_id", "messages"),
    Index(
        "messages_reply_idx",
        "tenant_id",
        "reply_to_id",
        postgresql_where=text("reply_to_id IS NOT NULL"),
    ),
)

message_reactions = table(
    "message_reactions",
    of_person("user_id"),
    tenant_id(),
    key("message_id"),
    key("user_id"),
    key("emoji", Text(), Data.FACT),
    stamped("created_at"),
    same_tenant("message_id", "messages"),
    is_member("user_id"),
    Index(None, "tenant_id", "user_id"),
)

message_reminders = table(
    "message_reminders",
    of_person("user_id", retention=Retention.EXPIRES),
    tenant_id(),
    key("message_id"),
    key("user_id"),
    instant("remind_at", nullable=False),
    stamped("created_at"),
    same_tenant("message_id", "messages"),
    is_member("user_id"),
    Index(None, "tenant_id", "remind_at"),
    Index(None, "tenant_id", "user_id"),
)
