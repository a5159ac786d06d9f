"""Who is in a conversation, and how far they have read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, null, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.messaging.reading import in_it, is_this, unread_beside
from infra.postgres.messaging.records import Participant, Unread
from infra.postgres.messaging.tables import conversation_participants
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import Role
from shared.messaging.types import ParticipantRole


class ParticipantRepository(Repository):
    """Queries on participants; the caller has checked that they may see the conversation."""

    def find(self, conversation_id: UUID) -> list[Participant]:
        """Everybody in a conversation, by name."""
        query = self._present().where(
            conversation_participants.c.conversation_id == conversation_id
        )
        return self._records(Participant, query.order_by(users.c.name, users.c.id))

    def find_first(self, conversation_ids: Sequence[UUID], limit: int) -> list[Participant]:
        """The first few people of each of several conversations, by name."""
        place = (
            func.row_number()
            .over(
                partition_by=conversation_participants.c.conversation_id,
                order_by=(users.c.name, users.c.id),
            )
            .label("place")
        )
        listed = (
            self._present(place)
            .where(conversation_participants.c.conversation_id.in_(conversation_ids))
            .subquery("listed")
        )
        query = select(*columns_of(Participant, listed)).where(listed.c.place <= limit)
        return self._records(Participant, query.order_by(listed.c.place))

    def find_ids(self, conversation_id: UUID) -> list[UUID]:
        """Everybody in a conversation."""
        p = conversation_participants.c
        query = select(p.user_id).where(is_this(self.tenant, conversation_id), p.left_at.is_(None))
        return self._values(query.order_by(p.user_id))

    def find_roles(
        self, conversation_ids: Sequence[UUID], *, but: UUID
    ) -> Mapping[UUID, set[Role]]:
        """The roles of those who are in each of the conversations, ``but`` one person."""
        p, m = conversation_participants.c, memberships.c
        query = (
            select(p.conversation_id, m.role)
            .join(memberships, and_(m.tenant_id == p.tenant_id, m.user_id == p.user_id))
            .where(
                p.tenant_id == self.tenant,
                p.conversation_id.in_(conversation_ids),
                p.left_at.is_(None),
                p.user_id != but,
                m.status == "ACTIVE",
            )
            .distinct()
        )
        found: dict[UUID, set[Role]] = {}
        for row in self._unit.all(query):
            found.setdefault(row.conversation_id, set()).add(row.role)
        return found

    def said(self, conversation_id: UUID, number: int, *, by: UUID, now: datetime) -> None:
        """Let a message stand at the top of everybody's list, and be news to the others."""
        p = conversation_participants.c
        moved = update(conversation_participants).where(
            is_this(self.tenant, conversation_id), p.left_at.is_(None)
        )
        news = case((p.user_id == by, p.news_number), else_=number)
        self._unit.execute(moved.values(latest_at=now, news_number=news))

    def read(self, viewer_id: UUID, conversation_id: UUID, number: int, now: datetime) -> bool:
        """Keep how far somebody has read; False where they had told as much before.

        Whatever they had marked as unread up to there is read again.
        """
        p = conversation_participants.c
        locking = select(p.read_number).where(
            *in_it(self.tenant, viewer_id), p.conversation_id == conversation_id
        )
        before: int = self._value(locking.with_for_update())
        values = {
            "read_at": case((p.read_number < number, now), else_=p.read_at),
            "read_number": func.greatest(p.read_number, number),
            "unread_from": case((p.unread_from <= number, null()), else_=p.unread_from),
        }
        self._unit.execute(self._mine(viewer_id, conversation_id).values(values))
        return before < number

    def mark_unread(self, viewer_id: UUID, conversation_id: UUID, number: int) -> None:
        """Let everything from a message on be unread for this person."""
        this = self._mine(viewer_id, conversation_id)
        self._unit.execute(this.values(unread_from=number))

    def unread(self, viewer_id: UUID, conversation_id: UUID) -> Unread:
        """What the person has not read of a conversation."""
        p, beside = conversation_participants.c, unread_beside(self.tenant, viewer_id)
        query = (
            select(*columns_of(Unread, beside))
            .select_from(conversation_participants)
            .join(beside, onclause=p.user_id == viewer_id)
            .where(*in_it(self.tenant, viewer_id), p.conversation_id == conversation_id)
        )
        found = self._record(Unread, query)
        assert found is not None, "the caller is in the conversation"
        return found

    def mute(
        self, viewer_id: UUID, conversation_id: UUID, *, muted: bool, until: datetime | None
    ) -> None:
        """Make a conversation quiet for this person, or loud again."""
        this = self._mine(viewer_id, conversation_id)
        self._unit.execute(this.values(muted=muted, muted_until=until))

    def add(
        self, conversation_id: UUID, people: Iterable[UUID], *, from_number: int, now: datetime
    ) -> list[UUID]:
        """Let people in, who read from a number on; returns those who were not there."""
        rows = [
            {
                "tenant_id": self.tenant,
                "conversation_id": conversation_id,
                "user_id": person,
                "role": ParticipantRole.MEMBER,
                "from_number": from_number,
                "read_number": from_number - 1,
                "news_number": from_number - 1,
                "latest_at": now,
                "joined_at": now,
            }
            for person in people
        ]
        adding = insert(conversation_participants).values(rows)
        new = adding.excluded
        again = {
            name: new[name]
            for name in (
                "role",
                "from_number",
                "read_number",
                "news_number",
                "latest_at",
                "joined_at",
            )
        }
        p = conversation_participants.c
        let_in = adding.on_conflict_do_update(
            index_elements=["tenant_id", "conversation_id", "user_id"],
            set_={**again, "left_at": None, "unread_from": None},
            where=p.left_at.is_not(None),
        )
        return self._values(let_in.returning(p.user_id))

    def leave(self, conversation_id: UUID, person_id: UUID, now: datetime) -> bool:
        """Take somebody out; False where they were not there."""
        return self._changed(self._mine(person_id, conversation_id).values(left_at=now))

    def promote_eldest(self, conversation_id: UUID) -> None:
        """Let whoever has been here longest run the group, where nobody does."""
        p, q = conversation_participants.c, conversation_participants.alias("present").c
        present = (q.tenant_id == self.tenant, q.conversation_id == conversation_id)
        here = (*present, q.left_at.is_(None))
        runs = select(q.user_id).where(*here, q.role == ParticipantRole.ADMIN).exists()
        eldest = select(q.user_id).where(*here).order_by(q.joined_at, q.user_id).limit(1)
        this = update(conversation_participants).where(
            is_this(self.tenant, conversation_id), ~runs, p.user_id == eldest.scalar_subquery()
        )
        self._unit.execute(this.values(role=ParticipantRole.ADMIN))

    def _mine(self, person_id: UUID, conversation_id: UUID) -> Any:
        p = conversation_participants.c
        return update(conversation_participants).where(
            *in_it(self.tenant, person_id), p.conversation_id == conversation_id
        )

    def _present(self, *more: Any) -> Select[Any]:
        p, m = conversation_participants.c, memberships.c
        columns = columns_of(
            Participant,
            conversation_participants,
            users,
            id=users.c.id,
            role=m.role,
            participant_role=p.role,
            here=and_(m.status == "ACTIVE", users.c.deleted_at.is_(None)),
        )
        return (
            select(*columns, *more)
            .join_from(conversation_participants, users, users.c.id == p.user_id)
            .join(memberships, and_(m.tenant_id == p.tenant_id, m.user_id == p.user_id))
            .where(p.tenant_id == self.tenant, p.left_at.is_(None))
        )
