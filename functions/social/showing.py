"""Posts as the API shows them, with what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attached
from functions.runtime.context import Ctx
from functions.social.access import may_change
from infra.postgres import social
from shared.http.paging import Page
from shared.media.types import Referrer
from shared.social.parts import EventRead, PollOptionRead, PostPollRead
from shared.social.policy import first_link
from shared.social.schemas import PostRead
from shared.social.types import Visibility

if TYPE_CHECKING:
    from infra.postgres.social import Attendance, Post, Tally


def read(post: Post, ctx: Ctx) -> PostRead:
    """The post as the API shows it to the caller."""
    (shown,) = read_all([post], ctx)
    return shown


def read_page(found: Sequence[Post], limit: int, ctx: Ctx) -> Page[PostRead]:
    """A page of posts, of the ``limit + 1`` that were found."""
    kept = iter(read_all(found[:limit], ctx))
    return Page.of_rows(found, limit, lambda _: next(kept))


def read_all(posts: Sequence[Post], ctx: Ctx) -> list[PostRead]:
    """Posts as the API shows them: a question more for each kind of thing beside them, if any."""
    me = ctx.viewer.user_id
    files = attached(ctx, Referrer.POST, [post.id for post in posts if post.media])
    polls, events = _with(posts, "poll"), _with(posts, "event")
    tallies = ctx.db(social.PollRepository).tallies(polls, me) if polls else {}
    coming = ctx.db(social.RsvpRepository).attendances(events, me) if events else {}
    left = _left_behind(posts, ctx)
    return [
        PostRead.of(
            post,
            can_edit=may_change(post, ctx) and post.id not in left,
            media=files.get(post.id, []),
            reactions=post.reaction_counts,
            liked=post.reaction is not None,
            mentions=list(post.mentions or []),
            # A text that was edited may link to another page, whose preview is on its way.
            link=post.link if post.link and post.link.url == first_link(post.content) else None,
            poll=poll_read(post, tallies.get(post.id), ctx, left=post.id in left),
            event=event_read(post, coming),
            pinned=post.pinned_at is not None,
        )
        for post in posts
    ]


def poll_read(
    post: Post, tally: Tally | None, ctx: Ctx, *, left: bool = False
) -> PostPollRead | None:
    """A poll as the caller sees it: votes are told to who has voted, wrote it, or came late.

    ``left``: the caller wrote it, and is none of those who are asked any more.
    """
    poll = post.poll
    if poll is None:
        return None
    closed = poll.closes_at is not None and poll.closes_at <= ctx.now()
    mine = tally.mine if tally else frozenset()
    told = not left and (closed or bool(mine) or post.author_id == ctx.viewer.user_id)
    votes = tally.votes if tally else {}
    return PostPollRead(
        options=[
            PollOptionRead(
                id=n, text=label, votes=votes.get(n, 0) if told else None, mine=n in mine
            )
            for n, label in enumerate(poll.options)
        ],
        multiple=poll.multiple,
        closes_at=poll.closes_at,
        closed=closed,
        voters_count=tally.voters if tally else 0,
    )


def event_read(post: Post, coming: Mapping[UUID, Attendance]) -> EventRead | None:
    """An event, who comes, and what the caller said."""
    if post.event is None:
        return None
    found = coming.get(post.id)
    return EventRead.of(
        post.event, counts=found.counts if found else {}, mine=found.mine if found else None
    )


def _left_behind(posts: Sequence[Post], ctx: Ctx) -> set[UUID]:
    """What the caller wrote for a class or club that they have left."""
    me, circles = ctx.viewer.user_id, {Visibility.CLASS, Visibility.CLUB}
    mine = [post.id for post in posts if post.author_id == me and post.visibility in circles]
    return ctx.db(social.PostRepository).find_left_behind(me, mine) if mine else set()


def _with(posts: Sequence[Post], part: str) -> list[UUID]:
    return [post.id for post in posts if getattr(post, part) is not None]
