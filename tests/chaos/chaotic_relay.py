"""``python -m tests.chaos.chaotic_relay``: the real relay on a bus that loses, doubles and delays.

The relay itself is the product's. Only what reaches it from the bus is tampered with, and, for the
negative control, its ordering is taken out: then it is a plain broadcaster, and must be found out.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from shared.realtime.cursor import Cursor
from sse_relay import __main__ as program
from sse_relay.app import Relay, build
from sse_relay.settings import RelaySettings
from sse_relay.streams.channel import TrackedChannel
from sse_relay.wire.frames import StreamEvent
from tests.chaos.switches import SwitchReader

Deliver = Callable[[bytes, Mapping[str, str]], None]


class ChaoticBus:
    """Stands between the subscription and the inbox."""

    def __init__(self, deliver: Deliver, switches: SwitchReader) -> None:
        self._deliver = deliver
        self._switches = switches
        self._followed = switches.current()
        self._random = random.Random(self._followed.seed)
        self._loop = asyncio.get_running_loop()

    def on_message(self, data: bytes, attributes: Mapping[str, str]) -> None:
        """Pass the message on never, once or twice, now or later."""
        switches = self._switches.current()
        if switches is not self._followed:
            self._followed, self._random = switches, random.Random(switches.seed)
        if self._random.random() < switches.drop:
            return
        for _ in range(2 if self._random.random() < switches.duplicate else 1):
            if switches.reorder_seconds:
                delay = self._random.expovariate(1 / switches.reorder_seconds)
                self._loop.call_later(delay, self._deliver, data, attributes)
            else:
                self._deliver(data, attributes)


def break_relay(relay: Relay, switches: SwitchReader) -> None:
    """Let a switch turn the relay into a broadcaster without gaps, comparisons and cursors."""
    # Parts of the relay, taken loosely: the wrappers stand in for methods of other types.
    hub: Any = relay.feed.hub
    tracker: Any = relay.feed.tracker
    opener: Any = relay.entrance.opener
    publish, compare, start = hub.publish, tracker.compare_once, opener._start

    def publish_as_it_comes(channel: TrackedChannel, event: StreamEvent) -> None:
        if not switches.current().broken:
            publish(channel, event)
            return
        channel.head = max(channel.head, event.seq)
        # What is remembered no longer joins the head; the relay must be whole again afterwards.
        channel.forget()
        hub._gather(channel, event)

    async def compare_never() -> None:
        if not switches.current().broken:
            await compare()

    async def start_at_head(channels: Sequence[TrackedChannel], cursor: Cursor | None) -> Any:
        return await start(channels, None if switches.current().broken else cursor)

    hub.publish = publish_as_it_comes
    tracker.compare_once = compare_never
    opener._start = start_at_head


async def build_chaotic(settings: RelaySettings) -> Relay:
    """The relay of production with the wrappers around its seams."""
    relay = await build(settings)
    switches = SwitchReader(Path(os.environ["DATA_DIR"]))
    bus = ChaoticBus(relay.feed.inbox.on_message, switches)
    inbox: Any = relay.feed.inbox
    inbox.on_message = bus.on_message
    break_relay(relay, switches)
    return relay


if __name__ == "__main__":
    with mock.patch.object(program, "build", build_chaotic):
        program.main()
