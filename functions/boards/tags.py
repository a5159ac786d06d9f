"""The tags of a school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.boards.moderation import TagNotFound
from functions.runtime.context import Ctx
from shared.auth.permissions import Permission
from shared.boards.policy import NamePlace
from shared.boards.schemas import TagCreate, TagPath, TagRead, TagUpdate
from shared.http.paging import Page, PageQuery, page_of
from shared.http.problem import Conflict
from shared.http.route import route

if TYPE_CHECKING:
    from infra.postgres.boards.questions import Tag


class TagNameTaken(Conflict):
    """Another tag of the school has this name."""

    code = "tag_name_taken"
    title = "Another tag has this name"


@route("GET", "/v1/tags", permission=Permission.QUESTIONS_READ, limits=("read",))
def tags_list(ctx: Ctx, query: PageQuery) -> Page[TagRead]:
    """List the tags of the school by name."""
    after = NamePlace.decode(query.cursor)
    found = ctx.db.tags.find(
        ctx.viewer.tenant_id,
        after=None if after is None else (after.name, after.id),
        limit=query.limit,
    )
    tags, page_info = page_of(found, query.limit, lambda tag: NamePlace(tag.sort_name, tag.id))
    return Page(data=[_read(tag) for tag in tags], page_info=page_info)


@route(
    "POST",
    "/v1/tags",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    status=201,
    raises=(TagNameTaken,),
)
def tags_create(ctx: Ctx, body: TagCreate) -> TagRead:
    """Add a tag to the school."""
    tag_id = ctx.new_id()
    values = {"tenant_id": ctx.viewer.tenant_id, "id": tag_id, "created_at": ctx.now()}
    if not ctx.db.tags.insert(body.model_dump() | values):
        raise TagNameTaken
    return TagRead(id=tag_id, **body.model_dump())


@route(
    "PUT",
    "/v1/tags/{id}",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    raises=(TagNotFound, TagNameTaken),
)
def tags_update(ctx: Ctx, path: TagPath, body: TagUpdate) -> TagRead:
    """Change a tag, on all questions that carry it."""
    tenant_id = ctx.viewer.tenant_id
    if ctx.db.tags.get(tenant_id, path.id) is None:
        raise TagNotFound
    if not ctx.db.tags.update(tenant_id, path.id, body.model_dump()):
        raise TagNameTaken
    return TagRead(id=path.id, **body.model_dump())


@route(
    "DELETE",
    "/v1/tags/{id}",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    status=204,
    raises=(TagNotFound,),
)
def tags_delete(ctx: Ctx, path: TagPath) -> None:
    """Delete a tag, also from the questions that carry it."""
    if ctx.db.tags.get(ctx.viewer.tenant_id, path.id) is None:
        raise TagNotFound
    ctx.db.tags.delete(ctx.viewer.tenant_id, path.id)


def _read(tag: Tag) -> TagRead:
    return TagRead(id=tag.id, name=tag.name, color=tag.color, description=tag.description)
