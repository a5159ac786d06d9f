"""The whole product as real processes, for tests that look from outside or kill parts of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from infra.build import web_app
from infra.local.process import PROJECT_ROOT, _leash, base_env, free_port
from infra.local.redis import flush_but
from tests.support.scratch import scratch_directory
from tests.support.sign_in import signed_in_api

_START_SECONDS = 600.0
_STOP_SECONDS = 120.0
_POLL_SECONDS = 0.02


class Stack:
    """``make run`` in a directory and on ports of its own; ``module`` is what runs it."""

    def __init__(
        self,
        *,
        relays: int = 1,
        env: dict[str, str] | None = None,
        durable: bool = False,
        module: str = "infra.local",
    ) -> None:
        prefix = "stunity-stack-"
        # A durable one is to wait for its disk as in production.
        self.data_dir = (
            Path(tempfile.mkdtemp(prefix=prefix)) if durable else scratch_directory(prefix)
        )
        self.data_dir.chmod(0o755)  # Postgres may run as another user, who must pass through
        self.port, self.relay_port = free_port(), free_port()
        self.app_url = f"http://127.0.0.1:{self.port}"
        self.relay_url = f"http://127.0.0.1:{self.relay_port}"
        self.log = self.data_dir / "run.log"
        # One for all looks: each new client reads the certificates of the world, 25 ms of work.
        self._http = httpx.Client(timeout=5.0, trust_env=False)
        # Before the clock runs: the first build of a checkout fetches packages, for a minute.
        web_app.build()
        # Nor a model in each gateway: vectors have tests of their own.
        plain = ("--no-portal", "--no-vectors")
        command = [sys.executable, "-m", module, "--relays", str(relays), *plain]
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command if durable else [*command, "--volatile"],
                cwd=PROJECT_ROOT,
                env={
                    **base_env(),
                    "DATA_DIR": str(self.data_dir),
                    "PORT": str(self.port),
                    "RELAY_PORT": str(self.relay_port),
                    **(env or {}),
                },
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # A run that is killed takes its stack with it.
                preexec_fn=_leash(signal.SIGTERM),  # noqa: PLW1509 - two system calls, no lock
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Of the process that has started all others."""
        return self._process.pid

    @property
    def processes(self) -> dict[str, Any]:
        """What the supervisor says of its children, by name: pid, ports, log, restarts."""
        content = json.loads((self.data_dir / "run.json").read_text(encoding="utf-8"))
        found: dict[str, Any] = content["processes"]
        return found

    def api(self, who: str) -> httpx.Client:
        """The API in the name of somebody of the demo school."""
        return signed_in_api(self.app_url, who)

    def relay_urls(self) -> list[str]:
        """The addresses of all relays."""
        named = {n: p for n, p in self.processes.items() if n.startswith("relay")}
        return [f"http://127.0.0.1:{p['ports']['http']}" for _, p in sorted(named.items())]

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal to one of the processes, by its id; returns the id."""
        pid = int(self.processes[name]["pid"])
        os.kill(pid, number)
        return pid

    def empty_redis(self) -> None:
        """Let Redis forget what it counted, as if the tests before were long ago.

        Relays go on saying how they are there: without that they would be down until they say it.
        """
        flush_but(int(self.processes["redis"]["ports"]["redis"]), "relay:")

    def wait_ready(self, name: str, *, not_pid: int | None = None, seconds: float = 120.0) -> None:
        """Return when the process answers, as another one than ``not_pid``."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            entry = self.processes.get(name)
            if entry is not None and entry["pid"] != not_pid and self._answers(name, entry):
                return
            time.sleep(_POLL_SECONDS)
        raise TimeoutError(f"{name} did not come back")

    def close(self) -> None:
        """Stop it all as Ctrl-C does; raises when a process is left."""
        self._http.close()
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        shutil.rmtree(self.data_dir)

    def _answers(self, name: str, entry: dict[str, Any]) -> bool:
        path = "/readyz" if name.startswith("relay") else "/v1/healthz"
        port = entry["ports"].get("http")
        if port is None or not (name.startswith("relay") or name == "gateway"):
            return True
        try:
            answer = self._http.get(f"http://127.0.0.1:{port}{path}")
        except httpx.HTTPError:
            return False
        # A relay without Pub/Sub is ready, and not whole.
        return answer.is_success and (name == "gateway" or answer.json()["status"] == "ready")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            text = self.log.read_text(encoding="utf-8")
            if "\nready" in text:
                return
            if self._process.poll() is not None:
                break
            time.sleep(_POLL_SECONDS)
        raise RuntimeError(f"the stack did not start:\n{self.log.read_text(encoding='utf-8')}")
