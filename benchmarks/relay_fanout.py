"""Fan-out of the relay beside Starlette on uvicorn: deliveries a second, latency, memory.

``python -m benchmarks.relay_fanout`` starts each server on one core and reads with raw epoll on the
other, interleaved, and prints medians and their ratio. The spread is 15 to 25 %.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import select
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

SERVERS = {"relay": "benchmarks.relay_server", "starlette": "benchmarks.starlette_server"}
_STAMP = re.compile(rb'"t":(\d+)')
_FILLER = "x" * 60


@dataclass(frozen=True, slots=True)
class Result:
    """One run against one server."""

    burst_per_second: float
    p50_ms: float
    p99_ms: float
    memory_kb: float
    connect_ms: float


class Load:
    """Many streams in one process, read with epoll."""

    def __init__(self, ready: dict[str, str | int], count: int) -> None:
        request = f"GET {ready['path']} HTTP/1.1\r\nHost: bench\r\n{ready['header']}\r\n\r\n"
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        for _ in range(count):
            stream = socket.create_connection(("127.0.0.1", int(ready["port"])))
            stream.sendall(request.encode())
            stream.setblocking(False)
            self._sockets[stream.fileno()] = stream
            self._poll.register(stream.fileno(), select.EPOLLIN)
        self._control = socket.create_connection(("127.0.0.1", int(ready["control"])))
        greeted: set[int] = set()
        while len(greeted) < count:
            for fd, _ in self._poll.poll(5):
                data = self._sockets[fd].recv(65536)
                if b"connected" in data:
                    greeted.add(fd)
        self.settle()

    def settle(self) -> None:
        """Read until nothing comes for a while."""
        while ready := self._poll.poll(0.3):
            for fd, _ in ready:
                self._sockets[fd].recv(1 << 20)

    def burst(self, messages: int) -> float:
        """Publish at once; deliveries a second until the last one arrived everywhere."""
        expected = messages * len(self._sockets)
        lines = b"".join(_message() for _ in range(messages))
        start = time.perf_counter()
        self._control.sendall(lines)
        received = 0
        while received < expected:
            for fd, _ in self._poll.poll(5):
                received += self._sockets[fd].recv(1 << 20).count(b'"t":')
        return expected / (time.perf_counter() - start)

    def paced(self, rate: int, seconds: float) -> list[float]:
        """Publish evenly; milliseconds from publishing to reading, for every delivery."""
        latencies: list[float] = []
        total = int(rate * seconds)
        expected = total * len(self._sockets)
        sent = 0
        start = time.perf_counter()
        while len(latencies) < expected:
            now = time.perf_counter()
            if sent < total and now >= start + sent / rate:
                self._control.sendall(_message())
                sent += 1
            for fd, _ in self._poll.poll(0.001):
                stamps = _STAMP.findall(self._sockets[fd].recv(65536))
                read_at = time.perf_counter_ns()
                latencies += [(read_at - int(stamp)) / 1e6 for stamp in stamps]
        return latencies

    def close(self) -> None:
        """Hang up."""
        for stream in (*self._sockets.values(), self._control):
            stream.close()
        self._poll.close()


def _message() -> bytes:
    event = {"id": "0199", "type": "post:created", "data": {"t": 0, "filler": _FILLER}}
    text = json.dumps(event, separators=(",", ":"))
    return text.replace('"t":0', f'"t":{time.perf_counter_ns()}').encode() + b"\n"


def _private_kb(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kb) for kb in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.MULTILINE))


def measure(name: str, options: argparse.Namespace) -> Result:
    """Start a server, put it under load, stop it."""
    server = subprocess.Popen(  # noqa: S603 - our own modules
        [sys.executable, "-m", SERVERS[name]], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        ready = json.loads(server.stdout.readline())
        os.sched_setaffinity(server.pid, {0})
        warm = Load(ready, 50)
        warm.burst(20)
        warm.close()
        time.sleep(0.5)
        before = _private_kb(server.pid)
        start = time.perf_counter()
        load = Load(ready, options.connections)
        connect = time.perf_counter() - start
        memory = _private_kb(server.pid) - before
        load.burst(options.messages // 10)
        load.settle()
        burst = load.burst(options.messages)
        load.settle()
        latencies = load.paced(options.rate, options.seconds)
        load.close()
    finally:
        server.kill()
        server.wait()
    cuts = statistics.quantiles(latencies, n=100)
    return Result(
        burst_per_second=burst,
        p50_ms=cuts[49],
        p99_ms=cuts[98],
        memory_kb=memory / options.connections,
        connect_ms=connect / options.connections * 1000,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--messages", type=int, default=200, help="of the burst")
    parser.add_argument("--rate", type=int, default=10, help="messages a second when paced")
    parser.add_argument("--seconds", type=float, default=3.0, help="of the paced part")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=SERVERS)
    options = parser.parse_args()
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    names = [options.only] if options.only else list(SERVERS)
    results: dict[str, list[Result]] = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names:
            results[name].append(measure(name, options))
    print(f"{options.connections} connections, {options.rounds} rounds, medians")
    medians: dict[str, dict[str, float]] = {}
    for name, runs in results.items():
        medians[name] = {
            field: statistics.median(getattr(run, field) for run in runs)
            for field in Result.__slots__
        }
        m = medians[name]
        print(
            f"{name:10} burst {m['burst_per_second']:>9,.0f} deliveries/s"
            f" | {options.rate} msg/s: p50 {m['p50_ms']:.1f} ms, p99 {m['p99_ms']:.1f} ms"
            f" | {m['memory_kb']:.1f} KB a connection"
        )
    if len(names) == 2:
        ours, peer = medians["relay"], medians["starlette"]
        print(
            f"ratio      burst {ours['burst_per_second'] / peer['burst_per_second']:.1f}x"
            f" | p50 {peer['p50_ms'] / ours['p50_ms']:.1f}x,"
            f" p99 {peer['p99_ms'] / ours['p99_ms']:.1f}x faster"
            f" | memory {peer['memory_kb'] / ours['memory_kb']:.1f}x less"
        )


if __name__ == "__main__":
    main()
