"""The relay, and the polling twin's rules, answer cursors as the vectors say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from shared.realtime.channels import Channel, encode_id
from shared.realtime.cursor import Cursor, InvalidCursor
from tests.conformance.vectors import VECTORS
from tests.support.relay import World, make_claims


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


@pytest.mark.parametrize("vector", VECTORS["cursors"], ids=lambda v: repr(v["text"][:30]))
def test_a_text_is_a_cursor_or_is_refused(world: World, vector: dict[str, Any]) -> None:
    text, positions = vector["text"], vector["positions"]
    if positions is None:
        with pytest.raises(InvalidCursor):
            Cursor.parse(text)
    else:
        found = {encode_id(ch): seq for ch, seq in Cursor.parse(text).positions.items()}
        assert found == positions

    claims = make_claims()
    world.log.admit(claims)
    client = world.connect(claims, query=f"?lastEventId={quote(text, safe='')}")

    response = client.response
    assert response is not None
    # An empty parameter is none at all, as an EventSource without an id sends it.
    assert response.status == (400 if positions is None and text else 200)


@pytest.mark.parametrize("vector", VECTORS["resumptions"], ids=lambda v: v["name"])
def test_a_cursor_is_answered_as_the_vectors_say(world: World, vector: dict[str, Any]) -> None:
    claims = make_claims()
    world.log.admit(claims)
    channel = f"tenant:{claims.tenant_id}"
    channel_id = Channel.parse(channel).id_in(claims.tenant_id)
    log, asked, resync = vector["log"], vector["cursor"], vector["resync"]
    assert world.log.epoch == log["epoch"]
    for _ in range(log["head"]):
        world.log.append(claims.tenant_id, channel)
    world.log.retire(channel_id, log["retired"])
    cursor = asked and Cursor(asked["epoch"], {channel_id: asked["position"]})

    client = world.connect(claims, cursor=cursor)
    world.pass_time(1)
    world.publish(claims.tenant_id, channel)

    stream = client.check()
    told = [{key: r[key] for key in ("reason", "missedFrom", "missedTo")} for r in stream.resyncs]
    assert told == ([] if resync is None else [resync])
    assert [event["seq"] for event in stream.events] == vector["events"]
    assert stream.connected is not None
    assert stream.connected["positions"][channel] == where_the_sdk_expects_it(vector)


def where_the_sdk_expects_it(vector: dict[str, Any]) -> int:
    """What the SDK's half of the vectors takes as the stream's beginning."""
    asked, resync = vector["cursor"], vector["resync"]
    jumps = resync is not None and resync["reason"] != "history_expired"
    begins: int = vector["log"]["head"] if asked is None or jumps else asked["position"]
    return begins
