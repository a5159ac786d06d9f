"""A real search server for contract tests: unprivileged in what it may reach, on loopback."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import typesense

from infra.build.typesense_server import server
from infra.local.process import free_port

KEY = "key-of-a-test"
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, and the key that may only search."""

    port: int
    search_key: str

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a function that uses it."""
        return {
            "TYPESENSE_HOST": "127.0.0.1",
            "TYPESENSE_PORT": str(self.port),
            "TYPESENSE_PROTOCOL": "http",
            "TYPESENSE_API_KEY": KEY,
            "TYPESENSE_SEARCH_KEY": self.search_key,
        }


@contextmanager
def running_server(directory: Path) -> Iterator[Server]:
    """A server with nothing in it; skips where none is installed."""
    program = server()
    if program is None:
        reason = "no search server: make typesense"
        if os.environ.get("REQUIRE_TYPESENSE") == "1":
            pytest.fail(f"REQUIRE_TYPESENSE=1, and {reason}")
        pytest.skip(reason)
    port, peering = free_port(), free_port()
    data = directory / "data"
    data.mkdir()
    command = [str(program), f"--data-dir={data}", f"--api-key={KEY}"]
    command += ["--api-address=127.0.0.1", f"--api-port={port}"]
    command += ["--peering-address=127.0.0.1", f"--peering-port={peering}"]
    with (directory / "server.log").open("w") as log:
        child = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own words
        try:
            _wait(port, child)
            yield Server(port, _search_key(port))
        finally:
            child.terminate()
            child.wait(30)


def _wait(port: int, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert child.poll() is None, "the server has ended"
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).json()["ok"]:
                return
        except (httpx.HTTPError, ValueError):
            time.sleep(0.05)
    raise AssertionError("the server is not ready")


def _search_key(port: int) -> str:
    node = {"host": "127.0.0.1", "port": str(port), "protocol": "http"}
    settings: Any = {"nodes": [node], "api_key": KEY, "connection_timeout_seconds": 10}
    client = typesense.Client(settings)
    schema: Any = {"description": "search", "actions": ["documents:search"], "collections": ["*"]}
    with client.api_call:
        return str(client.keys.create(schema)["value"])
