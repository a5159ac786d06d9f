"""Copy the events of a school into a file of JSON lines; may be killed at any moment.

``python bridge.py URL EMAIL FILE``, with the password in STUNITY_PASSWORD. Each line holds an event
and the cursor behind it. A second start drops a half-written last line and goes on after the last
whole one, so that nothing is missing and nothing is there twice.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from stunity import AsyncStunity
from stunity.realtime import Event, Options

# As many as the client remembers itself.
KNOWN = 1000


def continued(path: Path) -> Options:
    """Where the whole lines of the file end; what is behind them is cut off."""
    if not path.exists():
        return Options(cursors=True)
    whole, newline, _ = path.read_bytes().rpartition(b"\n")
    os.truncate(path, len(whole) + len(newline))
    lines = [json.loads(line) for line in whole.splitlines()[-KNOWN:]]
    if not lines:
        return Options(cursors=True)
    known = tuple(line["id"] for line in lines)
    return Options(cursors=True, start_after=lines[-1]["cursor"], known=known)


def line_of(event: Event) -> str:
    """An event as a line."""
    told = {"cursor": event.cursor, "id": event.id, "type": event.type, "data": event.data}
    return json.dumps(told, ensure_ascii=False) + "\n"


async def copy(url: str, email: str, path: Path) -> None:
    """Copy until the session ends."""
    async with AsyncStunity(url) as client:
        await client.sign_in(email, os.environ["STUNITY_PASSWORD"])
        stream = client.realtime(options=continued(path))
        with path.open("a", encoding="utf-8") as file:
            async with stream:
                async for event in stream.events():
                    if event.durable:
                        file.write(line_of(event))
                        file.flush()


if __name__ == "__main__":
    asyncio.run(copy(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
