"""What it costs in Redis to know who is there: commands for each person and minute.

A page that is looked at beats three times a minute, and once a minute a job looks who has gone. In
this process through the gateway, on the stores of a real local stack; counted are the commands that
the client of Redis sends, with those of the rate limits. The floor beside the time of a beat is
``SELECT 1`` in a route of its own, which has one rate limit as well.
"""

from __future__ import annotations

import time

from flask import request

from benchmarks.feed import benchmark_floor
from benchmarks.report import Figure, median_ratio, percentile, print_table
from benchmarks.scene import running_scene
from functions.jobs.presence import job_presence_sweep
from functions.runtime.entry_point import entry_point
from infra.bootstrap import dependencies
from shared.people.presence import BEAT_SECONDS

_PEOPLE = 200
_BEATS = 60 // BEAT_SECONDS
_GOAL = 4.1
"""Each beat is one command, its limit one in three, and the sweep a few for everybody."""


def main() -> None:
    with running_scene() as scene:
        school = scene.make_school(_PEOPLE)
        gateway, floor = scene.gateway(), entry_point(benchmark_floor)
        gateway.application.add_url_rule("/v1/benchmark/floor", view_func=lambda: floor(request))
        beats, floors, commands = list[float](), list[float](), 0
        redis = dependencies().redis
        assert redis is not None
        for _ in range(_BEATS):
            for person in range(_PEOPLE):
                headers = {"Authorization": f"Bearer {scene.token(school, person)}"}
                before, start = redis.usage().commands, time.perf_counter()
                if gateway.post("/v1/users/heartbeat", headers=headers).status_code != 200:
                    raise RuntimeError("a beat was refused")
                beats.append((time.perf_counter() - start) * 1000)
                commands += redis.usage().commands - before
                start = time.perf_counter()
                gateway.get("/v1/benchmark/floor", headers=headers)
                floors.append((time.perf_counter() - start) * 1000)
        before = redis.usage().commands
        job_presence_sweep(dependencies())
        swept = redis.usage().commands - before
    each = (commands + swept) / _PEOPLE
    print_table(
        f"Presence: {_PEOPLE} people, {_BEATS} beats a minute",
        [
            Figure("commands of Redis for a person and minute", each, "", _GOAL),
            Figure("of them the sweep of all, once", swept, ""),
            Figure("a beat p50", percentile(beats, 50)),
            Figure("floor: SELECT 1 p50", percentile(floors, 50)),
            Figure("beat / floor", median_ratio(beats, floors), "x"),
        ],
    )


if __name__ == "__main__":
    main()
