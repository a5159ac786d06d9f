"""Posts for connections: one event becomes an entry in each connection's own channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import people, social
from shared.events.event import Event
from shared.realtime.channels import Channel, user_channel
from shared.social.events import PostCreated, PostDeleted, PostUpdated, SpreadDue

if TYPE_CHECKING:
    from infra.postgres.social import Spread

PIECE = 2_000
"""Connections who are told in one transaction: far from the limit of a statement, also where
Postgres is slow, and their channels are locked for a moment only."""


def _spread(ctx: Ctx, event: Event, received: Received) -> None:
    from infra.postgres.social import Spread

    channel = Channel.parse(received.channel)
    if channel.kind != "domain":
        return
    spreads = ctx.db(social.SpreadRepository)
    mine = Spread(received.id, UUID(channel.key), received.body)
    before = spreads.take_turn(mine.author_id)
    if before:
        # Nobody hears of an edit before they have heard of the post.
        spreads.keep(mine, ctx.now())
    _tell(ctx, sorted([*before, mine], key=lambda one: one.event_id))


def _go_on(ctx: Ctx, event: SpreadDue, received: Received) -> None:
    waiting = ctx.db(social.SpreadRepository).take_turn(event.author_id)
    if waiting:
        _tell(ctx, waiting)


@worker(
    on(PostCreated, _spread),
    on(PostUpdated, _spread),
    on(PostDeleted, _spread),
    on(SpreadDue, _go_on),
    emits=(SpreadDue,),
)
def worker_connections() -> None:
    """Announce posts that only connections may read to each of them, in pieces of some thousand."""


def _tell(ctx: Ctx, waiting: Sequence[Spread]) -> None:
    """Tell the next piece of connections of the first one; what is left commits with them."""
    spreads, (first, *others) = ctx.db(social.SpreadRepository), waiting
    found = ctx.db(people.PeopleRepository).find_connections(
        first.author_id, after=first.told_to, limit=PIECE + 1
    )
    piece = found[:PIECE]
    told = piece if first.told else [first.author_id, *piece]
    ctx.forward(first.body, map(user_channel, told), told=first.told)
    unfinished = len(found) > PIECE
    if unfinished:
        spreads.keep(replace(first, told_to=piece[-1], told=first.told + len(told)), ctx.now())
    else:
        spreads.end(first)
    if unfinished or others:
        ctx.emit(SpreadDue(author_id=first.author_id), author_id=first.author_id)
