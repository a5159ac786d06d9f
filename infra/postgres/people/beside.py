"""People beside what they wrote, and who is hidden from whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    FromClause,
    Label,
    Select,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.sql import ColumnElement

from infra.postgres.identity.tables import users
from infra.postgres.people.tables import follows, user_blocks
from infra.postgres.tenants.tables import memberships
from shared.people.types import FollowStatus

SomeId = ColumnElement[UUID] | UUID


def person_columns(prefix: str) -> tuple[Label[Any], ...]:
    """Name, picture and role of the person whom :func:`beside` has joined."""
    return (
        users.c.name.label(f"{prefix}_name"),
        users.c.avatar.label(f"{prefix}_avatar"),
        memberships.c.role.label(f"{prefix}_role"),
    )


def beside(
    query: Select[Any], source: FromClause, column: str, *, optional: bool = False
) -> Select[Any]:
    """Join the person in this column, a member of the row's school, beside what they wrote.

    ``optional``: rows without a person stay.
    """
    rows = source.c
    member = and_(memberships.c.tenant_id == rows.tenant_id, memberships.c.user_id == rows[column])
    person = users.c.id == rows[column]
    query = query.join_from(source, users, person, isouter=optional)
    return query.join(memberships, member, isouter=optional)


def not_blocked(person: SomeId, viewer: SomeId, tenant: SomeId) -> ColumnElement[bool]:
    """True where no block hides the person from the viewer.

    Blocks hide two people from each other, and nothing from those who moderate the school. Staff
    go on seeing who blocked them.
    """
    b, moderates, is_staff = user_blocks.c, func.app.moderates, func.app.is_staff
    blocked = and_(b.blocker_id == viewer, b.blocked_id == person)
    blocked_by = and_(b.blocked_id == viewer, b.blocker_id == person)
    return ~exists().where(
        or_(
            and_(blocked, not_(moderates(tenant, viewer))),
            and_(blocked_by, not_(is_staff(tenant, viewer))),
        )
    )


def followed_by(
    tenant: UUID | BindParameter[UUID], viewer: UUID | BindParameter[UUID]
) -> Select[tuple[UUID]]:
    """People whom the viewer follows, in the column ``following_id``."""
    f = follows.c
    return select(f.following_id).where(
        f.tenant_id == tenant, f.follower_id == viewer, f.status == FollowStatus.ACCEPTED
    )


def connections_of(
    tenant: UUID | BindParameter[UUID], viewer: UUID | BindParameter[UUID]
) -> Select[tuple[UUID]]:
    """People whom the viewer follows and who follow back."""
    mine, theirs = follows.alias(), follows.alias()
    back = and_(
        theirs.c.tenant_id == mine.c.tenant_id,
        theirs.c.follower_id == mine.c.following_id,
        theirs.c.following_id == mine.c.follower_id,
        theirs.c.status == FollowStatus.ACCEPTED,
    )
    return (
        select(mine.c.following_id)
        .join(theirs, back)
        .where(
            mine.c.tenant_id == tenant,
            mine.c.follower_id == viewer,
            mine.c.status == FollowStatus.ACCEPTED,
        )
    )
