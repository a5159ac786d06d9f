"""The peer: the usual way to serve events with Starlette on uvicorn, uvloop and httptools."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route
from typing_extensions import override

queues: set[asyncio.Queue[bytes]] = set()


async def stream(_: Request) -> StreamingResponse:
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    async def events() -> AsyncIterator[bytes]:
        queues.add(queue)
        try:
            yield b": connected\n\n"
            while True:
                yield await queue.get()
        finally:
            queues.discard(queue)

    return StreamingResponse(events(), media_type="text/event-stream")


class Publisher(asyncio.Protocol):
    """Turns each line of the control socket into one event for everybody, encoded once."""

    def __init__(self) -> None:
        self._rest = b""

    @override
    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            block = b"data: " + line + b"\n\n"
            for queue in queues:
                queue.put_nowait(block)


async def serve() -> None:
    app = Starlette(routes=[Route("/stream", stream)])
    config = uvicorn.Config(
        app, port=0, log_level="error", access_log=False, loop="uvloop", http="httptools"
    )
    server = uvicorn.Server(config)
    control = await asyncio.get_running_loop().create_server(Publisher, "127.0.0.1", 0)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
        await asyncio.sleep(0.01)
    ready = {
        "port": server.servers[0].sockets[0].getsockname()[1],
        "control": control.sockets[0].getsockname()[1],
        "path": "/stream",
        "headers": ["Accept: text/event-stream"],
    }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    await serving


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve())
