"""Directories for what nobody keeps: databases of tests, profiles of browsers."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - the directories made in it have names of their own
_ENOUGH_BYTES = 4 << 30


def scratch_directory(prefix: str) -> Path:
    """A new directory, in memory where the machine has room, and on disk elsewhere.

    A run makes and deletes thousands of files of Postgres. On ext4 without a journal, as
    machines of CI have it, each new file searches past all that were just deleted: a thirtieth of
    the whole run.
    """
    return Path(tempfile.mkdtemp(prefix=prefix, dir=_MEMORY if _has_room(_MEMORY) else None))


def _has_room(directory: Path) -> bool:
    # Containers often have 64 MB there.
    if not os.access(directory, os.W_OK):
        return False
    space = os.statvfs(directory)
    return space.f_bavail * space.f_frsize >= _ENOUGH_BYTES
