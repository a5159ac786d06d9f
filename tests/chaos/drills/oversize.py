"""F16: what is too large or too deep is refused before it is parsed, and costs no memory."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from urllib.parse import urlsplit

from shared.http.route import DEFAULT_BODY_BYTES
from tests.chaos.goals import Figure
from tests.chaos.report import Report
from tests.chaos.scenario import Scene
from tests.chaos.world import resident_bytes

_HUGE_BYTES = 100_000_000
_DEPTH = 100_000
_PIECE = b"a" * 65_536
_RELAY_HEADER_BYTES = 8192
_MEGABYTE = 1_000_000
_GROWTH_BYTES = 2 * DEFAULT_BODY_BYTES
_NOISE_BYTES = 4_000_000
"""What a process of Python grows by without any cause of ours: arenas, and a thread's first use."""
_SECONDS = 20.0
_ROUNDS = 3

CLOSED = 0
"""In the place of a status: the connection was closed without an answer."""


@dataclass(frozen=True, slots=True)
class Case:
    """A request as pieces of bytes, and the statuses that refuse it."""

    name: str
    pieces: Callable[[], Iterator[bytes]]
    expected: frozenset[int]


async def oversize(scene: Scene, seconds: float, seed: int) -> Report:
    """Send every case to the API and the relay, several times, and look at their memory."""
    del seconds, seed
    world = scene.world
    token = scene.accounts[0].access
    gateways = [*_children(world.pid("gateway"))]
    watched = [*gateways, world.pid("relay")]
    marks = world.log_marks()
    # The first of each kind loads what such requests need.
    targets = [(world.stack.app_url, case) for case in api_cases(token)]
    targets += [(world.relays[0], case) for case in relay_cases(token)]
    answers = [await asyncio.to_thread(send, url, case) for url, case in targets]
    before = [resident_bytes(pid) for pid in watched]
    for _ in range(_ROUNDS):
        answers += [await asyncio.to_thread(send, url, case) for url, case in targets]
    growth = max(resident_bytes(pid) - was for pid, was in zip(watched, before, strict=True))
    asked = [case for _ in range(_ROUNDS + 1) for _, case in targets]
    wrong = {
        f"{case.name}: {status}"
        for case, status in zip(asked, answers, strict=True)
        if status not in case.expected
    }
    return Report(
        [
            Figure("requests", len(answers), least=len(targets)),
            Figure("refused wrongly", len(wrong), most=0, note=", ".join(sorted(wrong))),
            Figure("answers of 5xx", sum(status >= 500 for status in answers), most=0),
            Figure("errors logged", len(world.logged_errors(marks)), most=0),
            Figure(
                "workers that died", len({*gateways} - {*_children(world.pid("gateway"))}), most=0
            ),
            Figure(
                "memory grew by",
                growth / _MEGABYTE,
                most=_GROWTH_BYTES / _MEGABYTE,
                unit="MB",
                slack=_NOISE_BYTES / _MEGABYTE,
            ),
        ]
    )


def api_cases(token: str) -> list[Case]:
    """Bodies and headers that the API must refuse."""
    limit = DEFAULT_BODY_BYTES
    deep = b'{"content":' + b"[" * (limit // 4) + b"]" * (limit // 4) + b"}"
    bomb = gzip.compress(b'{"content":"' + b"a" * _HUGE_BYTES + b'"}')[:limit]
    return [
        _post("one byte over", token, _json(limit + 1), {413}),
        _post(
            "a hundred megabytes", token, [b'{"content":"', *_pieces(_HUGE_BYTES)], {413, CLOSED}
        ),
        _post(
            "a hundred megabytes in chunks",
            token,
            [*_pieces(_HUGE_BYTES)],
            {413, CLOSED},
            chunked=True,
        ),
        _post("brackets", token, [deep], {400, 422}),
        _post("many more brackets", token, [b"[" * _DEPTH], {400, 413}),
        _post("a gzip bomb", token, [bomb], {415}, header="Content-Encoding: gzip\r\n"),
        _post("long headers", token, [b"{}"], {400, 431}, header=_long_headers(17_000)),
    ]


def relay_cases(token: str) -> list[Case]:
    """Requests that the relay must refuse."""

    def get(name: str, path: str, headers: str) -> Case:
        text = (
            f"GET {path} HTTP/1.1\r\nHost: chaos\r\nAuthorization: Bearer {token}\r\n{headers}\r\n"
        )
        return Case(name, lambda: iter([text.encode()]), frozenset({414, 431, CLOSED}))

    body = f"POST /v1/stream HTTP/1.1\r\nHost: chaos\r\nContent-Length: {_HUGE_BYTES}\r\n\r\n"
    return [
        get("a header over", "/v1/stream", _long_headers(_RELAY_HEADER_BYTES)),
        get("a hundred kilobytes of header", "/v1/stream", _long_headers(100_000)),
        get("a long request line", "/v1/stream?x=" + "a" * _RELAY_HEADER_BYTES, ""),
        Case(
            "a body for the relay",
            lambda: iter([body.encode(), *_pieces(_HUGE_BYTES)]),
            frozenset({405, 413, 431, CLOSED}),
        ),
    ]


def send(url: str, case: Case) -> int:
    """The status that came, or ``CLOSED``; the server may hang up while we still send."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=_SECONDS) as connection:
        try:
            for piece in case.pieces():
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # an answer may still be there to read
        try:
            head = connection.recv(65_536)
        except ConnectionResetError:
            return CLOSED
    return int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/1.1 ") else CLOSED


def _post(
    name: str,
    token: str,
    body: list[bytes],
    expected: set[int],
    *,
    header: str = "",
    chunked: bool = False,
) -> Case:
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {sum(map(len, body))}"
    head = (
        f"POST /v1/posts HTTP/1.1\r\nHost: chaos\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\n{header}{length}\r\n\r\n"
    ).encode()

    def pieces() -> Iterator[bytes]:
        yield head
        for piece in body:
            yield b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece
        if chunked:
            yield b"0\r\n\r\n"

    return Case(name, pieces, frozenset(expected))


def _json(size: int) -> list[bytes]:
    frame = b'{"content":""}'
    return [frame[:-2] + b"a" * (size - len(frame)) + frame[-2:]]


def _pieces(size: int) -> Iterator[bytes]:
    return repeat(_PIECE, size // len(_PIECE))


def _long_headers(size: int) -> str:
    line = "X-Filler-{}: " + "a" * 980 + "\r\n"
    return "".join(line.format(n) for n in range(size // len(line) + 1))


def _children(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(child)
