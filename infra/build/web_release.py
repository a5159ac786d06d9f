"""The web app under addresses that carry its version, so that browsers may keep its files for good.

Only the pages are asked for each time. They name their files below ``/a/<version>/``; modules name
one another relative to themselves, and so stay within their version: a page that is open while
another version is released never loads a mixture of the two. ``python -m infra.build.web_release``
writes the files as they are uploaded; the local gateway serves the same addresses.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "web"
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_ALWAYS = "no-cache"

_PARTS = ("app", "client")
_PAGES = frozenset({"index.html", "dev.html"})
_NOT_FOR_BROWSERS = frozenset({"test", "types", "node_modules", "package.json", "README.md"})
_OWN_FILE = re.compile(r'(href|src)="/(?!client/)([^"/][^"]*)"')


def released_files() -> Iterator[Path]:
    """Every file of app and SDK but the pages, relative to ``web/``, in one order."""
    for part in _PARTS:
        for path in sorted((WEB / part).rglob("*")):
            name = path.relative_to(WEB)
            if path.is_file() and not (_PAGES | _NOT_FOR_BROWSERS).intersection(name.parts):
                yield name


def version() -> str:
    """Twelve hex digits that change with any byte of any file."""
    digest = hashlib.sha256()
    for name in released_files():
        content = (WEB / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]


def page(name: str, release: str) -> str:
    """A page whose files are those of a release."""
    html = (WEB / "app" / name).read_text(encoding="utf-8")
    return _OWN_FILE.sub(rf'\1="/a/{release}/app/\2"', html)


def write(target: Path) -> str:
    """Write a release for upload, and return its version. What ``target`` held before is gone.

    ``a/`` is to be kept for good; the rest is asked for each time: the page of the app, the icon,
    and the SDK for whoever names it by ``/client/``. The developer page is local and stays out.
    """
    release = version()
    shutil.rmtree(target, ignore_errors=True)
    for name in released_files():
        _copy(name, target / "a" / release / name)
        if name.parts[0] == "client":
            _copy(name, target / name)
    _copy(Path("app/favicon.svg"), target / "favicon.svg")
    (target / "index.html").write_text(page("index.html", release), encoding="utf-8")
    return release


def _copy(name: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(WEB / name, place)


def main() -> None:
    """Write a release."""
    parser = argparse.ArgumentParser(prog="infra.build.web_release", description=main.__doc__)
    parser.add_argument("target", type=Path, help="directory that is written anew")
    target: Path = parser.parse_args().target
    sys.stdout.write(f"{target}/a/{write(target)}\n")


if __name__ == "__main__":
    main()
