"""Servers to measure beside each other: the relay, Starlette on uvicorn, and nchan in nginx."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
"""Files, and so streams, that a process of this machine may open."""

NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
# Keep-alive without an end, no log, one worker, and memory for the messages of a burst.
_NGINX = """
load_module {module};
daemon off;
worker_processes 1;
worker_rlimit_nofile {files};
error_log stderr crit;
pid {folder}/nginx.pid;
events {{ worker_connections {files}; multi_accept on; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  nchan_shared_memory_size 128M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /sub {{ nchan_subscriber eventsource; nchan_channel_id bench;
                       nchan_subscriber_first_message newest; }}
    location = /pub {{ nchan_publisher; nchan_channel_id bench;
                       nchan_message_buffer_length 2000; nchan_message_timeout 60s; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where to read, where to publish, and the process that serves."""

    name: str
    pid: int
    port: int
    requests: tuple[str, ...]
    publish_port: int
    publish_path: str

    def memory_kb(self) -> int:
        """Proportional set size of the process: its own memory and its share of what is shared."""
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        assert found is not None, "the kernel always tells it"
        return int(found[1])

    def cpu_seconds(self) -> float:
        """Time of a core used since the start, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def available() -> dict[str, str]:
    """The servers of this machine with what to say of each; a missing one says how to get it."""
    said = {"relay": "", "starlette": ""}
    if shutil.which("nginx") is None or not NCHAN.exists():
        return said | {"nchan": "left out: install nginx and libnginx-mod-nchan"}
    return said | {"nchan": ""}


@contextmanager
def serving(name: str, core: int) -> Iterator[Server]:
    """Run the server on one core for the block."""
    with _nchan(core) if name == "nchan" else _python(name, core) as server:
        yield server


@contextmanager
def _python(name: str, core: int) -> Iterator[Server]:
    process = subprocess.Popen(  # noqa: S603 - our own modules
        [sys.executable, "-m", f"benchmarks.{name}_server"], stdout=subprocess.PIPE, text=True
    )
    with _killed(process):
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        os.sched_setaffinity(process.pid, {core})
        requests = tuple(stream_request(ready["path"], header) for header in ready["headers"])
        yield Server(name, process.pid, ready["port"], requests, ready["control"], "-")


@contextmanager
def _nchan(core: int) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        config = Path(folder, "nginx.conf")
        config.write_text(_NGINX.format(module=NCHAN, folder=folder, port=port, files=FILES))
        # nginx gives up root when it has it, and the worker must read the folder then.
        Path(folder).chmod(0o755)
        process = subprocess.Popen(["nginx", "-p", folder, "-c", str(config)])  # noqa: S603, S607 - found on PATH
        with _killed(process):
            worker = _worker_of(process.pid, port)
            os.sched_setaffinity(worker, {core})
            yield Server("nchan", worker, port, (stream_request("/sub", _EVENTS),), port, "/pub")


_EVENTS = "Accept: text/event-stream"


def stream_request(path: str, header: str) -> str:
    """A request as relay_load.c reads it."""
    return f"GET {path} HTTP/1.1\\r\\nHost: bench\\r\\n{header}\\r\\n\\r\\n"


def _worker_of(master: int, port: int) -> int:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
            if children:
                return int(children[0])
        time.sleep(0.05)
    raise TimeoutError("nginx did not start")


@contextmanager
def _killed(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
