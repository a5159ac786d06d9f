"""Cursors that no honest client sends: a corpus from a seed, and a client that sends it raw."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes

from shared.realtime.channels import encode_id
from shared.realtime.cursor import MAX_CURSOR_BYTES, Cursor, InvalidCursor
from tests.chaos.wire import address_of

HEADER, QUERY = "header", "query"
_READ_SECONDS = 60.0
_HEAD_END = b"\r\n\r\n"
_WORDS = (
    b"", b".", b"-", b"~", b".~", b"a.", b"a.-", b"a.1-", b"a.-1", b"a.1-1~", b"a.~1-1", b"null",
    b"0", b"-1", b"1e309", b"NaN", b"a.1-1-1", b"a.1-01", b"a.1-+1", b"a.1-1 ", b"A.1-1", b"a.A-1",
    b"a.1-\xd9\xa1", b"a.\xef\xbc\x91-1", b"\xc3\xa9.1-1", b"a.1-1\x00", b"a.1-1\x7f", b"a.1-1;b",
    b"../../etc/passwd", b"' OR 1=1 --", b"${jndi:ldap://x}", b"%00", b"%2e%2e", b"{{7*7}}",
    b"a.zzzzzzzzzzzzz-1", b"a.zzzzzzzzzzzzzz-1", b"a.1y2p0ij32e8e7-1", b"a.1y2p0ij32e8e8-1",
    b"a.1-999999999999999999", b"a.1-9999999999999999999", b"a.00-1", b"a.0-1", b"a.0-0",
    b"a" * 32 + b".1-1", b"a" * 33 + b".1-1", b"a.1-1~1-2", b"a.1-1~1-1", b"\t", b"a\t.1-1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A cursor and where it is put."""

    where: str
    text: bytes

    def request(self, token: str) -> bytes:
        """The raw request, which no HTTP library would write."""
        target, header = b"/v1/stream", b""
        if self.where == QUERY:
            target += b"?lastEventId=" + quote_from_bytes(self.text).encode()
        else:
            header = b"Last-Event-ID: " + self.text + b"\r\n"
        authorization = b"Authorization: Bearer " + token.encode() + b"\r\n"
        return b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n" + authorization + header + b"\r\n"

    def is_cursor(self) -> bool:
        """Whether the product's own grammar takes the text; an empty one is no cursor at all."""
        try:
            header = self.where == HEADER
            text = self.text.decode("latin-1" if header else "utf-8")
            if text := (text.strip(" \t") if header else text):
                Cursor.parse(text)
        except (UnicodeDecodeError, InvalidCursor):
            return False
        return True

    @property
    def plain(self) -> bool:
        """Whether the text stays one header value on the wire."""
        return self.where == QUERY or not set(self.text) & {0, 10, 13}


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of a response, and its body where it is short."""

    status: int
    content_type: str
    problem: Any


def corpus(seed: int, count: int, known: Cursor) -> Iterator[Case]:
    """Known evils first, then mutations of a cursor that the relay itself has handed out."""
    dice = random.Random(seed)
    for word in _WORDS:
        yield Case(HEADER, word)
        yield Case(QUERY, word)
    mutations = (_flip, _cut, _insert, _repeat, _number, _pile, _garbage, _swap)
    for _ in range(count - 2 * len(_WORDS)):
        text = str(known).encode()
        for _ in range(dice.randint(1, 3)):
            mutate: Callable[[bytes, random.Random], bytes] = dice.choice(mutations)
            text = mutate(text, dice)
        yield Case(dice.choice((HEADER, QUERY)), text)


def _flip(text: bytes, dice: random.Random) -> bytes:
    changed = bytearray(text or b"a")
    changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(text: bytes, dice: random.Random) -> bytes:
    start = dice.randint(0, len(text))
    return text[:start] + text[dice.randint(start, len(text)) :]


def _insert(text: bytes, dice: random.Random) -> bytes:
    at = dice.randint(0, len(text))
    return text[:at] + dice.choice(_WORDS) + text[at:]


def _repeat(text: bytes, dice: random.Random) -> bytes:
    return text + b"~" + text.partition(b".")[2] if dice.random() < 0.5 else text * 2


def _number(text: bytes, dice: random.Random) -> bytes:
    head = text.rpartition(b"-")[0]
    return head + b"-" + str(dice.getrandbits(dice.choice((8, 62, 64, 256)))).encode()


def _pile(text: bytes, dice: random.Random) -> bytes:
    channels = dice.choice((63, 64, 65, 200, 900))
    parts = [f"{encode_id(dice.getrandbits(63))}-{dice.randrange(99)}" for _ in range(channels)]
    return text.partition(b".")[0] + b"." + "~".join(parts).encode()


def _garbage(text: bytes, dice: random.Random) -> bytes:
    del text
    return dice.randbytes(dice.choice((1, 40, MAX_CURSOR_BYTES, MAX_CURSOR_BYTES + 1, 9000)))


def _swap(text: bytes, dice: random.Random) -> bytes:
    parts = text.split(b"~")
    dice.shuffle(parts)
    return b"~".join(parts)


async def send(relay: str, case: Case, token: str) -> Reply:
    """Send a case over a socket of its own and read the head of the answer.

    A status of 0 is a connection that was closed without one.
    """
    async with asyncio.timeout(_READ_SECONDS):
        reader, writer = await asyncio.open_connection(*address_of(relay))
        try:
            writer.write(case.request(token))
            head = await reader.readuntil(_HEAD_END)
            lines = head.decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
            length = int(headers.get("content-length", 0))
            body = await reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return Reply(0, "", None)
        finally:
            writer.transport.abort()
    problem = json.loads(body) if length else None
    return Reply(int(lines[0].split()[1]), headers.get("content-type", ""), problem)


async def send_all(
    relay: str, cases: Sequence[Case], tokens: Sequence[str], *, at_once: int
) -> list[Reply]:
    """Send all cases, several at a time, each with the next of the tokens."""
    places = asyncio.Semaphore(at_once)

    async def one(number: int, case: Case) -> Reply:
        async with places:
            return await send(relay, case, tokens[number % len(tokens)])

    return list(await asyncio.gather(*(one(n, case) for n, case in enumerate(cases))))
