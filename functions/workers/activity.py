"""From what happened to the activity feed."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import boards, live, notifications, people, social
from shared.boards.events import BoardCreated
from shared.boards.types import BoardScope
from shared.clubs.events import ClubCreated
from shared.learning.courses.events import CoursePublished
from shared.learning.quizzes.events import QuizPublished
from shared.live.events import LiveStarted
from shared.notifications.activity.events import ActivityNew
from shared.notifications.activity.texts import description
from shared.notifications.activity.types import Action, EntityType, Reach
from shared.realtime.channels import Channel
from shared.social.events import CommentCreated, PostCreated, PostDeleted
from shared.social.types import Visibility


def _wrote(ctx: Ctx, event: PostCreated, received: Received) -> None:
    _tell_of_post(ctx, received, event.post_id, Action.CREATED)


def _commented(ctx: Ctx, event: CommentCreated, received: Received) -> None:
    _tell_of_post(ctx, received, event.post_id, Action.COMMENTED)


def _deleted(ctx: Ctx, event: PostDeleted, received: Received) -> None:
    ctx.db(notifications.ActivityRepository).forget(EntityType.POST, event.post_id)


def _published(ctx: Ctx, event: QuizPublished, received: Received) -> None:
    _tell(ctx, received, EntityType.QUIZ, event.quiz_id, Action.PUBLISHED, what=event.title)


def _course(ctx: Ctx, event: CoursePublished, received: Received) -> None:
    _tell(ctx, received, EntityType.COURSE, event.course_id, Action.PUBLISHED, what=event.title)


def _opened(ctx: Ctx, event: BoardCreated, received: Received) -> None:
    """Of the whole school or a class; who is in a club or a course finds its boards there."""
    if received.actor_id is None:
        return
    found = ctx.db(boards.BoardRepository).get_readable(received.actor_id, event.board_id)
    if found is None or found.scope_type not in {BoardScope.TENANT, BoardScope.CLASS}:
        return
    board, class_id, what = EntityType.BOARD, event.class_id, event.title
    _tell(ctx, received, board, event.board_id, Action.OPENED, class_id=class_id, what=what)


def _founded(ctx: Ctx, event: ClubCreated, received: Received) -> None:
    """Of clubs that everybody may know of, which is when the school's channel has it."""
    if Channel.parse(received.channel).kind == "tenant":
        club, what = EntityType.CLUB, event.name
        _tell(ctx, received, club, event.club_id, Action.FOUNDED, what=what)


def _started(ctx: Ctx, event: LiveStarted, received: Received) -> None:
    """The game of a code; who hosts it is the actor. The code itself is told to nobody."""
    assert received.actor_id is not None, "a host starts a game"
    found = ctx.db(live.GameRepository).get(received.actor_id, event.code)
    if found is not None:
        game, _ = found
        _tell(ctx, received, EntityType.LIVE_GAME, game.id, Action.STARTED, what=game.title)


@worker(
    on(PostCreated, _wrote),
    on(PostDeleted, _deleted),
    on(CommentCreated, _commented),
    on(QuizPublished, _published),
    on(CoursePublished, _course),
    on(LiveStarted, _started),
    on(BoardCreated, _opened),
    on(ClubCreated, _founded),
    emits=(ActivityNew,),
)
def worker_activity() -> None:
    """Write the activity feed: what a school or a class may know of, and nothing else."""


def _tell_of_post(ctx: Ctx, received: Received, post_id: UUID, action: Action) -> None:
    # The post as it is now: it may be gone, and the event does not say for whom it is.
    scope = ctx.db(social.PostRepository).get_scope(post_id)
    hidden = {Visibility.CLUB, Visibility.CONNECTIONS, Visibility.PRIVATE}
    if scope is None or scope.visibility in hidden:
        return
    _tell(ctx, received, EntityType.POST, post_id, action, class_id=scope.class_id)


def _tell(
    ctx: Ctx,
    received: Received,
    entity_type: EntityType,
    entity_id: UUID,
    action: Action,
    *,
    class_id: UUID | None = None,
    what: str = "",
) -> None:
    """Write a line for the whole school, or for a class."""
    if received.actor_id is None:
        return
    actor_id, lines = received.actor_id, ctx.db(notifications.ActivityRepository)
    actor = ctx.db(people.PeopleRepository).get_member(actor_id, actor_id)
    if actor is None:
        return  # They have left the school meanwhile.
    told = ActivityNew(
        id=ctx.new_id(),
        entity_type=entity_type,
        entity_id=entity_id,
        action=action,
        description=description(
            entity_type, action, lines.get_language(), who=actor.name, what=what
        ),
        user_name=actor.name,
        created_at=ctx.now(),
    )
    reach = Reach.SCHOOL if class_id is None else Reach.CLASS
    values = told.model_dump(by_alias=False)
    lines.insert(**values, actor_id=actor_id, visibility=reach, class_id=class_id)
    # The list is filtered for each viewer; a channel is the same for all.
    if lines.is_public(actor_id):
        school_id = received.tenant_id if class_id is None else None
        ctx.emit(told, school_id=school_id, class_id=class_id)
