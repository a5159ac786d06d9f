"""What a browser has to fetch before it shows a page, compressed as it is served."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from infra.build import web_app

KB = 1000
# On a phone that computes four times slower and a slow network these are two seconds.
FEED, CLASSROOM = 90 * KB, 40 * KB

_START = "index.html"
_FEED = (
    "src/areas/social/pages/Feed.tsx",
    *(f"src/{of}/messages/en.json" for of in ("kernel", "areas/social", "shared")),
)
_IN_CLASS = (
    "src/areas/classroom/pages/Classroom.tsx",
    "src/areas/learning/pages/Quizzes.tsx",
    "src/areas/boards/pages/Boards.tsx",
    *(f"src/areas/{of}/messages/en.json" for of in ("classroom", "learning", "boards")),
)


@cache
def _built() -> tuple[Path, dict[str, Any]]:
    directory = web_app.build()
    manifest = (directory / ".vite" / "manifest.json").read_text(encoding="utf-8")
    return directory, json.loads(manifest)


def _scripts(entries: Iterable[str]) -> set[str]:
    """The files of these modules and of everything that they import at once."""
    _, manifest = _built()
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        chunk = manifest[waiting.pop()]
        if chunk["file"] in found:
            continue
        found.add(chunk["file"])
        waiting.extend(chunk.get("imports", []))
    return found


def _size(names: Iterable[str]) -> int:
    directory, _ = _built()
    return sum(_compressed(directory / name) for name in names)


def _compressed(path: Path) -> int:
    """Files too small to be worth compressing are served as they are."""
    compressed = path.with_name(f"{path.name}.br")
    return (compressed if compressed.is_file() else path).stat().st_size


def test_the_first_load_of_the_feed_is_small() -> None:
    size = _size(_scripts([_START, *_FEED]))
    assert size <= FEED, f"{size / KB:.1f} KB"


def test_a_visit_to_the_classroom_adds_little() -> None:
    known = _scripts([_START, *_FEED])
    added = _size(_scripts(_IN_CLASS) - known)
    assert 0 < added <= CLASSROOM, f"{added / KB:.1f} KB"
