"""What people attach to messages for themselves and for others: reactions, reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.messaging.records import Reaction, Reminder
from infra.postgres.messaging.tables import message_reactions, message_reminders, messages
from infra.postgres.people.beside import not_blocked


class MessageReactionRepository(Repository):
    """Queries on reactions to messages."""

    def add(self, message_id: UUID, user_id: UUID, emoji: str, now: datetime, most: int) -> bool:
        """Add a reaction; False where it is there already, or the person has given ``most``."""
        r = message_reactions.c
        self._wait_for_turn("message-reactions", message_id, user_id)
        given = select(func.count()).where(
            r.tenant_id == self.tenant, r.message_id == message_id, r.user_id == user_id
        )
        if self._value(given) >= most:
            return False
        row = {
            "tenant_id": self.tenant,
            "message_id": message_id,
            "user_id": user_id,
            "emoji": emoji,
            "created_at": now,
        }
        return self._changed(insert(message_reactions).values(row).on_conflict_do_nothing())

    def remove(self, message_id: UUID, user_id: UUID, emoji: str) -> bool:
        """Take a reaction back; False where there is none."""
        r = message_reactions.c
        mine = (
            r.tenant_id == self.tenant,
            r.message_id == message_id,
            r.user_id == user_id,
            r.emoji == emoji,
        )
        return self._changed(delete(message_reactions).where(*mine))

    def clear(self, message_id: UUID) -> None:
        """Remove all reactions to a message."""
        r = message_reactions.c
        these = (r.tenant_id == self.tenant, r.message_id == message_id)
        self._unit.execute(delete(message_reactions).where(*these))

    def find(self, message_ids: Sequence[UUID], viewer_id: UUID) -> Mapping[UUID, list[Reaction]]:
        """The reactions to messages, the first given first, by message."""
        if not message_ids:
            return {}
        r = message_reactions.c
        columns = columns_of(
            Reaction,
            message_reactions,
            count=func.count(),
            mine=func.bool_or(r.user_id == viewer_id),
        )
        query = (
            select(*columns)
            .where(
                r.tenant_id == self.tenant,
                r.message_id.in_(message_ids),
                not_blocked(r.user_id, viewer_id, self.tenant),
            )
            .group_by(r.message_id, r.emoji)
            .order_by(func.min(r.created_at), r.emoji)
        )
        found: dict[UUID, list[Reaction]] = {}
        for reaction in self._records(Reaction, query):
            found.setdefault(reaction.message_id, []).append(reaction)
        return found


class ReminderRepository(Repository):
    """Queries on reminders of messages."""

    def put(self, message_id: UUID, user_id: UUID, at: datetime, now: datetime) -> None:
        """Remind somebody of a message at a time, and at no other."""
        row = {
            "tenant_id": self.tenant,
            "message_id": message_id,
            "user_id": user_id,
            "remind_at": at,
            "created_at": now,
        }
        adding = insert(message_reminders).values(row)
        key = ["tenant_id", "message_id", "user_id"]
        self._unit.execute(adding.on_conflict_do_update(index_elements=key, set_={"remind_at": at}))

    def drop(self, message_id: UUID, user_id: UUID) -> None:
        """Do not remind somebody of a message."""
        r = message_reminders.c
        mine = (r.tenant_id == self.tenant, r.message_id == message_id, r.user_id == user_id)
        self._unit.execute(delete(message_reminders).where(*mine))

    def take_due(self, now: datetime, limit: int) -> list[Reminder]:
        """Remove the reminders whose time has come, and return them, the oldest first."""
        r, m = message_reminders.c, messages.c
        due = (
            select(r.message_id, r.user_id)
            .where(r.tenant_id == self.tenant, r.remind_at <= now)
            .order_by(r.remind_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        taken = (
            delete(message_reminders)
            .where(
                r.tenant_id == self.tenant,
                r.message_id == due.c.message_id,
                r.user_id == due.c.user_id,
            )
            .returning(r.message_id, r.user_id, r.remind_at)
            .cte("taken")
        )
        of_message = and_(m.tenant_id == self.tenant, m.id == taken.c.message_id)
        query = (
            select(*columns_of(Reminder, taken, messages))
            .join_from(taken, messages, of_message)
            .where(m.deleted_at.is_(None))
            .order_by(taken.c.remind_at)
        )
        return self._records(Reminder, query)
