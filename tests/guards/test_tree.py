"""Where things are: the same areas on the second level of every layer."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from infra.local.process import PROJECT_ROOT

AREAS = frozenset(
    {
        "analytics",
        "boards",
        "clubs",
        "identity",
        "learning",
        "live",
        "media",
        "messaging",
        "moderation",
        "notifications",
        "people",
        "platform",
        "realtime",
        "school",
        "search",
        "social",
        "tenants",
    }
)
"""What the product is about. A new one is a decision: it is made here."""

MACHINERY = {
    "functions": {"common", "meta", "runtime", "workers", "jobs"},
    "shared": {"meta", "http", "events", "auth", "telemetry", "text"},
    "infra/postgres": {"core"},
    "tests/areas": set[str](),
}
"""What a layer has besides areas."""

TOOLS = {"infra.build", "infra.local", "infra.ops"}
"""What works on the product and is no part of it."""

TESTED_MACHINERY = {
    "tests/unit": {
        "chaos",
        "infra",
        "local",
        "relay",
        "runtime",
        "support",
        "telemetry",
        "text",
        "web",
    },
    "tests/integration": {"postgres", "pubsub", "relay"},
}
"""What is tested without belonging to an area. An area's tests live in ``tests/areas``."""


def folders(layer: str) -> set[str]:
    found = (PROJECT_ROOT / layer).iterdir()
    return {path.name for path in found if path.name[0] not in "_." and _has_files(path)}


def _has_files(folder: Path) -> bool:
    """Where a folder has moved, caches of its modules stay behind."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return any(path.parent.name != "__pycache__" for path in files) and folder.is_dir()


@pytest.mark.parametrize("layer", MACHINERY)
def test_the_second_level_of_every_layer_is_the_list_of_areas(layer: str) -> None:
    found = folders(layer)
    assert found & AREAS, "nothing is here"
    assert found <= AREAS | MACHINERY[layer]
    assert found >= MACHINERY[layer], "exempt, and not there"


@pytest.mark.parametrize("layer", TESTED_MACHINERY)
def test_tests_outside_the_areas_are_of_machinery(layer: str) -> None:
    assert folders(layer) == TESTED_MACHINERY[layer]
    assert not TESTED_MACHINERY[layer] & AREAS


def test_an_area_has_tests_where_it_has_functions() -> None:
    untested = (folders("functions") & AREAS) - folders("tests/areas")
    assert not untested


def test_every_adapter_is_in_the_import_contracts() -> None:
    settings = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["name"]: one for one in settings["tool"]["importlinter"]["contracts"]}
    infra = PROJECT_ROOT / "infra"
    packages = {f"infra.{name}" for name in folders("infra")} - TOOLS
    adapters = packages | {f"infra.{path.stem}" for path in infra.glob("[a-z]*.py")}
    assert adapters, "nothing is here"
    for name, key in (
        ("tooling and the local stack are imported by nobody", "source_modules"),
        ("adapters know neither functions nor relay", "source_modules"),
    ):
        listed = set(contracts[name][key]) - {"functions", "sse_relay"}
        assert listed == adapters, name
    assert set(contracts["adapters do not know one another"]["modules"]) == packages


def test_what_moved_is_where_the_table_says() -> None:
    moved = json.loads((PROJECT_ROOT / "docs/moved.json").read_text(encoding="utf-8"))
    assert moved
    missing = {old: new for old, new in moved.items() if not (PROJECT_ROOT / new).exists()}
    assert not missing, "the new place is not there"
    # Compiled modules of what left may lie about in a tree that was not cleaned.
    kept = {old for old in moved if any(_sources(PROJECT_ROOT / old))}
    assert not kept, "the old place is still there"


def _sources(place: Path) -> list[Path]:
    if place.is_dir():
        return [path for path in place.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return [place] if place.exists() else []
