"""What somebody has read of a conversation, and what is left: parts of queries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, union_all
from sqlalchemy.sql.selectable import LateralFromClause

from infra.postgres.messaging.tables import conversation_participants, messages
from infra.postgres.people.beside import not_blocked
from shared.messaging.policy import MAX_UNREAD


def unread_beside(tenant: UUID, viewer_id: UUID) -> LateralFromClause:
    """How many messages of others a participant has not read, and the first of them.

    Counted as far as a badge shows. Deleted ones, and those of hidden people, are none.
    """
    p, m = conversation_participants.c, messages.c

    def some(*beyond: ColumnElement[bool]) -> Select[Any]:
        return (
            select(m.number)
            .where(
                m.tenant_id == tenant,
                m.conversation_id == p.conversation_id,
                m.number >= p.from_number,
                *beyond,
                m.sender_id != viewer_id,
                m.deleted_at.is_(None),
                not_blocked(m.sender_id, viewer_id, tenant),
            )
            .correlate(conversation_participants)
            .order_by(m.number)
            .limit(MAX_UNREAD)
        )

    # Row security lets only a comparison of plain columns look into the index: whatever is
    # computed from them might fail, and say so by an error. Hence two ways to begin, one of which
    # is empty.
    read_on = some(p.unread_from.is_(None), m.number > p.read_number)
    marked = some(m.number >= p.unread_from)
    found = union_all(read_on.subquery().select(), marked.subquery().select()).subquery("some")
    counted = select(
        func.count().label("unread_count"), func.min(found.c.number).label("first_unread")
    )
    return counted.select_from(found).lateral("unread")


def in_it(tenant: UUID, viewer_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """The participant's own row of conversations that they have not left."""
    p = conversation_participants.c
    return (p.tenant_id == tenant, p.user_id == viewer_id, p.left_at.is_(None))


def is_this(tenant: UUID, conversation_id: Any) -> ColumnElement[bool]:
    """The rows of one conversation."""
    p = conversation_participants.c
    return and_(p.tenant_id == tenant, p.conversation_id == conversation_id)
