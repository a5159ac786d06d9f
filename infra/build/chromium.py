"""Which Chromium drew the pictures that the app is compared with, and which one is here."""

from __future__ import annotations

import re
import shutil
import subprocess

from infra.local.process import PROJECT_ROOT

PICTURES = PROJECT_ROOT / "tests" / "browser" / "pictures"
PINNED = PICTURES / "chromium.txt"


def present() -> str | None:
    """The version of this machine's Chromium, up to the part that changes how letters are drawn."""
    binary = shutil.which("chromium")
    if binary is None:
        return None
    told = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - found above
    version = re.search(r"\d+", told.stdout)
    return version and version.group()


def pinned() -> str:
    """The version that drew the pictures."""
    return PINNED.read_text(encoding="utf-8").strip()


def draws_alike() -> bool:
    """Whether pictures of this machine can be compared."""
    return present() == pinned()
