"""Each declared event reaches its audience, whole, and nobody else: from the declarations."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from infra.build.portal_events import sample
from infra.local.process import PROJECT_ROOT
from infra.tokens import Claims
from shared.events.event import Event
from shared.events.registry import all_events
from shared.realtime.channels import STREAMED_KINDS, Channel
from shared.realtime.events import AccessChanged, ControlChannels
from tests.fakes.stream_log import Message, make_event
from tests.support.relay import Client, World, make_claims

NEVER_PASSED_ON = {AccessChanged, ControlChannels}
"""What relays act on."""

TOLD = {name: event for name, event in all_events().items() if event.audience}
VARIABLES = {
    name: [part.partition("{")[2][:-1] for part in event.audience] for name, event in TOLD.items()
}


def payload(event: type[Event]) -> Any:
    name = f"{event.wire_name.replace(':', '.')}.v{event.version}.json"
    schema = json.loads((PROJECT_ROOT / "docs/reference/events" / name).read_text("utf-8"))
    return sample(schema, schema)


def message(
    world: World, tenant_id: Any, channel: Channel, event: type[Event], data: Any
) -> Message:
    name, old_name = event.wire_name, event.legacy_type
    if event.durable:
        return world.log.append(tenant_id, channel.name, name, data, legacy=old_name)
    return make_event(tenant_id, channel.name, 0, name, data, legacy=old_name)[1]


def seen(client: Client, event: type[Event]) -> list[tuple[str, Any]]:
    names = {event.wire_name, event.legacy_type}
    return [(e["type"], e["data"]) for e in client.check().events if e["type"] in names]


@pytest.mark.parametrize("name", sorted(TOLD))
def test_an_event_reaches_its_audience_and_nobody_else(world: World, name: str) -> None:
    """AT-S2-1 and AT-S0-1: no other school hears of it; older clients know it by its old name."""
    event, data = TOLD[name], payload(TOLD[name])
    for channel in event.resolve_audience({variable: uuid4() for variable in VARIABLES[name]}):
        tenant = uuid4()
        reader, older, neighbour, foreign = (
            make_claims(tenant_id=tenant) if place < 3 else make_claims() for place in range(4)
        )
        if channel.kind not in STREAMED_KINDS:
            # For workers alone: whoever asks for it is refused.
            asked = connect(world, reader, "", f"?channels={channel.name}").check()
            assert asked.connected is not None
            assert asked.connected["rejected"] == [channel.name]
            continue
        clients = [
            connect(world, reader, channel.name),
            connect(world, older, channel.name, "?names=legacy"),
            connect(world, neighbour),
            connect(world, foreign, channel.name),
        ]
        world.deliver(message(world, tenant, channel, event, data))
        heard = [] if event in NEVER_PASSED_ON else [(name, data)]
        by_old_name = [(event.legacy_type or name, said) for _, said in heard]
        assert [seen(client, event) for client in clients] == [heard, by_old_name, [], []]


def connect(world: World, claims: Claims, channel: str = "", query: str = "") -> Client:
    """Somebody who may hear of a channel, where one is given."""
    world.log.admit(claims, *([channel] if channel else []))
    return world.connect(claims, query=query)
