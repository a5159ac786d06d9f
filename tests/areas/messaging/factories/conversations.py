"""Conversations and messages for tests."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from infra.postgres.messaging.tables import conversation_participants, conversations, messages
from shared.text.same import canonical
from tests.areas.people.factories.people import act_for, new_id


def make_group(
    connection: Connection, *, tenant_id: UUID, people: Sequence[UUID], name: str = "Physics club"
) -> UUID:
    """A group that the first of the people runs; returns its id."""
    act_for(connection, tenant_id)
    conversation_id, first = new_id(), people[0]
    connection.execute(
        insert(conversations).values(
            tenant_id=tenant_id, id=conversation_id, created_by=first, type="GROUP", name=name
        )
    )
    connection.execute(
        insert(conversation_participants).values(
            [
                {
                    "tenant_id": tenant_id,
                    "conversation_id": conversation_id,
                    "user_id": person,
                    "role": "ADMIN" if person == first else "MEMBER",
                    "latest_at": func.now(),
                }
                for person in people
            ]
        )
    )
    return conversation_id


def make_message(
    connection: Connection,
    *,
    tenant_id: UUID,
    conversation_id: UUID,
    sender_id: UUID,
    content: str = "Hello",
) -> UUID:
    """A message, unread by the others; returns its id."""
    act_for(connection, tenant_id)
    c, p = conversations.c, conversation_participants.c
    this = (c.tenant_id == tenant_id, c.id == conversation_id)
    number = connection.execute(select(c.last_number + 1).where(*this)).scalar_one()
    message_id = new_id()
    connection.execute(
        insert(messages).values(
            tenant_id=tenant_id,
            id=message_id,
            conversation_id=conversation_id,
            number=number,
            sender_id=sender_id,
            content=content,
            canonical=canonical(content),
        )
    )
    connection.execute(update(conversations).where(*this).values(last_number=number))
    connection.execute(
        update(conversation_participants)
        .where(
            p.tenant_id == tenant_id,
            p.conversation_id == conversation_id,
            p.user_id != sender_id,
        )
        .values(news_number=number)
    )
    return message_id
