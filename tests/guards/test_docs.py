"""What the documents name is there: places, commands, modules, and one another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra.local.process import PROJECT_ROOT
from tests.guards.routes import some

DOCS = PROJECT_ROOT / "docs"
DECISIONS = DOCS / "decisions"
# The portal's own pages name what its build puts beside them, and MkDocs looks at their links.
PAGES = sorted(
    {
        *PROJECT_ROOT.glob("*.md"),
        *PROJECT_ROOT.glob("clients/*/README.md"),
        *PROJECT_ROOT.glob("web/README.md"),
        *PROJECT_ROOT.glob("web/*/README.md"),
        *(page for page in DOCS.rglob("*.md") if not page.is_relative_to(DOCS / "portal")),
    }
    # It tells of places as they were called then.
    - {PROJECT_ROOT / "CHANGELOG.md"}
)
BUILT = {"clients/python/dist"}
LAYERS = "benchmarks|clients|docs|functions|infra|requirements|shared|sse_relay|terraform|tests|web"


def name_of(page: Path) -> str:
    return str(page.relative_to(PROJECT_ROOT))


@pytest.fixture(params=PAGES, ids=name_of)
def page(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


def test_places_that_are_named_are_there(page: Path) -> None:
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for place in re.findall(rf"`((?:{LAYERS})/[\w./<>{{}},*-]*)`", prose):
        for one in alternatives(re.sub(r"<\w+>", "*", place.rstrip("/"))):
            assert one in BUILT or any(PROJECT_ROOT.glob(one)), place


def alternatives(place: str) -> list[str]:
    """``a/{b,c}`` as a shell expands it."""
    before, brace, rest = place.partition("{")
    if not brace:
        return [place]
    choices, _, after = rest.partition("}")
    return [f"{before}{choice}{after}" for choice in choices.split(",")]


def test_modules_that_are_run_are_there(page: Path) -> None:
    layers = "benchmarks|functions|infra|sse_relay|tests"
    text = page.read_text(encoding="utf-8")
    for module in re.findall(rf"-m ((?:{layers})(?:\.\w+)*)", text):
        path = PROJECT_ROOT.joinpath(*module.split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_targets_that_are_made_are_there(page: Path) -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(some(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)))
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:`|^ *)make ([a-z][a-z-]+)", text, re.MULTILINE)) <= targets


def test_the_index_of_decisions_has_each_page_under_its_heading() -> None:
    pages = sorted(DECISIONS.glob("[0-9]*.md"))
    rows = [
        "| [{1}]({0}) | {2} |".format(page.name, *heading.groups())
        for page in some(pages)
        if (heading := re.match(r"# (\d{4}) (.+)\n", page.read_text(encoding="utf-8")))
    ]
    assert len(rows) == len(pages), "a heading is a number and a title"
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    assert [line for line in index.splitlines() if line.startswith("| [")] == rows
