"""Metrics, readiness and lists of connections of all workers of one instance, as one answer.

A request for metrics reaches whichever worker the kernel chose. That one asks the others over
their sockets in the shared directory, and answers for all: so counters never seem to run backwards
between two scrapes, and a list of connections is whole.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from sse_relay.operations.prometheus import CONTENT_TYPE
from sse_relay.wire.messages import Answer

_ASK_SECONDS = 1.0
_SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$")
_COMMENT = re.compile(r"^# (?:HELP|TYPE) (\S+) ")
_SUFFIX = re.compile(r"_(?:bucket|sum|count)$")

Own = Mapping[str, Callable[[], Answer]]


class Siblings:
    """Answers alone, or with the other workers where there are any."""

    def __init__(self, own: Own, *, workers: int, worker: int, directory: Path | None) -> None:
        self._own = own
        self._worker = worker
        self._sockets = (
            {n: directory / f"worker-{n}.sock" for n in range(1, workers + 1)} if directory else {}
        )
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen for questions of the other workers."""
        if self._sockets:
            path = self._sockets[self._worker]
            path.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._serve, path)

    async def stop(self) -> None:
        """Close the socket."""
        if self._server is not None:
            self._server.close()
            self._sockets[self._worker].unlink(missing_ok=True)

    async def answer(self, name: str) -> Answer:
        """One of the own answers by name, merged with those of the other workers."""
        own = self._own[name]()
        if not self._sockets:
            return own
        others = {n: path for n, path in self._sockets.items() if n != self._worker}
        said = await asyncio.gather(*(_ask(path, name) for path in others.values()))
        answers = {n: answer for n, answer in zip(others, said, strict=True) if answer}
        return _MERGE[name](dict(sorted({**answers, self._worker: own}.items())), self._sockets)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = (await reader.readline()).decode().strip()
        status, body, content_type = self._own[name]()
        writer.write(json.dumps([status, body.decode(), content_type]).encode())
        writer.close()


async def _ask(path: Path, name: str) -> Answer | None:
    """The answer of another worker; None when it has none within a second."""
    try:
        async with asyncio.timeout(_ASK_SECONDS):
            reader, writer = await asyncio.open_unix_connection(path)
            try:
                writer.write(f"{name}\n".encode())
                status, body, content_type = json.loads(await reader.read())
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return None
    return status, body.encode(), content_type


def merge_metrics(answers: Mapping[int, Answer], expected: Mapping[int, Path]) -> Answer:
    """One exposition: each family once, each sample with its worker."""
    families: dict[str, list[str]] = {}
    comments: dict[str, list[str]] = {}
    for worker, (_, body, _) in answers.items():
        for line in body.decode().splitlines():
            if found := _COMMENT.match(line):
                noted = comments.setdefault(found[1], [])
                if line not in noted:
                    noted.append(line)
            elif found := _SAMPLE.match(line):
                name, labels, value = found.groups()
                family = name if name in comments else _SUFFIX.sub("", name)
                pairs = ",".join(filter(None, (f'worker="{worker}"', labels)))
                families.setdefault(family, []).append(f"{name}{{{pairs}}} {value}")
    lines = [line for family in comments for line in (*comments[family], *families.get(family, ()))]
    for name, text, count in (
        ("workers", "Processes that should serve.", len(expected)),
        ("workers_answering", "Processes that do.", len(answers)),
    ):
        full = f"stunity_relay_{name}"
        lines += [f"# HELP {full} {text}", f"# TYPE {full} gauge", f"{full} {count}"]
    return HTTPStatus.OK, ("\n".join(lines) + "\n").encode(), CONTENT_TYPE


def merge_readiness(answers: Mapping[int, Answer], expected: Mapping[int, Path]) -> Answer:
    """Ready when every worker is, but for those that have died or just come back.

    One that has died takes no sockets and is named. One that replaces it serves from the log until
    the bus brings it events: neither keeps anybody from the others.
    """
    bodies: dict[int, dict[str, Any]] = {n: json.loads(body) for n, (_, body, _) in answers.items()}
    settled = {n: body for n, body in bodies.items() if not body["starting"]} or bodies
    ready = all(answers[n][0] == HTTPStatus.OK for n in settled)
    names = next(iter(bodies.values()))["checks"]
    merged = {
        "status": _worst(body["status"] for body in settled.values()),
        "checks": {name: all(b["checks"][name] for b in bodies.values()) for name in names},
        "workers": {"expected": len(expected), "missing": sorted(expected.keys() - answers.keys())},
        "each": bodies,
    }
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return status, json.dumps(merged).encode(), "application/json"


def merge_lists(answers: Mapping[int, Answer], expected: Mapping[int, Path]) -> Answer:
    """The connections of all, each with its worker."""
    del expected
    bodies = {n: json.loads(body) for n, (_, body, _) in answers.items()}
    merged = {
        "connections": sum(body["connections"] for body in bodies.values()),
        "listed": [
            {"worker": n, **entry} for n, body in bodies.items() for entry in body["listed"]
        ],
    }
    return HTTPStatus.OK, json.dumps(merged, ensure_ascii=False).encode(), "application/json"


def _worst(statuses: Iterable[str]) -> str:
    return max(statuses, key=("ready", "degraded", "not_ready").index)


_MERGE: Mapping[str, Callable[[Mapping[int, Answer], Mapping[int, Path]], Answer]] = {
    "metrics": merge_metrics,
    "readiness": merge_readiness,
    "debug": merge_lists,
}
