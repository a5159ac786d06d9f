"""The wire form of an event, and what becomes of one that is too long."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.realtime.bus import BusAttributes
from shared.realtime.envelope import MAX_EVENT_BYTES, Envelope, with_seq
from shared.realtime.hiding import withheld

GAME = "live:123456"
names = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=12)
values = st.one_of(st.integers(), st.booleans(), st.none(), st.text(max_size=4000))


def make(data: dict[str, Any], channel: str = GAME) -> dict[str, Any]:
    """What stands on the wire."""
    envelope = Envelope(
        id=UUID(int=1),
        type="live:question",
        version=1,
        tenant_id=UUID(int=2),
        channel=channel,
        actor_id=None,
        data=data,
        timestamp=1,
    )
    parsed: dict[str, Any] = json.loads(with_seq(envelope.body(), 7))
    return parsed


def length(data: object) -> int:
    return len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())


def test_a_long_event_keeps_its_short_fields_and_names_the_resource() -> None:
    data = {"index": 3, "question": "\u1780" * 3000, "endsAt": "2026-01-01T00:00:00Z"}

    assert make(data)["data"] == {
        "index": 3,
        "endsAt": "2026-01-01T00:00:00Z",
        "truncated": True,
        "href": "/v1/live/123456",
    }


@given(st.dictionaries(names, values, max_size=12))
def test_an_event_is_whole_or_says_that_it_is_not_and_never_long(data: dict[str, Any]) -> None:
    envelope = make(data)

    assert length(envelope) <= MAX_EVENT_BYTES + len(',"seq":7')
    if envelope["data"] == data:
        return
    assert envelope["data"].pop("truncated") is True
    assert envelope["data"].pop("href") == "/v1/live/123456"
    assert envelope["data"].items() <= data.items()
    assert length(data) > MAX_EVENT_BYTES - 1024


def test_an_envelope_names_its_request_and_what_stands_in_its_place_does_not() -> None:
    envelope = Envelope(
        id=UUID(int=1),
        type="post:created",
        version=1,
        tenant_id=UUID(int=2),
        channel="tenant:1",
        actor_id=UUID(int=3),
        data={"text": "hello"},
        timestamp=1,
        request_id="request-0001",
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )
    body = json.loads(envelope.body())

    assert body["requestId"] == "request-0001"
    assert "traceparent" not in body
    place = withheld(body)
    assert (place["requestId"], place["actorId"]) == (None, None)
    assert "request-0001" not in json.dumps(place)


def test_a_trace_travels_beside_the_event() -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    carried = BusAttributes(1, 1, "post:created", str(UUID(int=2)), "tenant:1", traceparent=trace)
    silent = BusAttributes(1, 1, "post:created", str(UUID(int=2)), "tenant:1")

    assert carried.encode()["traceparent"] == trace
    assert "traceparent" not in silent.encode()
    for attributes in (carried, silent):
        assert BusAttributes.decode(attributes.encode()) == attributes
