"""The web app's folders import downwards only, and stay readable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra.local.process import PROJECT_ROOT

SOURCES = PROJECT_ROOT / "web" / "app" / "src"
# From the top down; a folder may import those after it, and areas never one another.
ZONES = ("areas", "shared", "ui", "kernel")
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
LONGEST_PAGE, LONGEST_FILE = 200, 300


def _code() -> list[Path]:
    return [p for p in SOURCES.rglob("*.ts*") if p.suffix in {".ts", ".tsx"}]


def _zone(path: Path) -> tuple[str, str]:
    """The zone of a file, and its area."""
    first, second, *_ = (*path.relative_to(SOURCES).parts, "")
    return first, second if first == "areas" else ""


def _forbidden(file: Path, name: str) -> bool:
    target = Path(file.parent, name).resolve()
    if not target.is_relative_to(SOURCES):
        return False
    here, there = _zone(file), _zone(target)
    if here[0] not in ZONES:
        return False
    if there[0] not in ZONES:
        return here[0] != "testing"
    if here[0] == there[0] == "areas":
        return here[1] != there[1]
    return ZONES.index(there[0]) < ZONES.index(here[0])


@pytest.mark.parametrize(
    ("file", "name", "forbidden"),
    [
        ("areas/social/parts/Post.tsx", "../../people/x", True),
        ("areas/social/parts/Post.tsx", "../../../kernel/api", False),
        ("ui/Menu.tsx", "../areas/social/x", True),
        ("kernel/world.ts", "../ui/Page", True),
        ("shell/Nav.tsx", "../areas/social/x", False),
    ],
)
def test_the_rule_knows_up_from_down(file: str, name: str, *, forbidden: bool) -> None:
    assert _forbidden(SOURCES / file, name) is forbidden


def test_imports_point_down() -> None:
    found = [
        f"{file.relative_to(SOURCES)} imports {name}"
        for file in _code()
        for name in _IMPORT.findall(file.read_text(encoding="utf-8"))
        if _forbidden(file, name)
    ]
    assert found == []


def test_no_file_is_too_long_to_read() -> None:
    files = [p for p in _code() if not p.name.endswith((".test.ts", ".test.tsx"))]
    assert files
    for file in files:
        most = LONGEST_PAGE if "pages" in file.parts else LONGEST_FILE
        lines = len(file.read_text(encoding="utf-8").splitlines())
        assert lines <= most, f"{file.relative_to(SOURCES)} has {lines} lines"
