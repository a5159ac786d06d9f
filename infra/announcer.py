"""After the commit: put events on the bus, and forget those that arrived there.

A failure here is never the caller's: the rows stay in the outbox and the sweeper sends them.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from shared.realtime.bus import BusAttributes
from shared.realtime.channels import Channel
from shared.realtime.envelope import Envelope

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from infra.postgres.core.records import Appended
    from infra.pubsub.publisher import PubSubPublisher
    from infra.settings import Settings

SWEEP_DEADLINE = 5.0
log = logging.getLogger("stunity")


class Announcer:
    """Publishes what a unit appended. Without a project all of it waits for the sweeper."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings

    @cached_property
    def _publisher(self) -> PubSubPublisher | None:
        if self._settings.pubsub_project is None:
            return None
        from infra.pubsub.publisher import PubSubPublisher

        return PubSubPublisher(self._settings.pubsub_project, self._settings.pubsub_topic)

    def sweep(self, *, max_sweeps: int) -> dict[str, Any]:
        """Publish what the outbox still holds; returns what was done and what is left."""
        if self._publisher is None:
            return {"published": 0, "skipped": "no project"}
        from infra.postgres.core.event_log import sweep

        published = 0
        for _ in range(max_sweeps):
            swept = sweep(self._engine, partial(self._publish, deadline=SWEEP_DEADLINE))
            published += swept.published
            if not swept.published:
                break
        return {"published": published, "remaining": swept.remaining}

    def _publish(
        self, messages: Sequence[tuple[bytes, dict[str, str]]], deadline: float
    ) -> list[bool]:
        from infra.pubsub.publisher import OutgoingMessage

        assert self._publisher is not None
        outgoing = [OutgoingMessage(data, attributes) for data, attributes in messages]
        return self._publisher.publish(outgoing, deadline=deadline)

    def announce(self, appended: Sequence[Appended], ephemeral: Sequence[Envelope]) -> None:
        """Publish within the deadline; never raises."""
        # In this order: asking for the publisher loads Google's client, a fifth of a second.
        if not (appended or ephemeral) or self._publisher is None:
            return
        from infra.postgres.core.event_log import delete_published, messages_for

        passing = [_ephemeral_message(envelope) for envelope in ephemeral]
        sent = self._publish([*messages_for(appended), *passing], self._settings.publish_deadline)
        done = [(a.channel_id, a.seq) for a, ok in zip(appended, sent, strict=False) if ok]
        if not done:
            return
        try:
            delete_published(self._engine, done)
        except Exception:  # The sweeper publishes again; consumers drop the copy.
            log.warning("outbox rows were not deleted", exc_info=True)


def _ephemeral_message(envelope: Envelope) -> tuple[bytes, dict[str, str]]:
    channel = Channel.parse(envelope.channel)
    attributes = BusAttributes(
        channel_id=channel.id_in(UUID(str(envelope.tenant_id))),
        seq=0,
        type=envelope.type,
        tenant_id=str(envelope.tenant_id),
        channel=channel.name,
        pace=envelope.pace,
    )
    return envelope.body().encode(), attributes.encode()
