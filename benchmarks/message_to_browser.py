"""From an answered message to the browsers of both people, at 100 messages a second.

A real local stack. 1,000 people hold a stream each, read in a process of its own; they are 500
pairs, and write to each other over HTTP. The figure is the time from the answer of the POST to the
event on the later of the two streams; an event that was there before the answer counts as 0. The
floor, in a part of its own, is a tenth of that rate: what the way takes where nothing waits for
anything else. Clients, streams, database, functions and relay share the machine's cores, so that
more than they do together shows in the figures first.
"""

from __future__ import annotations

import argparse
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.post_to_browser import Posted, reading
from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene

_STREAMS = 1_000
_RATE = 100
_THREADS = 24
_SETTLE_SECONDS = 2.0
_BOTH = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A conversation of two, and the one who writes in it."""

    conversation: str
    token: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a shorter run")
    seconds = 8 if parser.parse_args().quick else 20
    with running_scene() as scene:
        school = scene.make_school(_STREAMS)
        pairs = _begin(scene, school)
        tokens = [scene.token(school, person) for person in range(_STREAMS)]
        with reading(scene, "message", tokens) as reader:
            _send(scene, pairs, _RATE // 4, 4)
            floor = _send(scene, pairs, _RATE // 10, seconds)
            loaded = _send(scene, pairs, _RATE, seconds)
            time.sleep(_SETTLE_SECONDS)
            read = reader.stop()
    _report(floor, loaded, read)


def _begin(scene: Scene, school: School) -> list[Pair]:
    """A conversation for each two people."""

    def begin(first: int) -> Pair:
        token = scene.token(school, first)
        answer = httpx.post(
            f"{scene.app_url}/v1/messages/conversations",
            json={"participantIds": [str(school.people[first + 1])]},
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        )
        return Pair(answer.raise_for_status().json()["id"], token)

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(begin, range(0, _STREAMS, 2)))


def _send(scene: Scene, pairs: list[Pair], rate: int, seconds: int) -> list[Posted]:
    """Write evenly, whether or not earlier messages have been answered."""
    local = threading.local()

    def send(number: int, due: float) -> Posted:
        time.sleep(max(due - time.perf_counter(), 0))
        if not hasattr(local, "http"):
            local.http = httpx.Client(base_url=scene.app_url, timeout=60)
        pair = pairs[number % len(pairs)]
        body = {"content": f"Message number {number}.", "clientId": str(uuid4())}
        sent = time.perf_counter_ns()
        answer = local.http.post(
            f"/v1/messages/{pair.conversation}",
            json=body,
            headers={"Authorization": f"Bearer {pair.token}"},
        )
        answered = time.perf_counter_ns()
        return Posted(answer.raise_for_status().json()["id"], sent, answered)

    start = time.perf_counter() + 0.2
    with ThreadPoolExecutor(_THREADS) as threads:
        futures = [
            threads.submit(send, number, start + number / rate) for number in range(seconds * rate)
        ]
        return [future.result() for future in futures]


def _report(floor: list[Posted], loaded: list[Posted], read: dict[str, Any]) -> None:
    arrivals: dict[str, list[int]] = read["arrivals"]

    def waits(sent: list[Posted], *, asked: bool = False) -> list[float]:
        return [
            max(max(arrivals[one.id]) - (one.sent_ns if asked else one.answered_ns), 0) / 1e6
            for one in sent
            if one.id in arrivals
        ]

    everything = [*floor, *loaded]
    missing = _BOTH * len(everything) - sum(len(arrivals.get(one.id, ())) for one in everything)
    quiet, busy = waits(floor), waits(loaded)
    answers = [one.took_ms for one in loaded]
    whole, alone = waits(loaded, asked=True), waits(floor, asked=True)
    ratio = percentile(whole, 50) / percentile(alone, 50)
    print_table(
        f"Message to browser: {_STREAMS:,} streams, {_RATE} messages/s, {len(loaded)} messages",
        [
            Figure("answer to the other browser p50", percentile(busy, 50), goal=25),
            Figure("answer to the other browser p99", percentile(busy, 99), goal=100),
            Figure("floor, a tenth of the rate, p50", percentile(quiet, 50)),
            Figure("floor, a tenth of the rate, p99", percentile(quiet, 99)),
            Figure("request to the other browser p50", percentile(whole, 50)),
            Figure("request to the other browser / floor", ratio, "x"),
            Figure("POST p50", percentile(answers, 50)),
            Figure("POST p99", percentile(answers, 99)),
            Figure("did not arrive", missing, "", 0),
            Figure("the reader's use of a core", read["cpu"] * 100, "%"),
        ],
    )


if __name__ == "__main__":
    main()
