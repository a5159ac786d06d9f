"""The supervisor: order, restarts, and nothing left behind."""

from __future__ import annotations

import http.server
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from infra.local import process
from infra.local.process import Child, ChildFailed, Started
from infra.local.supervisor import AlreadyRunning, Supervisor

PATIENCE_SECONDS = 60.0

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses Linux's pidfd")


class Clock:
    """Real time that a test can move forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


def shell(name: str, script: str = "echo ready; exec sleep 60", **options: Any) -> Child:
    options.setdefault("ready", process.line_ready("ready"))
    options.setdefault("grace_seconds", 30.0)
    return Child(name=name, argv=("/bin/sh", "-c", script), env=process.base_env(), **options)


@contextmanager
def supervised(directory: Path) -> Iterator[tuple[Supervisor, list[str], Clock]]:
    said: list[str] = []
    clock = Clock()
    with Supervisor(directory, say=said.append, clock=clock) as supervisor:
        yield supervisor, said, clock


def run_file(directory: Path) -> Any:
    return json.loads((directory / "run.json").read_text())


def pid_of(directory: Path, name: str) -> int:
    return int(run_file(directory)["processes"][name]["pid"])


def tick_until(supervisor: Supervisor, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < deadline, "it did not happen"
        supervisor.tick()
        time.sleep(0.002)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def expected_end(pid: int) -> Iterator[None]:
    """The process lives now and has ended, soon after the block."""
    descriptor = os.pidfd_open(pid)
    yield
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    ended = waiting.poll(PATIENCE_SECONDS * 1000)
    os.close(descriptor)
    assert ended, f"{pid} is still there"


def test_children_start_in_order_and_stop_in_reverse(tmp_path: Path) -> None:
    order = tmp_path / "order"
    script = f"trap 'echo $0 >> {order}; exit 0' TERM; echo ready; while :; do sleep 0.01; done"
    with supervised(tmp_path) as (supervisor, said, _):
        for name in ("one", "two", "three"):
            supervisor.start(shell(name, script.replace("$0", name)))
        pids = [pid_of(tmp_path, name) for name in ("one", "two", "three")]
    assert order.read_text().split() == ["three", "two", "one"]
    assert not any(is_alive(pid) for pid in pids)
    assert [line.split()[0] for line in said] == ["one", "two", "three", "stopping"]


def test_the_run_file_tells_who_runs_where(tmp_path: Path) -> None:
    with supervised(tmp_path) as (supervisor, _, _):
        started = supervisor.start(shell("db", ports={"postgres": 5432}))
        assert run_file(tmp_path) == {
            "supervisor": os.getpid(),
            "processes": {
                "db": {
                    "pid": started.pid,
                    "ports": {"postgres": 5432},
                    "log": str(tmp_path / "log" / "db.log"),
                    "restarts": 0,
                }
            },
        }
    assert not (tmp_path / "run.json").exists()


def test_output_goes_to_a_log(tmp_path: Path) -> None:
    with supervised(tmp_path) as (supervisor, _, _):
        supervisor.start(shell("talker", "echo out; echo err >&2; echo ready; exec sleep 60"))
    assert (tmp_path / "log" / "talker.log").read_text() == "out\nerr\nready\n"


def test_a_child_gets_the_environment_it_was_given_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET_OF_OURS", "x")
    child = process.python_child(
        "env",
        "timeit",
        *(
            "-n",
            "1",
            "-r",
            "1",
            "import os, time; print(dict(os.environ), 'ready'); time.sleep(60)",
        ),
        env={"GIVEN": "yes"},
        ready=process.line_ready("ready"),
    )
    with supervised(tmp_path) as (supervisor, _, _):
        output = supervisor.start(child).output()
    assert "'GIVEN': 'yes'" in output
    assert "A_SECRET_OF_OURS" not in output


@linux
def test_a_killed_child_comes_back(tmp_path: Path) -> None:
    with supervised(tmp_path) as (supervisor, said, clock):
        first = supervisor.start(shell("web")).pid
        with expected_end(first):
            os.kill(first, signal.SIGKILL)
        tick_until(supervisor, lambda: "again in 0.25 s" in said[-1])
        assert "web          was killed by SIGKILL" in said[-1]
        clock.ahead += 0.25
        tick_until(supervisor, lambda: "back in" in said[-1])
        assert pid_of(tmp_path, "web") != first
        assert run_file(tmp_path)["processes"]["web"]["restarts"] == 1


@linux
def test_pauses_grow_while_it_keeps_dying_and_shrink_when_it_settles(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    script = f"echo ready; [ -e {broken} ] && exit 3; exec sleep 60"
    with supervised(tmp_path) as (supervisor, said, clock):
        supervisor.start(shell("flaky", script))
        broken.touch()
        os.kill(pid_of(tmp_path, "flaky"), signal.SIGKILL)
        pauses: list[str] = []
        while len(pauses) < 7:
            said.clear()
            tick_until(supervisor, lambda: any("again in" in line for line in said))
            pauses.append(said[-1].split("again in ")[1].split()[0])
            clock.ahead += float(pauses[-1])
        assert pauses == ["0.25", "0.5", "1", "2", "4", "5", "5"]
        assert "ended with code 3" in said[-1]
        broken.unlink()
        tick_until(supervisor, lambda: "back in" in said[-1])
        clock.ahead += 11
        supervisor.tick()
        os.kill(pid_of(tmp_path, "flaky"), signal.SIGKILL)
        tick_until(supervisor, lambda: "again in 0.25 s" in said[-1])


@linux
def test_a_restart_does_not_hold_up_the_others(tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    script = f"[ -e {slow} ] || echo ready; exec sleep 60"
    with supervised(tmp_path) as (supervisor, said, clock):
        first, second = (
            supervisor.start(shell("db", script, ready_seconds=30.0)).pid,
            supervisor.start(shell("web")).pid,
        )
        slow.touch()
        os.kill(first, signal.SIGKILL)
        tick_until(supervisor, lambda: "db" in said[-1])
        clock.ahead += 1
        tick_until(supervisor, lambda: pid_of(tmp_path, "db") != first)
        os.kill(second, signal.SIGKILL)
        tick_until(supervisor, lambda: "web          was killed" in said[-1])
        clock.ahead += 31
        tick_until(supervisor, lambda: any("db           is not getting ready" in s for s in said))
        tick_until(supervisor, lambda: any("web          back" in s for s in said))


def test_a_child_may_be_left_dead(tmp_path: Path) -> None:
    with supervised(tmp_path) as (supervisor, said, _):
        child = shell("once", "echo ready; read line < /dev/null; exec sleep 60", restart=False)
        started = supervisor.start(child)
        os.kill(started.pid, signal.SIGTERM)
        tick_until(supervisor, lambda: "SIGTERM" in said[-1])
        assert "again" not in said[-1]
        assert "once" not in run_file(tmp_path)["processes"]


def test_a_failed_start_tells_why_and_stops_what_ran(tmp_path: Path) -> None:
    pids: list[int] = []

    def compose() -> None:
        with supervised(tmp_path) as (supervisor, _, _):
            pids.append(supervisor.start(shell("fine")).pid)
            supervisor.start(shell("bad", "echo port taken; exit 4"))

    with pytest.raises(ChildFailed, match=r"bad ended with code 4(.|\n)*port taken"):
        compose()
    assert not is_alive(pids[0])


def test_a_silent_start_ends(tmp_path: Path) -> None:
    with (
        supervised(tmp_path) as (supervisor, _, _),
        pytest.raises(ChildFailed, match=r"not ready after 0\.05 s"),
    ):
        supervisor.start(shell("mute", "exec sleep 60", ready_seconds=0.05))


def test_a_deaf_child_is_killed_after_its_grace(tmp_path: Path) -> None:
    with supervised(tmp_path) as (supervisor, said, _):
        script = "trap '' TERM; echo ready; while :; do sleep 0.01; done"
        pid = supervisor.start(shell("deaf", script, grace_seconds=0.05)).pid
    assert not is_alive(pid)
    assert said[-1] == "deaf         did not stop in time and was killed"


@linux
def test_grandchildren_go_with_their_parent(tmp_path: Path) -> None:
    script = "sleep 60 & echo $! > {file}; echo ready; wait"
    files = [tmp_path / "killed", tmp_path / "stopped"]
    with supervised(tmp_path) as (supervisor, said, _):
        for file in files:
            supervisor.start(shell(file.name, script.format(file=file)))
        killed, stopped = (int(file.read_text()) for file in files)
        with expected_end(killed):
            os.kill(pid_of(tmp_path, "killed"), signal.SIGKILL)
            tick_until(supervisor, lambda: "was killed" in said[-1])
        with expected_end(stopped):
            supervisor.stop()


def test_two_supervisors_do_not_share_a_directory(tmp_path: Path) -> None:
    with supervised(tmp_path), pytest.raises(AlreadyRunning, match=str(os.getpid())):
        Supervisor(tmp_path).__enter__()
    with supervised(tmp_path):
        pass


def test_signal_handlers_are_given_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with supervised(tmp_path):
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


@contextmanager
def supervisor_process(
    directory: Path, ready: str = "process.line_ready('ready')"
) -> Iterator[Any]:
    """A supervisor of its own with the children `a` and `b`; `b` has the given probe."""
    program = f"""
