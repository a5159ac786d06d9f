from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events.registry import all_events
from shared.realtime.channels import Channel
from shared.realtime.cursor import Cursor
from shared.realtime.legacy import CANONICAL
from shared.telemetry.logs import redact
from sse_relay.streams.channel import TrackedChannel
from sse_relay.streams.selection import InvalidSelection, Selection
from sse_relay.wire.frames import MalformedEvent, Spelling, StreamEvent, chunk
from tests.fakes.stream_log import make_event

TENANT = uuid4()
texts = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def lines_of(frame: bytes) -> list[bytes]:
    size, _, rest = frame.partition(b"\r\n")
    assert int(size, 16) == len(rest) - 2
    assert rest.endswith(b"\n\n\r\n")
    return rest[: -len(b"\n\n\r\n")].split(b"\n")


@given(data=st.dictionaries(texts, values, max_size=4), seq=st.integers(1, 10**17))
def test_a_frame_from_the_bus_is_byte_identical_to_one_from_the_log(
    data: dict[str, object], seq: int
) -> None:
    body, (carried, _) = make_event(TENANT, "post:1", seq, data=data)

    from_bus = StreamEvent.from_bus(seq, "post:created", carried)
    from_log = StreamEvent.from_log(seq, "post:created", body)

    assert from_bus.frame == from_log.frame
    (line,) = lines_of(from_bus.frame)
    assert json.loads(line.removeprefix(b"data: ")) == {**json.loads(body), "seq": seq}


@given(data=st.dictionaries(texts, values, max_size=4))
def test_named_mode_sends_the_payload_alone(data: dict[str, object]) -> None:
    _, (carried, _) = make_event(TENANT, "post:1", 7, "post:liked", data)

    event = StreamEvent.from_bus(7, "post:liked", carried)
    name, payload = lines_of(event.spelled(Spelling.NAMED))

    assert name == b"event: post:liked"
    assert json.loads(payload.removeprefix(b"data: ")) == data


@pytest.mark.parametrize(
    ("seq", "type_", "data"),
    [
        (1, "post:created", b'{"a":\n1,"seq":1}'),
        (1, "post:created", b'{"a":1,"seq":1}\r'),
        (1, "post:created", b'{"a":1}'),
        (1, "post:created", b'{"a":1,"seq":2}'),
        (-1, "post:created", b'{"a":1,"seq":-1}'),
        (1, "post:created", b'["seq",{"a":1,"seq":1}'),
        (1, "post:created", b'{"a":"\xff","seq":1}'),
        (1, "post\nid: x", b'{"a":1,"seq":1}'),
        (1, "", b'{"a":1,"seq":1}'),
        (0, "typing:started", b""),
    ],
)
def test_what_could_speak_as_the_server_is_refused(seq: int, type_: str, data: bytes) -> None:
    with pytest.raises(MalformedEvent):
        StreamEvent.from_bus(seq, type_, data)


def test_a_chunk_carries_its_length() -> None:
    assert chunk(b"x" * 26) == b"1a\r\n" + b"x" * 26 + b"\r\n"


@given(st.dictionaries(st.integers(0, 2**63 - 1), st.integers(0, 10**17), max_size=8))
def test_marks_join_to_the_cursor_that_the_contract_spells(positions: dict[int, int]) -> None:
    marks = []
    for channel_id, head in sorted(positions.items()):
        channel = TrackedChannel(channel_id, "post:1", str(TENANT))
        channel.head = head
        marks.append(channel.mark())

    assert b"e." + b"~".join(marks) == str(Cursor("e", positions)).encode()


@pytest.mark.parametrize(
    ("events", "type_", "wanted"),
    [
        ("post:created", "post:created", True),
        ("post:created", "post:deleted", False),
        ("post:*", "post:deleted", True),
        ("post:*", "poster:created", False),
        ("post:*", "session:revoked", True),
        ("post", "post", True),
        ("new_message", "message:created", True),
        ("NEW_POST,user_typing", "typing:start", True),
        ("NEW_POST", "post:liked", False),
    ],
)
def test_a_filter_takes_names_and_prefixes_and_never_holds_back_the_system(
    events: str, type_: str, wanted: bool
) -> None:
    selection = Selection.parse("envelope", events)
    _, (carried, _) = make_event(TENANT, "post:1", 1, type_)

    assert selection is not None
    assert selection.wants(StreamEvent.from_bus(1, type_, carried)) is wanted


