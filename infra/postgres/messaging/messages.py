"""What is said in conversations."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, Uuid, and_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of, parameters_for
from infra.postgres.identity.tables import users
from infra.postgres.messaging.records import Message
from infra.postgres.messaging.tables import (
    conversation_participants,
    conversations,
    message_reminders,
    messages,
)
from infra.postgres.people.beside import beside, not_blocked, person_columns
from infra.postgres.tenants.tables import memberships
from shared.text.same import canonical

_VIEWER = bindparam("viewer_id", type_=Uuid())


class MessageRepository(Repository):
    """Queries on messages; the caller has checked that they may read the conversation."""

    def insert(self, **values: Any) -> Message | None:
        """Add a message under the next number; None where its ``client_id`` was used before.

        The conversation is locked: numbers follow each other without a gap.
        """
        row = {"tenant_id": self.tenant, "canonical": canonical(values["content"]), **values}
        added = self._record(Message, _adding(*row), viewer_id=values["sender_id"], **row)
        if added is not None:
            c = conversations.c
            this = (c.tenant_id == self.tenant, c.id == added.conversation_id)
            moved = update(conversations).where(*this).values(last_number=added.number)
            self._unit.execute(moved)
        return added

    def get_created(self, sender_id: UUID, client_id: UUID) -> Message | None:
        """What the person sent under this id."""
        m = messages.c
        mine = _shown(messages).where(
            m.tenant_id == self.tenant, m.sender_id == sender_id, m.client_id == client_id
        )
        return self._record(Message, mine, viewer_id=sender_id)

    def get(self, viewer_id: UUID, message_id: UUID, *, lock: bool = False) -> Message | None:
        """A message, deleted or not, of whoever is not hidden from the viewer."""
        query = self._readable(viewer_id).where(messages.c.id == message_id)
        if lock:
            query = query.with_for_update(of=messages)
        return self._record(Message, query, viewer_id=viewer_id)

    def get_at(self, viewer_id: UUID, conversation_id: UUID, number: int) -> Message | None:
        """The last message up to a number that the viewer may see."""
        m = messages.c
        query = self._readable(viewer_id).where(
            m.conversation_id == conversation_id, m.number <= number
        )
        query = query.order_by(m.number.desc()).limit(1)
        return self._record(Message, query, viewer_id=viewer_id)

    def find(
        self,
        viewer_id: UUID,
        conversation_id: UUID,
        *,
        first: int,
        before: int | None,
        after: int | None,
        text: str | None,
        limit: int,
    ) -> list[Message]:
        """A page of a conversation from its number ``first`` on, ``limit + 1`` rows.

        The newest first, but what comes ``after`` a number the oldest first.
        """
        m = messages.c
        query = self._readable(viewer_id).where(
            m.conversation_id == conversation_id, m.number >= first
        )
        if before is not None:
            query = query.where(m.number < before)
        if after is not None:
            query = query.where(m.number > after)
        if text is not None:
            query = query.where(
                m.deleted_at.is_(None), func.strpos(m.canonical, canonical(text)) > 0
            )
        ordered = query.order_by(m.number.desc() if after is None else m.number)
        return self._records(Message, ordered.limit(limit + 1), viewer_id=viewer_id)

    def find_around(
        self, viewer_id: UUID, conversation_id: UUID, number: int, reach: int
    ) -> list[Message]:
        """A message and what was said just before and after it, oldest first."""
        m = messages.c
        query = self._readable(viewer_id).where(
            m.conversation_id == conversation_id, m.number.between(number - reach, number + reach)
        )
        return self._records(Message, query.order_by(m.number), viewer_id=viewer_id)

    def edit(self, message_id: UUID, **values: Any) -> int | None:
        """Replace the text of a live message; returns its revision, None where it is deleted."""
        m = messages.c
        live = (m.tenant_id == self.tenant, m.id == message_id, m.deleted_at.is_(None))
        new = {**values, "canonical": canonical(values["content"]), "revision": m.revision + 1}
        changed = update(messages).where(*live).values(new).returning(m.revision)
        found: int | None = self._value(changed)
        return found

    def delete(self, message_id: UUID, **values: Any) -> bool:
        """Empty a message and let its place stand; False where it is deleted already."""
        m = messages.c
        live = (m.tenant_id == self.tenant, m.id == message_id, m.deleted_at.is_(None))
        empty = {"content": "", "canonical": "", "attachments_count": 0, **values}
        return self._changed(update(messages).where(*live).values(empty))

    def _readable(self, viewer_id: UUID) -> Select[Any]:
        m = messages.c
        return _shown(messages).where(
            m.tenant_id == self.tenant, not_blocked(m.sender_id, viewer_id, self.tenant)
        )


# Built once, as readable_posts.py says why.
@cache
def _adding(*names: str) -> Select[Any]:
    adding = insert(messages).values(parameters_for(messages, *names))
    once = adding.on_conflict_do_nothing(index_elements=["tenant_id", "sender_id", "client_id"])
    return _shown(once.returning(messages).cte("added"))


def _shown(source: FromClause) -> Select[Any]:
    """Rows of messages with who sent them, and what they answer, for the viewer ``viewer_id``."""
    answered, reader = messages.alias("answered"), conversation_participants.alias("reader")
    writer, role = users.alias("writer"), memberships.alias("writers")
    s, a, r = source.c, answered.c, message_reminders.c
    # What the viewer may not read by itself is not quoted to them either.
    read_from = select(reader.c.from_number).where(
        reader.c.tenant_id == s.tenant_id,
        reader.c.conversation_id == s.conversation_id,
        reader.c.user_id == _VIEWER,
    )
    quoted = and_(
        a.tenant_id == s.tenant_id,
        a.id == s.reply_to_id,
        a.number >= read_from.scalar_subquery(),
        not_blocked(a.sender_id, _VIEWER, s.tenant_id),
    )
    columns = columns_of(
        Message,
        source,
        person_columns("sender"),
        remind_at=r.remind_at,
        reply_number=a.number,
        reply_sender_id=a.sender_id,
        reply_sender_name=writer.c.name,
        reply_sender_avatar=writer.c.avatar,
        reply_sender_role=role.c.role,
        reply_content=a.content,
        reply_deleted_at=a.deleted_at,
    )
    mine = and_(r.tenant_id == s.tenant_id, r.message_id == s.id, r.user_id == _VIEWER)
    return (
        beside(select(*columns), source, "sender_id")
        .outerjoin(message_reminders, mine)
        .outerjoin(answered, quoted)
        .outerjoin(writer, writer.c.id == a.sender_id)
        .outerjoin(role, and_(role.c.tenant_id == s.tenant_id, role.c.user_id == a.sender_id))
    )
