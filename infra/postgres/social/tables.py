"""Who follows whom, and what people publish and say."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    desc,
    text,
)

from infra.postgres.core.choice import Choice
from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    client_id,
    column,
    counter,
    document,
    flag,
    identifier,
    instant,
    is_member,
    key,
    lines,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, Retention, media, of_person
from shared.social.parts import event_schema, link_schema, mentions_schema, poll_schema
from shared.social.types import (
    FeedbackKind,
    PostStatus,
    PostType,
    ReactionType,
    RsvpStatus,
    Timeline,
    Visibility,
)

posts = table(
    "posts",
    of_person("author_id"),
    tenant_id(),
    identifier(),
    identifier("author_id"),
    *client_id("author_id"),
    words("title", Data.PERSONAL, nullable=True),
    words("content", Data.PERSONAL),
    words("content_kh", Data.PERSONAL, nullable=True),
    *choice("type", PostType, default=PostType.TEXT),
    *choice("visibility", Visibility, default=Visibility.SCHOOL),
    identifier("class_id", nullable=True),
    identifier("club_id", nullable=True),
    media(lines("media", Data.PERSONAL)),
    lines("hashtags", Data.PERSONAL),
    lines("topic_tags", Data.DERIVED),
    counter("likes_count"),
    counter("comments_count"),
    counter("shares_count"),
    counter("bookmarks_count"),
    # How often each reaction was chosen; all of them together are the likes.
    document("reaction_counts", Data.DERIVED, empty=True),
    document("poll", Data.PERSONAL, poll_schema, nullable=True),
    document("event", Data.PERSONAL, event_schema, nullable=True),
    document("mentions", Data.PERSONAL, mentions_schema, nullable=True),
    document("link", Data.DERIVED, link_schema, nullable=True),
    *choice("status", PostStatus, default=PostStatus.PUBLISHED),
    instant("publish_at"),
    instant("pinned_at"),
    instant("edited_at"),
    instant("deleted_at"),
    stamped("created_at"),
    stamped("updated_at"),
    CheckConstraint("visibility <> 'CLASS' OR class_id IS NOT NULL", name="class_is_named"),
    CheckConstraint("visibility <> 'CLUB' OR club_id IS NOT NULL", name="club_is_named"),
    belongs_to_tenant(),
    is_member("author_id"),
    same_tenant("class_id", "classes"),
    same_tenant("club_id", "clubs"),
    Index(
        "posts_feed_idx",
        "tenant_id",
        desc("created_at"),
        desc("id"),
        postgresql_where=text("status = 'PUBLISHED' AND deleted_at IS NULL"),
    ),
    Index(
        "posts_scheduled_idx",
        "tenant_id",
        "publish_at",
        postgresql_where=text("status = 'SCHEDULED' AND deleted_at IS NULL"),
    ),
    Index("posts_author_idx", "tenant_id", "author_id", desc("created_at"), desc("id")),
    Index(
        "posts_class_idx",
        "tenant_id",
        "class_id",
        desc("created_at"),
        desc("id"),
        postgresql_where=text("class_id IS NOT NULL"),
    ),
    Index(
        "posts_club_idx",
        "tenant_id",
        "club_id",
        desc("created_at"),
        desc("id"),
        postgresql_where=text("club_id IS NOT NULL"),
    ),
)

post_revisions = table(
    "post_revisions",
    of_person("editor_id"),
    tenant_id(),
    identifier(),
    identifier("post_id"),
    identifier("editor_id"),
    words("title", Data.PERSONAL, nullable=True),
    words("content", Data.PERSONAL),
    words("content_kh", Data.PERSONAL, nullable=True),
    media(lines("media", Data.PERSONAL)),
    stamped("created_at"),
    same_tenant("post_id", "posts"),
    is_member("editor_id"),
    Index(None, "tenant_id", "post_id", "created_at"),
)

comments = table(
    "comments",
    of_person("author_id", Erasure.EMPTY),
    tenant_id(),
    identifier(),
    identifier("post_id"),
    identifier("author_id"),
    *client_id("author_id"),
    identifier("parent_id", nullable=True),
    counter("depth"),
    words("content", Data.PERSONAL),
    # How many files came with it: a page of comments asks for files where there are any.
    counter("attachments_count"),
    counter("likes_count"),
    document("mentions", Data.PERSONAL, mentions_schema, nullable=True),
    instant("edited_at"),
    instant("deleted_at"),
    stamped("created_at"),
    same_tenant("post_id", "posts"),
    is_member("author_id"),
    same_tenant("parent_id", "comments"),
    Index(None, "tenant_id", "post_id", "created_at", "id"),
    Index(None, "tenant_id", "author_id"),
    Index(
        "comments_parent_idx",
        "tenant_id",
        "parent_id",
        postgresql_where=text("parent_id IS NOT NULL"),
    ),
)

likes = table(
    "likes",
    of_person("user_id"),
    tenant_id(),
    identifier(),
    identifier("user_id"),
    identifier("post_id", nullable=True),
    identifier("comment_id", nullable=True),
    *choice("reaction_type", ReactionType, default=ReactionType.LIKE),
    stamped("created_at"),
    CheckConstraint("num_nonnulls(post_id, comment_id) = 1", name="one_target"),
    UniqueConstraint("tenant_id", "user_id", "post_id"),
    UniqueConstraint("tenant_id", "user_id", "comment_id"),
    is_member("user_id"),
    same_tenant("post_id", "posts"),
    same_tenant("comment_id", "comments"),
    Index(
        "likes_post_idx",
        "tenant_id",
        "post_id",
        "reaction_type",
        postgresql_where=text("post_id IS NOT NULL"),
    ),
    Index(
        "likes_comment_idx",
        "tenant_id",
        "comment_id",
        "reaction_type",
        postgresql_where=text("comment_id IS NOT NULL"),
    ),
    Index("likes_user_idx", "tenant_id", "user_id", desc("created_at")),
)

shares = table(
    "shares",
    of_person("user_id"),
    tenant_id(),
    identifier(),
    identifier("post_id"),
    identifier("user_id"),
    words("comment", Data.PERSONAL, nullable=True),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "post_id", "user_id"),
    same_tenant("post_id", "posts"),
    is_member("user_id"),
    Index("shares_user_idx", "tenant_id", "user_id", desc("created_at")),
)

poll_votes = table(
    "poll_votes",
    of_person("user_id"),
    tenant_id(),
    key("post_id"),
    key("option_id", Integer()),
    key("user_id"),
    flag("single"),
    stamped("created_at"),
    same_tenant("post_id", "posts"),
    is_member("user_id"),
    Index(
        "poll_votes_single_key",
        "tenant_id",
        "post_id",
        "user_id",
        unique=True,
        postgresql_where=text("single"),
    ),
)

event_rsvps = table(
    "event_rsvps",
    of_person("user_id"),
    tenant_id(),
    key("post_id"),
    key("user_id"),
    *choice("status", RsvpStatus),
    stamped("created_at"),
    same_tenant("post_id", "posts"),
    is_member("user_id"),
)

bookmarks = table(
    "bookmarks",
    of_person("user_id"),
    tenant_id(),
    key("user_id"),
    key("post_id"),
    stamped("created_at"),
    same_tenant("post_id", "posts"),
    is_member("user_id"),
    Index("bookmarks_user_idx", "tenant_id", "user_id", desc("created_at"), desc("post_id")),
    Index(None, "tenant_id", "post_id"),
)

post_hashtags = table(
    "post_hashtags",
    of_person("author_id"),
    tenant_id(),
    key("tag", Text()),
    key("post_id"),
    identifier("author_id"),
    # When the post was published: pages of a hashtag begin with the newest.
    stamped("created_at"),
    same_tenant("post_id", "posts"),
    is_member("author_id"),
    Index("post_hashtags_tag_idx", "tenant_id", "tag", desc("created_at"), desc("post_id")),
    Index(None, "tenant_id", "post_id"),
)

hashtag_follows = table(
    "hashtag_follows",
    of_person("user_id"),
    tenant_id(),
    key("user_id"),
    key("tag", Text()),
    stamped("created_at"),
    is_member("user_id"),
)

markers = table(
    "markers",
    of_person("user_id"),
    tenant_id(),
    key("user_id"),
    key("timeline", Choice(Timeline), Data.FACT),
    identifier("last_read_id"),
    number("version"),
    stamped("updated_at"),
    is_member("user_id"),
)

feed_feedback = table(
    "feed_feedback",
    of_person("user_id", also=("author_id",)),
    tenant_id(),
    key("user_id"),
    key("post_id"),
    # Whose post it is: an author who is hidden stays so when the post is gone.
    identifier("author_id"),
    *choice("kind", FeedbackKind),
    stamped("created_at"),
    same_tenant("post_id", "posts"),
    is_member("user_id"),
    is_member("author_id"),
    Index("feed_feedback_post_idx", "tenant_id", "post_id"),
    Index("feed_feedback_author_idx", "tenant_id", "author_id"),
)

# For as long as Redis, which keeps this otherwise, is away.
chosen_feeds = table(
    "chosen_feeds",
    of_person("user_id", retention=Retention.EXPIRES),
    tenant_id(),
    key("user_id"),
    key("version"),
    column("post_ids", ARRAY(Uuid()), Data.DERIVED),
    instant("expires_at", nullable=False),
    is_member("user_id"),
    Index(None, "tenant_id", "expires_at"),
)
