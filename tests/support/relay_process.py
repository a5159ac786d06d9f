"""A relay as a process, and streams over real sockets that check what they read."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self

from infra.tokens import Claims
from shared.realtime.cursor import Cursor
from shared.telemetry.signals import Signal
from tests.support.forked import Forked
from tests.support.relay import PUBLIC_KEYS, SIGNER
from tests.support.sse import CheckedStream, Response, read_response

PATIENCE = 60.0


class RelayProcess:
    """A relay in a process and on a port of its own."""

    def __init__(self, **environment: str) -> None:
        self.environment = environment
        self._process = Forked(
            "sse_relay",
            env={
                "PATH": os.environ["PATH"],
                "JWT_PUBLIC_KEYS": PUBLIC_KEYS,
                "RELAY_PORT": "0",
                "OPS_TOKEN": "operator",
                **environment,
            },
        )
        self.lines: list[dict[str, Any]] = []
        self._said = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.port = int(self.wait_for(Signal.RELAY_STARTED)["port"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def wait_for(self, signal: Signal, count: int = 1) -> dict[str, Any]:
        """The log line of this kind; fails when it does not come."""
        found: list[dict[str, Any]] = []

        def came() -> bool:
            found[:] = [line for line in self.lines if line.get("event") == signal.code]
            return len(found) >= count

        with self._said:
            assert self._said.wait_for(came, PATIENCE), f"no {signal} in {self.lines}"
        return found[count - 1]

    def terminate(self) -> float:
        """SIGTERM, then the seconds until the process ended well."""
        start = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(PATIENCE) == 0
        return time.monotonic() - start

    def kill(self) -> None:
        """SIGKILL, if it still runs."""
        self._process.kill()
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self._process.stdout.close()

    @property
    def pid(self) -> int:
        """The process that was started: of several workers, their parent."""
        return self._process.pid

    def memory_kb(self) -> int:
        """Resident memory."""
        statm = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii")
        return int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024

    def open(self, claims: Claims, **options: Any) -> LiveStream:
        """A stream for the holder of these claims."""
        return LiveStream(self.port, claims, **options)

    def get(self, path: str, *headers: str) -> Response:
        """A whole response."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            lines = "".join(f"{header}\r\n" for header in headers)
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: test\r\n{lines}\r\n".encode())
            data = b""
            while chunk := connection.recv(65_536):
                data += chunk
        response = read_response(data)
        assert response is not None
        return response

    def metric(self, name: str) -> float:
        """One sample of /metrics, 0 while it is absent."""
        text = self.get("/metrics", "Authorization: Bearer operator").body.decode()
        for line in text.splitlines():
            sample, _, value = line.rpartition(" ")
            if sample == f"stunity_relay_{name}":
                return float(value)
        return 0.0

    def _read(self) -> None:
        for line in self._process.stdout:
            try:
                entry = json.loads(line)
            except ValueError:
                entry = {"message": line.decode(errors="replace")}
            with self._said:
                self.lines.append(entry)
                self._said.notify_all()


class LiveStream:
    """A checked stream over a socket; ``opened`` has all that a test must hang up."""

    opened: ClassVar[list[LiveStream]] = []

    def __init__(
        self,
        port: int,
        claims: Claims,
        *,
        cursor: Cursor | None = None,
        query: str = "",
        receive_buffer: int | None = None,
    ) -> None:
        self._socket = socket.socket()
        self.opened.append(self)
        if receive_buffer is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(("127.0.0.1", port))
        self._data = bytearray()
        self.closed = False
        self.checked = CheckedStream(cursor)
        resume = "" if cursor is None else f"Last-Event-ID: {cursor}\r\n"
        self._socket.sendall(
            f"GET /v1/stream{query} HTTP/1.1\r\nHost: test\r\n{resume}"
            f"Authorization: Bearer {SIGNER.sign(claims)}\r\n\r\n".encode()
        )

    @property
    def response(self) -> Response | None:
        """What came so far."""
        return read_response(bytes(self._data))

    def until(self, condition: Callable[[CheckedStream], Any], seconds: float = PATIENCE) -> Self:
        """Read until the condition holds; fails when it does not in time."""
        deadline = time.monotonic() + seconds
        while not condition(self._check()):
            left = deadline - time.monotonic()
            assert left > 0, f"did not happen: {self._summary()}"
            assert not self.closed, f"ended before: {self._summary()}"
            self._receive(left)
        return self

    def connected(self) -> Self:
        """Read until the greeting and its checkpoint are here."""
        return self.until(lambda stream: stream.cursor is not None)

    def until_closed(self, seconds: float = PATIENCE) -> Self:
        """Read to the end."""
        deadline = time.monotonic() + seconds
        while not self.closed:
            left = deadline - time.monotonic()
            assert left > 0, f"still open: {self._summary()}"
            self._receive(left)
        self._check()
        return self

    def numbers(self) -> list[int]:
        """Positions of the durable events that came."""
        return [event["seq"] for event in self._check().events if "seq" in event]

    def vector(self) -> Cursor:
        """Where a client that read this would resume."""
        return self._check().vector()

    def hang_up(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _summary(self) -> str:
        response, checked = self.response, self.checked
        if response is None or response.status != 200:
            return f"{response}"
        return (
            f"at {checked.positions} after {len(checked.events)} events,"
            f" {checked.resyncs}, {checked.reconnects}"
        )

    def _receive(self, seconds: float) -> None:
        self._socket.settimeout(seconds)
        try:
            data = self._socket.recv(1 << 20)
        except TimeoutError:
            return
        except ConnectionResetError:
            data = b""
        self._data += data
        self.closed = not data

    def _check(self) -> CheckedStream:
        response = self.response
        if response is not None and response.status == 200:
            self.checked.read(response.body)
        return self.checked
