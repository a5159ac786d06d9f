"""Withholding what was said of a thing that is deleted now, before its end is announced."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from infra.postgres.core.records import PendingEvent
from shared.realtime.channels import STREAMED_KINDS
from shared.realtime.events import EventWithheld
from shared.realtime.hiding import withheld
from shared.realtime.replay import MAX_BEHIND
from shared.realtime.taking_back import TAKES_BACK

_ABOUT = text(
    "SELECT channel_id, seq, payload FROM app.events_about(CAST(:tenant AS uuid),"
    " CAST(:channels AS bigint[]), :key, :value, :last)"
)
_WITHHOLD = text(
    "SELECT app.withhold_events(CAST(:tenant AS uuid), CAST(:channels AS bigint[]),"
    " CAST(:seqs AS bigint[]), :type, CAST(:payloads AS text[]))"
)


def take_back(
    connection: Connection, tenant_id: UUID, events: Sequence[tuple[int, PendingEvent]]
) -> None:
    """Empty what the channels of these events said of what they end.

    Before the append, which locks the channels: nobody waits for it.
    """
    ending: dict[tuple[str, str], list[int]] = defaultdict(list)
    for channel_id, event in events:
        # What only workers read is read once: they hear of the beginning and of the end.
        if event.type in TAKES_BACK and event.channel.kind in STREAMED_KINDS:
            key = TAKES_BACK[event.type]
            ending[key, json.loads(event.body)["data"][key]].append(channel_id)
    for (key, value), channel_ids in ending.items():
        about = {"channels": channel_ids, "key": key, "value": value, "last": MAX_BEHIND}
        found = connection.execute(_ABOUT, {"tenant": tenant_id, **about}).all()
        if found:
            places = {
                "channels": [row.channel_id for row in found],
                "seqs": [row.seq for row in found],
                "type": EventWithheld.wire_name,
                "payloads": [_emptied(row.payload) for row in found],
            }
            connection.execute(_WITHHOLD, {"tenant": tenant_id, **places})


def _emptied(body: str) -> str:
    return json.dumps(withheld(json.loads(body)), ensure_ascii=False, separators=(",", ":"))
