"""The web app hears of news through the SDK alone."""

from __future__ import annotations

import re

import pytest

from infra.local.process import PROJECT_ROOT

APP = PROJECT_ROOT / "web" / "app"
# What opens a stream, or reads one, or polls its twin.
FORBIDDEN = re.compile(
    r"\b(EventSource|WebSocket|SharedWorker|getReader|sendBeacon)\b|text/event-stream"
    r"|/v1/stream\?|fetch\([^)]*(stream|realtime)"
)


@pytest.mark.parametrize("text", ["new EventSource(url)", "fetch(`${relay}/v1/stream`)"])
def test_the_search_would_find_it(text: str) -> None:
    assert FORBIDDEN.search(text)


def test_no_file_of_the_app_opens_a_stream_by_itself() -> None:
    files = [path for path in APP.rglob("*") if path.suffix in {".js", ".html"}]
    found = [
        f"{path.relative_to(APP)}: {line.strip()}"
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if FORBIDDEN.search(line)
    ]
    assert files
    assert found == []


def test_the_client_is_made_in_one_place() -> None:
    makers = [p for p in APP.rglob("*.js") if "new RealtimeClient" in p.read_text(encoding="utf-8")]
    assert makers == [APP / "model" / "live.js"]


def test_no_file_of_the_app_reaches_behind_the_client() -> None:
    parts = re.compile(r'^import .* from "[./]*client/realtime/.+"', re.MULTILINE)
    reached = [p.name for p in APP.rglob("*.js") if parts.search(p.read_text(encoding="utf-8"))]
    assert reached == []
