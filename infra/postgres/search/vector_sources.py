"""What is embedded: posts for the whole school, and courses that are published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ARRAY,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    join,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from infra.postgres.core.repository import columns_of
from infra.postgres.identity.tables import users
from infra.postgres.learning.course_tables import courses
from infra.postgres.search.vector_tables import embeddings
from infra.postgres.social.tables import posts
from shared.search.types import Collection
from shared.search.vectors import Said
from shared.social.types import PostStatus, Visibility

_TENANT = bindparam("tenant_id", type_=Uuid())
_IDS = bindparam("ids", type_=ARRAY(Uuid()))
_ROWS = bindparam("row_limit", type_=Integer())
_EVERYBODY = (Visibility.PUBLIC, Visibility.SCHOOL)


def _posts() -> Select[Any]:
    p = posts.c
    # In the database as JSON: nothing here makes models of it.
    mentions = func.coalesce(type_coerce(p.mentions, JSONB()), func.jsonb_build_array())
    each = func.jsonb_array_elements(mentions).table_valued("value").render_derived("mention")
    name = type_coerce(each.c.value, JSONB())["name"].astext
    said = func.concat_ws("\n", p.title, p.content, p.content_kh)
    return _said(posts, p.author_id, said, select(func.array_agg(name)).scalar_subquery()).where(
        p.tenant_id == _TENANT,
        p.status == PostStatus.PUBLISHED,
        p.deleted_at.is_(None),
        p.visibility.in_(_EVERYBODY),
    )


def _courses() -> Select[Any]:
    c = courses.c
    said = func.concat_ws("\n", c.title, c.title_kh, c.description, c.description_kh)
    return _said(courses, c.owner_id, said, null().cast(ARRAY(Text()))).where(
        c.tenant_id == _TENANT,
        c.published_at.is_not(None),
        c.archived_at.is_(None),
        c.deleted_at.is_(None),
    )


def _said(table: Any, owner: Any, said: Any, mentioned: Any) -> Select[Any]:
    names = func.array_prepend(users.c.name, mentioned)
    columns = columns_of(Said, table, owner_id=owner, text=said, names=names, digest=func.md5(said))
    return select(*columns).join_from(table, users, users.c.id == owner)


SOURCES: Mapping[Collection, Callable[[], Select[Any]]] = MappingProxyType(
    {Collection.POSTS: _posts, Collection.COURSES: _courses}
)
"""One entry for each collection whose things have vectors."""


@cache
def some(collection: Collection) -> Select[Any]:
    """What those things say that ``ids`` names."""
    found = SOURCES[collection]().subquery("thing")
    return select(found).where(found.c.id == any_(_IDS))


@cache
def stale() -> Select[Any]:
    """Things without a vector of what they say, and vectors of what nobody is to find."""
    now = union_all(
        *(
            select(literal(name.value, Text()).label("collection"), found.c.id, found.c.digest)
            for name, found in ((n, rows().subquery(f"of_{n}")) for n, rows in SOURCES.items())
        )
    ).subquery("now")
    e = embeddings.c
    kept = (
        select(e.collection, e.id, e.digest, e.model, e.version)
        .where(e.tenant_id == _TENANT)
        .subquery("kept")
    )
    both = join(
        now,
        kept,
        (now.c.collection == kept.c.collection) & (now.c.id == kept.c.id),
        full=True,
    )
    collection = func.coalesce(now.c.collection, kept.c.collection).label("collection")
    thing = func.coalesce(now.c.id, kept.c.id).label("id")
    # What is new comes first: it is what people look at.
    return (
        select(collection, thing)
        .select_from(both)
        .where(
            or_(
                now.c.digest.is_distinct_from(kept.c.digest),
                kept.c.model != bindparam("model", type_=Text()),
                kept.c.version != bindparam("version", type_=Text()),
            )
        )
        .order_by(thing.desc(), collection)
        .limit(_ROWS)
    )
