"""Clients that nobody here wrote read a real relay, lose it, and go on where they were.

Each gets three events, then the relay is killed, two more are written, and the relay comes back on
its port. A client reconnects by itself with the id that it kept, and has the two it missed, once.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from httpx_sse import SSEError, connect_sse
from selenium.webdriver.chrome.webdriver import WebDriver

from infra.local.process import free_port
from infra.tokens import Audience
from stunity.realtime import Event, Options, RealtimeClient, Token
from stunity.realtime.transport import HttpTransport
from tests.conformance.vectors import HERE, VECTORS
from tests.integration.relay.conftest import School, Start
from tests.support.relay import SIGNER
from tests.support.relay_process import RelayProcess

PATIENCE = 90.0


class Relays:
    """Relays that follow one another on the same port."""

    def __init__(self, start: Start, origin: str) -> None:
        self._start = start
        self._settings = {
            "RELAY_PORT": str(free_port()),
            "CORS_ORIGINS": origin,
            "RELAY_COMPARE_ALONE_SECONDS": "0.1",
            # What was received is what is resumed from: otherwise up to a second comes again.
            "RELAY_CHECKPOINT_EVENTS": "1",
        }
        self._relay = self._next()
        self.url = f"http://127.0.0.1:{self._relay.port}/v1/stream"

    def replace(self, meanwhile: Callable[[], object]) -> None:
        """Kill the relay, let something happen, and start another."""
        self._relay.kill()
        meanwhile()
        self._relay = self._next()

    def _next(self) -> RelayProcess:
        return self._start(bus=False, **self._settings)


def token(school: School, audience: Audience = "stream") -> str:
    """A token of a new member."""
    return SIGNER.sign(replace(school.sign_in(), audience=audience))


def numbers(envelopes: list[dict[str, Any]]) -> list[int]:
    """Positions of the durable events."""
    return [envelope["seq"] for envelope in envelopes if envelope["durable"]]


def reads_loses_and_resumes(
    school: School, relays: Relays, read: Callable[[], dict[str, list[dict[str, Any]]]]
) -> None:
    """The story of this file, for all clients at once."""

    def all_have(what: Callable[[list[dict[str, Any]]], bool], saying: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not all(map(what, read().values())):
            short = {name: numbers(seen) for name, seen in read().items()}
            assert time.monotonic() < deadline, f"{saying}: {short}"
            time.sleep(0.02)

    all_have(lambda seen: any(e["type"] == "connected" for e in seen), "not all connected")
    school.write(3, publish=False)
    all_have(lambda seen: numbers(seen) == [1, 2, 3], "not all have three events")
    relays.replace(lambda: school.write(2, publish=False))
    all_have(lambda seen: len(numbers(seen)) >= 5, "not all have what they missed")
    school.write(1, publish=False)
    all_have(lambda seen: len(numbers(seen)) >= 6, "not all go on")
    for name, seen in read().items():
        assert numbers(seen) == [1, 2, 3, 4, 5, 6], name


@pytest.mark.browser
@pytest.mark.parametrize("npm", [False, True], ids=["the browser's own", "npm's"])
def test_clients_in_a_browser(
    request: pytest.FixtureRequest,
    school: School,
    start: Start,
    pages: str,
    browser: WebDriver,
    *,
    npm: bool,
) -> None:
    if npm:
        request.getfixturevalue("node")
    names = ["fetch-event-source"] if npm else ["native", "sdk", "sdk-eventsource"]
    bearers = {"sdk", "fetch-event-source"}
    relays = Relays(start, pages)
    tokens = {name: token(school, "api" if name in bearers else "stream") for name in names}
    asked = json.dumps({"url": relays.url, "tokens": tokens})
    browser.get("about:blank")
    browser.get(f"{pages}/tests/conformance/clients.html#{quote(asked)}")

    def read() -> dict[str, list[dict[str, Any]]]:
        seen = browser.execute_script("return window.seen") or {}
        return {name: seen.get(name, []) for name in names}

    reads_loses_and_resumes(school, relays, read)


@pytest.fixture(scope="module")
def browser(new_browser: Callable[[], WebDriver]) -> WebDriver:
    return new_browser()


@contextmanager
def lines_of(command: list[str]) -> Iterator[list[Any]]:
    """What a program prints, a JSON value a line; the list grows while it runs."""
    found: list[Any] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own file
        output = process.stdout
        assert output is not None
        reader = threading.Thread(target=lambda: found.extend(map(json.loads, output)), daemon=True)
        reader.start()
        try:
            yield found
        finally:
            process.kill()
            reader.join()


def test_clients_in_node(school: School, start: Start, node: str) -> None:
    relays = Relays(start, "http://nobody.test")
    tokens = {"eventsource": token(school), "sdk": token(school, "api")}
    asked = json.dumps({"url": relays.url, "tokens": tokens})

    with lines_of([node, str(HERE / "clients-in-node.mjs"), asked]) as lines:

        def read() -> dict[str, list[dict[str, Any]]]:
            return {name: [e for n, e in [*lines] if n == name] for name in tokens}

        reads_loses_and_resumes(school, relays, read)


def test_httpx_sse(school: School, start: Start) -> None:
    relays = Relays(start, "http://nobody.test")
    headers = {"Authorization": f"Bearer {token(school, 'api')}"}
    seen: list[dict[str, Any]] = []
    done = threading.Event()

    def run() -> None:
        last_id = ""
        while not done.is_set():
            resume = {"Last-Event-ID": last_id} if last_id else {}
            try:
                with (
                    httpx.Client(timeout=60) as client,
                    connect_sse(client, "GET", relays.url, headers=headers | resume) as source,
                ):
                    for event in source.iter_sse():
                        last_id = event.id
                        # This client hands out blocks without data, which a browser does not.
                        if event.data:
                            seen.append(json.loads(event.data))
                        if done.is_set():
                            return
            except (httpx.TransportError, SSEError):
                time.sleep(0.1)  # while the relay is away

    thread = threading.Thread(target=run)
    thread.start()
    try:
        reads_loses_and_resumes(school, relays, lambda: {"httpx-sse": [*seen]})
    finally:
        done.set()
        school.write(1, publish=False)  # wakes it from its reading
        thread.join(PATIENCE)


def test_the_client_for_python(school: School, start: Start) -> None:
    relays = Relays(start, "http://nobody.test")
    bearer = Token(token(school, "api"))
    seen: list[dict[str, Any]] = []
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def given(_: bool) -> Token:
        return bearer

    async def where() -> str:
        return relays.url

    async def run() -> None:
        done = asyncio.Event()
        loops.append((asyncio.get_running_loop(), done))
        async with httpx.AsyncClient() as http:
            transport = HttpTransport(http, where, "http://127.0.0.1:9/none")
            options = Options(max_reconnect_attempts=1000, max_reconnect_delay=1.0)
            client = RealtimeClient(transport, given, options)
            client.observe(joined=lambda _: seen.append({"type": "connected", "durable": False}))
            client.subscribe("*", lambda event: seen.append(as_envelope(event)))
            async with client:
                await done.wait()
            # The stream's task is cancelled; let it close its socket.
            await asyncio.sleep(0)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    try:
        reads_loses_and_resumes(school, relays, lambda: {"stunity": [*seen]})
    finally:
        loop, done = loops[0]
        loop.call_soon_threadsafe(done.set)
        thread.join(PATIENCE)


def as_envelope(event: Event) -> dict[str, Any]:
    place = {} if event.seq is None else {"seq": event.seq}
    return {"type": event.type, "durable": event.durable, **place}


def test_npm_eventsource_reads_the_wire_as_the_vectors_say(pages: str, node: str) -> None:
    command = [node, str(HERE / "wire-in-node.mjs"), pages]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)  # noqa: S603 - our own file

    for vector, events in zip(VECTORS["wire"], json.loads(run.stdout), strict=True):
        if "eventsource" not in vector.get("unlike", {}):
            assert events == vector["events"], vector["name"]
