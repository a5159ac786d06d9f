"""Streams through a real nginx and a real HAProxy, with the configuration of the runbook."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.build.optional import find_tool
from infra.local.process import PROJECT_ROOT, Child, base_env, free_port, running, tcp_ready
from shared.telemetry.signals import Signal
from tests.integration.relay.conftest import School, Start
from tests.support.relay_process import LiveStream, RelayProcess

RUNBOOK = PROJECT_ROOT / "docs" / "runbooks" / "proxies.md"
COMMENT = b": open\n\n"
BARE = """
server {
    listen 127.0.0.1:8090;
    location / {
        proxy_pass http://127.0.0.1:8081;
        proxy_read_timeout 60s;
    }
}
"""
NGINX = """
worker_processes 1;
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log stderr;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {directory}/a;
    proxy_temp_path {directory}/b;
    fastcgi_temp_path {directory}/c;
    uwsgi_temp_path {directory}/d;
    scgi_temp_path {directory}/e;
    {server}
}}
"""

Proxy = Callable[[RelayProcess], int]


def of_runbook(language: str) -> str:
    text = RUNBOOK.read_text(encoding="utf-8")
    (block,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(block)


@contextmanager
def proxying(tool: str, text: str, port: int, directory: Path) -> Iterator[None]:
    program = find_tool(tool)
    if program is None:
        reason = f"{tool} is not on this machine"
        if os.environ.get("REQUIRE_PROXIES") == "1":
            pytest.fail(f"REQUIRE_PROXIES=1, and {reason}")
        pytest.skip(reason)
    configuration = directory / f"{tool}.conf"
    if tool == "nginx":
        text = NGINX.format(directory=directory, server=text)
    configuration.write_text(text, encoding="utf-8")
    arguments = ("-p", str(directory), "-c") if tool == "nginx" else ("-db", "-f")
    child = Child(
        name=tool,
        argv=(program, *arguments, str(configuration)),
        env=base_env(),
        ready=tcp_ready(port),
        cwd=directory,
    )
    with running(child, directory / f"{tool}.log"):
        yield


@pytest.fixture(
    params=[("nginx", "runbook"), ("nginx", "bare"), ("haproxy", "runbook")],
    ids=["nginx", "nginx with proxy_pass alone", "haproxy"],
)
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Proxy]:
    """Starts a proxy before a relay; its minute of patience is three seconds here."""
    tool, which = request.param
    text = BARE if which == "bare" else of_runbook(tool)
    port = free_port()
    started = []

    def start(relay: RelayProcess) -> int:
        own = (
            text.replace("8090", str(port)).replace("8081", str(relay.port)).replace(" 60s", " 3s")
        )
        assert own.count(" 3s") >= 1
        started.append(proxying(tool, own, port, tmp_path))
        started[-1].__enter__()
        return port

    yield start
    for running_proxy in started:
        running_proxy.__exit__(None, None, None)


def comments(stream: LiveStream) -> int:
    response = stream.response
    return 0 if response is None else response.body.count(COMMENT)


def test_a_proxy_passes_events_on_and_never_thinks_the_stream_dead(
    school: School, start: Start, proxy: Proxy
) -> None:
    relay = start(RELAY_SILENCE_SECONDS="1")
    stream = LiveStream(proxy(relay), school.sign_in()).connected()

    school.write(3)
    stream.until(lambda checked: len(checked.events) == 3)
    # Longer than the proxy's patience, with nothing but comments.
    stream.until(lambda _: comments(stream) >= 5)
    school.write(1)
    stream.until(lambda checked: len(checked.events) == 4)

    assert stream.numbers() == [1, 2, 3, 4]
    stream.hang_up()
    assert relay.wait_for(Signal.RELAY_STREAM_CLOSED)["reason"] == "client"


def test_without_the_comments_the_same_proxy_cuts_it(
    school: School, start: Start, proxy: Proxy
) -> None:
    relay = start()
    stream = LiveStream(proxy(relay), school.sign_in()).connected()

    stream.until_closed()

    assert comments(stream) == 0
    assert relay.wait_for(Signal.RELAY_STREAM_CLOSED)["reason"] == "client"


def test_last_words_pass_and_the_cursor_resumes(school: School, start: Start, proxy: Proxy) -> None:
    relay = start(RELAY_SILENCE_SECONDS="1")
    port = proxy(relay)
    claims = school.sign_in()
    stream = LiveStream(port, claims).connected()
    school.write(2)
    stream.until(lambda checked: len(checked.events) == 2)
    cursor = stream.vector()
    stream.hang_up()
    school.write(2)

    back = LiveStream(port, claims, cursor=cursor).connected()
    back.until(lambda checked: len(checked.events) == 2)
    school.revoke(claims, say=True)
    # The proxy keeps its connection to the client; the response is what ends.
    back.until(lambda _: back.response is not None and back.response.ended)

    assert back.numbers()[:2] == [3, 4]
    assert [event["type"] for event in back.checked.events][-1] == "session:revoked"
    assert back.checked.cursor == back.vector()
