"""What several workers say together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from sse_relay.operations.prometheus import Exposition
from sse_relay.operations.siblings import merge_lists, merge_metrics, merge_readiness
from sse_relay.wire.messages import Answer

BOTH = {1: Path("1"), 2: Path("2")}


def exposition(connections: int) -> Answer:
    out = Exposition("stunity_relay")
    out.gauge("connections", "Open streams.", [({"tenant": 'a"}\\ b'}, connections)])
    out.counter("opened", "Streams opened.", 7)
    out.histogram("lag_seconds", "Lag.", [({"way": "bus"}, (0.1, 1.0), (3, 2, 1), 2.5)])
    return 200, out.render(), "text/plain"


def test_metrics_stand_once_by_family_and_once_by_worker() -> None:
    _, body, _ = merge_metrics({1: exposition(3), 2: exposition(4)}, BOTH)

    text = body.decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert text.count("# TYPE stunity_relay_connections gauge") == 1
    connections = families["stunity_relay_connections"].samples
    assert [(s.labels, s.value) for s in connections] == [
        ({"worker": "1", "tenant": 'a"}\\ b'}, 3.0),
        ({"worker": "2", "tenant": 'a"}\\ b'}, 4.0),
    ]
    lag = families["stunity_relay_lag_seconds"]
    assert lag.type == "histogram"
    counts = {s.labels["worker"]: s.value for s in lag.samples if s.name.endswith("_count")}
    assert counts == {"1": 6.0, "2": 6.0}
    assert [s.value for s in families["stunity_relay_opened"].samples] == [7.0, 7.0]
    assert families["stunity_relay_workers"].samples[0].value == 2


def ready(status: str, *, starting: bool = False, **checks: bool) -> Answer:
    code = 503 if status == "not_ready" else 200
    return (
        code,
        json.dumps({"status": status, "checks": checks, "starting": starting}).encode(),
        "application/json",
    )


def told(answer: Answer) -> tuple[int, dict[str, Any]]:
    return answer[0], json.loads(answer[1])


def test_one_worker_that_is_not_ready_speaks_for_all() -> None:
    answers = {1: ready("ready", bus=True, loop=True), 2: ready("not_ready", bus=True, loop=False)}
    status, body = told(merge_readiness(answers, BOTH))
    assert (status, body["status"]) == (503, "not_ready")
    assert body["checks"] == {"bus": True, "loop": False}


def test_a_worker_that_has_just_come_back_keeps_nobody_from_the_other() -> None:
    starting = ready("not_ready", starting=True, bus=False)
    status, body = told(merge_readiness({1: ready("ready", bus=True), 2: starting}, BOTH))
    assert (status, body["status"]) == (200, "ready")

    status, body = told(merge_readiness({1: starting, 2: starting}, BOTH))
    assert (status, body["status"]) == (503, "not_ready"), "a new instance is ready as a whole"


def test_a_worker_without_the_bus_degrades_all() -> None:
    answers = {1: ready("ready", bus=True), 2: ready("degraded", bus=False)}
    status, body = told(merge_readiness(answers, BOTH))
    assert (status, body["status"], body["checks"]) == (200, "degraded", {"bus": False})


def test_a_dead_worker_is_named_and_keeps_nobody_from_the_other() -> None:
    status, body = told(merge_readiness({2: ready("ready", bus=True)}, BOTH))
    assert status == 200
    assert body["workers"] == {"expected": 2, "missing": [1]}


def test_lists_name_the_worker_of_each_connection() -> None:
    def one(*ids: str) -> Answer:
        listed = {"connections": len(ids), "listed": [{"connectionId": i} for i in ids]}
        return 200, json.dumps(listed).encode(), "application/json"

    _, body = told(merge_lists({1: one("a"), 2: one("b", "c")}, BOTH))
    assert body["connections"] == 3
    assert [(entry["worker"], entry["connectionId"]) for entry in body["listed"]] == [
        (1, "a"),
        (2, "b"),
        (2, "c"),
    ]
