"""Events as they happen."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from stunity.cli.connection import Session, explained
from stunity.cli.output import NOT_SIGNED_IN, fail

if TYPE_CHECKING:
    from stunity.realtime import Change, Event


def tail(
    context: typer.Context,
    patterns: Annotated[
        list[str] | None, typer.Argument(help="Types of events, such as 'post:*'; all by default.")
    ] = None,
    channel: Annotated[
        list[str] | None, typer.Option(help="A channel to join, such as board:ID; repeatable.")
    ] = None,
    count: Annotated[int, typer.Option(min=0, help="End after so many; 0: never.")] = 0,
) -> None:
    """Print events until Ctrl-C. With --json: one object a line, with the cursor behind it."""
    import asyncio

    session: Session = context.obj
    try:
        with explained():
            asyncio.run(_tail(session, tuple(patterns or ()), tuple(channel or ()), count))
    except KeyboardInterrupt:
        return


async def _tail(
    session: Session, patterns: tuple[str, ...], channels: tuple[str, ...], count: int
) -> None:
    from stunity.realtime import Gone, Options

    async with session.async_client() as client:
        stream = client.realtime(options=Options(channels=channels, cursors=session.out.as_json))
        stream.observe(change=_tell)
        async with stream:
            events = stream.events(*patterns)
            try:
                async for number, event in _numbered(events):
                    _print(session, event)
                    if number == count:
                        return
            except Gone as over:
                fail(NOT_SIGNED_IN, f"the stream is over ({over}): sign in again")


async def _numbered(events: AsyncIterator[Event]) -> AsyncIterator[tuple[int, Event]]:
    number = 0
    async for event in events:
        number += 1
        yield number, event


def _print(session: Session, event: Event) -> None:
    at = datetime.fromtimestamp(event.at_ms / 1000, UTC)
    session.out.line(
        {
            "id": event.id,
            "type": event.type,
            "channel": event.channel,
            "seq": event.seq,
            "actorId": event.actor_id,
            "at": at.isoformat(),
            "data": event.data,
            "cursor": event.cursor,
        },
        f"{at:%H:%M:%S}  {event.type:24} {event.channel:44} {event.data}",
    )


def _tell(change: Change) -> None:
    wait = f", next try in {change.retry_in:.0f} s" if change.retry_in else ""
    print(f"{change.state} ({change.reason}{wait})", file=sys.stderr)
