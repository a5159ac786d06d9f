"""Two workers of one instance: a subscription each, or one that is shared over local sockets.

Both hear the same messages at the same rate. Counted are the processor time that the instance
spends for a message to be at both workers' inboxes, and how long after its publication it is there.
The broker is this project's emulator, in a process of its own, and not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import marshal
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from unittest import mock

import uvloop
from typing_extensions import override

from infra.local.process import PROJECT_ROOT
from infra.local.pubsub.launch import start_broker
from infra.pubsub.publisher import OutgoingMessage, PubSubPublisher
from infra.pubsub.subscriber import RelaySubscription
from shared.realtime.bus import BusAttributes

PROJECT, TOPIC = "bench-workers", "events"
WORKERS = 2
_BATCH = 5
_WARM_MESSAGES = 200
_PAYLOAD = 400
_HEAD_BYTES = 4
_ATTRIBUTES: Mapping[str, str] = BusAttributes(
    channel_id=2**60,
    seq=1,
    type="post:created",
    tenant_id="01890000-0000-7000-8000-000000000001",
    channel="tenant:01890000-0000-7000-8000-000000000001",
    copy=0,
).encode()


def main() -> None:
    """Compare the two ways, interleaved."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relay_workers", description=__doc__)
    parser.add_argument("--messages", type=int, default=5000, help="of one run")
    parser.add_argument("--rate", type=int, default=500, help="messages a second")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--as", dest="role", choices=["own", "share", "read"], help="internal")
    parser.add_argument("--fds", type=int, nargs="*", default=[], help="internal")
    options = parser.parse_args()
    if options.role:
        uvloop.run(_serve(options.role, options.messages, options.fds))
        return
    broker = start_broker()
    try:
        with mock.patch.dict(os.environ, {"PUBSUB_EMULATOR_HOST": broker.host}):
            publisher = PubSubPublisher(PROJECT, TOPIC)
            for number in range(1, options.rounds + 1):
                for way in ("own", "share"):
                    _run(way, publisher, options.messages, options.rate, number)
            publisher.close()
    finally:
        broker.kill()


def _run(way: str, publisher: PubSubPublisher, messages: int, rate: int, number: int) -> None:
    total = messages + _WARM_MESSAGES
    processes = _start(way, total)
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for sent in range(0, total, _BATCH):
        _publish(publisher)
        # The first ones load what the others find loaded.
        time.sleep(_BATCH / rate if sent > _WARM_MESSAGES else _BATCH / 100)
    said = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    processor = sum(one["cpu"] for one in said) / messages
    delays = sorted(delay for one in said for delay in one["delays"])
    assert len(delays) == WORKERS * messages, "a worker did not hear everything"
    print(
        f"round {number}  {'a subscription each' if way == 'own' else 'one, shared':<20}"
        f" {processor * 1e6:6.0f} us of processor a message · published to inbox p50"
        f" {delays[len(delays) // 2] * 1e3:.2f} ms,"
        f" p99 {delays[len(delays) * 99 // 100] * 1e3:.2f} ms",
        flush=True,
    )


def _publish(publisher: PubSubPublisher) -> None:
    data = json.dumps({"at": time.time(), "text": "x" * _PAYLOAD}).encode()
    assert all(publisher.publish([OutgoingMessage(data, _ATTRIBUTES)] * _BATCH, deadline=10))


def _start(way: str, total: int) -> list[subprocess.Popen[str]]:
    if way == "own":
        return [_spawn("own", total, []) for _ in range(WORKERS)]
    pairs = [socket.socketpair() for _ in range(WORKERS)]
    processes = [_spawn("read", total, [theirs]) for _, theirs in pairs]
    processes.append(_spawn("share", total, [ours for ours, _ in pairs]))
    for pair in pairs:
        for end in pair:
            end.close()
    return processes


def _spawn(role: str, total: int, sockets: list[socket.socket]) -> subprocess.Popen[str]:
    fds = [end.fileno() for end in sockets]
    command = [sys.executable, "-m", "benchmarks.relay_workers", "--as", role]
    return subprocess.Popen(  # noqa: S603 - our own module
        [*command, "--messages", str(total), "--fds", *map(str, fds)],
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=fds,
    )


class _Count:
    """Takes messages as an inbox does, and knows when all have come."""

    def __init__(self, total: int, *, timed: bool) -> None:
        self.over = asyncio.Event()
        self._left = total
        self._warm = _WARM_MESSAGES
        self._timed = timed
        self._began = 0.0
        self.cpu = 0.0
        self.delays: list[float] = []

    def take(self, data: bytes, attributes: Mapping[str, str]) -> None:
        """One message."""
        int(attributes["ch"])
        self._left -= 1
        self._warm -= 1
        if self._warm == 0:
            self._began = time.process_time()
        if self._warm < 0 and self._timed:
            self.delays.append(time.time() - json.loads(data)["at"])
        if self._left == 0:
            self.cpu = time.process_time() - self._began
            self.over.set()


class _Reader(asyncio.Protocol):
    """Messages framed by their length."""

    def __init__(self, take: Callable[[bytes, Mapping[str, str]], None]) -> None:
        self._take = take
        self._rest = b""

    @override
    def data_received(self, data: bytes) -> None:
        data, at = self._rest + data, 0
        while len(data) - at >= _HEAD_BYTES:
            end = at + _HEAD_BYTES + int.from_bytes(data[at : at + _HEAD_BYTES])
            if end > len(data):
                break
            self._take(*marshal.loads(data[at + _HEAD_BYTES : end]))  # noqa: S302 - our own process wrote it
            at = end
        self._rest = data[at:]


async def _serve(role: str, total: int, fds: list[int]) -> None:
    loop = asyncio.get_running_loop()
    count = _Count(total, timed=role != "share")
    sockets = [socket.socket(fileno=fd) for fd in fds]
    subscription: RelaySubscription | None = None
    if role == "read":
        await loop.create_connection(lambda: _Reader(count.take), sock=sockets[0])
    else:
        transports = [
            (await loop.create_connection(asyncio.Protocol, sock=end))[0] for end in sockets
        ]

        def on_message(data: bytes, attributes: Mapping[str, str]) -> None:
            frame = marshal.dumps((data, dict(attributes)))
            for transport in transports:
                transport.write(len(frame).to_bytes(_HEAD_BYTES) + frame)
            count.take(data, attributes)

        subscription = RelaySubscription(
            PROJECT, TOPIC, f"bench-{os.getpid()}", on_message if fds else count.take,
            create_topic=True,
        )  # fmt: skip
        await subscription.start()
        await subscription.wait_attached()
    _say("ready")
    await count.over.wait()
    if subscription is not None:
        await subscription.stop()
    _say(json.dumps({"cpu": count.cpu, "delays": count.delays}))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
