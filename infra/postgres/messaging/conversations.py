"""Conversations of one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.identity.tables import users
from infra.postgres.messaging.reading import in_it, unread_beside
from infra.postgres.messaging.records import Access, Badge, Conversation
from infra.postgres.messaging.tables import conversation_participants, conversations, messages
from infra.postgres.people.beside import not_blocked
from infra.postgres.tenants.tables import memberships
from shared.http.paging import Position
from shared.messaging.types import ConversationType, ParticipantRole
from shared.text.same import canonical


class ConversationRepository(Repository):
    """Queries on conversations: all but :meth:`begin` find those that the person is in."""

    def begin(
        self, *, people: Sequence[tuple[UUID, ParticipantRole]], now: datetime, **values: Any
    ) -> bool:
        """Add a conversation with these people; False where it is there already.

        Whoever began it finds it in their list at once, the others of a conversation of two with
        the first message.
        """
        row = {"tenant_id": self.tenant, "created_at": now, **values}
        adding = insert(conversations).values(row).on_conflict_do_nothing()
        if not self._changed(adding):
            return False
        group = values["type"] is ConversationType.GROUP
        rows = [
            {
                "tenant_id": self.tenant,
                "conversation_id": values["id"],
                "user_id": person,
                "role": role,
                "latest_at": now if group or person == values["created_by"] else None,
                "joined_at": now,
            }
            for person, role in people
        ]
        self._unit.execute(insert(conversation_participants).values(rows))
        return True

    def get_by_key(self, key: str) -> UUID | None:
        """The conversation of two people."""
        c = conversations.c
        query = select(c.id).where(c.tenant_id == self.tenant, c.direct_key == key)
        found: UUID | None = self._value(query)
        return found

    def get_created(self, person_id: UUID, client_id: UUID) -> UUID | None:
        """What the person began under this id."""
        c = conversations.c
        mine = (c.tenant_id == self.tenant, c.created_by == person_id, c.client_id == client_id)
        found: UUID | None = self._value(select(c.id).where(*mine))
        return found

    def find(
        self, viewer_id: UUID, *, text: str | None, before: Position | None, limit: int
    ) -> list[Conversation]:
        """Those in which something was said last come first; ``limit + 1`` rows."""
        p = conversation_participants.c
        page = self._seen(viewer_id).where(p.latest_at.is_not(None))
        if text is not None:
            page = page.where(self._named(viewer_id, text))
        ids = newest_first(page, p.latest_at, p.conversation_id, before=before, limit=limit)
        # What belongs to a conversation is gathered for those of the page alone.
        query = self._shown(viewer_id, ids.subquery("page"))
        query = query.order_by(p.latest_at.desc(), p.conversation_id.desc())
        return self._records(Conversation, query)

    def get(self, viewer_id: UUID, conversation_id: UUID) -> Conversation | None:
        """A conversation that the person is in, if nobody there is hidden from them."""
        p = conversation_participants.c
        one = self._seen(viewer_id).where(p.conversation_id == conversation_id)
        return self._record(Conversation, self._shown(viewer_id, one.subquery("page")))

    def access(
        self, viewer_id: UUID, conversation_id: UUID, *, lock: bool = False
    ) -> Access | None:
        """What the person may do in a conversation; ``lock``: numbers are given one by one."""
        c, p = conversations.c, conversation_participants.c
        query = (
            select(*columns_of(Access, conversations, conversation_participants, my_role=p.role))
            .join_from(
                conversation_participants,
                conversations,
                and_(c.tenant_id == self.tenant, c.id == p.conversation_id),
            )
            .where(
                *in_it(self.tenant, viewer_id),
                p.conversation_id == conversation_id,
                self._is_open(viewer_id),
            )
        )
        if lock:
            query = query.with_for_update(of=conversations)
        return self._record(Access, query)

    def rename(self, conversation_id: UUID, name: str) -> None:
        """Give a group another name."""
        c = conversations.c
        this = update(conversations).where(c.tenant_id == self.tenant, c.id == conversation_id)
        self._unit.execute(this.values(name=name))

    def badge(self, viewer_id: UUID, now: datetime) -> Badge:
        """What the person has not read, but for what they have muted."""
        p = conversation_participants.c
        beside = unread_beside(self.tenant, viewer_id)
        may_be = or_(p.news_number > p.read_number, p.unread_from.is_not(None))
        loud = or_(p.muted.is_(False), p.muted_until <= now)
        counted = (
            select(beside.c.unread_count)
            .select_from(conversation_participants)
            .join(conversations, self._of_participant())
            .join(beside, onclause=beside.c.unread_count > 0)
            .where(*in_it(self.tenant, viewer_id), may_be, loud, self._is_open(viewer_id))
            .subquery()
        )
        query = select(
            func.coalesce(func.sum(counted.c.unread_count), 0).label("unread"),
            func.count().label("conversations"),
        ).select_from(counted)
        found = self._record(Badge, query)
        assert found is not None, "a count is one row"
        return Badge(int(found.unread), found.conversations)

    def _seen(self, viewer_id: UUID) -> Select[Any]:
        """Ids of conversations that the person is in and may see."""
        query = select(conversation_participants.c.conversation_id)
        return query.join_from(
            conversation_participants, conversations, self._of_participant()
        ).where(*in_it(self.tenant, viewer_id), self._is_open(viewer_id))

    def _of_participant(self) -> ColumnElement[bool]:
        c, p = conversations.c, conversation_participants.c
        return and_(c.tenant_id == self.tenant, c.id == p.conversation_id)

    def _is_open(self, viewer_id: UUID) -> ColumnElement[bool]:
        """Nobody of two is hidden from the person; in a group, messages are left out instead."""
        other = self._other(viewer_id)
        hidden = select(other.c.user_id).where(
            ~not_blocked(other.c.user_id, viewer_id, self.tenant)
        )
        return or_(conversations.c.type == ConversationType.GROUP, ~exists(hidden))

    def _other(self, viewer_id: UUID) -> Any:
        other = conversation_participants.alias("other")
        return (
            select(other.c.user_id)
            .where(
                other.c.tenant_id == self.tenant,
                other.c.conversation_id == conversations.c.id,
                other.c.user_id != viewer_id,
            )
            .correlate(conversations)
            .limit(1)
            .subquery("another")
        )

    def _named(self, viewer_id: UUID, text: str) -> ColumnElement[bool]:
        words, someone = canonical(text), conversation_participants.alias("someone")
        called = (
            select(someone.c.user_id)
            .join(users, users.c.id == someone.c.user_id)
            .where(
                someone.c.tenant_id == self.tenant,
                someone.c.conversation_id == conversations.c.id,
                someone.c.user_id != viewer_id,
                someone.c.left_at.is_(None),
                func.strpos(func.lower(users.c.name), words) > 0,
            )
            .correlate(conversations)
        )
        return or_(func.strpos(func.lower(conversations.c.name), words) > 0, exists(called))

    def _shown(self, viewer_id: UUID, page: Any) -> Select[Any]:
        """Conversations of a page with what their list shows."""
        c, p, m = conversations.c, conversation_participants.c, messages.c
        unread = unread_beside(self.tenant, viewer_id)
        direct = c.type == ConversationType.DIRECT
        another = conversation_participants.alias("another")
        other_id = (
            select(another.c.user_id)
            .where(
                direct,
                another.c.tenant_id == self.tenant,
                another.c.conversation_id == c.id,
                another.c.user_id != viewer_id,
            )
            .correlate(conversations)
            .limit(1)
            .scalar_subquery()
        )
        everybody = (
            select(func.count())
            .where(
                another.c.tenant_id == self.tenant,
                another.c.conversation_id == c.id,
                another.c.left_at.is_(None),
            )
            .correlate(conversations)
            .scalar_subquery()
        )
        last = and_(
            m.tenant_id == self.tenant,
            m.conversation_id == c.id,
            m.number == c.last_number,
            m.number >= p.from_number,
            not_blocked(m.sender_id, viewer_id, self.tenant),
        )
        columns = columns_of(
            Conversation,
            conversations,
            conversation_participants,
            unread,
            my_role=p.role,
            other_id=other_id,
            participants_count=everybody,
            last_id=m.id,
            last_sender_id=m.sender_id,
            last_sender_name=users.c.name,
            last_sender_avatar=users.c.avatar,
            last_sender_role=memberships.c.role,
            last_content=m.content,
            last_attachments=m.attachments_count,
            last_deleted_at=m.deleted_at,
            last_created_at=m.created_at,
        )
        sender = and_(memberships.c.tenant_id == self.tenant, memberships.c.user_id == m.sender_id)
        return (
            select(*columns)
            .select_from(page)
            .join(
                conversation_participants,
                and_(
                    p.tenant_id == self.tenant,
                    p.user_id == viewer_id,
                    p.conversation_id == page.c.conversation_id,
                ),
            )
            .join(conversations, self._of_participant())
            .join(unread, onclause=c.id == p.conversation_id)
            .outerjoin(messages, last)
            .outerjoin(users, users.c.id == m.sender_id)
            .outerjoin(memberships, sender)
        )
