"""Posts and ties between people for tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.people.tables import follows, user_blocks
from infra.postgres.social.tables import comments, posts
from tests.areas.people.factories.people import act_for, new_id


def make_post(connection: Connection, *, tenant_id: UUID, author_id: UUID, **columns: Any) -> UUID:
    """A published post for the school, unless told; returns its id."""
    act_for(connection, tenant_id)
    post_id = new_id()
    connection.execute(
        insert(posts).values(
            {
                "tenant_id": tenant_id,
                "id": post_id,
                "author_id": author_id,
                "content": "Hello",
                **columns,
            }
        )
    )
    return post_id


def make_comment(
    connection: Connection, *, tenant_id: UUID, post_id: UUID, author_id: UUID
) -> UUID:
    """A comment below a post; returns its id."""
    act_for(connection, tenant_id)
    comment_id = new_id()
    connection.execute(
        insert(comments).values(
            tenant_id=tenant_id,
            id=comment_id,
            post_id=post_id,
            author_id=author_id,
            depth=1,
            content="Hello",
        )
    )
    return comment_id


def make_follow(
    connection: Connection,
    *,
    tenant_id: UUID,
    follower_id: UUID,
    following_id: UUID,
    status: str = "ACCEPTED",
) -> None:
    """One person follows another."""
    act_for(connection, tenant_id)
    connection.execute(
        insert(follows).values(
            tenant_id=tenant_id, follower_id=follower_id, following_id=following_id, status=status
        )
    )


def make_block(connection: Connection, *, blocker_id: UUID, blocked_id: UUID) -> None:
    """One person blocks another."""
    connection.execute(insert(user_blocks).values(blocker_id=blocker_id, blocked_id=blocked_id))
