"""The statement that appends events, spelled so that it shares a message with COMMIT."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from uuid import UUID

from infra.postgres.core.records import PendingEvent


def append_statement(tenant_id: UUID, events: Sequence[tuple[int, PendingEvent]]) -> str:
    """A call of ``app.append_events`` for events with their channel ids, in that order.

    A statement with parameters cannot share its message with another one, so COMMIT would follow
    a round trip later, with every other writer of the channels waiting. Without parameters both
    fit in one message, and the channels are locked for as long as the server takes. Texts travel
    in Base64, whose letters cannot end a literal, whatever they stand for.
    """
    channel_ids = ",".join(f"{channel_id:d}" for channel_id, _ in events)
    event_ids = ",".join(event.event_id.hex for _, event in events)
    copies = ",".join(f"{event.copy:d}" for _, event in events)
    names = _texts([event.channel.name for _, event in events])
    types = _texts([event.type for _, event in events])
    bodies = _texts([event.body for _, event in events])
    return (
        f"SELECT channel_id, seq FROM app.append_events('{tenant_id.hex}'::uuid,"  # noqa: S608 - digits and Base64
        f" '{{{channel_ids}}}'::bigint[], {names}, '{{{event_ids}}}'::uuid[], {types},"
        f" '{{{copies}}}'::smallint[], {bodies})"
    )


def _texts(values: list[str]) -> str:
    encoded = base64.b64encode(json.dumps(values, ensure_ascii=False).encode()).decode()
    return f"app.decode_texts('{encoded}')"
