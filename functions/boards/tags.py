"""The tags of a school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.boards.moderation import TagNotFound
from functions.runtime.context import Ctx
from infra.postgres import boards
from shared.auth.permissions import Permission
from shared.boards.policy import NamePlace
from shared.boards.question_schemas import TagCreate, TagPath, TagRead, TagUpdate
from shared.http.paging import Page, PageQuery
from shared.http.problem import Conflict, Forbidden
from shared.http.route import route

if TYPE_CHECKING:
    from infra.postgres.boards import TagRepository


class TagNameTaken(Conflict):
    """Another tag of the school has this name."""

    code = "tag_name_taken"
    title = "Another tag has this name"
    cure = "Choose another name, or use the tag that has it."


class TagsOfTheSchool(Forbidden):
    """Who moderates one board or class has no right in the whole school."""

    title = "The tags belong to the whole school"


@route(
    "GET",
    "/v1/tags",
    permission=Permission.QUESTIONS_READ,
    limits=("read",),
    hides_caller=True,
)
def tags_list(ctx: Ctx, query: PageQuery) -> Page[TagRead]:
    """List the tags of the school by name."""
    after = NamePlace.decode(query.cursor)
    found = ctx.db(boards.TagRepository).find(after=after, limit=query.limit)
    return Page.of_rows(found, query.limit, TagRead.of)


@route(
    "POST",
    "/v1/tags",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    status=201,
    raises=(TagsOfTheSchool, TagNameTaken),
)
def tags_create(ctx: Ctx, body: TagCreate) -> TagRead:
    """Add a tag to the school."""
    tags, tag_id = _access_tags(ctx), ctx.new_id()
    if not tags.insert(**body.model_dump(), id=tag_id, created_at=ctx.now()):
        raise TagNameTaken
    return TagRead(id=tag_id, **body.model_dump())


@route(
    "PUT",
    "/v1/tags/{id}",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    raises=(TagsOfTheSchool, TagNotFound, TagNameTaken),
)
def tags_update(ctx: Ctx, path: TagPath, body: TagUpdate) -> TagRead:
    """Change a tag, on all questions that carry it."""
    tags = _access_tags(ctx)
    if tags.get(path.id) is None:
        raise TagNotFound
    if not tags.update(path.id, **body.model_dump()):
        raise TagNameTaken
    return TagRead(id=path.id, **body.model_dump())


@route(
    "DELETE",
    "/v1/tags/{id}",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    status=204,
    raises=(TagsOfTheSchool, TagNotFound),
)
def tags_delete(ctx: Ctx, path: TagPath) -> None:
    """Delete a tag, also from the questions that carry it."""
    tags = _access_tags(ctx)
    if not tags.lock(path.id, to_delete=True):
        raise TagNotFound
    tags.delete(path.id)


def _access_tags(ctx: Ctx) -> TagRepository:
    if not ctx.viewer.can_in_school(Permission.QUESTIONS_MODERATE):
        raise TagsOfTheSchool
    return ctx.db(boards.TagRepository)
