"""Events of posts, comments and likes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from shared.events.event import Event, event
from shared.social.types import PostType, ReactionType, Timeline, Visibility

POST_AUDIENCE = (
    "tenant:{school_id}",
    "class:{class_id}",
    "club:{club_id}",
    "domain:{connections_of}",
)
"""PUBLIC and SCHOOL go to the school, CLASS to the class, CLUB to the club. CONNECTIONS takes the
detour over a worker, which appends the event to each connection's own channel. PRIVATE goes
nowhere."""


@event("post:created", audience=POST_AUDIENCE, legacy="NEW_POST")
class PostCreated(Event):
    """A post was published."""

    post_id: UUID
    author_id: UUID
    author_name: str
    post_type: PostType
    visibility: Visibility
    preview: str
    media_count: int
    created_at: datetime


@event("post:updated", audience=(*POST_AUDIENCE, "post:{post_id}"), legacy="postUpdate")
class PostUpdated(Event):
    """A post was edited; ``changed`` names the fields."""

    post_id: UUID
    changed: list[str]
    updated_at: datetime


@event("post:deleted", audience=(*POST_AUDIENCE, "post:{post_id}"))
class PostDeleted(Event):
    """A post was deleted or removed."""

    post_id: UUID


@event("spread:due", audience=("domain:{author_id}",))
class SpreadDue(Event):
    """Some connections of an author have an event of a post, and the next of them are due.

    It is for the worker that spreads such events, and for no stream.
    """

    author_id: UUID


@event("post:liked", audience=("user:{post_author_id}", "post:{post_id}"), legacy="NEW_LIKE")
class PostLiked(Event):
    """Somebody liked a post."""

    post_id: UUID
    user_id: UUID
    user_name: str
    likes_count: int


@event("post:reacted", audience=("user:{post_author_id}", "post:{post_id}"), legacy="REACTION")
class PostReacted(Event):
    """Somebody reacted to a post with something else than a like; ``counts`` are all reactions."""

    post_id: UUID
    user_id: UUID
    reaction_type: ReactionType
    counts: Mapping[ReactionType, int]


@event("post:stats", audience=("post:{post_id}",), durable=False, coalesce_seconds=2)
class PostStats(Event):
    """Counters of a post changed; only the newest matters, so it is never replayed."""

    post_id: UUID
    likes_count: int
    comments_count: int
    shares_count: int | None = None
    reactions: Mapping[ReactionType, int] | None = None
    going_count: int | None = None


@event("poll:voted", audience=("post:{post_id}",), durable=False, coalesce_seconds=1)
class PollVoted(Event):
    """Somebody voted in a poll. ``counts`` are the votes of each option, in their order."""

    post_id: UUID
    counts: list[int]
    total_votes: int


@event(
    "comment:created",
    audience=("user:{post_author_id}", "user:{parent_author_id}", "post:{post_id}"),
    legacy="NEW_COMMENT",
)
class CommentCreated(Event):
    """Somebody commented on a post, or answered a comment."""

    post_id: UUID
    comment_id: UUID
    parent_id: UUID | None
    author_id: UUID
    author_name: str
    preview: str
    comments_count: int


@event("post:shared", audience=("user:{post_author_id}", "post:{post_id}"))
class PostShared(Event):
    """Somebody shared a post."""

    post_id: UUID
    share_id: UUID
    user_id: UUID
    shares_count: int


@event("comment:updated", audience=("post:{post_id}",))
class CommentUpdated(Event):
    """A comment was edited."""

    post_id: UUID
    comment_id: UUID
    updated_at: datetime


@event("comment:deleted", audience=("post:{post_id}",))
class CommentDeleted(Event):
    """A comment was deleted."""

    post_id: UUID
    comment_id: UUID
    comments_count: int


@event("comment:liked", audience=("user:{comment_author_id}",))
class CommentLiked(Event):
    """Somebody liked a comment."""

    post_id: UUID
    comment_id: UUID
    user_id: UUID


@event("marker:updated", audience=("user:{person_id}",), durable=False)
class MarkerUpdated(Event):
    """Somebody has read on, on one of their devices."""

    timeline: Timeline
    last_read_id: UUID
    marker_version: int
