"""Cold start of every function, beside functions-framework alone.

Imports: a fresh interpreter imports functions-framework, then ``functions.main`` and the function;
the figure is total / bare. Both are taken in one process and in CPU time, because neighbours on the
machine would hit only one of two; bytecode is there, as in a deployment. Rounds go over all
functions in turn.

First answer: a fresh process builds functions-framework's app and answers one request through its
test client, against the stores of a real local stack, beside a function that says hello. Here
connections are opened and vendor packages load, so this is the honest second figure.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from collections.abc import Mapping

from benchmarks.report import Figure, print_table
from benchmarks.scene import Scene, School, running_scene
from functions.index import MODULES
from infra.local.process import PROJECT_ROOT, base_env

_SAMPLE = ("meta_healthz", "users_me_get", "posts_create", "auth_login", "worker_notifications")
_FIRST = (
    ("users_me_get", "GET", "/v1/users/me"),
    ("posts_feed", "GET", "/v1/posts"),
    ("posts_create", "POST", "/v1/posts"),
)
_IMPORT = """
import sys, time
start = time.process_time()
import functions_framework
bare = time.process_time()
import functions.main
getattr(functions.main, sys.argv[1])
end = time.process_time()
print(bare - start, end - start)
"""
_ANSWER = """
import sys, time
# Development packages that httpx and httpcore load where they find them; a deployment has none.
sys.modules.update(dict.fromkeys(("trio", "rich", "pygments")))
start, cpu = time.perf_counter(), time.process_time()
import functions_framework
source, target, method, path, token = sys.argv[1:]
client = functions_framework.create_app(target, source).test_client()
answer = client.open(
    path,
    method=method,
    headers={"Authorization": f"Bearer {token}"},
    json={"content": "Hello"} if method == "POST" else None,
)
assert answer.status_code in (200, 201), answer.text
print(time.perf_counter() - start, time.process_time() - cpu, file=sys.stderr)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a sample, in fewer rounds")
    quick = parser.parse_args().quick
    _imports(quick=quick)
    with running_scene() as scene:
        _first_answers(scene, scene.make_school(1), rounds=3 if quick else 7)


def _imports(*, quick: bool) -> None:
    names = [*_SAMPLE] if quick else [*MODULES]
    _run(_IMPORT, base_env(), names[0])
    ratios: dict[str, list[float]] = {name: [] for name in names}
    bare_ms: list[float] = []
    for names_of_round in (names, names, _SAMPLE, _SAMPLE):
        for name in names_of_round:
            bare, total = _run(_IMPORT, base_env(), name)
            ratios[name].append(total / bare)
            bare_ms.append(bare * 1000)
    medians = {name: statistics.median(found) for name, found in ratios.items()}
    print("\nimport of a function / import of functions-framework, CPU time")
    for name, ratio in sorted(medians.items(), key=lambda item: -item[1]):
        print(f"  {name:30} {ratio:.2f}")
    figures = [
        Figure("median of all functions", statistics.median(medians.values()), "x", 2.4),
        Figure("worst function", max(medians.values()), "x", 3.0),
        Figure("functions-framework alone", statistics.median(bare_ms)),
    ]
    print_table("Cold start: imports", figures)


def _first_answers(scene: Scene, school: School, rounds: int) -> None:
    main_py, hello_py = PROJECT_ROOT / "functions/main.py", PROJECT_ROOT / "benchmarks/hello.py"
    calls = [(str(hello_py), "hello", "GET", "/"), *((str(main_py), *call) for call in _FIRST)]
    token = scene.token(school, 0)
    wall: dict[str, list[float]] = {call[1]: [] for call in calls}
    cpu: dict[str, list[float]] = {call[1]: [] for call in calls}
    for _ in range(rounds):
        for call in calls:
            elapsed, used = _run(_ANSWER, scene.env, *call, token)
            wall[call[1]].append(elapsed * 1000)
            cpu[call[1]].append(used * 1000)
    figures = [
        Figure(
            name,
            statistics.median(wall[name]),
            note=f"{statistics.median(cpu[name]):.0f} ms of CPU time",
        )
        for name in wall
    ]
    print_table(f"Cold start: first answer of a fresh process, medians of {rounds}", figures)


def _run(program: str, env: Mapping[str, str], *arguments: str) -> list[float]:
    """The numbers in the last line that the program wrote."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, *arguments],
        cwd=PROJECT_ROOT,
        env=dict(env),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    # Standard output has the product's log, standard error the notices of libraries.
    written = done.stdout if program is _IMPORT else done.stderr
    return [float(number) for number in written.strip().splitlines()[-1].split()]


if __name__ == "__main__":
    main()
