"""Questions of boards as they are found.

By whoever may read the board, and on an anonymous one without who asked.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Text, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from infra.postgres.boards.tables import boards, question_tags, questions, tags
from infra.postgres.core.repository import columns_of
from infra.postgres.identity.tables import users
from infra.postgres.people.beside import beside, not_blocked, person_columns
from infra.postgres.search.places import board_audiences
from infra.postgres.search.records import Hit
from infra.postgres.search.source import IDS, NO_TAGS, TENANT, VIEWER
from shared.boards.policy import VISIBLE
from shared.boards.types import BoardStatus
from shared.search.indexed import Document

_SHOWN = questions.c.status.in_(sorted(VISIBLE))
_TAGS = (
    select(func.string_agg(tags.c.name, aggregate_order_by(literal(" ", Text()), tags.c.name)))
    .join_from(question_tags, tags, tags.c.id == question_tags.c.tag_id)
    .where(
        tags.c.tenant_id == question_tags.c.tenant_id,
        question_tags.c.tenant_id == questions.c.tenant_id,
        question_tags.c.question_id == questions.c.id,
    )
    .correlate(questions)
    .scalar_subquery()
)


def question_rows() -> Select[Any]:
    """Questions that a board shows; one that is archived shows its own to nobody who searches."""
    q = questions.c
    columns = columns_of(
        Document,
        questions,
        title=literal("", Text()),
        # Neither column says anything of an anonymous board: its rows name nobody.
        names=func.concat_ws(" ", func.coalesce(users.c.name, q.author_name), _TAGS),
        body=func.concat_ws("\n", q.body, q.response_text),
        owner_id=q.author_id,
        audiences=array(board_audiences()),
        facet=q.status.cast(Text()),
        tags=NO_TAGS,
        popularity=q.upvotes,
        shown=boards.c.status != BoardStatus.ARCHIVED,
        happened_at=q.created_at,
    )
    return (
        _beside(select(*columns))
        .outerjoin(users, users.c.id == q.author_id)
        .where(q.tenant_id == TENANT, _SHOWN)
    )


def question_hits() -> Select[Any]:
    """Questions that the viewer may read, on boards that are in the list."""
    q, b = questions.c, boards.c
    columns = columns_of(
        Hit,
        person_columns("person"),
        id=q.id,
        title=literal(None, Text()),
        body=func.concat_ws("\n", q.body, q.response_text),
        facet=q.status.cast(Text()),
        count=q.upvotes,
        at=q.created_at,
        person_id=q.author_id,
        board_id=q.board_id,
    )
    found = beside(_beside(select(*columns)), questions, "author_id", optional=True)
    return found.where(
        q.tenant_id == TENANT,
        q.id == any_(IDS),
        _SHOWN,
        b.status != BoardStatus.ARCHIVED,
        func.app.board_is_readable(TENANT, VIEWER, b.id),
        or_(q.author_id.is_(None), not_blocked(q.author_id, VIEWER, TENANT)),
    )


def _beside(query: Select[Any]) -> Select[Any]:
    b, q = boards.c, questions.c
    return query.join_from(questions, boards, (b.tenant_id == q.tenant_id) & (b.id == q.board_id))
