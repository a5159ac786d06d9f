"""People beside what they wrote, and who is hidden from whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, FromClause, Label, Select, and_, exists, or_
from sqlalchemy.sql import ColumnElement

from infra.postgres.identity.tables import users
from infra.postgres.people.tables import user_blocks
from infra.postgres.tenants.tables import memberships


def person_columns(prefix: str) -> tuple[Label[Any], ...]:
    """Name, picture and role of the person whom :func:`beside` has joined."""
    return (
        users.c.name.label(f"{prefix}_name"),
        users.c.avatar.label(f"{prefix}_avatar"),
        memberships.c.role.label(f"{prefix}_role"),
    )


def beside(query: Select[Any], source: FromClause, column: str) -> Select[Any]:
    """Join the person in this column, a member of the row's school, beside what they wrote."""
    rows = source.c
    member = and_(memberships.c.tenant_id == rows.tenant_id, memberships.c.user_id == rows[column])
    return query.join_from(source, users, users.c.id == rows[column]).join(memberships, member)


def not_blocked(
    person: ColumnElement[UUID], viewer: UUID | BindParameter[UUID]
) -> ColumnElement[bool]:
    """True where neither of the two has blocked the other."""
    return ~exists().where(
        or_(
            and_(user_blocks.c.blocker_id == viewer, user_blocks.c.blocked_id == person),
            and_(user_blocks.c.blocked_id == viewer, user_blocks.c.blocker_id == person),
        )
    )
