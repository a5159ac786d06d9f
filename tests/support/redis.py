"""A real Redis behind the REST front, for the tests of one module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.bootstrap import Dependencies
from infra.local import process
from infra.local.children import redis_rest_child
from infra.local.redis import EmbeddedRedis
from infra.redis.client import RedisClient

TOKEN = "tests"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class RunningRedis:
    """The server, and the address of its front."""

    server: EmbeddedRedis
    url: str

    @property
    def variables(self) -> dict[str, str]:
        """What functions and relay are told."""
        return {"UPSTASH_REDIS_REST_URL": self.url, "UPSTASH_REDIS_REST_TOKEN": TOKEN}

    def client(self) -> RedisClient:
        """A client with the patience of a busy machine."""
        return RedisClient(self.url, TOKEN, timeout_seconds=PATIENCE)


def patient(deps: Dependencies) -> None:
    """Let its Redis answer as late as it does on a busy machine, where it has one.

    Functions wait 0.15 s for it and go on without it, which is not what most tests are about.
    """
    client: Any = deps.redis
    if client is not None:
        client._redis._http._client.timeout = PATIENCE


@contextmanager
def running_redis(directory: Path) -> Iterator[RunningRedis]:
    """Runs for the time of a ``with`` block."""
    server = EmbeddedRedis(directory)
    server.start()
    try:
        child = redis_rest_child(server.port, TOKEN)
        with process.running(child, directory / "rest.log"):
            yield RunningRedis(server, f"http://127.0.0.1:{child.ports['http']}")
    finally:
        server.stop()
