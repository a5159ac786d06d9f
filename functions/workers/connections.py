"""Posts for connections: one event becomes an entry in each connection's own channel."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import people
from shared.events.event import Event
from shared.realtime.channels import Channel, user_channel
from shared.social.events import PostCreated, PostDeleted, PostUpdated


def _spread(ctx: Ctx, event: Event, received: Received) -> None:
    channel = Channel.parse(received.channel)
    if channel.kind != "domain":
        return
    author_id = UUID(channel.key)
    receivers = ctx.db(people.PeopleRepository).find_connections(author_id)
    ctx.forward(received.body, [user_channel(person) for person in (author_id, *receivers)])


@worker(on(PostCreated, _spread), on(PostUpdated, _spread), on(PostDeleted, _spread))
def worker_connections() -> None:
    """Announce posts that only connections may read to each of them, in one bulk append."""
