"""Every snippet of the developers' portal, as a reader runs it, against the running product."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.build.node import find_node
from infra.local.process import PROJECT_ROOT
from tests.support.stack import Stack

SNIPPETS = PROJECT_ROOT / "docs" / "portal" / "snippets"
ENDLESS = "stream.sh"
# What a snippet must have said, by what it is about.
SAID = {
    "first": ("Hello from",),
    "session": ("student@demo.school",),
    "errors": ("validation_failed",),
    "pages": ("",),
    "once": ("",),
    "poll": ("post:created",),
    "stream": ("connected", "post:created"),
}


def lines_of(path: Path, stack: Stack) -> list[str]:
    """The program with this stack's addresses in it, as the command that runs it."""
    text = path.read_text(encoding="utf-8")
    text = text.replace("http://localhost:8080", stack.app_url)
    text = text.replace("http://localhost:8081", stack.relay_url)
    if path.suffix == ".sh":
        return ["sh", "-euc", text]
    if path.suffix == ".py":
        return [sys.executable, "-c", text]
    return [*find_node().node, "--input-type=module", "--eval", text]


@pytest.mark.parametrize(
    "name", sorted(path.name for path in SNIPPETS.iterdir() if path.name != ENDLESS)
)
def test_a_snippet_does_what_its_page_says(stack: Stack, name: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT / "clients/python/src")}
    done = subprocess.run(  # noqa: S603 - our own snippets
        lines_of(SNIPPETS / name, stack),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    stem = name.partition(".")[0]
    # The client for Python takes the greeting for itself.
    wanted = SAID[stem][1:] if name == "stream.py" else SAID[stem]
    for text in wanted:
        assert text in done.stdout


def test_a_request_that_is_sent_again_makes_one_post(stack: Stack) -> None:
    script = lines_of(SNIPPETS / "once.sh", stack)
    done = subprocess.run(script, capture_output=True, text=True, check=True, timeout=120)  # noqa: S603 - our own snippet
    first, second = done.stdout.replace("}{", "}\n{").splitlines()
    assert first == second


def test_curl_shows_the_stream_until_it_is_ended(stack: Stack) -> None:
    script = lines_of(SNIPPETS / ENDLESS, stack)
    with subprocess.Popen(  # noqa: S603 - our own snippet
        script, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        try:
            assert any("connected" in line for line in process.stdout)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
