"""The search server, where there is one, follows what happens."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from shared.boards.events import (
    BoardCreated,
    BoardUpdated,
    QuestionAnswered,
    QuestionCreated,
    QuestionDeleted,
    QuestionMerged,
    QuestionTagged,
    QuestionUntagged,
    QuestionUpdated,
)
from shared.clubs.events import ClubCreated, ClubUpdated
from shared.events.event import Event
from shared.identity.events import UserRegistered, UserUpdated
from shared.learning.courses.events import CoursePublished, CourseUpdated
from shared.search.touching import touched
from shared.social.events import PostCreated, PostDeleted, PostUpdated
from shared.tenants.events import MemberJoined, UserSuspended


def _renew(ctx: Ctx, event: Event, received: Received) -> None:
    engine, touch = ctx.deps.search_engine, touched(received.type, event)
    if engine is None or touch is None:
        return
    from functions.common.search_server import renew

    renew(engine, ctx.db, [touch])


@worker(
    on(PostCreated, _renew),
    on(PostUpdated, _renew),
    on(PostDeleted, _renew),
    on(UserRegistered, _renew),
    on(UserUpdated, _renew),
    on(UserSuspended, _renew),
    on(MemberJoined, _renew),
    on(BoardCreated, _renew),
    on(BoardUpdated, _renew),
    on(QuestionCreated, _renew),
    on(QuestionUpdated, _renew),
    on(QuestionAnswered, _renew),
    on(QuestionTagged, _renew),
    on(QuestionUntagged, _renew),
    on(QuestionMerged, _renew),
    on(QuestionDeleted, _renew),
    on(ClubCreated, _renew),
    on(ClubUpdated, _renew),
    on(CoursePublished, _renew),
    on(CourseUpdated, _renew),
)
def worker_search() -> None:
    """Write what has changed to the search server, as it is now."""
