"""From an answered post to the event in every connected browser.

A real local stack: gateway under gunicorn, Postgres, broker, relay. 200 people hold a stream, read
in a process of its own; some of them post at an even 20 a second over HTTP. The figure is the time
from the answer of the POST to its event on a stream, for every post on every stream; an event that
was there before the answer counts as 0, and how many were is said. The floor of the whole way is
the machine itself: everything above shares its cores.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, running_scene
from infra.local.process import PROJECT_ROOT

_STREAMS = 200
_RATE = 20
_THREADS = 16
# Each author stays within 30 posts a minute and 100 in a quarter of an hour.
_AUTHORS = 60
_WARM_UP_SECONDS = 4
_SETTLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Posted:
    """One post: when it was asked for and when answered."""

    id: str
    sent_ns: int
    answered_ns: int

    @property
    def took_ms(self) -> float:
        """The time to its answer."""
        return (self.answered_ns - self.sent_ns) / 1e6


class Reader:
    """The process that holds the streams."""

    def __init__(self, what: str, address: str, tokens: list[str]) -> None:
        """``what`` to look for, as the reader's module names it."""
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.stream_reader", what],
            cwd=PROJECT_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._write("\n".join([address, *tokens, "", ""]))
        if self._read() != "connected":
            raise RuntimeError("the streams did not open")

    def stop(self) -> dict[str, Any]:
        """Hang up; returns what arrived."""
        self._write("end\n")
        result: dict[str, Any] = json.loads(self._read())
        self._process.wait()
        return result

    def kill(self) -> None:
        """End it whatever happened."""
        self._process.kill()
        self._process.wait()

    def _write(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(text)
        self._process.stdin.flush()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a shorter run")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    seconds = 8 if options.quick else options.seconds
    with running_scene() as scene:
        school = scene.make_school(_STREAMS)
        tokens = [scene.token(school, person) for person in range(_STREAMS)]
        with reading(scene, "post", tokens) as reader:
            posted = _post(scene, tokens, _WARM_UP_SECONDS + seconds)[_WARM_UP_SECONDS * _RATE :]
            time.sleep(_SETTLE_SECONDS)
            _report(posted, reader.stop())


@contextmanager
def reading(scene: Scene, what: str, tokens: list[str]) -> Iterator[Reader]:
    """Streams of these people, in a process of their own."""
    reader = Reader(what, scene.relay_url, tokens)
    try:
        yield reader
    finally:
        reader.kill()


def _post(scene: Scene, tokens: list[str], seconds: int) -> list[Posted]:
    """Post evenly, whether or not earlier posts have been answered."""
    local = threading.local()

    def post(number: int, due: float) -> Posted:
        time.sleep(max(due - time.perf_counter(), 0))
        if not hasattr(local, "http"):
            local.http = httpx.Client(base_url=scene.app_url, timeout=10)
        sent = time.perf_counter_ns()
        answer = local.http.post(
            "/v1/posts",
            json={"content": f"Post number {number} of the benchmark."},
            headers={"Authorization": f"Bearer {tokens[number % _AUTHORS]}"},
        )
        answered = time.perf_counter_ns()
        if answer.status_code != 201:
            raise RuntimeError(answer.text)
        return Posted(answer.json()["id"], sent, answered)

    start = time.perf_counter() + 0.2
    with ThreadPoolExecutor(_THREADS) as threads:
        futures = [
            threads.submit(post, number, start + number / _RATE)
            for number in range(seconds * _RATE)
        ]
        return [future.result() for future in futures]


def _report(posted: list[Posted], read: dict[str, Any]) -> None:
    arrivals: dict[str, list[int]] = read["arrivals"]
    after_answer = [
        (at - post.answered_ns) / 1e6 for post in posted for at in arrivals.get(post.id, ())
    ]
    after_asking = [
        (at - post.sent_ns) / 1e6 for post in posted for at in arrivals.get(post.id, ())
    ]
    waits = [max(wait, 0.0) for wait in after_answer]
    early = sum(wait < 0 for wait in after_answer) / len(after_answer)
    missing = len(posted) * _STREAMS - len(after_answer)
    answers = [post.took_ms for post in posted]
    figures = [
        Figure(
            "answer to event p50",
            percentile(waits, 50),
            "ms",
            30,
            f"{early:.0%} were there before the answer",
        ),
        Figure("answer to event p99", percentile(waits, 99), "ms", 150),
        Figure("request to event p50", percentile(after_asking, 50)),
        Figure("request to event p99", percentile(after_asking, 99)),
        Figure("POST p50", percentile(answers, 50)),
        Figure("POST p95", percentile(answers, 95)),
        Figure("events that did not arrive", missing, "", 0),
        Figure("reader's use of a core", read["cpu"] * 100, "%"),
    ]
    print_table(
        f"Post to browser: {_STREAMS} streams, {_RATE} posts/s, {len(posted)} posts", figures
    )


if __name__ == "__main__":
    main()
