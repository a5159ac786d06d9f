"""Every way between the states of a connection, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from stunity.realtime import Gone, State, Token
from stunity.realtime.machine import Happening, transition, ways
from stunity.realtime.transport import Page, Unavailable
from tests.clients.world import World, envelope, page
from tests.support.virtual_time import VirtualLoop

post = "post:created"


def test_the_table_has_the_ways_of_the_specification() -> None:
    """AT-S4-1, of the client for Python."""
    table = {(before.value, happening.value): after.value for before, happening, after in ways()}

    assert table["disconnected", "connect"] == "connecting"
    assert {table[state, "open"] for state in ("connecting", "reconnecting", "polling")} == {
        "connected"
    }
    assert {table[state, "fail"] for state in ("connecting", "connected", "reconnecting")} == {
        "reconnecting"
    }
    assert table["reconnecting", "exhausted"] == "failed"
    assert table["failed", "fallback"] == "polling"
    assert transition(State.FAILED, Happening.OPEN) is None
    everywhere = {before for before, happening, _ in ways() if happening is Happening.DISCONNECT}
    assert everywhere == {*State} - {State.DISCONNECTED}


def test_events_come_once_and_in_order_over_reconnects(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        stream = await world.opened(4)
        stream.say(envelope(post, 5), envelope(post, 6), envelope(post, 5))
        stream.break_off()
        await world.settle(1.0)
        assert world.last.cursor == "e1.tt-6"
        world.last.greet(6, resumed=True)
        world.last.say(envelope(post, 6), envelope(post, 7))
        await world.settle()

        assert world.numbers == [5, 6, 7]
        assert world.client.get_stats().duplicates == 2
        assert world.states == ["connecting", "connected", "reconnecting", "connected"]

    loop.run(story())


def test_a_gap_is_fetched_and_not_skipped(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        stream = await world.opened()
        stream.say(envelope(post, 1), envelope(post, 3))
        await world.settle(1.0)
        assert stream.closed
        assert world.last.cursor == "e1.tt-1"
        world.last.greet(1, resumed=True)
        world.last.say(envelope(post, 2), envelope(post, 3))
        await world.settle()

        assert world.numbers == [1, 2, 3]
        assert world.client.get_stats().gaps == 1

    loop.run(story())


def test_a_gap_that_stays_is_declared_in_the_end(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World(max_reconnect_attempts=100)
        await world.opened()
        for _ in range(4):
            world.last.say(envelope(post, 3))
            await world.settle(40)
            if world.resyncs:
                break
            world.last.greet(0, resumed=True)
            await world.settle()

        assert [(r.reason, r.missed_from, r.missed_to) for r in world.resyncs] == [("gap", 1, 3)]
        world.last.say(envelope(post, 4))
        await world.settle()
        assert world.numbers == [4]

    loop.run(story())


def test_attempts_wait_longer_each_time_and_then_it_polls(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World(max_reconnect_attempts=4)
        world.client.connect()
        for wait in (0.0, 1.0, 2.0, 4.0):
            await world.settle(wait)
            world.last.fail()
            await world.settle()
        began = [stream.at - world.streams[0].at for stream in world.streams]

        assert began == pytest.approx([0, 1, 3, 7], abs=0.01)
        assert world.states[-2:] == ["failed", "polling"]
        assert world.client.get_stats().failures == 4

    loop.run(story())


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_names_a_time_is_obeyed(loop: VirtualLoop, status: int) -> None:
    async def story() -> None:
        world = World()
        world.client.connect()
        await world.settle()
        world.last.answer(status, retry_after=17)
        await world.settle(16.5)
        assert len(world.streams) == 1
        await world.settle(1)
        assert len(world.streams) == 2

    loop.run(story())


def test_polling_goes_on_from_the_same_place_and_back_to_a_stream(loop: VirtualLoop) -> None:
    """AT-S4-2, of the client for Python."""

    async def story() -> None:
        world = World(max_reconnect_attempts=1)
        stream = await world.opened()
        stream.say(envelope(post, 1))
        stream.break_off()
        await world.settle(1.0)
        world.pages = [
            page(envelope(post, 2), cursor="e1.tt-2", more=True),
            page(envelope(post, 3), cursor="e1.tt-3"),
        ]
        world.last.fail()
        await world.settle()
        assert world.client.get_state() is State.POLLING
        assert world.numbers == [1, 2, 3]
        assert [cursor for _, cursor, _ in world.polls] == ["e1.tt-1", "e1.tt-2"]

        await world.settle(60.0)
        assert world.last.cursor == "e1.tt-3"
        world.last.greet(3, resumed=True)
        world.last.say(envelope(post, 4))
        await world.settle()
        polls = len(world.polls)
        await world.settle(120)

        assert world.numbers == [1, 2, 3, 4]
        assert world.client.is_connected() or world.states[-1] == "reconnecting"
        assert len(world.polls) == polls

    loop.run(story())


def test_a_poll_that_the_server_answers_at_once_is_not_repeated_at_once(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World(max_reconnect_attempts=1, probe_interval=1e6)
        world.client.connect()
        await world.settle()
        world.last.fail()
        await world.settle(100)

        gaps = [b[0] - a[0] for a, b in zip(world.polls, world.polls[1:], strict=False)]
        assert gaps[1:] == pytest.approx([30.0] * len(gaps[1:]), abs=0.1)

    loop.run(story())


def test_without_the_fallback_it_stays_failed_until_it_is_told(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World(max_reconnect_attempts=1, enable_polling_fallback=False)
        world.client.connect()
        await world.settle()
        world.last.fail()
        await world.settle(600)
        assert world.client.get_state() is State.FAILED
        assert not world.polls

        world.client.set_polling_fallback(True)
        await world.settle()
        assert world.client.get_state() is State.POLLING
        world.client.set_polling_fallback(False)
        await world.settle()
        assert world.client.get_state() is State.FAILED
        world.client.reconnect()
        await world.settle()
        assert world.client.get_state() is State.CONNECTING

    loop.run(story())


def test_a_refused_token_is_renewed_once_and_then_it_is_over(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        ended: list[str] = []

        async def read() -> None:
            try:
                async for _ in world.client.events():
                    pass
            except Gone as over:
                ended.append(str(over))

        reading = asyncio.get_running_loop().create_task(read())
        world.client.connect()
        await world.settle()
        world.last.answer(401)
        await world.settle()
        assert world.asked == [False, True]
        world.last.answer(401)
        await world.settle(600)

        assert world.client.get_state() is State.FAILED
        assert len(world.streams) == 2
        assert ended == ["refused: 401"]
        await reading

    loop.run(story())


def test_a_session_that_is_over_is_not_tried_again(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        world.tokens = [None]
        world.client.connect()
        await world.settle(600)

        assert world.states == ["connecting", "failed"]
        assert not world.streams

    loop.run(story())


def test_silence_ends_a_stream_and_a_comment_is_a_sign_of_life(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        stream = await world.opened()
        for _ in range(5):
            await world.settle(50)
            stream.comment()
        assert world.client.is_connected()
        await world.settle(61)
        assert stream.closed
        assert world.changes[-1].reason == "silent"

    loop.run(story())


def test_a_planned_end_lets_the_old_stream_flow_until_the_new_one(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        stream = await world.opened()
        await world.settle(10)
        stream.say(envelope("server:reconnect", reason="drain", afterMs=3000), envelope(post, 1))
        await world.settle(1)
        stream.say(envelope(post, 2))
        await world.settle(1)
        assert world.numbers == [1, 2]
        assert not stream.closed
        await world.settle(1.1)
        assert stream.closed
        assert world.last.cursor == "e1.tt-2"

    loop.run(story())


def test_a_server_that_sends_everybody_away_is_not_asked_in_a_loop(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        world.client.connect()
        for count in range(1, 6):
            await world.settle()
            assert len(world.streams) == count
            world.last.greet()
            world.last.say(envelope("server:reconnect", reason="drain", afterMs=0))
            await world.settle(0.9)
            assert len(world.streams) == count
            await world.settle(0.2)

    loop.run(story())


def test_a_token_is_replaced_before_it_ends(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        world.tokens = [Token("short", 100.0), Token("renewed"), Token("used")]
        await world.opened()
        await world.settle(54)
        assert len(world.streams) == 1
        await world.settle(2)

        assert world.asked == [False, True, False]
        assert world.changes[-1].reason == "token"
        assert len(world.streams) == 2

    loop.run(story())


def test_new_channels_come_by_another_stream_from_the_same_place(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        stream = await world.opened(3)
        world.client.set_channels(["board:b"])
        await world.settle()

        assert stream.closed
        assert world.last.channels == ["board:b"]
        assert world.last.cursor == "e1.tt-3"
        with pytest.raises(ValueError, match="at most 64"):
            world.client.set_channels([f"post:{n}" for n in range(65)])

    loop.run(story())


def test_in_the_background_it_polls_slowly_and_comes_back(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        stream = await world.opened()
        world.client.set_background(True)
        await world.settle(25)
        assert stream.closed
        assert world.client.get_state() is State.POLLING
        assert len(world.polls) == 3
        world.client.set_background(False)
        await world.settle()
        assert world.client.get_state() is State.CONNECTING

    loop.run(story())


Breaking = Callable[[World], Awaitable[None]]


async def no_page(world: World) -> None:
    world.pages = [Unavailable("no"), Page(503, 5.0, {}), Page(429, 90.0, {})]
    await world.settle(1000)


@pytest.mark.parametrize("breaking", [no_page])
def test_a_poll_that_fails_is_counted_and_the_next_one_comes(
    loop: VirtualLoop, breaking: Breaking
) -> None:
    async def story() -> None:
        world = World(max_reconnect_attempts=1, probe_interval=1e6)
        world.client.connect()
        await world.settle()
        world.last.fail()
        await breaking(world)

        assert world.client.get_stats().poll_failures == 3
        assert world.client.get_stats().polls > 1
        assert world.client.get_state() is State.POLLING

    loop.run(story())


def test_a_listener_that_raises_costs_the_others_nothing(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()

        def bad(event: Any) -> None:
            raise RuntimeError(event)

        world.client.subscribe("post:*", bad)
        stream = await world.opened()
        stream.say(envelope(post, 1), envelope(post, 2))
        await world.settle()

        assert world.numbers == [1, 2]
        assert world.client.get_stats().listener_errors == 2

    loop.run(story())


def test_a_slow_loop_holds_the_stream_back_and_loses_nothing(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World(buffer=2)
        stream = await world.opened()
        events = world.client.events("post:*")
        first = asyncio.ensure_future(anext(events))
        await world.settle()
        stream.say(*(envelope(post, seq) for seq in range(1, 8)))
        await world.settle()
        assert (await first).seq == 1
        assert len(world.events) < 7
        taken = [(await anext(events)).seq for _ in range(6)]

        assert taken == [2, 3, 4, 5, 6, 7]

    loop.run(story())


def test_what_was_stored_is_continued_from_without_a_copy_of_it(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World(cursors=True)
        stream = await world.opened()
        stream.say(envelope(post, 1), envelope(post, 2))
        await world.settle()
        assert [event.cursor for event in world.events] == ["e1.tt-1", "e1.tt-2"]
        first, second = world.events

        # The second was not stored any more; of the first there is a copy on another channel.
        later = World(start_after=first.cursor, known=(first.id,))
        later.client.connect()
        await later.settle()
        assert later.last.cursor == "e1.tt-1"
        later.last.greet(1, resumed=True)
        copy = {**envelope(post, 9), "id": first.id, "channel": "class:c"}
        later.last.say(copy, envelope(post, 2))
        await later.settle()
        assert [event.id for event in later.events] == [second.id]

    loop.run(story())


def test_disconnect_ends_loops_and_streams(loop: VirtualLoop) -> None:
    async def story() -> None:
        world = World()
        stream = await world.opened()
        events = world.client.events()
        waiting = asyncio.get_running_loop().create_task(anext(events, "the end"))
        await world.settle()
        world.client.disconnect()
        await world.settle(600)

        assert await waiting == "the end"
        assert stream.closed
        assert len(world.streams) == 1
        assert world.client.get_state() is State.DISCONNECTED

    loop.run(story())
