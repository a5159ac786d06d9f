"""The client for Python: events a second through it, and what its command costs before it works.

``python -m benchmarks.client [--quick]``. Events come from a process of its own, as fast as they
are taken, in the bytes that the relay writes. The floor reads the same stream with httpx-sse and
parses the JSON of each event: no order, no second copy dropped, no cursor. Both count in processor
seconds of the reader, so that a busy machine changes little.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import httpx_sse

from benchmarks.report import Figure, median_ratio, print_table
from infra.local.process import PROJECT_ROOT

SOURCE = PROJECT_ROOT / "clients/python/src"
CHANNEL = "post:01890a5d-ac96-774b-bcce-b302099a8057"
EVENTS_A_SECOND = 10_000
IMPORT_MS = 300
_PIECE_EVENTS = 32


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer events and rounds")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(_serve(options.serve))
        return 0
    sys.path.insert(0, str(SOURCE))
    _streams(events=5_000 if options.quick else 20_000, rounds=3 if options.quick else 7)
    _imports(rounds=5 if options.quick else 15)
    return 0


def _streams(*, events: int, rounds: int) -> None:
    ours: list[float] = []
    floor: list[float] = []
    with _server(events) as url:
        for _ in range(rounds):
            floor.append(_processor_seconds(_read_plainly, url, events))
            ours.append(_processor_seconds(_read_with_client, url, events))
    rate = events / statistics.median(ours)
    plain = events / statistics.median(floor)
    print_table(
        f"The client for Python, {events:,} events, a core",
        [
            Figure("events a second", rate, "1/s", least=EVENTS_A_SECOND),
            Figure("httpx-sse and json", plain, "1/s", note="no order, copies or cursor"),
            Figure("the client's work", median_ratio(ours, floor), "x", note="of the floor's"),
        ],
    )


def _processor_seconds(read: object, url: str, events: int) -> float:
    assert callable(read)
    began = time.process_time()
    count = asyncio.run(read(url, events))
    taken = time.process_time() - began
    assert count == events, f"{count} of {events} came"
    return taken


async def _read_plainly(url: str, events: int) -> int:
    count = 0
    async with (
        httpx.AsyncClient(timeout=None) as http,  # noqa: S113 - it ends when the events do
        httpx_sse.aconnect_sse(http, "GET", url) as source,
    ):
        async for message in source.aiter_sse():
            if message.data:  # a position alone has none
                count += "seq" in json.loads(message.data)
            if count == events:
                break
    return count


async def _read_with_client(url: str, events: int) -> int:
    from stunity.realtime import RealtimeClient, Token
    from stunity.realtime.transport import HttpTransport

    async def where() -> str:
        return url

    async def tokens(renew: bool) -> Token:
        del renew
        return Token("none")

    count = 0
    async with httpx.AsyncClient() as http:
        stream = RealtimeClient(HttpTransport(http, where, url), tokens)
        async with stream:
            async for event in stream.events():
                count += event.seq is not None
                if count == events:
                    break
    return count


@contextmanager
def _server(events: int) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.client", "--serve", str(events)]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1/stream"
        finally:
            process.kill()


async def _serve(events: int) -> None:
    """A stream of so many events for whoever connects."""
    pieces = list(_pieces(events))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
        writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            for piece in pieces:
                writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                await writer.drain()
            await reader.read()
        except OSError:
            pass  # the reader has what it wants
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _pieces(events: int) -> Iterator[bytes]:
    greeting = {
        "connectionId": "c", "epoch": "e1", "channels": [CHANNEL], "ids": {CHANNEL: "p1"},
        "positions": {CHANNEL: 0}, "rejected": [], "resumed": False,
    }  # fmt: skip
    yield _message("connected", {"channel": "connection", "data": greeting, "durable": False})
    for first in range(1, events + 1, _PIECE_EVENTS):
        last = min(first + _PIECE_EVENTS, events + 1)
        body = b"".join(_event(seq) for seq in range(first, last))
        yield body + f"id: e1.p1-{last - 1}\n\n".encode()


def _event(seq: int) -> bytes:
    data = {"postId": CHANNEL[5:], "userId": "01890a5d-ac96-774b-bcce-b302099a8058",
            "likesCount": seq, "preview": "សួស្តី ពិភពលោក"}  # fmt: skip
    return _message(
        "post:liked",
        {
            "id": f"01890a5d-ac96-774b-bcce-{seq:012d}",
            "channel": CHANNEL,
            "actorId": "01890a5d-ac96-774b-bcce-b302099a8058",
            "data": data,
            "durable": True,
            "version": 1,
            "seq": seq,
            "legacyType": "NEW_LIKE",
            "requestId": "01890a5d-ac96-774b-bcce-b302099a8059",
        },
    )


def _message(kind: str, envelope: dict[str, object]) -> bytes:
    told = {"id": "x", "type": kind, "timestamp": 1_700_000_000_000, **envelope}
    return f"data: {json.dumps(told, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


def _imports(*, rounds: int) -> None:
    """What the shell waits for before the command does anything."""
    floor, command, helped = [], [], []
    for _ in range(rounds):
        floor.append(_process_ms("-c", "pass"))
        command.append(_process_ms("-c", "import stunity.cli.app"))
        helped.append(_process_ms("-m", "stunity.cli", "--help"))
    least, loaded = statistics.median(floor), statistics.median(command)
    print_table(
        "The command stunity",
        [
            Figure("import of the command", loaded - least, "ms", goal=IMPORT_MS),
            Figure("python -c pass", least, "ms", note="the floor"),
            Figure("with the import", median_ratio(command, floor), "x", note="of the floor's"),
            Figure("stunity --help", statistics.median(helped), "ms", note="from shell to prompt"),
        ],
    )


def _process_ms(*arguments: str) -> float:
    """Processor time of a process of Python, in milliseconds."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = os.times()
    subprocess.run(  # noqa: S603 - our own module
        [sys.executable, *arguments],
        cwd=Path("/"),
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = os.times()
    taken = after.children_user + after.children_system
    return 1000 * (taken - before.children_user - before.children_system)


if __name__ == "__main__":
    sys.exit(main())
