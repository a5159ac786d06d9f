"""The web app hears of news through the SDK alone."""

from __future__ import annotations

import re

import pytest

from infra.local.process import PROJECT_ROOT

WEB = PROJECT_ROOT / "web"
# The SDK is given this transport where there is no fetch that streams: it is part of the client.
NATIVE = WEB / "react" / "src" / "native.ts"
FILES = [
    path
    for part in ("app/src", "react/src")
    for path in (WEB / part).rglob("*")
    if path.suffix in {".ts", ".tsx"} and ".test." not in path.name and path != NATIVE
]
# What opens a stream, or reads one, or polls its twin.
FORBIDDEN = re.compile(
    r"\b(EventSource|WebSocket|SharedWorker|getReader|sendBeacon)\b|text/event-stream"
    r"|/v1/stream\?|fetch\([^)]*(stream|realtime)"
)


@pytest.mark.parametrize("text", ["new EventSource(url)", "fetch(`${relay}/v1/stream`)"])
def test_the_search_would_find_it(text: str) -> None:
    assert FORBIDDEN.search(text)


def test_no_file_of_the_app_opens_a_stream_by_itself() -> None:
    found = [
        f"{path.relative_to(WEB)}: {line.strip()}"
        for path in FILES
        for line in path.read_text(encoding="utf-8").splitlines()
        if FORBIDDEN.search(line)
    ]
    assert FILES
    assert found == []


def test_the_client_is_made_in_one_place() -> None:
    makers = [path for path in FILES if "new RealtimeClient" in path.read_text(encoding="utf-8")]
    assert makers == [WEB / "react" / "src" / "stream.ts"]


def test_no_file_of_the_app_reaches_behind_the_client() -> None:
    parts = re.compile(
        r'^import .* from "(?:[./]*client/|@stunity/client/realtime).+"', re.MULTILINE
    )
    reached = [path.name for path in FILES if parts.search(path.read_text(encoding="utf-8"))]
    assert reached == []
