"""No two of our modules import each other: threads that load them at once would wait for ever.

Python holds a lock per module while it runs, and gives up with an error where two threads hold one
each and want the other's. A cold instance loads modules in the threads of its first requests.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from infra.local.process import PROJECT_ROOT

ROOTS = ("functions", "infra", "shared", "sse_relay")


def _modules() -> dict[str, Path]:
    found = {}
    for root in ROOTS:
        for path in sorted((PROJECT_ROOT / root).rglob("*.py")):
            parts = path.relative_to(PROJECT_ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _run_at_import(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports that run with the module: not those in functions or for the type checker."""
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement
        elif isinstance(statement, ast.If):
            for_types = "TYPE_CHECKING" in ast.unparse(statement.test)
            yield from _run_at_import(statement.orelse if for_types else statement.body)
        elif isinstance(statement, ast.Try | ast.With | ast.ClassDef):
            yield from _run_at_import(statement.body)


def _imports(name: str, path: Path, known: dict[str, Path]) -> set[str]:
    wanted = set()
    for statement in _run_at_import(ast.parse(path.read_text(encoding="utf-8")).body):
        if isinstance(statement, ast.Import):
            wanted |= {alias.name for alias in statement.names}
        elif statement.module is not None:
            wanted.add(statement.module)
            wanted |= {f"{statement.module}.{alias.name}" for alias in statement.names}
    wanted |= {name.rpartition(".")[0]}  # a module takes its own lock, then that of its package
    return (wanted & known.keys()) - {name}


def test_no_module_waits_for_itself() -> None:
    known = _modules()
    assert len(known) > 200
    graph = {name: _imports(name, path, known) for name, path in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError("a cycle of imports: " + " -> ".join(error.args[1])) from None
