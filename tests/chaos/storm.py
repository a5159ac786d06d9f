"""F12: ten thousand readers, and one of two relays dies.

A stack of its own with one school of ten thousand people, who all hear every event of the school.
The readers are processes of their own, and each checks the histories of its share against the log.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any
from unittest import mock

from sqlalchemy import text

from benchmarks.commit_to_browser import Writer, a_post
from benchmarks.scene import Scene, School
from infra.local.process import PROJECT_ROOT, base_env
from shared.realtime.channels import tenant_channel
from tests.chaos.checker import Verdict, quantile
from tests.chaos.goals import Figure, promises
from tests.chaos.report import Report
from tests.support.stack import Stack

READERS = 10_000
PROCESSES = 2
RATE = 1
_CALM_SECONDS, _STORM_SECONDS = 4, 16
_RECOVERED_P99 = 8.0
_SPARE_FILES = 500
_RELAY_SETTINGS = {"RELAY_INSTANCE_STREAMS": "20000", "RELAY_TENANT_STREAMS": "20000"}
_STOP_SECONDS = 90.0


class Readers:
    """One process that holds a share of the streams."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.storm_readers"],
            cwd=PROJECT_ROOT,
            env=base_env(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.say(json.dumps(order))

    def say(self, line: str) -> None:
        """Give it a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Its next line; raises RuntimeError when it has died."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a process of readers has died")
        return line

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


def run() -> Report:
    """Open all streams, kill a relay, and see everybody come back with nothing missing."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    readers = min(READERS, files - _SPARE_FILES)
    with ExitStack() as closing:
        # The writer's publisher looks into the environment, which others shall find unchanged.
        closing.enter_context(mock.patch.dict(os.environ))
        stack = Stack(relays=2, env=_RELAY_SETTINGS)
        closing.callback(stack.close)
        scene = Scene(stack.app_url, stack.relay_url, stack.data_dir)
        school = scene.make_school(readers)
        shares = [_order(scene, school, stack.relay_urls(), n) for n in range(PROCESSES)]
        crowds = [Readers(share) for share in shares]
        for crowd in crowds:
            closing.callback(crowd.close)
        began = time.monotonic()
        for crowd in crowds:
            assert crowd.hear() == "opened\n"
        opened = time.monotonic() - began
        writer = Writer(scene, school, rate=RATE)
        span = _CALM_SECONDS + _STORM_SECONDS
        writing = threading.Thread(target=writer.write, args=(a_post, span))
        writing.start()
        time.sleep(_CALM_SECONDS)
        pid = stack.kill("relay-2")
        stack.wait_ready("relay-2", not_pid=pid)
        writing.join()
        truth = json.dumps(_truth(scene, school))
        for crowd in crowds:
            crowd.say(truth)
        verdicts = [json.loads(crowd.hear()) for crowd in crowds]
        errors = _errors(stack)
    return _report(verdicts, readers, opened, errors)


def _order(scene: Scene, school: School, relays: Sequence[str], number: int) -> dict[str, Any]:
    people = [
        (str(school.people[n]), scene.token(school, n))
        for n in range(number, len(school.people), PROCESSES)
    ]
    return {"relays": relays, "people": people, "seed": number}


def _truth(scene: Scene, school: School) -> dict[str, Any]:
    """The school's channel in the log. Nobody writes any more."""
    channel = tenant_channel(school.id)
    with scene.admin.connect() as connection:
        rows = connection.execute(
            text("SELECT seq, event_id, created_at FROM app.event WHERE channel_id = :channel"),
            {"channel": channel.id_in(school.id)},
        ).all()
    logged = [(channel.name, r.seq, str(r.event_id), r.created_at.timestamp()) for r in rows]
    return {"heads": {channel.name: max(row.seq for row in rows)}, "rows": logged}


def _errors(stack: Stack) -> int:
    logs = [stack.data_dir / "log" / f"{name}.log" for name in ("relay", "relay-2")]
    return sum(log.read_text(errors="replace").count('"severity": "ERROR"') for log in logs)


def _report(
    answers: Sequence[Mapping[str, Any]], readers: int, opened: float, errors: int
) -> Report:
    parts = [Verdict(**answer["verdict"]) for answer in answers]
    whole = Verdict()
    for part in parts:
        whole.clients += part.clients
        whole.expected += part.expected
        whole.delivered += part.delivered
        whole.lost += part.lost
        whole.duplicates += part.duplicates
        whole.order_violations += part.order_violations
        whole.gaps += part.gaps
        whole.false_resets += part.false_resets
        whole.strangers += part.strangers
        whole.overstated += part.overstated
        whole.recoveries += part.recoveries
        for example in part.examples:
            whole.note(example)
    refusals = Counter(status for answer in answers for status in answer["refusals"])
    back = whole.recoveries
    return Report(
        [
            *promises(whole),
            Figure("streams", whole.clients, least=readers),
            Figure("streams cut", len(back), least=readers / 3),
            Figure("recovery p99", quantile(back, 0.99), most=_RECOVERED_P99, unit="s"),
            Figure("errors logged", errors, most=0),
        ],
        whole.delivered,
        [
            (
                f"opened in {opened:.1f} s · recovery p50 {quantile(back, 0.5):.2f} s, p99"
                f" {quantile(back, 0.99):.2f} s, max {quantile(back, 1.0):.2f} s · refused on the"
                f" way: {', '.join(f'{n}x{status}' for status, n in refusals.items()) or 'nobody'}"
            )
        ],
    )
