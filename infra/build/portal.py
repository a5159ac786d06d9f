"""The developers' portal, built by MkDocs into ``build/portal/<hash of what it is made of>/``.

``python -m infra.build.portal`` prints where it lies, and does nothing when it lies there already.
MkDocs has an environment of its own in ``build/``. Nothing in the portal comes from another server:
no font, no script; and no script or style stands within a page, so the app's policy holds there.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from infra.build import portal_events, portal_reference, python_client
from infra.build.portal_site import configuration
from infra.local.process import PROJECT_ROOT

DOCS = PROJECT_ROOT / "docs"
SOURCES = DOCS / "portal"
LOCK = PROJECT_ROOT / "requirements" / "portal.lock"
BUILDS = PROJECT_ROOT / "build" / "portal"
ENVIRONMENT = PROJECT_ROOT / "build" / "portal-env"
CLIENT = PROJECT_ROOT / "clients" / "python"
SOURCE = CLIENT / "src" / "stunity"
EXAMPLES = CLIENT / "examples"
EVENTS = PROJECT_ROOT / "terraform" / "manifest" / "events.json"

_KEPT = 2
_INLINE = re.compile(r"<script>(?P<code>.+?)</script>", re.DOTALL)
# What leads out of docs/ is a file of the repository, and no page.
_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<target>(?!https?:|#|mailto:)[^)\s]+)\)")


class PortalBuildFailed(Exception):
    """The portal could not be built; says what the tool said."""


def inputs() -> Iterator[Path]:
    """Every file that the portal is made of, in one order."""
    yield from (PROJECT_ROOT / "CHANGELOG.md", PROJECT_ROOT / "clients/python/README.md")
    yield from (LOCK, EVENTS, CLIENT / "pyproject.toml")
    yield from sorted(
        path for path in SOURCE.rglob("*.py") if python_client.PACKAGE not in path.parents
    )
    yield from sorted((PROJECT_ROOT / "infra/build").glob("python_*.py"))
    yield from sorted(EXAMPLES.glob("*.py"))
    yield from sorted((PROJECT_ROOT / "infra/build").glob("portal*.py"))
    yield from sorted(path for path in DOCS.rglob("*") if path.is_file())


def target() -> Path:
    """Where the portal of the present files lies once it is built."""
    digest = hashlib.sha256()
    for path in inputs():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(PROJECT_ROOT)}\0{len(content)}\0".encode() + content)
    return BUILDS / digest.hexdigest()[:12]


def build() -> Path:
    """Where the portal of the present files lies, built when it was not yet."""
    place = target()
    if place.is_dir():
        return place
    BUILDS.mkdir(parents=True, exist_ok=True)
    with (BUILDS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.is_dir():
            _write(place)
    return place


def _write(place: Path) -> None:
    tools = _environment()
    staged, made = BUILDS / ".staged", BUILDS / ".unfinished"
    for old in (staged, made):
        shutil.rmtree(old, ignore_errors=True)
    pages = staged / "pages"
    _stage(pages)
    config = configuration(pages, [SOURCES / "snippets", EXAMPLES], made)
    (staged / "mkdocs.yml").write_text(config, encoding="utf-8")
    _run([str(tools / "bin/python"), "-m", "mkdocs", "build", "--quiet"], cwd=staged)
    portal_reference.write(made, tools / portal_reference.BUNDLE, DOCS / "reference/openapi.json")
    _take_out_scripts(made)
    _give_out_client(made, tools)
    made.rename(place)
    shutil.rmtree(staged)
    _remove_old(place)


def _environment() -> Path:
    """MkDocs as it is locked, installed when the lock has changed."""
    stamp = ENVIRONMENT / ".lock"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        uv = str(Path(sys.executable).with_name("uv"))
        python = str(ENVIRONMENT / "bin/python")
        _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT)])
        sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python]
        _run([*sync, str(LOCK)])
        stamp.write_text(wanted)
    return ENVIRONMENT


def _give_out_client(made: Path, tools: Path) -> None:
    """Put the wheel of the Python client beside its examples, where `pip install` finds it.

    Whoever knows the portal's address needs no checkout and no index that has the package.
    """
    python_client.build()
    uv = str(Path(sys.executable).with_name("uv"))
    build = [uv, "build", "--quiet", "--wheel", "--no-build-isolation"]
    folder = made / "python"
    _run([*build, "--python", str(tools / "bin/python"), "--out-dir", str(folder), str(CLIENT)])
    (folder / ".gitignore").unlink(missing_ok=True)


def _run(command: list[str], cwd: Path | None = None) -> None:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(  # noqa: S603 - our own tools
        command, cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise PortalBuildFailed(f"{' '.join(command[:4])} failed:\n{done.stdout}{done.stderr}")


def _stage(pages: Path) -> None:
    """Put together what is written for the portal, what is derived, and the rest of ``docs/``."""
    shutil.copytree(SOURCES / "pages", pages)
    shutil.copytree(SOURCES / "assets", pages / "assets")
    # Links of the project's pages to each other hold, as they lie in the same order.
    hidden = shutil.ignore_patterns("portal", "events", "openapi.json", "moved.json")
    shutil.copytree(DOCS, pages / "project", ignore=hidden)
    shutil.copyfile(PROJECT_ROOT / "CHANGELOG.md", pages / "changelog.md")
    shutil.copyfile(PROJECT_ROOT / "clients/python/README.md", pages / "python.md")
    shutil.copytree(EXAMPLES, pages / "python", ignore=shutil.ignore_patterns("__pycache__"))
    events = pages / "events"
    for name, text in portal_events.pages(DOCS / "reference/events", EVENTS).items():
        events.mkdir(exist_ok=True)
        (events / name).write_text(text, encoding="utf-8")
    index = pages / "reference" / "index.md"
    found = portal_reference.areas(DOCS / "reference/openapi.json")
    listed = "\n".join(f"- [{area}]({area}.html)" for area in found)
    index.write_text(index.read_text(encoding="utf-8").replace("<!-- areas -->", listed))
    for page in pages.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        kept = _LINK.sub(partial(_link, page, pages), text)
        if kept != text:
            page.write_text(kept, encoding="utf-8")


def _link(page: Path, pages: Path, link: re.Match[str]) -> str:
    place = link["target"].partition("#")[0]
    there = (page.parent / place).resolve()
    if there.is_relative_to(pages) and (there.is_file() or place.endswith(".html")):
        return link[0]
    return link["text"]


def _take_out_scripts(made: Path) -> None:
    """Scripts within pages become files: a page's policy allows no other."""
    folder = made / "assets" / "inline"
    folder.mkdir(parents=True)
    for page in made.rglob("*.html"):
        here = os.path.relpath(folder, page.parent)

        def moved(script: re.Match[str], here: str = here) -> str:
            name = hashlib.sha256(script["code"].encode()).hexdigest()[:12] + ".js"
            (folder / name).write_text(script["code"], encoding="utf-8")
            return f'<script src="{here}/{name}"></script>'

        text = page.read_text(encoding="utf-8")
        page.write_text(_INLINE.sub(moved, text), encoding="utf-8")


def _remove_old(newest: Path) -> None:
    builds = [path for path in BUILDS.iterdir() if path.is_dir() and path != newest]
    builds.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in builds[_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def main() -> int:
    """Build the portal."""
    try:
        sys.stdout.write(f"{build()}\n")
    except PortalBuildFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
