"""Who may read posts, as conditions of statements; ``tenant_id`` and ``viewer_id`` are values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Select, Uuid, and_, bindparam, func, or_, select
from sqlalchemy.sql import ColumnElement

from infra.postgres.people.beside import connections_of, not_blocked
from shared.social.types import Visibility

TENANT = bindparam("tenant_id", type_=Uuid())
VIEWER = bindparam("viewer_id", type_=Uuid())


def readable(source: FromClause) -> Select[Any]:
    """Published posts that the viewer may read."""
    post = source.c
    in_class = and_(post.visibility == Visibility.CLASS, _in_class(source))
    in_club = and_(post.visibility == Visibility.CLUB, _in_club(source))
    among_connections = and_(
        post.visibility == Visibility.CONNECTIONS,
        post.author_id.in_(connections_of(TENANT, VIEWER)),
    )
    return select(source).where(
        *published(source),
        or_(
            # Not IN: SQLAlchemy would write its list anew into the text of each statement.
            post.visibility == Visibility.PUBLIC,
            post.visibility == Visibility.SCHOOL,
            post.author_id == VIEWER,
            in_class,
            in_club,
            among_connections,
        ),
        not_blocked(post.author_id, VIEWER, TENANT),
    )


def _in_class(source: FromClause) -> ColumnElement[bool]:
    return source.c.class_id.in_(select(func.app.classes_of(TENANT, VIEWER)))


def _in_club(source: FromClause) -> ColumnElement[bool]:
    return source.c.club_id.in_(select(func.app.clubs_open_to(TENANT, VIEWER)))


def left_behind(source: FromClause) -> ColumnElement[bool]:
    """What the viewer wrote for a class or club in which they read nothing any more."""
    post = source.c
    return and_(
        post.author_id == VIEWER,
        or_(
            and_(post.visibility == Visibility.CLASS, ~_in_class(source)),
            and_(post.visibility == Visibility.CLUB, ~_in_club(source)),
        ),
    )


def published(source: FromClause) -> tuple[ColumnElement[bool], ...]:
    """What is out and was not deleted."""
    post = source.c
    return (post.tenant_id == TENANT, post.status == "PUBLISHED", post.deleted_at.is_(None))
