"""What can be reported: what it says, what was said around it, and how it is taken away.

A row of the tables below for each kind; a new one is one more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attached
from functions.runtime.context import Ctx
from infra.postgres import media, messaging, people, social
from shared.media.types import Referrer
from shared.messaging.events import MessageDeleted
from shared.moderation.policy import CONTEXT_REACH, EVIDENCE_CHARS
from shared.moderation.schemas import ContextRead
from shared.moderation.types import TargetType
from shared.people.schemas import AuthorRead
from shared.social.events import CommentDeleted, PostDeleted
from shared.social.policy import post_audience, preview

if TYPE_CHECKING:
    from infra.postgres.moderation import Case
    from shared.media.schemas import AttachmentRead


@dataclass(frozen=True, slots=True)
class Target:
    """Something that somebody sees: whose it is, and what it says."""

    author_id: UUID
    text: str


def seen(ctx: Ctx, kind: TargetType, target_id: UUID) -> Target | None:
    """The thing if the caller may see it."""
    found = _SEEN[kind](ctx, target_id)
    return None if found is None else Target(found.author_id, found.text[:EVIDENCE_CHARS])


def says(ctx: Ctx, case: Case) -> str | None:
    """What it says now; None where it is gone. A moderator sees it whoever it is for."""
    return _SAYS[case.target_type](ctx, case.target_id)


def around(ctx: Ctx, case: Case) -> list[ContextRead]:
    """What was said around it."""
    found = _AROUND.get(case.target_type)
    return [] if found is None else found(ctx, case.target_id)


def files(ctx: Ctx, case: Case) -> list[AttachmentRead]:
    """The files beside it."""
    kind = _REFERRERS.get(case.target_type)
    if kind is None:
        return []
    return attached(ctx, kind, [case.target_id]).get(case.target_id, [])


def remove(ctx: Ctx, kind: TargetType, target_id: UUID) -> bool:
    """Take it away from everybody; False where it is gone already."""
    return _REMOVE[kind](ctx, target_id)


def _seen_post(ctx: Ctx, post_id: UUID) -> Target | None:
    post = ctx.db(social.PostRepository).get_visible(ctx.viewer.user_id, post_id)
    if post is None:
        return None
    return Target(post.author_id, _joined(post.title, post.content, post.content_kh))


def _seen_comment(ctx: Ctx, comment_id: UUID) -> Target | None:
    me = ctx.viewer.user_id
    comment = ctx.db(social.CommentRepository).get_anywhere(comment_id, viewer_id=me)
    if comment is None or _seen_post(ctx, comment.post_id) is None:
        return None
    return Target(comment.author_id, comment.content)


def _seen_message(ctx: Ctx, message_id: UUID) -> Target | None:
    me = ctx.viewer.user_id
    message = ctx.db(messaging.MessageRepository).get(me, message_id)
    if message is None or message.deleted_at is not None:
        return None
    access = ctx.db(messaging.ConversationRepository).access(me, message.conversation_id)
    if access is None or message.number < access.from_number:
        return None
    return Target(message.sender_id, message.content)


def _seen_person(ctx: Ctx, person_id: UUID) -> Target | None:
    person = ctx.db(people.PeopleRepository).get_member(ctx.viewer.user_id, person_id)
    return None if person is None else Target(person.id, _about(ctx, person.id, person.name))


def _says_post(ctx: Ctx, post_id: UUID) -> str | None:
    post = ctx.db(social.PostRepository).get_linked(post_id)
    return None if post is None else _joined(post.content, post.content_kh)


def _says_comment(ctx: Ctx, comment_id: UUID) -> str | None:
    comment = ctx.db(social.CommentRepository).get_anywhere(comment_id, viewer_id=None)
    return None if comment is None else comment.content


def _says_message(ctx: Ctx, message_id: UUID) -> str | None:
    message = ctx.db(messaging.MessageRepository).get(ctx.viewer.user_id, message_id)
    return None if message is None or message.deleted_at is not None else message.content


def _says_person(ctx: Ctx, person_id: UUID) -> str | None:
    person = ctx.db(people.PeopleRepository).get_member(ctx.viewer.user_id, person_id)
    return None if person is None else _about(ctx, person.id, person.name)


def _about(ctx: Ctx, person_id: UUID, name: str) -> str:
    return _joined(name, ctx.db(people.ProfileRepository).get_details(person_id).bio)


def _joined(*texts: str | None) -> str:
    return "\n\n".join(text for text in texts if text)


def _around_comment(ctx: Ctx, comment_id: UUID) -> list[ContextRead]:
    """The comment that it answers."""
    comments = ctx.db(social.CommentRepository)
    comment = comments.get_anywhere(comment_id, viewer_id=None)
    if comment is None or comment.parent_id is None:
        return []
    parent = comments.get_anywhere(comment.parent_id, viewer_id=None)
    if parent is None:
        return []
    author = AuthorRead(
        id=parent.author_id,
        name=parent.author_name,
        avatar=parent.author_avatar,
        role=parent.author_role,
    )
    return [
        ContextRead(
            id=parent.id,
            author=author,
            content=preview(parent.content),
            reported=False,
            deleted=False,
            created_at=parent.created_at,
        )
    ]


def _around_message(ctx: Ctx, message_id: UUID) -> list[ContextRead]:
    """The few messages before and after it, and no other of the conversation."""
    messages, me = ctx.db(messaging.MessageRepository), ctx.viewer.user_id
    message = messages.get(me, message_id)
    if message is None:
        return []
    near = messages.find_around(me, message.conversation_id, message.number, CONTEXT_REACH)
    return [
        ContextRead(
            id=one.id,
            author=AuthorRead(
                id=one.sender_id,
                name=one.sender_name,
                avatar=one.sender_avatar,
                role=one.sender_role,
            ),
            content=one.content,
            reported=one.id == message_id,
            deleted=one.deleted_at is not None,
            created_at=one.created_at,
        )
        for one in near
    ]


def _remove_post(ctx: Ctx, post_id: UUID) -> bool:
    posts, now = ctx.db(social.PostRepository), ctx.now()
    scope = posts.get_scope(post_id)
    if scope is None or not posts.lock(post_id):
        return False
    posts.mark_deleted(post_id, now)
    ctx.db(social.HashtagRepository).forget(post_id)
    ctx.db(media.AttachmentRepository).detach_all(Referrer.POST, post_id, now)
    beside = ctx.db(social.CommentRepository).find_with_files(post_id)
    ctx.db(media.AttachmentRepository).detach_each(Referrer.COMMENT, beside, now)
    audience = post_audience(
        scope.visibility,
        school_id=ctx.db.tenant,
        class_id=scope.class_id,
        club_id=scope.club_id,
        author_id=scope.author_id,
    )
    ctx.emit(PostDeleted(post_id=post_id), post_id=post_id, **audience)
    return True


def _remove_comment(ctx: Ctx, comment_id: UUID) -> bool:
    comments = ctx.db(social.CommentRepository)
    comment, now = comments.get_anywhere(comment_id, viewer_id=None), ctx.now()
    if comment is None or not comments.change(comment_id, deleted_at=now):
        return False
    ctx.db(media.AttachmentRepository).detach_all(Referrer.COMMENT, comment_id, now)
    counts = ctx.db(social.PostRepository).count(comment.post_id, comments=-1)
    event = CommentDeleted(
        post_id=comment.post_id, comment_id=comment_id, comments_count=counts.comments_count
    )
    ctx.emit(event, post_id=comment.post_id)
    return True


def _remove_message(ctx: Ctx, message_id: UUID) -> bool:
    messages, now = ctx.db(messaging.MessageRepository), ctx.now()
    message = messages.get(ctx.viewer.user_id, message_id)
    if message is None or not messages.delete(message_id, deleted_at=now):
        return False
    ctx.db(media.AttachmentRepository).detach_all(Referrer.MESSAGE, message_id, now)
    ctx.db(messaging.MessageReactionRepository).clear(message_id)
    conversation_id = message.conversation_id
    there = ctx.db(messaging.ParticipantRepository).find_ids(conversation_id)
    event = MessageDeleted(conversation_id=conversation_id, message_id=message_id)
    ctx.emit(event, people=tuple(there))
    return True


_REFERRERS: Mapping[TargetType, Referrer] = {
    TargetType.POST: Referrer.POST,
    TargetType.COMMENT: Referrer.COMMENT,
    TargetType.MESSAGE: Referrer.MESSAGE,
}
_SEEN: Mapping[TargetType, Callable[[Ctx, UUID], Target | None]] = {
    TargetType.POST: _seen_post,
    TargetType.COMMENT: _seen_comment,
    TargetType.MESSAGE: _seen_message,
    TargetType.USER: _seen_person,
}
_SAYS: Mapping[TargetType, Callable[[Ctx, UUID], str | None]] = {
    TargetType.POST: _says_post,
    TargetType.COMMENT: _says_comment,
    TargetType.MESSAGE: _says_message,
    TargetType.USER: _says_person,
}
_AROUND: Mapping[TargetType, Callable[[Ctx, UUID], list[ContextRead]]] = {
    TargetType.COMMENT: _around_comment,
    TargetType.MESSAGE: _around_message,
}
_REMOVE: Mapping[TargetType, Callable[[Ctx, UUID], bool]] = {
    TargetType.POST: _remove_post,
    TargetType.COMMENT: _remove_comment,
    TargetType.MESSAGE: _remove_message,
}
