"""Requests and responses of what people do with posts: react, keep, publish, pin, read on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.http.paging import Page, PageQuery
from shared.http.schema import Instant, Line, RequestModel, ResponseModel, example
from shared.people.schemas import AuthorRead
from shared.social.policy import normalise_hashtag
from shared.social.schemas import PostRead
from shared.social.types import ReactionType, Timeline


class PostReactionSend(RequestModel, json_schema_extra=example(type="HELPFUL")):
    """What the caller says with a tap."""

    type: ReactionType


class PostReactionRead(ResponseModel):
    """The caller's reaction, and all of them after it."""

    post_id: UUID
    reaction: ReactionType | None
    likes_count: int
    reactions: Mapping[ReactionType, int]


class ReactionQuery(PageQuery):
    """Whose reactions: all, or those of one type."""

    type: ReactionType | None = None


class ReactorRead(ResponseModel):
    """Somebody who reacted."""

    user: AuthorRead
    type: ReactionType
    created_at: datetime


class BookmarkRead(ResponseModel):
    """Whether the caller keeps the post."""

    post_id: UUID
    bookmarked: bool


class PublishSend(RequestModel, json_schema_extra=example(publishAt=None)):
    """When a draft is published; left out, now."""

    publish_at: Instant | None = None


class PinSend(RequestModel, json_schema_extra=example(isPinned=True)):
    """Whether a post stands above the others of its author."""

    is_pinned: bool


class RevisionRead(ResponseModel):
    """A text that a post had until ``createdAt``, and who replaced it."""

    id: UUID
    editor: AuthorRead
    title: str | None
    content: str
    content_kh: str | None
    created_at: datetime


class HashtagPath(RequestModel):
    """The hashtag in the path, with or without its ``#``."""

    tag: Annotated[Line, Field(max_length=51), AfterValidator(normalise_hashtag)]


class HashtagPage(Page[PostRead]):
    """Posts with a hashtag, and whether the caller follows it."""

    tag: str
    followed: bool


class HashtagFollowRead(ResponseModel):
    """Whether the caller follows a hashtag."""

    tag: str
    followed: bool


class MarkerPut(
    RequestModel,
    json_schema_extra=example(
        timeline="FEED", lastReadId="01890a5d-ac96-774b-bcce-b302099a8057", version=0
    ),
):
    """How far the caller has read. ``version`` is the one that they know; 0 where there is none."""

    timeline: Timeline
    last_read_id: UUID
    version: Annotated[int, Field(ge=0, le=2_000_000_000)]


class MarkerRead(ResponseModel):
    """How far somebody has read."""

    timeline: Timeline
    last_read_id: UUID
    version: int
    updated_at: datetime


class MarkersRead(ResponseModel):
    """All marks of the caller."""

    data: list[MarkerRead]
