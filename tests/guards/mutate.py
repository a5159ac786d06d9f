"""Takes one safeguard away at a time, at random, and shows which test turns red.

``python -m tests.guards.mutate`` works on a copy of the tree. Each change is of one place: the
school left out of a query, a permission, a limit, an event or a declared problem. The guards of the
route and the tests of its area run; that the committed manifest is stale does not count. It exits
with 1 when a change survives. ``--seed`` repeats a choice, ``--count`` sets how many are tried.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from functions.runtime.catalogue import all_routes
from infra.local.process import PROJECT_ROOT
from shared.http.problem import Forbidden

TIMEOUT = 600
ACCESS = '__import__("shared.http.route", fromlist=["Access"]).Access.SIGNED_IN'
ANYTHING = '__import__("sqlalchemy").true()'


@dataclass(frozen=True, slots=True)
class Change:
    """One safeguard less. ``routes`` are those that the file may serve."""

    kind: str
    path: Path
    node: tuple[int, int, int, int]
    after: str
    what: str
    routes: tuple[str, ...]

    @property
    def area(self) -> str:
        return self.path.parts[1] if self.path.parts[0] == "functions" else self.path.parts[2]

    @override
    def __str__(self) -> str:
        return f"{self.path}:{self.node[0]} {self.what}"

    def applied(self, source: str) -> str:
        """The source with the change; columns of the parser count bytes."""
        lines = source.encode().splitlines(keepends=True)
        first, start, last, end = self.node
        head, tail = lines[first - 1][:start], lines[last - 1][end:]
        lines[first - 1 : last] = [head + self.after.encode() + tail]
        return b"".join(lines).decode()


def changes() -> Iterator[Change]:
    """Every safeguard that can be taken away."""
    routes = {
        module: tuple(r.name for r in all_routes() if r.module == module)
        for module in ({r.module for r in all_routes()})
    }
    for module, names in sorted(routes.items()):
        yield from _of_handlers(Path(module.replace(".", "/") + ".py"), module, names)
    by_area: dict[str, tuple[str, ...]] = {}
    for route in all_routes():
        by_area[route.area] = (*by_area.get(route.area, ()), route.name)
    for area, names in sorted(by_area.items()):
        for path in sorted((PROJECT_ROOT / "infra" / "postgres" / area).glob("*.py")):
            yield from _of_queries(path.relative_to(PROJECT_ROOT), names)


def _of_handlers(path: Path, module: str, names: tuple[str, ...]) -> Iterator[Change]:
    source = (PROJECT_ROOT / path).read_text(encoding="utf-8")
    loaded = importlib.import_module(module)
    for function in (n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)):
        mine = (function.name,) if function.name in names else names
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "route":
                yield from _of_declaration(path, decorator, mine)
        for node in ast.walk(function):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
                problem = getattr(loaded, node.exc.id, object)
                if isinstance(problem, type) and issubclass(problem, Forbidden):
                    yield _change("permission", path, node, "pass", mine)
            elif isinstance(node, ast.Expr) and ast.unparse(node).startswith("ctx.emit("):
                yield _change("emit", path, node, "pass", mine)


def _of_declaration(path: Path, call: ast.Call, names: tuple[str, ...]) -> Iterator[Change]:
    for keyword in call.keywords:
        value = keyword.value
        if keyword.arg == "permission" and ast.unparse(value).startswith("Permission."):
            yield _change("permission", path, value, ACCESS, names)
        if keyword.arg in {"limits", "raises"} and isinstance(value, ast.Tuple):
            kind = "limit" if keyword.arg == "limits" else "raises"
            for gone in value.elts:
                if ast.unparse(gone) == "'none'":
                    continue
                kept = [ast.unparse(e) for e in value.elts if e is not gone]
                kept = kept or (["'none'"] if kind == "limit" else [])
                after = "(" + "".join(f"{one}, " for one in kept) + ")"
                yield _change(kind, path, value, after, names, what=ast.unparse(gone))


def _of_queries(path: Path, names: tuple[str, ...]) -> Iterator[Change]:
    for node in ast.walk(ast.parse((PROJECT_ROOT / path).read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq):
            continue
        left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
        if left.endswith(".tenant_id") and not right.endswith(".tenant_id"):
            yield _change("school", path, node, ANYTHING, names)


def _change(
    kind: str,
    path: Path,
    node: ast.expr | ast.stmt,
    after: str,
    names: tuple[str, ...],
    *,
    what: str = "",
) -> Change:
    place = (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
    return Change(kind, path, place, after, what or " ".join(ast.unparse(node).split())[:60], names)


def chosen(count: int, seed: int) -> list[Change]:
    """So many changes, of all kinds in turn and of each kind at random."""
    kinds: dict[str, list[Change]] = {}
    for change in changes():
        kinds.setdefault(change.kind, []).append(change)
    pick = random.Random(seed)
    for found in kinds.values():
        pick.shuffle(found)
    turns = [found[turn] for turn in range(count) for found in kinds.values() if turn < len(found)]
    return turns[:count]


def copy_of_the_tree(place: Path) -> None:
    """All files that git knows of, and new ones."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=PROJECT_ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        source = PROJECT_ROOT / name
        if name and source.is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, place / name)


def first_red_test(place: Path, change: Change) -> str | None:
    """The test that notices the change, or None."""
    wanted = ("tests/guards", f"tests/areas/{change.area}")
    tests = [name for name in wanted if (place / name).exists()]
    names = " or ".join(("areas", "reviewed", *change.routes))
    seen = [f"--seen-all-of={name}" for name in change.routes]
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-k", names, *seen, *tests],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT,
    )
    if done.returncode == 0:
        return None
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    never = re.search(r"declared and never seen =+\n(.*)", done.stdout)
    if found is not None:
        return found[1]
    if never is None:
        raise RuntimeError(f"the tests do not start: {done.stdout[-500:]}{done.stderr[-500:]}")
    return f"never seen: {never[1]}"


def main() -> int:
    """Try the changes and print a table; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    print(f"--seed {options.seed}")
    survived = 0
    with tempfile.TemporaryDirectory(prefix="stunity-mutate-") as directory:
        place = Path(directory)
        copy_of_the_tree(place)
        for number, change in enumerate(chosen(options.count, options.seed), start=1):
            target = place / change.path
            source = target.read_text(encoding="utf-8")
            target.write_text(change.applied(source), encoding="utf-8")
            red = first_red_test(place, change)
            target.write_text(source, encoding="utf-8")
            survived += red is None
            print(f"{number:2} {change.kind:10} {change} | {red or 'SURVIVED'}", flush=True)
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
