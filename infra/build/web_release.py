"""The files of the web app and of the SDK as they are uploaded and as the gateway serves them.

Files below ``assets/`` have their hash in their name, so browsers keep them for good, and a page
that is open while another version is released never loads a mixture of the two. The rest is asked
for each time. ``python -m infra.build.web_release`` writes a release.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.build import portal, web_app

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_ALWAYS = "no-cache"
ASSETS = "assets"
PORTAL = "docs"

_NOT_FOR_BROWSERS = frozenset({"test", "types", "node_modules", "package.json", "README.md"})


def sdk_files() -> Iterator[Path]:
    """Every file of the SDK that a page without a build may name, relative to ``web/``."""
    for path in sorted((web_app.WEB / "client").rglob("*")):
        name = path.relative_to(web_app.WEB)
        if path.is_file() and not _NOT_FOR_BROWSERS.intersection(name.parts):
            yield name


def kept(name: str) -> str:
    """How long a browser may keep a file."""
    return FOR_GOOD if name.startswith(f"{ASSETS}/") else ASK_ALWAYS


def portal_kept(name: str) -> str:
    """The same for a file of the portal: its own scripts stand beside it, some without a hash."""
    hashed = name.startswith(f"{ASSETS}/inline/")
    return FOR_GOOD if hashed else ASK_ALWAYS


def write(target: Path, built: Path | None = None, docs: Path | None = None) -> None:
    """Write a release for upload, with the portal in ``docs/``. What ``target`` held is gone."""
    shutil.rmtree(target, ignore_errors=True)
    hidden = shutil.ignore_patterns(".vite")
    shutil.copytree(built or web_app.build(), target, ignore=hidden)
    for name in sdk_files():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(web_app.WEB / name, place)
    shutil.copytree(docs or portal.build(), target / PORTAL)


def main() -> None:
    """Write a release."""
    parser = argparse.ArgumentParser(prog="infra.build.web_release", description=main.__doc__)
    parser.add_argument("target", type=Path, help="directory that is written anew")
    target: Path = parser.parse_args().target
    write(target)
    sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main()
