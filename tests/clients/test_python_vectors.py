"""The Python client reads the wire, cursors and resumptions as the vectors bind everybody to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stunity.realtime.cursor import format_cursor, parse_cursor
from stunity.realtime.events import Event, Joined, Resync, Stats
from stunity.realtime.receiver import Receiver
from stunity.realtime.sse import Message, SseParser
from tests.clients.world import CHANNEL, envelope, greeting
from tests.conformance.vectors import VECTORS, chunks_of


def told(message: Message) -> dict[str, str]:
    return {"type": message.type, "data": message.data, "lastEventId": message.last_id}


def by_name(vector: dict[str, Any]) -> str:
    return str(vector["name"])


@pytest.mark.parametrize("vector", VECTORS["wire"], ids=by_name)
@pytest.mark.parametrize("size", [None, 1], ids=["as it comes", "byte by byte"])
def test_bytes_mean_what_the_vectors_say(vector: dict[str, Any], size: int | None) -> None:
    chunks = chunks_of(vector)
    if size is not None:
        whole = b"".join(chunks)
        chunks = [whole[i : i + size] for i in range(0, len(whole), size)]
    parser = SseParser()

    messages = [told(message) for chunk in chunks for message in parser.push(chunk)]

    assert messages == vector["events"]
    assert parser.last_id == vector.get("id", "")
    assert parser.retry == (vector["retry"][-1] if vector.get("retry") else None)


@pytest.mark.parametrize("vector", VECTORS["cursors"], ids=lambda v: repr(v["text"][:30]))
def test_a_text_is_a_cursor_or_is_none(vector: dict[str, Any]) -> None:
    cursor = parse_cursor(vector["text"])

    assert (cursor and dict(cursor.positions)) == vector["positions"]
    if cursor is not None:
        assert format_cursor(*cursor) == vector["text"]


class Heard:
    """Writes down what a receiver tells, as the vectors count it."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def event(self, event: Event) -> None:
        self.told.append(event.seq)

    def resync(self, resync: Resync) -> None:
        self.told.append(resync.reason)

    def joined(self, joined: Joined) -> None:
        """The vectors say nothing of it."""


@pytest.mark.parametrize("vector", VECTORS["resumptions"], ids=by_name)
def test_a_stream_goes_on_as_the_vectors_say(vector: dict[str, Any]) -> None:
    log, asked, resync = vector["log"], vector["cursor"], vector["resync"]
    heard = Heard()
    receiver = Receiver(heard, Stats())
    if asked is not None:
        receiver.inbox.seed(f"{asked['epoch']}.tt-{asked['position']}")
    # The relay's answer, as its own tests hold it to this vector.
    jumps = resync is not None and resync["reason"] != "history_expired"
    begins = log["head"] if asked is None or jumps else asked["position"]
    first = greeting(begins, resumed=asked is not None, epoch=log["epoch"])
    messages = [first]
    if resync is not None:
        messages.append(envelope("server:resync", **resync, channel=CHANNEL, refetch=[]))
    messages += [envelope("post:created", seq) for seq in vector["events"]]

    assert [take(receiver, message) for message in messages][1:] == ["nothing"] * (
        len(messages) - 1
    )

    assert heard.told == [*([resync["reason"]] if resync else []), *vector["events"]]
    assert receiver.inbox.cursor == f"{log['epoch']}.tt-{log['head'] + 1}"


def take(receiver: Receiver, message: dict[str, Any]) -> str:
    return receiver.message(json.dumps(message)).kind
