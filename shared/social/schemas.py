"""Requests and responses of posts, comments and likes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from shared.http.schema import (
    ClientId,
    Instant,
    Line,
    RequestModel,
    ResponseModel,
    Text,
    example,
    goes_with,
)
from shared.media.schemas import AttachmentRead, Attachments
from shared.people.schemas import AuthorRead
from shared.social.parts import (
    MAX_MENTIONS,
    EventCreate,
    EventRead,
    LinkRead,
    MentionRead,
    PostPollCreate,
    PostPollRead,
)
from shared.social.policy import normalise_hashtag
from shared.social.types import (
    NewPostStatus,
    PostStatus,
    PostType,
    ReactionType,
    TextPostType,
    Visibility,
)

Title = Annotated[Line, Field(min_length=1, max_length=200)]
Content = Annotated[Text, Field(min_length=1, max_length=5000)]
Hashtags = Annotated[
    list[Annotated[Line, Field(max_length=51), AfterValidator(normalise_hashtag)]],
    Field(max_length=10),
]


Mentions = Annotated[list[UUID], Field(max_length=MAX_MENTIONS)]


class PostPath(RequestModel):
    """The post in the path."""

    id: UUID


class PostCreate(
    RequestModel,
    json_schema_extra=example(content="Good morning", type="TEXT", visibility="SCHOOL")
    | {
        "allOf": [
            goes_with("classId", "visibility", "CLASS", default="SCHOOL", given=True),
            goes_with("clubId", "visibility", "CLUB", default="SCHOOL", given=True),
            goes_with("poll", "type", "POLL", default="TEXT", given=True),
            goes_with("event", "type", "EVENT", default="TEXT", given=True),
            goes_with("publishAt", "status", "SCHEDULED", default="PUBLISHED", given=True),
        ]
    },
):
    """A new post, or a draft of one, or one to be published later.

    ``mentions`` are people whose names stand in the text, each behind an ``@``.
    """

    content: Content
    content_kh: Content | None = None
    title: Title | None = None
    type: TextPostType = PostType.TEXT
    visibility: Visibility = Visibility.SCHOOL
    class_id: UUID | None = None
    club_id: UUID | None = None
    media: Attachments = Field(default_factory=list)
    hashtags: Hashtags = Field(default_factory=list)
    mentions: Mentions = Field(default_factory=list)
    poll: PostPollCreate | None = None
    event: EventCreate | None = None
    status: NewPostStatus = PostStatus.PUBLISHED
    publish_at: Instant | None = None
    client_id: ClientId = None

    @model_validator(mode="after")
    def _parts_go_together(self) -> Self:
        if (self.visibility is Visibility.CLASS) != (self.class_id is not None):
            raise ValueError("classId is given exactly when visibility is CLASS")
        if (self.visibility is Visibility.CLUB) != (self.club_id is not None):
            raise ValueError("clubId is given exactly when visibility is CLUB")
        if (self.type is PostType.POLL) != (self.poll is not None):
            raise ValueError("poll is given exactly when type is POLL")
        if (self.type is PostType.EVENT) != (self.event is not None):
            raise ValueError("event is given exactly when type is EVENT")
        if (self.status is PostStatus.SCHEDULED) != (self.publish_at is not None):
            raise ValueError("publishAt is given exactly when status is SCHEDULED")
        return self


class PostUpdate(RequestModel, json_schema_extra=example(content="Good evening")):
    """The text of a post, replaced as a whole. Type and visibility stay as they were."""

    content: Content
    content_kh: Content | None = None
    title: Title | None = None
    media: Attachments = Field(default_factory=list)
    hashtags: Hashtags = Field(default_factory=list)
    mentions: Mentions = Field(default_factory=list)


class PostRead(ResponseModel):
    """A post as the caller sees it. ``editedBy`` is who else than the author wrote it last."""

    id: UUID
    author: AuthorRead
    title: str | None
    content: str
    content_kh: str | None
    type: PostType
    visibility: Visibility
    class_id: UUID | None
    club_id: UUID | None
    media: list[AttachmentRead]
    hashtags: list[str]
    likes_count: int
    comments_count: int
    shares_count: int
    reactions: Mapping[ReactionType, int]
    liked: bool
    reaction: ReactionType | None
    bookmarked: bool
    can_edit: bool
    mentions: list[MentionRead]
    link: LinkRead | None
    poll: PostPollRead | None
    event: EventRead | None
    status: PostStatus
    publish_at: datetime | None
    pinned: bool
    edited_at: datetime | None
    edited_by: AuthorRead | None
    created_at: datetime
    updated_at: datetime


class LikeRead(ResponseModel):
    """The caller's like and the counter after it."""

    post_id: UUID
    liked: bool
    likes_count: int


CommentText = Annotated[Text, Field(min_length=1, max_length=2000)]


class CommentPath(RequestModel):
    """The comment in the path."""

    id: UUID


class CommentUpdate(RequestModel, json_schema_extra=example(content="Very well said")):
    """The text of a comment, replaced as a whole. Without ``media`` its files stay as they are."""

    content: CommentText
    media: Attachments | None = None
    mentions: Mentions = Field(default_factory=list)


class CommentLikeRead(ResponseModel):
    """The caller's like of a comment and the counter after it."""

    comment_id: UUID
    liked: bool
    likes_count: int


class CommentCreate(RequestModel, json_schema_extra=example(content="Well said")):
    """A comment, or with ``parentId`` an answer to one."""

    content: CommentText
    parent_id: UUID | None = None
    media: Attachments = Field(default_factory=list)
    mentions: Mentions = Field(default_factory=list)
    client_id: ClientId = None


class CommentRead(ResponseModel):
    """A comment. ``depth`` is at most 3: deeper answers hang below the third level.

    One that was deleted while there were answers keeps its place, without author, text and files.
    """

    id: UUID
    post_id: UUID
    parent_id: UUID | None
    depth: int
    author: AuthorRead | None
    content: str
    media: list[AttachmentRead]
    mentions: list[MentionRead]
    likes_count: int
    liked: bool
    can_edit: bool
    can_delete: bool
    deleted: bool
    edited_at: datetime | None
    created_at: datetime


class ShareCreate(RequestModel, json_schema_extra=example(comment="Worth a look.")):
    """What the caller says about the post that they share."""

    comment: Annotated[Text, Field(min_length=1, max_length=1000)] | None = None


class ShareRead(ResponseModel):
    """How often the post is shared."""

    post_id: UUID
    shares_count: int
