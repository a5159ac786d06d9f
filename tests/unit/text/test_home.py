"""Texts are compared in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from infra.local.process import PROJECT_ROOT

_LAYERS = ("functions", "infra", "shared", "sse_relay")
# The table of look-alikes is written with it, and nothing is compared there.
_WRITES_THE_TABLE = "infra/build/confusables.py"


def _imports(name: str) -> Iterator[str]:
    for layer in _LAYERS:
        for path in (PROJECT_ROOT / layer).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if name in names:
                    yield str(path.relative_to(PROJECT_ROOT))


def test_only_shared_text_knows_the_properties_of_characters() -> None:
    found = {path for path in _imports("unicodedata") if not path.startswith("shared/text/")}
    assert found == {_WRITES_THE_TABLE}


def test_case_is_folded_in_shared_text_only() -> None:
    found = [
        str(path.relative_to(PROJECT_ROOT))
        for layer in _LAYERS
        for path in (PROJECT_ROOT / layer).rglob("*.py")
        if ".casefold()" in path.read_text(encoding="utf-8")
    ]
    assert found
    assert all(path.startswith("shared/text/") for path in found), found
