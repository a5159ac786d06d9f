"""A real Redis behind the REST front, for the tests of one module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.local import process
from infra.local.children import redis_rest_child
from infra.local.redis import EmbeddedRedis
from infra.redis.client import RedisClient

TOKEN = "tests"


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
        return RedisClient(self.url, TOKEN, timeout_seconds=30.0)


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
