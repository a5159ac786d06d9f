"""The statements that read questions, each built once per process.

Values are parameters: ``tenant_id``, ``keys`` (how rows know the participant), and what the
function says.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.sql import ColumnElement

from infra.postgres.boards.records import Question
from infra.postgres.boards.tables import question_tags, question_upvotes, questions, tags
from infra.postgres.core.repository import columns_of
from infra.postgres.identity.tables import users
from infra.postgres.people.beside import not_blocked

_TENANT = bindparam("tenant_id", type_=Uuid())
_VIEWER = bindparam("viewer_id", type_=Uuid())
_KEYS: Any = bindparam("keys", type_=ARRAY(Text()))
# Spelled out, so that the planner sees the condition of the index.
_SHOWN = questions.c.status.in_([literal_column("'OPEN'"), literal_column("'ANSWERED'")])


@cache
def one_question(*, viewed: bool) -> Select[Any]:
    """The question ``question_id``; ``viewed``: if nobody hides who asked from ``viewer_id``."""
    q = questions.c
    this = _reading().where(q.tenant_id == _TENANT, q.id == bindparam("question_id", type_=Uuid()))
    if not viewed:
        return this
    return this.where(or_(q.author_id.is_(None), not_blocked(q.author_id, _VIEWER, _TENANT)))


@cache
def shown_among() -> Select[Any]:
    """Of the questions ``near``, those that are shown to ``viewer_id``, in no order."""
    q = questions.c
    near: Any = bindparam("near", type_=ARRAY(Uuid()))
    return _reading().where(
        q.tenant_id == _TENANT,
        q.id == any_(near),
        _SHOWN,
        not_blocked(q.author_id, _VIEWER, _TENANT),
    )


@cache
def question_page(
    *,
    hidden: bool,
    one_status: bool,
    tagged: bool,
    moderates: bool,
    newest: bool,
    continued: bool,
) -> Select[Any]:
    """One page. Each board gives its first rows from its index, and the first of those are taken.

    So a list of many boards costs no more than so many short ones.
    """
    q = questions.c
    wanted = _unnested("board_ids")
    query = select(q.id, q.is_pinned, q.upvotes).where(
        q.tenant_id == _TENANT, q.board_id == wanted.c.board_id
    )
    if one_status:
        query = query.where(q.status == bindparam("status", type_=Text()))
    if not hidden:
        query = query.where(_SHOWN)
    elif not moderates:
        query = query.where(q.author_key == any_(_KEYS))
    if tagged:
        link = question_tags.c
        query = query.where(
            exists().where(
                link.tenant_id == _TENANT,
                link.question_id == q.id,
                link.tag_id == bindparam("tag_id", type_=Uuid()),
            )
        )
    if not moderates:
        query = query.where(or_(q.author_id.is_(None), not_blocked(q.author_id, _VIEWER, _TENANT)))
    if continued:
        last: list[Any] = [bindparam("after_id", type_=Uuid())]
        if not newest:
            last = [
                bindparam("after_pinned", type_=Boolean()),
                bindparam("after_upvotes", type_=Integer()),
                *last,
            ]
        query = query.where(tuple_(*_order(q, newest=newest)) < tuple_(*last))
    of_board = _first(query, q, newest=newest).lateral("of_board")
    page = _first(
        select(of_board.c.id).select_from(wanted.join(of_board, true())),
        of_board.c,
        newest=newest,
    )
    return (
        _reading()
        .where(q.tenant_id == _TENANT, q.id.in_(page))
        .order_by(*(column.desc() for column in _order(q, newest=newest)))
    )


def _unnested(name: str) -> Any:
    values: Any = bindparam(name, type_=ARRAY(Uuid()))
    return func.unnest(values).table_valued(column("board_id", Uuid())).render_derived("wanted")


def _order(columns: Any, *, newest: bool) -> list[Any]:
    return [columns.id] if newest else [columns.is_pinned, columns.upvotes, columns.id]


def _first(query: Select[Any], columns: Any, *, newest: bool) -> Select[Any]:
    order = (found.desc() for found in _order(columns, newest=newest))
    return query.order_by(*order).limit(bindparam("row_limit", type_=Integer()))


def _reading() -> Select[Any]:
    """Questions as a participant sees them; ``keys`` are the participant's."""
    q, vote = questions.c, question_upvotes.c
    voted = exists().where(
        vote.tenant_id == _TENANT, vote.question_id == q.id, vote.voter_key == any_(_KEYS)
    )
    columns = columns_of(
        Question,
        questions,
        # A guest's name stands in the row, a member's in the account.
        author_name=func.coalesce(users.c.name, q.author_name),
        author_avatar=users.c.avatar,
        voted=voted,
        mine=q.author_key == any_(_KEYS),
        tags=_tags(),
    )
    return select(*columns).select_from(questions.outerjoin(users, users.c.id == q.author_id))


def _tags() -> ColumnElement[Any]:
    link, tag = question_tags.c, tags.c
    shown = func.jsonb_build_object("id", tag.id, "name", tag.name, "color", tag.color)
    by_name = func.jsonb_agg(aggregate_order_by(shown, tag.name, tag.id), type_=JSONB())
    return (
        select(func.coalesce(by_name, literal_column("'[]'::jsonb")))
        .join_from(
            question_tags, tags, and_(tag.tenant_id == link.tenant_id, tag.id == link.tag_id)
        )
        .where(link.tenant_id == _TENANT, link.question_id == questions.c.id)
        .scalar_subquery()
    )