import pathlib, sys
from infra.local import process
from infra.local.process import Child
from infra.local.supervisor import Supervisor
def child(name, ready):
    script = "echo ready; exec sleep 60"
    return Child(name=name, argv=("/bin/sh", "-c", script), ready=ready, env=process.base_env())
with Supervisor(pathlib.Path({str(directory)!r})) as supervisor:
    supervisor.start(child("a", process.line_ready("ready")))
    supervisor.start(child("b", {ready}))
    supervisor.run()
print("clean end")
"""
    with subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-u", "-c", program],
        cwd=process.PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout
        yield running
        running.kill()


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with supervisor_process(tmp_path) as running:
        assert running.stdout.readline().startswith("a ")
        assert running.stdout.readline().startswith("b ")
        with expected_end(pid_of(tmp_path, "a")), expected_end(pid_of(tmp_path, "b")):
            running.send_signal(number)
            assert running.wait(PATIENCE_SECONDS) == 0
        assert running.stdout.read().splitlines() == ["stopping b, a", "clean end"]


@linux
def test_a_signal_while_starting_ends_it_too(tmp_path: Path) -> None:
    with supervisor_process(tmp_path, ready="lambda started: print('waiting') or False") as running:
        assert running.stdout.readline().startswith("a ")
        assert running.stdout.readline() == "waiting\n"
        with expected_end(pid_of(tmp_path, "a")), expected_end(pid_of(tmp_path, "b")):
            running.send_signal(signal.SIGTERM)
            output = running.stdout.read()
            assert running.wait(PATIENCE_SECONDS) == 0
        assert "stopping b, a\nclean end\n" in output


@linux
def test_a_killed_supervisor_leaves_nobody(tmp_path: Path) -> None:
    with supervisor_process(tmp_path) as running:
        assert running.stdout.readline().startswith("a ")
        assert running.stdout.readline().startswith("b ")
        with expected_end(pid_of(tmp_path, "a")), expected_end(pid_of(tmp_path, "b")):
            running.kill()
    with supervised(tmp_path) as (supervisor, _, _):  # and its lock is gone with it
        supervisor.start(shell("a"))


def test_probes_see_ports_pages_and_files(tmp_path: Path) -> None:
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/ready" else 503)
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    nobody: Any = None
    closed = process.free_port()
    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        assert process.tcp_ready(server.server_port)(nobody)
        assert process.http_ready(f"{url}/ready")(nobody)
        assert not process.http_ready(f"{url}/starting")(nobody)
        server.shutdown()
        thread.join()
    assert not process.tcp_ready(closed)(nobody)
    assert not process.http_ready(f"http://127.0.0.1:{closed}/")(nobody)
    file = tmp_path / "ready"
    assert not process.file_ready(file)(nobody)
    file.write_text("x")
    assert process.file_ready(file)(nobody)


def test_a_line_of_an_earlier_start_is_not_readiness(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("ready\n")
    child = shell("x", "exec sleep 60")
    started: Started = process.spawn(child, log)
    try:
        assert not child.ready(started)
    finally:
        process.kill(started)


def test_a_large_log_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "log" / "x.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * 20_000_001)
    with supervised(tmp_path) as (supervisor, _, _):
        supervisor.start(shell("x"))
    assert log.read_text() == "ready\n"
    assert log.with_suffix(".log.old").stat().st_size == 20_000_001
