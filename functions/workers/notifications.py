"""From what happened to whom it concerns: the notification worker."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, worker
from infra.postgres import boards, notifications, people, social
from shared.boards.events import QuestionAnswered
from shared.notifications.events import NotificationNew
from shared.notifications.texts import message, title
from shared.notifications.types import NotificationType, Priority
from shared.people.events import UserFollowed
from shared.realtime.channels import Channel
from shared.social.events import CommentCreated, PostLiked


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody to be told of something."""

    receiver_id: UUID
    actor_id: UUID
    kind: NotificationType
    group_key: str
    link: str
    entity_type: str
    entity_id: UUID


@worker(
    subscribes=(PostLiked, CommentCreated, UserFollowed, QuestionAnswered), emits=(NotificationNew,)
)
def worker_notifications(ctx: Ctx, received: Received) -> None:
    """Notify people of likes, comments, replies and followers, never of their own doing."""
    for notice in _notices(ctx, received):
        if notice.receiver_id != notice.actor_id:
            _notify(ctx, received, notice)


def _notices(ctx: Ctx, received: Received) -> list[Notice]:
    if received.type == UserFollowed.wire_name:
        followed = UserFollowed.consume(received.data)
        return [
            Notice(
                receiver_id=UUID(Channel.parse(received.channel).key),
                actor_id=followed.user_id,
                kind=NotificationType.NEW_FOLLOWER,
                group_key="new_follower",
                link=f"/people/{followed.user_id}",
                entity_type="user",
                entity_id=followed.user_id,
            )
        ]
    if received.type == QuestionAnswered.wire_name:
        return _of_answer(ctx, received)
    if received.type == PostLiked.wire_name:
        liked = PostLiked.consume(received.data)
        author_id = _author(ctx, liked.post_id)
        return [_of_post(author_id, liked.user_id, liked.post_id, NotificationType.POST_LIKE)]
    return _of_comment(ctx, CommentCreated.consume(received.data))


def _of_answer(ctx: Ctx, received: Received) -> list[Notice]:
    """Who asked, where that is known: on an anonymous board nobody is told."""
    question_id = QuestionAnswered.consume(received.data).id
    question = ctx.db(boards.QuestionRepository).get(question_id)
    if question is None or question.author_id is None or received.actor_id is None:
        return []
    return [
        Notice(
            receiver_id=question.author_id,
            actor_id=received.actor_id,
            kind=NotificationType.QUESTION_ANSWERED,
            group_key=f"question_answered:{question.id}",
            link=f"/boards/{question.board_id}",
            entity_type="question",
            entity_id=question.id,
        )
    ]


def _of_comment(ctx: Ctx, event: CommentCreated) -> list[Notice]:
    author_id = _author(ctx, event.post_id)
    notices = [_of_post(author_id, event.author_id, event.post_id, NotificationType.POST_COMMENT)]
    if event.parent_id is None:
        return notices
    parent = ctx.db(social.CommentRepository).get(event.post_id, event.parent_id)
    if parent is None or parent.author_id == author_id:
        return notices
    reply = Notice(
        receiver_id=parent.author_id,
        actor_id=event.author_id,
        kind=NotificationType.COMMENT_REPLY,
        group_key=f"comment_reply:{parent.id}",
        link=f"/posts/{event.post_id}",
        entity_type="comment",
        entity_id=parent.id,
    )
    return [*notices, reply]


def _author(ctx: Ctx, post_id: UUID) -> UUID | None:
    scope = ctx.db(social.PostRepository).get_scope(post_id)
    return None if scope is None else scope.author_id


def _of_post(
    author_id: UUID | None, actor_id: UUID, post_id: UUID, kind: NotificationType
) -> Notice:
    return Notice(
        # A post without an author row is gone; then there is nobody to tell.
        receiver_id=author_id or actor_id,
        actor_id=actor_id,
        kind=kind,
        group_key=f"{kind.value.lower()}:{post_id}",
        link=f"/posts/{post_id}",
        entity_type="post",
        entity_id=post_id,
    )


def _notify(ctx: Ctx, received: Received, notice: Notice) -> None:
    now = ctx.now()
    actor = ctx.db(people.PeopleRepository).get_member(notice.receiver_id, notice.actor_id)
    locale = ctx.db(people.PeopleRepository).get_locale(notice.receiver_id)
    if actor is None or locale is None:
        return  # One of the two has left the school, or blocked the other.
    told = ctx.db(notifications.NotificationRepository)
    group = told.lock_open_group(notice.receiver_id, notice.group_key, now)
    if group is not None and group.actor_id == notice.actor_id and notice.kind in _ONCE_EACH:
        return  # Liking again after taking a like back is no news.
    count = 1 if group is None else group.group_count + 1
    content = {
        "title": title(notice.kind, locale),
        "message": message(notice.kind, locale, actor=actor.name, group_count=count),
        "actor_id": notice.actor_id,
        "updated_at": now,
    }
    if group is None:
        notification_id, created_at = ctx.new_id(), now
        told.insert(
            id=notification_id,
            user_id=notice.receiver_id,
            type=notice.kind,
            priority=Priority.NORMAL,
            link=notice.link,
            group_key=notice.group_key,
            entity_type=notice.entity_type,
            entity_id=notice.entity_id,
            dedupe_key=f"{received.id}:{notice.kind}",
            created_at=created_at,
            **content,
        )
    else:
        notification_id, created_at = group.id, group.created_at
        told.join_group(notification_id, **content)
    ctx.emit(
        NotificationNew(
            id=notification_id,
            type=notice.kind,
            priority=Priority.NORMAL,
            title=content["title"],
            message=content["message"],
            link=notice.link,
            group_key=notice.group_key,
            group_count=count,
            created_at=created_at,
        ),
        receiver_id=notice.receiver_id,
    )


_ONCE_EACH = frozenset(
    {
        NotificationType.POST_LIKE,
        NotificationType.NEW_FOLLOWER,
        NotificationType.QUESTION_ANSWERED,
    }
)
