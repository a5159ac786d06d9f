"""The web app, built by Vite from ``web/`` into ``build/web/<hash of what it is made of>/``.

``python -m infra.build.web_app [build|serve|check|test]``: ``build`` prints where it lies and does
nothing when it lies there already, ``serve`` reloads as files change and asks the running stack for
all else. Packages come by ``npm ci`` when the lock file has changed.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.build.node import find_node
from infra.local.process import PROJECT_ROOT

WEB = PROJECT_ROOT / "web"
REFERENCE = PROJECT_ROOT / "docs" / "reference"
BUILDS = PROJECT_ROOT / "build" / "web"

_SOURCES = ("app", "react", "client")
_NOT_BUILT_FROM = frozenset({"node_modules", "generated", "test", "types"})
_KEPT = 3


class WebBuildFailed(Exception):
    """The app could not be built; says what the tool said."""


def inputs() -> Iterator[Path]:
    """Every file that the app is made of, in one order."""
    yield from (WEB / "package.json", WEB / "package-lock.json")
    yield REFERENCE / "openapi.json"
    yield from sorted((REFERENCE / "events").glob("*.json"))
    for part in _SOURCES:
        for path in sorted((WEB / part).rglob("*")):
            if path.is_file() and not _NOT_BUILT_FROM.intersection(path.relative_to(WEB).parts):
                yield path


def version() -> str:
    """Twelve hex digits that change with any byte of any input."""
    digest = hashlib.sha256()
    for path in inputs():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(PROJECT_ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]


def build() -> Path:
    """Where the app of the present files lies, built when it was not yet."""
    target = BUILDS / version()
    if target.is_dir():
        return target
    with _alone():
        if not target.is_dir():
            _make_ready()
            unfinished = target.with_suffix(".unfinished")
            _npm("run", "--silent", "build", env={"WEB_DIST": str(unfinished)})
            unfinished.rename(target)
            _remove_old(target)
    return target


def serve(stack_url: str) -> int:
    """Serve the sources with hot reload until Ctrl-C."""
    _make_ready()
    node = find_node()
    env = {**os.environ, "PATH": node.path, "STACK_URL": stack_url}
    command = [*node.npm, "run", "--silent", "dev"]
    return subprocess.run(command, cwd=WEB, env=env, check=False).returncode  # noqa: S603 - npm itself


def run(script: str) -> None:
    """Run a script of ``web/package.json`` with what it needs in place."""
    with _alone():
        _make_ready()
    _npm("run", "--silent", script)


def _make_ready() -> None:
    """Have the packages of the lock file, and the types of the API as it is now."""
    lock = (WEB / "package-lock.json").read_bytes()
    stamp = WEB / "node_modules" / ".lock"
    wanted = hashlib.sha256(lock).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        _npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
        stamp.write_text(wanted)
    _npm("run", "--silent", "generate")


def _npm(*arguments: str, env: dict[str, str] | None = None) -> None:
    node = find_node()
    run = subprocess.run(  # noqa: S603 - npm itself
        [*node.npm, *arguments],
        cwd=WEB,
        env={**os.environ, "PATH": node.path, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise WebBuildFailed(f"npm {' '.join(arguments)} failed:\n{run.stdout}{run.stderr}")


@contextmanager
def _alone() -> Iterator[None]:
    """Several stacks may start at once; one of them builds."""
    BUILDS.mkdir(parents=True, exist_ok=True)
    with (BUILDS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_old(newest: Path) -> None:
    builds = [path for path in BUILDS.iterdir() if path.is_dir() and path != newest]
    builds.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in builds[_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def main(argv: list[str] | None = None) -> int:
    """Build, serve, check or test the app."""
    parser = argparse.ArgumentParser(prog="infra.build.web_app", description=main.__doc__)
    parser.add_argument(
        "task", nargs="?", default="build", choices=("build", "serve", "check", "test")
    )
    parser.add_argument("--stack", default="http://127.0.0.1:8080", help="the running stack")
    given = parser.parse_args(argv)
    try:
        if given.task == "serve":
            return serve(given.stack)
        if given.task == "build":
            sys.stdout.write(f"{build()}\n")
        else:
            run(given.task)
    except WebBuildFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
