"""Polls and events in posts: what people choose, and who comes."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.social.access import PostNotFound, require_post
from functions.social.reactions import stats
from functions.social.showing import event_read, poll_read
from infra.postgres import social
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, ValidationFailed
from shared.http.route import route
from shared.social.events import PollVoted, PostStats
from shared.social.parts import EventRead, PostPollRead, PostPollVote, RsvpSend
from shared.social.schemas import PostPath
from shared.social.types import RsvpStatus


class NoPoll(Conflict):
    """The post asks nothing."""

    code = "no_poll"
    title = "There is no poll in this post"
    cure = "Choose a post with a poll."


class PollIsOver(Conflict):
    """The time to vote has passed."""

    code = "poll_is_over"
    title = "This poll is over"
    cure = "Show the results of the poll."


class WrongOptions(ValidationFailed):
    """There is no such option, or more than one where one is asked for."""

    code = "wrong_options"
    title = "These options cannot be chosen"
    cure = "Read the poll, and choose options that it has: one, unless it takes several."


class NoEvent(Conflict):
    """The post announces nothing that one could come to."""

    code = "no_event"
    title = "There is no event in this post"
    cure = "Choose a post that announces an event."


@route(
    "POST",
    "/v1/posts/{id}/vote",
    permission=Permission.POSTS_READ,
    limits=("write",),
    emits=(PollVoted,),
    raises=(PostNotFound, NoPoll, PollIsOver, WrongOptions),
)
def posts_poll_vote(ctx: Ctx, path: PostPath, body: PostPollVote) -> PostPollRead:
    """Vote in a poll, in place of the vote before; no option takes it back."""
    viewer, post, now = ctx.viewer, require_post(ctx, path.id), ctx.now()
    poll, options = post.poll, sorted(set(body.options))
    if poll is None:
        raise NoPoll
    if poll.closes_at is not None and poll.closes_at <= now:
        raise PollIsOver
    if options and (options[-1] >= len(poll.options) or (len(options) > 1 and not poll.multiple)):
        raise WrongOptions
    if not ctx.db(social.PostRepository).lock(post.id):
        raise PostNotFound
    polls = ctx.db(social.PollRepository)
    polls.vote(post.id, viewer.user_id, options, single=not poll.multiple, now=now)
    tally = polls.tallies([post.id], viewer.user_id).get(post.id)
    votes = [tally.votes.get(n, 0) if tally else 0 for n in range(len(poll.options))]
    voters = tally.voters if tally else 0
    ctx.emit(PollVoted(post_id=post.id, counts=votes, total_votes=voters), post_id=post.id)
    shown = poll_read(post, tally, ctx)
    assert shown is not None, "the post has a poll"
    return shown


@route(
    "POST",
    "/v1/posts/{id}/rsvp",
    permission=Permission.POSTS_READ,
    limits=("write",),
    emits=(PostStats,),
    raises=(PostNotFound, NoEvent),
)
def posts_rsvp(ctx: Ctx, path: PostPath, body: RsvpSend) -> EventRead:
    """Say whether one comes to an event; the last word counts."""
    me, post = ctx.viewer.user_id, require_post(ctx, path.id)
    answers = ctx.db(social.RsvpRepository)
    if post.event is None:
        raise NoEvent
    changed = answers.answer(post.id, me, body.status, ctx.now())
    found = answers.attendances([post.id], me)
    if changed:
        counts = ctx.db(social.PostRepository).count(post.id)
        going = found[post.id].counts.get(RsvpStatus.GOING, 0)
        ctx.emit(stats(counts, post, going=going), post_id=post.id)
    shown = event_read(post, found)
    assert shown is not None, "the post has an event"
    return shown
