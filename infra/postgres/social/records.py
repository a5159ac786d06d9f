"""What queries on posts and comments select."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.social.types import PostType, Visibility


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
    media: Sequence[str]
    hashtags: Sequence[str]
    likes_count: int
    comments_count: int
    shares_count: int
    liked: bool
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
class PostScope:
    """Whose a post is, and for whom."""

    author_id: UUID
    visibility: Visibility
    class_id: UUID | None


@dataclass(frozen=True, slots=True)
class PostCounts:
    """How often a post was liked, commented on and shared."""

    likes_count: int
    comments_count: int
    shares_count: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its author."""

    id: UUID
    post_id: UUID
    parent_id: UUID | None
    depth: int
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: Role
    content: str
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where this comment stands in the list."""
        return Position(self.created_at, self.id)
