"""After the commit: put events on the bus, and forget those that arrived there.

A failure here is never the caller's: the rows stay in the outbox and the sweeper sends them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from shared.realtime.bus import BusAttributes
from shared.realtime.channels import Channel
from shared.realtime.envelope import Envelope
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from shared.telemetry.spans import SILENT, Attributes, Measure, Telemetry

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from infra.postgres.core.records import Appended
    from infra.pubsub.publisher import PubSubPublisher
    from infra.settings import Settings

SWEEP_DEADLINE = 5.0


class Announcer:
    """Publishes what a unit appended. Without a project all of it waits for the sweeper."""

    def __init__(self, engine: Engine, settings: Settings, telemetry: Telemetry = SILENT) -> None:
        self._engine = engine
        self._settings = settings
        self._telemetry = telemetry

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
        report(
            Signal.OUTBOX_SWEPT,
            published=published,
            remaining=swept.remaining,
            oldestAgeSeconds=round(swept.oldest_age_seconds, 1),
        )
        return {"published": published, "remaining": swept.remaining}

    def _publish(
        self, messages: Sequence[tuple[bytes, dict[str, str]]], deadline: float
    ) -> list[bool]:
        from infra.pubsub.publisher import OutgoingMessage

        assert self._publisher is not None
        outgoing = [OutgoingMessage(data, attributes) for data, attributes in messages]
        began = time.perf_counter()
        sent = self._publisher.publish(outgoing, deadline=deadline)
        outcome: Attributes = {"messaging.operation.name": "publish", "stunity.complete": all(sent)}
        self._telemetry.record(Measure.PUBLISH_DURATION, time.perf_counter() - began, outcome)
        return sent

    def announce(self, appended: Sequence[Appended], ephemeral: Sequence[Envelope]) -> None:
        """Publish within the deadline; never raises."""
        # In this order: asking for the publisher loads Google's client, a fifth of a second.
        if not (appended or ephemeral) or self._publisher is None:
            return
        from infra.postgres.core.event_log import delete_published, messages_for

        # Copies are for streams, which go by the log. A worker waits for the event itself, and the
        # deadline may leave the last ones to the sweeper.
        appended = sorted(appended, key=lambda one: one.pending.copy > 0)
        passing = [_ephemeral_message(envelope) for envelope in ephemeral]
        sent = self._publish([*messages_for(appended), *passing], self._settings.publish_deadline)
        done = [(a.channel_id, a.seq) for a, ok in zip(appended, sent, strict=False) if ok]
        if not done:
            return
        try:
            delete_published(self._engine, done)
        except Exception as error:  # noqa: BLE001 - the sweeper publishes again; readers drop it
            report(Signal.OUTBOX_NOT_CLEARED, error=error, events=len(done))


def _ephemeral_message(envelope: Envelope) -> tuple[bytes, dict[str, str]]:
    channel = Channel.parse(envelope.channel)
    attributes = BusAttributes(
        channel_id=channel.id_in(UUID(str(envelope.tenant_id))),
        seq=0,
        type=envelope.type,
        tenant_id=str(envelope.tenant_id),
        channel=channel.name,
        pace=envelope.pace,
        traceparent=envelope.traceparent,
    )
    return envelope.body().encode(), attributes.encode()