def test_without_a_filter_nothing_is_looked_at() -> None:
    assert Selection.parse("envelope", "") is None
    assert Selection.parse("envelope", "post:*,*") is None


@pytest.mark.parametrize(
    ("mode", "events"),
    [
        ("", ""),
        ("xml", ""),
        ("envelope", "POST:*"),
        ("named", "a:b:c"),
        ("envelope", "a," * 65),
        ("envelope", "NEW_POSTS"),
    ],
)
def test_an_unknown_mode_or_filter_is_refused(mode: str, events: str) -> None:
    with pytest.raises(InvalidSelection):
        Selection.parse(mode, events.replace("a,", "a:b,") if len(events) > 64 else events)


def test_every_declared_older_name_is_understood_in_a_filter() -> None:
    declared = {e.legacy_type: name for name, e in all_events().items() if e.legacy_type}

    assert declared.items() <= CANONICAL.items()
    # And what the seeds named has an old name to arrive by.
    assert set(CANONICAL.values()) == set(declared.values())


@given(
    data=st.dictionaries(texts, values, max_size=4),
    actor=st.none() | st.uuids(),
    seq=st.integers(1, 10**17),
)
def test_an_event_says_who_did_it_and_its_place_says_nothing(
    data: dict[str, object], actor: UUID | None, seq: int
) -> None:
    data = {**data, "actorId": "0", "secret": "the secret"}
    body, (carried, _) = make_event(TENANT, "post:1", seq, "post:liked", data, actor=actor)
    event = StreamEvent.from_bus(seq, "post:liked", carried)

    assert event.actor == (b"" if actor is None else str(actor).encode())
    (line,) = lines_of(event.spelled(Spelling.PLACE))
    place, original = json.loads(line.removeprefix(b"data: ")), json.loads(body)
    assert (place["type"], place["actorId"], place["data"]) == ("event:withheld", None, {})
    for kept in ("id", "channel", "tenantId", "timestamp", "durable"):
        assert place[kept] == original[kept]
    assert place["seq"] == seq


def test_older_names_stand_where_there_are_some() -> None:
    def frame(spelling: Spelling, legacy: str | None) -> list[bytes]:
        _, (carried, _) = make_event(TENANT, "post:1", 7, "post:liked", {"n": 1}, legacy=legacy)
        return lines_of(StreamEvent.from_bus(7, "post:liked", carried).spelled(spelling))

    (line,) = frame(Spelling.LEGACY, "NEW_LIKE")
    envelope = json.loads(line.removeprefix(b"data: "))
    assert (envelope["type"], envelope["seq"], envelope["data"]) == ("NEW_LIKE", 7, {"n": 1})
    (line,) = frame(Spelling.LEGACY, None)
    assert json.loads(line.removeprefix(b"data: "))["type"] == "post:liked"
    assert frame(Spelling.NAMED_LEGACY, "NEW_LIKE") == [b"event: NEW_LIKE", b'data: {"n":1}']
    assert frame(Spelling.NAMED_LEGACY, None)[0] == b"event: post:liked"


@pytest.mark.parametrize(
    "line",
    [
        "GET /v1/stream?token=SECRET&mode=named",
        "GET /v1/stream?a=b&TOKEN=SECRET",
        '{"header": "Bearer SECRET"}',
        "authorization: bearer SECRET",
    ],
)
def test_logs_carry_no_credential(line: str) -> None:
    assert "SECRET" not in redact(line)


def test_channel_ids_are_those_of_the_contract() -> None:
    channel = Channel.parse("post:1")

    assert (
        TrackedChannel(channel.id_in(TENANT), channel.name, str(TENANT)).mark_at(3).endswith(b"-3")
    )
