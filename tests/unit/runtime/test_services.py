"""What a worker subscribes to is what it handles, or it does not get as far as a deployment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from functions.runtime.service import WORKER, Received, Worker, on, worker
from shared.events.event import Event, event
from shared.people.events import UserFollowed
from shared.social.events import PostDeleted, PostStats


def ignore(ctx: Any, event: Event, received: Received) -> None:
    """Do nothing."""


def received(type_: str, **data: Any) -> Received:
    return Received(UUID(int=1), type_, UUID(int=2), "tenant:2", None, data, {})


def test_each_event_goes_to_its_own_row_as_what_it_is() -> None:
    seen: list[tuple[Any, Event, Received]] = []

    def see(ctx: Any, event: Event, received: Received) -> None:
        seen.append((ctx, event, received))

    @worker(on(PostDeleted, see), on(UserFollowed, ignore))
    def worker_example() -> None:
        """See what was deleted."""

    declared: Worker = getattr(worker_example, WORKER)
    assert declared.subscribes == (PostDeleted, UserFollowed)
    assert declared.template == "/v1/internal/workers/example"
    pushed = received("post:deleted", postId=str(UUID(int=3)), ofANewerRelease=1)
    context: Any = object()
    declared.handle(context, pushed)
    assert seen == [(context, PostDeleted(post_id=UUID(int=3)), pushed)]


def test_a_worker_that_nothing_feeds_is_none() -> None:
    with pytest.raises(TypeError, match="needs a row"):

        @worker()
        def worker_idle() -> None:
            """Wait."""


def test_two_rows_cannot_claim_one_event() -> None:
    with pytest.raises(TypeError, match="only one"):

        @worker(on(PostDeleted, ignore), on(PostDeleted, ignore))
        def worker_twice() -> None:
            """Do it twice."""


def test_an_event_that_no_worker_gets_has_no_row() -> None:
    with pytest.raises(TypeError, match="ephemeral"):
        on(PostStats, ignore)


def test_an_event_that_is_for_nobody_has_no_row() -> None:
    @event("example:said", audience=())
    class Said(Event):
        """It was said to one connection."""

    with pytest.raises(TypeError, match="on no channel"):
        on(Said, ignore)


def test_a_worker_says_what_it_is_for() -> None:
    with pytest.raises(TypeError, match="docstring"):

        @worker(on(PostDeleted, ignore))
        def worker_silent() -> None: ...
