"""Somebody with 10,000 conversations, one of them of 100,000 messages, beside a floor.

``GET /v1/messages/conversations``, a page of the long conversation at both ends, and the number on
the badge, by one client in this process through the gateway (server time, which has the goal). The
floor, in turn with them, is ``SELECT 1`` in a route of its own: what authentication, rate limit and
transaction cost. All requests are one person's, and fewer than the limit of a minute.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from flask import request

from benchmarks.feed import benchmark_floor
from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene
from functions.runtime.entry_point import entry_point
from tests.areas.messaging.factories.busy import fill_conversations

_PEOPLE = 40
_CONVERSATIONS = 10_000
_MESSAGES = 100_000
_GOAL_MS = 25.0
_WARM_UP = 5
_FLOOR = "floor: SELECT 1"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests")
    rounds = 20 if parser.parse_args().quick else 45
    with running_scene() as scene:
        school = scene.make_school(_PEOPLE)
        with scene.admin.begin() as connection:
            long_id = fill_conversations(
                connection,
                tenant_id=school.id,
                viewer_id=school.people[0],
                conversations=_CONVERSATIONS,
                messages=_MESSAGES,
            )
        title = f"Messages: {_CONVERSATIONS:,} conversations, {_MESSAGES:,} messages, one client"
        print_table(title, _measure(scene, school, f"/v1/messages/{long_id}", rounds))


def _measure(scene: Scene, school: School, thread: str, rounds: int) -> list[Figure]:
    gateway, floor = scene.gateway(), entry_point(benchmark_floor)
    gateway.application.add_url_rule("/v1/benchmark/floor", view_func=lambda: floor(request))
    headers = {"Authorization": f"Bearer {scene.token(school, 0)}"}
    paths = {
        "list": "/v1/messages/conversations",
        "newest messages": f"{thread}?limit=50",
        "messages from the middle": f"{thread}?limit=50&before={_MESSAGES // 2}",
        "badge": "/v1/messages/unread-count",
        _FLOOR: "/v1/benchmark/floor",
    }
    times: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(_WARM_UP + rounds):
        for name, path in paths.items():
            start = time.perf_counter()
            _checked(gateway.get(path, headers=headers))
            times[name].append((time.perf_counter() - start) * 1000)
    figures = []
    for name, found in times.items():
        kept = found[_WARM_UP:]
        goal = None if name == _FLOOR else _GOAL_MS
        note = f"p50 {percentile(kept, 50):.1f} ms"
        figures.append(Figure(f"{name} p95", percentile(kept, 95), "ms", goal, note))
    return figures


def _checked(answer: Any) -> None:
    if answer.status_code != 200:
        raise RuntimeError(answer.text)


if __name__ == "__main__":
    main()
