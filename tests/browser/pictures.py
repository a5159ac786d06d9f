"""Pictures of the app that a person has looked at, and the browser that drew them.

Letters come from the font that the app brings along; how they are drawn is the browser's. So they
are compared under one version of Chromium, the one in ``chromium.txt``, and nowhere else.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from infra.build import chromium
from infra.build.node import find_node
from infra.local.process import PROJECT_ROOT

FOUND = PROJECT_ROOT / "build" / "pictures"
RENEW = "RENEW_PICTURES"
# An image may differ in a thousandth of its pixels: a caret, a line that is half a pixel lower.
MOST = 0.001

_COMPARE = Path(__file__).with_name("compare.mjs")


def renewing() -> bool:
    """Whether what is drawn now is what is wanted from now on."""
    return os.environ.get(RENEW) == "1"


def keep(name: str) -> Path:
    """Where a picture is drawn that becomes the wanted one."""
    chromium.PINNED.write_text(f"{chromium.present()}\n", encoding="utf-8")
    return chromium.PICTURES / f"{name}.png"


def difference(name: str) -> float:
    """The share of pixels by which what was found differs from what is wanted."""
    found, wanted, marks = (
        FOUND / f"{name}.png",
        chromium.PICTURES / f"{name}.png",
        FOUND / f"{name}-marks.png",
    )
    command = [*find_node().node, str(_COMPARE), str(found), str(wanted), str(marks)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own file
    return float(done.stdout)
