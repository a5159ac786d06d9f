"""From what happened to the activity feed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, worker
from infra.postgres import live, notifications, people, social
from shared.boards.events import BoardCreated
from shared.learning.quizzes.events import QuizPublished
from shared.live.events import LiveStarted
from shared.notifications.activity.events import ActivityNew
from shared.notifications.activity.texts import description
from shared.notifications.activity.types import Action, EntityType
from shared.social.events import CommentCreated, PostCreated, PostDeleted
from shared.social.types import Visibility


@dataclass(frozen=True, slots=True)
class Line:
    """Something to be told. ``class_id`` None means the whole school."""

    entity_type: EntityType
    entity_id: UUID
    action: Action
    class_id: UUID | None = None
    what: str = ""


@worker(
    subscribes=(
        PostCreated,
        PostDeleted,
        CommentCreated,
        QuizPublished,
        LiveStarted,
        BoardCreated,
    ),
    emits=(ActivityNew,),
)
def worker_activity(ctx: Ctx, received: Received) -> None:
    """Write the activity feed: what a school or a class may know of, and nothing else."""
    if received.type == PostDeleted.wire_name:
        deleted = PostDeleted.consume(received.data)
        ctx.db(notifications.ActivityRepository).forget(EntityType.POST, deleted.post_id)
        return
    line = _line(ctx, received)
    if line is not None and received.actor_id is not None:
        _tell(ctx, received, received.actor_id, line)


def _line(ctx: Ctx, received: Received) -> Line | None:
    if received.type == QuizPublished.wire_name:
        quiz = QuizPublished.consume(received.data)
        return Line(EntityType.QUIZ, quiz.quiz_id, Action.PUBLISHED, what=quiz.title)
    if received.type == BoardCreated.wire_name:
        board = BoardCreated.consume(received.data)
        return Line(EntityType.BOARD, board.board_id, Action.OPENED, board.class_id, board.title)
    if received.type == LiveStarted.wire_name:
        return _of_game(ctx, received)
    if received.type == PostCreated.wire_name:
        return _of_post(ctx, PostCreated.consume(received.data).post_id, Action.CREATED)
    commented = CommentCreated.consume(received.data)
    return _of_post(ctx, commented.post_id, Action.COMMENTED)


def _of_game(ctx: Ctx, received: Received) -> Line | None:
    """The game of a code; who hosts it is the actor. The code itself is told to nobody."""
    assert received.actor_id is not None, "a host starts a game"
    code = LiveStarted.consume(received.data).code
    found = ctx.db(live.GameRepository).get(received.actor_id, code)
    if found is None:
        return None
    game, _ = found
    return Line(EntityType.LIVE_GAME, game.id, Action.STARTED, what=game.title)


def _of_post(ctx: Ctx, post_id: UUID, action: Action) -> Line | None:
    # The post as it is now: it may be gone, and the event does not say for whom it is.
    scope = ctx.db(social.PostRepository).get_scope(post_id)
    if scope is None or scope.visibility in {Visibility.CONNECTIONS, Visibility.PRIVATE}:
        return None
    return Line(EntityType.POST, post_id, action, class_id=scope.class_id)


def _tell(ctx: Ctx, received: Received, actor_id: UUID, line: Line) -> None:
    tenant_id, activities = received.tenant_id, ctx.db(notifications.ActivityRepository)
    actor = ctx.db(people.PeopleRepository).get_member(actor_id, actor_id)
    if actor is None:
        return  # They have left the school meanwhile.
    activity_id, now = ctx.new_id(), ctx.now()
    text = description(
        line.entity_type,
        line.action,
        activities.get_language(),
        who=actor.name,
        what=line.what,
    )
    activities.insert(
        id=activity_id,
        actor_id=actor_id,
        user_name=actor.name,
        entity_type=line.entity_type,
        entity_id=line.entity_id,
        action=line.action,
        description=text,
        visibility="SCHOOL" if line.class_id is None else "CLASS",
        class_id=line.class_id,
        created_at=now,
    )
    if not activities.is_public(actor_id):
        return  # The list is filtered for each viewer; a channel is the same for all.
    ctx.emit(
        ActivityNew(
            id=activity_id,
            entity_type=line.entity_type,
            entity_id=line.entity_id,
            action=line.action,
            description=text,
            user_name=actor.name,
            created_at=now,
        ),
        school_id=tenant_id if line.class_id is None else None,
        class_id=line.class_id,
    )
