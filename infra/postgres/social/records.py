"""What queries on posts and comments select."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from typing_extensions import override

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.social.parts import LinkRead, MentionRead, Occasion, Poll
from shared.social.types import PostStatus, PostType, ReactionType, Timeline, Visibility


@dataclass(frozen=True, slots=True)
class Post:
    """A post with its author, as one viewer sees it, and who else wrote it last."""

    id: UUID
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: Role
    title: str | None
    content: str
    content_kh: str | None
    type: PostType
    visibility: Visibility
    class_id: UUID | None
    club_id: UUID | None
    media: Sequence[str]
    hashtags: Sequence[str]
    likes_count: int
    comments_count: int
    shares_count: int
    reaction_counts: Mapping[str, int]
    reaction: ReactionType | None
    bookmarked: bool
    poll: Poll | None
    event: Occasion | None
    mentions: Sequence[MentionRead] | None
    link: LinkRead | None
    status: PostStatus
    publish_at: datetime | None
    pinned_at: datetime | None
    edited_at: datetime | None
    edited_by_id: UUID | None
    edited_by_name: str | None
    edited_by_avatar: str | None
    edited_by_role: Role | None
    created_at: datetime
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where this post stands in the feed."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Bookmark(Post):
    """A post that the viewer keeps, and since when."""

    kept_at: datetime

    @property
    @override
    def position(self) -> Position:
        """Where it stands among what is kept."""
        return Position(self.kept_at, self.id)


@dataclass(frozen=True, slots=True)
class PostScope:
    """Whose a post is, and for whom."""

    author_id: UUID
    visibility: Visibility
    class_id: UUID | None
    club_id: UUID | None
    mentions: Sequence[MentionRead] | None


@dataclass(frozen=True, slots=True)
class Linked:
    """The texts of a post, and the page that it is known to link to."""

    content: str
    content_kh: str | None
    link: LinkRead | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PostCounts:
    """How often a post was liked, commented on and shared."""

    likes_count: int
    comments_count: int
    shares_count: int
    reaction_counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reaction:
    """Who reacted to something, and how."""

    id: UUID
    reaction_type: ReactionType
    user_id: UUID
    user_name: str
    user_avatar: str | None
    user_role: Role
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where this one stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that a post had, and who replaced it."""

    id: UUID
    title: str | None
    content: str
    content_kh: str | None
    editor_id: UUID
    editor_name: str
    editor_avatar: str | None
    editor_role: Role
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where this one stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Marker:
    """How far somebody has read."""

    timeline: Timeline
    last_read_id: UUID
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its author, as one viewer sees it."""

    id: UUID
    post_id: UUID
    parent_id: UUID | None
    depth: int
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: Role
    content: str
    attachments_count: int
    mentions: Sequence[MentionRead] | None
    likes_count: int
    liked: bool
    edited_at: datetime | None
    deleted_at: datetime | None
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where this comment stands in the list."""
        return Position(self.created_at, self.id)
